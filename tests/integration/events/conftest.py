"""What tests of the connections to other systems share."""

from collections.abc import Iterator
from uuid import UUID

import pytest
import trustme
from fastapi import FastAPI

from tests.conftest import Client
from tests.factories import make_units
from tests.integration.hooks import OK, Hook, add_hook, listening
from tests.integration.reporting import database_of
from tests.receiver import Receiver


@pytest.fixture
def units(app: FastAPI) -> list[UUID]:
    with database_of(app).write() as session:
        return [unit.id for unit in make_units(session, 2)]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def receiver(app: FastAPI, authority: trustme.CA) -> Iterator[Receiver]:
    with listening(app, authority, OK) as receiver:
        yield receiver


@pytest.fixture
def hook(client: Client, app: FastAPI, receiver: Receiver) -> Hook:
    return add_hook(client, app, receiver.url("/in?who=us"))
