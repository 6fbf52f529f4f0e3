"""Logging in by choosing a role, for the demonstration on one's own machine.

Elsewhere these routes answer as if they did not exist: the environment must be `demo`, both the client's address and
the Host header those of this machine, and no proxy may have passed the request on, so that neither a network nor a
rebound name reaches them.
"""

from ipaddress import ip_address
from typing import Final

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backend.auth import codes, sessions
from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.auth.routes import entered, keys_of
from backend.auth.schemas import DemoLoginIn, DemoRole, LoginOut
from backend.core.db import SessionDep
from backend.core.errors import NotFound
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.text import Text, choose_language

PROXY_HEADERS: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host")
Part = tuple[Role, bool]
"""A role, and whether it is that of a unit's head."""
LABELS: Final[dict[Part, Text]] = {
    (Role.OFFICE, False): Text("效能办", "Evaluation office"),
    (Role.LIAISON, False): Text("单位联络员", "Unit liaison"),
    (Role.LIAISON, True): Text("单位负责人", "Head of a unit"),
    (Role.EVALUATOR, False): Text("考评组成员", "Evaluator"),
    (Role.SUPERVISOR, False): Text("监督员", "Supervisor"),
    (Role.LEAD_SUPERVISOR, False): Text("监督组长", "Lead supervisor"),
    (Role.COMPLAINT_OFFICER, False): Text("投诉中心", "Complaint officer"),
    (Role.COMPLAINT_LEAD, False): Text("投诉中心负责人", "Head of complaints"),
    (Role.LEADER, False): Text("领导小组", "Leading group"),
    (Role.AUDITOR, False): Text("审计", "Auditor"),
    (Role.SYSADMIN, False): Text("系统管理", "System administrator"),
}


async def only_here(request: Request) -> None:
    """Dependency: see the module. Raises NotFound."""
    here = _local_client(request) and _local_host(request) and not _passed_on(request)
    if request.app.state.settings.env != "demo" or not here:
        raise NotFound


router = APIRouter(prefix="/api/v1/demo", tags=["demo"], dependencies=[Depends(only_here)])


@router.get("/roles", summary="Whom one may be in the demonstration", responses=problems(404))
@permission("auth.enter")
def list_roles(request: Request, session: SessionDep) -> list[DemoRole]:
    language = choose_language(request.headers.get("accept-language"))
    people = _people(session)
    return [
        DemoRole(role=part[0], unit_head=part[1], label=label.of(language), display_name=people[part].display_name)
        for part, label in LABELS.items()
        if part in people
    ]


@router.post("/login", summary="Log in by role, without a password", responses=problems(404, 422))
@permission("auth.enter")
def login(body: DemoLoginIn, request: Request, response: Response, session: SessionDep) -> LoginOut:
    user = _people(session).get((body.role, body.unit_head))
    if user is None:
        raise NotFound
    began = sessions.begin(session, keys_of(request), user, request.headers.get("user-agent", ""), "demo")
    return entered(request, response, began)


@router.post("/step-up", summary="Show again who one is, without a password", status_code=204, responses=problems(404))
@permission("auth.self")
def step_up(session: SessionDep, principal: PrincipalDep) -> None:
    """In the demonstration a press of a button counts as logging in again."""
    codes.authenticated(session, principal)


def _people(session: Session) -> dict[Part, UserAccount]:
    """The first active person of each part, by username."""
    statement = (
        select(UserRole.role, UserAccount)
        .join(UserAccount, UserAccount.id == UserRole.user_id)
        .where(UserAccount.disabled_at.is_(None), UserAccount.activated_at.is_not(None))
        .order_by(UserAccount.username.desc())
        .options(selectinload(UserAccount.role_rows))
    )
    return {(row[0], row[1].unit_head): row[1] for row in session.execute(statement)}


def _local_client(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _passed_on(request: Request) -> bool:
    return any(name in request.headers for name in PROXY_HEADERS)


def _local_host(request: Request) -> bool:
    return request.url.hostname in ("127.0.0.1", "localhost", "::1")
