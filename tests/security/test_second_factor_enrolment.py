"""Who cannot do without a second factor, and how one is set up and removed (S05)."""

import re
from collections.abc import Iterator
from typing import Any, get_args
from uuid import uuid4

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from backend.auth.models import RecoveryCode
from backend.auth.policy import SECOND_FACTOR, Open, Role, rule_of
from backend.auth.service import get_user
from backend.config import Settings
from backend.core.principal import declared_permission
from tests.auth.factors import (
    ME,
    OWN,
    actions,
    ask,
    code_of,
    enrol,
    give,
    log_in_twice,
    long_ago,
    other_than,
    person,
)
from tests.auth.people import add_person, bearer, count, log_in
from tests.conftest import Client


@pytest.fixture
def required(settings: Settings) -> None:
    settings.second_factor = "required"


# Who must have one (S05)


def others(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every operation that a person with a session may not call before everything is set."""
    for context in iter_route_contexts(app.routes):
        rule = rule_of(declared_permission(context.endpoint))
        if isinstance(context.original_route, APIRoute) and rule not in (Open.PUBLIC, Open.METRICS, Open.INCOMPLETE):
            for method in context.methods or ():
                yield method, re.sub(r"{[^}]*}", lambda _: str(uuid4()), context.path)


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", sorted(SECOND_FACTOR))
def test_s05_without_a_second_factor_one_can_only_enrol(client: Client, app: FastAPI, role: str) -> None:
    add_person(app, role)
    entered = log_in(client)
    headers = bearer(entered)
    assert entered.json()["user"]["missing"] == "second_factor"
    tried = 0
    for method, path in others(app):
        answer = client.request(method, path, headers=headers)
        assert answer.status_code in (403, 404), (method, path)
        assert answer.json()["code"] in ("second_factor_required", "forbidden", "not_found"), (method, path)
        tried += answer.json()["code"] == "second_factor_required"
    assert tried >= 10
    assert client.get("/api/v1/notices", headers=headers).json()["code"] == "second_factor_required"
    assert client.get(OWN, headers=headers).json() == {"since": None, "required": True, "recovery_codes_left": 0}
    enrol(client, app, headers)
    assert client.get(ME, headers=headers).json()["missing"] is None
    assert client.get("/api/v1/notices", headers=headers).status_code == 200


def test_s05_the_roles_are_those_of_the_design() -> None:
    names = {"complaint_officer", "complaint_lead", "office", "auditor", "sysadmin", "lead_supervisor"}
    assert names == SECOND_FACTOR
    assert set(Role) > SECOND_FACTOR


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", sorted(set(Role) - SECOND_FACTOR - {Role.LIAISON}))
def test_s05_others_may_do_without(client: Client, app: FastAPI, role: str) -> None:
    add_person(app, role)
    entered = log_in(client)
    assert entered.json()["user"]["missing"] is None
    assert client.get("/api/v1/notices", headers=bearer(entered)).status_code == 200


@pytest.mark.parametrize(
    ("env", "setting", "requires"),
    [
        ("production", "", True),
        ("production", "offered", False),
        ("demo", "", False),
        ("development", "", False),
        ("demo", "required", True),
    ],
)
def test_s05_required_in_production_and_offered_elsewhere(env: Any, setting: Any, requires: bool) -> None:
    assert Settings(env=env, second_factor=setting).requires_second_factor is requires
    assert set(get_args(Settings.model_fields["second_factor"].annotation)) == {"", "required", "offered"}


@pytest.mark.usefixtures("required")
def test_s05_a_role_given_later_asks_at_the_next_request(client: Client, app: FastAPI) -> None:
    user_id = add_person(app, "leader")
    headers = bearer(log_in(client))
    assert client.get("/api/v1/notices", headers=headers).status_code == 200
    with app.state.database.write() as session:
        get_user(session, user_id).role_rows[0].role = Role.OFFICE
    assert client.get("/api/v1/notices", headers=headers).json()["code"] == "second_factor_required"


@pytest.mark.usefixtures("required")
def test_s05_a_session_of_the_password_alone_does_not_grow_with_the_enrolment(client: Client, app: FastAPI) -> None:
    """Somebody who knows the password waits in a session until the owner has enrolled: it ends then."""
    add_person(app, "office")
    thief, owner = bearer(log_in(client)), bearer(log_in(client))
    enrol(client, app, owner)
    assert client.get(ME, headers=thief).status_code == 401
    assert client.get(ME, headers=owner).status_code == 200


def test_s05_a_device_is_set_up_only_by_whoever_has_lately_logged_in(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    headers = bearer(log_in(client))
    long_ago(app, minutes=6)
    assert client.post(OWN, headers=headers).json()["code"] == "step_up_required"


# Enrolment


def test_enrolment_gives_what_a_device_takes(client: Client, app: FastAPI, settings: Settings) -> None:
    settings.site_name = "某区效能办"
    add_person(app, "office")
    headers = bearer(log_in(client))
    setup = client.post(OWN, headers=headers).json()
    parsed = pyotp.parse_uri(setup["uri"])
    assert isinstance(parsed, pyotp.TOTP)
    assert (parsed.secret, parsed.issuer, parsed.name) == (setup["secret"], "某区效能办", "wang.fang")
    assert (parsed.interval, parsed.digits, len(setup["secret"])) == (30, 6, 32)
    assert setup["picture"].startswith("data:image/svg+xml")
    assert client.get(ME, headers=headers).json()["second_factor"] is False, "not before it is confirmed"
    assert log_in(client).status_code == 200, "nor does the login ask for a code"


def test_a_wrong_code_confirms_nothing(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    headers = bearer(log_in(client))
    assert client.post(f"{OWN}/confirm", json={"code": "123456"}, headers=headers).json()["code"] == "no_second_factor"
    old = client.post(OWN, headers=headers).json()["secret"]
    new = client.post(OWN, headers=headers).json()["secret"]
    for wrong in (other_than(new), code_of(old)):
        answer = client.post(f"{OWN}/confirm", json={"code": wrong}, headers=headers)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/code")
    assert client.get(OWN, headers=headers).json()["since"] is None
    assert client.post(f"{OWN}/confirm", json={"code": code_of(new)}, headers=headers).status_code == 200
    assert client.post(OWN, headers=headers).json()["code"] == "second_factor_exists"
    again = client.post(f"{OWN}/confirm", json={"code": code_of(new, 1)}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "second_factor_exists")


def test_removing_and_new_recovery_codes_need_a_fresh_step_up(client: Client, app: FastAPI) -> None:
    secret, codes = person(client, app)
    headers = log_in_twice(client, secret)
    long_ago(app, minutes=6)
    refused = [client.delete(OWN, headers=headers), client.post(f"{OWN}/recovery-codes", headers=headers)]
    assert [answer.json()["code"] for answer in refused] == ["step_up_required"] * 2
    assert client.get(OWN, headers=headers).json()["recovery_codes_left"] == 10
    long_ago(app, minutes=4)
    made = client.post(f"{OWN}/recovery-codes", headers=headers).json()["recovery_codes"]
    assert not set(made) & set(codes)
    assert give(client, ask(client), codes[0]).status_code == 401
    assert give(client, ask(client), made[0]).status_code == 200
    assert client.delete(OWN, headers=headers).status_code == 204
    assert client.delete(OWN, headers=headers).status_code == 204, "twice does no harm"
    assert count(app, RecoveryCode) == 0
    assert log_in(client).status_code == 200
    assert client.post(f"{OWN}/recovery-codes", headers=headers).json()["code"] == "no_second_factor"
    assert actions(app).count("auth.factor_remove") == 1


@pytest.mark.usefixtures("required")
def test_whoever_must_have_one_and_removes_it_has_to_enrol_again(client: Client, app: FastAPI) -> None:
    secret, _ = person(client, app)
    headers = log_in_twice(client, secret)
    assert client.delete(OWN, headers=headers).status_code == 204
    assert client.get("/api/v1/notices", headers=headers).json()["code"] == "second_factor_required"
