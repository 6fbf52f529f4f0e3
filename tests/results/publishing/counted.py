"""A round that was really opened, answered, closed and counted, and the people who publish it."""

import json
import random
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent
from backend.audit.record import SYSTEM
from backend.ballots.models import BallotCode, CodeState, Intake, Origin
from backend.ballots.packing import pack
from backend.ballots.service import facts
from backend.core.db import Database
from backend.rounds.models import Round, RoundState, RoundStratum
from backend.rounds.states import transition
from backend.units.models import Unit
from tests.conftest import Client, Login
from tests.factories import agree_opening, make_codes, make_round, make_units

Json = dict[str, Any]
STRATA = (("A", Decimal("0.5")), ("B", Decimal("0.3")), ("C", Decimal("0.2")))
SIZES = (40, 30, 24)
Liked = tuple[int, ...]
"""How often each option and a blank is chosen."""
USUAL, BADLY = (50, 25, 15, 8, 2), (5, 10, 75, 8, 2)


class Counted:
    """A tallied round; `sizes` are the sheets of each stratum. Unit 1 is hardly known in stratum C."""

    def __init__(
        self,
        app: FastAPI,
        client: Client,
        login: Login,
        *,
        units: int = 4,
        criteria: int = 1,
        seed: int = 7,
        liked: Liked = USUAL,
        after: UUID | None = None,
    ) -> None:
        self.app, self.client, self.database, self.criteria = app, client, app.state.database, criteria
        self.office, self.lead, self.auditor = login("office"), login("lead_supervisor"), login("auditor")
        self.round_id, units = open_round(self.database, app.state.keys.pepper, units, criteria, after)
        fill(self.database, self.round_id, units, criteria, seed, liked)
        assert self.post("close", self.office).status_code == 200
        app.state.worker.run_pending()
        assert self.state() is RoundState.TALLIED
        self.keep_all()

    def keep_all(self) -> None:
        """Decide whatever screening found."""
        for flag in self.get("screening", self.office).json()["flags"]:
            headers = self.office | {"If-Match": f'"{flag["version"]}"'}
            body = {"decision": "kept", "reason": "与发放记录核对一致"}
            assert self.post(f"screening/{flag['id']}/decision", headers, body).status_code == 200

    def post(self, path: str, headers: dict[str, str], body: Json | None = None) -> httpx.Response:
        options: Json = {} if body is None else {"json": body}
        return self.client.post(f"/api/v1/rounds/{self.round_id}/{path}", headers=headers, **options)

    def get(self, path: str, headers: dict[str, str]) -> httpx.Response:
        return self.client.get(f"/api/v1/rounds/{self.round_id}/{path}", headers=headers)

    def state(self) -> RoundState:
        with self.database.read() as session:
            return session.get_one(Round, self.round_id).state

    def versions(self) -> list[Json]:
        items: list[Json] = self.get("snapshots", self.office).json()["items"]
        return items

    def countersign(self, *, confirm: bool = True, note: str = "", headers: dict[str, str] | None = None) -> Any:
        body = {"confirm": confirm, "digest": self.versions()[0]["public_digest"], "note": note}
        return self.post("countersign", headers or self.lead, body)

    def publish(self) -> None:
        """All the way."""
        for answer in (self.post("freeze", self.office), self.countersign(), self.post("publish", self.office)):
            assert answer.status_code == 200, answer.text

    def public(self, version: int = 1) -> bytes:
        return self.get(f"snapshots/{version}/public", self.office).content

    def sealed(self, version: int = 1) -> bytes:
        return self.get(f"snapshots/{version}/sealed", self.office).content

    def events(self) -> list[str]:
        with self.database.read() as session:
            events = select(AuditEvent.action).where(AuditEvent.object_id == self.round_id).order_by(AuditEvent.seq)
            return list(session.scalars(events))


def open_round(
    database: Database, pepper: bytes, units: int, criteria: int, after: UUID | None = None
) -> tuple[UUID, int]:
    """The round, and how many units it has: those that there are, or so many new ones. after: what it is compared with."""
    with database.write() as session:
        roll = list(session.scalars(select(Unit).order_by(Unit.code))) or make_units(session, units)
        number = 1 if after is None else 2
        row = make_round(session, roll, strata=STRATA, criteria=criteria, state=RoundState.DRAFT, number=number)
        row.compare_to = after
        for stratum in session.scalars(select(RoundStratum).where(RoundStratum.round_id == row.id)):
            make_codes(session, row, stratum, 50, pepper)
        agree_opening(session, row, facts(session, row.id))
        transition(session, row, "open", SYSTEM, facts(session, row.id))
        return row.id, len(roll)


def fill(database: Database, round_id: UUID, units: int, criteria: int, seed: int, liked: Liked = USUAL) -> None:
    """Sheets of a fixed seed."""
    with database.write() as session:
        strata = session.scalars(
            select(RoundStratum.id).where(RoundStratum.round_id == round_id).order_by(RoundStratum.position)
        ).all()
        rows = [
            {
                "id": uuid4(),
                "round_id": round_id,
                "stratum_id": stratum,
                "origin": Origin.WEB,
                "payload": pack(answers, []),
            }
            for stratum, answers in zip_sheets(strata, units, criteria, random.Random(seed), liked)
        ]
        session.execute(insert(Intake), rows)
        for stratum, size in zip(strata, SIZES, strict=True):
            spend(session, stratum, size)


def spend(session: Session, stratum_id: UUID, count: int) -> None:
    """Use so many codes of a stratum, as many as it still has."""
    left = select(BallotCode.code_hash).where(BallotCode.stratum_id == stratum_id, BallotCode.state == CodeState.ISSUED)
    codes = session.scalars(left.limit(count)).all()
    session.execute(update(BallotCode).where(BallotCode.code_hash.in_(codes)).values(state=CodeState.USED))


def zip_sheets(strata: Any, units: int, criteria: int, chance: random.Random, liked: Liked) -> Any:
    for position, (stratum, size) in enumerate(zip(strata, SIZES, strict=True)):
        for number in range(size):
            answers = chance.choices((1, 2, 3, 4, 0), weights=liked, k=units * criteria)
            if position == 2 and number >= 3:
                answers[:criteria] = [4] * criteria
            yield stratum, answers


def parsed(content: bytes) -> Json:
    found: Json = json.loads(content)
    return found
