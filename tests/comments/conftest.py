"""A round with comments, open or counted."""

import pytest
from fastapi import FastAPI

from backend.config import Settings
from tests.comments.commented import Commented
from tests.conftest import Client, Login


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The tests run the worker themselves."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def waiting(app: FastAPI, client: Client, login: Login) -> Commented:
    """Open, with comments on their way."""
    return Commented(app, client, login)


@pytest.fixture
def commented(waiting: Commented) -> Commented:
    """Counted, nothing decided."""
    waiting.close()
    return waiting
