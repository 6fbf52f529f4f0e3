"""The clocks of a case: starting, stopping, pausing, extending and recomputing their rows.

Every due date comes from the one pure engine (`calendar/engine.py`) and is stored; nothing else computes dates.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, object_session

from backend.calendar.engine import Interval, Unit, WorkCalendar, due
from backend.complaints.kinds import OUTLIVING, UNANSWERED, ClockKind
from backend.complaints.models import NEVER, Case
from backend.complaints.records import CaseClock, ClockRung, TransferOrder
from backend.complaints.records_requests import Pause, RequestState
from backend.complaints.rules.policy import Limit, Policy
from backend.core.clock import local_date

OFFICE_CLOCKS = frozenset(ClockKind) - {ClockKind.RATING, ClockKind.OBJECTION, ClockKind.UNIT}
"""Those by which the work list is ordered: what the office itself has to meet, and the day on which a case that waits
for details comes back to it."""

PROMISED = frozenset({ClockKind.ACCEPT, ClockKind.TOTAL, ClockKind.OBJECTION, ClockKind.RATING, ClockKind.SUPPLEMENT})
"""Clocks whose date the complainant is told; it then never moves earlier."""

OF_HANDLING = frozenset(ClockKind) - OUTLIVING
"""Clocks that stop when the handling ends, however it ends."""

PAUSED = (ClockKind.TOTAL, ClockKind.UNIT)
"""Clocks that stand still in an approved pause of the case."""

WARN, BREACH = "warn", "breach"
_MOMENT = timedelta(microseconds=1)


def running(session: Session, case: Case, *kinds: ClockKind) -> Sequence[CaseClock]:
    """The running clocks of a case, all or of some kinds, oldest due first."""
    statement = select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.stopped_at.is_(None))
    if kinds:
        statement = statement.where(CaseClock.kind.in_(kinds))
    return session.scalars(statement.order_by(CaseClock.due, CaseClock.id)).all()


def start(
    session: Session,
    calendar: WorkCalendar,
    policy: Policy,
    case: Case,
    kind: ClockKind,
    anchor: datetime,
    *,
    transfer: TransferOrder | None = None,
) -> CaseClock:
    """Start a clock of the case's cycle at `anchor`, whose day is not counted."""
    limit = policy.limit(kind, again=case.cycle > case.first_cycle)
    clock = CaseClock(
        case_id=case.id,
        terminal=case.terminal,
        cycle=case.cycle,
        kind=kind,
        transfer_id=transfer.id if transfer else None,
        unit=limit.unit.value,
        amount=limit.amount,
        anchor=anchor,
        holds=[],
    )
    clock.pauses = _approved_pauses(session, clock)
    session.add(clock)
    with session.no_autoflush:
        recompute(clock, calendar, policy)
    clock.due_original = clock.due
    clock.promised = clock.due if kind in PROMISED else None
    session.flush()
    return clock


def stop(session: Session, case: Case, at: datetime, kinds: Iterable[ClockKind]) -> None:
    """Stop the running clocks of some kinds."""
    if wanted := tuple(kinds):
        for clock in running(session, case, *wanted):
            stop_one(clock, at)
        session.flush()


def stop_one(clock: CaseClock, at: datetime) -> None:
    """Stop one clock. One that is late at that moment keeps the true time of its breach, swept or not.

    A clock that stands still is judged by when it began to: nothing that happened since made it late.
    """
    if clock.breached_at is None and (held_since(clock) or at) >= clock.due:
        clock.breached_at = clock.due
    clock.stopped_at = at
    clock.next_at = clock.next_step = None


def hold(clock: CaseClock, calendar: WorkCalendar, policy: Policy, at: datetime) -> None:
    """Let a clock stand still from `at` until `release`, because what it waits for has been done."""
    clock.holds = [*clock.holds, [at.isoformat(), None]]
    recompute(clock, calendar, policy)


def release(clock: CaseClock, calendar: WorkCalendar, policy: Policy, at: datetime) -> None:
    """Let a held clock run again; pauses of the case that are in force go on."""
    clock.holds = [[begin, end or at.isoformat()] for begin, end in clock.holds]
    recompute(clock, calendar, policy)


def follow_pauses(session: Session, calendar: WorkCalendar, policy: Policy, case: Case) -> None:
    """Compute the clocks of a case anew, after a pause of it was approved or ended."""
    session.flush()
    for clock in running(session, case, *PAUSED):
        clock.pauses = _approved_pauses(session, clock)
        recompute(clock, calendar, policy)


def extend(clock: CaseClock, calendar: WorkCalendar, policy: Policy, amount: int, at: datetime) -> None:
    """Add to the limit; the original due date stays on record. A clock that had turned yellow warns of the new date."""
    clock.amount += amount
    recompute(clock, calendar, policy)
    if clock.promised is not None:
        clock.promised = max(clock.promised, clock.due)
    session = object_session(clock)
    if session is not None and clock.warn_at is not None and clock.warn_at > at:
        session.execute(delete(ClockRung).where(ClockRung.clock_id == clock.id, ClockRung.rung == WARN))


def recompute(clock: CaseClock, calendar: WorkCalendar, policy: Policy, fired: Collection[str] = ()) -> None:
    """Compute due, yellow and the next step. While a clock is held its due is that of when the hold began."""
    spans = [(datetime.fromisoformat(begin), end) for begin, end in (*clock.pauses, *clock.holds) if end is not None]
    pauses = [Interval(begin, datetime.fromisoformat(end)) for begin, end in spans]
    unit = Unit(clock.unit)
    answer = due(calendar, unit, clock.amount, clock.anchor, pauses)
    clock.calendar_version = calendar.version
    clock.due = max(answer.at, clock.promised) if clock.promised else answer.at
    clock.provisional = answer.provisional
    left = _limit(clock, policy).yellow(clock.amount)
    clock.warn_at = None if left is None else due(calendar, unit, clock.amount - left, clock.anchor, pauses).at
    plan(clock, calendar, policy, fired)


def plan(clock: CaseClock, calendar: WorkCalendar, policy: Policy, fired: Collection[str]) -> None:
    """Set the next thing that this clock does: turn yellow, breach, or climb a rung. A held one does nothing."""
    for step, at in steps(clock, calendar, policy) if held_since(clock) is None else ():
        if step not in fired:
            clock.next_at, clock.next_step = at, step
            return
    clock.next_at = clock.next_step = None


def steps(clock: CaseClock, calendar: WorkCalendar, policy: Policy) -> list[tuple[str, datetime]]:
    """All that a clock does in its life, in order, each with its time."""
    found = [] if clock.warn_at is None or clock.warn_at >= clock.due else [(WARN, clock.warn_at)]
    found.append((BREACH, clock.due))
    if clock.kind is ClockKind.TOTAL:
        for rung in policy.ladder:
            behind = due(calendar, Unit.WORKING_DAY, rung.after, clock.due - _MOMENT).at if rung.after else clock.due
            found.append((rung.name, behind))
    return found


def due_day(at: datetime) -> date:
    """The last day of a period that ends at `at`, which is the first instant that is too late."""
    return local_date(at - _MOMENT)


def held_since(clock: CaseClock) -> datetime | None:
    """Since when what the clock waits for has been done; none while it is waited for."""
    return next((datetime.fromisoformat(begin) for begin, end in clock.holds if end is None), None)


def stands_still(clock: CaseClock, at: datetime) -> bool:
    """Whether the clock is held, or a pause of the case is in force."""
    pauses = ((datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in clock.pauses)
    return held_since(clock) is not None or any(begin <= at < end for begin, end in pauses)


def earliest(session: Session, case: Case) -> datetime:
    """What the work list orders a case by. The date that another system set is met, or missed, with the answer."""
    return earliest_of(case, running(session, case))


def earliest_of(case: Case, running_now: Sequence[CaseClock]) -> datetime:
    """As `earliest`, of all the running clocks of the case."""
    dates = [clock.due for clock in running_now if clock.kind in OFFICE_CLOCKS]
    dates += [case.external_due] if case.external_due is not None and case.state in UNANSWERED else []
    return min(dates, default=NEVER)


def _approved_pauses(session: Session, clock: CaseClock) -> list[list[str]]:
    """Those of the case in the clock's cycle; the engine counts once what overlaps."""
    if clock.kind not in PAUSED:
        return []
    statement = select(Pause.begins_at, Pause.until).where(
        Pause.case_id == clock.case_id, Pause.cycle == clock.cycle, Pause.state == RequestState.APPROVED
    )
    rows = session.execute(statement.order_by(Pause.begins_at, Pause.id))
    return [[begin.isoformat(), until.isoformat()] for begin, until in rows if begin is not None and until is not None]


def _limit(clock: CaseClock, policy: Policy) -> Limit:
    """The limit of a clock that runs already. Its case is locked, hence loaded."""
    session = object_session(clock)
    assert session is not None, "a running clock belongs to a session"
    return policy.limit(clock.kind, again=clock.cycle > session.get_one(Case, clock.case_id).first_cycle)
