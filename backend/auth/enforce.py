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

from backend.auth import standing, tokens
from backend.auth.clients.admitting import admit
from backend.auth.clients.quota import Quotas
from backend.auth.models import UserAccount, UserSession
from backend.auth.policy import Open, Rule, rule_of
from backend.config import Settings
from backend.core import clock
from backend.core.db import Database, get_database
from backend.core.errors import Forbidden, NotAuthenticated
from backend.core.principal import Client, Principal, declared_permission, needs_step_up

SEEN_EVERY: Final = timedelta(minutes=5)


async def enforce(request: Request) -> None:
    """Decide on a request before its route function runs, and put the Principal on its state.

    Public routes pass without a database session: one there would cost more than half of the ballot
    throughput. No declaration, or one that the table does not know, is refused. The session row and the
    roles are read at every request, so that logging out and taking a role away act at once. Whoever has to set
    a password or a second factor first gets through to that only.
    """
    endpoint = request.scope.get("endpoint")
    declared = declared_permission(endpoint)
    rule = rule_of(declared)
    request.app.state.maintenance.check(request.method, declared)
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
    if isinstance(claims, tokens.ClientClaims):
        request.state.principal = await _enter_client(request, database, claims, rule)
        return
    caller = await run_in_threadpool(_load, database, request.app.state.settings, claims)
    if isinstance(rule, frozenset) and caller.principal.roles.isdisjoint(rule):
        raise Forbidden
    if caller.missing is not None and rule is not Open.INCOMPLETE:
        raise standing.REFUSALS[caller.missing]
    if needs_step_up(endpoint) and not caller.fresh:
        raise standing.StepUpRequired
    request.state.principal = caller.principal
    if caller.now - caller.last_seen_at >= SEEN_EVERY:
        async with database.write_async() as session:
            await run_in_threadpool(_touch, session, claims.session_id, caller.now)


async def _enter_client(request: Request, database: Database, claims: tokens.ClientClaims, rule: Rule) -> Client:
    """The system that asks. Raises NotAuthenticated, Forbidden, TooManyRequests."""
    address = request.client.host if request.client else ""
    client, per_minute = await run_in_threadpool(admit, database, request.app.state.settings, claims, address)
    if not hasattr(request.state, "principal"):  # an upload is decided on twice, and is one request
        quotas: Quotas = request.app.state.quotas
        await run_in_threadpool(quotas.take, client.client_id, per_minute)
    if not isinstance(rule, frozenset) or client.scopes.isdisjoint(rule):
        raise Forbidden
    return client


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
    missing: standing.Missing | None
    fresh: bool
    last_seen_at: datetime
    now: datetime


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated
    return token.strip()


def _load(database: Database, settings: Settings, claims: tokens.Claims) -> _Caller:
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
    if row is None or not standing.in_force(row[0], now):
        raise NotAuthenticated
    login, user = row
    principal = Principal(user.id, login.id, user.username, user.display_name, user.roles, user.unit_id)
    missing = standing.missing(settings, user, now)
    return _Caller(principal, missing, standing.is_fresh(login, now), login.last_seen_at, now)


def _touch(session: Session, session_id: UUID, now: datetime) -> None:
    session.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=now))
