"""Reports of retaliation (打击报复): for supervisors and the auditor, never for the centre or a unit."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import select

from backend.complaints.desk import Desk, DeskDep
from backend.complaints.models import Case
from backend.complaints.records_requests import RetaliationReport
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/retaliation-reports", tags=["retaliation"])

MOST = 500


class RetaliationOut(BaseModel):
    """What a complainant reported, and of which case."""

    id: UUID
    case_id: UUID
    case_number: str
    at: datetime
    body: str


class RetaliationList(BaseModel):
    items: list[RetaliationOut]


@router.get("", summary="Reports of retaliation, newest first", responses=problems(401, 403))
@permission("complaint.retaliation")
def list_reports(desk: DeskDep) -> RetaliationList:
    return RetaliationList(items=_reports(desk))


def _reports(desk: Desk) -> list[RetaliationOut]:
    statement = select(RetaliationReport, Case.number).join(Case, Case.id == RetaliationReport.case_id)
    found = desk.session.execute(statement.order_by(RetaliationReport.at.desc()).limit(MOST))
    return [
        RetaliationOut(
            id=row.id,
            case_id=row.case_id,
            case_number=number,
            at=row.at,
            body=desk.open(row.body, "retaliation_report", "body", row.id),
        )
        for row, number in found
    ]
