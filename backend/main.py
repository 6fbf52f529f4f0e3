"""The application: middleware, handlers, routers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import structlog
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool

from backend import __version__, background, web
from backend.audit import routes as audit
from backend.audit.maintenance import Maintenance
from backend.audit.record import write_pending
from backend.auditing import routes as auditing
from backend.auth import (
    demo_login,
    repeating,
    routes_factor,
    routes_grants,
    routes_identities,
    routes_system,
    routes_users,
)
from backend.auth import routes as auth
from backend.auth.clients import issuing, quota
from backend.auth.clients import routes as clients
from backend.auth.clients import routes_token as client_tokens
from backend.auth.enforce import enforce
from backend.auth.policy import SCOPE_TEXTS, access_of
from backend.auth.provider import provider
from backend.ballots import answering
from backend.ballots import routes as ballots
from backend.ballots.forms import OpenRounds
from backend.ballots.guessing import Guessers
from backend.ballots.imports import routes as imports
from backend.ballots.writer import BallotWriter
from backend.comments import routes as comments
from backend.comments import routes_topics as comment_topics
from backend.complaints import routes as complaints
from backend.complaints import routes_actions as complaint_actions
from backend.complaints.attachments import routes as complaint_attachments
from backend.complaints.attachments.inlet import new_places
from backend.complaints.figures import routes as complaint_figures
from backend.complaints.letters import routes as complaint_documents
from backend.complaints.public import routes_attachments as tracking_attachments
from backend.complaints.public import routes_filing as filing
from backend.complaints.public import routes_tracking as tracking
from backend.complaints.requests import routes as complaint_decisions
from backend.complaints.requests import routes_consents as complaint_requests
from backend.complaints.requests import routes_retaliation as retaliation
from backend.complaints.rules import routes as complaint_policies
from backend.complaints.transfers import routes as transfers
from backend.complaints.transfers import routes_attachments as transfer_attachments
from backend.config import Settings
from backend.core import health, openapi, problems
from backend.core.db import Database
from backend.core.envelope import Envelope
from backend.core.keys import Keys, load_keys
from backend.core.metrics import Metrics
from backend.core.sealing import Sealer
from backend.dashboard import routes as dashboard
from backend.egress.http import egress
from backend.files.attachments.antivirus import Scanner
from backend.files.storage import FolderStore
from backend.integration.adapters import routes as adapters
from backend.integration.bulk import routes as bulk
from backend.integration.events import routes as events
from backend.integration.events.feed import Feed
from backend.integration.events.waking import Newest
from backend.integration.intake import routes as intake
from backend.integration.open311 import refusing as open311_refusing
from backend.integration.open311 import routes as open311
from backend.integration.records import routes as source_records
from backend.integration.webhooks import routes as webhooks
from backend.integration.webhooks import routes_deliveries as webhook_deliveries
from backend.integration.webhooks.dispatching import Dispatcher
from backend.jobs import routes as jobs
from backend.jobs.worker import Worker
from backend.notices import routes as notices
from backend.notices.service import notify
from backend.oversight import card_routes as oversight_cards
from backend.oversight import indicator_routes as service_indicators
from backend.oversight import matter_routes as service_matters
from backend.oversight import rating_routes as service_ratings
from backend.oversight import record_routes as service_records
from backend.results import routes as results
from backend.results.publishing import routes as publication
from backend.results.publishing import routes_public as public_results
from backend.results.screening import routes as screening
from backend.results.screening.service import facts
from backend.rounds import preset_routes as presets
from backend.rounds import routes as rounds
from backend.selfcheck import routes as selfcheck
from backend.units import import_routes as unit_imports
from backend.units import routes as units
from backend.workdays import routes as calendar

log = structlog.get_logger("app")

DESCRIPTION = "The API of Pingyi 评议. Everything its pages do goes through it."
MAX_BODY = 1024 * 1024


def create_app(settings: Settings, keys: Keys | None = None) -> FastAPI:
    """Build the application. Nothing is opened before its lifespan starts; may be called repeatedly."""
    app = build_routes(settings.frontend_dir)
    equip(app, settings, keys or load_keys(settings.keys_path))
    return app


def equip(app: FastAPI, settings: Settings, keys: Keys) -> None:
    """Give the routes what they work on: settings, keys, database, files, worker. Raises SettingsError."""
    newest = Newest()
    hook = partial(write_pending, algorithm=settings.record_hash, told=newest.tell)
    database = Database(settings.database, before_commit=(hook,))
    newest.watch(database)
    files = FolderStore(settings.files_dir)
    sealer, scanner = Sealer(keys), Scanner(settings.clamd)
    app.state.settings = settings
    app.state.listening = None  # `serve` says how it listens
    app.state.refusal_forms = {open311_refusing.PREFIX: open311_refusing.form}
    app.state.keys = keys
    app.state.metrics = Metrics()
    app.state.database = database
    app.state.files = files
    app.state.sealer = sealer
    app.state.scanner = scanner
    app.state.egress = egress(settings)
    app.state.provider = provider(settings, keys, app.state.egress)
    app.state.upload_places = new_places()
    app.state.notice_kinds = background.NOTICE_KINDS
    app.state.notify = notify
    dispatcher = Dispatcher(database, settings, sealer, app.state.egress, newest)
    app.state.worker = Worker(
        database,
        background.handlers(keys),
        files,
        failures=background.JOB_FAILURES,
        tasks=[
            *background.periodic_tasks(settings, keys, database, files),
            background.scans(database, files, sealer, scanner),
        ],
        services=[dispatcher.run],
    )
    app.state.maintenance = Maintenance(partial(_start_worker, app))
    app.state.newest = newest
    app.state.feed = Feed(database, settings, keys, newest)
    app.state.quotas = quota.Quotas(database)
    app.state.open_rounds = OpenRounds(database)
    app.state.ballot_writer = BallotWriter(database)
    app.state.guessers = Guessers(database, keys)
    app.state.round_facts = facts
    app.state.after_calendar_change = (background.recompute_clocks,)


def _start_worker(app: FastAPI) -> None:
    if app.state.settings.run_worker:
        app.state.worker.start()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    database: Database = app.state.database
    database.claim()
    await run_in_threadpool(database.empty_log)
    app.state.ballot_writer.start()
    maintenance: Maintenance = app.state.maintenance
    await run_in_threadpool(maintenance.look, database, app.state.settings.witness_path)
    if not maintenance.active:
        _start_worker(app)
    else:
        log.error("maintenance", lost_seq=maintenance.lost and maintenance.lost.seq)
    yield
    app.state.newest.stop()
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
    app.add_exception_handler(repeating.Answered, repeating.replay)
    scheme = openapi.client_scheme(issuing.TOKEN_PATH, {scope.value: text for scope, text in SCOPE_TEXTS.items()})
    openapi.install(app, DESCRIPTION, access_of, scheme)
    answering.install(app)  # first: routes are tried in order, and these are hot
    for router in (
        health.router,
        openapi.router,
        routes_system.router,
        selfcheck.router,
        auth.router,
        routes_factor.router,
        routes_identities.router,
        demo_login.router,
        routes_users.router,
        routes_grants.router,
        routes_grants.rights,
        client_tokens.router,
        clients.router,
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
        audit.public,
        audit.router,
        auditing.router,
        screening.router,
        comments.router,
        comments.of_unit,
        comment_topics.router,
        complaint_documents.router,
        complaint_figures.router,
        dashboard.router,
        source_records.router,
        source_records.matters,
        bulk.router,
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
        service_matters.router,
        service_matters.imports,
        service_matters.settings,
        service_records.router,
        intake.router,
        intake.uploads,
        adapters.router,
        open311.router,
        events.router,
        webhooks.router,
        webhook_deliveries.router,
        webhook_deliveries.trying,
        oversight_cards.router,
        service_ratings.of_record,
        service_ratings.router,
        service_indicators.router,
    ):
        app.include_router(router)
    web.install(app, frontend_dir)
    return app
