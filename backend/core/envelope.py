"""The outermost layer, plain ASGI for speed: trace id, security headers, HEAD, slow bodies, log, metrics, crashes.

Ballot routes, those of complainants, and the files that their pages load, are marked quiet: no log line and no
per-request metric may tell when somebody answered or complained (security: events of respondents enter no log).
"""

import random
import time
from typing import Any

import structlog
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.core.deprecation import deprecation_of
from backend.core.errors import DomainError
from backend.core.metrics import Metrics
from backend.core.patience import PatientReceive
from backend.core.problems import InternalError, render

log = structlog.get_logger("request")
error_log = structlog.get_logger("crash")

QUIET_PATHS = frozenset({"/s", "/complain", "/track", "/api/v1/filing", "/api/v1/tracking"})
QUIET_PREFIXES = ("/s/", "/assets/", "/api/v1/ballots/", "/api/v1/filing/", "/api/v1/tracking/", "/open311/")
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(self), geolocation=(), microphone=()"),
)
NO_INDEX = (b"x-robots-tag", b"noindex")
NO_STORE = (b"cache-control", b"no-store")
CSP = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
HSTS = (b"strict-transport-security", b"max-age=31536000")


class Envelope:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        method: str = scope["method"]
        if method == "HEAD":  # answered as GET; the server, which goes by its own scope, leaves the body away
            scope = {**scope, "method": "GET"}
        trace_id = f"{random.getrandbits(64):016x}"  # no secret: need not cost a system call
        scope["trace_id"] = trace_id
        _let_handlers_refuse_large_bodies(scope)
        quiet = scope["path"] in QUIET_PATHS or scope["path"].startswith(QUIET_PREFIXES)
        started = time.perf_counter()
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _complete(message["headers"], scope["scheme"], trace_id)
                if (ending := deprecation_of(scope.get("endpoint"))) is not None:
                    message["headers"] += ending.headers()
            await send(message)

        try:
            await self.app(scope, PatientReceive(receive), send_with_headers)
        except Exception as problem:
            error_log.error("crash", trace_id=trace_id, route=_route_of(scope), exc_info=None if quiet else problem)
            if status:
                raise
            error: DomainError = InternalError()
            await render(Request(scope), error)(scope, receive, send_with_headers)
        finally:
            if not quiet:
                _count(scope, method, status, time.perf_counter() - started, trace_id)


def _count(scope: Scope, method: str, status: int, seconds: float, trace_id: str) -> None:
    route = _route_of(scope)
    metrics: Metrics = scope["app"].state.metrics
    metrics.requests.labels(route, "any" if route == "unmatched" else method, status).inc()
    metrics.seconds.labels(route).observe(seconds)
    log.info(
        "request",
        trace_id=trace_id,
        method=method,
        route=route,
        status=status,
        ms=round(seconds * 1000, 1),
    )


def _let_handlers_refuse_large_bodies(scope: Scope) -> None:
    """Make the limiter of body sizes count what arrives and raise, so that the refusal is a problem document.

    It sits outside of this layer and would answer an announced size by itself: in plain text, without headers.
    """
    limiter = scope.get("starlette._body_limit_responder")
    if limiter is not None:
        limiter.content_length = None


def _route_of(scope: Scope) -> str:
    """The route's template, so that neither ids nor unknown paths become labels."""
    context = scope.get("fastapi", {}).get("effective_route_context")
    route: Any = context or scope.get("route")
    return getattr(route, "path_format", None) or "unmatched"


def _complete(headers: list[tuple[bytes, bytes]], scheme: str, trace_id: str) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    complete = [*headers, *HEADERS, (b"x-trace-id", trace_id.encode())]
    if NO_INDEX[0] not in present:
        complete.append(NO_INDEX)
    if b"cache-control" not in present:
        complete.append(NO_STORE)
    if b"content-security-policy" not in present:
        complete.append(CSP)
    if scheme == "https":
        complete.append(HSTS)
    return complete
