"""Sensitive acts need that the person has shown within the last five minutes who they are (S05)."""

import re
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from backend.config import Settings
from backend.core.principal import needs_step_up
from tests.auth.factors import code_of, enrol, forget_steps, log_in_twice, long_ago, other_than
from tests.auth.people import PASSWORD, add_person, bearer, cookie_of, events, log_in, send
from tests.conftest import Client

STEP_UP = "/api/v1/auth/step-up"
# Every operation that needs it. A line taken away opens a door: it must be meant.
SENSITIVE = {
    "POST /api/v1/auth/me/second-factor": "office",
    "DELETE /api/v1/auth/me/second-factor": "office",
    "POST /api/v1/auth/me/second-factor/recovery-codes": "office",
    "POST /api/v1/auth/me/identity": "office",
    "DELETE /api/v1/auth/me/identity": "office",
    "POST /api/v1/users": "sysadmin",
    "PATCH /api/v1/users/{user_id}": "sysadmin",
    "POST /api/v1/users/{user_id}/activation-link": "sysadmin",
    "POST /api/v1/users/{user_id}/disable": "sysadmin",
    "POST /api/v1/users/{user_id}/enable": "sysadmin",
    "POST /api/v1/grants/{grant_id}/confirm": "auditor",
    "POST /api/v1/grants/{grant_id}/refuse": "auditor",
    "POST /api/v1/clients": "sysadmin",
    "PATCH /api/v1/clients/{client_id}": "sysadmin",
    "POST /api/v1/clients/{client_id}/secrets": "sysadmin",
    "POST /api/v1/clients/{client_id}/keys": "sysadmin",
    "PATCH /api/v1/clients/{client_id}/credentials/{credential_id}": "sysadmin",
    "DELETE /api/v1/clients/{client_id}/credentials/{credential_id}": "sysadmin",
    "POST /api/v1/audit/maintenance/acknowledge": "auditor",
    "POST /api/v1/complaints/{case_id}/identity-accesses/{request_id}/grant": "complaint_lead",
    "POST /api/v1/complaints/{case_id}/identity-accesses/{request_id}/look": "complaint_officer",
    "POST /api/v1/rounds/{round_id}/countersign": "lead_supervisor",
    "POST /api/v1/rounds/{round_id}/publish": "office",
}


def step_up(client: Client, headers: dict[str, str], password: str = PASSWORD, **more: Any) -> tuple[int, list[str]]:
    answer = client.post(STEP_UP, json={"password": password} | more, headers=headers)
    if answer.status_code != 422:
        return answer.status_code, []
    return 422, [f"{problem['pointer']} {problem['code']}" for problem in answer.json()["errors"]]


def ask(client: Client, headers: dict[str, str], operation: str = "POST /api/v1/users") -> str:
    """The code of the refusal of a sensitive operation."""
    method, path = operation.split(" ")
    filled = re.sub(r"\{\w+\}", lambda _: str(uuid4()), path)
    answer = client.request(method, filled, json={}, headers=headers)
    return "" if answer.status_code == 204 else str(answer.json().get("code", "done"))


def test_s05_the_sensitive_operations_are_the_known_ones(app: FastAPI) -> None:
    declared = {
        f"{method} {context.path_format}"
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and needs_step_up(context.endpoint)
        for method in context.methods or ()
    }
    assert declared == set(SENSITIVE)
    paths = app.openapi()["paths"]
    shown = {f"{m.upper()} {path}" for path, item in paths.items() for m in item if item[m].get("x-step-up")}
    assert shown == set(SENSITIVE)
    assert {"403"} <= {
        status for path in paths.values() for o in path.values() if o.get("x-step-up") for status in o["responses"]
    }


@pytest.mark.parametrize(("operation", "role"), SENSITIVE.items())
def test_s05_after_five_minutes_it_is_asked_for_again(client: Client, app: FastAPI, operation: str, role: str) -> None:
    add_person(app, role)
    headers = bearer(log_in(client))
    long_ago(app, minutes=5.1)
    assert ask(client, headers, operation) == "step_up_required"
    assert client.get("/api/v1/auth/me", headers=headers).status_code == 200, "the rest goes on"
    assert step_up(client, headers) == (204, [])
    assert ask(client, headers, operation) != "step_up_required"
    assert [action for action, _ in events(app, "auth.step")] == ["auth.step_up"]


@pytest.mark.parametrize(("minutes", "fresh"), [(4.9, True), (5.1, False)])
def test_s05_logging_in_counts_for_five_minutes(client: Client, app: FastAPI, minutes: float, fresh: bool) -> None:
    add_person(app, "sysadmin")
    headers = bearer(log_in(client))
    long_ago(app, minutes=minutes)
    assert ask(client, headers) == ("invalid_input" if fresh else "step_up_required")


def test_s05_the_role_is_asked_before_the_step_up(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    headers = bearer(log_in(client))
    long_ago(app, minutes=6)
    assert ask(client, headers) == "forbidden"


def test_s05_carrying_a_session_on_is_no_step_up(client: Client, app: FastAPI) -> None:
    add_person(app, "sysadmin")
    began = log_in(client)
    long_ago(app, minutes=6)
    carried = send(client, "refresh", cookie_of(began))
    assert ask(client, bearer(carried)) == "step_up_required"


def test_s05_it_counts_on_the_session_it_was_made_on(client: Client, app: FastAPI) -> None:
    add_person(app, "sysadmin")
    one, other = bearer(log_in(client)), bearer(log_in(client))
    long_ago(app, minutes=6)
    assert step_up(client, one) == (204, [])
    assert (ask(client, one), ask(client, other)) == ("invalid_input", "step_up_required")


def test_s05_a_session_from_before_the_upgrade_is_not_fresh(client: Client, app: FastAPI) -> None:
    add_person(app, "sysadmin")
    headers = bearer(log_in(client))
    with app.state.database.write() as session:
        session.connection().exec_driver_sql("UPDATE user_session SET authenticated_at = NULL")
    assert ask(client, headers) == "step_up_required"


def test_s05_with_a_second_factor_the_code_is_needed_too(client: Client, app: FastAPI) -> None:
    add_person(app, "sysadmin")
    secret, codes = enrol(client, app, bearer(log_in(client)))
    headers = log_in_twice(client, secret)
    forget_steps(app)
    long_ago(app, minutes=6)
    assert step_up(client, headers) == (422, ["/code code_required"])
    assert step_up(client, headers, code=other_than(secret)) == (422, ["/code code_wrong"])
    code = code_of(secret)
    assert step_up(client, headers, "wrong", code=code) == (422, ["/password wrong_password"])
    assert ask(client, headers) == "step_up_required"
    assert step_up(client, headers, code=code) == (204, []), "a wrong password uses no code up"
    assert ask(client, headers) == "invalid_input"
    assert step_up(client, headers, code=code) == (422, ["/code code_wrong"]), "S04: once"
    assert step_up(client, headers, code=codes[0]) == (204, [])


def test_s05_guessing_is_throttled(client: Client, app: FastAPI) -> None:
    add_person(app, "sysadmin")
    headers = bearer(log_in(client))
    long_ago(app, minutes=6)
    assert [step_up(client, headers, "wrong")[0] for _ in range(6)] == [422] * 5 + [429]
    assert step_up(client, headers)[0] == 429
    assert ask(client, headers) == "step_up_required"


def test_s05_nobody_steps_up_without_a_session(client: Client) -> None:
    assert step_up(client, {})[0] == 401
    assert client.post("/api/v1/demo/step-up").status_code == 401


def test_s05_in_the_demonstration_a_press_of_the_button_counts(
    client: Client, app: FastAPI, settings: Settings
) -> None:
    settings.env, settings.second_factor = "demo", "offered"
    add_person(app, "sysadmin", username="demo-sysadmin", password_hash="unused")
    here = {"Host": "localhost:8000"}
    headers = here | bearer(client.post("/api/v1/demo/login", json={"role": "sysadmin"}, headers=here))
    long_ago(app, minutes=6)
    assert ask(client, headers) == "step_up_required"
    assert client.post("/api/v1/demo/step-up", headers=headers | {"X-Forwarded-For": "10.1.1.1"}).status_code == 404
    assert client.post("/api/v1/demo/step-up", headers=headers | {"Host": "pingyi.example"}).status_code == 404
    assert ask(client, headers) == "step_up_required"
    assert client.post("/api/v1/demo/step-up", headers=headers).status_code == 204
    assert ask(client, headers) == "invalid_input"
    long_ago(app, minutes=6)
    for env in ("production", "development", "test"):
        settings.env = env  # type: ignore[assignment]
        assert client.post("/api/v1/demo/step-up", headers=headers).status_code == 404
    assert ask(client, headers) == "step_up_required"
