"""Handling again: after a review that overturned the outcome, and after a dissatisfied complainant (二次办理)."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.complaints import bodies, clocks, working
from backend.complaints.figures.counting import count
from backend.complaints.figures.schemas import Dimension
from backend.complaints.figures.suppression import TOTAL
from backend.complaints.kinds import (
    Actor,
    CaseState,
    ClockKind,
    DissatisfactionCause,
    HandlingMode,
    Rating,
    RefusalReason,
    TerminationReason,
)
from backend.complaints.models import Case
from backend.complaints.moves import NotReady
from backend.complaints.records import CallbackOutcome, CaseClock, CaseResult, Handler, TransferOrder, TransferState
from backend.complaints.requests import consents, returns
from backend.complaints.requests.schemas import ReturnIn
from backend.complaints.rules.policy import policy_of
from backend.complaints.schemas_case import CallbackIn, TerminationIn
from backend.complaints.transfers import service as unit_side
from tests.complaints.at_centre import Office
from tests.complaints.conftest import NOTE, RESULT, Centre, read
from tests.complaints.timetravel import Travel, travel

__all__ = ["travel"]

REWORK = bodies.ReworkBody(cause=DissatisfactionCause.SUBJECTIVE, note="没有解决")


def state(centre: Centre, case_id: UUID) -> CaseState:
    return read(centre.database, lambda s: s.get_one(Case, case_id).state)


def running(centre: Centre, case_id: UUID) -> dict[ClockKind, int]:
    """The running clocks with their limits."""
    statement = select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.stopped_at.is_(None))
    return read(centre.database, lambda s: {row.kind: row.amount for row in s.scalars(statement)})


def live(centre: Centre, case_id: UUID) -> list[tuple[str, bool]]:
    """The units with an order in hand, and whether they lead."""
    codes = {id_: code for code, id_ in centre.units.items()}
    statement = select(TransferOrder).where(
        TransferOrder.case_id == case_id,
        TransferOrder.state.in_((TransferState.SENT, TransferState.SIGNED, TransferState.ANSWERED)),
    )
    return read(centre.database, lambda s: sorted((codes[o.unit_id], o.lead) for o in s.scalars(statement)))


def end_and_overturn(centre: Centre, case_id: UUID) -> None:
    """Terminate the case, and have the termination overturned."""
    with centre.desk("lead") as desk:
        consents.ask_termination(desk, case_id, TerminationIn(cause=TerminationReason.LITIGATION, reason="已起诉"))
    centre.move("lead2", case_id, "terminate", NOTE)
    centre.move(Actor.CITIZEN, case_id, "ask_review", NOTE)
    centre.move("chief", case_id, "overturn", NOTE)


def dissatisfied(centre: Centre) -> None:
    with centre.database.write() as session:
        session.execute(update(CaseResult).values(rating=Rating.DISSATISFIED, rated_at=CaseResult.issued_at))


def self_handle(centre: Centre, case_id: UUID) -> None:
    people = [centre.people[name].user_id for name in ("officer", "officer2")]
    centre.move("lead", case_id, "self_handle", bodies.SelfHandleBody(handler_ids=people, no_conflict=True))


@pytest.mark.parametrize("handling", [HandlingMode.PASSED, HandlingMode.SELF])
def test_a_case_ended_before_it_was_handed_out_is_handed_out(centre: Centre, handling: HandlingMode) -> None:
    case_id, _ = centre.register()
    centre.accept(case_id, handling)
    end_and_overturn(centre, case_id)
    assert state(centre, case_id) is CaseState.ACCEPTED
    assert running(centre, case_id).keys() == {ClockKind.TOTAL, ClockKind.DISPATCH}
    if handling is HandlingMode.SELF:
        self_handle(centre, case_id)
        centre.move("officer", case_id, "submit_result", RESULT)
    else:
        centre.dispatch(case_id)
        centre.to_review(case_id)
    assert state(centre, case_id) is CaseState.REPLY_REVIEW


def test_a_case_ended_after_its_order_came_back_is_handed_out(centre: Centre) -> None:
    case_id, _ = centre.register()
    centre.accept(case_id)
    joint = bodies.OrderBody(unit_id=centre.units["B"], matter="请协助调查。")
    lead = bodies.OrderBody(unit_id=centre.units["A"], matter="请调查。")
    centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=lead, joint=[joint]))
    give_back(centre, case_id, "liaison")
    end_and_overturn(centre, case_id)
    assert state(centre, case_id) is CaseState.ACCEPTED
    assert live(centre, case_id) == [], "the joint unit is told anew with the lead unit"
    centre.dispatch(case_id, "B")
    assert live(centre, case_id) == [("B", True)]


def give_back(centre: Centre, case_id: UUID, who: str) -> None:
    """The unit of `who` returns its order, and the centre agrees."""
    with centre.desk(who) as desk:
        own = select(TransferOrder.id).where(
            TransferOrder.case_id == case_id,
            TransferOrder.unit_id == desk.principal.unit_id,
            TransferOrder.state == TransferState.SENT,
        )
        unit_side.ask_return(desk, desk.session.scalars(own).one(), ReturnIn(basis="三定方案第二条", reason="不属"))
    with centre.desk("lead") as desk:
        wanted = select(returns.ReturnRequest.id).where(returns.ReturnRequest.decided_at.is_(None))
        returns.grant(desk, case_id, desk.session.scalars(wanted).one(), "同意")


def test_a_case_ended_while_a_unit_had_it_goes_back_to_the_unit(centre: Centre) -> None:
    case_id, _ = centre.register()
    centre.accept(case_id)
    centre.dispatch(case_id)
    end_and_overturn(centre, case_id)
    assert state(centre, case_id) is CaseState.HANDLING
    assert live(centre, case_id) == [("A", True)]
    assert running(centre, case_id).keys() == {ClockKind.TOTAL, ClockKind.UNIT}


def test_who_handled_a_case_of_the_centre_handles_it_again(centre: Centre) -> None:
    case_id, _ = centre.register()
    centre.accept(case_id, HandlingMode.SELF)
    self_handle(centre, case_id)
    end_and_overturn(centre, case_id)
    assert state(centre, case_id) is CaseState.HANDLING
    again = select(Handler.user_id).where(Handler.case_id == case_id, Handler.cycle == 2)
    assert read(centre.database, lambda s: set(s.scalars(again))) == {
        centre.people[name].user_id for name in ("officer", "officer2")
    }
    centre.move("officer", case_id, "submit_result", RESULT)
    centre.move("chief", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    dissatisfied(centre)
    assert state(centre, case_id) is CaseState.REPLIED


def test_a_rework_of_a_case_of_the_centre_has_its_handlers(centre: Centre) -> None:
    case_id, _ = centre.register()
    centre.accept(case_id, HandlingMode.SELF)
    self_handle(centre, case_id)
    centre.move("officer", case_id, "submit_result", RESULT)
    centre.move("chief", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    dissatisfied(centre)
    centre.move("lead", case_id, "rework", REWORK)
    centre.move("officer", case_id, "submit_result", RESULT)
    assert state(centre, case_id) is CaseState.REPLY_REVIEW


def refused_and_overturned(centre: Centre) -> UUID:
    case_id, _ = centre.register()
    refusal = bodies.RefuseBody(reason=RefusalReason.OUT_OF_SCOPE, note="不属于效能投诉", where_to_go="市信访局")
    centre.move("lead", case_id, "refuse", refusal)
    centre.move(Actor.CITIZEN, case_id, "ask_review", NOTE)
    centre.move("chief", case_id, "overturn", NOTE)
    return case_id


def test_the_first_handling_after_an_overturned_refusal_has_the_whole_limit(centre: Centre, travel: Travel) -> None:
    travel("2026-10-12 10:00")
    case_id = refused_and_overturned(centre)
    centre.accept(case_id)
    assert running(centre, case_id)[ClockKind.TOTAL] == 30
    centre.dispatch(case_id)
    assert running(centre, case_id)[ClockKind.UNIT] == 30
    statement = select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.kind == ClockKind.TOTAL)
    with centre.desk("lead") as desk:
        total = desk.session.scalars(statement).one()
        policy = policy_of(desk.session, desk.session.get_one(Case, case_id))
        before = total.warn_at
        clocks.recompute(total, desk.calendar, policy)
        assert total.warn_at == before, "computed anew, it turns yellow when it did"


def test_the_first_handling_after_an_overturned_refusal_can_be_followed_by_a_second(centre: Centre) -> None:
    case_id = refused_and_overturned(centre)
    centre.to_replied(case_id)
    dissatisfied(centre)
    centre.move("lead", case_id, "rework", REWORK)
    assert running(centre, case_id)[ClockKind.TOTAL] == 15
    centre.move("head", case_id, "answer", RESULT)
    centre.move("lead", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    dissatisfied(centre)
    with pytest.raises(NotReady, match="2 times"):
        centre.move("lead", case_id, "rework", REWORK)


def test_the_first_answer_after_an_overturned_refusal_counts(centre: Centre, travel: Travel) -> None:
    travel("2026-10-12 10:00")
    case_id = refused_and_overturned(centre)
    centre.to_replied(case_id)
    with centre.database.read() as session:
        total = count(session, date(2026, 10, 1), date(2026, 11, 1), Dimension.UNIT)[TOTAL]
    assert (total.replied, total.on_time) == (1, 1)


def call_back(centre: Centre, case_id: UUID, cause: DissatisfactionCause) -> None:
    with centre.desk("lead") as desk:
        body = CallbackIn(outcome=CallbackOutcome.REACHED, cause=cause, note="已联系")
        working.call_back(desk, case_id, body)


def test_the_latest_callback_says_whether_it_is_handled_again(centre: Centre) -> None:
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    dissatisfied(centre)
    for cause in (DissatisfactionCause.SUBJECTIVE, DissatisfactionCause.OBJECTIVE):
        call_back(centre, case_id, cause)
    with pytest.raises(NotReady, match="objective"):
        centre.move("lead", case_id, "rework", REWORK)
    call_back(centre, case_id, DissatisfactionCause.SUBJECTIVE)
    centre.move("lead", case_id, "rework", REWORK)


def test_supervisors_have_a_case_handled_again_and_read_no_content_for_it(office: Office) -> None:
    centre = office.centre
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    dissatisfied(centre)
    path, body = f"/complaints/{case_id}/rework", REWORK.model_dump(mode="json")
    version = f'"{office.get("supervisor", f"/complaints/{case_id}")["header"]["version"]}"'
    assert office.ask("officer2", "POST", path, body, **{"If-Match": version}).status_code == 404
    assert office.ask("auditor", "POST", path, body, **{"If-Match": version}).status_code == 403
    found = office.do("supervisor", path, body, **{"If-Match": version})
    assert (found["header"]["state"], found["content"]) == ("handling", None)
    assert (found["events"][-1]["action"], found["events"][-1]["role"]) == ("rework", "supervisor")
