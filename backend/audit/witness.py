"""The newest checkpoint, kept in a file beside the key file: whoever puts an old database back does not put it back.

It is a reminder for the honest, who restored a backup and should know what is missing, and an obstacle for others: a
proof are only the copies that left the machine.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent, Checkpoint
from backend.audit.record import BACKUP, RECORD, RESTORE


class WitnessError(Exception):
    """The file is there but cannot be read as one."""


@dataclass(frozen=True, slots=True)
class Witness:
    """`at`: when the checkpoint was made, ISO 8601."""

    seq: int
    hash: str
    at: str


def read_witness(path: Path) -> Witness | None:
    """What the file says; None when there is none yet. Raises WitnessError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Witness(int(content["seq"]), str(content["hash"]), str(content["at"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as problem:
        raise WitnessError(f"the witness file {path} is damaged") from problem


def keep_witness(path: Path, point: Checkpoint) -> None:
    """Write the file anew, whole or not at all."""
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(Witness(point.seq, point.hash, point.at.isoformat())), file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def is_lost(session: Session, witness: Witness) -> bool:
    """Whether the record no longer has what it had, and no auditor has acknowledged that."""
    found = session.scalar(select(AuditEvent.hash).where(AuditEvent.seq == witness.seq))
    if found == witness.hash:
        return False
    return not is_acknowledged(session, witness)


def is_acknowledged(session: Session, witness: Witness) -> bool:
    """Whether an auditor has acknowledged that the record no longer has what it had."""
    restored = select(AuditEvent.data).where(AuditEvent.object_type == RECORD, AuditEvent.action == RESTORE)
    return any(data.get("old_hash") == witness.hash for data in session.scalars(restored))


def unacknowledged_restore(session: Session) -> AuditEvent | None:
    """What `pingyi restore` wrote, if no auditor has acknowledged it since: needs no witness, so on a new machine, too."""
    newest = (
        select(AuditEvent)
        .where(AuditEvent.object_type.in_((BACKUP, RECORD)), AuditEvent.action == RESTORE)
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    )
    event = session.scalars(newest).one_or_none()
    return event if event is not None and event.object_type == BACKUP else None
