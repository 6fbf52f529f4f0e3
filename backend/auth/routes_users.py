"""Administration of people by the system administrator; the auditor reads."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from backend.auth import queries, service
from backend.auth.routes import keys_of
from backend.auth.schemas import LinkOut, UserCreated, UserEdit, UserIn, UserOut, UserQuery
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
@permission("user.write")
def create(
    body: UserIn, request: Request, response: Response, session: SessionDep, principal: PrincipalDep
) -> UserCreated:
    """Gives the activation link, this once."""
    user = service.create_user(
        session,
        principal,
        username=body.username,
        display_name=body.display_name,
        roles=body.roles,
        unit_id=body.unit_id,
        email=body.email,
        unit_head=body.unit_head,
    )
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
@permission("user.write")
def edit(
    user_id: UUID,
    body: UserEdit,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    if_match: IfMatch = None,
) -> UserOut:
    """A change of roles acts at the next request of that person."""
    user = service.get_user(session, user_id, lock=True)
    check_match(if_match, user, UserOut.of(user).model_dump(mode="json"))
    service.edit_user(session, principal, user, body)
    set_etag(response, user)
    return UserOut.of(user)


@router.post(
    "/{user_id}/activation-link",
    summary="Make a new activation link, to let in or to reset the password",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("user.write")
def activation_link(user_id: UUID, request: Request, session: SessionDep, principal: PrincipalDep) -> LinkOut:
    """An older link stops working; the password stays until the link is used."""
    user = service.get_user(session, user_id, lock=True)
    issued = service.make_activation_link(session, principal, user, keys_of(request), _base_url(request))
    return LinkOut(link=issued.link, expires_at=issued.expires_at)


@router.post("/{user_id}/disable", summary="Shut a person out, at once", responses=problems(401, 403, 404, 409, 422))
@permission("user.write")
def disable(user_id: UUID, response: Response, session: SessionDep, principal: PrincipalDep) -> UserOut:
    user = service.get_user(session, user_id, lock=True)
    service.disable(session, principal, user)
    set_etag(response, user)
    return UserOut.of(user)


@router.post("/{user_id}/enable", summary="Let a person in again", responses=problems(401, 403, 404, 422))
@permission("user.write")
def enable(user_id: UUID, response: Response, session: SessionDep, principal: PrincipalDep) -> UserOut:
    user = service.get_user(session, user_id, lock=True)
    service.enable(session, principal, user)
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
