"""The application-level dependency that refuses what is not declared and allowed."""

import hmac
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from backend.auth import tokens
from backend.auth.models import UserAccount, UserSession
from backend.auth.policy import Open, rule_of
from backend.core import clock
from backend.core.db import Database, get_database
from backend.core.errors import Forbidden, NotAuthenticated
from backend.core.principal import Principal, declared_permission

IDLE_LIMIT: Final = timedelta(hours=8)
ABSOLUTE_LIMIT: Final = timedelta(hours=12)
SEEN_EVERY: Final = timedelta(minutes=5)


async def enforce(request: Request) -> None:
    """Decide on a request before its route function runs, and put the Principal on its state.

    Public routes pass without a database session: one there would cost more than half of the ballot
    throughput. No declaration, or one that the table does not know, is refused. The session row and the
    roles are read at every request, so that logging out and taking a role away act at once.
    """
    rule = rule_of(declared_permission(request.scope.get("endpoint")))
    if rule is Open.PUBLIC:
        return
    if rule is None:
        raise Forbidden
    bearer = _bearer(request)
    if rule is Open.METRICS:
        if not hmac.compare_digest(bearer.encode(), request.app.state.keys.metrics_token.encode()):
            raise NotAuthenticated
        return
    claims = tokens.read(request.app.state.keys, bearer)
    database = get_database(request)
    caller = await run_in_threadpool(_load, database, claims)
    if rule is not Open.LOGGED_IN and caller.principal.roles.isdisjoint(rule):
        raise Forbidden
    request.state.principal = caller.principal
    if caller.now - caller.last_seen_at >= SEEN_EVERY:
        async with database.write_async() as session:
            await run_in_threadpool(_touch, session, claims.session_id, caller.now)


class UploadRoute(APIRoute):
    """Decides on a request before its body is read; for routers with routes that take more than others do.

    FastAPI reads the body first and solves dependencies, `enforce` among them, afterwards. Up to the general limit that
    does no harm: routes that are open to everybody read as much.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.max_body_size is None:
            return handle

        async def decide_first(request: Request) -> Response:
            await enforce(request)
            return await handle(request)

        return decide_first


@dataclass(frozen=True, slots=True)
class _Caller:
    principal: Principal
    last_seen_at: datetime
    now: datetime


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated
    return token.strip()


def _load(database: Database, claims: tokens.Claims) -> _Caller:
    statement = (
        select(UserSession, UserAccount)
        .join(UserAccount, UserAccount.id == UserSession.user_id)
        .where(UserSession.id == claims.session_id, UserSession.user_id == claims.user_id)
        .where(UserAccount.disabled_at.is_(None), UserAccount.activated_at.is_not(None))
        .options(joinedload(UserAccount.role_rows))
    )
    with database.read() as session:
        row = session.execute(statement).unique().one_or_none()
        now = clock.now(session)
    if row is None or not in_force(row[0], now):
        raise NotAuthenticated
    login, user = row
    principal = Principal(user.id, login.id, user.username, user.display_name, user.roles, user.unit_id)
    return _Caller(principal, login.last_seen_at, now)


def in_force(login: UserSession, now: datetime) -> bool:
    """Whether a session is neither idle for too long nor too old."""
    return now - login.last_seen_at < IDLE_LIMIT and now - login.created_at < ABSOLUTE_LIMIT


def _touch(session: Session, session_id: UUID, now: datetime) -> None:
    session.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=now))
