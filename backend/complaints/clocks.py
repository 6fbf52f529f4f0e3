"""The clocks of a case: starting, stopping, pausing, extending and recomputing their rows.

Every due date comes from the one pure engine (`calendar/engine.py`) and is stored; nothing else computes dates.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.calendar.engine import Interval, Unit, WorkCalendar, due
from backend.complaints.kinds import OUTLIVING, ClockKind
from backend.complaints.models import NEVER, Case
from backend.complaints.records import CaseClock, ClockRung, TransferOrder
from backend.complaints.rules.policy import Limit, Policy
from backend.core.clock import local_date

OFFICE_CLOCKS = frozenset(ClockKind) - {ClockKind.SUPPLEMENT, ClockKind.RATING, ClockKind.OBJECTION, ClockKind.UNIT}
"""Those by which the work list is ordered: what the office itself has to meet."""

PROMISED = frozenset({ClockKind.ACCEPT, ClockKind.TOTAL, ClockKind.OBJECTION, ClockKind.RATING, ClockKind.SUPPLEMENT})
"""Clocks whose date the complainant is told; it then never moves earlier."""

OF_HANDLING = frozenset(ClockKind) - OUTLIVING
"""Clocks that stop when the handling ends, however it ends."""

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
    limit = policy.limit(kind, case.cycle)
    clock = CaseClock(
        case_id=case.id,
        terminal=case.terminal,
        cycle=case.cycle,
        kind=kind,
        transfer_id=transfer.id if transfer else None,
        unit=limit.unit.value,
        amount=limit.amount,
        anchor=anchor,
        pauses=[],
    )
    _set_due(clock, calendar, limit)
    clock.due_original = clock.due
    clock.promised = clock.due if kind in PROMISED else None
    plan(clock, calendar, policy, ())
    session.add(clock)
    session.flush()
    return clock


def stop(session: Session, case: Case, at: datetime, kinds: Iterable[ClockKind]) -> None:
    """Stop the running clocks of some kinds."""
    wanted = tuple(kinds)
    for clock in running(session, case, *wanted) if wanted else ():
        stop_one(clock, at)
    session.flush()


def stop_one(clock: CaseClock, at: datetime) -> None:
    """Stop one clock. A clock that is late at that moment keeps the true time of its breach, swept or not."""
    if clock.breached_at is None and at >= clock.due:
        clock.breached_at = clock.due
    clock.stopped_at = at
    clock.next_at = clock.next_step = None


def hold(clock: CaseClock, calendar: WorkCalendar, policy: Policy, at: datetime, until: datetime | None) -> None:
    """Let a clock stand still from `at`, to be resumed at `until` or by `resume`."""
    clock.pauses = [*clock.pauses, [at.isoformat(), until.isoformat() if until else None]]
    _recompute(clock, calendar, policy)


def resume(clock: CaseClock, calendar: WorkCalendar, policy: Policy, at: datetime) -> None:
    """End the pauses that last beyond `at`."""
    clock.pauses = [
        [begin, at.isoformat() if end is None or datetime.fromisoformat(end) > at else end]
        for begin, end in clock.pauses
        if datetime.fromisoformat(begin) < at
    ]
    _recompute(clock, calendar, policy)


def extend(clock: CaseClock, calendar: WorkCalendar, policy: Policy, amount: int) -> None:
    """Add to the limit; the original due date stays on record."""
    clock.amount += amount
    _recompute(clock, calendar, policy)
    if clock.promised is not None:
        clock.promised = max(clock.promised, clock.due)


def recompute(session: Session, clock: CaseClock, calendar: WorkCalendar, policy: Policy) -> bool:
    """Compute a running clock anew after the calendar changed; whether its date moved.

    A breach that the new date undoes is taken back (complaint design, case 46); rungs that were fired stay fired.
    """
    before = clock.due
    fired = session.scalars(select(ClockRung.rung).where(ClockRung.clock_id == clock.id)).all()
    limit = policy.limit(clock.kind, clock.cycle)
    _set_due(clock, calendar, limit)
    if clock.breached_at is not None and clock.due > before:
        clock.breached_at = None
        fired = [rung for rung in fired if rung == WARN]
    plan(clock, calendar, policy, fired)
    return clock.due != before


def plan(clock: CaseClock, calendar: WorkCalendar, policy: Policy, fired: Sequence[str]) -> None:
    """Set the next thing that this clock does: turn yellow, breach, or climb a rung of the ladder."""
    for step, at in steps(clock, calendar, policy):
        if step not in fired:
            clock.next_at, clock.next_step = at, step
            return
    clock.next_at = clock.next_step = None


def steps(clock: CaseClock, calendar: WorkCalendar, policy: Policy) -> list[tuple[str, datetime]]:
    """All that a clock does in its life, in order, each with its time. A pause without an end does nothing."""
    if stands_still(clock):
        return []
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


def stands_still(clock: CaseClock) -> bool:
    """Whether a pause without an end holds the clock; its due date then means nothing."""
    return any(end is None for _, end in clock.pauses)


def earliest(session: Session, case: Case) -> datetime:
    """What the work list orders a case by."""
    dates = [clock.due for clock in running(session, case, *OFFICE_CLOCKS)]
    dates += [case.external_due] if case.external_due is not None and not case.terminal else []
    return min(dates, default=NEVER)


def _recompute(clock: CaseClock, calendar: WorkCalendar, policy: Policy) -> None:
    _set_due(clock, calendar, policy.limit(clock.kind, clock.cycle))
    plan(clock, calendar, policy, ())


def _set_due(clock: CaseClock, calendar: WorkCalendar, limit: Limit) -> None:
    """Compute due and yellow. With an open pause both stay where they are: the clock stands still."""
    clock.calendar_version = calendar.version
    if any(end is None for _, end in clock.pauses or ()):
        return
    pauses = [Interval(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in clock.pauses or ()]
    unit = Unit(clock.unit)
    answer = due(calendar, unit, clock.amount, clock.anchor, pauses)
    clock.due = max(answer.at, clock.promised) if clock.promised else answer.at
    clock.provisional = answer.provisional
    left = limit.yellow
    clock.warn_at = None if left is None else due(calendar, unit, max(clock.amount - left, 0), clock.anchor, pauses).at
