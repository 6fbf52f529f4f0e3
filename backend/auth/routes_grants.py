"""Grants of roles that need two people, and who may do what."""

from collections import defaultdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backend.auth import grants, service
from backend.auth.models import UserAccount, UserRole
from backend.auth.models_grants import GrantState, RoleGrant
from backend.auth.policy import FOUR_EYES, TABLE, Open, Role, Scope, exclusive
from backend.auth.schemas_grants import GrantOut, GrantQuery, OperationOut, PermissionOut, RefusalIn, RightsOut, RoleOut
from backend.core import clock
from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.paging import Page, Sorting, paginate
from backend.core.principal import PrincipalDep, permission
from backend.core.telling import Notify

router = APIRouter(prefix="/api/v1/grants", tags=["grants"])
rights = APIRouter(prefix="/api/v1/rights", tags=["grants"])

_SORTINGS = {"proposed_at": Sorting(RoleGrant.proposed_at, lambda grant: grant.proposed_at)}


def notify_of(request: Request) -> Notify:
    """How the running application has people told."""
    notify: Notify = request.app.state.notify
    return notify


@router.get("", summary="List grants of roles", responses=problems(401, 403, 422))
@permission("grant.read")
def list_grants(session: SessionDep, query: Annotated[GrantQuery, Query()]) -> Page[GrantOut]:
    now = clock.now(session)
    statement = select(RoleGrant)
    if query.user_id is not None:
        statement = statement.where(RoleGrant.user_id == query.user_id)
    late = (RoleGrant.state == GrantState.PENDING) & (RoleGrant.expires_at <= now)
    if query.state is GrantState.EXPIRED:
        statement = statement.where(or_(RoleGrant.state == GrantState.EXPIRED, late))
    elif query.state is not None:
        statement = statement.where(RoleGrant.state == query.state, ~late)
    rows, page = paginate(session, statement, query, query.sort, _SORTINGS, RoleGrant.id)
    return Page[GrantOut](items=_shown(session, *rows), **page)


@router.post(
    "/{grant_id}/confirm",
    summary="Give a role that another proposed",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("grant.decide", step_up=True)
def confirm(grant_id: UUID, request: Request, session: SessionDep, principal: PrincipalDep) -> GrantOut:
    """It acts at the next request of that person. Whoever proposed it, and the person, cannot."""
    return _shown(session, grants.decide(session, notify_of(request), principal, grant_id, confirmed=True))[0]


@router.post("/{grant_id}/refuse", summary="Refuse a grant of a role", responses=problems(401, 403, 404, 409, 422))
@permission("grant.decide", step_up=True)
def refuse(grant_id: UUID, body: RefusalIn, request: Request, session: SessionDep, principal: PrincipalDep) -> GrantOut:
    decided = grants.decide(session, notify_of(request), principal, grant_id, confirmed=False, note=body.note)
    return _shown(session, decided)[0]


@router.post("/{grant_id}/withdraw", summary="Take a proposed grant back", responses=problems(401, 403, 404, 409, 422))
@permission("user.write")
def withdraw(grant_id: UUID, request: Request, session: SessionDep, principal: PrincipalDep) -> GrantOut:
    return _shown(session, grants.withdraw(session, notify_of(request), principal, grant_id))[0]


@rights.get("", summary="Who may do what", responses=problems(401, 403))
@permission("right.read")
def read_rights(request: Request, session: SessionDep) -> RightsOut:
    """The table that is enforced, and how many hold each role."""
    held = select(UserRole.role, func.count()).join(UserAccount, UserAccount.id == UserRole.user_id)
    rows = session.execute(held.where(UserAccount.disabled_at.is_(None)).group_by(UserRole.role))
    counts = {row[0]: row[1] for row in rows}
    roles = [
        RoleOut(
            role=role,
            people=counts.get(role, 0),
            four_eyes=role in FOUR_EYES,
            excludes=[other for other in Role if other is not role and exclusive(frozenset({role, other}))],
        )
        for role in Role
    ]
    operations: dict[str, list[OperationOut]] = defaultdict(list)
    for path, item in request.app.openapi()["paths"].items():
        for method, operation in item.items():
            found = OperationOut(method=method.upper(), path=path, summary=operation["summary"])
            operations[operation.get("x-permission", "")].append(found)
    permissions = [
        PermissionOut(
            name=name,
            open=rule if isinstance(rule, Open) else None,
            roles=[] if isinstance(rule, Open) else [role for role in Role if role in rule],
            scopes=[] if isinstance(rule, Open) else [scope for scope in Scope if scope in rule],
            operations=operations[name],
        )
        for name, rule in TABLE.items()
    ]
    return RightsOut(roles=roles, permissions=permissions)


def _shown(session: Session, *rows: RoleGrant) -> list[GrantOut]:
    named = {one for row in rows for one in (row.user_id, row.proposed_by, row.decided_by) if one is not None}
    people = {user.id: user for user in session.scalars(select(UserAccount).where(UserAccount.id.in_(named)))}
    linked = service.with_open_link(session, {row.user_id for row in rows})
    now = clock.now(session)
    return [GrantOut.of(row, people, linked, now) for row in rows]
