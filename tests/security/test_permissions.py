"""Every operation declares what it needs and refuses everybody else; nothing gets around enforcement."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import APIRouter, FastAPI, WebSocket
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from backend.auth.policy import TABLE, Open, rule_of
from backend.core.principal import declared_permission, permission
from tests.conftest import Client

# Who may is decided before the database is asked, the same on both.
pytestmark = pytest.mark.one_engine

# Everything that anybody may call. A line added here opens a door: it must be meant.
PUBLIC = {
    "GET /healthz",
    "GET /readyz",
    "GET /api/v1/openapi.json",
    "GET /api/v1/system/info",
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/login/code",
    "POST /api/v1/auth/provider",
    "POST /api/v1/auth/provider/return",
    "POST /api/v1/auth/refresh",
    "POST /api/v1/auth/logout",
    "POST /api/v1/auth/activation/check",
    "POST /api/v1/auth/activate",
    "POST /api/v1/oauth/token",
    "GET /.well-known/oauth-authorization-server",
    "GET /api/v1/demo/roles",
    "POST /api/v1/demo/login",
    "POST /api/v1/ballots/start",
    "POST /api/v1/ballots/submissions",
    "POST /api/v1/ballots/code-state",
    "GET /api/v1/public/results",
    "GET /api/v1/public/results/{round_id}",
    "GET /api/v1/public/results/{round_id}/table",
    "GET /api/v1/public/dictionary",
    "GET /api/v1/public/keys",
    "GET /api/v1/public/checkpoints",
    "GET /api/v1/filing",
    "POST /api/v1/filing",
    "POST /api/v1/tracking",
    "POST /api/v1/tracking/supplement",
    "POST /api/v1/tracking/message",
    "POST /api/v1/tracking/rating",
    "POST /api/v1/tracking/review",
    "POST /api/v1/tracking/withdrawal",
    "POST /api/v1/tracking/retaliation",
    "POST /api/v1/tracking/code",
    "POST /api/v1/tracking/pin",
    "POST /api/v1/tracking/copy",
    "POST /api/v1/tracking/erasure",
    "POST /api/v1/tracking/attachments",
    "POST /api/v1/tracking/attachments/{attachment_id}/copy",
    "GET /open311/v2/discovery.{format}",
    "GET /open311/v2/services.{format}",
    "GET /open311/v2/services/{service_code}.{format}",
    "GET /open311/v2/requests.{format}",
    "GET /open311/v2/requests/{service_request_id}.{format}",
    "GET /open311/v2/tokens/{token}.{format}",
    "GET /open311/v2/servicerequestupdates.{format}",
    # whoever files there shows an API key, see tests/integration/open311
    "POST /open311/v2/requests.{format}",
}


@pytest.fixture
def app(own_app: FastAPI) -> FastAPI:
    """Some of these tests add routes."""
    return own_app


def operations(app: FastAPI) -> Iterator[tuple[str, str, str | None, bool]]:
    """(method, path, declared permission, whether it is in the specification) of every operation."""
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            for method in sorted(context.methods or ()):
                yield (
                    method,
                    context.path_format or "",
                    declared_permission(context.endpoint),
                    context.include_in_schema,
                )


def undeclared(app: FastAPI) -> list[str]:
    """Operations whose permission is missing or not in the table."""
    return [f"{method} {path}" for method, path, name, _ in operations(app) if rule_of(name) is None]


def unguarded(app: FastAPI) -> list[str]:
    """What answers without the application's dependencies: everything but API routes and the hashed files."""
    return [
        f"{type(context.original_route).__name__} {context.path}"
        for context in iter_route_contexts(app.routes)
        if not isinstance(context.original_route, APIRoute)
        and not (
            isinstance(context.original_route, Mount)
            and context.path == "/assets"
            and isinstance(context.original_route.app, StaticFiles)
        )
    ]


def test_c24_every_operation_declares_a_permission_of_the_table(app: FastAPI) -> None:
    assert len(list(operations(app))) >= 25, "the walk must see the routes of included routers"
    assert undeclared(app) == []


def test_c24_nothing_gets_around_enforcement(app: FastAPI) -> None:
    assert unguarded(app) == []


def test_c24_the_specification_has_every_operation(app: FastAPI) -> None:
    specified = {f"{method.upper()} {path}" for path, item in app.openapi()["paths"].items() for method in item}
    walked = {f"{method} {path}" for method, path, _, listed in operations(app) if listed}
    assert walked == specified
    hidden = {name for _, _, name, listed in operations(app) if not listed}
    assert hidden <= {"page.view"}, "only pages are left out of the specification"


def test_c23_public_operations_are_the_known_ones(app: FastAPI) -> None:
    public = {
        f"{method} {path}" for method, path, name, listed in operations(app) if listed and rule_of(name) is Open.PUBLIC
    }
    assert public == PUBLIC
    metrics = [f"{method} {path}" for method, path, name, _ in operations(app) if rule_of(name) is Open.METRICS]
    assert metrics == ["GET /metrics"]


def test_pages_are_only_read(app: FastAPI) -> None:
    assert {method for method, _, name, _ in operations(app) if name == "page.view"} == {"GET"}


def test_every_line_of_the_table_is_used(app: FastAPI) -> None:
    used = {name for _, _, name, _ in operations(app)}
    assert set(TABLE) - used == set()


def test_c23_without_credentials_every_other_operation_is_401(client: Client, app: FastAPI) -> None:
    tried = 0
    for method, path, name, _ in operations(app):
        if rule_of(name) is Open.PUBLIC:
            continue
        filled = re.sub(r"{[^}]*}", lambda _: str(uuid4()), path)
        answer = client.request(method, filled)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated"), f"{method} {path}"
        assert answer.headers["www-authenticate"] == "Bearer"
        tried += 1
    assert tried >= 15


def bare() -> str:
    return "open to all"


@permission("no.such.permission")
def mistyped() -> str:
    return "open to all"


def nested(endpoint: object) -> APIRouter:
    """A router in a router in a router, as a forgotten route would come."""
    inner, middle, outer = APIRouter(), APIRouter(prefix="/b"), APIRouter(prefix="/a")
    inner.add_api_route("/c", endpoint)
    middle.include_router(inner)
    outer.include_router(middle)
    return outer


@pytest.mark.parametrize("endpoint", [bare, mistyped])
def test_c24_a_forgotten_declaration_is_found_and_refused(client: Client, app: FastAPI, endpoint: object) -> None:
    """The proof that the walk above can fail, and that the route is shut even if nobody runs it."""
    app.include_router(nested(endpoint))
    assert undeclared(app) == ["GET /a/b/c"]
    answer = client.get("/a/b/c")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_c24_routes_that_bypass_are_found(app: FastAPI) -> None:
    """The proof that the other walk can fail: these answer without enforcement."""

    async def raw(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("open to all")

    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()

    app.routes.append(Route("/raw", raw))
    app.mount("/files", StaticFiles(directory=".", check_dir=False))
    app.mount("/assets/../x", FastAPI())
    inner = APIRouter()
    inner.add_api_websocket_route("/socket", socket)
    inner.routes.append(Route("/raw-inside", raw))
    app.include_router(inner)
    assert sorted(unguarded(app)) == [
        "APIWebSocketRoute /socket",
        "Mount /assets/../x",
        "Mount /files",
        "Route /raw",
        "Route /raw-inside",
    ]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_permission_has_words_for_the_page_of_rights(language: str) -> None:
    file = Path(__file__).parents[2] / "frontend" / "src" / "locales" / language / "rights.json"
    words = json.loads(file.read_text(encoding="utf-8"))["permission"]
    assert {f"{area}.{name}" for area, names in words.items() for name in names} == set(TABLE)
