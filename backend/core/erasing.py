"""Taking rows that were deleted out of the database's own files, where they outlive their deletion.

SQLite: `secure_delete` cleans the file, the write-ahead log is emptied here. PostgreSQL: old versions of rows stay until
VACUUM, and their bytes in the free part of a page even longer, until the table is written anew (VACUUM FULL). What lies
in PostgreSQL's own log, in replicas and in backups is out of a program's reach (security design, 3A.6 and 3C).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from backend.core.db import Database

ATTEMPTS: Final = 100
PAUSE: Final = 0.2
LOCK_MS: Final = 50
"""How long to wait for a table's lock: meanwhile everybody else waits behind."""
_LOCK_NOT_AVAILABLE, _QUERY_CANCELED = "55P03", "57014"

Wait = Callable[[float], object]
"""Pauses for so many seconds; what it returns says, if true, that there is no more time."""


class Remains(StrEnum):
    """What is left of deleted rows: nothing; something that other connections hold on to; or the program's role may not
    clean the tables."""

    GONE = "gone"
    HELD = "held"
    REFUSED = "refused"


class _TooLarge(Exception):
    """Writing a table anew would keep others from it for too long."""


def erase(database: Database, tables: Sequence[str], rewrite: Mapping[str, int], wait: Wait) -> Remains:
    """Erase what was deleted from `tables` before this call, and write those in `rewrite` anew unless that keeps others
    out for more than so many milliseconds. Waits some twenty seconds while others hold on to something: as long as they do
    nothing is cleaned, which would lock tables for no gain, and what was done is not done again.

    To be called outside of any transaction and without the turn to write.
    """
    if database.dialect == "sqlite":
        return _until_gone(lambda: Remains.GONE if database.empty_log() else Remains.HELD, wait)
    with _autocommit(database) as connection:
        now = connection.exec_driver_sql("SELECT pg_current_xact_id()::text").scalar_one()
        steps = [
            (f"VACUUM {', '.join(tables)}", 0),
            *((f"VACUUM FULL {table}", milliseconds) for table, milliseconds in rewrite.items()),
        ]
        try:
            return _until_gone(lambda: _vacuum(connection, now, steps), wait)
        except _TooLarge:
            return Remains.HELD


def _until_gone(attempt: Callable[[], Remains], wait: Wait) -> Remains:
    for _ in range(ATTEMPTS - 1):
        found = attempt()
        if found is not Remains.HELD or wait(PAUSE):
            return found
    return attempt()


@contextmanager
def _autocommit(database: Database) -> Iterator[Connection]:
    """A connection of its own: VACUUM runs in no transaction, and the limits set here are for nobody else."""
    engine = create_engine(database.url, poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"SET lock_timeout = {LOCK_MS}")
            yield connection
    finally:
        engine.dispose()


# Whoever began before a row was deleted may still read it, so that VACUUM leaves it. Transaction ids are compared by
# their age, which survives their wrap-around.
_HELD = """\
SELECT EXISTS (
  SELECT FROM pg_stat_activity
  WHERE pid <> pg_backend_pid() AND coalesce(datname = current_database(), true)
    AND backend_type IS DISTINCT FROM 'autovacuum worker'
    AND greatest(age(backend_xmin), age(backend_xid)) > age($now)
) OR EXISTS (SELECT FROM pg_replication_slots WHERE age(xmin) > age($now))
  OR EXISTS (SELECT FROM pg_prepared_xacts WHERE database = current_database() AND age(transaction) > age($now))
"""


def _vacuum(connection: Connection, now: str, steps: list[tuple[str, int]]) -> Remains:
    """Take the steps that are left, (statement, milliseconds it may take, 0: any), from `steps` as they succeed."""
    if connection.exec_driver_sql(_HELD.replace("$now", f"'{int(now) % 2**32}'::xid")).scalar_one():
        return Remains.HELD
    try:
        with _refusals(connection) as refused:
            while steps and not refused:
                statement, milliseconds = steps[0]
                connection.exec_driver_sql(f"SET statement_timeout = {milliseconds}")
                connection.exec_driver_sql(statement)
                steps.pop(0)
    except DBAPIError as problem:
        state = getattr(problem.orig, "sqlstate", None)
        if state == _QUERY_CANCELED:
            raise _TooLarge from None
        if state != _LOCK_NOT_AVAILABLE:
            raise
        return Remains.HELD
    return Remains.REFUSED if refused else Remains.GONE


@contextmanager
def _refusals(connection: Connection) -> Iterator[list[Any]]:
    """What PostgreSQL warns of: it does not fail where a role may not clean a table, it passes the table over."""
    warnings: list[Any] = []

    def note(diagnostic: Any) -> None:
        if diagnostic.severity_nonlocalized == "WARNING":
            warnings.append(diagnostic)

    driver: Any = connection.connection.driver_connection
    driver.add_notice_handler(note)
    try:
        yield warnings
    finally:
        driver.remove_notice_handler(note)
