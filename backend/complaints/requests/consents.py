"""What one person asks for about a case and another decides: pauses, terminations, a look at the identity."""

import json
from datetime import datetime, time, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import select

from backend.complaints import clocks
from backend.complaints.access import find_case, find_case_to_work
from backend.complaints.deciding import AlreadyDecided, decide, pending_request
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.kinds import CaseState, IdentityMode
from backend.complaints.models import Case, CaseIdentity
from backend.complaints.records_requests import IdentityAccess, Pause, RequestState, Termination
from backend.complaints.schemas_case import IdentityOut, PauseIn, TerminationIn
from backend.complaints.situation import situation_of
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, Forbidden, InvalidInput, NotFound
from backend.core.ids import new_id
from backend.core.text import Text

IDENTITY_WINDOW: Final = timedelta(hours=24)
_HANDLED: Final = (CaseState.ACCEPTED, CaseState.DISPATCHED, CaseState.HANDLING, CaseState.REPLY_REVIEW)
Asked = TypeVar("Asked", Pause, Termination, IdentityAccess)


class Pending(Conflict):
    code = "request_pending"
    title = Text("已有一项申请等待决定", "A request is waiting for its decision already")


class NotHandled(Conflict):
    code = "complaint_not_handled"
    title = Text("本件不在办理中", "The case is not being handled")


def ask_pause(desk: Desk, case_id: UUID, body: PauseIn) -> Pause:
    """Ask that the clocks of a case stand still. Raises Pending, NotHandled, InvalidInput."""
    case = _to_work(desk, case_id, handled=True)
    _refuse_second(desk, Pause, case)
    most = situation_of(desk, case).policy.pause_days
    if body.days > most:
        text = Text(f"一次暂停不能超过 {most} 天", f"A pause lasts at most {most} days")
        raise InvalidInput(errors=[FieldProblem("/days", "too_long", text)])
    row = Pause(id=new_id(), case_id=case.id, cycle=case.cycle, cause=body.cause, days=body.days)
    return _ask(desk, case, row, body.reason, "ask_pause", {"days": body.days, "cause": body.cause.value})


def approve_pause(desk: Desk, case_id: UUID, request_id: UUID, note: str) -> Pause:
    """Let the clocks stand still from now on; they run again by themselves. Raises AlreadyDecided, OwnRequest, NotHandled."""
    case, row = _to_decide(desk, case_id, Pause, request_id)
    if case.state not in _HANDLED:
        raise NotHandled
    now = clock.now(desk.session)
    until = datetime.combine(clock.local_date(now) + timedelta(days=row.days + 1), time(), clock.LOCAL_ZONE)
    decide(desk, row, RequestState.APPROVED, note, now)
    row.begins_at, row.until = now, until
    _follow_pauses(desk, case)
    write_event(desk, case, "pause", permission="complaint.second", data={"until": until.isoformat()})
    return row


def end_pause(desk: Desk, case_id: UUID, request_id: UUID) -> Pause:
    """What was waited for has come: the clocks run from now. Raises AlreadyDecided when the pause is over already."""
    case = _to_work(desk, case_id)
    row = _found(desk, Pause, case, request_id)
    now = clock.now(desk.session)
    if row.state is not RequestState.APPROVED or row.until is None or row.until <= now:
        raise AlreadyDecided
    row.until = now
    _follow_pauses(desk, case)
    write_event(desk, case, "resume", permission="complaint.handle")
    return row


def ask_termination(desk: Desk, case_id: UUID, body: TerminationIn) -> Termination:
    """Propose to end a case; somebody else approves by the action `terminate`. Raises Pending, NotHandled."""
    case = _to_work(desk, case_id, handled=True)
    _refuse_second(desk, Termination, case)
    row = Termination(id=new_id(), case_id=case.id, cause=body.cause)
    return _ask(desk, case, row, body.reason, "ask_termination", {"cause": body.cause.value})


def deny(desk: Desk, case_id: UUID, kind: type[Asked], request_id: UUID, note: str) -> Asked:
    """Refuse a request. Raises AlreadyDecided, OwnRequest."""
    case, row = _to_decide(desk, case_id, kind, request_id)
    decide(desk, row, RequestState.DENIED, note, clock.now(desk.session))
    write_event(desk, case, f"deny_{kind.__tablename__.removeprefix('case_')}", permission="complaint.second")
    return row


def ask_identity(desk: Desk, case_id: UUID, reason: str) -> IdentityAccess:
    """Ask to see who complains. Where the complainant agreed to be named the reason alone opens it."""
    case = _to_work(desk, case_id)
    row = IdentityAccess(id=new_id(), case_id=case.id)
    if case.mode is IdentityMode.OPEN:
        row.state, row.decided_at = RequestState.APPROVED, clock.now(desk.session)
        row.expires_at = row.decided_at + IDENTITY_WINDOW
    return _ask(desk, case, row, reason, "ask_identity", {"state": (row.state or RequestState.PENDING).value})


def grant_identity(desk: Desk, case_id: UUID, request_id: UUID, note: str) -> IdentityAccess:
    """Let the asker, and nobody else, see the identity for a day. Raises AlreadyDecided, OwnRequest."""
    case, row = _to_decide(desk, case_id, IdentityAccess, request_id)
    now = clock.now(desk.session)
    decide(desk, row, RequestState.APPROVED, note, now)
    row.expires_at = now + IDENTITY_WINDOW
    write_event(desk, case, "grant_identity", permission="complaint.second", data={"to": str(row.asked_by)})
    return row


def look_at_identity(desk: Desk, case_id: UUID, request_id: UUID) -> IdentityOut:
    """Who the complainant is, for the asker while the grant lasts; every look is an event. Raises Forbidden."""
    case = _to_work(desk, case_id)
    row = _found(desk, IdentityAccess, case, request_id)
    if row.asked_by != desk.user_id:
        raise NotFound
    if row.state is not RequestState.APPROVED or row.expires_at is None or row.expires_at <= clock.now(desk.session):
        raise Forbidden(Text("查看身份未获批准或已过期", "The look was not granted or is over"))
    row.looks += 1
    write_event(desk, case, "look_identity", permission="complaint.handle", data={"request": str(row.id)})
    identity = desk.session.get(CaseIdentity, case.id)
    if identity is None:
        return IdentityOut(known=False)
    return IdentityOut(known=True, **json.loads(desk.open(identity.sealed, "complaint_identity", "sealed", case.id)))


def _ask(desk: Desk, case: Case, row: Asked, reason: str, action: str, data: dict[str, Any]) -> Asked:
    assert desk.user_id is not None, "the staff asks"
    row.asked_by, row.asked_at = desk.user_id, clock.now(desk.session)
    row.reason = desk.seal(reason, row.__tablename__, "reason", row.id)
    desk.session.add(row)
    desk.session.flush()
    write_event(desk, case, action, permission="complaint.handle", data=data)
    return row


def _to_work(desk: Desk, case_id: UUID, *, handled: bool = False) -> Case:
    case = find_case_to_work(desk, case_id)
    desk.session.refresh(case, with_for_update=True)
    if handled and case.state not in _HANDLED:
        raise NotHandled
    return case


def _to_decide(desk: Desk, case_id: UUID, kind: type[Asked], request_id: UUID) -> tuple[Case, Asked]:
    case = find_case(desk, case_id, lock=True)
    return case, pending_request(desk, case, kind, request_id)


def _found(desk: Desk, kind: type[Asked], case: Case, request_id: UUID) -> Asked:
    row = desk.session.scalars(select(kind).where(kind.id == request_id, kind.case_id == case.id)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _refuse_second(desk: Desk, kind: type[Asked], case: Case) -> None:
    pending = select(kind.id).where(kind.case_id == case.id, kind.state == RequestState.PENDING)
    if desk.session.scalars(pending).first() is not None:
        raise Pending


def _follow_pauses(desk: Desk, case: Case) -> None:
    clocks.follow_pauses(desk.session, desk.calendar, situation_of(desk, case).policy, case)
    case.next_due = clocks.earliest(desk.session, case)
    case.version += 1
    desk.session.flush()
