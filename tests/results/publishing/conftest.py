"""A tallied round of one criterion, and one of three."""

from collections.abc import Iterator

import pytest

from backend.audit.record import write_pending
from backend.config import Settings
from backend.core.db import Database
from tests.conftest import Client, Login
from tests.emptying import empty_postgresql
from tests.results.publishing.counted import Counted


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The tests run the worker themselves."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def counted(client: Client, login: Login) -> Counted:
    return Counted(client.app, client, login)


@pytest.fixture
def several(client: Client, login: Login) -> Counted:
    return Counted(client.app, client, login, criteria=3)


@pytest.fixture(params=[1, 3], ids=["one", "three"])
def either(request: pytest.FixtureRequest, client: Client, login: Login) -> Counted:
    """The one and the other."""
    return Counted(client.app, client, login, criteria=request.param)


@pytest.fixture
def postgresql_database(postgresql_url: str) -> Iterator[Database]:
    """An empty PostgreSQL beside whatever else the test opens."""
    empty_postgresql(postgresql_url)
    database = Database(postgresql_url, before_commit=(write_pending,))
    yield database
    database.close()
