"""Transfer orders (转办单): issuing them to units, and what the case's own steps do to them."""

from datetime import datetime

from sqlalchemy import select

from backend.auth.policy import Role
from backend.calendar.engine import Unit as TimeUnit
from backend.complaints import clocks
from backend.complaints.announcing import announce_order
from backend.complaints.bodies import OrderBody, RedispatchBody, ResultBody
from backend.complaints.kinds import ClockKind, IdentityMode
from backend.complaints.records import CaseClock, TransferOrder, TransferState
from backend.complaints.scan import refuse_identity
from backend.complaints.serial import TRANSFER, next_number
from backend.complaints.situation import Situation
from backend.core import clock
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.ids import new_id
from backend.core.text import Text
from backend.units.models import Unit


def issue_order(now: Situation, body: OrderBody, pointer: str, *, lead: bool, final: bool = False) -> TransferOrder:
    """Send an order to a unit; its clocks start now, not when it is signed. Raises InvalidInput."""
    desk, case = now.desk, now.case
    _check_unit(now, body, pointer, lead=lead)
    if body.name_released and case.mode is not IdentityMode.OPEN:
        text = Text("投诉人要求保密，不能告知姓名", "The complainant asked to stay hidden")
        raise InvalidInput(errors=[FieldProblem(f"{pointer}/name_released", "not_agreed", text)])
    refuse_identity(desk, case, body.matter, f"{pointer}/matter", name_allowed=body.name_released)
    id_ = new_id()
    order = TransferOrder(
        id=id_,
        case_id=case.id,
        cycle=case.cycle,
        number=next_number(desk.session, TRANSFER),
        unit_id=body.unit_id,
        lead=lead,
        final=final,
        matter=desk.seal(body.matter, "transfer_order", "matter", id_),
        name_released=body.name_released,
        dispatched_at=now.now,
    )
    desk.session.add(order)
    desk.session.flush()
    clocks.start(desk.session, desk.calendar, now.policy, case, ClockKind.SIGN, now.now, transfer=order)
    _start_unit_clock(now, order, body.within, f"{pointer}/within")
    return order


def refuse_returned(now: Situation, body: RedispatchBody) -> None:
    """A unit whose return was granted gets the order again only by the lead, who says why. Raises InvalidInput."""
    returned = {order.unit_id for order in now.orders if order.state is TransferState.RETURNED}
    named = {"/lead": body.lead} | {f"/joint/{n}": order for n, order in enumerate(body.joint)}
    again = [pointer for pointer, order in named.items() if order.unit_id in returned]
    if again and Role.COMPLAINT_LEAD not in now.desk.principal.roles:
        text = Text(
            "该单位的退单已获同意，只有负责人可以再次派给它", "Its return was granted: only the lead sends it again"
        )
        raise InvalidInput(errors=[FieldProblem(f"{pointer}/unit_id", "returned", text) for pointer in again])
    if again and not body.note:
        text = Text("该单位的退单已获同意，再次派给它应写明理由", "Its return was granted: say why it gets it again")
        raise InvalidInput(errors=[FieldProblem("/note", "required", text)])


def reissue(now: Situation, before: TransferOrder) -> TransferOrder:
    """The order of the next cycle, to the same unit and about the same matter; it need not be signed again."""
    desk, id_ = now.desk, new_id()
    matter = desk.open(before.matter, "transfer_order", "matter", before.id)
    order = TransferOrder(
        id=id_,
        case_id=now.case.id,
        cycle=now.case.cycle,
        number=next_number(desk.session, TRANSFER),
        unit_id=before.unit_id,
        lead=before.lead,
        final=True,
        state=TransferState.SIGNED,
        matter=desk.seal(matter, "transfer_order", "matter", id_),
        name_released=before.name_released,
        dispatched_at=now.now,
        signed_at=now.now,
    )
    desk.session.add(order)
    desk.session.flush()
    _start_unit_clock(now, order, None, "")
    return order


def sign_order(now: Situation, order: TransferOrder) -> None:
    """Take note that a unit has the order; the program signs for a unit that stays silent."""
    order.state, order.signed_at, order.signed_by = TransferState.SIGNED, now.now, now.desk.user_id
    order.version += 1
    _stop_clocks(now, order, now.now, ClockKind.SIGN)


def reopen_order(now: Situation, order: TransferOrder) -> None:
    """Give an answered order back to its unit; its clock runs on from where it stood."""
    order.state = TransferState.SIGNED
    order.version += 1
    for row in _clocks_of(now, order, ClockKind.UNIT):
        clocks.release(row, now.desk.calendar, now.policy, now.now)


def enter_answer(now: Situation, order: TransferOrder, body: ResultBody) -> None:
    """What a unit found, signed by its head. Its clock stands still while the answer is checked."""
    desk = now.desk
    order.state, order.answered_at, order.approved_by = TransferState.ANSWERED, now.now, desk.user_id
    order.conclusion = body.conclusion
    order.findings = desk.seal(body.findings, "transfer_order", "findings", order.id)
    order.measures = desk.seal(body.measures, "transfer_order", "measures", order.id) if body.measures else None
    order.draft_reply = desk.seal(body.reply, "transfer_order", "draft_reply", order.id)
    order.version += 1
    for row in _clocks_of(now, order, ClockKind.UNIT):
        clocks.hold(row, now.desk.calendar, now.policy, now.now)


def finish_orders(now: Situation) -> None:
    """The answer has gone out: nothing is expected of the units any more."""
    for order in now.live_orders:
        order.state = TransferState.FINISHED
        order.version += 1


def cancel_orders(now: Situation) -> int:
    """The case ended otherwise; returns how many orders that called back."""
    live = list(now.live_orders)
    for order in live:
        call_off(now, order)
    return len(live)


def call_off(now: Situation, order: TransferOrder) -> None:
    """The unit no longer needs to do anything about this order."""
    order.state = TransferState.CANCELLED
    order.version += 1
    _stop_clocks(now, order, now.now, ClockKind.SIGN, ClockKind.UNIT)


def take_back(now: Situation, order: TransferOrder) -> None:
    """A return was granted: the unit is not charged, the case's own clock runs on."""
    order.state = TransferState.RETURNED
    order.version += 1
    _stop_clocks(now, order, now.now, ClockKind.SIGN, ClockKind.UNIT)


def _check_unit(now: Situation, body: OrderBody, pointer: str, *, lead: bool) -> None:
    """An active unit, and not the very desk or head that is complained of (回避)."""
    unit = now.desk.session.get(Unit, body.unit_id)
    today = clock.local_date(now.now)
    if unit is None or (unit.active_to is not None and unit.active_to < today):
        text = Text("没有这个在用单位", "There is no such active unit")
        raise InvalidInput(errors=[FieldProblem(f"{pointer}/unit_id", "unknown", text)])
    case = now.case
    if case.unit_id is None:
        return
    if case.about_head and _is_within(now, unit, case.unit_id):
        text = Text("投诉对象是单位负责人，应由上级或其他单位办理", "The unit's own head is complained of")
        raise InvalidInput(errors=[FieldProblem(f"{pointer}/unit_id", "conflict", text)])
    if lead and unit.id == case.unit_id and unit.parent_id is not None:
        text = Text("不能交给被投诉的科室自己办理，请派给其所属单位", "The section complained of cannot handle it")
        raise InvalidInput(errors=[FieldProblem(f"{pointer}/unit_id", "conflict", text)])


def _is_within(now: Situation, unit: Unit, other_id: object) -> bool:
    current: Unit | None = unit
    while current is not None:
        if current.id == other_id:
            return True
        current = now.desk.session.get(Unit, current.parent_id) if current.parent_id else None
    return False


def _start_unit_clock(now: Situation, order: TransferOrder, within: int | None, pointer: str) -> None:
    """The unit has as long as the case, or the shorter time that the order sets."""
    desk, total = now.desk, clocks.running(now.desk.session, now.case, ClockKind.TOTAL)
    anchor = total[0].anchor if total and within is None else now.now
    row = clocks.start(desk.session, desk.calendar, now.policy, now.case, ClockKind.UNIT, anchor, transfer=order)
    if total and within is None:
        row.unit, row.amount = total[0].unit, total[0].amount
    elif within is not None:
        row.unit, row.amount = TimeUnit.WORKING_DAY.value, within
    clocks.recompute(row, desk.calendar, now.policy)
    row.due_original = row.due
    if total and row.due > total[0].due:
        text = Text("单位办理期限不能晚于本件办理期限", "The unit's limit is beyond that of the case")
        raise InvalidInput(errors=[FieldProblem(pointer, "beyond_case", text)])
    announce_order(desk, now.case, order, row)


def _clocks_of(now: Situation, order: TransferOrder, *kinds: ClockKind) -> list[CaseClock]:
    statement = select(CaseClock).where(
        CaseClock.case_id == order.case_id,  # by which the table is indexed
        CaseClock.transfer_id == order.id,
        CaseClock.stopped_at.is_(None),
        CaseClock.kind.in_(kinds),
    )
    return list(now.desk.session.scalars(statement))


def _stop_clocks(now: Situation, order: TransferOrder, at: datetime, *kinds: ClockKind) -> None:
    for row in _clocks_of(now, order, *kinds):
        clocks.stop_one(row, at)
    now.desk.session.flush()
