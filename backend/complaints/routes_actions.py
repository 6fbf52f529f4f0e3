"""One route for each action of the table that a person of the centre may do, made from the table itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from backend.auth.policy import SUPERVISORS
from backend.complaints.access import find_case, reads_content
from backend.complaints.desk import Desk, DeskDep
from backend.complaints.models import Case
from backend.complaints.moves import transition
from backend.complaints.routes import shown
from backend.complaints.schemas_case import CaseDetail
from backend.complaints.states import HANDLE, REWORK, TABLE, Transition
from backend.core.errors import NotFound
from backend.core.etags import IfMatch
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/complaints/{case_id}", tags=["complaints"])

_MOVE = problems(401, 403, 404, 409, 412, 422)


def case_for(desk: Desk, case_id: UUID, step: Transition) -> Case:
    """The case of an action. What an officer does needs the content; what overseers do needs the header."""
    case = find_case(desk, case_id)
    oversees = step.permission == REWORK and bool(desk.principal.roles & SUPERVISORS)
    if step.permission in (HANDLE, REWORK) and not oversees and not reads_content(desk, case):
        raise NotFound
    return case


def _endpoint(step: Transition) -> Callable[..., CaseDetail]:
    def act(case_id: UUID, body: Any, desk: DeskDep, response: Response, if_match: IfMatch = None) -> CaseDetail:
        case = transition(desk, case_for(desk, case_id, step), step.action, body, if_match)
        return shown(desk, case, response)

    act.__name__ = step.action
    act.__annotations__["body"] = step.body
    return act


for _step in TABLE:
    if _step.permission is not None and _step.permission.startswith("complaint."):
        router.add_api_route(
            f"/{_step.action.replace('_', '-')}",
            permission(_step.permission)(_endpoint(_step)),
            methods=["POST"],
            summary=_step.label.en,
            responses=_MOVE,
        )
