"""Codes of the second factor: each counts once, and wrong ones are few (S01, S04)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.auth import second_factor, throttle
from backend.auth.models import LoginStep, RecoveryCode, Throttle, UserAccount, UserSession
from backend.auth.service import get_user
from backend.core import clock
from tests.auth.factors import (
    ME,
    OWN,
    actions,
    ask,
    code_of,
    enrol,
    forget_steps,
    give,
    log_in_twice,
    other_than,
    person,
)
from tests.auth.people import add_person, bearer, cookie_of, count, log_in, send
from tests.conftest import Client, Login

# One code, one login


def test_s04_password_and_code_let_in(client: Client, app: FastAPI) -> None:
    secret, _ = person(client, app)
    token = ask(client)
    entered = give(client, token, code_of(secret))
    assert entered.status_code == 200
    assert (entered.json()["user"]["second_factor"], entered.json()["user"]["missing"]) == (True, None)
    assert client.get(ME, headers=bearer(entered)).status_code == 200
    assert send(client, "refresh", cookie_of(entered)).status_code == 200
    assert actions(app) == ["auth.login", "auth.factor_set", "auth.recovery_codes", "auth.login"]


def test_s04_the_same_code_twice(client: Client, app: FastAPI) -> None:
    secret, _ = person(client, app)
    first, second = ask(client), ask(client)
    code = code_of(secret)
    assert give(client, first, code).status_code == 200
    refused = give(client, second, code)
    assert (refused.status_code, refused.json()["code"]) == (401, "code_wrong")
    assert "set-cookie" not in refused.headers
    assert give(client, second, code_of(secret, 1)).status_code == 200, "the next one counts"


def test_s04_the_code_that_confirmed_the_device_does_not_log_in(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    headers = bearer(log_in(client))
    secret = client.post(OWN, headers=headers).json()["secret"]
    code = code_of(secret)
    assert client.post(f"{OWN}/confirm", json={"code": code}, headers=headers).status_code == 200
    assert give(client, ask(client), code).status_code == 401


def test_s04_a_code_of_an_earlier_step(client: Client, app: FastAPI) -> None:
    secret, _ = person(client, app)
    earlier, later = code_of(secret), code_of(secret, 1)
    assert give(client, ask(client), later).status_code == 200
    assert give(client, ask(client), earlier).status_code == 401, "older than the last one that was used"


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_s04_one_step_before_and_after_now(client: Client, app: FastAPI, steps: int, right: bool) -> None:
    secret, _ = person(client, app)
    instant = datetime(2026, 11, 30, 9, 0, 15, tzinfo=UTC)
    with app.state.database.write() as session:
        clock.tell(session, instant)
        user_id = session.execute(select(UserAccount.id)).scalar_one()
        user = get_user(session, user_id, lock=True)
        code = pyotp.TOTP(secret).at(int(instant.timestamp()) + 30 * steps)
        found = second_factor.accept(session, app.state.keys, app.state.sealer, user, code)
    assert found == ("totp" if right else None)


def test_s04_a_clock_that_ran_ahead_locks_nobody_out(client: Client, app: FastAPI) -> None:
    """A code was used while the clock of the program was years ahead. Once it is right codes count, each once."""
    secret, _ = person(client, app)
    instant = datetime(2026, 11, 30, 9, 0, 15, tzinfo=UTC)

    def enter(at: datetime, code_at: datetime) -> str | None:
        with app.state.database.write() as session:
            clock.tell(session, at)
            user = get_user(session, session.execute(select(UserAccount.id)).scalar_one(), lock=True)
            return second_factor.accept(session, app.state.keys, app.state.sealer, user, pyotp.TOTP(secret).at(code_at))

    ahead = instant + timedelta(days=3650)
    assert enter(ahead, ahead) == "totp"
    assert enter(instant, ahead) is None
    assert enter(instant, instant) == "totp"
    assert enter(instant, instant) is None
    last = instant + timedelta(seconds=30)
    assert enter(instant, last) == "totp", "a step within the window is remembered as before"
    assert enter(last, last) is None


def test_s04_a_recovery_code_twice(client: Client, app: FastAPI) -> None:
    _, codes = person(client, app)
    assert len(set(codes)) == 10
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code) for code in codes)
    entered = give(client, ask(client), f" {codes[0].lower().replace('-', ' ')} ")
    assert client.get(OWN, headers=bearer(entered)).json()["recovery_codes_left"] == 9
    assert give(client, ask(client), codes[0]).status_code == 401
    assert give(client, ask(client), codes[1]).status_code == 200
    assert count(app, RecoveryCode) == 8


WAYS = {
    "with a space": lambda code: f"{code[:3]} {code[3:]}",
    "full width": lambda code: code.translate({ord(sign): ord(sign) + 0xFEE0 for sign in code}),
    "an ideographic space": lambda code: f"{code[:3]}\u3000{code[3:]}",
    "a dash": lambda code: f"{code[:3]}\u2013{code[3:]}",
}


@pytest.mark.parametrize("typed", WAYS.values(), ids=WAYS)
def test_s04_a_code_counts_however_it_is_typed(client: Client, app: FastAPI, typed: Callable[[str], str]) -> None:
    """Devices show `123 456`, and Chinese input methods type full-width digits."""
    add_person(app, "office")
    headers = bearer(log_in(client))
    secret = client.post(OWN, headers=headers).json()["secret"]
    confirmed = client.post(f"{OWN}/confirm", json={"code": typed(code_of(secret))}, headers=headers)
    assert confirmed.status_code == 200, confirmed.text
    forget_steps(app)
    assert give(client, ask(client), typed(other_than(secret))).status_code == 401
    shown = code_of(secret)
    assert give(client, ask(client), typed(shown)).status_code == 200
    assert give(client, ask(client), shown).status_code == 401, "it is the same code"
    code = confirmed.json()["recovery_codes"][0]
    assert give(client, ask(client), typed(code)).status_code == 200
    assert give(client, ask(client), code).status_code == 401


def test_s04_a_recovery_code_of_digits_alone(client: Client, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_factor, "_LETTERS", "0123456789")
    secret, codes = person(client, app)
    assert give(client, ask(client), codes[0]).status_code == 200
    assert give(client, ask(client), code_of(secret)).status_code == 200


def test_s04_a_recovery_code_of_somebody_else(client: Client, app: FastAPI) -> None:
    _, codes = person(client, app)
    add_person(app, "office", username="li.na")
    _, hers = enrol(client, app, bearer(log_in(client, "li.na")))
    assert give(client, ask(client), hers[0]).status_code == 401
    assert give(client, ask(client), codes[0]).status_code == 200


def test_s04_two_logins_at_once_with_one_code(client: Client, app: FastAPI) -> None:
    """Of copies of one code that arrive together one is accepted."""
    import anyio
    import httpx

    secret, _ = person(client, app)
    tokens, code = [ask(client) for _ in range(4)], code_of(secret)

    async def all_at_once() -> list[int]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        statuses: list[int] = []
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:

            async def one(token: str) -> None:
                answer = await http.post("/api/v1/auth/login/code", json={"token": token, "code": code})
                statuses.append(answer.status_code)

            async with anyio.create_task_group() as group:
                for token in tokens:
                    group.start_soon(one, token)
        return statuses

    assert sorted(client.portal.call(all_at_once)) == [200, 401, 401, 401]


# What stands between password and code


def test_s04_between_password_and_code_there_is_no_session(client: Client, app: FastAPI) -> None:
    secret, _ = person(client, app)
    with app.state.database.write() as session:
        session.execute(UserSession.__table__.delete())
    token = ask(client)
    assert count(app, UserSession) == 0
    for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"__Host-pingyi_refresh={token}"}):
        assert client.get(ME, headers=headers).status_code == 401
    assert send(client, "refresh", token).status_code == 401
    assert (
        client.post("/api/v1/auth/activate", json={"token": token, "password": "Another passphrase 8"}).status_code
        == 404
    )
    assert give(client, token, code_of(secret)).status_code == 200
    assert give(client, token, code_of(secret, 1)).json()["code"] == "login_step_invalid", "it counts once"


@pytest.mark.parametrize(("minutes", "status"), [(5, 401), (4, 200)])
def test_s04_the_code_must_come_within_five_minutes(client: Client, app: FastAPI, minutes: int, status: int) -> None:
    secret, _ = person(client, app)
    token = ask(client)
    with app.state.database.write() as session:
        (until,) = session.execute(select(LoginStep.expires_at)).scalars()
        session.execute(update(LoginStep).values(expires_at=until - timedelta(minutes=minutes)))
    assert give(client, token, code_of(secret)).status_code == status


def test_s04_only_a_hash_of_the_step_and_of_recovery_codes_is_stored(client: Client, app: FastAPI) -> None:
    secret, codes = person(client, app)
    token = ask(client)
    with app.state.database.read() as session:
        (step,) = session.execute(select(LoginStep.token_hash)).scalars()
        hashes = session.execute(select(RecoveryCode.code_hash)).scalars().all()
        sealed = session.execute(select(UserAccount.totp_secret)).scalar_one()
    assert {len(stored) for stored in (step, *hashes)} == {32}
    assert sealed is not None
    assert secret.encode() not in sealed, "the secret is sealed"
    stored = step + sealed + b"".join(hashes)
    assert not any(code.encode() in stored or code.replace("-", "").encode() in stored for code in [*codes, token])


@pytest.mark.parametrize("ending", ["disable", "sessions", "reset"])
def test_s04_a_login_half_done_ends_with_the_sessions(client: Client, app: FastAPI, login: Login, ending: str) -> None:
    secret, _ = person(client, app)
    token, admin = ask(client), login("sysadmin")
    add_person(app, "auditor", username="watching")
    with app.state.database.read() as session:
        user_id = session.execute(select(UserAccount.id).where(UserAccount.username == "wang.fang")).scalar_one()
    path = f"/api/v1/users/{user_id}"
    if ending == "disable":
        client.post(f"{path}/disable", headers=admin)
    elif ending == "sessions":
        client.delete(f"{path}/sessions", headers=admin)
    else:
        link = client.post(f"{path}/activation-link", headers=admin).json()["link"].partition("#")[2]
        client.post("/api/v1/auth/activate", json={"token": link, "password": "Another passphrase 8"})
    assert give(client, token, code_of(secret)).status_code == 401
    assert count(app, LoginStep) == 0


# Guessing


def test_s01_five_wrong_codes_and_that_address_must_wait(client: Client, app: FastAPI) -> None:
    secret, codes = person(client, app)
    token = ask(client)
    wrong = other_than(secret)
    assert [give(client, token, wrong).status_code for _ in range(6)] == [401] * 5 + [429]
    refused = give(client, token, code_of(secret))
    assert (refused.status_code, 0 < int(refused.headers["retry-after"]) <= 900) == (429, True)
    assert give(client, ask(client), codes[0]).status_code == 429, (
        "neither a new password step nor a recovery code helps"
    )
    assert actions(app).count("auth.code_fail") == 5
    with app.state.database.write() as session:
        session.execute(update(Throttle).values(window_start=datetime.now(UTC) - timedelta(minutes=15)))
    assert give(client, token, code_of(secret)).status_code == 200


def test_s01_wrong_codes_of_all_addresses_and_kinds_count_together(client: Client, app: FastAPI) -> None:
    secret, _ = person(client, app)
    assert (throttle.CODE_ACCOUNT.count, throttle.CODE_ACCOUNT.window) == (10, timedelta(hours=1))
    headers = log_in_twice(client, secret)
    forget_steps(app)
    token, wrong = ask(client), other_than(secret)
    assert {give(client, token, wrong).status_code for _ in range(5)} == {401}
    body = {"password": "correct horse 电池 staple", "code": wrong}
    assert {client.post("/api/v1/auth/step-up", json=body, headers=headers).status_code for _ in range(5)} == {422}
    with app.state.database.write() as session:
        key = throttle.key_of(app.state.keys, throttle.STEP_UP, _id_of(session))
        session.execute(update(Throttle).where(Throttle.key == key).values(n=0))
    assert client.post("/api/v1/auth/step-up", json=body, headers=headers).status_code == 429


def _id_of(session: Any) -> str:
    return str(session.execute(select(UserAccount.id).where(UserAccount.username == "wang.fang")).scalar_one())


@pytest.mark.parametrize("code", ["", "12345", "12345a7890123456789012", "١٢٣٤٥٦", "123456\x00", "1 2-3"])
def test_s04_what_is_no_code_is_refused(client: Client, app: FastAPI, code: str) -> None:
    person(client, app)
    answer = give(client, ask(client), code)
    assert answer.status_code == 422
    assert [problem["pointer"] for problem in answer.json()["errors"]] == ["/code"]


def test_s04_right_codes_are_not_counted(client: Client, app: FastAPI) -> None:
    secret, _ = person(client, app)
    for _ in range(12):
        assert give(client, ask(client), code_of(secret)).status_code == 200
        forget_steps(app)
