"""What a request asks the database: lists of any length are read with the same few statements."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from backend.core.db import Database


@contextmanager
def asked(database: Database) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    statements: list[str] = []

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    engines = {database.write_engine, database.read_engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
