"""The ladder behind the due date of a case (complaint design, 2.5): 催办, the unit's head, 督办, a proposal to the office.

The program reminds and proposes; what follows from it is decided by people.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from backend.calendar.engine import Unit as TimeUnit
from backend.calendar.engine import due
from backend.complaints.desk import Desk
from backend.complaints.models import Case
from backend.complaints.records import CaseClock, TransferOrder, TransferState
from backend.complaints.records_requests import OrderLevel, OrderState, SupervisionOrder
from backend.complaints.serial import ORDER, next_number
from backend.complaints.telling import Tellers, last_day
from backend.core.ids import new_id

ANSWER_DAYS: Final = 5
"""Working days in which an order of the ladder is to be answered."""

_LEVELS: Final = {"remind": OrderLevel.REMIND, "supervise": OrderLevel.SUPERVISE}


def climb(
    desk: Desk, tellers: Tellers, case: Case, clock: CaseClock, rung: str, live: Sequence[TransferOrder]
) -> dict[str, Any]:
    """Do what a rung says; returns what the event keeps. `live` are the orders that are with their units.

    Units that have answered are not reminded: then it is the centre that is late.
    """
    waiting = [order for order in live if order.state is not TransferState.ANSWERED]
    numbers = [order.number for order in waiting]
    match rung:
        case "remind":
            numbers = [_issue(desk, tellers.now, case, clock, OrderLevel.REMIND, order) for order in waiting]
            for order in waiting:
                tellers.unit(case, clock, order, rung)
        case "head":
            for order in waiting:
                tellers.unit(case, clock, order, rung, head=True)
        case "supervise" if _explained(desk, case, clock):
            return {"explained": True}
        case "supervise":
            to: list[TransferOrder | None] = [*waiting] or [None]
            numbers = [_issue(desk, tellers.now, case, clock, OrderLevel.SUPERVISE, order) for order in to]
            for order in waiting:
                tellers.unit(case, clock, order, rung)
            tellers.supervisors(case, clock, rung)
            tellers.office(case, clock, "bulletin")
        case "account":
            tellers.office(case, clock, rung)
        case _:
            raise AssertionError(f"no such rung: {rung}")
    return {"orders": numbers}


def _issue(
    desk: Desk, now: datetime, case: Case, clock: CaseClock, level: OrderLevel, order: TransferOrder | None
) -> str:
    """A supervision order by the program, to the unit that has the transfer order, else to the centre itself."""
    id_, day = new_id(), last_day(clock)
    what = f"你单位承办的转办单 {order.number}" if order else f"投诉件 {case.number}"
    demand = f"{what}，办理期限已于{day.year}年{day.month}月{day.day}日届满，请尽快办结，并书面说明逾期原因。"
    issued = SupervisionOrder(
        id=id_,
        case_id=case.id,
        transfer_id=order.id if order else None,
        number=next_number(desk.session, ORDER),
        level=level,
        demand=desk.seal(demand, "supervision_order", "demand", id_),
        issued_at=now,
        due=due(desk.calendar, TimeUnit.WORKING_DAY, ANSWER_DAYS, now).at,
    )
    desk.session.add(issued)
    return issued.number


def take_back(desk: Desk, now: datetime, case: Case, undone: Mapping[str, datetime]) -> list[str]:
    """Close the orders that undone rungs issued (rung -> when it fired) and nobody has reported on; their numbers."""
    closed = []
    for rung, fired_at in undone.items():
        statement = select(SupervisionOrder).where(
            SupervisionOrder.case_id == case.id,
            SupervisionOrder.level == _LEVELS.get(rung),
            SupervisionOrder.issued_by.is_(None),
            SupervisionOrder.issued_at == fired_at,
            SupervisionOrder.state.in_((OrderState.ISSUED, OrderState.ACKNOWLEDGED)),
        )
        for order in desk.session.scalars(statement.order_by(SupervisionOrder.number).with_for_update()).all():
            order.state, order.closed_at = OrderState.CLOSED, now
            order.version += 1
            closed.append(order.number)
    return closed


def _explained(desk: Desk, case: Case, clock: CaseClock) -> bool:
    """Whether a reminder of this cycle was answered: a unit that says why it is late is not supervised for silence."""
    reported = select(SupervisionOrder.id).where(
        SupervisionOrder.case_id == case.id,
        SupervisionOrder.issued_at >= clock.due,
        SupervisionOrder.reported_at.is_not(None),
    )
    return desk.session.scalars(reported.limit(1)).first() is not None
