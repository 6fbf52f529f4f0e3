"""What the centre and the supervisors do with requests and supervision orders of a case."""

from uuid import UUID

from fastapi import APIRouter

from backend.complaints.bodies import NoteBody, PlainBody
from backend.complaints.desk import DeskDep
from backend.complaints.requests import extensions, returns, supervision, views
from backend.complaints.requests.schemas import (
    DemandIn,
    ExtensionIn,
    ExtensionList,
    ExtensionOut,
    ReportIn,
    ReturnList,
    ReturnOut,
    SupervisionIn,
    SupervisionList,
    SupervisionOut,
)
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/complaints/{case_id}", tags=["complaints"])
READ = problems(401, 403, 404, 422)
CHANGE = problems(401, 403, 404, 409, 422)


@router.get("/extensions", summary="Requests for more time", responses=READ)
@permission("complaint.read")
def list_extensions(case_id: UUID, desk: DeskDep) -> ExtensionList:
    return ExtensionList(items=views.list_extensions(desk, case_id))


@router.post("/extensions", summary="Ask for more time for a case handled here", status_code=201, responses=CHANGE)
@permission("complaint.handle")
def ask_extension(case_id: UUID, body: ExtensionIn, desk: DeskDep) -> ExtensionOut:
    return views.show_extension(desk, extensions.ask_here(desk, case_id, body))


@router.post("/extensions/{request_id}/approve", summary="Give more time", responses=CHANGE)
@permission("complaint.second")
def approve_extension(case_id: UUID, request_id: UUID, body: NoteBody, desk: DeskDep) -> ExtensionOut:
    """`note` is the reason as the complainant reads it; the unit does not."""
    return views.show_extension(desk, extensions.approve(desk, case_id, request_id, body.note))


@router.post("/extensions/{request_id}/deny", summary="Refuse more time", responses=CHANGE)
@permission("complaint.second")
def deny_extension(case_id: UUID, request_id: UUID, body: NoteBody, desk: DeskDep) -> ExtensionOut:
    """`note` is read by the unit that asked."""
    return views.show_extension(desk, extensions.deny(desk, case_id, request_id, body.note))


@router.get("/returns", summary="Orders that units want to give back", responses=READ)
@permission("complaint.read")
def list_returns(case_id: UUID, desk: DeskDep) -> ReturnList:
    return ReturnList(items=views.list_returns(desk, case_id))


@router.post("/returns/{request_id}/grant", summary="Take an order back", responses=CHANGE)
@permission("complaint.handle")
def grant_return(case_id: UUID, request_id: UUID, body: PlainBody, desk: DeskDep) -> ReturnOut:
    return views.show_return(desk, returns.grant(desk, case_id, request_id, body.note))


@router.post("/returns/{request_id}/refuse", summary="Leave an order where it is", responses=CHANGE)
@permission("complaint.handle")
def refuse_return(case_id: UUID, request_id: UUID, body: NoteBody, desk: DeskDep) -> ReturnOut:
    """`note` is read by the unit."""
    return views.show_return(desk, returns.refuse(desk, case_id, request_id, body.note))


@router.get("/supervision-orders", summary="Supervision orders of a case", responses=READ)
@permission("complaint.read")
def list_supervision_orders(case_id: UUID, desk: DeskDep) -> SupervisionList:
    return SupervisionList(items=views.list_supervision(desk, case_id))


@router.post("/supervision-orders", summary="Issue a supervision order", status_code=201, responses=CHANGE)
@permission("complaint.remind")
def issue_supervision_order(case_id: UUID, body: SupervisionIn, desk: DeskDep) -> SupervisionOut:
    """A reminder also by the officers of the centre, once a working day; the levels above by supervisors only."""
    return views.show_supervision(desk, supervision.issue(desk, case_id, body))


@router.post("/supervision-orders/{order_id}/report", summary="Report on an order to the centre", responses=CHANGE)
@permission("complaint.handle")
def report_supervision_order(case_id: UUID, order_id: UUID, body: ReportIn, desk: DeskDep) -> SupervisionOut:
    return views.show_supervision(desk, supervision.report_here(desk, case_id, order_id, body.report))


@router.post("/supervision-orders/{order_id}/confirm", summary="Close an order: the report will do", responses=CHANGE)
@permission("complaint.remind")
def confirm_supervision_order(case_id: UUID, order_id: UUID, desk: DeskDep) -> SupervisionOut:
    return views.show_supervision(desk, supervision.confirm(desk, case_id, order_id))


@router.post(
    "/supervision-orders/{order_id}/reissue",
    summary="Issue an order anew: the report will not do",
    status_code=201,
    responses=CHANGE,
)
@permission("complaint.remind")
def reissue_supervision_order(case_id: UUID, order_id: UUID, body: DemandIn, desk: DeskDep) -> SupervisionOut:
    return views.show_supervision(desk, supervision.reissue(desk, case_id, order_id, body))
