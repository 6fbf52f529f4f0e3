"""Letting client systems in: what the administrator may say of them, and what is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from tests.asking import asked
from tests.auth.clients import add_client
from tests.auth.people import events
from tests.conftest import Client, Login
from tests.factories import make_units

CLIENTS = "/api/v1/clients"
BODY = {"name": "12345 热线平台", "scopes": ["complaints:create"], "networks": ["10.20.3.0/24", "10.20.3.0/24"]}


def problems(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(problem["pointer"], problem["code"]) for problem in answer.json()["errors"]]


def test_a_client_is_let_in_edited_and_shut_out(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin = login("sysadmin")
    with app.state.database.write() as session:
        units = [unit.id for unit in make_units(session, 3)]
    body = BODY | {"unit_ids": [str(units[1]), str(units[0])], "owner_unit_id": str(units[2])}
    made = client.post(CLIENTS, json=body, headers=sysadmin)
    assert made.status_code == 201, made.text
    path = made.headers["location"]
    shown = made.json()
    assert shown["unit_ids"] == sorted(map(str, units[:2]))
    assert (shown["networks"], shown["state"], shown["credentials"]) == (["10.20.3.0/24"], "active", [])
    for role in ("office", "auditor"):
        assert client.get(path, headers=login(role)).json() == shown
    change = {"disabled": True, "unit_ids": [], "all_units": True}
    stale = client.patch(path, json=change, headers=sysadmin | {"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["current"]["version"]) == (412, 1)
    edited = client.patch(path, json=change, headers=sysadmin | {"If-Match": made.headers["etag"]})
    assert (edited.json()["state"], edited.json()["all_units"], edited.json()["unit_ids"]) == ("disabled", True, [])
    assert edited.json()["name"] == BODY["name"], "what is not named stays"
    opened = client.patch(path, json={"disabled": False}, headers=sysadmin | {"If-Match": edited.headers["etag"]})
    assert opened.json()["state"] == "active"
    assert [action for action, _ in events(app, "client.")] == ["client.create", "client.edit", "client.edit"]


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"name": ""}, [("/name", "string_too_short")]),
        ({"scopes": []}, [("/scopes", "too_short")]),
        ({"scopes": ["everything"]}, [("/scopes/0", "enum")]),
        ({"networks": ["10.0.0.1/8"]}, [("/networks", "value_error")]),
        ({"networks": ["anywhere"]}, [("/networks", "value_error")]),
        ({"per_minute": 0}, [("/per_minute", "greater_than_equal")]),
        ({"unit_ids": [str(uuid4())]}, [("/unit_ids", "unknown")]),
        ({"owner_unit_id": str(uuid4())}, [("/owner_unit_id", "unknown")]),
        ({"expires_at": "2026-01-01T00:00:00+08:00"}, [("/expires_at", "past")]),
        ({"secret": "of my own"}, [("/secret", "extra_forbidden")]),
    ],
)
def test_what_cannot_be_said_of_a_client(
    client: Client, login: Login, change: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    sysadmin = login("sysadmin")
    assert problems(client.post(CLIENTS, json=BODY | change, headers=sysadmin)) == found
    assert client.get(CLIENTS, headers=sysadmin).json()["items"] == []


@pytest.mark.one_engine
def test_the_network_that_is_none_is_named_by_its_place(client: Client, login: Login) -> None:
    body = BODY | {"networks": ["10.20.3.5", " 10.30.0.0/16", "10.0.0.1/8"]}
    refused = client.post(CLIENTS, json=body, headers=login("sysadmin") | {"Accept-Language": "zh-CN"})
    [problem] = refused.json()["errors"]
    assert problem["message"].startswith("第 3 个不是网段")
    assert "10.0.0.1" not in refused.text


@pytest.mark.one_engine
def test_nothing_for_what_must_be_something_leaves_it(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin = login("sysadmin")
    with app.state.database.write() as session:
        [unit] = make_units(session, 1)
        body = BODY | {"all_units": True, "owner_unit_id": str(unit.id)}
    made = client.post(CLIENTS, json=body, headers=sysadmin)
    kept = ("name", "purpose", "contact", "scopes", "all_units", "unit_ids", "networks", "per_minute", "sandbox")
    nothing = dict.fromkeys((*kept, "disabled", "owner_unit_id", "expires_at"))
    headers = sysadmin | {"If-Match": made.headers["etag"]}
    edited = client.patch(made.headers["location"], json=nothing, headers=headers)
    assert edited.status_code == 200, edited.text
    assert {name: edited.json()[name] for name in kept} == {name: made.json()[name] for name in kept}
    assert (edited.json()["owner_unit_id"], edited.json()["state"]) == (None, "active")


def test_all_units_leave_none_to_be_named(client: Client, app: FastAPI, login: Login) -> None:
    with app.state.database.write() as session:
        [unit] = make_units(session, 1)
        unit_id = str(unit.id)
    body = BODY | {"all_units": True, "unit_ids": [unit_id]}
    assert problems(client.post(CLIENTS, json=body, headers=login("sysadmin"))) == [("/unit_ids", "all_units")]


def test_a_page_is_read_with_few_statements(client: Client, app: FastAPI, login: Login) -> None:
    auditor = login("auditor")
    for _ in range(6):
        add_client(app, "complaints:create")
    with asked(app.state.database) as few:
        assert len(client.get(f"{CLIENTS}?limit=1", headers=auditor).json()["items"]) == 1
    with asked(app.state.database) as many:
        assert [len(one["credentials"]) for one in client.get(CLIENTS, headers=auditor).json()["items"]] == [1] * 6
    assert len(many) == len(few)


def test_a_name_is_one_clients(client: Client, app: FastAPI, login: Login) -> None:
    add_client(app, "open311", name=BODY["name"])
    other = add_client(app, "open311")
    sysadmin = login("sysadmin")
    assert client.post(CLIENTS, json=BODY, headers=sysadmin).json()["code"] == "client_name_taken"
    headers = sysadmin | {"If-Match": '"1"'}
    renamed = client.patch(f"{CLIENTS}/{other.id}", json={"name": BODY["name"]}, headers=headers)
    assert (renamed.status_code, renamed.json()["code"]) == (409, "client_name_taken")


def test_an_auditor_reads_which_system_did_it(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin = login("sysadmin")
    client.post(
        CLIENTS, json=BODY | {"expires_at": (datetime.now(UTC) + timedelta(days=1)).isoformat()}, headers=sysadmin
    )
    [event] = client.get("/api/v1/audit/events?action=client.create", headers=login("auditor")).json()["items"]
    assert event["object_type"] == "client"
    assert event["data"]["scopes"] == ["complaints:create"]
    assert BODY["name"] not in str(event["data"])
