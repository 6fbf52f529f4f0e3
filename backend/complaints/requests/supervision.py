"""Supervision orders (催办, 督办, 挂牌督办): issued, acknowledged and reported on, then confirmed or issued anew."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from backend.auth.policy import SUPERVISORS
from backend.calendar.engine import Unit as TimeUnit
from backend.calendar.engine import due, working_days_between
from backend.complaints.access import OVERSEERS, find_case, reads_content
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.kinds import HandlingMode
from backend.complaints.models import Case
from backend.complaints.moves import NotReady, WrongState
from backend.complaints.records import TransferOrder
from backend.complaints.records_requests import OrderLevel, OrderState, SupervisionOrder
from backend.complaints.requests.schemas import DemandIn, SupervisionIn
from backend.complaints.scan import refuse_identity, refuse_numbers
from backend.complaints.serial import ORDER, next_number
from backend.complaints.situation import LIVE
from backend.core import clock
from backend.core.errors import FieldProblem, Forbidden, InvalidInput, NotFound
from backend.core.ids import new_id
from backend.core.text import Text

REMIND = "complaint.remind"


def issue(desk: Desk, case_id: UUID, body: SupervisionIn) -> SupervisionOrder:
    """Issue an order to a unit of the case, or to the centre where it handles the case itself.

    Raises NotFound, Forbidden, NotReady, InvalidInput.
    """
    case = _case_to_order_about(desk, case_id, body.level)
    return _issue(desk, case, body, body.level, _addressee(desk, case, body.transfer_id), None)


def reissue(desk: Desk, case_id: UUID, order_id: UUID, body: DemandIn) -> SupervisionOrder:
    """A report does not satisfy: close its order and issue a new one of the same level.

    Raises NotFound, Forbidden, WrongState, NotReady, InvalidInput.
    """
    case, before = _reported(desk, case_id, order_id)
    _close(desk, before)
    return _issue(desk, case, body, before.level, before.transfer_id, before)


def confirm(desk: Desk, case_id: UUID, order_id: UUID) -> SupervisionOrder:
    """The report satisfies. Raises NotFound, Forbidden, WrongState."""
    case, order = _reported(desk, case_id, order_id)
    _close(desk, order)
    write_event(desk, case, "confirm_order", permission=REMIND, data={"order": order.number})
    return order


def report_here(desk: Desk, case_id: UUID, order_id: UUID, text: str) -> SupervisionOrder:
    """The centre reports on an order about a case that it handles itself. Raises NotFound, WrongState."""
    case = find_case(desk, case_id, lock=True)
    order = find_order(desk, case, None, order_id)
    if not reads_content(desk, case):
        raise NotFound
    report(desk, case, order, text, "complaint.handle")
    return order


def acknowledge(desk: Desk, case: Case, order: SupervisionOrder) -> None:
    """A unit has read the order. Raises WrongState."""
    if order.state is not OrderState.ISSUED:
        raise WrongState(Text("已经签收", "It has been acknowledged already"))
    order.state, order.acknowledged_at = OrderState.ACKNOWLEDGED, clock.now(desk.session)
    order.version += 1
    write_event(desk, case, "acknowledge_order", permission="transfer.answer", data={"order": order.number})


def report(desk: Desk, case: Case, order: SupervisionOrder, text: str, permission: str) -> None:
    """What was done about it; until it is confirmed it may be reported only once. Raises WrongState."""
    if order.state not in (OrderState.ISSUED, OrderState.ACKNOWLEDGED):
        raise WrongState(Text("已经报告", "It has been reported on already"))
    at = clock.now(desk.session)
    order.state, order.reported_at, order.acknowledged_at = OrderState.REPORTED, at, order.acknowledged_at or at
    order.report = desk.seal(text, "supervision_order", "report", order.id)
    order.version += 1
    write_event(desk, case, "report_order", permission=permission, data={"order": order.number})


def find_order(desk: Desk, case: Case, transfer_id: UUID | None, order_id: UUID) -> SupervisionOrder:
    """An order of a case to one addressee, locked. Raises NotFound."""
    order = desk.session.get(SupervisionOrder, order_id, with_for_update=True, populate_existing=True)
    if order is None or order.case_id != case.id or order.transfer_id != transfer_id:
        raise NotFound
    return order


def may_order(desk: Desk, level: OrderLevel) -> bool:
    """Reminders are the centre's too; what is above them is the supervisors'."""
    return level is OrderLevel.REMIND or not SUPERVISORS.isdisjoint(desk.principal.roles)


def _case_to_order_about(desk: Desk, case_id: UUID, level: OrderLevel) -> Case:
    if not may_order(desk, level):
        raise Forbidden
    case = find_case(desk, case_id, lock=True)
    if desk.principal.roles.isdisjoint(OVERSEERS) and not reads_content(desk, case):
        raise NotFound
    return case


def _reported(desk: Desk, case_id: UUID, order_id: UUID) -> tuple[Case, SupervisionOrder]:
    order = desk.session.get(SupervisionOrder, order_id)
    if order is None or order.case_id != case_id:
        raise NotFound
    case = _case_to_order_about(desk, case_id, order.level)
    desk.session.refresh(order, with_for_update=True)
    if order.state is not OrderState.REPORTED:
        raise WrongState(Text("还没有报告，或者已经办结", "It is not reported on, or closed already"))
    return case, order


def _addressee(desk: Desk, case: Case, transfer_id: UUID | None) -> UUID | None:
    if case.handling is HandlingMode.SELF and transfer_id is None:
        return None
    statement = select(TransferOrder).where(TransferOrder.case_id == case.id, TransferOrder.state.in_(LIVE))
    live = desk.session.scalars(statement).all()
    order = next((row for row in live if (row.lead if transfer_id is None else row.id == transfer_id)), None)
    if order is None:
        text = Text("本件没有在办的转办单", "No order of the case is in hand")
        raise InvalidInput(errors=[FieldProblem("/transfer_id", "unknown", text)])
    return order.id


def _issue(
    desk: Desk,
    case: Case,
    body: DemandIn,
    level: OrderLevel,
    transfer_id: UUID | None,
    repeats: SupervisionOrder | None,
) -> SupervisionOrder:
    at = clock.now(desk.session)
    if level is OrderLevel.REMIND:
        _once_a_day(desk, case, transfer_id, at)
    if transfer_id is not None:
        if reads_content(desk, case):
            refuse_identity(desk, case, body.demand, "/demand")
        else:  # who does not know the complainant must not learn it from what is refused
            refuse_numbers(body.demand, "/demand")
    id_ = new_id()
    order = SupervisionOrder(
        id=id_,
        case_id=case.id,
        transfer_id=transfer_id,
        number=next_number(desk.session, ORDER),
        level=level,
        demand=desk.seal(body.demand, "supervision_order", "demand", id_),
        issued_by=desk.user_id,
        issued_at=at,
        due=due(desk.calendar, TimeUnit.WORKING_DAY, body.within, at).at,
        repeats=repeats.id if repeats else None,
    )
    desk.session.add(order)
    desk.session.flush()
    data = {"order": order.number, "level": level.value, "repeats": repeats.number if repeats else None}
    write_event(desk, case, "issue_order", permission=REMIND, data=data)
    return order


def _once_a_day(desk: Desk, case: Case, transfer_id: UUID | None, at: datetime) -> None:
    """At most one reminder a working day (complaint design, 2.4), by whomever."""
    statement = select(SupervisionOrder.issued_at).where(
        SupervisionOrder.case_id == case.id,
        SupervisionOrder.transfer_id == transfer_id,
        SupervisionOrder.level == OrderLevel.REMIND,
    )
    last = desk.session.scalars(statement.order_by(SupervisionOrder.issued_at.desc()).limit(1)).first()
    if last is not None and working_days_between(desk.calendar, clock.local_date(last), clock.local_date(at)) < 1:
        text = Text("一个工作日内只能催办一次", "One reminder a working day")
        raise NotReady(text, errors=[FieldProblem("", "not_ready", text)])


def _close(desk: Desk, order: SupervisionOrder) -> None:
    order.state, order.closed_at, order.closed_by = OrderState.CLOSED, clock.now(desk.session), desk.user_id
    order.version += 1
