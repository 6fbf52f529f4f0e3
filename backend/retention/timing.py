"""Whether the clock can be believed: what retention does because of it cannot be undone.

The record tells the time: an installation that runs has an event in it every few days, so that a clock that went back or
leapt ahead shows there.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent
from backend.audit.record import COMMAND, SYSTEM, record
from backend.core import clock
from backend.core.text import Text

SILENCE: Final = timedelta(days=14)
"""How long the record may be without an event: a longer silence may be a clock that leapt. For as long nothing is deleted
after it, since a program whose clock is wrong goes on writing events."""
_SIGN: Final = timedelta(days=7)
"""After so long without an event retention leaves one itself: then nobody has worked, and the clock is right."""
_WATCHED, _CONFIRMED = "retention.clock", "retention.clock_confirm"


class ClockInDoubt(Exception):
    """Nothing was deleted; `reason` says what the record and the clock disagree about."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def doubt(session: Session) -> Text | None:
    """Why the clock may be wrong, if anything says so."""
    now = clock.now(session)
    newest = session.scalars(_newest()).first()
    if newest is not None and now < newest.at:
        return Text(
            f"现在的时间 {_said(now)} 早于最近一条记录的时间 {_said(newest.at)}",
            f"It is {_said(now)} now, earlier than the newest event of the record, {_said(newest.at)}",
        )
    before = session.scalars(_newest().where(AuditEvent.at <= now - SILENCE)).first()
    if before is None:
        return None
    following = session.get(AuditEvent, before.seq + 1)
    confirmed = exists().where(AuditEvent.seq > before.seq, AuditEvent.action == _CONFIRMED)
    end = now if following is None else following.at
    if end - before.at <= SILENCE or session.scalar(select(confirmed)):
        return None
    return Text(
        f"{_said(before.at)} 至 {_said(end)} 之间没有任何记录：程序停用过，或者时钟跳到了将来",
        f"There is no event between {_said(before.at)} and {_said(end)}: the program stood still, or the clock leapt ahead",
    )


def confirm(session: Session, reason: Text) -> None:
    """Somebody who works on the machine says that the clock is right in spite of `reason`."""
    record(session, COMMAND, _CONFIRMED, "retention", None, reason=reason.en)


def leave_sign(session: Session) -> None:
    """Show later runs that the clock went on evenly, where nobody else has left an event for long."""
    newest = session.scalars(_newest()).first()
    if newest is not None and clock.now(session) - newest.at > _SIGN:
        record(session, SYSTEM, _WATCHED, "retention", None)


def _newest() -> Select[AuditEvent]:
    return select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)


def _said(instant: datetime) -> str:
    return instant.astimezone(clock.LOCAL_ZONE).isoformat(" ", "minutes")
