"""Sending notices by mail, from as many processes as there are.

One mail holds all notices that wait for a person. A sender claims the person for a while (Mailbox.next_at), sends
outside any transaction, and notes the outcome. A sender that dies in between leaves the claim, which ends by itself:
then the mail goes out again, with the same Message-ID unless notices were added. So every notice is mailed at least
once, and once only where nothing dies.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount
from backend.core import clock
from backend.core.db import Database
from backend.egress.mail import MailDeferred, MailRefused, MailServer, ServerTrouble
from backend.notices.kinds import NoticeKinds
from backend.notices.letters import Letter, letter_text
from backend.notices.models import Mailbox, MailFailure, Notice

log = structlog.get_logger("mail")

LEASE: Final = timedelta(minutes=5)
PAUSE: Final = timedelta(minutes=10)
A_DAY: Final = 20
BACKOFF: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))
MAX_ATTEMPTS: Final = len(BACKOFF) + 1
WINDOW: Final = timedelta(days=14)
"""Older notices are not mailed: whoever enters an address, or sets up mail, is not told old news."""
_CANDIDATES: Final = 20
_IN_A_LETTER: Final = 1000

OfficeTime = Callable[[Session, datetime], datetime]
"""The next instant at which people may be bothered: the given one, or a later one."""


def waking_hours(_: Session, instant: datetime) -> datetime:
    """From eight to eight, every day."""
    local = instant.astimezone(clock.LOCAL_ZONE)
    if local.hour < 8:
        return datetime.combine(local.date(), time(8), clock.LOCAL_ZONE)
    return instant if local.hour < 20 else datetime.combine(_tomorrow(instant), time(8), clock.LOCAL_ZONE)


@dataclass(frozen=True, slots=True)
class Mailer:
    """Sends what waits. `run` is a periodic task of the worker."""

    database: Database
    server: MailServer
    kinds: NoticeKinds
    site_name: str
    base_url: str
    office_time: OfficeTime
    lease: timedelta = LEASE

    def run(self, stopping: threading.Event) -> int:
        """Send the mails that may go out now, one after the other; returns how many did."""
        sent = 0
        while not stopping.is_set() and (letter := self._claim()) is not None:
            try:
                subject, text = letter_text(letter, self.kinds, self.site_name, self.base_url)
                self.server.send(letter.to, subject, text, letter.key)
            except (MailRefused, MailDeferred, ServerTrouble) as problem:
                log.warning("mail_failed", reason=problem.reason, status=problem.status, notices=len(letter.notice_ids))
                with self.database.write() as session:
                    _note_failure(session, letter, refused=isinstance(problem, MailRefused))
                if isinstance(problem, ServerTrouble):
                    break  # the next one would only wait for the same
            else:
                with self.database.write() as session:
                    _note_sent(session, letter)
                sent += 1
        if sent:
            log.info("mails_sent", count=sent)
        return sent

    def _claim(self) -> Letter | None:
        """The next mail, which is then this sender's until the lease ends."""
        with self.database.read() as session:  # without the turn to write
            now = clock.now(session)
            if self.office_time(session, now) > now or session.execute(_candidates(now)).first() is None:
                return None
        with self.database.write() as session:
            now = clock.now(session)
            for user_id, email in session.execute(_candidates(now)).all():
                box = _free_box(session, user_id, now)
                if box is not None and email is not None and (notices := _take_notices(session, user_id, now)):
                    box.next_at = now + self.lease
                    return Letter.of(user_id, email, notices)
        return None


def _waiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Notice.read_at.is_(None),
        Notice.mailed_at.is_(None),
        Notice.mail_problem.is_(None),
        Notice.not_before <= now,
        Notice.not_before > now - WINDOW,
    )


def _candidates(now: datetime) -> Select[UUID, str | None]:
    """People to whom a mail may go out now, with their addresses: who has waited longest comes first."""
    return (
        select(UserAccount.id, UserAccount.email)
        .join(Notice, Notice.user_id == UserAccount.id)
        .outerjoin(Mailbox, Mailbox.user_id == UserAccount.id)
        .where(*_waiting(now), UserAccount.email.is_not(None), UserAccount.disabled_at.is_(None))
        .where(or_(Mailbox.next_at.is_(None), Mailbox.next_at <= now))
        .group_by(UserAccount.id, UserAccount.email)
        .order_by(func.min(Notice.not_before), UserAccount.id)
        .limit(_CANDIDATES)
    )


def _free_box(session: Session, user_id: UUID, now: datetime) -> Mailbox | None:
    """A person's mailbox, locked; None when another sender has it or had it a moment ago."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(insert(Mailbox).values(user_id=user_id, next_at=now).on_conflict_do_nothing())
    free = select(Mailbox).where(Mailbox.user_id == user_id, Mailbox.next_at <= now)
    return session.scalars(free.with_for_update(skip_locked=True)).one_or_none()


def _take_notices(session: Session, user_id: UUID, now: datetime) -> list[Notice]:
    """What waits for a person, oldest first, counted as tried. Those that were tried too often are given up here."""
    waiting = select(Notice).where(*_waiting(now), Notice.user_id == user_id).order_by(Notice.not_before, Notice.id)
    # A notice that is being read or taken back at this moment is left to that.
    found = session.scalars(waiting.limit(_IN_A_LETTER).with_for_update(skip_locked=True)).all()
    taken = []
    for notice in found:
        if notice.mail_attempts < MAX_ATTEMPTS:
            notice.mail_attempts += 1
            taken.append(notice)
        else:
            notice.mail_problem = MailFailure.UNDELIVERED
    return taken


def _note_sent(session: Session, letter: Letter) -> None:
    now = clock.now(session)
    mailed = update(Notice).where(Notice.id.in_(letter.notice_ids))
    session.execute(mailed.values(mailed_at=now, mail_problem=None))
    box = session.get_one(Mailbox, letter.user_id, with_for_update=True)
    today = clock.local_date(now)
    box.sent = box.sent + 1 if box.sent_on == today else 1
    box.sent_on = today
    box.failures = 0
    box.next_at = now + PAUSE if box.sent < A_DAY else datetime.combine(_tomorrow(now), time(), clock.LOCAL_ZONE)


def _note_failure(session: Session, letter: Letter, *, refused: bool) -> None:
    box = session.get_one(Mailbox, letter.user_id, with_for_update=True)
    box.next_at = clock.now(session) + BACKOFF[min(box.failures, len(BACKOFF) - 1)]
    box.failures += 1
    failed = update(Notice).where(Notice.id.in_(letter.notice_ids), Notice.mailed_at.is_(None))
    if refused:
        session.execute(failed.values(mail_problem=MailFailure.REFUSED))
    else:
        last = failed.where(Notice.mail_attempts >= MAX_ATTEMPTS)
        session.execute(last.values(mail_problem=MailFailure.UNDELIVERED))


def _tomorrow(instant: datetime) -> date:
    return clock.local_date(instant) + timedelta(days=1)
