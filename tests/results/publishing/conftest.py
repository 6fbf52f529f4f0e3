"""A tallied round of one criterion, and one of three."""

import pytest

from backend.config import Settings
from tests.conftest import Client, Login
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
