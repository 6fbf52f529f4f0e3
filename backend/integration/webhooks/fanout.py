"""Handing the record out: a delivery for each endpoint that sees an event and wants it.

In the order of the commits, from a place of its own in the record, and together with moving that place on: whatever
dies in between, no event is left out and none is handed out twice. Several processes take turns by a lock.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.record import head
from backend.config import Settings
from backend.core import clock
from backend.core.db import dialect_insert
from backend.core.ids import new_id
from backend.integration.events.kinds import KINDS, is_wanted
from backend.integration.events.readers import readers
from backend.integration.events.reading import ROWS, SPAN, rows_between
from backend.integration.events.seeing import Seen, see
from backend.integration.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState, FanoutPosition

_NAME: Final = "record"
_ACTIONS: Final = tuple(sorted({kind.action for kind in KINDS.values()}))
_LISTENING: Final = (Endpoint.state != EndpointState.DISABLED,)
_AT_ONCE: Final = 500  # rows of a statement


def reached(session: Session) -> int | None:
    """Up to where the record has been handed out; None: never yet."""
    return session.scalar(select(FanoutPosition.seq).where(FanoutPosition.name == _NAME))


def is_due(session: Session) -> bool:
    """Whether there is something to hand out. Asked without the turn to write: most changes concern no endpoint, and
    the place need not follow each of them."""
    if session.scalar(select(Endpoint.id).where(*_LISTENING).limit(1)) is None:
        return False
    start, (newest, _) = reached(session), head(session)
    if start is None or newest - start >= SPAN // 4:
        return True
    return bool(rows_between(session, start, newest, _ACTIONS, 1))


def fan_out(session: Session, settings: Settings) -> bool:
    """Hand out the next rows; whether there are more. False also when another process is at it."""
    newest, _ = head(session)  # first: an endpoint of before the events up to there is visible by now
    position = _hold_position(session, newest)
    if position is None:
        return False
    endpoints = session.scalars(select(Endpoint).where(*_LISTENING).order_by(Endpoint.id)).all()
    if not endpoints or position.seq >= newest:
        position.seq = max(position.seq, newest)
        return False
    position.seq = max(position.seq, min(endpoint.since_seq for endpoint in endpoints))
    until = min(newest, position.seq + SPAN)
    rows = rows_between(session, position.seq, until, _ACTIONS)
    known = readers(session, settings, (endpoint.client_id for endpoint in endpoints))
    found = {client_id: see(session, reader, rows) for client_id, reader in known.items()}
    _add(session, endpoints, found)
    position.seq = rows[-1].seq if len(rows) == ROWS else until
    return position.seq < newest


def _hold_position(session: Session, newest: int) -> FanoutPosition | None:
    """The place, locked; None when another process holds it. The first time it is where the oldest endpoint begins."""
    if reached(session) is None:
        start = session.scalar(select(func.min(Endpoint.since_seq)))
        insert = dialect_insert(session)
        row = insert(FanoutPosition).values(name=_NAME, seq=newest if start is None else start)
        session.execute(row.on_conflict_do_nothing())
    held = select(FanoutPosition).where(FanoutPosition.name == _NAME).with_for_update(skip_locked=True)
    return session.scalars(held.execution_options(populate_existing=True)).one_or_none()


def _add(session: Session, endpoints: Sequence[Endpoint], found: dict[Any, list[Seen]]) -> None:
    now = clock.now(session)
    rows = [
        {
            "id": new_id(),
            "endpoint_id": endpoint.id,
            "seq": seen.seq,
            "type": seen.kind.type,
            "subject": seen.subject,
            "state": DeliveryState.PENDING,
            "attempt": 0,
            "next_at": now,
            "created_at": now,
        }
        for endpoint in endpoints
        for seen in found.get(endpoint.client_id, ())
        if seen.seq > endpoint.since_seq and is_wanted(seen.kind.type, endpoint.types)
    ]
    insert = dialect_insert(session)
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(Delivery).values(rows[start : start + _AT_ONCE]).on_conflict_do_nothing())
