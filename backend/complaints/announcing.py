"""Telling people at once of what others have done: the centre of what came in, a unit of its order."""

from typing import Final

from backend.complaints.desk import Desk
from backend.complaints.models import Case
from backend.complaints.records import CaseClock, CaseEvent, TransferOrder
from backend.complaints.records_requests import RetaliationReport
from backend.complaints.telling import Tellers, last_day
from backend.core import clock
from backend.notices.service import notify

TO_CENTRE: Final[dict[str, str]] = {
    "message": "message",
    "supplement": "message",
    "attach_complainant": "message",
    "unit_message": "unit_message",
    "attach_unit": "unit_message",
    "answer": "answer",
    "ask_return": "request",
    "ask_extension": "request",
    "ask_pause": "request",
    "ask_termination": "request",
    "ask_review": "request",
    "withdraw": "withdrawn",
}
"""Of which events the centre is told, and as what."""


def announce(desk: Desk, case: Case, event: CaseEvent) -> None:
    """Tell the officer of a case and the leads of what they wait for or have to decide.

    What comes to a case that nobody has taken is seen when it is taken: a flood of complaints is none of notices. A
    merged case is in the hands of who has its master, if nobody has taken it.
    """
    about = TO_CENTRE.get(event.action)
    if about is None:
        return
    master = desk.session.get_one(Case, case.merged_into) if case.merged_into is not None else case
    officer_id = case.officer_id or master.officer_id
    if officer_id is not None or about != "message":
        _tellers(desk, case).centre_of_event(case, about, event.id, desk.user_id, officer_id)


def announce_order(desk: Desk, case: Case, order: TransferOrder, limit: CaseClock) -> None:
    """Tell a unit that it has an order, and until when."""
    _tellers(desk, case).unit_of_new(case, order, last_day(limit))


def announce_report(desk: Desk, case: Case, report: RetaliationReport) -> None:
    """Tell the supervisors that retaliation was reported."""
    _tellers(desk, case).supervisors_of_event(case, "retaliation", report.id)


def _tellers(desk: Desk, case: Case) -> Tellers:
    return Tellers(desk.session, notify, desk.calendar, clock.now(desk.session), frozenset({case.id}))
