"""Making people with passwords, and looking at what the routes left behind."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.audit.models import AuditEvent
from backend.auth import cookie
from backend.auth.models import UserAccount, UserRole, UserSession
from backend.auth.policy import Role
from tests.conftest import Client

PASSWORD = "correct horse 电池 staple"
HASH = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(PASSWORD)
OWN_PAGE = {"Origin": "http://testserver", "Content-Type": "application/json"}


def add_person(
    app: FastAPI,
    *roles: str,
    username: str = "wang.fang",
    password_hash: str | None = HASH,
    disabled: bool = False,
    unit_id: UUID | None = None,
) -> UUID:
    """A person; without a hash one who was invited and has not come yet."""
    now = datetime.now(UTC)
    with app.state.database.write() as session:
        user = UserAccount(
            username=username,
            display_name=f"测试{username}",
            password_hash=password_hash,
            created_at=now,
            activated_at=now if password_hash else None,
            disabled_at=now if disabled else None,
            unit_id=unit_id,
        )
        user.role_rows = [UserRole(role=Role(role)) for role in roles]
        session.add(user)
        session.flush()
        return user.id


def log_in(client: Client, username: str = "wang.fang", password: str = PASSWORD, **options: Any) -> httpx.Response:
    return client.post("/api/v1/auth/login", json={"username": username, "password": password}, **options)


def bearer(answer: httpx.Response) -> dict[str, str]:
    """The headers of the session that an answer began or carried on."""
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def cookie_of(answer: httpx.Response) -> str:
    """The refresh cookie that an answer sets."""
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == cookie.NAME
    return str(rest.partition(";")[0])


def send(client: Client, path: str, value: str | None, headers: dict[str, str] | None = None) -> httpx.Response:
    """POST to `/api/v1/auth/<path>` with a refresh cookie, as a page of this site would."""
    cookies = {"Cookie": f"{cookie.NAME}={value}"} if value is not None else {}
    return client.post(f"/api/v1/auth/{path}", content="{}", headers=OWN_PAGE | cookies | (headers or {}))


def alter_sessions(app: FastAPI, **values: object) -> None:
    """Set columns of all sessions, to make time pass."""
    with app.state.database.write() as session:
        session.execute(update(UserSession).values(**values))


def events(app: FastAPI, prefix: str = "") -> list[tuple[str, str]]:
    """(action, actor) of the record, in order."""
    with app.state.database.read() as session:
        rows = session.execute(select(AuditEvent).order_by(AuditEvent.seq)).scalars().all()
    return [(row.action, row.actor) for row in rows if row.action.startswith(prefix)]


def count(app: FastAPI, model: Callable[..., object]) -> int:
    with app.state.database.read() as session:
        return len(session.execute(select(model)).scalars().all())
