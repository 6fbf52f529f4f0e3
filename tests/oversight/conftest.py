"""The oversight over HTTP: an office, two units with their liaisons, and matters."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from backend.config import Settings
from backend.core.clock import LOCAL_ZONE
from backend.core.db import Database
from backend.units.models import Unit
from tests.conftest import Client, Login
from tests.factories import make_units

Json = dict[str, Any]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


class Oversight:
    """People at work: `send("office", ...)` acts as the first who has that role; units are U01 and U02."""

    def __init__(self, app: FastAPI, client: Client, login: Login, units: list[Unit]) -> None:
        self.app = app
        self.client = client
        self.units = units
        self.people = {
            "office": login("office"),
            "colleague": login("office"),
            "supervisor": login("supervisor"),
            "leader": login("leader"),
            "auditor": login("auditor"),
            "liaison": login("liaison", unit_id=units[0].id),
            "other": login("liaison", unit_id=units[1].id),
        }

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    def send(self, who: str, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**self.people[who], **options.pop("headers", {})}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **options)

    def get(self, path: str, who: str = "office", **query: Any) -> Json:
        answer = self.send(who, "GET", path, params=query)
        assert answer.status_code == 200, answer.text
        body: Json = answer.json()
        return body

    def post(self, path: str, body: Any, who: str = "office", status: int = 201, **headers: str) -> Json:
        answer = self.send(who, "POST", path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        made: Json = answer.json()
        return made

    def matter(self, code: str = "A-1", unit: int = 0, **fields: Any) -> Json:
        body = {"unit_id": str(self.units[unit].id), "code": code, "name": f"事项{code}", "promised_limit": 5, **fields}
        return self.post("/service-matters", body)

    def act(self, who: str, path: str, row: Json, body: Json | None = None) -> httpx.Response:
        """An action on a card or rating, with the version that was read."""
        return self.send(who, "POST", path, json=body or {}, headers={"If-Match": f'"{row["version"]}"'})


@pytest.fixture
def desk(app: FastAPI, client: Client, login: Login) -> Oversight:
    with app.state.database.write() as session:
        units = make_units(session, 2)
        session.expunge_all()
    return Oversight(app, client, login, units)


def codes_of(answer: httpx.Response) -> list[tuple[str, str]]:
    """What a refusal says is wrong, and where."""
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def ago(days: float) -> str:
    """An instant that many days back, as the API takes it."""
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


def ids(*rows: Json) -> list[UUID]:
    return [UUID(row["id"]) for row in rows]
