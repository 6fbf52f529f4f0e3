"""What goes on beside the requests: jobs by their kinds, what comes back regularly, and what people are told of."""

from contextlib import suppress
from datetime import datetime
from threading import Event

from sqlalchemy.orm import Session

from backend.audit.checkpoints import keep_checkpoints
from backend.auditing import checking
from backend.auth import (
    codes,
    grants,
    identities,
    repeating,
    throttle,
)
from backend.auth.clients import credentials, quota
from backend.auth.grant_notices import NOTICES as GRANT_NOTICES
from backend.auth.service import NOTICES as ACCOUNT_NOTICES
from backend.ballots.imports import work as imports_work
from backend.ballots.mixing import MIX_SECONDS, Mixer
from backend.calendar.engine import next_office_time
from backend.calendar.queries import load_calendar
from backend.comments import jobs as comment_jobs
from backend.complaints import telling
from backend.complaints.clockwork import recompute
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.desk import Desk
from backend.complaints.kinds import Actor
from backend.complaints.requests.returns import lapse_returns
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.sealing import Sealer
from backend.egress.mail import mail_server
from backend.files.attachments.antivirus import Scanner
from backend.files.attachments.service import rescan
from backend.files.storage import FileStore
from backend.files.sweep import sweep_orphans
from backend.integration.bulk import work as bulk_work
from backend.integration.webhooks import deliveries
from backend.integration.webhooks import health as webhook_health
from backend.jobs.periodic import PeriodicTask
from backend.jobs.service import enqueue
from backend.jobs.worker import Handler
from backend.notices import checkpoints as checkpoint_notices
from backend.notices.kinds import NoticeKind
from backend.notices.mailing import Mailer
from backend.notices.service import notify, withdraw
from backend.oversight import sweep as oversight
from backend.oversight.reminding import remind
from backend.oversight.telling import NOTICES as OVERSIGHT_NOTICES
from backend.results.jobs import tally
from backend.results.screening import jobs as screening_jobs
from backend.retention import running as retention
from backend.retention.rules import Keeping
from backend.retention.timing import ClockInDoubt
from backend.rounds import telling as round_notices
from backend.rounds.states import TALLY_JOB

RESCAN_SECONDS = 60.0

JOB_HANDLERS: dict[str, Handler] = {
    TALLY_JOB: tally,
    **screening_jobs.HANDLERS,
    **comment_jobs.HANDLERS,
    **imports_work.HANDLERS,
    bulk_work.JOB: bulk_work.take,
}
JOB_FAILURES = {**imports_work.FAILURES, bulk_work.JOB: bulk_work.give_up}
NOTICE_KINDS = {
    **{
        kind: NoticeKind(text, path)
        for notices_of in (GRANT_NOTICES, telling.NOTICES, ACCOUNT_NOTICES, OVERSIGHT_NOTICES, webhook_health.NOTICES)
        for kind, (text, path) in notices_of.items()
    },
    **checkpoint_notices.KINDS,
    **round_notices.KINDS,
}

SWEEP_SECONDS = 6 * 3600.0
MAIL_SECONDS = 30.0
CLOCK_SECONDS = 60.0


def recompute_clocks(session: Session, principal: Principal, _version: int) -> None:
    """The calendar has a new version: running clocks follow in a job."""
    enqueue(session, recompute.JOB, {}, principal.user_id)
    enqueue(session, oversight.JOB, {}, principal.user_id)


def _office_time(session: Session, instant: datetime) -> datetime:
    """No mail at night and on holidays."""
    return next_office_time(load_calendar(session), instant)


def _sweep(database: Database, keys: Keys) -> None:
    """What clocks of complaints do by themselves, and returns that nobody decided in time."""
    sweep(database, keys, notify)
    with database.write() as session:
        lapse_returns(Desk(session, keys, Actor.SYSTEM))


def _cards(database: Database) -> None:
    """Cards that are due, and those that nobody acknowledged in time."""
    oversight.sweep(database, notify)
    remind(database, notify)


def _forget(database: Database) -> None:
    """Let go of counters of failures that are over, of logins that nobody finished, and of answers kept for replay."""
    with database.write() as session:
        throttle.forget_old(session)
        codes.forget_old_steps(session)
        identities.forget_old(session)
        quota.forget_old(session)
        credentials.forget_spent(session)
        repeating.forget_old(session)


def _forget_deliveries(database: Database, stopping: Event) -> None:
    """Let go of webhooks of long ago, a part at a time."""
    while not stopping.is_set():
        with database.write() as session:
            if deliveries.forget_old(session) < deliveries.FORGOTTEN_AT_ONCE:
                return


def _keep_checkpoints(settings: Settings, database: Database, keys: Keys) -> None:
    keep_checkpoints(database, keys, settings.witness_path, checkpoint_notices.tell_keepers)


def _lapse_grants(database: Database) -> None:
    with database.write() as session:
        grants.lapse(session, notify)


def _let_go(settings: Settings, keys: Keys, database: Database, files: FileStore, stopping: Event) -> None:
    """Delete what has been kept long enough; not of the demonstration, which tells of the past. A clock in doubt is in
    the log by then."""
    if settings.env != "demo":
        with suppress(ClockInDoubt):
            retention.run(Keeping(database, keys, files, settings, stopping))


def handlers(keys: Keys) -> dict[str, Handler]:
    """What runs the jobs of each kind."""
    return JOB_HANDLERS | {
        recompute.JOB: recompute.recompute_job(keys, withdraw),
        checking.JOB: checking.verify_job(keys),
        oversight.JOB: oversight.recompute_job(notify),
    }


def scans(database: Database, files: FileStore, sealer: Sealer, scanner: Scanner) -> PeriodicTask:
    """Files that wait for the virus scanner."""
    return PeriodicTask("scans", RESCAN_SECONDS, lambda _: rescan(database, files, sealer, scanner))


def periodic_tasks(settings: Settings, keys: Keys, database: Database, files: FileStore) -> list[PeriodicTask]:
    """What comes back regularly in the processes that run jobs. Raises MailSettingsError."""
    tasks = [
        PeriodicTask("files", SWEEP_SECONDS, lambda _: sweep_orphans(database, files)),
        PeriodicTask("mix", MIX_SECONDS, Mixer(database).run),
        PeriodicTask("log", SWEEP_SECONDS, lambda _: database.empty_log()),
        PeriodicTask("throttle", SWEEP_SECONDS, lambda _: _forget(database)),
        PeriodicTask("grants", SWEEP_SECONDS, lambda _: _lapse_grants(database)),
        PeriodicTask("deliveries", SWEEP_SECONDS, lambda stopping: _forget_deliveries(database, stopping)),
        PeriodicTask("retention", SWEEP_SECONDS, lambda stopping: _let_go(settings, keys, database, files, stopping)),
        PeriodicTask("clocks", CLOCK_SECONDS, lambda _: _sweep(database, keys)),
        PeriodicTask("cards", CLOCK_SECONDS, lambda _: _cards(database)),
        PeriodicTask("checkpoints", CLOCK_SECONDS, lambda _: _keep_checkpoints(settings, database, keys)),
    ]
    server = mail_server(settings, keys)
    if server is not None:
        mailer = Mailer(database, server, NOTICE_KINDS, settings.site_name, settings.base_url, _office_time)
        tasks.append(PeriodicTask("mail", MAIL_SECONDS, mailer.run))
    return tasks
