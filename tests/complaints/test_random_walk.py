"""Case 5: random people do random things to a few cases while time passes; what must always hold, holds."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from backend.complaints import bodies
from backend.complaints.clocks import earliest
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.desk import Desk
from backend.complaints.kinds import (
    OUTLIVING,
    PUBLIC_LABELS,
    TERMINAL,
    Actor,
    CaseState,
    DissatisfactionCause,
    HandlingMode,
    IdentityMode,
    RefusalReason,
)
from backend.complaints.models import Case
from backend.complaints.moves import actions_of
from backend.complaints.records import CaseClock, CaseEvent, CaseResult, TransferOrder
from backend.complaints.requests.returns import lapse_returns
from backend.complaints.situation import LIVE
from backend.complaints.states import STEPS, TABLE
from backend.core import clock
from backend.core.errors import DomainError
from tests.complaints.conftest import NOTE, PEOPLE, RESULT, Centre, read
from tests.complaints.timetravel import Notices
from tests.complaints.walk_requests import ASKED, BY_CITIZENS
from tests.counts import WALK_STEPS

STEPS_OF_A_WALK = 50
WHO = st.sampled_from([*PEOPLE, Actor.CITIZEN, Actor.SYSTEM])
BEGUN = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)  # days before the holidays of October
ACTORS = ("officer", "officer2", "lead", "lead2", "chief", "liaison", "head", Actor.CITIZEN)
ENDING = {"withdraw", "terminate", "merge", "refuse", "transfer_out"}


class Walk(RuleBasedStateMachine):
    """`centre`, `notices` and `done` are given by the test; cases are those of one walk."""

    centre: Centre
    notices: Notices
    done: Counter[str]
    now: datetime

    @initialize()
    def begin(self) -> None:
        type(self).now = BEGUN
        self.cases: list[UUID] = []
        self.seen: dict[UUID, tuple[int, int, int]] = {}
        self.register(Actor.CITIZEN, IdentityMode.CONFIDENTIAL)
        self.register("officer", IdentityMode.OPEN)

    @rule(who=st.sampled_from([Actor.CITIZEN, "officer"]), mode=st.sampled_from(IdentityMode))
    def register(self, who: str | Actor, mode: IdentityMode) -> None:
        if len(self.cases) < 3:
            self.cases.append(self.centre.register(who, mode=mode)[0])

    @rule(
        number=st.integers(0, 2),
        who=WHO,
        step=st.sampled_from(TABLE),
        unit=st.sampled_from("AB"),
        other=st.integers(0, 2),
    )
    def act(self, number: int, who: str | Actor, step: Any, unit: str, other: int) -> None:
        """Any row of the table, by anybody."""
        self._act(number, who, step.action, unit, other)

    @rule(
        number=st.integers(0, 2),
        choices=st.lists(st.tuples(st.integers(0, len(ACTORS) - 1), st.integers(0, 200)), min_size=2, max_size=6),
        unit=st.sampled_from("AB"),
        other=st.integers(0, 2),
    )
    def go_on(self, number: int, choices: list[tuple[int, int]], unit: str, other: int) -> None:
        """Some steps that the case allows somebody to do, mostly not such that end it, so that walks come far."""
        for first, choice in choices:
            self._allowed(number, (*ACTORS[first:], *ACTORS[:first]), choice, unit, other)

    def _allowed(self, number: int, actors: Sequence[str | Actor], choice: int, unit: str, other: int) -> None:
        case_id = self._case(number).id
        for who in actors:
            able = [action for action in self._able(who, case_id) if (action in ENDING) == (choice % 10 == 9)]
            if able:
                self._act(number, who, able[choice // 10 % len(able)], unit, other)
                return

    def _able(self, who: str | Actor, case_id: UUID) -> list[str]:
        with self.centre.database.read() as session:
            person = self.centre.people[who] if isinstance(who, str) and who in PEOPLE else Actor(who)
            desk = Desk(session, self.centre.keys, person)
            return [step.action for step, against in actions_of(desk, session.get_one(Case, case_id)) if not against]

    @rule(number=st.integers(0, 2), other=st.integers(0, 2))
    def merge(self, number: int, other: int) -> None:
        """What chance seldom brings about: it takes a lead, a case not yet dispatched, and another one that is open."""
        self._act(number, "lead", "merge", "A", other)

    @rule(number=st.integers(0, 2), who=WHO, ask=st.sampled_from(range(14)))
    def ask_for(self, number: int, who: str | Actor, ask: int) -> None:
        """Ask for time, give back, pause, call back, rate, decide on what was asked."""
        case_id = self._case(number).id
        name, do = ASKED[ask]
        self._try(name, who, lambda desk: do(desk, case_id))

    @rule(hours=st.sampled_from([1, 20, 24, 24, 100, 400, 2000]))
    def time_passes(self, hours: int) -> None:
        type(self).now += timedelta(hours=hours)

    @rule()
    def the_sweep_runs(self) -> None:
        swept = sweep(self.centre.database, self.centre.keys, self.notices.notify)
        assert swept.failed == 0
        with self.centre.desk(Actor.SYSTEM) as desk:
            lapse_returns(desk)

    @invariant()
    def what_must_hold_holds(self) -> None:
        for case_id in self.cases:
            self._hold(case_id)

    def _case(self, number: int) -> Case:
        case_id = self.cases[number % len(self.cases)]
        return cast(Case, read(self.centre.database, lambda s: s.get_one(Case, case_id)))

    def _act(self, number: int, who: str | Actor, action: str, unit: str, other: int) -> None:
        case_id = self._case(number).id
        body = self._body(action, unit, self.cases[other % len(self.cases)])
        try:
            self.centre.move(who, case_id, action, body)
        except DomainError:
            self.done["refused"] += 1
        else:
            self.done[action] += 1

    def _try(self, name: str, who: str | Actor, do: Callable[[Desk], Any]) -> None:
        try:
            with self.centre.desk(who) as desk:
                if isinstance(desk.who, Actor) and name not in BY_CITIZENS:
                    return
                do(desk)
        except DomainError:
            self.done["refused"] += 1
        else:
            self.done[name] += 1

    def _body(self, action: str, unit: str, other: UUID) -> bodies.ActionBody:
        order = bodies.OrderBody(unit_id=self.centre.units[unit], matter="请调查审批超期。")
        people = [self.centre.people[name].user_id for name in ("officer", "officer2")]
        made: dict[type[bodies.ActionBody], bodies.ActionBody] = {
            bodies.AskSupplementBody: bodies.AskSupplementBody(missing=["办事时间"]),
            bodies.SupplementBody: bodies.SupplementBody(text="六月三日上午"),
            bodies.RefuseBody: bodies.RefuseBody(reason=RefusalReason.NO_FACTS, note="说明", where_to_go="市信访局"),
            bodies.TransferOutBody: bodies.TransferOutBody(destination="市纪委监委", note="说明"),
            bodies.AcceptBody: bodies.AcceptBody(
                handling=HandlingMode.SELF if unit == "B" else HandlingMode.PASSED, summary="审批超期"
            ),
            bodies.MergeBody: bodies.MergeBody(master_id=other),
            bodies.DispatchBody: bodies.DispatchBody(lead=order),
            bodies.RedispatchBody: bodies.RedispatchBody(lead=order, note="重新研究后仍由该单位办理"),
            bodies.SelfHandleBody: bodies.SelfHandleBody(handler_ids=people, no_conflict=True),
            bodies.ResultBody: RESULT,
            bodies.IssueReplyBody: bodies.IssueReplyBody(reply="已办结。"),
            bodies.ReworkBody: bodies.ReworkBody(cause=DissatisfactionCause.SUBJECTIVE, note="没有解决"),
            bodies.WithdrawBody: bodies.WithdrawBody(ex_officio=unit == "B"),
            bodies.NoteBody: NOTE,
        }
        return made.get(STEPS[action].body, bodies.PlainBody())

    def _hold(self, case_id: UUID) -> None:
        with self.centre.database.read() as session:
            case = session.get_one(Case, case_id)
            events = session.scalars(
                select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
            ).all()
            running = session.scalars(
                select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.stopped_at.is_(None))
            ).all()
            orders = session.scalars(select(TransferOrder).where(TransferOrder.case_id == case_id)).all()
            results = session.scalars(select(CaseResult).where(CaseResult.case_id == case_id)).all()
            master = session.get(Case, case.merged_into) if case.merged_into else None
            due = earliest(session, case)
        assert case.terminal == (case.state in TERMINAL)
        assert case.state in PUBLIC_LABELS
        if case.terminal:
            assert {row.kind for row in running} <= OUTLIVING
            assert not [order for order in orders if order.state in LIVE]
        else:
            assert running, "an open case is always waiting for something with a date"
            assert case.next_due == due
        assert sum(order.lead and order.state in LIVE for order in orders) <= 1
        assert len({result.cycle for result in results}) == len(results)
        assert all(result.cycle <= (master or case).cycle for result in results), "a merged case's is of its master"
        assert (case.state is CaseState.MERGED) == (master is not None)
        assert master is None or master.merged_into is None or master.id != case.id
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        for event in events:
            if event.source is not None and event.target is not None and event.source is not event.target:
                assert event.source in STEPS[event.action].sources
        before = self.seen.get(case_id, (0, 0, 0))
        now = (case.version, case.cycle, len(events))
        assert all(new >= old for new, old in zip(now, before, strict=True))
        self.seen[case_id] = now


@pytest.mark.slow
def test_case_5_random_people_and_times(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    done: Counter[str] = Counter()
    walk = type("Walk", (Walk,), {"centre": centre, "notices": Notices(), "done": done})
    monkeypatch.setattr(clock, "now", lambda _session: walk.now)  # type: ignore[attr-defined]
    run_state_machine_as_test(
        walk,
        settings=settings(
            max_examples=WALK_STEPS // STEPS_OF_A_WALK,
            stateful_step_count=STEPS_OF_A_WALK,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],  # a walk is found again by its seed; shrinking one takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
    carried_out = done.total() - done["refused"]
    assert carried_out > WALK_STEPS // 25, done
    assert set(done) >= {"accept", "dispatch", "sign", "merge", "withdraw"}, done
