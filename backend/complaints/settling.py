"""What ends with the handling of a case, however it ends: what is still asked for, pauses, orders."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import literal, select, union_all, update

from backend.complaints import clocks
from backend.complaints.events import write_event
from backend.complaints.orders import cancel_orders
from backend.complaints.records import TransferOrder
from backend.complaints.records_requests import Extension, Pause, RequestState, ReturnRequest, Termination
from backend.complaints.situation import Situation

_ASKED: Final = (Extension, Pause, ReturnRequest, Termination)


def settle(now: Situation) -> dict[str, Any]:
    """End what is still asked for, the pauses and the orders with the handling of the case."""
    lapse_requests(now)
    end_pauses(now)
    return {"cancelled_orders": cancel_orders(now)}


def lapse_requests(now: Situation, tables: Sequence[Any] = _ASKED, *, of: TransferOrder | None = None) -> None:
    """Nobody decides any more on what was asked for this handling, or for this order: an event tells what lapsed."""
    session, lapsed = now.desk.session, {}
    waiting = []
    for place, table in enumerate(tables):
        pending = select(literal(place), table.id).where(
            table.case_id == now.case.id, table.state == RequestState.PENDING
        )
        waiting.append(pending if of is None else pending.where(table.transfer_id == of.id))
    for place, request_id in session.execute(union_all(*waiting)).all():
        table = tables[place]
        ended = update(table).where(table.id == request_id)
        session.execute(ended.values(state=RequestState.LAPSED, decided_at=now.now))
        lapsed[table.__tablename__.removeprefix("case_")] = str(request_id)
    if lapsed:
        write_event(now.desk, now.case, "lapse_requests", data={"requests": lapsed})


def end_pauses(now: Situation) -> None:
    """What was waited for is waited for no longer: pauses in force end now, and dates count no day beyond."""
    desk, case = now.desk, now.case
    in_force = select(Pause).where(
        Pause.case_id == case.id, Pause.state == RequestState.APPROVED, Pause.until > now.now
    )
    pauses = desk.session.scalars(in_force).all()
    for pause in pauses:
        pause.until = now.now
    if pauses:
        clocks.follow_pauses(desk.session, desk.calendar, now.policy, case)
        write_event(desk, case, "resume")
