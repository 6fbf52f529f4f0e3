"""The steps of the clocks of some locked cases, in order, and what each kind of clock does when it has passed.

What many cases need is read once for all of them, and their events are written together: a sweep may meet tens of
thousands of clocks. The ladder behind the date of a case is in `ladder.py`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.complaints import clocks
from backend.complaints.bodies import PlainBody
from backend.complaints.clockwork import ladder
from backend.complaints.desk import Desk
from backend.complaints.events import entry_of, write_events
from backend.complaints.kinds import CaseState, ClockKind, IdentityMode, Rating
from backend.complaints.models import Case
from backend.complaints.moves import NotReady, transition
from backend.complaints.orders import sign_order
from backend.complaints.records import CaseClock, ClockRung, TransferOrder
from backend.complaints.requests.extensions import lapse_pending
from backend.complaints.rules.policy import Policy, policy_of
from backend.complaints.situation import LIVE, ratings_of, situation_of
from backend.complaints.telling import RED, YELLOW, Tellers
from backend.core.telling import Notify


class Stepping:
    """Takes the steps of locked cases. `finish()` writes what is still to be written down."""

    def __init__(self, desk: Desk, notify: Notify, now: datetime, cases: Mapping[UUID, Case]) -> None:
        self.desk = desk
        self.now = now
        self.tellers = Tellers(desk.session, notify, desk.calendar, now, frozenset(cases))
        self.taken: Counter[str] = Counter()
        self._cases = cases
        self._policies: dict[UUID, Policy] = {}
        self._moved: set[UUID] = set()
        self._rungs: list[ClockRung] = []

    def take_steps(self, case: Case) -> None:
        """Everything that the clocks of a case have to do by now, oldest first.

        What reads rows that a step has changed flushes them itself: a flush before every reading doubles the updates.
        """
        with self.desk.session.no_autoflush:
            while (clock := self._next(case)) is not None:
                self._take(case, clock)

    def finish(self) -> None:
        """Write the steps and the events that were collected."""
        assert self.desk.later is not None
        self.desk.session.add_all(self._rungs)
        write_events(self.desk, self.desk.later)

    def note(self, case: Case, action: str, **data: Any) -> None:
        """An event of the case, written by `finish()`."""
        assert self.desk.later is not None
        self.desk.later.append(entry_of(case, action, data, self._running(case)))

    def move(self, case: Case, action: str) -> None:
        """A transition by the program. Raises NotReady, and then nothing has changed."""
        transition(self.desk, case, action, PlainBody(), locked=True)
        self._moved.add(case.id)

    def live_orders(self, case: Case) -> list[TransferOrder]:
        """The transfer orders that are with their units."""
        return [order for order in self._orders.get(case.id, ()) if order.state in LIVE]

    def policy(self, case: Case) -> Policy:
        key = case.policy_id or case.category_id
        if key not in self._policies:
            self._policies[key] = policy_of(self.desk.session, case)
        return self._policies[key]

    def _running(self, case: Case) -> Sequence[CaseClock]:
        """The running clocks of a case now: moving it on may have started others."""
        if case.id in self._moved:
            return clocks.running(self.desk.session, case)
        rows = (row for row in self._clocks.get(case.id, ()) if row.stopped_at is None)
        return sorted(rows, key=lambda row: (row.due, row.id))

    def _next(self, case: Case) -> CaseClock | None:
        due = [row for row in self._clocks.get(case.id, ()) if row.next_at is not None and row.next_at <= self.now]
        return min(due, key=lambda row: (row.next_at, row.due, row.id), default=None)

    def _take(self, case: Case, clock: CaseClock) -> None:
        """Take the next step of a clock, unless it was taken before the clock was planned anew, and plan the one after."""
        step, at = clock.next_step, clock.next_at
        if step is None or at is None:
            return
        fired = self._fired.setdefault(clock.id, set())
        if step not in fired:
            self._rungs.append(ClockRung(clock_id=clock.id, rung=step, due_at=at, fired_at=self.now))
            fired.add(step)
            self.taken[step] += 1
            if step == clocks.WARN:
                self._warn(case, clock)
            elif step == clocks.BREACH:
                self._breach(case, clock)
            else:
                data = ladder.climb(self.desk, self.tellers, case, clock, step, self.live_orders(case))
                self.note(case, step, **data)
        if clock.stopped_at is None:
            clocks.plan(clock, self.desk.calendar, self.policy(case), tuple(fired))

    def _warn(self, case: Case, clock: CaseClock) -> None:
        if clock.kind is ClockKind.UNIT:
            self._tell_unit(case, clock, YELLOW)
        else:
            self.tellers.centre(case, clock, YELLOW)

    def _breach(self, case: Case, clock: CaseClock) -> None:
        """The clock has passed, at its due time, however late that is noticed."""
        clock.breached_at = clock.breached_at or clock.due
        match clock.kind:
            case ClockKind.OBJECTION:  # a right has lapsed; nobody is late
                clocks.stop_one(clock, self.now)
            case ClockKind.SUPPLEMENT:
                self._lapse(case, clock)
            case ClockKind.RATING:
                self._close(case, clock)
            case ClockKind.SIGN:
                self._sign(case, clock)
            case ClockKind.UNIT:
                self._pass_unit(case, clock)
            case ClockKind.TOTAL:
                self._red(case, clock)
                for request_id in lapse_pending(self.desk.session, case, self.now):
                    self.note(case, "lapse_extension", request=str(request_id))
            case ClockKind.ACCEPT:
                self._red(case, clock)
                if self.policy(case).accepted_when_silent:
                    # The complaint counts as accepted: it can no longer be refused. How it is handled, and by which
                    # unit, is a decision that no timer can take, so the case waits for the lead where it is.
                    self.note(case, "accepted_by_silence")
            case _:
                self._red(case, clock)

    def _red(self, case: Case, clock: CaseClock, **data: Any) -> None:
        self.note(case, "breach", clock=clock.kind.value, due=clock.due.isoformat(), **data)
        self.tellers.centre(case, clock, RED)

    def _lapse(self, case: Case, clock: CaseClock) -> None:
        """What an anonymous person wrote may still be checkable: somebody decides on it as it is."""
        self.tellers.centre(case, clock, RED)
        self.move(case, "lapse_to_decision" if case.mode is IdentityMode.ANONYMOUS else "lapse")

    def _close(self, case: Case, clock: CaseClock) -> None:
        """Close a case whose answer nobody objects to. A dissatisfied complainant is answered by a person."""
        if Rating.DISSATISFIED not in ratings_of(self.desk.session, case):
            try:
                self.move(case, "close")
            except NotReady:
                pass
            else:
                return
        self._red(case, clock)

    def _sign(self, case: Case, clock: CaseClock) -> None:
        """The program signs for a silent unit; that it was late stays with its clock."""
        order = next(row for row in self.live_orders(case) if row.id == clock.transfer_id)
        self._red(case, clock, order=order.number)
        self.tellers.unit(case, clock, order, "unsigned")
        if order.lead and case.state is CaseState.DISPATCHED:
            self.move(case, "sign")
            return
        sign_order(situation_of(self.desk, case), order)
        self.desk.session.flush()
        case.next_due = clocks.earliest(self.desk.session, case)
        self.note(case, "sign_joint", order=order.number)

    def _pass_unit(self, case: Case, clock: CaseClock) -> None:
        """The centre hears of it by the clock of the case, unless the unit had less time."""
        self._tell_unit(case, clock, RED)
        total = [row for row in self._clocks[case.id] if row.kind is ClockKind.TOTAL and row.stopped_at is None]
        if total and total[0].due == clock.due:
            self.note(case, "breach", clock=clock.kind.value, due=clock.due.isoformat())
        else:
            self._red(case, clock)

    def _tell_unit(self, case: Case, clock: CaseClock, level: str) -> None:
        for order in self.live_orders(case):
            if order.id == clock.transfer_id:
                self.tellers.unit(case, clock, order, level)

    @cached_property
    def _clocks(self) -> dict[UUID, list[CaseClock]]:
        """The running clocks of the cases, read after these were locked."""
        statement = select(CaseClock).where(CaseClock.case_id.in_(self._cases), CaseClock.stopped_at.is_(None))
        found: dict[UUID, list[CaseClock]] = {}
        for row in self.desk.session.scalars(statement.execution_options(populate_existing=True)):
            found.setdefault(row.case_id, []).append(row)
        return found

    @cached_property
    def _fired(self) -> dict[UUID, set[str]]:
        found: dict[UUID, set[str]] = {}
        of_cases = select(CaseClock.id).where(CaseClock.case_id.in_(self._cases), CaseClock.stopped_at.is_(None))
        statement = select(ClockRung.clock_id, ClockRung.rung).where(ClockRung.clock_id.in_(of_cases))
        for clock_id, rung in self.desk.session.execute(statement):
            found.setdefault(clock_id, set()).add(rung)
        return found

    @cached_property
    def _orders(self) -> dict[UUID, list[TransferOrder]]:
        statement = select(TransferOrder).where(TransferOrder.case_id.in_(self._cases), TransferOrder.state.in_(LIVE))
        found: dict[UUID, list[TransferOrder]] = {}
        for order in self.desk.session.scalars(statement.order_by(TransferOrder.lead.desc(), TransferOrder.number)):
            found.setdefault(order.case_id, []).append(order)
        return found
