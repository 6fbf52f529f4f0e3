"""Handling a case again: after a dissatisfied complainant (二次办理) or a review that overturned the outcome."""

from typing import Any

from sqlalchemy import select

from backend.complaints import bodies, clocks
from backend.complaints.kinds import CaseState, ClockKind, DissatisfactionCause
from backend.complaints.orders import reissue
from backend.complaints.records import Handler, TransferOrder, TransferState
from backend.complaints.situation import Situation
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.text import Text

Data = dict[str, Any]


def rework(now: Situation, body: bodies.ReworkBody) -> Data:
    """二次办理: only for a cause that lies with the unit."""
    if body.cause is not DissatisfactionCause.SUBJECTIVE:
        text = Text("客观原因不满意的，应当解释说明后办结", "Explain and close it")
        raise InvalidInput(errors=[FieldProblem("/cause", "objective", text)])
    return _next_cycle(now)


def uphold(now: Situation, body: Any) -> Data:
    now.case.reviewed_from = None
    return {}


def overturn(now: Situation, body: Any) -> Data:
    data = {"from": now.case.reviewed_from.value if now.case.reviewed_from else ""}
    now.case.reviewed_from = None
    return data | _next_cycle(now)


def _next_cycle(now: Situation) -> Data:
    """The figures of the cycle before stay as they are; the date that another system set was that cycle's."""
    case = now.case
    met = {"external_due": case.external_due.isoformat()} if case.external_due else {}
    case.cycle += 1
    case.replied_at = case.closed_at = case.reason = case.external_due = None
    return {"cycle": case.cycle} | met


def handed_out(now: Situation) -> bool:
    """Whether somebody has the case whom it can go back to: its handlers, or a unit that leads and did not return it."""
    return bool(now.handlers) or any(row.lead and row.state is not TransferState.RETURNED for row in now.orders)


def go_on(now: Situation) -> None:
    """The clocks of a new cycle, and the handlers and orders of the one before, if it is theirs again."""
    desk, case = now.desk, now.case
    if case.state is CaseState.REGISTERED:
        clocks.start(desk.session, desk.calendar, now.policy, case, ClockKind.ACCEPT, now.now)
        return
    clocks.start(desk.session, desk.calendar, now.policy, case, ClockKind.TOTAL, now.now)
    if case.state is CaseState.ACCEPTED:
        clocks.start(desk.session, desk.calendar, now.policy, case, ClockKind.DISPATCH, now.now)
        return
    before = case.cycle - 1
    handlers = select(Handler.user_id).where(Handler.case_id == case.id, Handler.cycle == before)
    for user_id in desk.session.scalars(handlers).all():
        desk.session.add(Handler(case_id=case.id, user_id=user_id, cycle=case.cycle))
    orders = select(TransferOrder).where(
        TransferOrder.case_id == case.id,
        TransferOrder.cycle == before,
        TransferOrder.state != TransferState.RETURNED,
    )
    told = set()  # a joint unit that led in the end had two orders
    for order in desk.session.scalars(orders.order_by(TransferOrder.lead.desc(), TransferOrder.dispatched_at)).all():
        if order.unit_id not in told:
            reissue(now, order)
        told.add(order.unit_id)
