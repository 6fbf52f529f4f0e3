"""A device that makes codes, as a person carries it."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pyotp
from fastapi import FastAPI
from sqlalchemy import update

from backend.auth.models import UserAccount
from tests.auth.people import add_person, alter_sessions, bearer, events, log_in
from tests.conftest import Client

ME = "/api/v1/auth/me"
OWN = "/api/v1/auth/me/second-factor"


def code_of(secret: str, steps: int = 0) -> str:
    """The code that the device shows now, or so many steps of 30 seconds from now."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps)


def other_than(secret: str) -> str:
    """A code of six digits that is not accepted now, nor a minute before or after."""
    near = {code_of(secret, steps) for steps in range(-3, 4)}
    return next(code for code in (f"{n:06}" for n in range(8)) if code not in near)


def enrol(client: Client, app: FastAPI, headers: dict[str, str]) -> tuple[str, list[str]]:
    """Set a device up for the person of a session; gives its secret and the recovery codes. Codes of now count again."""
    setup = client.post(OWN, headers=headers)
    assert setup.status_code == 200, setup.text
    secret = setup.json()["secret"]
    confirmed = client.post(f"{OWN}/confirm", json={"code": code_of(secret)}, headers=headers)
    assert confirmed.status_code == 200, confirmed.text
    forget_steps(app)
    return secret, confirmed.json()["recovery_codes"]


def person(client: Client, app: FastAPI, *roles: str) -> tuple[str, list[str]]:
    """Somebody called wang.fang with a device: its secret and the recovery codes."""
    add_person(app, *(roles or ("office",)))
    return enrol(client, app, bearer(log_in(client)))


def actions(app: FastAPI) -> list[str]:
    return [action for action, _ in events(app, "auth.")]


def forget_steps(app: FastAPI) -> None:
    """As if the codes used so far had been of long ago."""
    with app.state.database.write() as session:
        session.execute(update(UserAccount).values(totp_last_step=None))


def ask(client: Client, username: str = "wang.fang", **options: Any) -> str:
    """Give the right password of somebody with a device: the token to give the code with."""
    answer = log_in(client, username, **options)
    assert answer.status_code == 202, answer.text
    assert "set-cookie" not in answer.headers
    return str(answer.json()["token"])


def give(client: Client, token: str, code: str) -> httpx.Response:
    return client.post("/api/v1/auth/login/code", json={"token": token, "code": code})


def log_in_twice(client: Client, secret: str, username: str = "wang.fang") -> dict[str, str]:
    """Log in by password and code; the headers of the session."""
    return bearer(give(client, ask(client, username), code_of(secret)))


def long_ago(app: FastAPI, **span: float) -> None:
    """As if everybody had last shown so long ago who they are."""
    alter_sessions(app, authenticated_at=datetime.now(UTC) - timedelta(**span))
