"""Writing the record: collected during a transaction, numbered and inserted just before its commit.

The lock that orders the record is taken last and held until commit, so the sequence is commit-ordered and
without gaps; that is what a hash chain and a change feed need.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, insert, select, text
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent
from backend.core import clock
from backend.core.db import note_reading
from backend.core.principal import Principal

_PENDING = "audit_pending"
_CHAIN_LOCK = 7_361_001  # the advisory lock of the record; any fixed number that nothing else uses

SYSTEM = "system"
COMMAND = "command"


def record(
    session: Session,
    actor: Principal | str,
    action: str,
    object_type: str,
    object_id: UUID | None,
    **data: Any,
) -> None:
    """Note a change for the record. It is written with the transaction of `session`, or not at all.

    `data` must be JSON of ids, states, counts and digests: no names, no free text, no secrets.
    """
    event = {
        "actor": str(actor.user_id) if isinstance(actor, Principal) else actor,
        "action": action,
        "object_type": object_type,
        "object_id": object_id,
        "data": data,
    }
    session.info.setdefault(_PENDING, []).append(event)


def record_reading(session: Session, reader: Principal, action: str, object_type: str, object_id: UUID) -> None:
    """Note for the record that somebody reads what others may not see yet: once a day for each person and object.

    `session` only reads: the event is written in a transaction of its own, before the answer leaves.
    """
    day = clock.now(session).astimezone(clock.LOCAL_ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    noted = exists().where(
        AuditEvent.object_type == object_type,
        AuditEvent.object_id == object_id,
        AuditEvent.action == action,
        AuditEvent.actor == str(reader.user_id),
        AuditEvent.at >= day,
    )
    if not session.scalar(select(noted)):
        note_reading(session, lambda writer: record(writer, reader, action, object_type, object_id))


def write_pending(session: Session) -> None:
    """Number and insert what `record` collected: the before_commit hook of every writing session."""
    session.flush()
    pending: list[dict[str, Any]] = session.info.pop(_PENDING, [])
    if not pending:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    last = session.execute(select(func.coalesce(func.max(AuditEvent.seq), 0))).scalar_one()
    at = clock.now(session)
    for number, event in enumerate(pending, start=last + 1):
        event |= {"seq": number, "at": at}
    session.execute(insert(AuditEvent), pending)
