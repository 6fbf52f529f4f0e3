"""Returning an order (退单): the unit asks in time and with the legal basis, the centre decides, no clock stops.

Units that send orders to and fro to gain time are the known abuse: the clock of the case begins with the dispatch, so
a return gains nothing (complaint design, 0 and 2.3).
"""

from uuid import UUID

from sqlalchemy import select

from backend.calendar.engine import Unit as TimeUnit
from backend.calendar.engine import due
from backend.complaints import clocks
from backend.complaints.access import find_case, find_case_to_work
from backend.complaints.deciding import AlreadyDecided, decide, lapse, pending_request
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.models import Case
from backend.complaints.orders import take_back
from backend.complaints.records import TransferOrder
from backend.complaints.records_requests import RequestState, ReturnRequest
from backend.complaints.requests.schemas import ReturnIn
from backend.complaints.scan import refuse_identity
from backend.complaints.situation import LIVE, Situation, situation_of
from backend.complaints.states import ANSWER, HANDLE
from backend.core import clock
from backend.core.ids import new_id

DECIDE_WITHIN = 1
"""Working days after which an undecided return counts as refused (complaint design, 2.4)."""


def ask(now: Situation, order: TransferOrder, body: ReturnIn) -> ReturnRequest:
    """A unit asks to be rid of an order of a locked case, against which nothing stands."""
    desk, case = now.desk, now.case
    assert desk.user_id is not None, "people ask"
    id_ = new_id()
    row = ReturnRequest(
        id=id_,
        case_id=case.id,
        transfer_id=order.id,
        asked_at=now.now,
        asked_by=desk.user_id,
        reason=desk.seal(f"{body.basis}\n{body.reason}", "case_return", "reason", id_),
        decide_by=due(desk.calendar, TimeUnit.WORKING_DAY, DECIDE_WITHIN, now.now).at,
    )
    desk.session.add(row)
    desk.session.flush()
    write_event(desk, case, "ask_return", permission=ANSWER, data={"request": str(id_), "order": order.number})
    return row


def grant(desk: Desk, case_id: UUID, request_id: UUID, note: str) -> ReturnRequest:
    """Take the order back; the case waits to be dispatched anew while its clock runs on.

    Raises NotFound, AlreadyDecided, OwnRequest, InvalidInput.
    """
    now, row, order = _to_decide(desk, case_id, request_id, note)
    if order.state not in LIVE:
        raise AlreadyDecided
    decide(desk, row, RequestState.APPROVED, note, now.now)
    take_back(now, order)
    now.case.next_due = clocks.earliest(desk.session, now.case)
    now.case.version += 1
    desk.session.flush()
    write_event(desk, now.case, "grant_return", permission=HANDLE, data={"order": order.number})
    return row


def refuse(desk: Desk, case_id: UUID, request_id: UUID, note: str) -> ReturnRequest:
    """The order stays where it is; the unit reads `note`. Raises NotFound, AlreadyDecided, OwnRequest, InvalidInput."""
    now, row, order = _to_decide(desk, case_id, request_id, note)
    decide(desk, row, RequestState.DENIED, note, now.now)
    desk.session.flush()
    write_event(desk, now.case, "refuse_return", permission=HANDLE, data={"order": order.number})
    return row


def lapse_returns(desk: Desk, limit: int = 100) -> int:
    """For the sweep: refuse what nobody has decided in time; returns how many."""
    session, done = desk.session, 0
    statement = (
        select(ReturnRequest.id, ReturnRequest.case_id)
        .where(ReturnRequest.state == RequestState.PENDING, ReturnRequest.decide_by <= clock.now(session))
        .order_by(ReturnRequest.case_id)
        .limit(limit)
    )
    for request_id, case_id in session.execute(statement).all():
        case = session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
        row = session.get_one(ReturnRequest, request_id, populate_existing=True)
        if row.state is not RequestState.PENDING:
            continue
        lapse(row, clock.now(session))
        session.flush()
        write_event(desk, case, "lapse_return", data={"request": str(row.id)})
        done += 1
    return done


def _to_decide(
    desk: Desk, case_id: UUID, request_id: UUID, note: str
) -> tuple[Situation, ReturnRequest, TransferOrder]:
    """The locked case and the pending request. What is late has lapsed, whether the sweep has been there or not."""
    find_case_to_work(desk, case_id)
    now = situation_of(desk, find_case(desk, case_id, lock=True))
    row = pending_request(desk, now.case, ReturnRequest, request_id)
    if now.now >= row.decide_by:
        raise AlreadyDecided
    refuse_identity(desk, now.case, note, "/note")
    order = desk.session.get_one(TransferOrder, row.transfer_id, with_for_update=True, populate_existing=True)
    return now, row, order
