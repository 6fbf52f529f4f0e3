"""How the specification is written: stable operation ids, declared permissions, typed problems."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from backend.core.principal import permission
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
}


def install(app: FastAPI, description: str) -> None:
    """Give the application its `openapi()`: problem+json as the only error media type."""

    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = get_openapi(title=app.title, version=app.version, description=description, routes=app.routes)
            _use_problem_json(schema)
            app.openapi_schema = schema
        return app.openapi_schema

    app.__dict__["openapi"] = build


def _use_problem_json(schema: dict[str, Any]) -> None:
    reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for path in schema["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if not status.startswith("2") and status != "default" and not status.startswith("3"):
                    response["content"] = {MEDIA_TYPE: reference}
    for unused in ("HTTPValidationError", "ValidationError"):
        schema.get("components", {}).get("schemas", {}).pop(unused, None)
