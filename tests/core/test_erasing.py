"""Erasing deleted rows from the database's files: what others hold on to is told, and tried again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event, make_url, text

from backend.core import erasing
from backend.core.db import Database
from backend.core.erasing import Remains, erase
from tests.factories import make_units


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "ATTEMPTS", 3)
    monkeypatch.setattr(erasing, "PAUSE", 0.0)


def try_it(database: Database) -> Remains:
    return erase(database, ("ballot_code", "intake"), {"intake": 400}, time.sleep)


@contextmanager
def looking_back(database: Database) -> Iterator[None]:
    """Somebody who may still read what is deleted meanwhile."""
    with database.read_engine.connect() as other:
        if database.dialect == "postgresql":
            other.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        other.execute(text("SELECT count(*) FROM audit_event"))
        with database.write() as session:
            session.execute(text("DELETE FROM intake"))
            make_units(session, 1)
        yield


def test_what_another_connection_may_still_read_is_held(database: Database) -> None:
    assert try_it(database) is Remains.GONE
    with looking_back(database):
        assert try_it(database) is Remains.HELD
    assert try_it(database) is Remains.GONE


def test_it_is_gone_as_soon_as_the_other_has_ended(database: Database) -> None:
    """Within one call; and a worker that stops is not kept waiting."""
    other = looking_back(database)
    other.__enter__()
    assert erase(database, ("intake",), {}, lambda _: True) is Remains.HELD

    def end(_seconds: float) -> None:
        other.__exit__(None, None, None)

    assert erase(database, ("intake",), {}, end) is Remains.GONE


def test_a_table_that_is_locked_keeps_nobody_waiting(database: Database) -> None:
    """PostgreSQL: given up, since everybody else would wait behind. SQLite has no such locks."""
    if database.dialect == "sqlite":
        return
    with database.write_engine.connect() as other:
        other.execute(text("LOCK TABLE intake IN ACCESS SHARE MODE"))
        assert try_it(database) is Remains.HELD
    assert try_it(database) is Remains.GONE


@contextmanager
def cleaning() -> Iterator[list[str]]:
    """The statements that clean tables meanwhile."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("VACUUM"):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_nothing_is_locked_while_another_connection_holds_on(database: Database) -> None:
    """PostgreSQL: a backup may take an hour. Cleaning would lock the tables again and again and remove nothing."""
    if database.dialect == "sqlite":
        return
    with cleaning() as statements:
        with looking_back(database):
            assert try_it(database) is Remains.HELD
        assert statements == []
        assert try_it(database) is Remains.GONE
    assert statements == ["VACUUM ballot_code, intake", "VACUUM FULL intake"]


def test_what_was_written_anew_is_not_written_again(database: Database) -> None:
    """PostgreSQL: a lock on one table makes it wait for that one only."""
    if database.dialect == "sqlite":
        return
    with database.write_engine.connect() as other, cleaning() as statements:
        other.execute(text("LOCK TABLE pool IN ACCESS SHARE MODE"))

        def let_go(_seconds: float) -> None:
            other.rollback()

        assert erase(database, ("intake", "pool"), {"intake": 60_000, "pool": 60_000}, let_go) is Remains.GONE
    assert statements == ["VACUUM intake, pool", "VACUUM FULL intake", "VACUUM FULL pool", "VACUUM FULL pool"]


def test_a_role_that_does_not_own_the_tables_is_refused(database: Database) -> None:
    """PostgreSQL only warns of it, and does nothing."""
    if database.dialect == "sqlite":
        return
    with database.write_engine.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS pingyi_stranger"))
        connection.execute(text("CREATE ROLE pingyi_stranger"))
    url = make_url(database.url).update_query_dict({"options": "-crole=pingyi_stranger"})
    stranger = Database(url.render_as_string(hide_password=False))
    try:
        assert try_it(stranger) is Remains.REFUSED
    finally:
        stranger.close()
        with database.write_engine.begin() as connection:
            connection.execute(text("DROP ROLE pingyi_stranger"))
    assert try_it(database) is Remains.GONE
