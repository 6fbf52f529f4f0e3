"""Statements compiled once for all tests.

A compiled statement is kept by its engine, and each test has an engine of its own: compiling the same statements again
took a quarter of the time of the tests.
"""

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache


def share_compiled_statements() -> None:
    """Give all engines one cache, in which dialects of one class, the settings of which are all the same here, count as
    one."""
    cache: LRUCache[Any, Any] = LRUCache(4_000)

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        connection.engine._compiled_cache = cache

    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__hash__ = _hash_of_class  # type: ignore[method-assign]
        dialect.__eq__ = _of_one_class  # type: ignore[method-assign]


def _hash_of_class(self: object) -> int:
    return hash(type(self))


def _of_one_class(self: object, other: object) -> bool:
    return type(self) is type(other)
