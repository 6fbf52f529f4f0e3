"""The round with planted oddities (statistics vectors, `anomaly`), through the real import and closing."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import insert, select

from backend.ballots.models import BallotWindow, Sheet
from backend.core.db import Database
from backend.results.screening.models import FlaggedSheet
from backend.rounds.models import RoundStratum
from tests.conftest import Client, Login
from tests.factories import make_round, make_units

FOLDER = Path(__file__).parents[2] / "data" / "statistics" / "anomaly"
FILE = FOLDER / "forms.csv"
TRUTH: dict[str, list[str]] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
UNITS, STRATA = 43, 10
LETTERS = {"A": 1, "B": 2, "C": 3, "D": 4}
REASON = "与纸质原件核对，系复印件"

Json = dict[str, Any]


def forms() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def packed(form: dict[str, str]) -> bytes:
    """A form as its sheet is stored."""
    return bytes(LETTERS.get(form[f"U{number:02}"], 0) for number in range(1, UNITS + 1))


def as_csv(rows: list[dict[str, str]]) -> bytes:
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows)]).encode()


class Planted:
    """Speaks HTTP as the office; jobs run when they are asked to."""

    def __init__(self, app: FastAPI, client: Client, login: Login) -> None:
        self.app, self.client, self.login = app, client, login
        self.database: Database = app.state.database
        self.office = login("office")
        with self.database.write() as session:
            strata = tuple((f"S{number:02}", Decimal(number)) for number in range(1, STRATA + 1))
            row = make_round(session, make_units(session, UNITS), strata=strata)
            self.round_id: UUID = row.id
        with self.database.read() as session:
            mine = select(RoundStratum).where(RoundStratum.round_id == self.round_id)
            self.strata = {stratum.code: stratum.id for stratum in session.scalars(mine)}

    def send(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        return self.client.request(method, f"/api/v1{path}", headers=headers or self.office, **options)

    def ok(self, method: str, path: str, status: int = 200, **options: Any) -> Json:
        answer = self.send(method, path, **options)
        assert answer.status_code == status, answer.text
        body: Json = answer.json()
        return body

    def load(self, rows: list[dict[str, str]]) -> None:
        """Import forms."""
        files = {"file": ("forms.csv", as_csv(rows))}
        found = self.ok("POST", f"/rounds/{self.round_id}/imports", 201, files=files, data={"origin": "import"})
        assert found["mapping"]["source_column"] == "source"
        mapping = {**found["mapping"], "respondent_column": "form_id", "option_map": LETTERS}
        self.ok("PUT", f"/imports/{found['id']}/mapping", json=mapping)
        for action in ("check", "load"):
            self.ok("POST", f"/imports/{found['id']}/{action}", 202)
            self.work()

    def came_in(self, rows: list[dict[str, str]]) -> None:
        """As if these forms had been ballots: what is kept of when they came."""
        windows = Counter((form["stratum"], int(form["submitted_s"]) // 300) for form in rows)
        with self.database.write() as session:
            session.execute(
                insert(BallotWindow),
                [
                    {"round_id": self.round_id, "stratum_id": self.strata[code], "slot": slot, "ballots": count}
                    for (code, slot), count in windows.items()
                ],
            )

    def close(self) -> None:
        """Close, count, screen."""
        self.ok("POST", f"/rounds/{self.round_id}/close")
        self.work()

    def work(self) -> None:
        self.app.state.worker.run_pending()

    def screening(self) -> Json:
        return self.ok("GET", f"/rounds/{self.round_id}/screening")

    def flags(self, kind: str) -> list[Json]:
        return [flag for flag in self.screening()["flags"] if flag["kind"] == kind]

    def effect(self) -> Json:
        return self.ok("GET", f"/rounds/{self.round_id}/screening/effect")

    def results(self) -> list[Json]:
        units: list[Json] = self.ok("GET", f"/rounds/{self.round_id}/results")["units"]
        return units

    def comparisons(self) -> Json:
        found: Json = self.ok("GET", f"/rounds/{self.round_id}/comparisons?outcome=rate")
        return {name: value for name, value in found.items() if name != "round"}

    def sheets_of(self, flag: Json) -> Counter[bytes]:
        """The answers of the sheets that a flag names."""
        named = select(FlaggedSheet.sheet_id).where(FlaggedSheet.flag_id == UUID(flag["id"]))
        with self.database.read() as session:
            return Counter(session.scalars(select(Sheet.answers).where(Sheet.id.in_(named))))

    def decide(self, flag: Json, decision: str, **options: Any) -> httpx.Response:
        """Answers with the flag; the version is that of `flag`."""
        headers = options.pop("headers", self.office) | {"If-Match": f'"{options.pop("version", flag["version"])}"'}
        body = {"decision": decision, "reason": options.pop("reason", REASON)}
        path = f"/rounds/{self.round_id}/screening/{flag['id']}/decision"
        return self.send("POST", path, headers=headers, json=body)

    def decided(self, flag: Json, decision: str, **options: Any) -> Json:
        answer = self.decide(flag, decision, **options)
        assert answer.status_code == 200, answer.text
        assert answer.headers["etag"] == f'"{answer.json()["version"]}"'
        body: Json = answer.json()
        return body

    def decide_several(self, flags: list[Json], /, **changes: Any) -> httpx.Response:
        """Keep flags, of the versions given; the answer is the list of them."""
        headers = changes.pop("headers", self.office)
        named = [{"id": flag["id"], "version": flag["version"]} for flag in flags]
        body = {"decision": "kept", "reason": REASON, "flags": named} | changes
        return self.send("POST", f"/rounds/{self.round_id}/screening/decisions", headers=headers, json=body)
