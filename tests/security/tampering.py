"""The hostile operator: statements past the program, as somebody who owns the tables or the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select, text, update

from backend.audit.chain import event_hash
from backend.audit.models import AuditEvent
from backend.audit.record import COMMAND, record
from backend.core.db import Database


@contextmanager
def as_owner(database: Database) -> Iterator[Connection]:
    """A transaction in which the guards stand aside, as they do for a superuser or for whoever holds the file."""
    with database.write_engine.begin() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection


def write_events(database: Database, count: int) -> None:
    for number in range(count):
        with database.write() as session:
            record(session, COMMAND, "unit.create", "unit", None, number=number)


def rehash(connection: Connection, first: int) -> None:
    """Compute the chain anew from an event on, so that it is sound in itself."""
    table: Any = AuditEvent.__table__
    prev = connection.execute(select(table.c.hash).where(table.c.seq == first - 1)).scalar_one()
    rows = connection.execute(select(table).where(table.c.seq >= first).order_by(table.c.seq)).all()
    for row in rows:
        forged = row._asdict() | {"prev": prev}
        forged["hash"] = prev = event_hash(forged)
        connection.execute(update(table).where(table.c.seq == row.seq).values(prev=forged["prev"], hash=forged["hash"]))
