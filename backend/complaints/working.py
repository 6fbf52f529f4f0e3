"""What the centre does at a case beside moving it on: taking it, editing, asking, calling back, stepping aside."""

import json
from uuid import UUID

from sqlalchemy import select

from backend.audit.record import record
from backend.auth.models import UserAccount, UserRole
from backend.auth.policy import Role
from backend.complaints import clocks, guards
from backend.complaints.access import find_case, find_case_to_work
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.kinds import CaseState, ClockKind, Rating
from backend.complaints.models import Case, CaseOriginal, Category
from backend.complaints.moves import WrongState, refuse_against
from backend.complaints.orders import call_off
from backend.complaints.records import Callback, CallbackOutcome, CaseMessage, MessageSender, TransferOrder
from backend.complaints.records_requests import Conflict, Extension, ReturnRequest
from backend.complaints.scan import refuse_identity
from backend.complaints.schemas_case import CallbackIn, CaseEdit, CaseMessageIn, ConflictIn, OriginalOut
from backend.complaints.searching import summarise
from backend.complaints.settling import lapse_requests
from backend.complaints.situation import LIVE, situation_of
from backend.core import clock
from backend.core.db import note_refusal
from backend.core.errors import Conflict as StateConflict
from backend.core.errors import FieldProblem, InvalidInput, NotFound
from backend.core.etags import check_match
from backend.core.ids import new_id
from backend.core.text import Text
from backend.units.models import Unit


class Taken(StateConflict):
    code = "complaint_taken"
    title = Text("已有承办人，请由负责人改派", "Somebody has this case; the lead reassigns it")


class NotReplied(StateConflict):
    code = "complaint_not_replied"
    title = Text("答复签发以后才能回访", "Callbacks follow the reply")


def take(desk: Desk, case_id: UUID) -> Case:
    """Take a case that nobody has. Raises Taken."""
    case = find_case(desk, case_id, lock=True)
    if case.officer_id is not None:
        raise Taken
    return _assign(desk, case, desk.principal.user_id)


def assign(desk: Desk, case_id: UUID, officer_id: UUID) -> Case:
    """Give a case to an officer of the centre who has no conflict with it. Raises InvalidInput."""
    case = find_case(desk, case_id, lock=True)
    user = desk.session.get(UserAccount, officer_id)
    roles = desk.session.scalars(select(UserRole.role).where(UserRole.user_id == officer_id)).all()
    if user is None or user.disabled_at is not None or not {Role.COMPLAINT_OFFICER, Role.COMPLAINT_LEAD} & set(roles):
        raise _at("/officer_id", "unknown", Text("不是投诉中心的人员", "Not an officer of the centre"))
    declared = select(Conflict.id).where(Conflict.case_id == case.id, Conflict.user_id == officer_id)
    if desk.session.scalars(declared).first() is not None or (case.unit_id and user.unit_id == case.unit_id):
        raise _at("/officer_id", "conflict", Text("该人员应当回避", "This person has a conflict of interest"))
    return _assign(desk, case, officer_id)


def _assign(desk: Desk, case: Case, officer_id: UUID) -> Case:
    before = case.officer_id
    case.officer_id = officer_id
    case.version += 1
    data = {"officer": str(officer_id), "before": str(before) if before else None}
    write_event(desk, case, "assign", permission="complaint.handle", data=data)
    return case


def edit(desk: Desk, case_id: UUID, body: CaseEdit, if_match: str | None) -> Case:
    """Correct summary, category and unit of an open case; the event keeps what was there before.

    Figures are by unit and category, so what has ended stays as it is. Raises Stale, WrongState, InvalidInput.
    """
    case = locked(desk, case_id)
    check_match(if_match, case)
    if case.terminal:
        raise WrongState(Text("本件已经结束，不能更正", "The case has ended: nothing is corrected any more"))
    changed: list[str] = []
    before: dict[str, str] = {}
    old_summary = ""
    if body.summary is not None and body.summary != case.summary:
        refuse_identity(desk, case, body.summary, "/summary")
        old_summary = case.summary
        summarise(desk.session, case, body.summary)
        changed.append("summary")
    if body.category is not None:
        category = desk.session.scalars(select(Category).where(Category.code == body.category)).one_or_none()
        if category is None:
            raise _at("/category", "unknown", Text("没有这个类别", "There is no such category"))
        if category.id != case.category_id:
            before["category"] = str(case.category_id)
            case.category_id = category.id
            changed.append("category")
    if body.unit_id is not None and body.unit_id != case.unit_id:
        if desk.session.get(Unit, body.unit_id) is None:
            raise _at("/unit_id", "unknown", Text("没有这个单位", "There is no such unit"))
        _refuse_other_unit(desk, case)
        before["unit"] = str(case.unit_id) if case.unit_id else ""
        case.unit_id = body.unit_id
        changed.append("unit_id")
    if changed:
        case.version += 1
        data = {"fields": changed, "was": before}
        write_event(desk, case, "edit", permission="complaint.handle", data=data, note=old_summary)
    return case


def _refuse_other_unit(desk: Desk, case: Case) -> None:
    """Where the unit decides who may have the order (回避), or has it already, the lead alone names another."""
    ordered = desk.session.scalars(select(TransferOrder.id).where(TransferOrder.case_id == case.id).limit(1)).first()
    if (case.about_head or ordered is not None) and Role.COMPLAINT_LEAD not in desk.principal.roles:
        text = Text(
            "涉及单位负责人或者已经派单的，由投诉中心负责人更正被投诉单位",
            "The lead alone names another unit once an order is out or where the unit's head is complained of",
        )
        raise _at("/unit_id", "lead_only", text)


def read_original(desk: Desk, case_id: UUID) -> OriginalOut:
    """The complainant's words; that they were read is an event, and the record keeps that somebody tried who may not."""
    if desk.session.get(Case, case_id) is not None:
        note_refusal(
            desk.session,
            lambda writer: record(writer, desk.principal, "complaint.original_refused", "complaint", case_id),
        )
    case = locked(desk, case_id)
    original = desk.session.get_one(CaseOriginal, case.id)
    words = json.loads(desk.open(original.sealed, "complaint_original", "sealed", case.id))
    write_event(desk, case, "read_original", permission="complaint.handle")
    return OriginalOut(**words)


def add_note(desk: Desk, case_id: UUID, text: str) -> Case:
    """A file note: a visit, an interview, something found. Sealed, for readers of the content."""
    case = locked(desk, case_id)
    write_event(desk, case, "note", permission="complaint.handle", note=text)
    return case


def call_off_joint(desk: Desk, case_id: UUID, order_id: UUID, note: str) -> Case:
    """End the order of a joint unit: without it the others' answer would wait for ever. Raises NotFound, WrongState."""
    case = locked(desk, case_id)
    now = situation_of(desk, case)
    order = desk.session.get(TransferOrder, order_id)
    if order is None or order.case_id != case.id:
        raise NotFound
    if order.lead or order not in now.live_orders:
        raise WrongState(Text("只能撤回在办的协办转办单", "Only the running order of a joint unit is called off"))
    call_off(now, order)
    lapse_requests(now, (ReturnRequest, Extension), of=order)
    case.next_due = clocks.earliest(desk.session, case)
    case.version += 1
    desk.session.flush()
    write_event(desk, case, "call_off_joint", permission="complaint.handle", note=note, data={"order": order.number})
    return case


def send_message(desk: Desk, case_id: UUID, body: CaseMessageIn) -> Case:
    """Write to the complainant, or to the unit of an order; what the unit reads must not name the complainant."""
    case = locked(desk, case_id)
    order = None
    if body.transfer_id is not None:
        order = desk.session.get(TransferOrder, body.transfer_id)
        if order is None or order.case_id != case.id or order.state not in LIVE:
            raise _at("/transfer_id", "unknown", Text("没有这份在办的转办单", "There is no such live order"))
        refuse_identity(desk, case, body.body, "/body", name_allowed=order.name_released)
    id_ = new_id()
    desk.session.add(
        CaseMessage(
            id=id_,
            case_id=case.id,
            transfer_id=body.transfer_id,
            sender=MessageSender.OFFICER,
            user_id=desk.user_id,
            at=clock.now(desk.session),
            body=desk.seal(body.body, "case_message", "body", id_),
        )
    )
    data = {"order": order.number if order else None}
    write_event(desk, case, "message", permission="complaint.handle", data=data)
    return case


def call_back(desk: Desk, case_id: UUID, body: CallbackIn) -> Case:
    """Note a try to reach the complainant, never by those who handled the case (case 68)."""
    case = locked(desk, case_id)
    now = situation_of(desk, case)
    if case.state is not CaseState.REPLIED or now.result is None:
        raise NotReplied
    refuse_against(guards.CALLBACK, now)
    if body.rating is not None and body.outcome is not CallbackOutcome.REACHED:
        raise _at("/rating", "not_reached", Text("没有联系上投诉人，不能填写评价", "Nobody was reached"))
    id_ = new_id()
    desk.session.add(
        Callback(
            id=id_,
            case_id=case.id,
            cycle=case.cycle,
            outcome=body.outcome,
            cause=body.cause,
            note=desk.seal(body.note, "case_callback", "note", id_),
            made_by=desk.user_id,
            at=now.now,
        )
    )
    if body.rating is not None and now.result.rating is None:
        now.result.rating, now.result.rated_at = Rating(body.rating), now.now
    desk.session.flush()
    if guards.callback_done(now) is None:
        clocks.stop(desk.session, case, now.now, (ClockKind.CALLBACK,))
        case.next_due = clocks.earliest(desk.session, case)
    case.version += 1
    data = {"outcome": body.outcome.value, "cause": body.cause.value if body.cause else None}
    write_event(desk, case, "callback", permission="complaint.handle", data=data)
    return case


def declare_conflict(desk: Desk, case_id: UUID, body: ConflictIn) -> None:
    """回避: the person no longer sees the case. Everybody may declare it of themselves, the lead of others."""
    case = find_case(desk, case_id, lock=True)
    user_id = body.user_id or desk.principal.user_id
    if user_id != desk.principal.user_id and Role.COMPLAINT_LEAD not in desk.principal.roles:
        raise NotFound
    if desk.session.get(UserAccount, user_id) is None:
        raise _at("/user_id", "unknown", Text("没有这个账号", "There is no such account"))
    known = select(Conflict.id).where(Conflict.case_id == case.id, Conflict.user_id == user_id)
    if desk.session.scalars(known).first() is not None:
        return
    id_ = new_id()
    desk.session.add(
        Conflict(
            id=id_,
            case_id=case.id,
            user_id=user_id,
            reason=desk.seal(body.reason, "case_conflict", "reason", id_),
            declared_by=desk.user_id,
            at=clock.now(desk.session),
        )
    )
    if case.officer_id == user_id:
        case.officer_id = None
    case.version += 1
    write_event(desk, case, "conflict", permission="complaint.handle", data={"user": str(user_id)})


def locked(desk: Desk, case_id: UUID) -> Case:
    """A case that the person works on, locked. Raises NotFound."""
    case = find_case_to_work(desk, case_id)
    desk.session.refresh(case, with_for_update=True)
    return case


def _at(pointer: str, code: str, text: Text) -> InvalidInput:
    return InvalidInput(errors=[FieldProblem(pointer, code, text)])
