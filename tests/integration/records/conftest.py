"""Two units with a matter each, for client systems to push records of."""

from typing import Any

import pytest
from fastapi import FastAPI

from backend.config import Settings
from backend.units.models import Unit
from tests.conftest import Client, Login
from tests.factories import make_units

Json = dict[str, Any]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def units(app: FastAPI, client: Client, login: Login) -> list[Unit]:
    """Two units with a matter each."""
    with app.state.database.write() as session:
        made = make_units(session, 2)
        session.expunge_all()
    for unit in made:
        body = {"unit_id": str(unit.id), "code": "A-1", "name": "办证", "promised_limit": 5}
        assert client.post("/api/v1/service-matters", json=body, headers=login("office")).status_code == 201
    return made


def row(external_id: str, **fields: Any) -> Json:
    return {
        "external_id": external_id,
        "unit_code": "U01",
        "matter_code": "A-1",
        "received_at": "2026-03-02T10:00:00+08:00",
        **fields,
    }
