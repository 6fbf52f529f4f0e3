"""The program with a role of its own on PostgreSQL, which does not own the tables (security check I10)."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import create_engine, make_url, select, text

from backend import cli
from backend.audit.models import AuditEvent
from backend.audit.record import write_pending
from backend.audit.verify import verify
from backend.complaints.proving import CaseEvents
from backend.config import Settings
from backend.core import age
from backend.core.db import Database
from backend.core.keys import create_key_file, load_keys
from backend.files.storage import FolderStore
from backend.migrating import APPEND_ONLY, UnsafeRole, grant_tables, require_current
from backend.upkeep.backup import write_backup
from backend.upkeep.copying import CopyFailed
from backend.upkeep.restoring import restore
from tests.complaints.conftest import Centre, centre
from tests.conftest import Login, worker_name
from tests.emptying import empty_postgresql
from tests.security.tampering import write_events
from tests.security.test_record_guards import ON_POSTGRESQL, attempt, refused

__all__ = ["centre"]

FORBIDDEN = ON_POSTGRESQL | {
    "disable trigger": "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "drop trigger": "DROP TRIGGER audit_event_keep ON audit_event",
    "no triggers in this session": "SET session_replication_role = replica",
    "drop table": "DROP TABLE audit_event CASCADE",
    "another function": (
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    ),
    "update of a version": "UPDATE snapshot SET public_digest = ''",
    "delete of a version": "DELETE FROM snapshot",
    "another schema version": "UPDATE alembic_version SET version_num = 'none'",
}


@pytest.fixture
def owner_url(postgresql_url: str) -> str:
    empty_postgresql(postgresql_url)
    return postgresql_url


@pytest.fixture
def role(owner_url: str) -> Iterator[str]:
    """A role that may log in and nothing else."""
    name = f"pingyi-app-{worker_name()}-{secrets.token_hex(3)}"
    engine = create_engine(owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE ROLE "{name}" LOGIN'))
        yield name
        connection.execute(text(f'DROP OWNED BY "{name}"'))
        connection.execute(text(f'DROP ROLE "{name}"'))
    engine.dispose()


@pytest.fixture
def owner(owner_url: str) -> Iterator[Database]:
    database = Database(owner_url)
    yield database
    database.close()


@pytest.fixture
def database_url(owner: Database, role: str, owner_url: str) -> str:
    """The program of these tests logs in with that role."""
    grant_tables(owner, role)
    return make_url(owner_url).set(username=role).render_as_string(hide_password=False)


def test_i05_i10_the_role_of_the_program_cannot_touch_the_record(centre: Centre) -> None:
    centre.register()
    write_events(centre.database, 3)
    refused(centre.database, FORBIDDEN, "permission denied|must be owner|append-only")


def test_i10_the_program_works_with_that_role(centre: Centre, client: Any, login: Login) -> None:
    """The positive twin, at the counter and over HTTP."""
    centre.to_replied(centre.register()[0])
    body = {"year": 2026, "number": 1, "title": "评议", "all_units": False}
    made = client.post("/api/v1/rounds", json=body, headers=login("office"))
    assert made.status_code == 201, made.text
    with centre.database.read() as session:
        assert verify(session, covers=[CaseEvents()]).faults == ()


def test_i10_a_role_that_could_undo_it_is_refused(owner: Database, role: str) -> None:
    with owner.write_engine.connect() as connection:
        itself = connection.execute(text("SELECT current_user")).scalar_one()
    for name in (itself, "nobody-at-all"):
        with pytest.raises(UnsafeRole):
            grant_tables(owner, name)
    with owner.write_engine.begin() as connection:
        connection.execute(text(f'GRANT "{itself}" TO "{role}"'))
    with pytest.raises(UnsafeRole):
        grant_tables(owner, role)


def test_i10_migrate_gives_the_grants(owner: Database, owner_url: str, role: str) -> None:
    url = make_url(owner_url).set(username=role).render_as_string(hide_password=False)
    database = Database(url)
    cli.migrate_schema(Settings(database_url=url, database_owner_url=owner_url), database)
    database.close()
    may = text("SELECT has_table_privilege(:role, :table, :verb)")
    with owner.write_engine.connect() as connection:
        granted = {
            (table, verb): connection.execute(may, {"role": role, "table": table, "verb": verb}).scalar_one()
            for table in (*APPEND_ONLY, "round")
            for verb in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        }
    for table in APPEND_ONLY:
        assert [granted[table, verb] for verb in ("SELECT", "INSERT")] == [True, True]
        assert [granted[table, verb] for verb in ("UPDATE", "DELETE", "TRUNCATE")] == [False, False, False]
    assert granted["round", "DELETE"]


def test_i10_migrate_where_the_program_owns_what_it_erases(owner: Database, owner_url: str, role: str) -> None:
    """docs/operations.md, VACUUM: refused with a reason while the owner is no member of the program's role, else done."""
    name = f"{role}-owner"
    url = make_url(owner_url).set(username=role).render_as_string(hide_password=False)
    by_owner = make_url(owner_url).set(username=name).render_as_string(hide_password=False)
    settings = Settings(database_url=url, database_owner_url=by_owner)
    database = Database(url)
    with owner.write_engine.begin() as connection:
        connection.execute(text(f'CREATE ROLE "{name}" LOGIN'))
        for table in connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars():
            to = role if table in ("ballot_code", "intake", "pool") else name
            connection.execute(text(f'ALTER TABLE "{table}" OWNER TO "{to}"'))
        connection.execute(text(f'GRANT USAGE, CREATE ON SCHEMA public TO "{name}" WITH GRANT OPTION'))
    try:
        with pytest.raises(typer.Exit):
            cli.migrate_schema(settings, database)
        with owner.write_engine.begin() as connection:
            connection.execute(text(f'GRANT "{role}" TO "{name}"'))
        cli.migrate_schema(settings, database)
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM round")) == 0
        with database.write_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM FULL pool"))
        assert "permission denied" in attempt(database, "UPDATE audit_event SET actor = ''")
    finally:
        database.close()
        with owner.write_engine.begin() as connection:
            connection.execute(text(f'REASSIGN OWNED BY "{role}", "{name}" TO CURRENT_USER'))
            connection.execute(text(f'DROP OWNED BY "{name}" CASCADE'))
            connection.execute(text(f'DROP ROLE "{name}"'))


def test_b03_restore_with_two_roles(owner: Database, owner_url: str, role: str, tmp_path: Path) -> None:
    """Data by the owner, and the program's role gets what it needs and no more. Without the owner nothing changes."""
    create_key_file(tmp_path / "keys.json")
    keys = load_keys(tmp_path / "keys.json")
    grant_tables(owner, role)
    url = make_url(owner_url).set(username=role).render_as_string(hide_password=False)
    source, identity = tmp_path / "backup.age", age.new_identity()
    database = Database(url, before_commit=(write_pending,))
    write_backup(database, FolderStore(tmp_path / "files"), keys, tmp_path, source, age.recipient_of(identity))
    database.close()
    owner.close()
    empty_database(owner_url)
    alone = Settings(data_dir=tmp_path / "new", database_url=url, record_hash="sm3")
    with pytest.raises(CopyFailed):
        restore(alone, source, identity)
    restore(alone.model_copy(update={"database_owner_url": owner_url}), source, identity)
    database = Database(url, before_commit=(write_pending,))
    require_current(database)
    write_events(database, 1)
    with database.read() as session:
        assert verify(session).faults == ()
    with database.read() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.action == "restore")).one()
        assert told.hash_alg == "sm3", "as PINGYI_RECORD_HASH says"
    assert "permission denied" in attempt(database, "UPDATE audit_event SET actor = ''")
    database.close()


def empty_database(owner_url: str) -> None:
    engine = create_engine(owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        connection.execute(text("GRANT USAGE ON SCHEMA public TO PUBLIC"))
    engine.dispose()
