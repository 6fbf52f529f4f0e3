"""After a round has closed: its waiting sheets are shuffled, its unused codes end, its retry tags go.

Everything here may be interrupted and started again. A chunk of the shuffle is one transaction, a chunk is a
random part of its stratum, and a sheet is at every moment either in `intake` or `pool` or in `sheet`.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import pairwise
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Integer,
    LargeBinary,
    Uuid,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from backend.ballots.models import BallotCode, Batch, BatchState, CodeState, Comment, Intake, Origin, Pool, Sheet
from backend.ballots.packing import unpack_comments
from backend.core.db import Database
from backend.core.ids import new_id
from backend.rounds.config import RoundConfig

CHUNK = 5_000
_random = secrets.SystemRandom()
KeyRange = tuple[bytes, bytes]  # the first and the last of 16 bytes
Progress = Callable[[int, int], None]
Write = Callable[[], AbstractContextManager[Session]]
"""Opens one short transaction: `database.write`, or that of a job."""


def counted(round_id: UUID) -> Any:
    """The condition on Intake that a sheet counts: from the ballot page, or from a batch that is loaded."""
    loaded = select(Batch.id).where(Batch.round_id == round_id, Batch.state == BatchState.LOADED)
    return (Intake.round_id == round_id) & or_(Intake.batch_id.is_(None), Intake.batch_id.in_(loaded))


def shuffle_into_sheets(database: Database, write: Write, config: RoundConfig, progress: Progress) -> int:
    """Move all counted sheets of a closed round from `intake` and `pool` to `sheet`; return how many there are now."""
    round_id = config.round_id
    with database.read() as session:
        waiting = session.scalars(select(func.count()).select_from(Intake).where(counted(round_id))).one()
        waiting += session.scalars(select(func.count()).select_from(Pool).where(Pool.round_id == round_id)).one()
        done = session.scalars(select(func.count()).select_from(Sheet).where(Sheet.round_id == round_id)).one()
    total = done + waiting
    ranges = list(_key_ranges(waiting, CHUNK))
    # Each chunk gets new keys of a range as narrow as that of its old ones, another one: with keys from everywhere
    # each would write nearly every page of the table and of its index.
    for old, new in zip(ranges, _random.sample(ranges, len(ranges)), strict=True):
        with write() as session:
            done += _move(session, config, old, new)
        progress(done, total)
    return total


def _key_ranges(rows: int, size: int) -> Iterator[KeyRange]:
    """Cut the space of random 16 byte keys so that about `size` of `rows` rows lie in each (first, last)."""
    parts = -(-rows // size)
    bounds = [(1 << 128) * part // parts for part in range(parts + 1)] if parts else []
    for low, high in pairwise(bounds):
        yield low.to_bytes(16, "big"), (high - 1).to_bytes(16, "big")


def new_keys(count: int, within: KeyRange) -> bytes:
    """Random UUIDv4 in a range, exact to 4 bytes: 16 bytes each, one after the other in no order."""
    keys = np.frombuffer(bytearray(os.urandom(16 * count)), np.uint8).reshape(count, 16)
    low, high = (int.from_bytes(bound[:4], "big") for bound in within)
    keys[:, :4].view(">u4")[:, 0] = low + np.frombuffer(os.urandom(8 * count), np.uint64) % np.uint64(high - low + 1)
    keys[:, 6] = keys[:, 6] & 0x0F | 0x40
    keys[:, 8] = keys[:, 8] & 0x3F | 0x80
    return keys.tobytes()


def new_key_of(dialect: str) -> ColumnElement[UUID]:
    """Of the keys in the parameter, row 1 takes the first, row 2 the second, as this database writes a key."""
    place = cast(16 * func.row_number().over() - 15, Integer)
    key = func.substr(bindparam("keys", type_=LargeBinary()), place, 16)
    return func.lower(func.hex(key)) if dialect == "sqlite" else cast(func.encode(key, "hex"), Uuid)


def _move(session: Session, config: RoundConfig, old: KeyRange, new: KeyRange) -> int:
    """Move the counted sheets with ids of one range to fresh ids of another; return how many.

    By the database itself: nothing of a sheet but its comments comes here. No statement sees other sheets than the
    one before, since nothing is added to a closed round.
    """
    connection = session.connection()  # past the session, which would make objects of the rows
    within = UUID(bytes=old[0]), UUID(bytes=old[1])
    of_intake = (counted(config.round_id), Intake.id.between(*within))
    of_pool = (Pool.round_id == config.round_id, Pool.id.between(*within))
    chunk = union_all(
        select(Intake.stratum_id, Intake.origin, Intake.batch_id, Intake.payload).where(*of_intake),
        select(Pool.stratum_id, literal(Origin.WEB, Intake.origin.type), null(), Pool.payload).where(*of_pool),
    ).subquery()
    rest = func.substr(chunk.c.payload, config.cells + 1)
    with_comments = select(rest).where(func.length(chunk.c.payload) > config.cells)
    comments = [
        {"id": new_id(), "round_id": config.round_id, "unit_id": config.units[position].unit_id, "text": text}
        for tail in connection.scalars(with_comments)
        for position, text in unpack_comments(tail, 0)
    ]
    moved = connection.scalars(select(func.count()).select_from(chunk)).one()
    new_key = new_key_of(connection.dialect.name).label("new_key")
    # Written in the order of their new random keys: nothing keeps the old one, and it is faster.
    shuffled = select(
        new_key,
        literal(config.round_id, Uuid()),
        chunk.c.stratum_id,
        chunk.c.origin,
        chunk.c.batch_id,
        func.substr(chunk.c.payload, 1, config.cells),
    ).order_by(new_key)
    columns = [Sheet.id, Sheet.round_id, Sheet.stratum_id, Sheet.origin, Sheet.batch_id, Sheet.answers]
    connection.execute(insert(Sheet).from_select(columns, shuffled), {"keys": new_keys(moved, new)})
    connection.execute(delete(Intake).where(*of_intake))
    connection.execute(delete(Pool).where(*of_pool))
    if comments:
        _random.shuffle(comments)
        connection.execute(insert(Comment), comments)
    return moved


def end_codes(database: Database, write: Write, round_id: UUID) -> None:
    """Void what was not used and forget the retry tags, in steps that each hold the writer shortly."""
    mine = BallotCode.round_id == round_id
    stale = or_(BallotCode.state == CodeState.ISSUED, BallotCode.retry_tag.is_not(None))
    of_strata = select(BallotCode.stratum_id, func.count()).where(mine, stale).group_by(BallotCode.stratum_id)
    with database.read() as session:
        counts = dict(session.execute(of_strata).all())
    ended = case((BallotCode.state == CodeState.ISSUED, CodeState.VOID), else_=BallotCode.state)
    # The index begins with the strata; all of them in one step, since their codes lie on the same pages.
    mine &= BallotCode.stratum_id.in_(counts)
    for low, high in _key_ranges(sum(counts.values()), CHUNK):
        change = update(BallotCode).where(mine, BallotCode.code_hash.between(low, high + b"\xff" * 16), stale)
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
