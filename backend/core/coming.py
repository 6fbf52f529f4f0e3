"""Rows whose time has come, for sweeps: found without a lock, which whoever then locks them has to look at again."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.core import clock
from backend.core.db import Database

log = structlog.get_logger("sweep")

Done = TypeVar("Done")


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


def done(
    database: Database,
    ids: Sequence[UUID],
    work: Callable[[Session, Sequence[UUID]], Done],
    failure: str,
) -> list[Done]:
    """What `work` returns for these rows, done in one transaction; if one of them cannot be done, each in its own, so
    that the others do not wait for it. What cannot be done is logged as a `failure`."""
    try:
        with database.write() as session:
            return [work(session, ids)]
    except Exception:
        if len(ids) == 1:
            log.exception(failure, id=str(ids[0]))
            return []
        return [result for one in ids for result in done(database, [one], work, failure)]
