"""Transfer orders as their unit sees them: made field by field, so that nothing comes along by itself."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount
from backend.complaints.clocks import due_day, stands_still
from backend.complaints.desk import Desk
from backend.complaints.kinds import ClockKind
from backend.complaints.records import CaseClock, CaseEvent, CaseMessage, MessageSender, TransferOrder, TransferState
from backend.complaints.records_requests import Extension, RequestState, ReturnRequest, SupervisionOrder
from backend.complaints.transfers.access import Part
from backend.complaints.transfers.actions import actions_of
from backend.complaints.transfers.attachments import attachments_of
from backend.complaints.transfers.schemas import (
    Level,
    SentBack,
    TransferAction,
    TransferExtension,
    TransferItem,
    TransferMessage,
    TransferOut,
    TransferResult,
    TransferReturn,
    TransferSupervision,
)
from backend.core.clock import local_date
from backend.core.text import Language
from backend.units.models import Unit

EXCERPT = 60
"""Characters of the matter in a list."""
WAITING = (TransferState.SENT, TransferState.SIGNED)
"""States in which something is expected of the unit."""


def items_of(desk: Desk, orders: Sequence[TransferOrder], now: datetime) -> list[TransferItem]:
    """Orders for the list."""
    clocks = _clocks(desk.session, orders)
    names = _unit_names(desk.session, {order.unit_id for order in orders})
    found = []
    for order in orders:
        matter = desk.open(order.matter, "transfer_order", "matter", order.id)
        fields = _header(order, clocks[order.id], names[order.unit_id], now)
        found.append(TransferItem(**fields, excerpt=_excerpt(matter)))
    return found


def show(part: Part, language: Language) -> TransferOut:
    """One order with everything of the unit's part; `language` of the labels."""
    desk, order = part.desk, part.order
    matter = desk.open(order.matter, "transfer_order", "matter", order.id)
    clocks = _clocks(desk.session, [order])
    names = _unit_names(desk.session, {order.unit_id})
    return TransferOut(
        **_header(order, clocks[order.id], names[order.unit_id], part.now.now),
        excerpt=_excerpt(matter),
        matter=matter,
        result=_result(desk, order),
        sent_back=_sent_back(part),
        messages=[_message(desk, row) for row in _of(desk, CaseMessage, order, CaseMessage.at)],
        extensions=[_extension(desk, row) for row in _of(desk, Extension, order, Extension.asked_at)],
        returns=[_return(desk, row) for row in _of(desk, ReturnRequest, order, ReturnRequest.asked_at)],
        supervision_orders=[
            _supervision(desk, row) for row in _of(desk, SupervisionOrder, order, SupervisionOrder.issued_at)
        ],
        attachments=attachments_of(part),
        actions=[
            TransferAction(
                action=action.name,
                label=action.label.of(language),
                allowed=not against,
                reasons=[text.of(language) for text in against],
            )
            for action, against in actions_of(part)
        ],
        reader_is_head=part.by_head,
        version=order.version,
    )


def level_of(order: TransferOrder, clock: CaseClock, now: datetime) -> Level:
    """Red: late, or was when the order ended. Yellow: the time is running out. A clock that stands warns of nothing."""
    if clock.breached_at is not None:
        return "red"
    if order.state not in WAITING or clock.stopped_at is not None or stands_still(clock, now):
        return "none"
    if now >= clock.due:
        return "red"
    return "yellow" if clock.warn_at is not None and now >= clock.warn_at else "none"


def _header(order: TransferOrder, clocks: dict[ClockKind, CaseClock], unit_name: str, now: datetime) -> dict[str, Any]:
    clock, signing = clocks[ClockKind.UNIT], clocks.get(ClockKind.SIGN)
    waits = order.state is TransferState.SENT and signing is not None
    return {
        "id": order.id,
        "number": order.number,
        "unit_name": unit_name,
        "role": "lead" if order.lead else "joint",
        "state": order.state,
        "final": order.final,
        "dispatched_on": local_date(order.dispatched_at),
        "sign_by": due_day(signing.due) if waits and signing is not None else None,
        "due_on": due_day(clock.due),
        "provisional": clock.provisional,
        "paused": order.state in WAITING and stands_still(clock, now),
        "level": level_of(order, clock, now),
    }


def _clocks(session: Session, orders: Iterable[TransferOrder]) -> dict[UUID, dict[ClockKind, CaseClock]]:
    orders = list(orders)
    statement = select(CaseClock).where(
        CaseClock.case_id.in_({order.case_id for order in orders}),
        CaseClock.transfer_id.in_([order.id for order in orders]),
    )
    found: dict[UUID, dict[ClockKind, CaseClock]] = {order.id: {} for order in orders}
    for clock in session.scalars(statement):
        assert clock.transfer_id is not None, "asked for"
        found[clock.transfer_id][clock.kind] = clock
    return found


def _unit_names(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    return {row.id: row.name for row in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))}


def _excerpt(matter: str) -> str:
    line = " ".join(matter.split())
    return line if len(line) <= EXCERPT else line[:EXCERPT] + "…"


def _of(desk: Desk, table: Any, order: TransferOrder, by: Any) -> Sequence[Any]:
    return desk.session.scalars(select(table).where(table.transfer_id == order.id).order_by(by, table.id)).all()


def _result(desk: Desk, order: TransferOrder) -> TransferResult:
    def text(column: str) -> str:
        sealed: bytes | None = getattr(order, column)
        return desk.open(sealed, "transfer_order", column, order.id) if sealed else ""

    def name(user_id: UUID | None) -> str | None:
        return desk.session.get_one(UserAccount, user_id).display_name if user_id else None

    return TransferResult(
        conclusion=order.conclusion,
        findings=text("findings"),
        measures=text("measures"),
        reply=text("draft_reply"),
        drafted_by=name(order.drafted_by),
        approved_by=name(order.approved_by),
        answered_on=_day(order.answered_at),
    )


def _sent_back(part: Part) -> list[SentBack]:
    """Only the lead unit's answer is sent back, and only while its order lasts."""
    desk, order = part.desk, part.order
    events = [
        event
        for event in (part.now.events if order.lead else ())
        if event.action == "send_back" and event.cycle == order.cycle and event.at >= order.dispatched_at
    ]
    return [SentBack(on=local_date(event.at), note=_note(desk, event)) for event in events]


def _note(desk: Desk, event: CaseEvent) -> str:
    return desk.open(event.note, "case_event", "note", event.id) if event.note else ""


def _message(desk: Desk, row: CaseMessage) -> TransferMessage:
    return TransferMessage(
        sender="unit" if row.sender is MessageSender.UNIT else "officer",
        on=local_date(row.at),
        body=desk.open(row.body, "case_message", "body", row.id),
    )


def _extension(desk: Desk, row: Extension) -> TransferExtension:
    """The note of an approval is written to the complainant, so the unit does not get it."""
    note = row.decision_note if row.state is RequestState.DENIED else None
    return TransferExtension(
        state=row.state,
        amount=row.amount,
        asked_on=local_date(row.asked_at),
        reason=desk.open(row.reason, "case_extension", "reason", row.id),
        decided_on=_day(row.decided_at),
        note=desk.open(note, "case_extension", "decision_note", row.id) if note else None,
    )


def _return(desk: Desk, row: ReturnRequest) -> TransferReturn:
    basis, _, reason = desk.open(row.reason, "case_return", "reason", row.id).partition("\n")
    note = row.decision_note
    return TransferReturn(
        state=row.state,
        asked_on=local_date(row.asked_at),
        decide_by=due_day(row.decide_by),
        basis=basis,
        reason=reason,
        decided_on=_day(row.decided_at),
        note=desk.open(note, "case_return", "decision_note", row.id) if note else None,
    )


def _supervision(desk: Desk, row: SupervisionOrder) -> TransferSupervision:
    return TransferSupervision(
        id=row.id,
        number=row.number,
        level=row.level,
        state=row.state,
        issued_on=local_date(row.issued_at),
        due_on=due_day(row.due),
        demand=desk.open(row.demand, "supervision_order", "demand", row.id),
        report=desk.open(row.report, "supervision_order", "report", row.id) if row.report else None,
        reported_on=_day(row.reported_at),
        closed_on=_day(row.closed_at),
    )


def _day(at: datetime | None) -> date | None:
    return None if at is None else local_date(at)
