"""After a round has closed: its waiting sheets are shuffled, its unused codes end, its retry tags go.

Everything here may be interrupted and started again. A chunk of the shuffle is one transaction, a chunk is a
random part of its stratum, and a sheet is at every moment either in `intake` or in `sheet`.
"""

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from backend.ballots.models import BallotCode, Batch, BatchState, CodeState, Comment, Intake, Origin, Sheet
from backend.ballots.packing import unpack_comments
from backend.core.db import Database
from backend.core.ids import new_id
from backend.rounds.config import RoundConfig

CHUNK = 10_000
_random = secrets.SystemRandom()
Progress = Callable[[int, int], None]
Write = Callable[[], AbstractContextManager[Session]]
"""Opens one short transaction: `database.write`, or that of a job."""


def counted(session: Session, round_id: UUID) -> Any:
    """The condition on Intake that a sheet counts: from the ballot page, or from a batch that is loaded."""
    loaded = select(Batch.id).where(Batch.round_id == round_id, Batch.state == BatchState.LOADED)
    return (Intake.round_id == round_id) & or_(Intake.batch_id.is_(None), Intake.batch_id.in_(loaded))


def shuffle_into_sheets(database: Database, write: Write, config: RoundConfig, progress: Progress) -> int:
    """Move all counted sheets of a closed round from `intake` to `sheet`; return how many there are now."""
    round_id = config.round_id
    with database.read() as session:
        waiting = session.scalars(select(Intake.id).where(counted(session, round_id))).all()
        done = session.scalars(select(func.count()).select_from(Sheet).where(Sheet.round_id == round_id)).one()
    order = list(waiting)
    _random.shuffle(order)
    total = done + len(order)
    for start in range(0, len(order), CHUNK):
        with write() as session:
            _move(session, config, order[start : start + CHUNK])
        progress(done + min(start + CHUNK, len(order)), total)
    return total


def _move(session: Session, config: RoundConfig, ids: Sequence[UUID]) -> None:
    cells = config.cells
    rows: list[Row[UUID, Origin, UUID | None, bytes]] = []
    for some in _slices(ids, 5_000):  # SQLite takes 32,766 parameters in a statement
        rows += session.execute(
            delete(Intake)
            .where(Intake.id.in_(some))
            .returning(Intake.stratum_id, Intake.origin, Intake.batch_id, Intake.payload)
        ).all()
    sheets: list[dict[str, Any]] = []
    comments: list[dict[str, Any]] = []
    for stratum_id, origin, batch_id, payload in rows:
        sheets.append(
            {
                "id": new_id(),
                "round_id": config.round_id,
                "stratum_id": stratum_id,
                "origin": origin,
                "batch_id": batch_id,
                "answers": payload[:cells],
            }
        )
        for position, text in unpack_comments(payload, cells):
            unit_id = config.units[position].unit_id
            comments.append({"id": new_id(), "round_id": config.round_id, "unit_id": unit_id, "text": text})
    sheets.sort(key=lambda sheet: sheet["id"].hex)  # written in the order of their random keys: faster
    session.execute(insert(Sheet), sheets)
    if comments:
        _random.shuffle(comments)
        session.execute(insert(Comment), comments)


def _slices(values: Sequence[UUID], size: int) -> list[Sequence[UUID]]:
    return [values[start : start + size] for start in range(0, len(values), size)]


def end_codes(write: Write, round_id: UUID) -> None:
    """Void what was not used and forget the retry tags, in steps that each hold the writer shortly."""
    while True:
        with write() as session:
            stale = session.scalars(
                select(BallotCode.code_hash)
                .where(
                    BallotCode.round_id == round_id,
                    or_(BallotCode.state == CodeState.ISSUED, BallotCode.retry_tag.is_not(None)),
                )
                .limit(5_000)
            ).all()
            if not stale:
                return
            mine = BallotCode.code_hash.in_(stale)
            session.execute(
                update(BallotCode).where(mine, BallotCode.state == CodeState.ISSUED).values(state=CodeState.VOID)
            )
            session.execute(update(BallotCode).where(mine).values(retry_tag=None))


def discard_uncounted(write: Write, round_id: UUID) -> None:
    """Delete what is left in `intake`: rows of batches that were voided or never finished loading."""
    while True:
        with write() as session:
            left = session.scalars(select(Intake.id).where(Intake.round_id == round_id).limit(5_000)).all()
            if not left:
                return
            session.execute(delete(Intake).where(Intake.id.in_(left)))
