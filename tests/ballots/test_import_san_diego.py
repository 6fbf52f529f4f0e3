"""A real survey from its open-data file to packed sheets, over HTTP: San Diego 2015, 37,155 ratings."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.ballots.models import Intake
from backend.config import Settings
from backend.rounds.models import RoundStratum
from tests.ballots.importing import Json, ok
from tests.conftest import Client, Login

DATA = Path(__file__).parents[1] / "data" / "san_diego_2015"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


def table(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


OPTIONS = table("options.csv")
NUMBERS = {option["code"]: number for number, option in enumerate(OPTIONS, start=1)}
UNITS = [unit["unit_code"] for unit in table("units.csv")]
EXPECTED: Json = json.loads((DATA / "expected.json").read_text())


class Office:
    def __init__(self, client: Client, login: Login) -> None:
        self.client = client
        self.headers, self.lead = login("office"), login("lead_supervisor")

    def send(self, method: str, path: str, status: int, **options: Any) -> Json:
        headers = {**self.headers, **options.pop("headers", {})}
        return ok(self.client.request(method, f"/api/v1{path}", headers=headers, **options), status)

    def prepare(self) -> str:
        """The 15 services, the scale 5..1 and 9, nine districts of equal weight; opened."""
        sequence = self.send("POST", "/sequences", 201, json={"name": "City services", "position": 1})["id"]
        units = [
            self.send(
                "POST",
                "/units",
                201,
                json={"code": row["unit_code"], "name": row["unit_name"][:100], "sequence_id": sequence},
            )["id"]
            for row in table("units.csv")
        ]
        round_id = str(
            self.send(
                "POST",
                "/rounds",
                201,
                json={
                    "year": 2015,
                    "number": 1,
                    "title": "San Diego 2015",
                    "collection": "paper",
                    "all_units": False,
                },
            )["id"]
        )
        options = [
            {
                "number": NUMBERS[row["code"]],
                "label": row["label"],
                "points": row["score"] or None,
                "satisfied": row["code"] in "54",
                "valid": row["counts_as_valid"] == "1",
            }
            for row in OPTIONS
        ]
        strata = [{"code": code, "name": f"District {code}", "weight": "1"} for code in EXPECTED["strata"]]
        sections: dict[str, Json] = {
            "roll": {"units": [{"unit_id": unit} for unit in units]},
            "criteria": {"criteria": [{"code": "overall", "name": "Overall"}]},
            "scale": {"options": options},
            "strata": {"strata": strata},
        }
        for name, body in sections.items():
            self.send("PUT", f"/rounds/{round_id}/{name}", 200, json=body, headers=self.match(round_id))
        self.send("POST", f"/rounds/{round_id}/propose-opening", 200)
        digest = self.send("GET", f"/rounds/{round_id}/opening", 200)["digest"]
        confirm = {"confirm": True, "digest": digest}
        self.send("POST", f"/rounds/{round_id}/countersign", 200, json=confirm, headers=self.lead)
        self.send("POST", f"/rounds/{round_id}/open", 200, headers=self.match(round_id))
        return round_id

    def match(self, round_id: str) -> dict[str, str]:
        return {"If-Match": f'"{self.send("GET", f"/rounds/{round_id}", 200)["version"]}"'}


def test_san_diego(app: FastAPI, client: Client, login: Login) -> None:
    office = Office(client, login)
    round_id = office.prepare()
    upload = {"file": ("ratings.csv", (DATA / "ratings.csv").read_bytes())}
    found = office.send("POST", f"/rounds/{round_id}/imports", 201, files=upload)
    mapping = found["mapping"]
    assert mapping["respondent_column"] == "respondent_id"
    assert (mapping["stratum_column"], mapping["unit_column"]) == ("stratum", "unit_code")
    mapping["option_map"] = NUMBERS
    office.send("PUT", f"/imports/{found['id']}/mapping", 200, json=mapping)
    office.send("POST", f"/imports/{found['id']}/check", 202)
    app.state.worker.run_pending()
    checked = office.send("GET", f"/imports/{found['id']}", 200)
    assert (checked["state"], checked["problem_count"]) == ("checked", 0)
    totals = checked["totals"]
    assert (totals["rows"], totals["ratings"], totals["sheets"]) == (37_155, 37_155, 2_477)
    assert (totals["blanks"], totals["blank_sheets"], totals["units_without_answers"]) == (0, 0, [])
    assert {stratum["code"]: stratum["sheets"] for stratum in totals["strata"]} == EXPECTED["strata"]
    office.send("POST", f"/imports/{found['id']}/load", 202)
    app.state.worker.run_pending()
    [batch] = office.send("GET", f"/rounds/{round_id}/batches", 200)["items"]
    assert (batch["state"], batch["valid"]) == ("loaded", 2_477)
    compare_with_published(app)


def compare_with_published(app: FastAPI) -> None:
    """Recount from the packed rows, unit by unit and district by district."""
    with app.state.database.read() as session:
        districts = {row.id: row.code for row in session.scalars(select(RoundStratum))}
        sheets = [
            (districts[home], payload) for home, payload in session.execute(select(Intake.stratum_id, Intake.payload))
        ]
    assert len(sheets) == EXPECTED["rows"]
    for code, unit in EXPECTED["units"].items():
        cell = UNITS.index(code)
        assert Counter(payload[cell] for _, payload in sheets) == by_number(unit["counts"])
        for district, expected in unit["by_stratum"].items():
            mine = Counter(payload[cell] for home, payload in sheets if home == district)
            assert mine == by_number(expected["counts"]), (code, district)


def by_number(counts: dict[str, int]) -> Counter[int]:
    return Counter({NUMBERS[option]: count for option, count in counts.items()})
