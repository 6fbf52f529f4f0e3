"""A backup, and another host to restore it on."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio.from_thread
import pytest
from sqlalchemy import create_engine, make_url, select, text
from typer.testing import CliRunner, Result

from backend.audit.models import AuditEvent
from backend.cli import app as commands
from backend.config import Settings
from backend.core import age
from backend.core.db import Database
from backend.core.keys import load_keys
from backend.files.storage import FolderStore
from backend.main import create_app
from backend.schema import metadata
from backend.upkeep import copying
from backend.upkeep.backup import write_backup
from tests.conftest import Client, enter, running, worker_name

IDENTITY = age.new_identity()
RECIPIENT = age.recipient_of(IDENTITY)
STANDS = {"user_session", "activation_link", "notice", "audit_event", "throttle"}
"""Tables that restoring changes by intent."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def elsewhere(settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Another host: an empty folder, an empty database, and the copy of the key file."""
    folder = tmp_path / "elsewhere"
    folder.mkdir(mode=0o700)
    (folder / "keys.json").write_bytes(settings.keys_path.read_bytes())
    (folder / "keys.json").chmod(0o600)
    empty = settings.model_copy(update={"data_dir": folder})
    if settings.database.startswith("sqlite"):
        yield empty.model_copy(update={"database_url": f"sqlite:///{folder / 'pingyi.db'}"})
        return
    name = f"pingyi_restore_{worker_name()}"
    admin = create_engine(os.environ["TEST_DATABASE_URL"], isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = make_url(settings.database).set(database=name).render_as_string(hide_password=False)
    yield empty.model_copy(update={"database_url": url})
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def saved(database: Database, settings: Settings, tmp_path: Path) -> Callable[[], Path]:
    def save() -> Path:
        files, keys = FolderStore(settings.files_dir), load_keys(settings.keys_path)
        write_backup(database, files, keys, settings.data_dir, tmp_path / "backup.age", RECIPIENT)
        return tmp_path / "backup.age"

    return save


def contents(database: Database) -> dict[str, list[object]]:
    """All rows of all tables, but of those that restoring changes."""
    with database.read() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table))))  # type: ignore[misc]
            for table in metadata.sorted_tables
            if table.name not in STANDS
        }


def restored(elsewhere: Settings) -> Database:
    return Database(elsewhere.database)


def nothing_there(elsewhere: Settings) -> bool:
    database = restored(elsewhere)
    empty = copying.is_empty(database)
    database.close()
    return empty and [path.name for path in elsewhere.data_dir.iterdir()] == ["keys.json"]


def event(database: Database, action: str) -> AuditEvent:
    with database.read() as session:
        return session.scalars(select(AuditEvent).where(AuditEvent.action == action)).one()


class started:  # noqa: N801 - a context, read as a verb
    """The program on other settings."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings.model_copy(update={"run_worker": False}))

    def __enter__(self) -> Client:
        self._portal = anyio.from_thread.start_blocking_portal()
        portal = self._portal.__enter__()
        self._running = portal.wrap_async_context_manager(running(self.app))
        self._running.__enter__()
        return Client(self.app, portal)

    def __exit__(self, *_: object) -> None:
        self._running.__exit__(None, None, None)
        self._portal.__exit__(None, None, None)


def auditor_there(elsewhere: Settings) -> dict[str, str]:
    database = restored(elsewhere)
    headers = {"Authorization": f"Bearer {enter(database, load_keys(elsewhere.keys_path), 'auditor')}"}
    database.close()
    return headers


def acknowledge(other: Client, auditor: dict[str, str]) -> None:
    """What a restored database needs before it is used."""
    shown = other.get("/api/v1/audit/maintenance", headers=auditor).json()
    body = {"hash": (shown["lost"] or shown["restored"])["hash"]}
    answer = other.post("/api/v1/audit/maintenance/acknowledge", json=body, headers=auditor)
    assert answer.status_code == 204, answer.text


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setattr(age, "WORK", 10)

    def call(*arguments: object, where: Settings = settings, typed: str = "") -> Result:
        given = {"PINGYI_DATA_DIR": str(where.data_dir), "PINGYI_DATABASE_URL": where.database}
        return CliRunner().invoke(commands, [str(one) for one in arguments], env=given, input=typed)

    return call
