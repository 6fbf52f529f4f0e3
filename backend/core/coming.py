"""Rows whose time has come, for sweeps: found without a lock, which whoever then locks them has to look at again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from backend.core import clock
from backend.core.db import Database


def due(
    database: Database,
    at: InstrumentedAttribute[datetime | None],
    id_: InstrumentedAttribute[UUID],
    wanted: InstrumentedAttribute[UUID],
    chunk: int,
) -> Iterator[Sequence[UUID]]:
    """The `wanted` of all rows with `at` up to now, `chunk` rows at a time in the order of (`at`, `id_`); `id_` tells
    rows apart. Each row comes once, also one that is left as it is: the time is the database's at the beginning, and a
    chunk begins behind the last one."""
    with database.read() as session:
        until = clock.now(session)
    first = select(at, id_, wanted).where(at <= until).order_by(at, id_).limit(chunk)
    statement = first
    while True:
        with database.read() as session:
            found = session.execute(statement).all()
        if not found:
            return
        yield [row[2] for row in found]
        last_at, last_id, _ = found[-1]
        # The first condition says nothing new: it is what an index of `at` can be entered by.
        statement = first.where(at >= last_at, or_(at > last_at, and_(at == last_at, id_ > last_id)))
