"""The notices of a case as letters: 受理, 不予受理, 补正, 延期 to the complainant; 转办, 督办 to a unit.

No letter names the complainant. Those to the complainant are addressed by the number of the case, for who the
complainant is does not come out of its seal for a form; those to a unit carry the number of its order only (D6).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import Field
from sqlalchemy import Select, select

from backend.complaints.bodies import ActionBody
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.kinds import (
    HANDLING_NAMES,
    REFUSAL_NAMES,
    TERMINATION_NAMES,
    ClockKind,
    RefusalReason,
    TerminationReason,
)
from backend.complaints.letters.letter import Letter, chinese_date
from backend.complaints.models import Case, Category
from backend.complaints.records import CaseClock, CaseEvent, CaseMessage, MessageSender, TransferOrder
from backend.complaints.records_requests import Extension, OrderLevel, RequestState, SupervisionOrder
from backend.complaints.scan import refuse_identity
from backend.core import clock
from backend.core.errors import Conflict
from backend.core.fields import Line
from backend.core.text import Text
from backend.units.models import Unit

CENTRE: Final = "效能投诉中心"


PROVISIONAL: Final = "该期限涉及尚未公布放假安排的年份，公布后可能顺延，不会提前。"


class DocumentKind(StrEnum):
    """What can be written about a case."""

    ACCEPTANCE = "acceptance"
    REFUSAL = "refusal"
    SUPPLEMENT = "supplement"
    EXTENSION = "extension"
    REFERRAL = "referral"
    TERMINATION = "termination"
    TRANSFER = "transfer"
    SUPERVISION = "supervision"


class DocumentFormat(StrEnum):
    """What a document is written on: a Word file, or a page for printing. Both say the same."""

    DOCX = "docx"
    HTML = "html"


class DocumentIn(ActionBody):
    format: DocumentFormat = DocumentFormat.DOCX
    number: Annotated[Line, Field(max_length=20)] | None = Field(
        None, description="Of the transfer or supervision order; null: the newest"
    )


class NothingToWrite(Conflict):
    """What the letter would tell has not happened."""

    code = "document_not_ready"
    title = Text("本件还没有可以出具的这种文书", "There is nothing yet that this document could say")


def write_document(desk: Desk, case: Case, kind: DocumentKind, body: DocumentIn, office: str) -> Letter:
    """The letter about a locked case; an event. Raises NothingToWrite."""
    letter = _WRITERS[kind](desk, case, body.number, office or CENTRE)
    data = {"kind": kind.value, "format": body.format.value} | ({"level": letter.level} if letter.level else {})
    write_event(desk, case, "document", permission="complaint.handle", data=data)
    return letter


def _acceptance(desk: Desk, case: Case, number: str | None, office: str) -> Letter:
    if case.accepted_at is None or case.handling is None:
        raise NothingToWrite
    category = desk.session.get_one(Category, case.category_id)
    *_, total = _all(desk, select(CaseClock), CaseClock, case, ClockKind.TOTAL)  # the first handling's
    body = [
        f"您反映的“{category.name}”类事项，本中心于{_day(case.received_at)}收到，经审查属于效能投诉受理范围。",
        f"本中心决定自{_day(case.accepted_at)}起予以受理，办理方式为{HANDLING_NAMES[case.handling].zh}。",
        f"办理期限至{_last_day(total.due_original)}。{PROVISIONAL if total.provisional else ''}",
        "办理进展和结果可以凭查询码查询。",
        "特此告知。",
    ]
    return _to_complainant(desk, case, "效能投诉受理告知书", body, office)


def _refusal(desk: Desk, case: Case, number: str | None, office: str) -> Letter:
    event = _first(desk, select(CaseEvent).where(CaseEvent.action == "refuse"), CaseEvent, case)
    reason = REFUSAL_NAMES[RefusalReason(event.data["reason"])].zh
    note = desk.open(event.note, "case_event", "note", event.id) if event.note else ""
    body = [
        f"您反映的事项，本中心于{_day(case.received_at)}收到。经审查，{reason}，决定不予受理。",
        note if note.strip("。 ") != reason else "",
        f"您可以向以下单位或者途径反映：{event.data['where_to_go']}。",
    ]
    objection = _all(desk, select(CaseClock).where(CaseClock.kind == ClockKind.OBJECTION), CaseClock, case)
    if objection:
        body.append(f"如果对本决定不服，可以在{_last_day(objection[0].due)}以前申请复查。")
    return _to_complainant(desk, case, "效能投诉不予受理告知书", [*body, "特此告知。"], office)


def _supplement(desk: Desk, case: Case, number: str | None, office: str) -> Letter:
    event = _first(desk, select(CaseEvent).where(CaseEvent.action == "ask_supplement"), CaseEvent, case)
    asked = select(CaseMessage).where(CaseMessage.sender == MessageSender.OFFICER, CaseMessage.at <= event.at)
    message = _first(desk, asked, CaseMessage, case)
    limit = _first(desk, select(CaseClock).where(CaseClock.kind == ClockKind.SUPPLEMENT), CaseClock, case)
    body = [
        "您反映的事项已经收到。为了查清事实，请补充以下材料或者情况：",
        desk.open(message.body, "case_message", "body", message.id),
        f"请在{_last_day(limit.due)}以前凭查询码在网上补充，或者与本中心联系。逾期没有补充的，将终止办理或者按现有材料处理。",
    ]
    return _to_complainant(desk, case, "效能投诉补正告知书", body, office)


def _extension(desk: Desk, case: Case, number: str | None, office: str) -> Letter:
    granted = select(Extension).where(Extension.state == RequestState.APPROVED)
    extension = _first(desk, granted, Extension, case)
    total = _first(desk, select(CaseClock).where(CaseClock.kind == ClockKind.TOTAL), CaseClock, case)
    assert extension.decision_note is not None, "no approval without a reason for the complainant"
    reason = desk.open(extension.decision_note, "case_extension", "decision_note", extension.id)
    body = [
        f"您反映的事项，原定{_last_day(total.due_original)}以前办结。经批准，办理期限延长至{_last_day(total.due)}。",
        f"延长的原因：{reason}",
        "特此告知。",
    ]
    return _to_complainant(desk, case, "效能投诉延期办理告知书", body, office)


def _referral(desk: Desk, case: Case, number: str | None, office: str) -> Letter:
    event = _first(desk, select(CaseEvent).where(CaseEvent.action == "transfer_out"), CaseEvent, case)
    body = [
        f"您反映的事项，本中心于{_day(case.received_at)}收到。经审查，该事项应由{event.data['destination']}处理。",
        f"本中心已于{_day(event.at)}移送，后续办理情况请向该单位查询。",
        "特此告知。",
    ]
    return _to_complainant(desk, case, "效能投诉移送告知书", body, office)


def _termination(desk: Desk, case: Case, number: str | None, office: str) -> Letter:
    event = _first(desk, select(CaseEvent).where(CaseEvent.action == "terminate"), CaseEvent, case)
    reason = TERMINATION_NAMES[TerminationReason(event.data["reason"])].zh
    body = [
        f"您反映的事项，因{reason}，本中心决定自{_day(event.at)}起终止办理。",
        "您对终止办理有异议的，可以凭查询码申请复查。",
        "特此告知。",
    ]
    return _to_complainant(desk, case, "效能投诉终止办理告知书", body, office)


def _transfer(desk: Desk, case: Case, number: str | None, office: str) -> Letter:
    orders = select(TransferOrder).where(TransferOrder.number == number) if number else select(TransferOrder)
    order = _first(desk, orders, TransferOrder, case)
    unit = desk.session.get_one(Unit, order.unit_id)
    limit = _first(desk, select(CaseClock).where(CaseClock.transfer_id == order.id), CaseClock, case, ClockKind.UNIT)
    matter = desk.open(order.matter, "transfer_order", "matter", order.id)
    refuse_identity(desk, case, matter, "/number", name_allowed=order.name_released)
    body = [
        "现将群众反映的事项转给你单位办理。反映的主要内容：",
        matter,
        f"请在{_last_day(limit.due)}以前办结，并提交经负责人签署的办理结果。",
        "不属于你单位职责的，请在规定时间内说明依据，申请退单。不得以任何方式打听、追查反映人。",
    ]
    lead = "主办" if order.lead else "协办"
    return _letter(desk, f"效能投诉转办函（{lead}）", order.number, unit.name, body, office)


_LEVELS: Final = {OrderLevel.REMIND: "催办单", OrderLevel.SUPERVISE: "督办单", OrderLevel.PUBLIC: "挂牌督办单"}


def _supervision(desk: Desk, case: Case, number: str | None, office: str) -> Letter:
    orders = select(SupervisionOrder).where(SupervisionOrder.number == number) if number else select(SupervisionOrder)
    issued = _first(desk, orders, SupervisionOrder, case)
    demand = desk.open(issued.demand, "supervision_order", "demand", issued.id)
    refuse_identity(desk, case, demand, "/number")
    to, about = CENTRE, case.number
    if issued.transfer_id is not None:
        order = desk.session.get_one(TransferOrder, issued.transfer_id)
        to, about = desk.session.get_one(Unit, order.unit_id).name, order.number
    body = [f"关于{about}：", demand, f"请在{_last_day(issued.due)}以前书面报告。"]
    letter = _letter(desk, f"效能投诉{_LEVELS[issued.level]}", issued.number, to, body, office)
    return replace(letter, level=issued.level.value)


def _to_complainant(desk: Desk, case: Case, title: str, body: list[str], office: str) -> Letter:
    return _letter(desk, title, f"投诉件编号 {case.number}", "投诉人", body, office)


def _letter(desk: Desk, title: str, number: str, to: str, body: list[str], office: str) -> Letter:
    today = clock.local_date(clock.now(desk.session))
    return Letter(title=title, number=number, to=to, body=[text for text in body if text], office=office, day=today)


_ORDER: Final[dict[Any, Any]] = {
    CaseClock: (CaseClock.cycle.desc(), CaseClock.anchor.desc()),
    CaseEvent: (CaseEvent.seq.desc(),),
    CaseMessage: (CaseMessage.at.desc(), CaseMessage.id),
    Extension: (Extension.asked_at.desc(), Extension.id),
    TransferOrder: (TransferOrder.dispatched_at.desc(), TransferOrder.lead.desc(), TransferOrder.number),
    SupervisionOrder: (SupervisionOrder.issued_at.desc(), SupervisionOrder.number.desc()),
}
"""Newest first."""


def _all(desk: Desk, statement: Select[Any], table: Any, case: Case, kind: ClockKind | None = None) -> list[Any]:
    statement = statement.where(table.case_id == case.id).order_by(*_ORDER[table])
    return list(desk.session.scalars(statement.where(CaseClock.kind == kind) if kind else statement))


def _first(desk: Desk, statement: Select[Any], table: Any, case: Case, kind: ClockKind | None = None) -> Any:
    """The newest of the case. Raises NothingToWrite."""
    found = _all(desk, statement, table, case, kind)
    if not found:
        raise NothingToWrite
    return found[0]


def _day(instant: datetime) -> str:
    return chinese_date(clock.local_date(instant))


def _last_day(due: datetime) -> str:
    """The day that ends at `due`, or in which it lies."""
    last: date = clock.local_date(due - datetime.resolution)
    return chinese_date(last)


_WRITERS: Final[dict[DocumentKind, Callable[[Desk, Case, str | None, str], Letter]]] = {
    DocumentKind.ACCEPTANCE: _acceptance,
    DocumentKind.REFUSAL: _refusal,
    DocumentKind.SUPPLEMENT: _supplement,
    DocumentKind.EXTENSION: _extension,
    DocumentKind.REFERRAL: _referral,
    DocumentKind.TERMINATION: _termination,
    DocumentKind.TRANSFER: _transfer,
    DocumentKind.SUPERVISION: _supervision,
}
