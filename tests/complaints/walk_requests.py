"""What the random walk asks for besides the steps of the table: time, returns, pauses, decisions on them."""

from collections.abc import Callable
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import select

from backend.complaints import working
from backend.complaints.desk import Desk
from backend.complaints.kinds import Rating, TerminationReason
from backend.complaints.models import Case
from backend.complaints.public import acts as tracking_acts
from backend.complaints.public.schemas import RatingIn
from backend.complaints.records import CallbackOutcome, TransferOrder
from backend.complaints.records_requests import Extension, Pause, PauseReason, RequestState, ReturnRequest
from backend.complaints.requests import consents as asking
from backend.complaints.requests import extensions, returns
from backend.complaints.requests.schemas import ExtensionIn, ReturnIn
from backend.complaints.schemas_case import CallbackIn, PauseIn, TerminationIn
from backend.complaints.transfers import service as unit_side
from backend.complaints.transfers.schemas import DraftIn
from tests.complaints.conftest import RESULT

Ask = Callable[[Desk, UUID], Any]


def _pending(desk: Desk, kind: Any, case_id: UUID) -> UUID:
    """What waits for a decision; an id that does not exist when nothing does."""
    found = desk.session.scalars(select(kind.id).where(kind.case_id == case_id, kind.state == RequestState.PENDING))
    return cast(UUID, found.first() or case_id)


def _order(desk: Desk, case_id: UUID) -> UUID:
    found = desk.session.scalars(
        select(TransferOrder.id).where(TransferOrder.case_id == case_id).order_by(TransferOrder.dispatched_at.desc())
    )
    return found.first() or case_id


def _answer(desk: Desk, case_id: UUID) -> None:
    order_id = _order(desk, case_id)
    order = desk.session.get(TransferOrder, order_id)
    match = f'"{order.version}"' if order else None
    draft = DraftIn(conclusion=RESULT.conclusion, findings="漏办", measures="整改", reply="已办结")
    unit_side.save_draft(desk, order_id, draft, match)
    desk.session.flush()
    order = desk.session.get(TransferOrder, order_id)
    unit_side.approve(desk, order_id, f'"{order.version}"' if order else None)


def _rate(desk: Desk, case_id: UUID) -> None:
    rating = RatingIn(code="x" * 16, rating=Rating.DISSATISFIED, note="没有解决")
    tracking_acts.rate(desk, desk.session.get_one(Case, case_id), rating)


ASKED: Final[list[tuple[str, Ask]]] = [
    ("unit_extension", lambda d, c: unit_side.ask_extension(d, _order(d, c), ExtensionIn(amount=5, reason="复杂"))),
    (
        "unit_return",
        lambda d, c: unit_side.ask_return(d, _order(d, c), ReturnIn(basis="三定方案第二条", reason="不属")),
    ),
    ("unit_answer", _answer),
    ("unit_sign", lambda d, c: unit_side.sign(d, _order(d, c))),
    ("extension", lambda d, c: extensions.ask_here(d, c, ExtensionIn(amount=5, reason="复杂"))),
    ("approve_extension", lambda d, c: extensions.approve(d, c, _pending(d, Extension, c), "同意")),
    ("deny_extension", lambda d, c: extensions.deny(d, c, _pending(d, Extension, c), "不同意")),
    ("grant_return", lambda d, c: returns.grant(d, c, _pending(d, ReturnRequest, c), "同意")),
    ("refuse_return", lambda d, c: returns.refuse(d, c, _pending(d, ReturnRequest, c), "不同意")),
    ("pause", lambda d, c: asking.ask_pause(d, c, PauseIn(reason="鉴定", cause=PauseReason.EXPERTS, days=10))),
    ("approve_pause", lambda d, c: asking.approve_pause(d, c, _pending(d, Pause, c), "同意")),
    (
        "termination",
        lambda d, c: asking.ask_termination(d, c, TerminationIn(reason="起诉", cause=TerminationReason.LITIGATION)),
    ),
    (
        "call_back",
        lambda d, c: working.call_back(d, c, CallbackIn(outcome=CallbackOutcome.REACHED, note="已联系")),
    ),
    ("rate", _rate),
]
BY_CITIZENS: Final = {"rate"}
