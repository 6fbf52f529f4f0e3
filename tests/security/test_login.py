"""Logging in by password (security checks S01, S02, S12, R07)."""

import threading
from datetime import UTC, datetime, timedelta

import anyio
import anyio.to_thread
import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.auth import passwords, throttle
from backend.auth.models import Throttle, UserAccount, UserSession
from backend.serving import uvicorn_config
from tests.auth.people import HASH, PASSWORD, add_person, bearer, count, events, log_in
from tests.conftest import Client


def from_address(
    client: Client,
    address: str,
    username: str,
    password: str,
    *,
    forwarded: str | None = None,
    trusted_proxy: str | None = None,
) -> httpx.Response:
    """Log in from another machine, through what the server puts before the application."""
    config = uvicorn_config(client.app, "127.0.0.1", 0, trusted_proxy=trusted_proxy)
    config.load()

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(config.loaded_app, raise_app_exceptions=False, client=(address, 4711))
        headers = {} if forwarded is None else {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"}
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers) as http:
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


def test_s12_cookie_attributes(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    header = log_in(client).headers["set-cookie"]
    name, *attributes = [part.strip().lower() for part in header.split(";")]
    assert name.startswith("__host-pingyi_refresh=")
    assert set(attributes) == {"secure", "httponly", "samesite=strict", "path=/"}


def test_s02_unknown_and_known_user_get_the_same_answer(
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


def test_s01_after_five_failures_that_address_must_wait_and_others_not(client: Client, app: FastAPI) -> None:
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


@pytest.mark.parametrize("trusted_proxy", [None, "10.0.0.1"])
def test_r07_what_a_sender_says_of_its_address_changes_no_limit(client: Client, trusted_proxy: str | None) -> None:
    """Neither sent to us, nor through the proxy, which writes the sender's true address behind what it was told."""
    sender, forged = "10.1.2.3", iter(f"192.0.2.{number}" for number in range(100))

    def guess(address: str, forwarded: str | None) -> int:
        answer = from_address(client, address, "ghost", "wrong", forwarded=forwarded, trusted_proxy=trusted_proxy)
        return answer.status_code

    assert [guess(sender, next(forged)) for _ in range(6)] == [401] * 5 + [429]
    if trusted_proxy:
        assert guess(trusted_proxy, f"{next(forged)}, {sender}") == 429
        assert guess(trusted_proxy, "10.9.9.9") == 401, "the proxy is believed: somebody else is not kept out"


def test_s01_the_wait_ends(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    for _ in range(6):
        log_in(client, password="wrong")
    with app.state.database.write() as session:
        session.execute(update(Throttle).values(window_start=datetime.now(UTC) - timedelta(minutes=15)))
    assert log_in(client).status_code == 200


def test_s01_an_unknown_user_is_throttled_alike(client: Client) -> None:
    assert [log_in(client, "ghost").status_code for _ in range(6)] == [401] * 5 + [429]


def test_s01_success_is_not_counted(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    assert {log_in(client).status_code for _ in range(7)} == {200}


def test_s01_parallel_guesses_do_not_slip_through(client: Client, app: FastAPI) -> None:
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


def test_s01_one_account_has_a_cap_over_all_addresses(
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


def test_r06_a_few_threads_do_all_the_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each thread that ever filled its 19 MiB may keep them."""
    hashed_by: list[int] = []

    def note(hasher: PasswordHasher, password: bytes) -> str:
        hashed_by.append(threading.get_ident())
        return ""

    async def hash_beside(busy: int) -> None:
        done = threading.Event()
        async with anyio.create_task_group() as group:
            for _ in range(busy):
                group.start_soon(anyio.to_thread.run_sync, done.wait)
            await anyio.wait_all_tasks_blocked()
            await passwords.hash_password(PASSWORD)
            done.set()

    async def hash_beside_ever_more() -> None:
        for busy in range(12):
            await hash_beside(busy)

    monkeypatch.setattr(PasswordHasher, "hash", note)
    anyio.run(hash_beside_ever_more)
    assert len(hashed_by) == 12
    assert len(set(hashed_by)) <= passwords.AT_ONCE


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
def test_s03_malformed_logins(client: Client, body: object, pointer: str) -> None:
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
