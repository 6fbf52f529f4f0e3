"""Logging in by password (security checks S01, S02, S12)."""

from datetime import UTC, datetime, timedelta

import anyio
import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.auth import passwords, throttle
from backend.auth.models import Throttle, UserAccount, UserSession
from tests.auth.people import HASH, PASSWORD, add_person, bearer, count, events, log_in
from tests.conftest import Client


def from_address(client: Client, address: str, username: str, password: str) -> httpx.Response:
    """Log in from another machine."""

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(client.app, raise_app_exceptions=False, client=(address, 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
            return await http.post("/api/v1/auth/login", json={"username": username, "password": password})

    return client.portal.call(post)


def test_login_gives_a_token_a_cookie_and_who_one_is(client: Client, app: FastAPI) -> None:
    user_id = add_person(app, "office", "leader")
    answer = log_in(
        client, " Wang.Fang ", headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537"}
    )
    assert answer.status_code == 200
    body = answer.json()
    assert body["expires_in"] == 600
    assert body["user"]["id"] == str(user_id)
    assert body["user"]["username"] == "wang.fang"
    assert body["user"]["roles"] == ["leader", "office"]
    assert {"round.open", "unit.write", "auth.self"} <= set(body["user"]["permissions"])
    assert not {"user.write", "user.read", "system.metrics", "ballot.answer"} & set(body["user"]["permissions"])
    assert client.get("/api/v1/auth/me", headers=bearer(answer)).json() == body["user"]
    assert events(app) == [("auth.login", str(user_id))]
    (own,) = client.get("/api/v1/auth/sessions", headers=bearer(answer)).json()["items"]
    assert (own["device"], own["current"]) == ("Chrome · Windows", True)


def test_cookie_attributes(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    header = log_in(client).headers["set-cookie"]
    name, *attributes = [part.strip().lower() for part in header.split(";")]
    assert name.startswith("__host-pingyi_refresh=")
    assert set(attributes) == {"secure", "httponly", "samesite=strict", "path=/"}


def test_unknown_and_known_user_get_the_same_answer(
    client: Client, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(app, "office")
    add_person(app, "office", username="invited", password_hash=None)
    add_person(app, "office", username="disabled", disabled=True)
    hashes: list[str] = []
    verify = passwords._verify

    def watched(stored: str, password: str) -> bool:
        hashes.append(stored)
        return verify(stored, password)

    monkeypatch.setattr(passwords, "_verify", watched)
    answers = [
        log_in(client, "nobody.here"),
        log_in(client, "wang.fang", "wrong password"),
        log_in(client, "invited"),
        log_in(client, "disabled"),
    ]
    for answer in answers:
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert answer.json() | {"trace_id": ""} == answers[0].json() | {"trace_id": ""}
        assert set(answer.headers) == set(answers[0].headers)
    assert answers[0].json()["code"] == "login_failed"
    dummy = passwords._DUMMY
    assert hashes == [dummy, HASH, dummy, dummy], "each attempt costs one verification with the same parameters"
    parameters = [stored.split("$")[1:4] for stored in (dummy, HASH)]
    assert parameters[0] == parameters[1] == ["argon2id", "v=19", "m=19456,t=2,p=1"]
    assert [action for action, _ in events(app)] == ["auth.login_fail"] * 4
    assert count(app, UserSession) == 0


def test_after_five_failures_that_address_must_wait_and_others_not(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    for _ in range(5):
        assert log_in(client, password="wrong").status_code == 401
    refused = log_in(client, "WANG.FANG", "wrong")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 900
    assert refused.json()["code"] == "too_many_requests"
    assert log_in(client).status_code == 429, "the right password does not help there"
    assert from_address(client, "10.1.2.3", "wang.fang", PASSWORD).status_code == 200, "the owner elsewhere gets in"
    add_person(app, "leader", username="li.na")
    assert log_in(client, "li.na").status_code == 200, "others behind the same address get in"


def test_the_wait_ends(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    for _ in range(6):
        log_in(client, password="wrong")
    with app.state.database.write() as session:
        session.execute(update(Throttle).values(window_start=datetime.now(UTC) - timedelta(minutes=15)))
    assert log_in(client).status_code == 200


def test_an_unknown_user_is_throttled_alike(client: Client) -> None:
    assert [log_in(client, "ghost").status_code for _ in range(6)] == [401] * 5 + [429]


def test_success_is_not_counted(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    assert {log_in(client).status_code for _ in range(7)} == {200}


def test_parallel_guesses_do_not_slip_through(client: Client, app: FastAPI) -> None:
    add_person(app, "office")

    async def guess() -> list[int]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        statuses: list[int] = []
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:

            async def one() -> None:
                answer = await http.post("/api/v1/auth/login", json={"username": "wang.fang", "password": "guess"})
                statuses.append(answer.status_code)

            async with anyio.create_task_group() as group:
                for _ in range(12):
                    group.start_soon(one)
        return statuses

    statuses = client.portal.call(guess)
    assert sorted(statuses) == [401] * 5 + [429] * 7


def test_one_account_has_a_cap_over_all_addresses(
    client: Client, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (throttle.LOGIN_ACCOUNT.count, throttle.LOGIN_ACCOUNT.window) == (100, timedelta(hours=1))
    monkeypatch.setattr(throttle, "LOGIN_ACCOUNT", throttle.Limit("login-account", 3, timedelta(hours=1)))
    add_person(app, "office")
    statuses = [from_address(client, f"10.0.0.{n}", "wang.fang", "wrong").status_code for n in range(4)]
    assert statuses == [401, 401, 401, 429]


def test_counters_hold_no_name_and_go_after_a_day(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    log_in(client, "somebody.else", "wrong")
    with app.state.database.write() as session:
        keys = session.execute(select(Throttle.key)).scalars().all()
        assert len(keys) == 2
        assert {len(key) for key in keys} == {32}
        session.execute(update(Throttle).values(window_start=datetime.now(UTC) - timedelta(hours=25)))
    log_in(client)
    with app.state.database.read() as session:
        assert not set(keys) & set(session.execute(select(Throttle.key)).scalars())


def test_an_old_hash_is_renewed(client: Client, app: FastAPI) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    add_person(app, "office", password_hash=weak)
    assert log_in(client).status_code == 200
    with app.state.database.read() as session:
        stored = session.execute(select(UserAccount.password_hash)).scalar_one()
    assert stored is not None
    assert "m=19456,t=2,p=1" in stored
    assert log_in(client).status_code == 200


def test_a_damaged_hash_is_a_wrong_password(client: Client, app: FastAPI) -> None:
    add_person(app, "office", password_hash="not a hash")
    assert log_in(client).status_code == 401


def test_too_many_waiting_for_the_hash_are_sent_away(
    client: Client, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(app, "office")
    monkeypatch.setattr(passwords, "QUEUE", 0)
    answer = log_in(client)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"username": "a"}, "/password"),
        ({"username": "a", "password": "x" * 129}, "/password"),
        ({"username": "a" * 65, "password": "x"}, "/username"),
        ({"username": "a\x00b", "password": "x"}, "/username"),
        ({"username": "a", "password": "x", "role": "sysadmin"}, "/role"),
        ({"username": ["a"], "password": "x"}, "/username"),
    ],
)
def test_malformed_logins(client: Client, body: object, pointer: str) -> None:
    answer = client.post("/api/v1/auth/login", json=body)
    assert answer.status_code == 422
    assert [problem["pointer"] for problem in answer.json()["errors"]] == [pointer]
    assert "x" * 20 not in answer.text


def test_a_form_cannot_log_in(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    body = f'{{"username": "wang.fang", "password": "{PASSWORD}"}}'.encode()
    answer = client.post("/api/v1/auth/login", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


def test_a_lone_surrogate_as_password(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    body = b'{"username": "wang.fang", "password": "\\ud800 and more"}'
    answer = client.post("/api/v1/auth/login", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (401, 422)
