"""Writing the record: collected during a transaction, numbered, chained and inserted just before its commit.

The lock that orders the record is taken last and held until commit, so the sequence is commit-ordered and
without gaps; that is what a hash chain and a change feed need.
"""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import exists, insert, select, text
from sqlalchemy.orm import Session

from backend.audit.chain import GENESIS, HashName, event_hash, refuse_floats
from backend.audit.models import AuditEvent
from backend.core import clock
from backend.core.db import after_commit, note_reading
from backend.core.principal import Caller, Principal

_PENDING = "audit_pending"
_CHAIN_LOCK = 7_361_001  # the advisory lock of the record; any fixed number that nothing else uses

SYSTEM = "system"
COMMAND = "command"
RECORD = "record"
"""Object type of events about the record itself."""
BACKUP = "backup"
"""Object type of events about a backup."""
RESTORE = "restore"
"""Of a BACKUP: `pingyi restore` put it in place. Of the RECORD: an auditor acknowledged that an older state was put back."""


def record(
    session: Session,
    actor: Caller | str,
    action: str,
    object_type: str,
    object_id: UUID | None,
    **data: Any,
) -> None:
    """Note a change for the record. It is written with the transaction of `session`, or not at all.

    `data` must be JSON of ids, states, counts and digests: no names, no free text, no secrets, no floats.
    """
    refuse_floats(data)
    event = {
        "actor": actor if isinstance(actor, str) else actor.actor,
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


def write_pending(session: Session, algorithm: HashName = "sha256", told: Callable[[int], None] | None = None) -> None:
    """Number, chain and insert what `record` collected: the before_commit hook of every writing session. `told` hears
    the newest number once it is committed."""
    session.flush()
    pending: list[dict[str, Any]] = session.info.pop(_PENDING, [])
    if not pending:
        return
    lock_record(session)
    last, prev = head(session)
    at = clock.now(session)
    for number, event in enumerate(pending, start=last + 1):
        event |= {"seq": number, "at": at, "hash_alg": algorithm, "prev": prev}
        event["hash"] = prev = event_hash(event)
    session.execute(insert(AuditEvent), pending)
    if told is not None:
        after_commit(session, partial(told, number))


def lock_record(session: Session) -> None:
    """Let nobody else add to the record before this transaction ends. On SQLite there is one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the last row; 0 and GENESIS when there is none."""
    newest = select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    return (0, GENESIS) if row is None else (row.seq, row.hash)
