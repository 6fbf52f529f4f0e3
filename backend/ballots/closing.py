"""After a round has closed: its waiting sheets are shuffled, its unused codes end, its retry tags go.

Everything here may be interrupted and started again. A chunk of the shuffle is one transaction, a chunk is a
random part of its stratum, and a sheet is at every moment either in `intake` or in `sheet`.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import pairwise
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, delete, func, insert, or_, select, type_coerce, update
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType, TypeEngine

from backend.ballots.models import BallotCode, Batch, BatchState, CodeState, Comment, Intake, Sheet
from backend.ballots.packing import unpack_comments
from backend.core.db import Database
from backend.core.ids import new_id, new_ids
from backend.rounds.config import RoundConfig

CHUNK = 2_500
_random = secrets.SystemRandom()
Progress = Callable[[int, int], None]
Write = Callable[[], AbstractContextManager[Session]]
"""Opens one short transaction: `database.write`, or that of a job."""


def counted(round_id: UUID) -> Any:
    """The condition on Intake that a sheet counts: from the ballot page, or from a batch that is loaded."""
    loaded = select(Batch.id).where(Batch.round_id == round_id, Batch.state == BatchState.LOADED)
    return (Intake.round_id == round_id) & or_(Intake.batch_id.is_(None), Intake.batch_id.in_(loaded))


def shuffle_into_sheets(database: Database, write: Write, config: RoundConfig, progress: Progress) -> int:
    """Move all counted sheets of a closed round from `intake` to `sheet`; return how many there are now."""
    round_id = config.round_id
    with database.read() as session:
        waiting = session.scalars(select(func.count()).select_from(Intake).where(counted(round_id))).one()
        done = session.scalars(select(func.count()).select_from(Sheet).where(Sheet.round_id == round_id)).one()
    total = done + waiting
    for low, high in _key_ranges(waiting, CHUNK):
        with write() as session:
            done += _move(session, config, UUID(bytes=low), UUID(bytes=high))
        progress(done, total)
    return total


def _key_ranges(rows: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Cut the space of random 16 byte keys so that about `size` of `rows` rows lie in each (first, last)."""
    parts = -(-rows // size)
    bounds = [(1 << 128) * part // parts for part in range(parts + 1)] if parts else []
    for low, high in pairwise(bounds):
        yield low.to_bytes(16, "big"), (high - 1).to_bytes(16, "big")


# What goes from row to row as the driver gives it: making objects of it would take most of the time.
_CARRIED = [type_coerce(getattr(Intake, name), NullType).label(name) for name in ("stratum_id", "origin", "batch_id")]
_ADD_SHEET = insert(Sheet).values(
    id=bindparam("new_id", type_=Uuid()),
    round_id=bindparam("in_round", type_=Uuid()),
    stratum_id=bindparam("carried_stratum", type_=TypeEngine()),
    origin=bindparam("carried_origin", type_=TypeEngine()),
    batch_id=bindparam("carried_batch", type_=TypeEngine()),
    answers=bindparam("cells", type_=TypeEngine()),
)


def _move(session: Session, config: RoundConfig, low: UUID, high: UUID) -> int:
    """Move the counted sheets whose ids lie from `low` to `high`; return how many."""
    cells = config.cells
    # Both by the connection, past the session: a third of the time under the turn to write.
    connection = session.connection()
    rows: list[Any] = list(
        connection.execute(
            delete(Intake)
            .where(counted(config.round_id), Intake.id.between(low, high))
            .returning(*_CARRIED, Intake.payload)
        )
    )
    # Written in the order of their new random keys: nothing keeps the old one, and it is faster.
    ids = sorted(new_ids(len(rows)), key=attrgetter("int"))
    _random.shuffle(rows)
    sheets: list[dict[str, Any]] = []
    comments: list[dict[str, Any]] = []
    for id_, (stratum_id, origin, batch_id, payload) in zip(ids, rows, strict=True):
        sheets.append(
            {
                "new_id": id_,
                "in_round": config.round_id,
                "carried_stratum": stratum_id,
                "carried_origin": origin,
                "carried_batch": batch_id,
                "cells": payload[:cells],
            }
        )
        for position, text in unpack_comments(payload, cells):
            unit_id = config.units[position].unit_id
            comments.append({"id": new_id(), "round_id": config.round_id, "unit_id": unit_id, "text": text})
    if sheets:
        connection.execute(_ADD_SHEET, sheets)
    if comments:
        _random.shuffle(comments)
        session.execute(insert(Comment), comments)
    return len(sheets)


def end_codes(database: Database, write: Write, round_id: UUID) -> None:
    """Void what was not used and forget the retry tags, in steps that each hold the writer shortly."""
    mine = BallotCode.round_id == round_id
    stale = or_(BallotCode.state == CodeState.ISSUED, BallotCode.retry_tag.is_not(None))
    of_strata = select(BallotCode.stratum_id, func.count()).where(mine, stale).group_by(BallotCode.stratum_id)
    with database.read() as session:
        counts = session.execute(of_strata).all()
    ended = case((BallotCode.state == CodeState.ISSUED, CodeState.VOID), else_=BallotCode.state)
    for stratum_id, count in counts:  # stratum by stratum, since the index begins with it
        for low, high in _key_ranges(count, CHUNK):
            of_range = BallotCode.code_hash.between(low, high + b"\xff" * 16)
            change = update(BallotCode).where(mine, BallotCode.stratum_id == stratum_id, of_range, stale)
            with write() as session:
                session.connection().execute(change.values(state=ended, retry_tag=None))


def discard_uncounted(write: Write, round_id: UUID) -> None:
    """Delete what is left in `intake`: rows of batches that were voided or never finished loading."""
    while True:
        with write() as session:
            left = session.scalars(select(Intake.id).where(Intake.round_id == round_id).limit(CHUNK)).all()
            if not left:
                return
            session.execute(delete(Intake).where(Intake.id.in_(left)))
