"""Logging in and out, and the own account."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Cookie, Depends, Request, Response
from fastapi.responses import JSONResponse

from backend.auth import codes, cookie, entry, service, sessions, standing, tokens
from backend.auth.routes_grants import notify_of
from backend.auth.schemas import (
    ActivationIn,
    ActivationOut,
    ActivationToken,
    CodeWantedOut,
    LoginCodeIn,
    LoginIn,
    LoginOut,
    Me,
    MeEdit,
    PasswordIn,
    SessionList,
    SessionOut,
    StepUpIn,
)
from backend.core import clock
from backend.core.db import DatabaseDep, SessionDep
from backend.core.errors import NotAuthenticated
from backend.core.etags import IfMatch, check_match, set_etag
from backend.core.keys import Keys
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.sealing import SealerDep

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])

RefreshCookie = Annotated[str | None, Cookie(alias=cookie.NAME, max_length=200)]
CODE_WANTED: dict[int | str, dict[str, Any]] = {
    202: {"model": CodeWantedOut, "description": "The first half is right; the code of the second factor is to follow"}
}
OwnPage = Depends(cookie.from_own_page)


def entered(request: Request, response: Response, login: sessions.Entry) -> LoginOut:
    """The answer to every way of getting in."""
    cookie.put(response, login.cookie)
    return LoginOut(
        access_token=tokens.mint(keys_of(request), login.user.id, login.session_id),
        expires_in=int(tokens.LIFETIME.total_seconds()),
        user=Me.of(login.user, standing.missing(request.app.state.settings, login.user, datetime.now(UTC))),
    )


def code_wanted(began: codes.CodeWanted) -> Response:
    """The answer to the first half of a login, when a code is to follow."""
    wanted = CodeWantedOut(token=began.token, expires_in=int(codes.CODE_WITHIN.total_seconds()))
    return JSONResponse(wanted.model_dump(), status_code=202)


def address_of(request: Request) -> str:
    """Where a request comes from, for counting."""
    return request.client.host if request.client else ""


def keys_of(request: Request) -> Keys:
    """The keys of the running application."""
    keys: Keys = request.app.state.keys
    return keys


@router.post(
    "/login",
    summary="Log in with a password",
    response_model=LoginOut,
    responses={**CODE_WANTED, **problems(401, 422, 429, 503)},
)
@permission("auth.enter")
async def login(body: LoginIn, request: Request, response: Response, database: DatabaseDep) -> LoginOut | Response:
    """Sets the refresh cookie, unless a code has to follow. After five failures of one user from one address it
    answers 429 for a while."""
    began = await entry.log_in(
        database,
        keys_of(request),
        username=body.username,
        password=body.password,
        address=address_of(request),
        user_agent=request.headers.get("user-agent", ""),
    )
    if isinstance(began, codes.CodeWanted):
        return code_wanted(began)
    return entered(request, response, began)


@router.post("/login/code", summary="Log in: the code after the password", responses=problems(401, 422, 429, 503))
@permission("auth.enter")
async def login_code(
    body: LoginCodeIn, request: Request, response: Response, database: DatabaseDep, sealer: SealerDep
) -> LoginOut:
    """Sets the refresh cookie. Codes count once, and wrong ones are counted as wrong passwords are."""
    began = await codes.log_in_by_code(
        database,
        keys_of(request),
        sealer,
        token=body.token,
        code=body.code,
        address=address_of(request),
        user_agent=request.headers.get("user-agent", ""),
    )
    return entered(request, response, began)


@router.post("/step-up", summary="Show again who one is", status_code=204, responses=problems(401, 422, 429, 503))
@permission("auth.complete")
async def step_up(
    body: StepUpIn, request: Request, database: DatabaseDep, sealer: SealerDep, principal: PrincipalDep
) -> None:
    """For five minutes from now this session may do what is sensitive (`x-step-up`)."""
    await codes.step_up(database, keys_of(request), sealer, principal, body.password, body.code)


@router.post(
    "/refresh",
    summary="Get a new access token by the refresh cookie",
    responses=problems(401, 403, 409, 415, 422, 503),
    dependencies=[OwnPage],
)
@permission("auth.enter")
async def refresh(request: Request, response: Response, database: DatabaseDep, shown: RefreshCookie = None) -> LoginOut:
    """Replaces the cookie. 409 `refresh_raced`: another tab did so within ten seconds; try again with its cookie."""
    if shown is None:
        raise NotAuthenticated
    return entered(request, response, await entry.refresh(database, keys_of(request), shown))


@router.post(
    "/logout",
    summary="End the session of the refresh cookie",
    status_code=204,
    responses=problems(403, 415, 422, 503),
    dependencies=[OwnPage],
)
@permission("auth.enter")
def logout(response: Response, session: SessionDep, shown: RefreshCookie = None) -> None:
    """Also succeeds when the session has ended before."""
    cookie.remove(response)
    if shown is not None:
        sessions.end_by_cookie(session, shown)


@router.get("/me", summary="Who is logged in", responses=problems(401))
@permission("auth.complete")
def me(request: Request, response: Response, session: SessionDep, principal: PrincipalDep) -> Me:
    user = service.get_user(session, principal.user_id)
    set_etag(response, user)
    return Me.of(user, standing.missing(request.app.state.settings, user, clock.now(session)))


@router.patch("/me", summary="Edit the own account", responses=problems(401, 412, 422, 428))
@permission("auth.self")
def edit_me(
    body: MeEdit, response: Response, session: SessionDep, principal: PrincipalDep, if_match: IfMatch = None
) -> Me:
    """The rest of an account is edited by the system administrator."""
    user = service.get_user(session, principal.user_id, lock=True)
    check_match(if_match, user, Me.of(user).model_dump(mode="json"))
    service.edit_own(session, principal, user, body)
    set_etag(response, user)
    return Me.of(user)


@router.get("/sessions", summary="The own sessions", responses=problems(401))
@permission("auth.self")
def list_sessions(session: SessionDep, principal: PrincipalDep) -> SessionList:
    rows = sessions.sessions_of(session, principal.user_id)
    items = [
        SessionOut(
            id=row.id,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            current=row.id == principal.session_id,
            device=row.device,
        )
        for row in rows
    ]
    return SessionList(items=items)


@router.delete(
    "/sessions/{session_id}", summary="End one of the own sessions", status_code=204, responses=problems(401, 404, 422)
)
@permission("auth.self")
def end_session(session_id: UUID, session: SessionDep, principal: PrincipalDep) -> None:
    entry.end_own_session(session, principal, session_id)


@router.post("/activation/check", summary="Whom an activation link lets in", responses=problems(404, 422))
@permission("auth.enter")
def check_activation(body: ActivationToken, request: Request, database: DatabaseDep) -> ActivationOut:
    with database.read() as session:
        user = service.user_of_link(session, keys_of(request), body.token)
        return ActivationOut(username=user.username, display_name=user.display_name)


@router.post(
    "/activate", summary="Set a password by an activation link", status_code=204, responses=problems(404, 422, 503)
)
@permission("auth.enter")
async def activate(body: ActivationIn, request: Request, database: DatabaseDep) -> None:
    """The link is used up, and all sessions of the person end."""
    policy = request.app.state.settings.password_policy
    await entry.activate(database, notify_of(request), keys_of(request), policy, body.token, body.password)


@router.put("/me/password", summary="Change the own password", status_code=204, responses=problems(401, 422, 429, 503))
@permission("auth.complete")
async def change_password(body: PasswordIn, request: Request, database: DatabaseDep, principal: PrincipalDep) -> None:
    """All other sessions of the person end."""
    policy = request.app.state.settings.password_policy
    await entry.change_password(database, keys_of(request), policy, principal, body.current, body.new)
