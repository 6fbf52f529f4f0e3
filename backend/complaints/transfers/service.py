"""What a unit does with its order. The case's row is locked first, then the order's; each step writes its event."""

from uuid import UUID

from backend.complaints.bodies import PlainBody, ResultBody
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.moves import transition
from backend.complaints.orders import enter_answer, sign_order
from backend.complaints.records import CaseMessage, MessageSender, TransferOrder
from backend.complaints.requests import extensions, returns, supervision
from backend.complaints.requests.schemas import ExtensionIn, ReportIn, ReturnIn
from backend.complaints.states import ANSWER
from backend.complaints.transfers.access import Part, find_part
from backend.complaints.transfers.actions import require
from backend.complaints.transfers.schemas import DraftIn, MessageIn
from backend.core.etags import check_match
from backend.core.ids import new_id


def sign(desk: Desk, order_id: UUID) -> None:
    """Take the order. Raises NotFound, WrongState."""
    part = _locked(desk, order_id, "sign")
    if part.order.lead:
        transition(desk, part.now.case, "sign", PlainBody())
    else:
        sign_order(part.now, part.order)
        _event(part, "sign_joint")


def save_draft(desk: Desk, order_id: UUID, body: DraftIn, if_match: str | None) -> None:
    """Write the result down, to be approved. Raises NotFound, PreconditionMissing, Stale, WrongState.

    The text is not searched for the complainant: the answer of such a search would tell a unit that tries names who
    it is. The centre searches the reply before it goes out.
    """
    part = find_part(desk, order_id, lock=True)
    order = part.order
    check_match(if_match, order, lambda: {"version": order.version, **draft_of(desk, order).model_dump(mode="json")})
    require(part, "draft")
    order.conclusion, order.drafted_by = body.conclusion, desk.user_id
    order.approved_by = order.answered_at = None  # of an answer that was sent back
    for column, text in (("findings", body.findings), ("measures", body.measures), ("draft_reply", body.reply)):
        setattr(order, column, desk.seal(text, "transfer_order", column, order.id) if text else None)
    order.version += 1
    desk.session.flush()
    _event(part, "draft")


def approve(desk: Desk, order_id: UUID, if_match: str | None) -> None:
    """The unit's head signs the draft of that version, which is then the unit's answer.

    Raises NotFound, PreconditionMissing, Stale, WrongState, NotReady.
    """
    part = find_part(desk, order_id, lock=True)
    order = part.order
    check_match(if_match, order, lambda: {"version": order.version, **draft_of(desk, order).model_dump(mode="json")})
    require(part, "approve")
    result = ResultBody.model_validate(draft_of(desk, order).model_dump())
    if order.lead:
        transition(desk, part.now.case, "answer", result)
    else:
        enter_answer(part.now, order, result)
        desk.session.flush()
        _event(part, "answer_joint")


def write_message(desk: Desk, order_id: UUID, body: MessageIn) -> None:
    """Write to the officer, who alone reads it (security design, T4). Raises NotFound, WrongState."""
    part = _locked(desk, order_id, "message")
    id_ = new_id()
    message = CaseMessage(
        id=id_,
        case_id=part.now.case.id,
        transfer_id=part.order.id,
        sender=MessageSender.UNIT,
        user_id=desk.user_id,
        at=part.now.now,
        body=desk.seal(body.body, "case_message", "body", id_),
    )
    desk.session.add(message)
    desk.session.flush()
    _event(part, "unit_message")


def ask_return(desk: Desk, order_id: UUID, body: ReturnIn) -> None:
    """Raises NotFound, WrongState, NotReady."""
    part = _locked(desk, order_id, "return")
    returns.ask(part.now, part.order, body)


def ask_extension(desk: Desk, order_id: UUID, body: ExtensionIn) -> None:
    """Raises NotFound, WrongState, NotReady, InvalidInput."""
    part = _locked(desk, order_id, "extend")
    extensions.ask(part.now, body, part.order, ANSWER)


def acknowledge(desk: Desk, order_id: UUID, supervision_id: UUID) -> None:
    """A supervision order to the unit has been read. Raises NotFound, WrongState."""
    part = find_part(desk, order_id, lock=True)
    found = supervision.find_order(desk, part.now.case, part.order.id, supervision_id)
    supervision.acknowledge(desk, part.now.case, found)


def report(desk: Desk, order_id: UUID, supervision_id: UUID, body: ReportIn) -> None:
    """What was done about a supervision order. Raises NotFound, WrongState."""
    part = find_part(desk, order_id, lock=True)
    found = supervision.find_order(desk, part.now.case, part.order.id, supervision_id)
    supervision.report(desk, part.now.case, found, body.report, ANSWER)


def draft_of(desk: Desk, order: TransferOrder) -> DraftIn:
    """The result as it is written now."""

    def text(column: str) -> str:
        sealed: bytes | None = getattr(order, column)
        return desk.open(sealed, "transfer_order", column, order.id) if sealed else ""

    return DraftIn(
        conclusion=order.conclusion, findings=text("findings"), measures=text("measures"), reply=text("draft_reply")
    )


def _locked(desk: Desk, order_id: UUID, action: str) -> Part:
    part = find_part(desk, order_id, lock=True)
    require(part, action)
    return part


def _event(part: Part, action: str) -> None:
    write_event(part.desk, part.now.case, action, permission=ANSWER, data={"order": part.order.number})
