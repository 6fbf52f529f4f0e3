"""Two people at one case at the same instant: one of them wins, and there is one event."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text

from backend.complaints import bodies
from backend.complaints.kinds import Actor, CaseState, HandlingMode, RefusalReason
from backend.complaints.models import Case, CaseIdentity
from backend.complaints.moves import transition
from backend.complaints.records import CaseClock, CaseEvent
from backend.complaints.serial import CASE, next_number
from backend.complaints.tracking import find_by_code
from backend.core.db import Database
from backend.core.errors import DomainError
from tests.complaints.conftest import Centre, read
from tests.counts import CASE_RACES, PARALLEL_CASES
from tests.integration.hooks import until

ACCEPT = bodies.AcceptBody(handling=HandlingMode.PASSED, summary="审批超期")
REFUSE = bodies.RefuseBody(reason=RefusalReason.NO_FACTS, note="没有具体事实", where_to_go="市信访局")


def at_once(*acts: Callable[[], Any]) -> list[Exception | None]:
    """Run all of them at the same instant; what each raised."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Exception | None:
        together.wait()
        try:
            act()
        except DomainError as problem:
            return problem
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def until_somebody_waits(database: Database) -> None:
    """Until a transaction waits for a lock. On SQLite nobody gets in beside the other, and nothing shows who waits."""
    if database.dialect == "postgresql":
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        until(lambda: read(database, lambda s: s.scalars(waiting).one()) > 0)


def events(centre: Centre, case_id: UUID, *actions: str) -> int:
    statement = select(func.count()).where(CaseEvent.case_id == case_id, CaseEvent.action.in_(actions))
    return read(centre.database, lambda s: s.scalars(statement).one())


def test_case_1_accept_against_refuse(centre: Centre) -> None:
    for _ in range(CASE_RACES):
        case_id, _ = centre.register()
        outcome = at_once(
            lambda case_id=case_id: centre.move("lead", case_id, "accept", ACCEPT),
            lambda case_id=case_id: centre.move("lead2", case_id, "refuse", REFUSE),
        )
        assert sum(problem is None for problem in outcome) == 1
        assert {problem.status for problem in outcome if isinstance(problem, DomainError)} == {409}
        assert events(centre, case_id, "accept", "refuse") == 1


def test_case_2_merging_two_cases_into_each_other(centre: Centre) -> None:
    for _ in range(CASE_RACES):
        one, _ = centre.register()
        two, _ = centre.register()
        outcome = at_once(
            lambda a=one, b=two: centre.merge("lead", a, b),
            lambda a=one, b=two: centre.merge("lead2", b, a),
        )
        assert sum(problem is None for problem in outcome) == 1
        states = read(centre.database, lambda s, ids=(one, two): [s.get_one(Case, id_).state for id_ in ids])
        assert sorted(states) == [CaseState.MERGED, CaseState.REGISTERED]


def test_case_2_no_cycle_among_three(centre: Centre) -> None:
    for _ in range(CASE_RACES // 5):
        a, b, c = (centre.register()[0] for _ in range(3))
        at_once(
            lambda a=a, b=b: centre.merge("lead", a, b),
            lambda b=b, c=c: centre.merge("lead2", b, c),
            lambda c=c, a=a: centre.merge("lead", c, a),
        )
        found = read(centre.database, lambda s, ids=(a, b, c): {id_: s.get_one(Case, id_).merged_into for id_ in ids})
        masters = {master for master in found.values() if master}
        assert masters, "somebody wins"
        assert all(found[master] is None for master in masters), "a master is nobody's part"


def test_case_3_closing_against_withdrawing(centre: Centre) -> None:
    """One of the two ends the case, and no clock of the handling is left running."""
    for _ in range(CASE_RACES // 5):
        case_id, _ = centre.register()
        centre.to_replied(case_id)
        with centre.desk("lead") as desk:
            desk.session.delete(desk.session.get_one(CaseIdentity, case_id))  # nobody to call back
        outcome = at_once(
            lambda case_id=case_id: centre.move(Actor.SYSTEM, case_id, "close"),
            lambda case_id=case_id: centre.move(Actor.CITIZEN, case_id, "withdraw", bodies.WithdrawBody()),
        )
        assert sum(problem is None for problem in outcome) == 1
        running = select(CaseClock.kind).where(CaseClock.case_id == case_id, CaseClock.stopped_at.is_(None))
        assert read(centre.database, lambda s, q=running: set(s.scalars(q))) <= {"objection"}


def test_case_9_numbers_of_parallel_registrations(centre: Centre) -> None:
    problems = at_once(*[lambda: centre.register() for _ in range(PARALLEL_CASES)])
    assert problems == [None] * PARALLEL_CASES
    numbers = read(centre.database, lambda s: sorted(s.scalars(select(Case.number))))
    assert [int(number.split("-")[1]) for number in numbers] == list(range(1, PARALLEL_CASES + 1))


def test_case_9_a_failed_registration_leaves_no_gap(centre: Centre) -> None:
    centre.register()
    with centre.database.write() as session:
        assert next_number(session, CASE).endswith("000002")
        session.rollback()
    centre.register()
    numbers = read(centre.database, lambda s: sorted(s.scalars(select(Case.number))))
    assert [int(number.split("-")[1]) for number in numbers] == [1, 2]


def test_case_10_one_request_sent_fifty_times_at_once(centre: Centre) -> None:
    key = "k" * 32
    outcome = at_once(*[lambda: centre.register(key=key) for _ in range(PARALLEL_CASES)])
    assert outcome == [None] * PARALLEL_CASES
    assert read(centre.database, lambda s: s.scalars(select(func.count()).select_from(Case)).one()) == 1


def test_a_complainant_locks_the_master_in_the_order_of_all_actions(centre: Centre) -> None:
    """Whoever holds the master gets the merged case too, though its complainant is on the way in."""
    made = sorted(centre.register(key=str(number) * 32) for number in range(2))
    (master_id, _), (case_id, code) = made
    centre.merge("lead", case_id, master_id)
    over = threading.Event()

    def enter() -> None:
        with centre.desk(Actor.CITIZEN) as desk:
            assert find_by_code(desk.session, desk.keys, code, None, lock=True).id == case_id
            over.wait(60)

    with centre.desk("lead") as desk:
        desk.session.get_one(Case, master_id, with_for_update=True)
        entering = threading.Thread(target=enter)
        entering.start()
        until_somebody_waits(centre.database)
        desk.session.get_one(Case, case_id, with_for_update={"nowait": True})
    over.set()
    entering.join()


def test_a_complainant_whose_case_is_merged_meanwhile_finds_it_merged(centre: Centre) -> None:
    (master_id, _), (case_id, code) = sorted(centre.register(key=str(number) * 32) for number in range(2))
    found: list[UUID | None] = []

    def enter() -> None:
        with centre.desk(Actor.CITIZEN) as desk:
            found.append(find_by_code(desk.session, desk.keys, code, None, lock=True).merged_into)

    with centre.desk("lead") as desk:
        body = bodies.MergeBody(master_id=master_id)
        transition(desk, desk.session.get_one(Case, case_id), "merge", body)
        entering = threading.Thread(target=enter)
        entering.start()
        until_somebody_waits(centre.database)
    entering.join()
    assert found == [master_id]
