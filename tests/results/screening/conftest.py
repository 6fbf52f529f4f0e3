"""The planted round, counted and screened."""

import pytest
from fastapi import FastAPI

from backend.config import Settings
from tests.conftest import Client, Login
from tests.results.screening.planted import Planted, forms


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The tests run the worker themselves."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def planted(app: FastAPI, client: Client, login: Login) -> Planted:
    """An open round without a sheet."""
    return Planted(app, client, login)


@pytest.fixture
def screened(planted: Planted) -> Planted:
    planted.load(forms())
    planted.close()
    return planted
