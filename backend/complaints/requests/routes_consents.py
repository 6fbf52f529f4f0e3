"""Routes of what one person asks for and another decides: pauses, terminations, a look at the identity."""

from uuid import UUID

from fastapi import APIRouter, Response

from backend.complaints.access import find_case
from backend.complaints.bodies import PlainBody
from backend.complaints.desk import Desk, DeskDep
from backend.complaints.records_requests import IdentityAccess, Pause, Termination
from backend.complaints.requests import consents
from backend.complaints.routes import shown
from backend.complaints.schemas_case import CaseDetail, IdentityOut, PauseIn, ReasonIn, TerminationIn
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/complaints/{case_id}", tags=["complaints"])

_WORK = problems(401, 403, 404, 409, 422)


def _case(desk: Desk, case_id: UUID, response: Response) -> CaseDetail:
    return shown(desk, find_case(desk, case_id), response)


@router.post("/pauses", summary="Ask that the clocks stand still", responses=_WORK)
@permission("complaint.handle")
def ask_pause(case_id: UUID, body: PauseIn, desk: DeskDep, response: Response) -> CaseDetail:
    consents.ask_pause(desk, case_id, body)
    return _case(desk, case_id, response)


@router.post("/pauses/{request_id}/approve", summary="Let the clocks stand still", responses=_WORK)
@permission("complaint.second")
def approve_pause(case_id: UUID, request_id: UUID, body: PlainBody, desk: DeskDep, response: Response) -> CaseDetail:
    consents.approve_pause(desk, case_id, request_id, body.note)
    return _case(desk, case_id, response)


@router.post("/pauses/{request_id}/deny", summary="Refuse a pause", responses=_WORK)
@permission("complaint.second")
def deny_pause(case_id: UUID, request_id: UUID, body: PlainBody, desk: DeskDep, response: Response) -> CaseDetail:
    consents.deny(desk, case_id, Pause, request_id, body.note)
    return _case(desk, case_id, response)


@router.post("/pauses/{request_id}/end", summary="Let the clocks run again", responses=_WORK)
@permission("complaint.handle")
def end_pause(case_id: UUID, request_id: UUID, desk: DeskDep, response: Response) -> CaseDetail:
    consents.end_pause(desk, case_id, request_id)
    return _case(desk, case_id, response)


@router.post("/terminations", summary="Propose to end a case; another person approves", responses=_WORK)
@permission("complaint.handle")
def ask_termination(case_id: UUID, body: TerminationIn, desk: DeskDep, response: Response) -> CaseDetail:
    consents.ask_termination(desk, case_id, body)
    return _case(desk, case_id, response)


@router.post("/terminations/{request_id}/deny", summary="Refuse to end a case", responses=_WORK)
@permission("complaint.second")
def deny_termination(case_id: UUID, request_id: UUID, body: PlainBody, desk: DeskDep, response: Response) -> CaseDetail:
    consents.deny(desk, case_id, Termination, request_id, body.note)
    return _case(desk, case_id, response)


@router.post("/identity-accesses", summary="Ask to see who complains", responses=_WORK)
@permission("complaint.handle")
def ask_identity(case_id: UUID, body: ReasonIn, desk: DeskDep, response: Response) -> CaseDetail:
    consents.ask_identity(desk, case_id, body.reason)
    return _case(desk, case_id, response)


@router.post("/identity-accesses/{request_id}/grant", summary="Let the asker see it for a day", responses=_WORK)
@permission("complaint.second", step_up=True)
def grant_identity(case_id: UUID, request_id: UUID, body: PlainBody, desk: DeskDep, response: Response) -> CaseDetail:
    consents.grant_identity(desk, case_id, request_id, body.note)
    return _case(desk, case_id, response)


@router.post("/identity-accesses/{request_id}/deny", summary="Refuse the look", responses=_WORK)
@permission("complaint.second")
def deny_identity(case_id: UUID, request_id: UUID, body: PlainBody, desk: DeskDep, response: Response) -> CaseDetail:
    consents.deny(desk, case_id, IdentityAccess, request_id, body.note)
    return _case(desk, case_id, response)


@router.post(
    "/identity-accesses/{request_id}/look", summary="See who complains, while the grant lasts", responses=_WORK
)
@permission("complaint.handle", step_up=True)
def look_at_identity(case_id: UUID, request_id: UUID, desk: DeskDep) -> IdentityOut:
    return consents.look_at_identity(desk, case_id, request_id)
