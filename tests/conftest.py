"""Fixtures: a real database of each engine, the real application over HTTP, people with roles."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is imported, as in backend.cli

import faulthandler
import gc
import secrets
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio.from_thread
import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import create_engine, make_url, text

from backend.audit.record import write_pending
from backend.auth import tokens
from backend.auth.models import UserAccount, UserRole, UserSession
from backend.auth.policy import Role
from backend.config import Settings
from backend.core import db, logging
from backend.core.db import Database
from backend.core.ids import new_id
from backend.core.keys import Keys, create_key_file, load_keys
from backend.main import build_routes, create_app, equip
from backend.migrating import upgrade
from tests.compiling import share_compiled_statements
from tests.counts import SOAK
from tests.emptying import empty_postgresql

ENGINES = ("sqlite", "postgresql")
STANDSTILL = 86_400 if SOAK else 1_200
"""Seconds after which a test is taken to stand still; the longest takes some minutes on a slow machine."""

_SETTINGS = Settings(env="test", data_dir=Path("unused"), database_url="sqlite:///unused")


def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


# The same examples at each run, new ones in the soak. A slow example on a busy machine is no failure.
hypothesis_settings.register_profile(
    "pingyi", deadline=None, derandomize=not SOAK, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("pingyi")
logging.configure(json_lines=True)
share_compiled_statements()
# No test cuts the power: as on PostgreSQL (scripts/with_postgres.sh), commits do not wait for the disk. Servers that
# tests start as programs of their own do.
db.SYNCHRONOUS = "OFF"
_configure_sqlite = db.configure_sqlite


def _without_order(connection: Any, *, writable: bool) -> None:
    """PostgreSQL gives rows without ORDER BY as it likes, but seldom: here SQLite always turns them round."""
    _configure_sqlite(connection, writable=writable)
    connection.execute("PRAGMA reverse_unordered_selects=ON")


db.configure_sqlite = _without_order


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema and no rows."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.write_engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_url() -> str:
    """A PostgreSQL database of this worker with the schema."""
    base = os.environ.get("TEST_DATABASE_URL")
    if not base:
        pytest.fail("TEST_DATABASE_URL is not set: run the tests by scripts/with_postgres.sh", pytrace=False)
    name = f"pingyi_{worker_name()}"
    admin = create_engine(base, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    url = make_url(base).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    upgrade(database)
    database.close()
    return url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """A test that stands still ends its process, and is named for it, instead of holding up the others for ever."""
    faulthandler.dump_traceback_later(STANDSTILL, exit=True)
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones first: at the end, one worker would be left with the last of them and the others idle."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Programs and tests stay: the collector need not look at half a million of their objects again and again."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test with a database runs on both engines, unless it says that this makes no difference."""
    chosen = any("database_url" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "database_url" in metafunc.fixturenames and not chosen:
        one = metafunc.definition.get_closest_marker("one_engine") is not None
        metafunc.parametrize("database_url", ENGINES[:1] if one else ENGINES, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once per engine."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, tmp_path / "pingyi.db")
        return f"sqlite:///{tmp_path / 'pingyi.db'}"
    url: str = request.getfixturevalue("postgresql_url")
    empty_postgresql(url)
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database without an application."""
    database = Database(database_url, before_commit=(write_pending,))
    yield database
    database.close()


@pytest.fixture(scope="session")
def made_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, made once: signing keys and a safe write take longer than many a test."""
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    create_key_file(path)
    return path


@pytest.fixture
def settings(database_url: str, tmp_path: Path, made_keys: Path) -> Settings:
    shutil.copy(made_keys, tmp_path / "keys.json")
    return _SETTINGS.model_copy(deep=True, update={"data_dir": tmp_path, "database_url": database_url})


@pytest.fixture(scope="session")
def routes() -> FastAPI:
    """The routes, built once: finding the first route of an application costs a fifth of a second."""
    return build_routes(Settings(env="test").frontend_dir)


@pytest.fixture
def app(routes: FastAPI, settings: Settings) -> Iterator[FastAPI]:
    """The application on this test's database."""
    equip(routes, settings, load_keys(settings.keys_path))
    nothing_by_itself(routes)
    yield routes
    routes.state.database.close()


@pytest.fixture
def own_app(settings: Settings) -> Iterator[FastAPI]:
    """An application that the test may add routes to."""
    app = create_app(settings)
    nothing_by_itself(app)
    yield app
    app.state.database.close()


def nothing_by_itself(app: FastAPI) -> None:
    """The worker runs jobs; what comes back regularly would come between two steps of a test."""
    app.state.worker._tasks = ()
    app.state.worker._services = ()


class Client:
    """HTTP against the application in this process, for synchronous tests; its lifespan runs meanwhile."""

    def __init__(self, app: FastAPI, portal: anyio.from_thread.BlockingPortal) -> None:
        self.app = app
        self.portal = portal
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url="http://testserver"
        )

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            return await self._http.request(method, url, **options)

        return self.portal.call(send)

    def get(self, url: str, **options: Any) -> httpx.Response:
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> httpx.Response:
        return self.request("POST", url, **options)

    def put(self, url: str, **options: Any) -> httpx.Response:
        return self.request("PUT", url, **options)

    def patch(self, url: str, **options: Any) -> httpx.Response:
        return self.request("PATCH", url, **options)

    def delete(self, url: str, **options: Any) -> httpx.Response:
        return self.request("DELETE", url, **options)

    @property
    def cookies(self) -> httpx.Cookies:
        return self._http.cookies


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[None]:
    """The lifespan of an application."""
    async with app.router.lifespan_context(app):
        yield


@pytest.fixture
def client(app: FastAPI) -> Iterator[Client]:
    with anyio.from_thread.start_blocking_portal() as portal, portal.wrap_async_context_manager(running(app)):
        yield Client(app, portal)


Login = Callable[..., dict[str, str]]


def enter(
    database: Database,
    keys: Keys,
    *roles: str,
    unit_id: UUID | None = None,
    username: str | None = None,
    ids: tuple[UUID, UUID] | None = None,
) -> str:
    """Add a person with these roles and a session, both under `ids` if given; returns its access token.

    Straight into the tables and without a password hash, so that it costs a millisecond.
    """
    now = datetime.now(UTC)
    user_id, session_id = ids or (new_id(), new_id())
    username = username or f"{roles[0] if roles else 'nobody'}-{secrets.token_hex(4)}"[:32]
    with database.write() as session:
        user = UserAccount(
            id=user_id,
            username=username,
            display_name=f"测试{username}",
            unit_id=unit_id,
            created_at=now,
            activated_at=now,
        )
        user.role_rows = [UserRole(role=Role(role)) for role in roles]
        session.add(user)
        session.flush()
        entry = UserSession(
            id=session_id,
            user_id=user.id,
            family=secrets.token_bytes(16),
            refresh_hash=secrets.token_bytes(32),
            created_at=now,
            last_seen_at=now,
            authenticated_at=now,
            device="test",
        )
        session.add(entry)
        session.flush()
        return tokens.mint(keys, user.id, entry.id)


@pytest.fixture
def login(app: FastAPI) -> Login:
    """`login("office")` adds a person with that role (or several) and gives the headers of a session."""

    def log_in(*roles: str, unit_id: UUID | None = None, username: str | None = None) -> dict[str, str]:
        token = enter(app.state.database, app.state.keys, *roles, unit_id=unit_id, username=username)
        return {"Authorization": f"Bearer {token}"}

    return log_in


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many tests ran on each engine."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        if report.when == "call":
            counts.update(
                engine for engine in ENGINES if f"[{engine}" in report.nodeid or f"-{engine}" in report.nodeid
            )
    terminalreporter.write_line(", ".join(f"{engine}: {counts[engine]} tests" for engine in ENGINES))
