"""Signed checkpoints (security design, 4.3): what the record was, made daily and after each decisive step of a round.

They protect by leaving the system: the public page shows them, notices bring them to auditors and lead supervisors,
and the newest is kept in a file outside the database (audit/witness.py).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from backend.audit.chain import canonical
from backend.audit.models import AuditEvent, Checkpoint
from backend.audit.record import RESTORE, head, lock_record
from backend.audit.verify import Fault, Mark
from backend.audit.witness import is_lost, keep_witness, read_witness
from backend.core import clock
from backend.core.db import Database
from backend.core.keys import Keys
from backend.core.signing import is_signed, sign
from backend.core.text import Text

log = structlog.get_logger("record")

CODE_LENGTH: Final = 16
"""Digits of the short form, for paper: 64 bits of the hash."""
MARKED: Final = ("round.open", "round.close", "round.freeze", "round.publish", "round.correct", RESTORE)
"""After these events there is a checkpoint at once, on other days one a day if anything happened."""
Tell = Callable[[Session, Checkpoint], object]


def keep_checkpoints(database: Database, keys: Keys, witness: Path, tell: Tell) -> Checkpoint | None:
    """Make the checkpoint that is due, if any, tell of it, and keep the newest outside: a periodic task."""
    made = None
    with database.read() as session:
        waiting = is_due(session)
    if waiting:
        with database.write() as session:
            made = make_checkpoint(session, keys)
            if made is not None:
                tell(session, made)
    with database.read() as session:
        newest, kept = newest_checkpoint(session), read_witness(witness)
        if kept is not None and is_lost(session, kept):
            log.error("record_is_older_than_its_witness", seq=kept.seq)  # serving asks for an acknowledgement
        elif newest is not None and (kept is None or kept.seq != newest.seq):
            keep_witness(witness, newest)
    return made


def is_due(session: Session) -> bool:
    """Whether anything happened since the last checkpoint that is to be marked now."""
    newest = newest_checkpoint(session)
    since = 0 if newest is None else newest.seq
    if newest is None or clock.local_date(newest.at) != clock.local_date(clock.now(session)):
        return head(session)[0] > since
    marked = exists().where(AuditEvent.seq > since, AuditEvent.action.in_(MARKED))
    return bool(session.scalar(select(marked)))


def make_checkpoint(session: Session, keys: Keys) -> Checkpoint | None:
    """Sign the head of the record; None when that was done already."""
    lock_record(session)
    seq, digest = head(session)
    if seq == 0 or session.get(Checkpoint, seq) is not None:
        return None
    point = Checkpoint(seq=seq, hash=digest, at=clock.now(session))
    signature = sign(keys, message(point))
    point.key_id, point.signature = signature["key_id"], signature["value"]
    session.add(point)
    session.flush()
    return point


def newest_checkpoint(session: Session) -> Checkpoint | None:
    return session.scalars(select(Checkpoint).order_by(Checkpoint.seq.desc()).limit(1)).one_or_none()


def message(point: Checkpoint) -> bytes:
    """What is signed; its type keeps it from being taken for another signed file."""
    return canonical({"type": "pingyi-checkpoint-1", "seq": point.seq, "hash": point.hash, "at": point.at})


def code_of(point: Checkpoint) -> str:
    """The short form that is printed: the first digits of the hash, in fours."""
    return "-".join(point.hash[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def stored_marks(session: Session, keys: Keys) -> tuple[list[Mark], list[Fault]]:
    """What the stored checkpoints say, and which of them no key of this installation signed."""
    return marks_of(
        keys, session.scalars(select(Checkpoint).order_by(Checkpoint.seq)), Text("库中的存证点", "a checkpoint")
    )


def marks_of(keys: Keys, points: Any, where: Text) -> tuple[list[Mark], list[Fault]]:
    """As `stored_marks`, for checkpoints from anywhere."""
    marks, faults = [], []
    for point in points:
        if is_signed(keys, point.key_id, message(point), point.signature):
            marks.append(Mark(point.seq, point.hash, where))
        else:
            zh, en = (
                f"{where.zh}不是本系统的密钥签的，或已改动",
                f"{where.en} is not signed by a key of this installation",
            )
            faults.append(Fault(point.seq, Text(zh, en)))
    return marks, faults
