"""Reading on in the record, from a place, as one reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.chain import GENESIS
from backend.audit.models import AuditEvent
from backend.audit.record import head
from backend.core import clock
from backend.core.principal import Client
from backend.core.text import Text
from backend.integration.events.cursors import CursorGone, Mark
from backend.integration.events.kinds import kinds_for
from backend.integration.events.seeing import COLUMNS, Row, Seen, see

KEPT: Final = timedelta(days=90)
"""The record stays; older events are not read from here."""
ROWS: Final = 500
"""Rows that are looked at together, at most."""
SPAN: Final = 20_000
"""Numbers that one statement passes over at most, where few rows are of a wanted kind."""
STATEMENTS: Final = 20
"""Then the request has looked far enough; the next one goes on from there."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found, and where the next reading begins; `more`: not at the end of the record yet."""

    events: list[Seen]
    reached: Mark
    more: bool


def read_on(session: Session, reader: Client, start: int, limit: int, prefixes: Sequence[str] = ()) -> Reading:
    """The next events that `reader` sees after number `start`: rows up to there were all committed before those after."""
    newest, _ = head(session)  # first: what is committed meanwhile is beyond it
    actions = [kind.action for kind in kinds_for(reader.scopes, prefixes)]
    found: list[Seen] = []
    reached, size = start, min(ROWS, 50 + 2 * limit)
    for _ in range(STATEMENTS):
        if reached >= newest or len(found) >= limit:
            break
        until = min(newest, reached + SPAN)
        rows = rows_between(session, reached, until, actions, size)
        seen = see(session, reader, rows)
        room = limit - len(found)
        found += seen[:room]
        looked = rows[-1].seq if len(rows) == size else until
        reached = found[-1].seq if len(seen) > room else looked
    return Reading(found, mark_at(session, reached), more=reached < newest)


def rows_between(session: Session, after: int, until: int, actions: Sequence[str], size: int = ROWS) -> Sequence[Row]:
    """The first `size` rows of these actions with the COLUMNS, in their order."""
    if not actions:
        return ()
    rows = select(*COLUMNS).where(AuditEvent.seq > after, AuditEvent.seq <= until, AuditEvent.action.in_(actions))
    found: Sequence[Row] = session.execute(rows.order_by(AuditEvent.seq).limit(size)).all()
    return found


def mark_at(session: Session, seq: int) -> Mark:
    """The place after the row of this number; 0 is before the first."""
    digest = session.scalar(select(AuditEvent.hash).where(AuditEvent.seq == seq)) if seq else GENESIS
    return Mark(seq, digest or GENESIS)


def require_kept(session: Session, mark: Mark) -> None:
    """Raises CursorGone where the reader would miss something without knowing it."""
    if not mark_at(session, mark.seq).hash.startswith(mark.hash) or mark.seq > head(session)[0]:
        raise CursorGone(
            Text(
                "数据库恢复到了较早的状态，这个标记已不成立。请重新读取当前情况，然后从头读取事件。",
                "The database was put back to an older state, and the cursor does not hold. Read the present state, and "
                "the events from the beginning.",
            )
        )
    following = session.scalar(select(AuditEvent.at).where(AuditEvent.seq == mark.seq + 1))
    if following is not None and following < clock.now(session) - KEPT:
        raise CursorGone(
            Text(
                "事件保留 90 天。请重新读取当前情况，然后从头读取事件。",
                "Events are kept for 90 days. Read the present state, and the events from the beginning.",
            )
        )


def oldest_kept(session: Session) -> int:
    """The number before the first row that is kept: times grow with the numbers, so halving finds it."""
    limit = clock.now(session) - KEPT
    low, high = 0, head(session)[0]
    while low < high:
        middle = (low + high + 1) // 2
        at: datetime | None = session.scalar(select(AuditEvent.at).where(AuditEvent.seq == middle))
        if at is not None and at < limit:
            low = middle
        else:
            high = middle - 1
    return low
