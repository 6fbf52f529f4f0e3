"""Requests and supervision orders of a case as the centre sees them."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from backend.auth.models import UserAccount
from backend.auth.policy import Role, permissions_of
from backend.complaints.access import OVERSEERS, find_case, reads_content
from backend.complaints.deciding import decidable
from backend.complaints.desk import Desk
from backend.complaints.records import TransferOrder
from backend.complaints.records_requests import Extension, RequestState, ReturnRequest, SupervisionOrder
from backend.complaints.requests.schemas import ExtensionOut, ReturnOut, SupervisionOut
from backend.complaints.states import HANDLE, SECOND
from backend.units.models import Unit

Row = TypeVar("Row", Extension, ReturnRequest, SupervisionOrder)


def list_extensions(desk: Desk, case_id: UUID) -> list[ExtensionOut]:
    """Raises NotFound."""
    return [show_extension(desk, row) for row in _rows(desk, case_id, Extension, Extension.asked_at)]


def list_returns(desk: Desk, case_id: UUID) -> list[ReturnOut]:
    """Raises NotFound."""
    return [show_return(desk, row) for row in _rows(desk, case_id, ReturnRequest, ReturnRequest.asked_at)]


def list_supervision(desk: Desk, case_id: UUID) -> list[SupervisionOut]:
    """Raises NotFound."""
    return [show_supervision(desk, row) for row in _rows(desk, case_id, SupervisionOrder, SupervisionOrder.issued_at)]


def show_extension(desk: Desk, row: Extension) -> ExtensionOut:
    return ExtensionOut(**_request(desk, row, SECOND), amount=row.amount)


def show_return(desk: Desk, row: ReturnRequest) -> ReturnOut:
    return ReturnOut(**_request(desk, row, HANDLE), decide_by=row.decide_by)


def show_supervision(desk: Desk, row: SupervisionOrder) -> SupervisionOut:
    """Supervisors read what they order and what is reported to them; the auditor sees that it was."""
    may_read = not desk.principal.roles.isdisjoint(OVERSEERS - {Role.AUDITOR}) or _reads(desk, row.case_id)
    order, unit = _addressee(desk, row.transfer_id)
    before = desk.session.get(SupervisionOrder, row.repeats) if row.repeats else None
    report = row.report if may_read else None
    return SupervisionOut(
        id=row.id,
        number=row.number,
        level=row.level,
        state=row.state,
        transfer_number=order,
        unit_name=unit,
        issued_at=row.issued_at,
        issued_by_name=_name(desk, row.issued_by),
        due=row.due,
        demand=desk.open(row.demand, "supervision_order", "demand", row.id) if may_read else None,
        report=desk.open(report, "supervision_order", "report", row.id) if report else None,
        acknowledged_at=row.acknowledged_at,
        reported_at=row.reported_at,
        closed_at=row.closed_at,
        repeats=before.number if before else None,
    )


def _rows(desk: Desk, case_id: UUID, table: type[Row], order: Any) -> list[Row]:
    case = find_case(desk, case_id)
    return list(desk.session.scalars(select(table).where(table.case_id == case.id).order_by(order, table.id)))


def _request(desk: Desk, row: Extension | ReturnRequest, permission: str) -> dict[str, Any]:
    decides = permission in permissions_of(desk.principal.roles)
    may_read = _reads(desk, row.case_id)  # a second person reads the reason as the basis of the decision
    order, unit = _addressee(desk, row.transfer_id)
    table, note = row.__tablename__, row.decision_note if may_read else None
    return {
        "id": row.id,
        "state": row.state,
        "transfer_number": order,
        "unit_name": unit,
        "asked_at": row.asked_at,
        "asked_by_name": _name(desk, row.asked_by),
        "reason": desk.open(row.reason, table, "reason", row.id) if may_read else None,
        "decided_at": row.decided_at,
        "decided_by_name": _name(desk, row.decided_by),
        "note": desk.open(note, table, "decision_note", row.id) if note else None,
        "may_decide": decides
        and (may_read or permission == SECOND)
        and row.state is RequestState.PENDING
        and decidable(desk, row),
    }


def _reads(desk: Desk, case_id: UUID) -> bool:
    return reads_content(desk, find_case(desk, case_id))


def _name(desk: Desk, user_id: UUID | None) -> str | None:
    return desk.session.get_one(UserAccount, user_id).display_name if user_id else None


def _addressee(desk: Desk, transfer_id: UUID | None) -> tuple[str | None, str | None]:
    if transfer_id is None:
        return None, None
    order = desk.session.get_one(TransferOrder, transfer_id)
    return order.number, desk.session.get_one(Unit, order.unit_id).name
