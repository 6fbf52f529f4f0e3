"""More time for a case (延期): asked for before it is due, decided by somebody else, told to the complainant."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.calendar.engine import working_days_between
from backend.complaints import clocks
from backend.complaints.access import find_case, find_case_to_work
from backend.complaints.deciding import decide, pending_request
from backend.complaints.desk import Desk
from backend.complaints.events import write_event
from backend.complaints.kinds import CaseState, ClockKind, HandlingMode
from backend.complaints.models import Case
from backend.complaints.moves import NotReady, WrongState
from backend.complaints.records import CaseClock, TransferOrder
from backend.complaints.records_requests import Extension, RequestState
from backend.complaints.requests.schemas import ExtensionIn
from backend.complaints.scan import refuse_identity
from backend.complaints.situation import Situation, situation_of
from backend.complaints.states import HANDLE, SECOND
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput
from backend.core.ids import new_id
from backend.core.text import Text


class TooLateToDecide(Conflict):
    """The case was due before the decision: the request has lapsed, swept or not (complaint design, case 4)."""

    code = "request_lapsed"
    title = Text("已到期，该申请已自动失效", "The time has run out and the request has lapsed")


def against(now: Situation, unit_clock: CaseClock | None) -> Text | None:
    """What stands against asking for more time; a unit's own date counts where it is the earlier one."""
    total = now.clock(ClockKind.TOTAL)
    if total is None or clocks.stands_still(total, now.now):
        return Text("办理时限没有在计时", "The clock of the case is not running")
    if now.pending_extension is not None:
        return Text("延期申请还没有决定", "An extension is still to be decided")
    if total.amount >= now.policy.extension_cap:
        return Text("办理期限已经延到上限", "The case has all the time that it can have")
    running = unit_clock is not None and unit_clock.stopped_at is None
    nearest = min(total.due, unit_clock.due) if running and unit_clock is not None else total.due
    left = working_days_between(now.desk.calendar, clock.local_date(now.now), clocks.due_day(nearest))
    if left < now.policy.extension_before or now.now >= nearest:
        days = now.policy.extension_before
        return Text(
            f"延期应在到期前至少 {days} 个工作日提出", f"Ask {days} working days before it is due at the latest"
        )
    return None


def ask(now: Situation, body: ExtensionIn, order: TransferOrder | None, permission: str) -> Extension:
    """Ask for more time for a locked case against which nothing stands. Raises InvalidInput."""
    desk, case = now.desk, now.case
    total = now.clock(ClockKind.TOTAL)
    assert total is not None, "checked by `against`"
    left = now.policy.extension_cap - total.amount
    if body.amount > left:
        text = Text(f"最多还能延长 {left} 天", f"At most {left} more days are possible")
        raise InvalidInput(errors=[FieldProblem("/amount", "beyond_cap", text)])
    assert desk.user_id is not None, "people ask"
    id_ = new_id()
    row = Extension(
        id=id_,
        case_id=case.id,
        cycle=case.cycle,
        transfer_id=order.id if order else None,
        amount=body.amount,
        asked_at=now.now,
        asked_by=desk.user_id,
        reason=desk.seal(body.reason, "case_extension", "reason", id_),
    )
    desk.session.add(row)
    desk.session.flush()
    write_event(desk, case, "ask_extension", permission=permission, data={"request": str(id_), "amount": body.amount})
    return row


def ask_here(desk: Desk, case_id: UUID, body: ExtensionIn) -> Extension:
    """An officer asks in a case that the centre handles itself. Raises NotFound, WrongState, NotReady, InvalidInput."""
    find_case_to_work(desk, case_id)
    now = situation_of(desk, find_case(desk, case_id, lock=True))
    if now.case.handling is not HandlingMode.SELF or now.case.state is not CaseState.HANDLING:
        raise WrongState(Text("只有自办件在办理中可由投诉中心申请延期", "Only for a case that is in hand here"))
    reason = against(now, None)
    if reason is not None:
        raise NotReady(reason, errors=[FieldProblem("", "not_ready", reason)])
    return ask(now, body, None, HANDLE)


def approve(desk: Desk, case_id: UUID, request_id: UUID, note: str) -> Extension:
    """Give more time: to the case, and to its units. `note` is the reason that the complainant is told.

    The case's row is locked first, and the time is looked at after that: an approval and the sweep that lets the
    request lapse, or marks the breach, follow one another, and the due date decides which of them is in time.
    Raises NotFound, AlreadyDecided, OwnRequest, TooLateToDecide.
    """
    now = situation_of(desk, find_case(desk, case_id, lock=True))
    case, session = now.case, desk.session
    row = pending_request(desk, case, Extension, request_id)
    total = now.clock(ClockKind.TOTAL)
    if total is None or now.now >= total.due:
        raise TooLateToDecide
    before = total.due
    clocks.extend(total, desk.calendar, now.policy, row.amount, now.now)
    for unit_clock in clocks.running(session, case, ClockKind.UNIT):
        _extend_unit(now, unit_clock, total, row.amount)
    decide(desk, row, RequestState.APPROVED, note, now.now)
    case.next_due = clocks.earliest(session, case)
    case.version += 1
    session.flush()
    data = {"request": str(row.id), "amount": row.amount, "before": before.isoformat(), "after": total.due.isoformat()}
    write_event(desk, case, "extend", permission=SECOND, note=note, data=data)
    return row


def deny(desk: Desk, case_id: UUID, request_id: UUID, note: str) -> Extension:
    """Refuse more time; the unit that asked reads `note`. Raises NotFound, AlreadyDecided, OwnRequest, InvalidInput."""
    now = situation_of(desk, find_case(desk, case_id, lock=True))
    row = pending_request(desk, now.case, Extension, request_id)
    if row.transfer_id is not None:
        refuse_identity(desk, now.case, note, "/note")
    decide(desk, row, RequestState.DENIED, note, now.now)
    desk.session.flush()
    write_event(desk, now.case, "deny_extension", permission=SECOND, data={"request": str(row.id)})
    return row


def lapse_pending(session: Session, case: Case, at: datetime) -> Sequence[UUID]:
    """Let the request lapse that nobody had decided when its case was due; the sweep writes the event."""
    pending = update(Extension).where(Extension.case_id == case.id, Extension.state == RequestState.PENDING)
    return session.scalars(pending.values(state=RequestState.LAPSED, decided_at=at).returning(Extension.id)).all()


def _extend_unit(now: Situation, unit_clock: CaseClock, total: CaseClock, amount: int) -> None:
    """A unit with an own, shorter limit keeps its distance; it never gets more time than the case."""
    clocks.extend(unit_clock, now.desk.calendar, now.policy, amount, now.now)
    if unit_clock.due > total.due:
        unit_clock.unit, unit_clock.amount, unit_clock.anchor = total.unit, total.amount, total.anchor
        clocks.extend(unit_clock, now.desk.calendar, now.policy, 0, now.now)
