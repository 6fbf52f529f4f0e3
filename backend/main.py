"""The application: middleware, handlers, routers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from backend import __version__, web
from backend.audit.record import write_pending
from backend.auth import demo_login, routes_system, routes_users, throttle
from backend.auth import routes as auth
from backend.auth.enforce import enforce
from backend.auth.policy import access_of
from backend.ballots import answering
from backend.ballots import routes as ballots
from backend.ballots.forms import OpenRounds
from backend.ballots.guessing import Guessers
from backend.ballots.imports import routes as imports
from backend.ballots.imports import work as imports_work
from backend.ballots.writer import BallotWriter
from backend.calendar.engine import next_office_time
from backend.calendar.queries import load_calendar
from backend.complaints import routes as complaints
from backend.complaints import routes_actions as complaint_actions
from backend.complaints import telling
from backend.complaints.attachments import routes as complaint_attachments
from backend.complaints.attachments.inlet import new_places
from backend.complaints.clockwork import recompute
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.desk import Desk
from backend.complaints.figures import routes as complaint_figures
from backend.complaints.kinds import Actor
from backend.complaints.letters import routes as complaint_documents
from backend.complaints.public import routes_attachments as tracking_attachments
from backend.complaints.public import routes_filing as filing
from backend.complaints.public import routes_tracking as tracking
from backend.complaints.requests import routes as complaint_decisions
from backend.complaints.requests import routes_consents as complaint_requests
from backend.complaints.requests import routes_retaliation as retaliation
from backend.complaints.requests.returns import lapse_returns
from backend.complaints.rules import routes as complaint_policies
from backend.complaints.transfers import routes as transfers
from backend.complaints.transfers import routes_attachments as transfer_attachments
from backend.config import Settings
from backend.core import health, openapi, problems
from backend.core.db import Database
from backend.core.envelope import Envelope
from backend.core.keys import Keys, load_keys
from backend.core.metrics import Metrics
from backend.core.principal import Principal
from backend.core.sealing import Sealer
from backend.dashboard import routes as dashboard
from backend.egress.mail import mail_server
from backend.files.attachments.antivirus import Scanner
from backend.files.attachments.service import rescan
from backend.files.storage import FileStore, FolderStore
from backend.files.sweep import sweep_orphans
from backend.jobs import routes as jobs
from backend.jobs.periodic import PeriodicTask
from backend.jobs.service import enqueue
from backend.jobs.worker import Handler, Worker
from backend.notices import routes as notices
from backend.notices.kinds import NoticeKind
from backend.notices.mailing import Mailer
from backend.notices.service import notify, withdraw
from backend.results import routes as results
from backend.results.jobs import tally
from backend.results.publishing import routes as publication
from backend.results.publishing import routes_public as public_results
from backend.results.screening import jobs as screening_jobs
from backend.results.screening import routes as screening
from backend.results.screening.service import facts
from backend.rounds import preset_routes as presets
from backend.rounds import routes as rounds
from backend.rounds.states import TALLY_JOB
from backend.units import import_routes as unit_imports
from backend.units import routes as units
from backend.workdays import routes as calendar

DESCRIPTION = "The API of Pingyi 评议. Everything its pages do goes through it."
MAX_BODY = 1024 * 1024
RESCAN_SECONDS = 60.0

JOB_HANDLERS: dict[str, Handler] = {TALLY_JOB: tally, **screening_jobs.HANDLERS, **imports_work.HANDLERS}
JOB_FAILURES = imports_work.FAILURES
NOTICE_KINDS = {kind: NoticeKind(text, path) for kind, (text, path) in telling.NOTICES.items()}

SWEEP_SECONDS = 6 * 3600.0
MAIL_SECONDS = 30.0
CLOCK_SECONDS = 60.0


def create_app(settings: Settings, keys: Keys | None = None) -> FastAPI:
    """Build the application. Nothing is opened before its lifespan starts; may be called repeatedly."""
    app = build_routes(settings.frontend_dir)
    equip(app, settings, keys or load_keys(settings.keys_path))
    return app


def equip(app: FastAPI, settings: Settings, keys: Keys) -> None:
    """Give the routes what they work on: settings, keys, database, files, worker."""
    database = Database(settings.database, before_commit=(write_pending,))
    files = FolderStore(settings.files_dir)
    sealer, scanner = Sealer(keys), Scanner(settings.clamd)
    app.state.settings = settings
    app.state.keys = keys
    app.state.metrics = Metrics()
    app.state.database = database
    app.state.files = files
    app.state.sealer = sealer
    app.state.scanner = scanner
    app.state.upload_places = new_places()
    app.state.notice_kinds = NOTICE_KINDS
    tasks = [
        *periodic_tasks(settings, keys, database, files),
        PeriodicTask("scans", RESCAN_SECONDS, lambda _: rescan(database, files, sealer, scanner)),
    ]
    handlers = JOB_HANDLERS | {recompute.JOB: recompute.recompute_job(keys, withdraw)}
    app.state.worker = Worker(database, handlers, files, failures=JOB_FAILURES, tasks=tasks)
    app.state.open_rounds = OpenRounds(database)
    app.state.ballot_writer = BallotWriter(database)
    app.state.guessers = Guessers(database, keys)
    app.state.round_facts = facts
    app.state.after_calendar_change = (_recompute_clocks,)


def _recompute_clocks(session: Session, principal: Principal, _version: int) -> None:
    """The calendar has a new version: running clocks follow in a job."""
    enqueue(session, recompute.JOB, {}, principal.user_id)


def _office_time(session: Session, instant: datetime) -> datetime:
    """No mail at night and on holidays."""
    return next_office_time(load_calendar(session), instant)


def _sweep(database: Database, keys: Keys) -> None:
    """What clocks of complaints do by themselves, and returns that nobody decided in time."""
    sweep(database, keys, notify)
    with database.write() as session:
        lapse_returns(Desk(session, keys, Actor.SYSTEM))


def _forget(database: Database) -> None:
    """Let go of counters of failures that are over."""
    with database.write() as session:
        throttle.forget_old(session)


def periodic_tasks(settings: Settings, keys: Keys, database: Database, files: FileStore) -> list[PeriodicTask]:
    """What comes back regularly in the processes that run jobs. Raises MailSettingsError."""
    tasks = [
        PeriodicTask("files", SWEEP_SECONDS, lambda _: sweep_orphans(database, files)),
        PeriodicTask("log", SWEEP_SECONDS, lambda _: database.empty_log()),
        PeriodicTask("throttle", SWEEP_SECONDS, lambda _: _forget(database)),
        PeriodicTask("clocks", CLOCK_SECONDS, lambda _: _sweep(database, keys)),
    ]
    server = mail_server(settings, keys)
    if server is not None:
        mailer = Mailer(database, server, NOTICE_KINDS, settings.site_name, settings.base_url, _office_time)
        tasks.append(PeriodicTask("mail", MAIL_SECONDS, mailer.run))
    return tasks


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    database: Database = app.state.database
    database.claim()
    await run_in_threadpool(database.empty_log)
    app.state.ballot_writer.start()
    if app.state.settings.run_worker:
        app.state.worker.start()
    yield
    await run_in_threadpool(app.state.worker.stop)
    await run_in_threadpool(app.state.ballot_writer.stop)
    database.close()


def build_routes(frontend_dir: Path) -> FastAPI:
    """The application's routes, handlers and middleware, before `equip`."""
    app = FastAPI(
        title="Pingyi 评议",
        version=__version__,
        lifespan=_lifespan,
        dependencies=[Depends(enforce)],
        generate_unique_id_function=openapi.operation_id,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        max_body_size=MAX_BODY,
    )
    app.add_middleware(Envelope)
    problems.install(app)
    openapi.install(app, DESCRIPTION, access_of)
    answering.install(app)  # first: routes are tried in order, and these are hot
    for router in (
        health.router,
        openapi.router,
        routes_system.router,
        auth.router,
        demo_login.router,
        routes_users.router,
        notices.router,
        jobs.router,
        units.router,
        units.sequences,
        unit_imports.router,
        calendar.router,
        presets.router,
        rounds.router,
        ballots.router,
        imports.router,
        results.router,
        publication.router,
        public_results.router,
        screening.router,
        complaint_documents.router,
        complaint_figures.router,
        dashboard.router,
        complaints.router,
        complaint_requests.router,
        complaint_actions.router,
        complaint_attachments.router,
        complaint_policies.router,
        complaint_policies.categories,
        filing.router,
        tracking.router,
        tracking_attachments.router,
        retaliation.router,
        complaint_decisions.router,
        transfers.router,
        transfer_attachments.router,
    ):
        app.include_router(router)
    web.install(app, frontend_dir)
    return app
