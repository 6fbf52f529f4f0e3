"""Reports of retaliation (打击报复): for supervisors and the auditor, never for the centre or a unit."""

from uuid import UUID

from fastapi import APIRouter

from backend.complaints.desk import DeskDep
from backend.complaints.requests import retaliation
from backend.complaints.requests.schemas import RetaliationList, RetaliationOut, RetaliationOutcomeIn
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/retaliation-reports", tags=["retaliation"])
CHANGE = problems(401, 403, 404, 409, 422)


@router.get("", summary="Reports of retaliation, those nobody has taken first", responses=problems(401, 403))
@permission("complaint.retaliation")
def list_reports(desk: DeskDep) -> RetaliationList:
    return RetaliationList(items=retaliation.reports(desk))


@router.post("/{report_id}/take", summary="Look into a report", responses=CHANGE)
@permission("complaint.retaliation_settle")
def take_report(report_id: UUID, desk: DeskDep) -> RetaliationOut:
    return retaliation.take(desk, report_id)


@router.post("/{report_id}/settle", summary="Write down what came of it", responses=CHANGE)
@permission("complaint.retaliation_settle")
def settle_report(report_id: UUID, body: RetaliationOutcomeIn, desk: DeskDep) -> RetaliationOut:
    return retaliation.settle(desk, report_id, body.outcome)
