"""How the specification is written: stable operation ids, declared permissions, typed problems."""

from collections.abc import Callable
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, Field

from backend.core.principal import declared_permission, permission
from backend.core.problems import MEDIA_TYPE


class FieldProblemOut(BaseModel):
    """One thing wrong with the input."""

    pointer: str = Field(description="JSON pointer into the body, or `query:name`, `path:name`")
    code: str
    message: str


class Problem(BaseModel):
    """RFC 9457 problem document; every non-2xx answer of the API is one."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable machine code")
    trace_id: str
    detail: str | None = None
    errors: list[FieldProblemOut] = []


router = APIRouter(prefix="/api/v1", tags=["system"])


@router.get("/openapi.json", summary="This specification", response_class=JSONResponse)
@permission("system.info")
async def specification(request: Request) -> JSONResponse:
    return JSONResponse(request.app.openapi())


def operation_id(route: APIRoute) -> str:
    """`tag_function`, for readable generated clients."""
    return f"{route.tags[0] if route.tags else 'system'}_{route.name}"


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of a route for the problem statuses it can answer with."""
    return {
        status: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": _TITLES.get(status, "Problem")}
        for status in statuses
    }


_TITLES = {
    400: "The request cannot be understood",
    401: "Not authenticated",
    403: "Not allowed for this role",
    404: "Absent or not visible",
    405: "Method not allowed",
    409: "Conflict with the current state",
    412: "Changed by somebody else",
    413: "Too large",
    415: "Unsupported content",
    422: "Invalid input",
    428: "If-Match required",
    429: "Too many requests",
    503: "Busy, try again",
    507: "No space left; nothing was saved",
}


class Access(NamedTuple):
    """What the table of rights says of a permission: the security schemes that open it, the roles that hold it."""

    schemes: list[str]
    roles: list[str]


SECURITY_SCHEMES = {
    "session": {"type": "http", "scheme": "bearer", "description": "The access token of a session, for 10 minutes"},
    "metrics": {"type": "http", "scheme": "bearer", "description": "The metrics token of the key file"},
}


def install(app: FastAPI, description: str, access_of: Callable[[str], Access]) -> None:
    """Give the application its `openapi()`: declared rights, and problem+json as the only error media type."""

    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, description=description, routes=app.routes)
            schema["components"]["securitySchemes"] = SECURITY_SCHEMES
            for context in iter_route_contexts(app.routes):
                name = declared_permission(context.endpoint)
                for method in context.methods or ():
                    operation = schema["paths"].get(context.path_format, {}).get(method.lower())
                    if operation is not None and name is not None:
                        _describe_access(operation, method, name, access_of(name))
            _use_problem_json(schema)
            app.openapi_schema = schema
        return app.openapi_schema

    app.__dict__["openapi"] = build


def _describe_access(operation: dict[str, Any], method: str, name: str, access: Access) -> None:
    """Write down who may call an operation, and the refusals that enforcement and a busy database can answer."""
    operation["x-permission"] = name
    operation["security"] = [{scheme: []} for scheme in access.schemes]
    refusals = []
    if access.schemes:
        refusals += [401, 403]
        operation["x-roles"] = access.roles
    if method not in ("GET", "HEAD"):
        refusals += [503, 507]
    if "requestBody" in operation:
        refusals += [400, 413, 415]
    for status in refusals:
        operation["responses"].setdefault(str(status), {"description": _TITLES[status]})
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _use_problem_json(schema: dict[str, Any]) -> None:
    reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for path in schema["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if not status.startswith("2") and status != "default" and not status.startswith("3"):
                    response["content"] = {MEDIA_TYPE: reference}
    for unused in ("HTTPValidationError", "ValidationError"):
        schema.get("components", {}).get("schemas", {}).pop(unused, None)
