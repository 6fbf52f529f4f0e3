"""Administration of people by the system administrator; the auditor reads."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from backend.auth import grants, queries, readmitting, service
from backend.auth.routes import keys_of
from backend.auth.routes_grants import notify_of
from backend.auth.schemas import LinkIn, LinkOut, UserCreated, UserEdit, UserIn, UserOut, UserQuery
from backend.core.db import SessionDep
from backend.core.etags import IfMatch, check_match, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission

router = APIRouter(prefix="/api/v1/users", tags=["users"])


@router.get("", summary="List people", responses=problems(401, 403, 422))
@permission("user.read")
def list_users(session: SessionDep, query: Annotated[UserQuery, Query()]) -> Page[UserOut]:
    users, page = queries.list_users(session, query)
    return Page[UserOut](items=[UserOut.of(user) for user in users], **page)


@router.post("", summary="Add a person", status_code=201, responses=problems(401, 403, 409, 422))
@permission("user.write", step_up=True)
def create(
    body: UserIn, request: Request, response: Response, session: SessionDep, principal: PrincipalDep
) -> UserCreated:
    """Gives the activation link, this once. Roles that need two people are proposed to the auditors."""
    user = grants.create_user(session, notify_of(request), principal, body)
    issued = service.make_activation_link(session, principal, user, keys_of(request), _base_url(request))
    response.headers["Location"] = f"/api/v1/users/{user.id}"
    set_etag(response, user)
    return UserCreated(user=UserOut.of(user), activation_link=issued.link, expires_at=issued.expires_at)


@router.get("/{user_id}", summary="One person", responses=problems(401, 403, 404, 422))
@permission("user.read")
def read(user_id: UUID, response: Response, session: SessionDep) -> UserOut:
    user = service.get_user(session, user_id)
    set_etag(response, user)
    return UserOut.of(user)


@router.patch("/{user_id}", summary="Edit a person", responses=problems(401, 403, 404, 409, 412, 422, 428))
@permission("user.write", step_up=True)
def edit(
    user_id: UUID,
    body: UserEdit,
    request: Request,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    if_match: IfMatch = None,
) -> UserOut:
    """Taking a role away acts at the next request of that person; a role that needs two people comes when an auditor
    has confirmed it."""
    user = service.get_user(session, user_id, lock=True)
    check_match(if_match, user, UserOut.of(user).model_dump(mode="json"))
    grants.edit_user(session, notify_of(request), principal, user, body)
    set_etag(response, user)
    return UserOut.of(user)


@router.post(
    "/{user_id}/activation-link",
    summary="Make a new activation link, to let in or to reset the password",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("user.write", step_up=True)
def activation_link(
    user_id: UUID, request: Request, session: SessionDep, principal: PrincipalDep, body: LinkIn | None = None
) -> LinkOut:
    """An older link stops working; password and second factor stay until the link is used. Roles that need two people
    go at once and are proposed anew; they can be confirmed when the person has set a password."""
    user = service.get_user(session, user_id, lock=True)
    issued = readmitting.make_link(
        session,
        notify_of(request),
        principal,
        user,
        keys_of(request),
        _base_url(request),
        reset_factor=body is not None and body.reset_second_factor,
    )
    return LinkOut(link=issued.link, expires_at=issued.expires_at)


@router.post("/{user_id}/disable", summary="Shut a person out, at once", responses=problems(401, 403, 404, 409, 422))
@permission("user.write", step_up=True)
def disable(
    user_id: UUID, request: Request, response: Response, session: SessionDep, principal: PrincipalDep
) -> UserOut:
    user = service.get_user(session, user_id, lock=True)
    service.disable(session, principal, user)
    grants.lapse(session, notify_of(request))  # what that person had proposed
    grants.tell_of_account(session, notify_of(request), principal, user, "account.disabled")
    set_etag(response, user)
    return UserOut.of(user)


@router.post("/{user_id}/enable", summary="Let a person in again", responses=problems(401, 403, 404, 409, 422))
@permission("user.write", step_up=True)
def enable(
    user_id: UUID, request: Request, response: Response, session: SessionDep, principal: PrincipalDep
) -> UserOut:
    """Roles that need two people are proposed anew."""
    user = service.get_user(session, user_id, lock=True)
    readmitting.enable(session, notify_of(request), principal, user)
    set_etag(response, user)
    return UserOut.of(user)


@router.delete(
    "/{user_id}/sessions",
    summary="End all sessions of a person",
    status_code=204,
    responses=problems(401, 403, 404, 422),
)
@permission("user.write")
def end_sessions(user_id: UUID, session: SessionDep, principal: PrincipalDep) -> None:
    service.end_sessions(session, principal, service.get_user(session, user_id))


def _base_url(request: Request) -> str:
    """From the settings and never from the request, whose Host header anybody can write."""
    base_url: str = request.app.state.settings.base_url
    return base_url
