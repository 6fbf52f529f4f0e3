"""Everything that guards look at, read once for a locked case."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount
from backend.complaints.desk import Desk
from backend.complaints.kinds import ClockKind, IdentityMode, Rating
from backend.complaints.models import Case, CaseIdentity
from backend.complaints.records import Callback, CaseClock, CaseEvent, CaseResult, Handler, TransferOrder, TransferState
from backend.complaints.records_requests import Extension, RequestState, ReturnRequest, Termination
from backend.complaints.rules.policy import Policy, policy_of
from backend.core import clock
from backend.core.principal import Principal

LOOKS = frozenset({"read_basis"})
"""Events that somebody only read something: who has looked has not acted."""

LIVE = frozenset({TransferState.SENT, TransferState.SIGNED, TransferState.ANSWERED})


@dataclass(frozen=True)
class Situation:
    """A case as it stands now. Everything but `case` and `now` is read when a guard asks for it.

    `with_state` collects the columns that constraints tie to the new state: they are written with it.
    """

    desk: Desk
    case: Case
    now: datetime
    with_state: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def policy(self) -> Policy:
        return policy_of(self.desk.session, self.case)

    @cached_property
    def events(self) -> Sequence[CaseEvent]:
        return self._all(CaseEvent, CaseEvent.seq)

    @cached_property
    def clocks(self) -> Sequence[CaseClock]:
        return [row for row in self._all(CaseClock, CaseClock.due) if row.stopped_at is None]

    @cached_property
    def orders(self) -> Sequence[TransferOrder]:
        """The transfer orders of this cycle."""
        rows = self._all(TransferOrder, TransferOrder.dispatched_at)
        return [row for row in rows if row.cycle == self.case.cycle]

    @property
    def live_orders(self) -> Sequence[TransferOrder]:
        return [row for row in self.orders if row.state in LIVE]

    @property
    def lead_order(self) -> TransferOrder | None:
        return next((row for row in self.live_orders if row.lead), None)

    @cached_property
    def returns(self) -> Sequence[ReturnRequest]:
        return self._all(ReturnRequest, ReturnRequest.asked_at)

    @property
    def returns_granted(self) -> int:
        return sum(row.state is RequestState.APPROVED for row in self.returns)

    @cached_property
    def result(self) -> CaseResult | None:
        """The result of this cycle."""
        return next((r for r in self._all(CaseResult, CaseResult.cycle) if r.cycle == self.case.cycle), None)

    @cached_property
    def callbacks(self) -> Sequence[Callback]:
        return [row for row in self._all(Callback, Callback.at) if row.cycle == self.case.cycle]

    @cached_property
    def handlers(self) -> Sequence[Handler]:
        return [row for row in self._all(Handler, Handler.user_id) if row.cycle == self.case.cycle]

    @cached_property
    def pending_extension(self) -> Extension | None:
        return next((r for r in self._all(Extension, Extension.asked_at) if r.state is RequestState.PENDING), None)

    @cached_property
    def pending_termination(self) -> Termination | None:
        rows = self._all(Termination, Termination.asked_at)
        return next((row for row in rows if row.state is RequestState.PENDING), None)

    @cached_property
    def reachable(self) -> bool:
        """Whether the complainant left a way to be reached beside the tracking code."""
        if self.case.mode is IdentityMode.ANONYMOUS:
            return False
        return self.desk.session.get(CaseIdentity, self.case.id) is not None

    @cached_property
    def ratings(self) -> Sequence[Rating]:
        """How the answer of this cycle was received, by the complainant and by those whose cases were merged."""
        return ratings_of(self.desk.session, self.case)

    def clock(self, kind: ClockKind) -> CaseClock | None:
        return next((row for row in self.clocks if row.kind is kind), None)

    def did(self, *actions: str) -> bool:
        """Whether something was done in this cycle."""
        return any(event.action in actions and event.cycle == self.case.cycle for event in self.events)

    def acted(self, *actions: str) -> bool:
        """Whether the person at the desk did one of `actions` in this case, or anything at all without a list."""
        me = str(self.desk.user_id)
        mine = [event.action for event in self.events if event.actor == me and event.action not in LOOKS]
        return any(not actions or action in actions for action in mine)

    @cached_property
    def conflicted(self) -> bool:
        """Whether the person at the desk belongs to the unit complained of (declared conflicts hide the case)."""
        if not isinstance(self.desk.who, Principal) or self.case.unit_id is None:
            return False
        return self.desk.session.get_one(UserAccount, self.desk.user_id).unit_id == self.case.unit_id

    def _all(self, table: Any, order: Any) -> Sequence[Any]:
        return self.desk.session.scalars(select(table).where(table.case_id == self.case.id).order_by(order)).all()


def ratings_of(session: Session, case: Case) -> Sequence[Rating]:
    """All ratings of the present answer of a case: each of its complainants has an own one (complaint design, case 17)."""
    statement = (
        select(CaseResult.rating)
        .join(Case, Case.id == CaseResult.case_id)
        .where(or_(Case.id == case.id, Case.merged_into == case.id), CaseResult.cycle == case.cycle)
    )
    return [rating for rating in session.scalars(statement) if rating is not None]


def situation_of(desk: Desk, case: Case) -> Situation:
    """The situation of a case, at the time of the database."""
    return Situation(desk, case, clock.now(desk.session))
