"""Migrations run up and down on both databases, and say the same as the models."""

from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from backend.core.db import Database
from backend.migrating import (
    SchemaMismatch,
    check_models,
    current_revision,
    downgrade,
    require_current,
    upgrade,
)
from backend.schema import metadata

GUARDED = ("audit_event", "case_event", "checkpoint", "snapshot")


def tables(database: Database) -> set[str]:
    return set(inspect(database.write_engine).get_table_names()) - {"alembic_version"}


def test_up_check_down_and_up_again(empty: Database) -> None:
    upgrade(empty)
    assert tables(empty) == set(metadata.tables)
    check_models(empty)
    require_current(empty)
    downgrade(empty, "base")
    assert tables(empty) == set()
    assert current_revision(empty) is None
    upgrade(empty)
    assert tables(empty) == set(metadata.tables)


def test_a_database_that_is_behind_is_named(empty: Database) -> None:
    with pytest.raises(SchemaMismatch, match="pingyi migrate"):
        require_current(empty)


def test_sqlite_keeps_no_order_of_arrival(empty: Database) -> None:
    """Codes, waiting sheets, sheets and comments are stored without a rowid, which would tell who came first."""
    upgrade(empty)
    if empty.dialect == "postgresql":
        with empty.read() as session:
            columns = session.execute(
                text(
                    "SELECT column_name FROM information_schema.columns WHERE table_name IN ('intake', 'pool', 'sheet')"
                )
            ).scalars()
            assert {"created_at", "seq", "number"}.isdisjoint(columns)
        return
    with empty.read() as session:
        for table in ("ballot_code", "ballot_window", "intake", "pool", "sheet", "comment", "flagged_sheet"):
            sql = session.execute(
                text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}
            ).scalar_one()
            assert sql.rstrip().endswith("WITHOUT ROWID")


def test_tables_without_a_rowid_begin_with_their_key(tmp_path: Path) -> None:
    """Else PRAGMA integrity_check of SQLite 3.40 finds nulls in a sound file, and nobody believes the backup."""
    database = Database(f"sqlite:///{tmp_path / 'keys.db'}")
    upgrade(database)
    with database.read_engine.connect() as connection:
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%'")).scalars()
        names = found.all()
        first = {name: connection.execute(text(f'PRAGMA table_info("{name}")')).first() for name in names}
    database.close()
    assert set(names) == {
        "ballot_code",
        "ballot_window",
        "intake",
        "pool",
        "sheet",
        "comment",
        "comment_review",
        "comment_coding",
        "complaint_gram",
        "flagged_sheet",
    }
    assert all(column is not None and column.pk == 1 for column in first.values())


def test_tables_that_are_only_added_to_are_guarded(empty: Database) -> None:
    """A migration that copies a table, as those of SQLite do, must make its triggers anew."""
    upgrade(empty)
    found = (
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        if empty.dialect == "sqlite"
        else "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with empty.read() as session:
        triggers = {
            f"{table}: {name.removeprefix(table + '_').lower()}" for table, name in session.execute(text(found))
        }
    if empty.dialect == "sqlite":
        kinds = ("no_update", "no_delete", "no_replace")
        expected = {f"{table}: {kind}" for table in GUARDED for kind in kinds}
    else:
        expected = {f"{table}: keep_all" for table in GUARDED}
        expected |= {"audit_event: keep", "checkpoint: keep", "case_event: append_only", "snapshot: final"}
    assert {name for name in triggers if not name.startswith("user_role:")} == expected
