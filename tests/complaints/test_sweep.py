"""The sweep: what clocks do by themselves, once, in order, and however late (complaint design, 2.5 and cases 48 to 53)."""

import threading
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.complaints import bodies
from backend.complaints.clockwork.sweep import Swept
from backend.complaints.kinds import Actor, CaseState, ClockKind, IdentityMode, Rating
from backend.complaints.models import Case
from backend.complaints.moves import NotReady
from backend.complaints.records import CaseClock, CaseResult, TransferOrder, TransferState
from backend.complaints.records_requests import Extension, RequestState
from backend.complaints.rules.policy import DEFAULT_SCOPE, Policy, add_version
from tests.complaints.conftest import NOTE, Centre, read
from tests.complaints.sweeping import clock_of, events, ids, local, run, rungs, state, to_handling
from tests.complaints.timetravel import Notices, Travel, notices, travel

__all__ = ["notices", "travel"]


def test_the_acceptance_turns_yellow_then_red_once(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")  # a Monday; decided by Thursday night
    case_id, _ = centre.register()
    travel("2026-03-04 09:00")
    assert run(centre, notices).steps == {}
    travel("2026-03-05 09:00")
    assert run(centre, notices).steps == {"warn": 1}
    assert run(centre, notices).steps == {}
    travel("2026-03-06 09:30")
    assert run(centre, notices).steps == {"breach": 1}
    assert run(centre, notices).steps == {}
    clock = clock_of(centre, case_id, ClockKind.ACCEPT)
    assert clock.breached_at == clock.due == local("2026-03-06 00:00")
    assert state(centre, case_id) is CaseState.REGISTERED
    assert notices.kinds() == ["complaint.yellow.accept", "complaint.red.accept"]
    everybody = ids(centre, "officer", "officer2", "lead", "lead2")
    assert [told.people for told in notices.told] == [everybody, everybody]
    assert [told.key for told in notices.told] == [f"{clock.id}:warn:3", f"{clock.id}:breach:3"]
    assert notices.told[1].params["due"] == "2026-03-05"


def test_a_case_with_an_officer_bothers_no_other(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    centre.register("officer")
    travel("2026-03-07 03:00")  # a Saturday night
    run(centre, notices)
    assert {told.people for told in notices.told} == {ids(centre, "officer", "lead", "lead2")}
    assert {told.not_before for told in notices.told} == {local("2026-03-09 09:00")}


def test_silence_of_the_centre_accepts_no_case_but_bars_its_refusal(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    with centre.database.write() as session:
        add_version(session, DEFAULT_SCOPE, Policy(accepted_when_silent=True), "", None)
    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    travel("2026-03-06 09:30")
    run(centre, notices)
    assert state(centre, case_id) is CaseState.REGISTERED
    assert [event.action for event in events(centre, case_id)] == ["register", "breach", "accepted_by_silence"]
    refusal = bodies.RefuseBody(reason="no_facts", note="没有具体事实", where_to_go="市信访局")
    with pytest.raises(NotReady, match="counts as accepted"):
        centre.move("lead", case_id, "refuse", refusal)
    centre.accept(case_id)
    assert state(centre, case_id) is CaseState.ACCEPTED


def test_a_silent_unit_is_taken_to_have_signed_and_its_delay_stays_on_record(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    centre.accept(case_id)
    centre.dispatch(case_id)
    travel("2026-03-04 09:30")
    run(centre, notices)
    assert state(centre, case_id) is CaseState.HANDLING
    order = read(centre.database, lambda s: s.scalars(select(TransferOrder)).one())
    assert (order.state, order.signed_by) == (TransferState.SIGNED, None)
    clock = clock_of(centre, case_id, ClockKind.SIGN)
    assert clock.breached_at == local("2026-03-04 00:00")
    assert clock.stopped_at is not None
    assert [(event.action, event.actor) for event in events(centre, case_id)][-2:] == [
        ("breach", "system"),
        ("sign", "system"),
    ]
    to_unit = [told for told in notices.told if told.kind == "transfer.unsigned"]
    assert [told.people for told in to_unit] == [ids(centre, "liaison", "head")]
    assert to_unit[0].params["number"] == order.number
    number = read(centre.database, lambda s: s.get_one(Case, case_id).number)
    assert number not in str(to_unit[0].params)
    assert str(case_id) not in str(to_unit[0].params)


def test_a_joint_unit_is_signed_for_without_moving_the_case(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    centre.accept(case_id)
    orders = [bodies.OrderBody(unit_id=centre.units[unit], matter="请调查。") for unit in ("A", "B")]
    centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=orders[0], joint=orders[1:]))
    centre.move("liaison", case_id, "sign")
    travel("2026-03-04 09:30")
    run(centre, notices)
    states = read(centre.database, lambda s: set(s.scalars(select(TransferOrder.state))))
    assert states == {TransferState.SIGNED}
    assert events(centre, case_id)[-1].action == "sign_joint"
    assert state(centre, case_id) is CaseState.HANDLING


@pytest.mark.parametrize(
    ("mode", "then"),
    [(IdentityMode.CONFIDENTIAL, CaseState.TERMINATED), (IdentityMode.ANONYMOUS, CaseState.REGISTERED)],
)
def test_details_that_never_came(
    centre: Centre, travel: Travel, notices: Notices, mode: IdentityMode, then: CaseState
) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register(mode=mode)
    centre.move("officer", case_id, "ask_supplement", bodies.AskSupplementBody(missing=["办理时间"]))
    travel("2026-03-10 09:30")
    run(centre, notices)
    assert state(centre, case_id) is then


def test_an_answer_without_rating_closes_unrated(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    travel("2026-03-17 09:30")
    run(centre, notices)
    assert state(centre, case_id) is CaseState.CLOSED
    assert read(centre.database, lambda s: s.scalars(select(CaseResult.rating)).one()) is None


def test_a_case_that_something_stands_against_stays_open(centre: Centre, travel: Travel, notices: Notices) -> None:
    """Nobody has called the complainant back."""
    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    travel("2026-03-17 09:30")
    run(centre, notices)
    assert state(centre, case_id) is CaseState.REPLIED
    assert "complaint.red.rating" in notices.kinds()
    assert run(centre, notices).steps == {}


def rate(centre: Centre, case_id: UUID, rating: Rating = Rating.DISSATISFIED) -> None:
    """As the complainant's page does: under the lock of the case, while it is replied."""
    with centre.desk(Actor.CITIZEN) as desk:
        case = desk.session.get_one(Case, case_id, with_for_update=True)
        if case.state is CaseState.REPLIED:
            result = desk.session.scalars(select(CaseResult).where(CaseResult.case_id == case_id)).one()
            result.rating, result.rated_at = rating, result.issued_at


def test_a_dissatisfied_anonymous_complainant_keeps_the_case_open(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    rate(centre, case_id)
    travel("2026-03-17 09:30")
    run(centre, notices)
    assert state(centre, case_id) is CaseState.REPLIED


def test_an_undecided_extension_lapses_with_the_date_of_the_case(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id = to_handling(centre)
    with centre.database.write() as session:
        case = session.get_one(Case, case_id)
        session.add(
            Extension(
                case_id=case_id,
                cycle=1,
                amount=5,
                asked_by=centre.people["liaison"].user_id,
                asked_at=case.registered_at,
                reason=b"sealed",
            )
        )
    travel("2026-04-15 09:00")
    run(centre, notices)
    extension = read(centre.database, lambda s: s.scalars(select(Extension)).one())
    assert (extension.state, extension.decided_by) == (RequestState.LAPSED, None)
    (lapsed,) = [event for event in events(centre, case_id) if event.action == "lapse_extension"]
    assert lapsed.data == {"request": str(extension.id)}
    assert clock_of(centre, case_id, ClockKind.TOTAL).due == local("2026-04-15 00:00")


def test_case_48_a_new_cycle_leaves_the_figures_of_the_old_one(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    def old(what: Any) -> list[tuple[Any, ...]]:
        statement = select(what.__table__).where(what.case_id == case_id, what.cycle == 1)
        return read(centre.database, lambda s: sorted(map(tuple, s.execute(statement)), key=repr))

    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    rate(centre, case_id)
    travel("2026-03-03 10:00")
    centre.move("lead", case_id, "rework", bodies.ReworkBody(cause="subjective", note="没有解决"))
    clocks, results = old(CaseClock), old(CaseResult)
    travel("2026-06-01 10:00")  # the second cycle is late by weeks
    run(centre, notices)
    assert (old(CaseClock), old(CaseResult)) == (clocks, results)
    second = clock_of(centre, case_id, ClockKind.TOTAL)
    assert (second.cycle, second.breached_at) == (2, second.due)
    assert results[0]  # there was something to compare


def test_case_53_an_edited_policy_leaves_open_cases_as_they_are(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id = to_handling(centre)
    before = clock_of(centre, case_id, ClockKind.TOTAL)
    shorter = Policy.model_validate({"total": {"amount": 5}, "ladder": [{"name": "remind", "after": 1}]})
    with centre.database.write() as session:
        add_version(session, DEFAULT_SCOPE, shorter, "", None)
    travel("2026-05-03 02:00")
    run(centre, notices)
    after = clock_of(centre, case_id, ClockKind.TOTAL)
    assert (after.due, after.amount) == (before.due, before.amount)
    assert rungs(centre, after) == ["warn", "breach", "remind", "head", "supervise", "account"]
    other, _ = centre.register()
    centre.accept(other)
    assert clock_of(centre, other, ClockKind.TOTAL).amount == 5


def test_one_broken_case_does_not_hold_up_the_others(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    broken, _ = centre.register()
    sound, _ = centre.register()
    with centre.database.write() as session:
        session.execute(update(CaseClock).where(CaseClock.case_id == broken).values(next_step="nonsense"))
    travel("2026-03-06 09:30")
    swept = run(centre, notices)
    assert (swept.failed, swept.steps) == (1, {"warn": 1, "breach": 1})
    assert clock_of(centre, sound, ClockKind.ACCEPT).breached_at is not None
    assert clock_of(centre, broken, ClockKind.ACCEPT).breached_at is None


def test_case_52_two_sweepers_at_once_take_every_step_once(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    case_ids = [to_handling(centre) for _ in range(12)]
    travel("2026-05-03 02:00")
    together = threading.Barrier(2)
    results: list[Swept] = []

    def one() -> None:
        together.wait()
        results.append(run(centre, notices))

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    final = run(centre, notices)
    total = sum((swept.steps for swept in [*results, final]), start=type(final.steps)())
    assert total == dict.fromkeys(("remind", "head", "supervise", "account"), 12) | {"warn": 24, "breach": 24}
    assert [swept.failed for swept in results] == [0, 0]
    for case_id in case_ids:
        seqs = [event.seq for event in events(centre, case_id)]
        assert seqs == list(range(1, len(seqs) + 1))
    keys = [(told.key, told.kind) for told in notices.told]
    assert len(keys) == len(set(keys))


def test_the_right_to_a_review_lapses_quietly(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    refusal = bodies.RefuseBody(reason="out_of_scope", note="不属于效能投诉", where_to_go="市信访局")
    centre.move("lead", case_id, "refuse", refusal)
    travel("2026-04-02 09:00")
    run(centre, notices)
    assert clock_of(centre, case_id, ClockKind.OBJECTION).stopped_at is not None
    assert notices.told == []
    with pytest.raises(NotReady, match="over"):
        centre.move(Actor.CITIZEN, case_id, "ask_review", NOTE)
