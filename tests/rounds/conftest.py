"""A register of three units, the builtin presets, and an office that prepares rounds."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.ballots.models import BallotCode, CodeState, Intake, Origin
from backend.config import Settings
from backend.rounds.models import Round, RoundStratum
from backend.rounds.presets import seed_presets
from tests.conftest import Client, Login
from tests.factories import make_codes, make_units

Json = dict[str, Any]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def office(app: FastAPI, client: Client, login: Login) -> "Office":
    with app.state.database.write() as session:
        seed_presets(session)
        unit_ids = [unit.id for unit in make_units(session, 3)]
    return Office(app, client, login("office"), login("lead_supervisor"), unit_ids)


class Office:
    """The office at work, over HTTP."""

    def __init__(
        self, app: FastAPI, client: Client, headers: dict[str, str], lead: dict[str, str], unit_ids: list[UUID]
    ) -> None:
        self.app = app
        self.client = client
        self.headers = headers
        self.lead = lead
        self.unit_ids = [str(unit_id) for unit_id in unit_ids]

    def preset(self, key: str) -> str:
        """The id of a preselected preset of a kind."""
        items = self.client.get(f"/api/v1/presets?kind={key}", headers=self.headers).json()["items"]
        return str(next(item["id"] for item in items if item["preselected"]))

    def create(self, **changes: Any) -> Json:
        """A draft from the preselected presets with the whole register on its roll."""
        body = {"year": 2026, "number": 1, "title": "2026年第一次评议", "all_units": True}
        body |= {f"{kind}_preset_id": self.preset(kind) for kind in ("criteria", "scale", "strata")}
        response = self.client.post("/api/v1/rounds", json=body | changes, headers=self.headers)
        assert response.status_code == 201, response.text
        made: Json = response.json()
        return made

    def send(self, method: str, path: str, body: Json | None = None, version: int | None = None) -> Any:
        """A request below /rounds/; with `version` as If-Match."""
        headers = self.headers if version is None else {**self.headers, "If-Match": f'"{version}"'}
        options: Json = {} if body is None else {"json": body}
        return self.client.request(method, f"/api/v1/rounds/{path}", headers=headers, **options)

    def get(self, path: str) -> Json:
        response = self.send("GET", path)
        assert response.status_code == 200, response.text
        body: Json = response.json()
        return body

    def issue(self, round_id: str, count: int = 20) -> None:
        """Give every stratum of a draft `count` codes."""
        with self.app.state.database.write() as session:
            for stratum in session.scalars(select(RoundStratum).where(RoundStratum.round_id == UUID(round_id))):
                make_codes(session, session.get_one(Round, UUID(round_id)), stratum, count, b"p" * 32)

    def receive(self, round_id: str) -> None:
        """One sheet arrives: a code of the first stratum is used."""
        with self.app.state.database.write() as session:
            code = session.scalars(select(BallotCode).where(BallotCode.round_id == UUID(round_id)).limit(1)).one()
            code.state = CodeState.USED
            session.add(
                Intake(round_id=code.round_id, stratum_id=code.stratum_id, origin=Origin.WEB, payload=b"\x01\x01\x01")
            )

    def countersign(self, round_id: str, **changes: Any) -> httpx.Response:
        """The lead supervisor confirms the method that is proposed, or answers otherwise."""
        proposal = self.get(f"{round_id}/opening")["proposal"]
        body = {"confirm": True, "digest": proposal["digest"]} | changes
        return self.client.post(f"/api/v1/rounds/{round_id}/countersign", headers=self.lead, json=body)

    def agree(self, round_id: str) -> None:
        """Both people agree that a draft is opened as it is."""
        for answer in (self.send("POST", f"{round_id}/propose-opening"), self.countersign(round_id)):
            assert answer.status_code == 200, answer.text

    def opened(self, **changes: Any) -> Json:
        """An open round."""
        made = self.create(**changes)
        self.issue(made["id"])
        self.agree(made["id"])
        response = self.send("POST", f"{made['id']}/open")
        assert response.status_code == 200, response.text
        body: Json = response.json()
        return body
