"""Endpoints over HTTP: whose they are, what an address may be, who stops them (security checks C22, N04 to N08)."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import trustme
from fastapi import FastAPI
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.auth.policy import Scope
from backend.core.sealing import place_of
from backend.egress.destinations import destinations
from backend.egress.http import Egress
from backend.integration.webhooks import deliveries
from backend.integration.webhooks.models import Endpoint
from backend.integration.webhooks.service import MOST
from tests.auth.clients import add_client
from tests.conftest import Client, Login
from tests.integration.hooks import (
    SCOPES,
    WEBHOOKS,
    Hook,
    add_hook,
    dispatcher,
    endpoint,
    keyed,
    listening,
    rows,
    set_rows,
)
from tests.integration.reporting import add_cases, database_of, happen
from tests.receiver import Receiver, replying

ALLOWED = "hooks.office.example inner.office.example:9443=10.20.0.0/16 a.example:8443"
URL = "https://hooks.office.example/in"


@pytest.fixture
def client(client: Client, app: FastAPI) -> Client:
    app.state.egress = Egress(destinations(ALLOWED))
    return client


@pytest.fixture
def hook(client: Client, app: FastAPI) -> Hook:
    return add_hook(client, app, URL)


@pytest.fixture
def receiver(app: FastAPI) -> Iterator[Receiver]:
    authority = trustme.CA()
    with listening(app, authority, replying("200 OK")) as receiver:
        yield receiver


def asked(client: Client, method: str, at: str, headers: dict[str, str], /, **body: Any) -> tuple[int, str]:
    answer = client.request(method, at, json=body, headers=keyed(headers))
    return answer.status_code, answer.json()["code"] if answer.status_code >= 400 else ""


def test_an_endpoint_is_made_shown_edited_and_deleted(client: Client, app: FastAPI, hook: Hook) -> None:
    shown = client.get(hook.url, headers=hook.headers)
    assert shown.json() == {
        "id": str(hook.id),
        "client_id": str(hook.system.id),
        "client_name": shown.json()["client_name"],
        "url": URL,
        "host": "hooks.office.example",
        "types": [],
        "description": "",
        "state": "active",
        "stopped_by": None,
        "failing_since": None,
        "previous_until": None,
        "waiting": 0,
        "dead": 0,
        "last_delivered_at": None,
        "created_at": shown.json()["created_at"],
        "version": 1,
    }
    change = {"types": ["cn.gov.efficiency.round."], "description": "测试环境"}
    assert asked(client, "PATCH", hook.url, hook.headers, **change) == (428, "if_match_required")
    matching = hook.headers | {"If-Match": shown.headers["ETag"]}
    edited = client.patch(hook.url, json=change, headers=matching)
    assert (edited.status_code, edited.json()["types"], edited.json()["version"]) == (200, change["types"], 2)
    stale = client.patch(hook.url, json=change, headers=matching)
    assert (stale.status_code, stale.json()["current"]["description"]) == (412, "测试环境")
    listed = client.get(WEBHOOKS, headers=hook.headers).json()
    assert [one["id"] for one in listed["items"]] == [str(hook.id)]
    assert client.delete(hook.url, headers=hook.headers).status_code == 204
    assert client.get(hook.url, headers=hook.headers).status_code == 404
    with database_of(app).read() as session:
        events = select(AuditEvent).where(AuditEvent.object_id == hook.id).order_by(AuditEvent.seq)
        found = [(event.action, event.actor) for event in session.scalars(events)]
    by = f"client:{hook.system.id.hex}"
    assert found == [("webhook.create", by), ("webhook.edit", by), ("webhook.delete", by)]


def test_a_secret_is_shown_once_and_kept_sealed(client: Client, app: FastAPI, hook: Hook) -> None:
    assert hook.secret.startswith("whsec_")
    for url in (WEBHOOKS, hook.url, f"{hook.url}/deliveries"):
        assert hook.secret not in client.get(url, headers=hook.headers).text
    row = endpoint(app, hook.id)
    assert hook.secret.encode() not in row.secret
    assert app.state.sealer.open_text(row.secret, place_of("webhook_endpoint", "secret", hook.id)) == hook.secret
    again = hook.act("rotate", {"overlap_hours": 48})
    assert again["secret"] != hook.secret
    until = datetime.fromisoformat(again["previous_until"]) - datetime.now(UTC)
    assert timedelta(hours=47) < until <= timedelta(hours=48)
    for hours in (23, 169):
        assert asked(client, "POST", f"{hook.url}/rotate", hook.headers, overlap_hours=hours)[0] == 422
    with database_of(app).read() as session:
        kept = json.dumps([event.data for event in session.scalars(select(AuditEvent))])
    assert "whsec" not in kept
    set_rows(app, Endpoint, previous_until=datetime.now(UTC) - timedelta(hours=1))
    with database_of(app).write() as session:
        deliveries.forget_old(session)
    assert endpoint(app, hook.id).previous_secret is None


REFUSED = {
    "https://127.1/": "host",
    "https://0x7f000001/": "host",
    "https://2130706433/": "host",
    "https://[::ffff:169.254.169.254]/": "host",
    "https://[64:ff9b::7f00:1]/": "host",
    "https://100.100.100.200/": "host",
    "https://a@127.0.0.1/": "userinfo",
    "https://user:pw@hooks.office.example/": "userinfo",
    "http://hooks.office.example/": "scheme",
    "gopher://hooks.office.example/": "scheme",
    "file:///etc/passwd": "scheme",
    "https://hooks.office.example:22/": "port",
    "https://inner.office.example/": "port",
    "https://elsewhere.example/": "host",
    "https://hooks.office.example.evil.example/": "host",
    "https://hooks.office.example@evil.example/": "userinfo",
    "/without-a-host": "scheme",
    "https://": "host",
    "https://[::1/": "url",
}


@pytest.mark.parametrize(("url", "reason"), REFUSED.items())
@pytest.mark.one_engine
def test_n04_n08_addresses_that_no_webhook_may_have(client: Client, app: FastAPI, url: str, reason: str) -> None:
    headers = add_client(app, *SCOPES).headers(client)
    answer = client.post(WEBHOOKS, json={"url": url}, headers=keyed(headers))
    assert answer.status_code == 422
    (problem,) = answer.json()["errors"]
    assert (problem["pointer"], problem["code"]) == ("/url", f"egress_{reason}")
    assert url not in answer.text
    assert client.get(WEBHOOKS, headers=headers).json()["items"] == []


@pytest.mark.one_engine
def test_n05_a_private_receiver_works_where_it_is_listed(client: Client, app: FastAPI, hook: Hook) -> None:
    assert add_hook(client, app, "https://inner.office.example:9443/x").shown()["host"] == "inner.office.example"
    read = client.get(hook.url, headers=hook.headers)
    matching = hook.headers | {"If-Match": read.headers["ETag"]}
    answer = client.patch(hook.url, json={"url": "https://elsewhere.example/"}, headers=matching)
    assert answer.json()["errors"][0]["code"] == "egress_host"
    assert hook.shown()["url"] == URL


OWN = (
    ("GET", ""),
    ("PATCH", ""),
    ("DELETE", ""),
    ("POST", "/pause"),
    ("POST", "/disable"),
    ("POST", "/resume"),
    ("POST", "/rotate"),
    ("POST", "/test"),
    ("GET", "/deliveries"),
    ("POST", "/replay"),
    ("POST", "/deliveries/{delivery}/replay"),
)


def test_c22_a_client_at_the_deliveries_of_another(
    client: Client, app: FastAPI, hook: Hook, receiver: Receiver, login: Login
) -> None:
    happen(database_of(app), *add_cases(database_of(app), hook.system.id))
    dispatcher(app).run_once()
    delivery = str(rows(app, hook.id)[0].id)
    stranger = add_client(app, *SCOPES)
    mine = add_hook(client, app, receiver.url(), stranger)
    for method, path in OWN:
        for url in (hook.url, f"{WEBHOOKS}/{uuid4()}"):
            found = asked(client, method, url + path.format(delivery=delivery), mine.headers)
            assert found == (404, "not_found"), path
    foreign = f"{mine.url}/deliveries/{delivery}/replay"
    assert asked(client, "POST", foreign, mine.headers) == (404, "not_found")
    assert [one["id"] for one in client.get(WEBHOOKS, headers=mine.headers).json()["items"]] == [str(mine.id)]
    others = [scope.value for scope in Scope if scope is not Scope.WEBHOOKS_MANAGE]
    without = add_client(app, *others).headers(client)
    for method, path in OWN:
        assert asked(client, method, hook.url + path.format(delivery=delivery), without) == (403, "forbidden")
    for method in ("GET", "POST"):
        assert asked(client, method, WEBHOOKS, without) == (403, "forbidden")
    assert asked(client, "GET", WEBHOOKS, login("liaison")) == (403, "forbidden")
    assert endpoint(app, hook.id).version == 1


def test_people_look_and_the_administrator_stops(client: Client, app: FastAPI, hook: Hook, login: Login) -> None:
    administrator = login("sysadmin")
    for role in ("office", "auditor"):
        headers = login(role)
        (seen,) = client.get(WEBHOOKS, params={"client_id": str(hook.system.id)}, headers=headers).json()["items"]
        assert (seen["url"], seen["host"]) == (None, "hooks.office.example")
        assert client.get(f"{hook.url}/deliveries", headers=headers).status_code == 200
        for action in ("pause", "resume", "disable", "rotate", "test", "replay"):
            assert asked(client, "POST", f"{hook.url}/{action}", headers) == (403, "forbidden")
    assert asked(client, "POST", f"{hook.url}/rotate", administrator) == (403, "forbidden")
    assert asked(client, "POST", f"{hook.url}/pause", administrator)[0] == 200
    refused = (409, "stopped_by_administrator")
    for action in ("resume", "pause", "disable"):
        assert asked(client, "POST", f"{hook.url}/{action}", hook.headers) == refused
    assert hook.shown()["stopped_by"] == "administrator"
    assert asked(client, "POST", f"{hook.url}/resume", administrator)[0] == 200
    assert hook.shown()["state"] == "active"


def test_stopping_and_going_on_are_recorded_once(client: Client, app: FastAPI, hook: Hook) -> None:
    for action in ("pause", "pause", "resume", "resume", "disable", "disable"):
        hook.act(action)
    with database_of(app).read() as session:
        events = select(AuditEvent.action).where(AuditEvent.object_id == hook.id).order_by(AuditEvent.seq)
        assert list(session.scalars(events)) == [
            "webhook.create",
            "webhook.pause",
            "webhook.resume",
            "webhook.disable",
        ]


def test_a_disabled_endpoint_keeps_nothing(client: Client, app: FastAPI, hook: Hook, receiver: Receiver) -> None:
    (case_id,) = add_cases(database_of(app), hook.system.id)
    hook.act("pause")
    happen(database_of(app), case_id)
    dispatcher(app).run_once()
    hook.act("disable")
    happen(database_of(app), case_id)
    dispatcher(app).run_once()
    assert [(row.state.value, row.last_error) for row in rows(app, hook.id)] == [("dead", "disabled")]
    assert asked(client, "POST", f"{hook.url}/replay", hook.headers) == (409, "endpoint_disabled")
    (dead,) = hook.deliveries(state="dead")
    again = f"{hook.url}/deliveries/{dead['id']}/replay"
    assert asked(client, "POST", again, hook.headers) == (409, "endpoint_disabled")
    hook.act("resume")
    assert client.post(again, headers=keyed(hook.headers)).json()["state"] == "pending"
    assert hook.deliveries(state="pending", type="cn.gov.efficiency.complaint.")[0]["subject"] == f"complaint/{case_id}"
    assert hook.deliveries(type="cn.gov.efficiency.round") == []
    assert hook.deliveries(subject=f"complaint/{uuid4()}") == []


@pytest.mark.one_engine
def test_what_is_refused(client: Client, app: FastAPI, hook: Hook) -> None:
    for body in (
        {},
        {"url": ""},
        {"url": "https://hooks.office.example/" + "x" * 500},
        {"url": URL, "types": ["com."]},
        {"url": URL, "types": ["cn."] * 21},
        {"url": URL, "state": "paused"},
        {"url": URL, "secret": "whsec_"},
        {"url": URL, "description": "x" * 201},
    ):
        assert asked(client, "POST", WEBHOOKS, hook.headers, **body)[0] == 422, body
    for body in ({"first_sequence": "-1"}, {"first_sequence": "x"}, {"all": True}):
        assert asked(client, "POST", f"{hook.url}/replay", hook.headers, **body)[0] == 422
    assert asked(client, "POST", f"{hook.url}/replay", hook.headers, first_sequence="9" * 20)[0] == 200
    for _ in range(MOST - 1):
        add_hook(client, app, URL, hook.system)
    assert asked(client, "POST", WEBHOOKS, hook.headers, url=URL) == (409, "too_many_endpoints")


def test_no_more_endpoints_come_about_at_once(client: Client, hook: Hook) -> None:
    with ThreadPoolExecutor(MOST + 3) as pool:
        asking = [pool.submit(asked, client, "POST", WEBHOOKS, hook.headers, url=URL) for _ in range(MOST + 3)]
    made = [one.result()[0] for one in asking]
    assert (made.count(201), made.count(409)) == (MOST - 1, 4)
