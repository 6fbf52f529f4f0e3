"""POSTs about webhooks that come again after a lost answer: done once, answered alike, secrets included."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from backend.audit.models import AuditEvent
from backend.auth.models_repeating import RepeatedRequest
from backend.core.sealing import place_of
from backend.integration.webhooks.models import Endpoint
from tests.auth.clients import add_client
from tests.conftest import Client, Login
from tests.integration.hooks import SCOPES, WEBHOOKS, Hook, dispatcher, keyed, rows
from tests.integration.reporting import add_cases, database_of, happen
from tests.receiver import Receiver


def twice(client: Client, url: str, headers: dict[str, str], body: Any = None) -> list[httpx.Response]:
    """The same request with the same key, two times; the second answer is the first one."""
    answers = [client.post(url, json=body, headers=keyed(headers, "k-1")) for _ in range(2)]
    first, again = answers
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true"]
    return answers


def recorded(app: FastAPI, action: str) -> int:
    with database_of(app).read() as session:
        found = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action)
        return session.scalars(found).one()


def test_a_lost_answer_with_a_secret_comes_again(client: Client, app: FastAPI, receiver: Receiver) -> None:
    headers = add_client(app, *SCOPES).headers(client)
    first, again = twice(client, WEBHOOKS, headers, {"url": receiver.url()})
    assert first.status_code == 201, first.text
    assert (again.headers["location"], again.headers["etag"]) == (first.headers["location"], first.headers["etag"])
    other = client.post(WEBHOOKS, json={"url": receiver.url("/other")}, headers=keyed(headers, "k-1"))
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    secret = first.json()["secret"]
    with database_of(app).read() as session:
        made = session.scalars(select(Endpoint)).one()
        kept = session.scalars(select(RepeatedRequest)).one()
    assert kept.answer is not None
    assert secret.encode() not in kept.answer, "at rest it is sealed"
    assert app.state.sealer.open_text(kept.answer, place_of("repeated_request", "answer", kept.id))
    assert app.state.sealer.open_text(made.secret, place_of("webhook_endpoint", "secret", made.id)) == secret


def test_a_secret_is_replaced_once(client: Client, app: FastAPI, hook: Hook) -> None:
    first, _ = twice(client, f"{hook.url}/rotate", hook.headers, {"overlap_hours": 48})
    assert first.status_code == 200, first.text
    with database_of(app).read() as session:
        row = session.get_one(Endpoint, hook.id)
    sealed = app.state.sealer.open_text(row.secret, place_of("webhook_endpoint", "secret", hook.id))
    assert (sealed, recorded(app, "webhook.rotate")) == (first.json()["secret"], 1)


def test_deliveries_are_made_again_once(client: Client, app: FastAPI, hook: Hook, receiver: Receiver) -> None:
    happen(database_of(app), *add_cases(database_of(app), hook.system.id))
    dispatcher(app).run_once()
    [delivery] = rows(app, hook.id)
    for path, body in (("/replay", {"delivered_too": True}), (f"/deliveries/{delivery.id}/replay", None)):
        before = len(receiver.asked)
        url = f"{hook.url}{path}"
        client.post(url, json=body, headers=keyed(hook.headers, "k-1")).raise_for_status()
        dispatcher(app).run_once()
        assert len(receiver.asked) == before + 1
        client.post(url, json=body, headers=keyed(hook.headers, "k-1")).raise_for_status()
        dispatcher(app).run_once()
        assert len(receiver.asked) == before + 1, path


def test_a_receiver_is_tried_once(client: Client, hook: Hook, receiver: Receiver) -> None:
    url = f"{hook.url}/test"
    first, _ = twice(client, url, hook.headers)
    assert first.json()["delivered"] is True
    assert len(receiver.asked) == 1
    other = client.post(f"{url}?more=1", headers=keyed(hook.headers, "k-1"))
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(receiver.asked) == 1


@pytest.mark.one_engine
def test_going_on_later_is_not_undone_by_what_comes_late(client: Client, hook: Hook) -> None:
    """`pause` that comes again after `resume` is an old request: it gets its old answer, and pauses nothing."""
    pause = {"url": f"{hook.url}/pause", "headers": keyed(hook.headers, "k-1")}
    assert client.post(**pause).json()["state"] == "paused"
    hook.act("resume")
    assert client.post(**pause).json()["state"] == "paused"
    assert hook.shown()["state"] == "active"


@pytest.mark.one_engine
def test_clients_must_send_a_key_and_people_need_none(client: Client, app: FastAPI, hook: Hook, login: Login) -> None:
    paths = ("", *(f"/{hook.id}/{action}" for action in ("pause", "disable", "resume", "rotate", "replay", "test")))
    body = {"url": "https://hooks.office.example/in"}
    for path in paths:
        answer = client.post(WEBHOOKS + path, json=body if not path else {}, headers=hook.headers)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "header:Idempotency-Key"), path
    assert hook.shown()["state"] == "active"
    assert [recorded(app, f"webhook.{action}") for action in ("create", "rotate")] == [1, 0]
    person = login("sysadmin")
    assert [client.post(f"{hook.url}/{one}", headers=person).status_code for one in ("pause", "resume")] == [200, 200]
