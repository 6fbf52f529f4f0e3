"""Exception handlers: everything that goes wrong becomes application/problem+json."""

from collections.abc import Callable
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import iter_route_contexts
from sqlalchemy import exc
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from backend.core.errors import (
    Conflict,
    DomainError,
    FieldProblem,
    InvalidInput,
    NotFound,
    StorageFull,
    TooLarge,
    TooSlow,
    Unavailable,
    UnsupportedContent,
)
from backend.core.text import Language, Text, choose_language
from backend.core.turn import TurnTimeout
from backend.core.validation_texts import located, message_for, pointer_for

log = structlog.get_logger("problems")
MEDIA_TYPE = "application/problem+json"


class MethodNotAllowed(DomainError):
    status = 405
    code = "method_not_allowed"
    title = Text("这个地址不支持此操作", "This method is not allowed here")


class BadRequest(DomainError):
    status = 400
    code = "bad_request"
    title = Text("请求无法理解", "The request cannot be understood")


class InternalError(DomainError):
    status = 500
    code = "internal_error"
    title = Text("系统出错，请把编号告诉管理员", "Internal error; please report the trace id")


def problem_body(error: DomainError, language: Language, trace_id: str) -> dict[str, Any]:
    """The problem document of an error in one language."""
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.title.of(language),
        "status": error.status,
        "code": error.code,
        "trace_id": trace_id,
        "errors": [{"pointer": e.pointer, "code": e.code, "message": e.message.of(language)} for e in error.errors],
    }
    if error.detail is not None:
        body["detail"] = error.detail.of(language)
    return body | error.extra


Form = Callable[[Request, DomainError, Language], Response]
"""How refusals look below a path of an interface that has an error format of its own."""


def form_of(request: Request) -> Form | None:
    """The own form of refusals where this request went; None: problem documents."""
    forms: dict[str, Form] = getattr(request.app.state, "refusal_forms", {})
    return next((form for prefix, form in forms.items() if request.scope["path"].startswith(prefix)), None)


def render(request: Request, error: DomainError) -> Response:
    """Answer with a problem document in the reader's language."""
    language = choose_language(request.headers.get("accept-language"))
    own = form_of(request)
    if own is not None:
        return own(request, error, language)
    trace_id = request.scope.get("trace_id", "")
    return JSONResponse(
        problem_body(error, language, trace_id),
        status_code=error.status,
        headers={**error.headers, "Content-Language": "en" if language == "en" else "zh-CN"},
        media_type=MEDIA_TYPE,
    )


def _allowed_methods(app: FastAPI, request: Request) -> list[str]:
    """Every method that some route answers on this path: Starlette names only the first route's."""
    methods: set[str] = set()
    for context in iter_route_contexts(app.routes):
        if context.methods and context.matches(dict(request.scope))[0] != Match.NONE:
            methods |= context.methods
    for route in app.routes:
        if isinstance(route, Mount) and request.scope["path"].startswith(f"{route.path}/"):
            methods.add("GET")  # files
    if "GET" in methods:
        methods.add("HEAD")  # see core/envelope.py
    return sorted(methods)


def _refusal_of(error: RequestValidationError) -> DomainError:
    """What is wrong with the input. A body whose Content-Type is not JSON has been left as bytes by FastAPI."""
    found = error.errors()
    if isinstance(error.body, bytes) and any(e["loc"][0] == "body" for e in found):
        return UnsupportedContent(Text("内容应为 JSON", "The content should be JSON"))
    return InvalidInput(
        errors=[FieldProblem(pointer_for(located(e, error.body)), e["type"], message_for(e)) for e in found]
    )


# As sqlite3 and PostgreSQL name them.
_FULL = frozenset({"SQLITE_FULL", "53100"})
_READ_ONLY = frozenset({"SQLITE_READONLY", "25006"})


def _is(error: BaseException | None, states: frozenset[str]) -> bool:
    """Whether the database gave one of these reasons, for this error or for the one while handling which it came up:
    SQLite that is full ends the transaction, and then the rollback to a savepoint fails, too."""
    while error is not None:
        reason = error.orig if isinstance(error, exc.DBAPIError) else None
        if {getattr(reason, "sqlite_errorname", None), getattr(reason, "sqlstate", None)} & states:
            return True
        error = error.__context__
    return False


def _refusal_of_database(error: Exception) -> DomainError:
    """What to say when the database did not do its work: its disk is full, it cannot be written to, or it is busy."""
    if _is(error, _FULL):
        return StorageFull()
    if _is(error, _READ_ONLY):
        return Unavailable(60, Text("数据库目前只能读取，没有保存", "The database is read-only now; nothing was saved"))
    return Unavailable()


def install(app: FastAPI) -> None:
    """Register the handlers on an application. What no handler knows is a crash: see core/envelope.py."""

    async def domain(request: Request, error: Exception) -> Response:
        assert isinstance(error, DomainError)
        return render(request, error)

    async def validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return render(request, _refusal_of(error))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == 404:
            page = request.app.state.missing_page(request) if form_of(request) is None else None
            return page or render(request, NotFound())
        if error.status_code == 405:
            allow = ", ".join(_allowed_methods(app, request))
            return render(request, MethodNotAllowed(headers={"Allow": allow}))
        if error.status_code == 413:
            return render(request, TooLarge())
        if error.status_code == 408:
            return render(request, TooSlow())
        if isinstance(error.__cause__, RecursionError):
            return render(request, InvalidInput(Text("内容嵌套过深", "The content is nested too deeply")))
        return render(request, BadRequest())

    app.add_exception_handler(DomainError, domain)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(HTTPException, http)
    _install_for_database(app)


def _install_for_database(app: FastAPI) -> None:
    """The handlers of what the database does not take."""

    async def constraint(request: Request, error: Exception) -> Response:
        log.warning("constraint_refused", trace_id=request.scope.get("trace_id"))
        text = Text("与已有数据冲突，没有保存", "Conflicts with existing data; nothing was saved")
        return render(request, Conflict(text))

    async def unstorable(request: Request, error: Exception) -> Response:
        log.warning("value_refused", trace_id=request.scope.get("trace_id"))
        return render(request, InvalidInput(Text("有内容无法保存或查询", "A value cannot be stored or looked up")))

    async def busy(request: Request, error: Exception) -> Response:
        refusal = _refusal_of_database(error)
        log.warning("database_busy", trace_id=request.scope.get("trace_id"), kind=type(error).__name__)
        return render(request, refusal)

    async def internal(request: Request, error: Exception) -> Response:
        if not _is(error, _READ_ONLY):
            raise error
        return await busy(request, error)

    app.add_exception_handler(exc.IntegrityError, constraint)
    app.add_exception_handler(exc.DataError, unstorable)
    app.add_exception_handler(exc.OperationalError, busy)
    app.add_exception_handler(exc.InternalError, internal)
    app.add_exception_handler(TurnTimeout, busy)
