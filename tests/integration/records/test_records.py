"""Service records pushed one by one, under the number of their source."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from backend.auth.policy import Scope
from backend.core.db import Database
from backend.units.models import Unit
from tests.auth.clients import add_client
from tests.conftest import Client, Login
from tests.integration.records.conftest import row

RECORDS = "/api/v1/source-records"
Headers = dict[str, str]


@pytest.fixture
def headers(app: FastAPI, client: Client, units: list[Unit]) -> Headers:
    """A system of the first unit."""
    return add_client(app, Scope.RECORDS_WRITE, unit_ids=[units[0].id]).headers(client)


def test_a_record_is_made_changed_and_repeated(client: Client, login: Login, headers: Headers) -> None:
    path = f"{RECORDS}/2026/受理-7"
    made = client.put(path, json=row("2026/受理-7"), headers=headers)
    assert (made.status_code, made.json()["outcome"], made.json()["state"]) == (201, "created", "open"), made.text
    assert made.json()["promised_due"] == "2026-03-09T16:00:00Z"
    assert client.get(made.headers["location"], headers=headers).json()["id"] == made.json()["id"]
    again = client.put(path, json=row("2026/受理-7"), headers=headers)
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    ended = {"finished_at": "2026-03-06T10:00:00+08:00", "result": "approved"}
    done = client.put(path, json=row("2026/受理-7", **ended), headers=headers)
    assert (done.json()["outcome"], done.json()["state"]) == ("updated", "finished")
    late = client.put(path, json=row("2026/受理-7"), headers=headers)
    assert (late.status_code, late.json()["errors"][0]["code"]) == (422, "correction_needed")
    assert client.get(path, headers=headers).json()["state"] == "finished"
    [shown] = client.get("/api/v1/service-records", headers=login("office")).json()["items"]
    assert shown["external_id"] == "2026/受理-7"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"external_id": "N-2"}, "/external_id"),
        ({"matter_code": "Z"}, "/matter_code"),
        ({"unit_code": "U02"}, "/matter_code"),  # not the client's
        ({"applicant": "somebody"}, "/applicant"),
        ({"received_at": "2026-03-02"}, "/received_at"),
        ({"received_at": "2199-01-01T00:00:00Z"}, "/received_at"),
    ],
)
def test_what_is_refused_changes_nothing(
    client: Client, headers: Headers, change: dict[str, Any], pointer: str
) -> None:
    answer = client.put(f"{RECORDS}/N-1", json=row("N-1") | change, headers=headers)
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (422, [pointer])
    assert client.get(RECORDS, headers=headers).json()["items"] == []


def test_c22_each_system_has_its_own(app: FastAPI, client: Client, login: Login, headers: Headers) -> None:
    client.put(f"{RECORDS}/N-1", json=row("N-1"), headers=headers)
    other = add_client(app, Scope.RECORDS_WRITE).headers(client)
    assert client.get(f"{RECORDS}/N-1", headers=other).status_code == 404
    assert client.get(RECORDS, headers=other).json()["items"] == []
    assert client.put(f"{RECORDS}/N-1", json=row("N-1"), headers=other).status_code == 201
    assert [one["external_id"] for one in client.get(RECORDS, headers=headers).json()["items"]] == ["N-1"]
    reader = add_client(app, Scope.RECORDS_READ).headers(client)
    assert client.put(f"{RECORDS}/N-1", json=row("N-1"), headers=reader).status_code == 403
    assert client.get(RECORDS, headers=login("office")).status_code == 403


def test_matters_that_records_can_be_of(app: FastAPI, client: Client, headers: Headers) -> None:
    def offered(asked: Headers) -> list[tuple[str, str]]:
        items = client.get("/api/v1/source-matters", headers=asked).json()["items"]
        return sorted((one["unit_code"], one["matter_code"]) for one in items)

    assert offered(headers) == [("U01", "A-1")]
    assert offered(add_client(app, Scope.RECORDS_READ).headers(client)) == [("U01", "A-1"), ("U02", "A-1")]


def test_what_changed_since(client: Client, headers: Headers) -> None:
    for number in range(3):
        client.put(f"{RECORDS}/N-{number}", json=row(f"N-{number}"), headers=headers)
    first = client.get(RECORDS, params={"limit": 2}, headers=headers).json()
    rest = client.get(RECORDS, params={"limit": 2, "cursor": first["next_cursor"]}, headers=headers).json()
    assert [one["external_id"] for one in first["items"] + rest["items"]] == ["N-0", "N-1", "N-2"]
    since = first["items"][1]["updated_at"]
    later = client.get(RECORDS, params={"updated_since": since}, headers=headers).json()["items"]
    assert [one["external_id"] for one in later] == ["N-1", "N-2"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_reading_sorts_all_records_of_a_source(database: Database) -> None:
    own = "SELECT id FROM service_record WHERE source = 'x' ORDER BY updated_at, id LIMIT 51"
    with database.read() as session:
        plan = " ".join(step.detail for step in session.execute(text(f"EXPLAIN QUERY PLAN {own}")))
    assert "source_updated_at" in plan
    assert "ORDER BY" not in plan
