"""Registering a complaint: from the public page, by the staff for people who call, write or come, and by systems."""

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from backend.calendar.engine import working_days_between
from backend.complaints import clocks, tracking
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.kinds import Actor, Channel, ClockKind, IdentityMode
from backend.complaints.models import Case, CaseIdentity, CaseOriginal, Category
from backend.complaints.rules.policy import Policy, current_version
from backend.complaints.schemas import ComplaintIn, RegisterIn
from backend.complaints.serial import CASE, next_number
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput
from backend.core.ids import new_id
from backend.core.principal import Client
from backend.core.sealing import blind_index
from backend.core.text import Text
from backend.units.models import Unit

BACKDATING_DAYS = 5
"""Working days by which a letter or call may precede its registration (complaint design, 2.3)."""

EXTERNAL_DUE_WITHIN = timedelta(days=3 * 366)

DUPLICATE_WINDOW = timedelta(hours=24)


class RequestReused(Conflict):
    """The same request key came with another body."""

    status = 422
    code = "idempotency_key_reused"
    title = Text("同一请求编号的内容不一致", "The key was used for another request")


class SourceTaken(Conflict):
    """This complaint was sent before; `case` in the answer leads to it, unless it is another system's."""

    code = "source_taken"
    title = Text("该来源编号已经登记", "This source id is registered already")


@dataclass(frozen=True, slots=True)
class Registered:
    """A case and its tracking code, which exists nowhere else. `repeated`: the request had been carried out before."""

    case: Case
    code: str
    repeated: bool


def register(desk: Desk, body: ComplaintIn, request_key: str) -> Registered:
    """Register a complaint, or find it again when the same request comes twice (complaint design, cases 10 to 14).

    Raises InvalidInput, RequestReused, SourceTaken.
    """
    session = desk.session
    key, digest = tracking.request_hash(desk.keys, request_key), _digest(body)
    found = _repeated(desk, key, digest, request_key)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            case = _insert(desk, body, key, digest, request_key)
    except IntegrityError:
        found = _repeated(desk, key, digest, request_key)
        if found is not None:
            return found
        _refuse_source(desk, body)
        raise
    return Registered(case, tracking.derive_code(desk.keys, request_key), repeated=False)


def register_for_client(desk: Desk, body: RegisterIn) -> Registered:
    """Register what a client system sends. That the same request comes again was seen before (auth/repeating.py), and
    what comes again later is known by its source. Raises InvalidInput, SourceTaken.
    """
    fresh = secrets.token_hex(32)  # no key of the client's choice: another client may choose the same
    try:
        with desk.session.begin_nested():
            case = _insert(desk, body, None, None, fresh)
    except IntegrityError:
        _refuse_source(desk, body)
        raise
    return Registered(case, tracking.derive_code(desk.keys, fresh), repeated=False)


def _repeated(desk: Desk, key: bytes, digest: bytes, request_key: str) -> Registered | None:
    case = desk.session.scalars(select(Case).where(Case.request_key == key)).one_or_none()
    if case is None:
        return None
    if case.request_digest != digest:
        raise RequestReused
    return Registered(case, tracking.derive_code(desk.keys, request_key), repeated=True)


def _insert(desk: Desk, body: ComplaintIn, key: bytes | None, digest: bytes | None, request_key: str) -> Case:
    session, now = desk.session, clock.now(desk.session)
    category = _category(desk, body.category)
    _check_contact(body)
    _check_unit(desk, body)
    staff = body if isinstance(body, RegisterIn) else None
    if staff is not None:
        _refuse_source(desk, staff)
    received = _received(desk, staff, now)
    seen = desk.who is not Actor.CITIZEN  # who takes a complaint down knows its code, whatever the channel (case 75)
    case = Case(
        id=new_id(),
        number=next_number(session, CASE),
        channel=staff.channel if staff else Channel.WEB,
        mode=body.mode,
        category_id=category.id,
        unit_id=body.unit_id,
        about_head=body.about_head,
        persons=body.persons,
        received_at=received,
        registered_at=now,
        registered_by=desk.user_id,
        officer_id=desk.user_id,
        code_hash=tracking.code_hash(desk.keys, tracking.derive_code(desk.keys, request_key)),
        code_temporary=seen,
        request_key=key,
        request_digest=digest,
        source_system=staff.source_system if staff else None,
        source_id=staff.source_id if staff else None,
        source_client_id=desk.who.client_id if isinstance(desk.who, Client) else None,
        external_due=_external_due(staff, now),
    )
    if body.pin is not None:
        case.pin_hash = tracking.pin_hash(desk.keys, case.id, body.pin)
    session.add(case)
    session.flush()
    _keep_words(desk, case, body)
    policy = Policy.model_validate(current_version(session, category).document)
    clocks.start(session, desk.calendar, policy, case, ClockKind.ACCEPT, received)
    case.next_due = clocks.earliest(session, case)
    write_event(
        desk,
        case,
        "register",
        permission="complaint.register",
        data={"channel": case.channel.value, "category": category.code, "alike": len(similar(desk, case))},
    )
    return case


def _keep_words(desk: Desk, case: Case, body: ComplaintIn) -> None:
    words = body.model_dump(mode="json", include={"subject", "text", "wish"})
    sealed = desk.seal(json.dumps(words, ensure_ascii=False), "complaint_original", "sealed", case.id)
    desk.session.add(CaseOriginal(case_id=case.id, sealed=sealed))
    if body.contact is None or body.mode is IdentityMode.ANONYMOUS:
        return
    contact = json.dumps(body.contact.model_dump(mode="json"), ensure_ascii=False)
    phone, id_number = _digits(body.contact.phone), body.contact.id_number.upper()
    desk.session.add(
        CaseIdentity(
            case_id=case.id,
            sealed=desk.seal(contact, "complaint_identity", "sealed", case.id),
            phone_index=blind_index(desk.keys, "phone", phone) if phone else None,
            id_index=blind_index(desk.keys, "id_number", id_number) if id_number else None,
        )
    )
    desk.session.flush()


def similar(desk: Desk, case: Case) -> list[Case]:
    """Cases that may be the same matter: of the same person, or of the same unit and category within a day.

    They are shown to the officer and never dropped (complaint design, cases 15 and 17).
    """
    session = desk.session
    identity = session.get(CaseIdentity, case.id)
    marks: list[ColumnElement[bool]] = []
    if identity is not None and identity.phone_index is not None:
        marks.append(CaseIdentity.phone_index == identity.phone_index)
    if identity is not None and identity.id_index is not None:
        marks.append(CaseIdentity.id_index == identity.id_index)
    # One query of ids for each way of being alike: joined by "or" in one, PostgreSQL would read all cases.
    alike: list[Select[UUID]] = [select(CaseIdentity.case_id).where(mark) for mark in marks]
    if case.unit_id is not None:
        near = aliased(Case)
        first, last = case.registered_at - DUPLICATE_WINDOW, case.registered_at + DUPLICATE_WINDOW
        about = (near.unit_id == case.unit_id) & (near.category_id == case.category_id)
        alike.append(select(near.id).where(about, near.registered_at.between(first, last)))
    if not alike:
        return []
    found = select(Case).where(Case.id.in_(union_all(*alike)), Case.id != case.id)
    return list(session.scalars(found.order_by(Case.registered_at.desc()).limit(20)))


def _category(desk: Desk, code: str) -> Category:
    found = desk.session.scalars(select(Category).where(Category.code == code)).one_or_none()
    if found is None or not found.active:
        raise _invalid("/category", "unknown", Text("没有这个类别", "There is no such category"))
    return found


def _check_unit(desk: Desk, body: ComplaintIn) -> None:
    if isinstance(desk.who, Client) and not desk.who.covers(body.unit_id):
        text = Text("该对接系统不涉及这个单位", "This unit is not among those of the client")
        raise _invalid("/unit_id", "not_covered", text)
    if body.unit_id is not None and desk.session.get(Unit, body.unit_id) is None:
        raise _invalid("/unit_id", "unknown", Text("没有这个单位", "There is no such unit"))


def _check_contact(body: ComplaintIn) -> None:
    """Named modes need a name and a way to call back; an anonymous complaint keeps none, whatever was sent."""
    if body.mode is IdentityMode.ANONYMOUS:
        if body.contact is not None:
            text = Text("匿名投诉不填写姓名和联系方式", "An anonymous complaint has no contact")
            raise _invalid("/contact", "not_anonymous", text)
        return
    if body.contact is None or not body.contact.name or not _digits(body.contact.phone):
        raise _invalid("/contact", "missing", Text("实名投诉请填写姓名和电话", "Name and telephone are needed"))


def _received(desk: Desk, staff: RegisterIn | None, now: datetime) -> datetime:
    if staff is None or staff.received_at is None:
        return now
    early = working_days_between(desk.calendar, clock.local_date(staff.received_at), clock.local_date(now))
    if staff.received_at > now or early > BACKDATING_DAYS:
        text = Text(
            f"收到时间不能晚于现在，也不能早于 {BACKDATING_DAYS} 个工作日前",
            f"Not in the future and at most {BACKDATING_DAYS} working days ago",
        )
        raise _invalid("/received_at", "out_of_range", text)
    return staff.received_at


def _external_due(staff: RegisterIn | None, now: datetime) -> datetime | None:
    """The date of another system orders the work list: a slip of the pen must not stand above everything for good."""
    if staff is None or staff.external_due is None:
        return None
    if abs(staff.external_due - now) > EXTERNAL_DUE_WITHIN:
        text = Text("应在前后三年之内", "Should be within three years")
        raise _invalid("/external_due", "out_of_range", text)
    return staff.external_due


def _refuse_source(desk: Desk, body: ComplaintIn) -> None:
    if not isinstance(body, RegisterIn) or body.source_id is None:
        return
    statement = select(Case).where(Case.source_system == body.source_system, Case.source_id == body.source_id)
    taken = desk.session.scalars(statement).one_or_none()
    if taken is None:
        return
    if not isinstance(desk.who, Client):
        raise SourceTaken(extra={"case": f"/api/v1/complaints/{taken.id}"})
    own = taken.source_client_id == desk.who.client_id
    raise SourceTaken(extra={"case": f"/api/v1/intake/complaints/{taken.id}"} if own else {})


def _digest(body: ComplaintIn) -> bytes:
    return hashlib.sha256(body.model_dump_json().encode()).digest()


def _digits(phone: str) -> str:
    """The significant digits of a telephone number, without the country's prefix."""
    return re.sub(r"^(0086|86)(?=1\d{10}$)", "", re.sub(r"\D", "", phone))


def _invalid(pointer: str, code: str, text: Text) -> InvalidInput:
    return InvalidInput(errors=[FieldProblem(pointer, code, text)])
