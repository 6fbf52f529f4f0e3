"""How the specification is written: stable operation ids, declared permissions, typed problems."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel, Field

from backend.core.deprecation import deprecation_of
from backend.core.principal import declared_permission, needs_step_up, permission
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
    408: "The body came too slowly",
    409: "Conflict with the current state",
    410: "Not kept any more",
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
    """What the table of rights says of a permission: the security requirements, each of which opens it, and the roles
    that hold it."""

    requirements: list[dict[str, list[str]]]
    roles: list[str]


OWN_ERRORS = "x-own-errors"
"""In `openapi_extra`: the operation describes its refusals itself, since they are no problem documents."""

SECURITY_SCHEMES = {
    "session": {"type": "http", "scheme": "bearer", "description": "The access token of a session, for 10 minutes"},
    "metrics": {"type": "http", "scheme": "bearer", "description": "The metrics token of the key file"},
}


def client_scheme(token_path: str, scopes: Mapping[str, str]) -> dict[str, Any]:
    """The scheme of client systems: what each scope opens."""
    flow = {"tokenUrl": token_path, "scopes": dict(scopes)}
    return {
        "type": "oauth2",
        "description": "Client credentials; tokens follow RFC8725",
        "flows": {"clientCredentials": flow},
    }


def install(app: FastAPI, description: str, access_of: Callable[[str], Access], clients: dict[str, Any]) -> None:
    """Give the application its `openapi()`: declared rights, and problem+json as the only error media type.

    `clients` is the `client_scheme`."""

    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, description=description, routes=app.routes)
            schema["components"]["securitySchemes"] = SECURITY_SCHEMES | {"client": clients}
            for context in iter_route_contexts(app.routes):
                name = declared_permission(context.endpoint)
                for method in context.methods or ():
                    operation = schema["paths"].get(context.path_format, {}).get(method.lower())
                    if operation is not None and name is not None:
                        _describe_access(operation, method, name, access_of(name))
                        if needs_step_up(context.endpoint):
                            operation["x-step-up"] = True
                        if (ending := deprecation_of(context.endpoint)) is not None:
                            operation |= {"deprecated": True, "x-sunset": ending.sunset.isoformat()}
            _use_problem_json(schema)
            _refuse_ambiguous(schema)
            app.openapi_schema = schema
        return app.openapi_schema

    app.__dict__["openapi"] = build


def _describe_access(operation: dict[str, Any], method: str, name: str, access: Access) -> None:
    """Write down who may call an operation, and the refusals that enforcement and a busy database can answer."""
    operation["x-permission"] = name
    operation["security"] = access.requirements
    refusals = []
    if access.requirements:
        refusals += [401, 403]
        operation["x-roles"] = access.roles
    if method not in ("GET", "HEAD"):
        refusals += [503, 507]
    if "requestBody" in operation:
        refusals += [400, 408, 413, 415]
    for status in refusals:
        operation["responses"].setdefault(str(status), {"description": _TITLES[status]})
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _refuse_ambiguous(schema: dict[str, Any]) -> None:
    """Two classes of one name get their modules' names before it, which makes bad names in generated clients, and
    changes one where nobody looked. Raises ValueError."""
    ambiguous = [name for name in schema.get("components", {}).get("schemas", {}) if "__" in name]
    if ambiguous:
        raise ValueError(f"several schemas have one name: {', '.join(sorted(ambiguous))}")


def _use_problem_json(schema: dict[str, Any]) -> None:
    reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for path in schema["paths"].values():
        for operation in path.values():
            if operation.pop(OWN_ERRORS, False):
                if "HTTPValidationError" in str(operation["responses"].get("422")):
                    del operation["responses"]["422"]  # the framework's word, not the operation's
                continue
            for status, response in operation["responses"].items():
                if not status.startswith("2") and status != "default" and not status.startswith("3"):
                    response["content"] = {MEDIA_TYPE: reference}
    for unused in ("HTTPValidationError", "ValidationError"):
        schema.get("components", {}).get("schemas", {}).pop(unused, None)
