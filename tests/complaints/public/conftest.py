"""The centre behind the real application, and a complainant with nothing but HTTP."""

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend.calendar.editing import seed_calendar
from backend.complaints.rules.categories import seed_categories
from backend.complaints.rules.policy import seed_policy
from tests.complaints.conftest import PEOPLE, Centre, make_person, make_units
from tests.conftest import Client

STORY = "在窗口排队三次，都说材料不全，没有一次说清。"


@dataclass(frozen=True)
class Citizen:
    """Somebody at the public pages; another `address` is another network."""

    client: Client
    units: dict[str, Any]
    address: str = "203.0.113.7"

    def at(self, address: str) -> "Citizen":
        return Citizen(self.client, self.units, address)

    def send(self, path: str, body: dict[str, Any], **headers: str) -> httpx.Response:
        return self.together((self, path, body, headers))[0]

    def together(self, *requests: "Sending") -> list[httpx.Response]:
        """Answers to requests that are sent at the same instant."""

        async def one(who: Citizen, path: str, body: dict[str, Any], headers: dict[str, str]) -> httpx.Response:
            transport = httpx.ASGITransport(self.client.app, raise_app_exceptions=False, client=(who.address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
                return await http.post(f"/api/v1{path}", json=body, headers=headers)

        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(*(one(*request) for request in requests))

        return self.client.portal.call(all_of_them)

    def body(self, **fields: Any) -> dict[str, Any]:
        """A complaint; anonymous unless a contact is given."""
        mode = "confidential" if fields.get("contact") else "anonymous"
        return {"mode": mode, "category": "slow", "unit_id": str(self.units["A"]), "text": STORY} | fields

    def file(self, key: str | None = None, **fields: Any) -> dict[str, Any]:
        answer = self.send("/filing", self.body(**fields), **{"Idempotency-Key": key or secrets.token_hex(16)})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def track(self, code: str, act: str = "", **fields: Any) -> httpx.Response:
        return self.send(f"/tracking{act}", {"code": code} | fields)

    def see(self, code: str, act: str = "", **fields: Any) -> dict[str, Any]:
        answer = self.track(code, act, **fields)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown


Sending = tuple[Citizen, str, dict[str, Any], dict[str, str]]


@pytest.fixture
def centre(app: FastAPI) -> Centre:
    """As the fixture of the folder above, on the application's own database and keys."""
    with app.state.database.write() as session:
        seed_calendar(session)
        seed_categories(session)
        seed_policy(session)
        units = make_units(session)
        people = {
            name: make_person(session, name, *roles, unit_id=units["A"] if name in ("liaison", "head") else None)
            for name, roles in PEOPLE.items()
        }
    return Centre(app.state.database, app.state.keys, people, units)


@pytest.fixture
def citizen(client: Client, centre: Centre) -> Citizen:
    return Citizen(client, centre.units)
