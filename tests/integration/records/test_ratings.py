"""Ratings of service records that client systems hand in, under the number of the record."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.auth.policy import Scope
from backend.notices.models import Notice
from backend.oversight.models_records import ServiceRating
from backend.units.models import Unit
from tests.auth.clients import System, add_client
from tests.conftest import Client, Login
from tests.integration.records.conftest import Json, row
from tests.integration.reporting import database_of

RECORD = "/api/v1/source-records/2026/受理-7"
RATING = f"{RECORD}/rating"
COMMENT = "窗口人员态度生硬，请联系我 13900000000"
Headers = dict[str, str]


@pytest.fixture
def system(app: FastAPI, units: list[Unit]) -> System:
    """A system of the first unit."""
    return add_client(app, Scope.RECORDS_WRITE, unit_ids=[units[0].id])


@pytest.fixture
def headers(client: Client, system: System) -> Headers:
    """Of that system, which has pushed a record."""
    headers = system.headers(client)
    assert client.put(RECORD, json=row("2026/受理-7"), headers=headers).status_code == 201
    return headers


def body(level: int = 4, **fields: Any) -> Json:
    return {"level": level, "channel": "device", "rated_at": "2026-03-06T15:00:00+08:00", **fields}


def put(client: Client, headers: Headers, level: int = 4, **fields: Any) -> httpx.Response:
    return client.put(RATING, json=body(level, **fields), headers=headers)


def kept(app: FastAPI) -> list[ServiceRating]:
    with database_of(app).read() as session:
        return list(session.scalars(select(ServiceRating)))


def test_a_rating_is_taken_in_once(app: FastAPI, client: Client, login: Login, headers: Headers) -> None:
    made = put(client, headers, reasons=["slow", "attitude"], comment=COMMENT)
    assert made.status_code == 201, made.text
    shown = made.json()
    assert shown == {
        "id": shown["id"],
        "external_id": "2026/受理-7",
        "level": 4,
        "channel": "device",
        "reasons": ["attitude", "slow"],
        "rated_at": "2026-03-06T07:00:00Z",
        "due": None,
    }
    again = put(client, headers, reasons=["attitude", "slow"], comment=COMMENT)
    assert (again.status_code, again.json()) == (200, shown)
    [rating] = kept(app)
    assert (str(rating.id), rating.version, rating.state) == (shown["id"], 1, "settled")
    seen = client.get(f"/api/v1/service-ratings/{rating.id}", headers=login("office")).json()
    assert (seen["external_id"], seen["level"], seen["comment"]) == ("2026/受理-7", 4, COMMENT)


@pytest.mark.parametrize(
    "other",
    [
        {"level": 5},
        {"rated_at": "2026-03-06T15:00:01+08:00"},
        {"comment": None},
        {"comment": "很好"},
        {"channel": "web"},
        {"reasons": ["slow"]},
    ],
)
def test_another_one_is_refused(app: FastAPI, client: Client, headers: Headers, other: Json) -> None:
    assert put(client, headers, comment=COMMENT).status_code == 201
    refused = client.put(RATING, json=body(comment=COMMENT) | other, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_rated")
    [rating] = kept(app)
    assert (rating.level, rating.channel, rating.version) == (4, "device", 1)


def test_it_stands_against_one_that_people_entered(client: Client, login: Login, headers: Headers) -> None:
    record = client.get(RECORD, headers=headers).json()
    entered = client.post(f"/api/v1/service-records/{record['id']}/rating", json=body(2), headers=login("office"))
    assert entered.status_code == 201, entered.text
    assert put(client, headers, 2).status_code == 200
    assert put(client, headers, 5).status_code == 409


def test_a_bad_one_is_followed_up_and_of_the_system(
    app: FastAPI, client: Client, login: Login, system: System, units: list[Unit], headers: Headers
) -> None:
    liaison = login("liaison", unit_id=units[0].id)
    made = put(client, headers, 2, comment=COMMENT)
    assert made.json()["due"] == "2026-03-13T16:00:00Z", "5 working days"
    assert put(client, headers, 2, comment=COMMENT).status_code == 200
    seen = client.get(f"/api/v1/service-ratings/{made.json()['id']}", headers=liaison).json()
    assert (seen["state"], [one["action"] for one in seen["actions"]]) == ("open", ["assess", "call_back"])
    actor = f"client:{system.id.hex}"
    with database_of(app).read() as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "service_rating.create"))
        assert (event.actor, str(event.object_id), event.data) == (actor, made.json()["id"], {"level": 2})
        assert set(session.scalars(select(Notice.kind))) == {"oversight.bad_rating"}
    office = login("office")
    page = client.get(f"/api/v1/service-records/{seen['record_id']}", headers=office).json()
    assert [(one["action"], one["actor"]) for one in page["events"]] == [("create", actor), ("rate", actor)]


def test_c22_only_of_the_own_records_in_the_own_units(
    app: FastAPI, client: Client, login: Login, system: System, units: list[Unit], headers: Headers
) -> None:
    """As if they were not there: what another system pushed, what has gone to another unit, what is not there."""
    other = add_client(app, Scope.RECORDS_WRITE).headers(client)
    assert put(client, other).status_code == 404
    reader = add_client(app, Scope.RECORDS_READ, unit_ids=[units[0].id]).headers(client)
    assert put(client, reader).status_code == 403
    assert client.put(RATING, json=body()).status_code == 401
    assert put(client, login("office")).status_code == 403
    absent = client.put("/api/v1/source-records/N-0/rating", json=body(), headers=headers)
    assert (absent.status_code, absent.json()["code"]) == (404, "not_found")
    office, record = login("office"), client.get(RECORD, headers=headers).json()
    moved = row("2026/受理-7", unit_code="U02")
    whole = client.get(f"/api/v1/service-records/{record['id']}", headers=office)
    match = {"If-Match": whole.headers["etag"]}
    done = client.put(f"/api/v1/service-records/{record['id']}", json=moved, headers=office | match)
    assert done.status_code == 200, done.text
    assert put(client, headers).status_code == 404
    assert kept(app) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"level": 0}, ("/level", "greater_than_equal")),
        ({"level": 6}, ("/level", "less_than_equal")),
        ({"channel": "letter"}, ("/channel", "enum")),
        ({"comment": "长" * 1001}, ("/comment", "string_too_long")),
        ({"rated_at": "2026-03-02T09:59:59+08:00"}, ("/rated_at", "out_of_range")),
        ({"rated_at": "2199-01-01T00:00:00Z"}, ("/rated_at", "out_of_range")),
        ({"name": "somebody"}, ("/name", "extra_forbidden")),
    ],
)
def test_what_is_wrong_changes_nothing(
    app: FastAPI, client: Client, headers: Headers, change: Json, wrong: tuple[str, str]
) -> None:
    answer = client.put(RATING, json=body() | change, headers=headers)
    errors = [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert (answer.status_code, errors) == (422, [wrong])
    assert kept(app) == []


def test_two_at_once_are_one(app: FastAPI, client: Client, headers: Headers) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda level: put(client, headers, level), (2, 2, 5, 5)))
    assert sorted(answer.status_code for answer in answers) == [200, 201, 409, 409]
    assert len(kept(app)) == 1
