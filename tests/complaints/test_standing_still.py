"""Clocks that stand still: for approved pauses, and while an answer is checked (complaint design, 2.4 and 2.5)."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.complaints import bodies
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.deciding import AlreadyDecided
from backend.complaints.figures.standing import unit_standings
from backend.complaints.kinds import CaseState, ClockKind, Rating, TerminationReason
from backend.complaints.models import Case
from backend.complaints.moves import NotReady
from backend.complaints.records import CaseClock, CaseEvent, CaseResult
from backend.complaints.records_requests import Pause, PauseReason, RequestState, Termination
from backend.complaints.requests import consents
from backend.complaints.schemas_case import PauseIn, TerminationIn
from backend.core.clock import LOCAL_ZONE
from tests.complaints.at_centre import Office
from tests.complaints.conftest import NOTE, RESULT, Centre, read
from tests.complaints.test_recompute import off, publish, recompute
from tests.complaints.timetravel import Notices, Travel, notices, travel

__all__ = ["notices", "travel"]

REPLY = bodies.IssueReplyBody(reply="经查属实，已办结并向您致歉。")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


def clock_of(centre: Centre, case_id: UUID, kind: ClockKind) -> CaseClock:
    """The newest clock of a kind."""
    statement = select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.kind == kind)
    found: CaseClock = read(centre.database, lambda s: s.scalars(statement.order_by(CaseClock.cycle.desc())).first())
    return found


def actions(centre: Centre, case_id: UUID) -> list[str]:
    statement = select(CaseEvent.action).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
    return list(read(centre.database, lambda s: s.scalars(statement).all()))


def ask_pause(centre: Centre, case_id: UUID, days: int) -> UUID:
    with centre.desk("lead") as desk:
        return consents.ask_pause(desk, case_id, PauseIn(reason="送检", cause=PauseReason.APPRAISAL, days=days)).id


def pause(centre: Centre, case_id: UUID, days: int) -> UUID:
    request = ask_pause(centre, case_id, days)
    with centre.desk("chief") as desk:
        consents.approve_pause(desk, case_id, request, "")
    return request


def end_pause(centre: Centre, case_id: UUID, request: UUID) -> None:
    with centre.desk("lead") as desk:
        consents.end_pause(desk, case_id, request)


def propose_end(centre: Centre, case_id: UUID) -> UUID:
    with centre.desk("lead") as desk:
        body = TerminationIn(reason="已起诉", cause=TerminationReason.LITIGATION)
        return consents.ask_termination(desk, case_id, body).id


def test_a_unit_that_answered_in_time_is_not_late_because_the_reply_came_later(
    office: Office, travel: Travel, notices: Notices
) -> None:
    centre = office.centre
    travel("2026-03-02 10:00")
    case_id = centre.in_hand(within=5)
    assert clock_of(centre, case_id, ClockKind.UNIT).due == local("2026-03-10 00:00")
    travel("2026-03-05 10:00")
    centre.move("head", case_id, "answer", RESULT)
    travel("2026-03-12 10:00")
    sweep(centre.database, centre.keys, notices.notify)
    shown = next(clock for clock in office.get("lead", f"/complaints/{case_id}")["clocks"] if clock["kind"] == "unit")
    assert (shown["level"], shown["paused"]) == ("none", True)
    centre.move("lead", case_id, "issue_reply", REPLY)
    assert clock_of(centre, case_id, ClockKind.UNIT).breached_at is None
    assert office.order()["level"] == "none"
    standings = read(centre.database, lambda s: unit_standings(s, centre.people["auditor"]))
    assert (standings.total.finished, standings.total.on_time) == (1, 1)


def test_a_unit_that_answered_late_is_late_swept_or_not(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id = centre.in_hand(within=5)
    travel("2026-03-10 10:00")
    centre.move("head", case_id, "answer", RESULT)
    travel("2026-03-12 10:00")
    centre.move("lead", case_id, "issue_reply", REPLY)
    assert clock_of(centre, case_id, ClockKind.UNIT).breached_at == local("2026-03-10 00:00")


def test_case_46_a_unit_that_had_answered_gets_the_holiday_too(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    """Its answer, a day late, turns out to have been in time."""
    travel("2026-03-02 10:00")
    case_id = centre.in_hand(within=5)
    travel("2026-03-10 10:00")
    sweep(centre.database, centre.keys, notices.notify)
    centre.move("head", case_id, "answer", RESULT)
    assert clock_of(centre, case_id, ClockKind.UNIT).breached_at is not None
    publish(centre, 2026, *off("2026-03-05", 2))
    recompute(centre, notices)
    travel("2026-03-16 10:00")
    centre.move("lead", case_id, "issue_reply", REPLY)
    clock = clock_of(centre, case_id, ClockKind.UNIT)
    assert (clock.due, clock.breached_at) == (local("2026-03-12 00:00"), None)


def test_case_47_ending_one_of_two_overlapping_pauses_leaves_the_other(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id = centre.in_hand()
    travel("2026-03-03 10:00")
    longer = pause(centre, case_id, 20)
    both = clock_of(centre, case_id, ClockKind.TOTAL).due
    shorter = pause(centre, case_id, 10)
    assert clock_of(centre, case_id, ClockKind.TOTAL).due == both
    travel("2026-03-05 10:00")
    end_pause(centre, case_id, shorter)
    for kind in (ClockKind.TOTAL, ClockKind.UNIT):
        assert clock_of(centre, case_id, kind).due == both
    travel("2026-03-06 10:00")
    end_pause(centre, case_id, longer)
    for kind in (ClockKind.TOTAL, ClockKind.UNIT):
        clock = clock_of(centre, case_id, kind)
        assert clock.due == local("2026-04-18 00:00")  # 30 working days, and three in which they stood
        assert clock.due_original == local("2026-04-15 00:00")


def test_case_47_the_end_of_a_pause_does_not_wake_an_answered_order(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id = centre.in_hand(within=5)
    request = pause(centre, case_id, 10)
    travel("2026-03-04 10:00")
    centre.move("head", case_id, "answer", RESULT)
    end_pause(centre, case_id, request)
    travel("2026-04-01 10:00")
    sweep(centre.database, centre.keys, notices.notify)
    assert "transfer.red" not in notices.kinds()
    centre.move("lead", case_id, "issue_reply", REPLY)
    assert clock_of(centre, case_id, ClockKind.UNIT).breached_at is None


def test_case_47_an_order_sent_back_in_a_pause_keeps_the_pause(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id = centre.in_hand(within=5)
    pause(centre, case_id, 10)  # until Thursday, 12 March, 24:00
    travel("2026-03-04 10:00")
    centre.move("head", case_id, "answer", RESULT)
    travel("2026-03-05 10:00")
    centre.move("lead", case_id, "send_back", NOTE)
    clock = clock_of(centre, case_id, ClockKind.UNIT)
    assert clock.due == local("2026-03-20 00:00")  # all five days are left when the pause is over
    assert clock.next_at is not None


def test_an_answer_that_was_sent_back_gives_the_time_of_the_check_to_the_unit(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id = centre.in_hand(within=5)
    travel("2026-03-04 10:00")
    centre.move("head", case_id, "answer", RESULT)
    travel("2026-03-06 10:00")
    centre.move("lead", case_id, "send_back", NOTE)
    assert clock_of(centre, case_id, ClockKind.UNIT).due == local("2026-03-12 00:00")
    pause(centre, case_id, 2)  # with what the check took it counts once
    assert clock_of(centre, case_id, ClockKind.UNIT).due == local("2026-03-13 00:00")


def test_an_order_of_a_paused_case_stands_still_like_the_case(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    centre.accept(case_id)
    pause(centre, case_id, 10)  # until Thursday, 12 March
    travel("2026-03-04 10:00")
    centre.dispatch(case_id, within=5)
    assert clock_of(centre, case_id, ClockKind.UNIT).due == local("2026-03-20 00:00")


def test_a_unit_sees_that_its_order_is_paused(office: Office, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id = office.centre.in_hand()
    assert office.order()["paused"] is False
    pause(office.centre, case_id, 10)
    assert office.order()["paused"] is True
    travel("2026-03-20 10:00")
    assert office.order()["paused"] is False


def test_requests_end_with_the_reply(centre: Centre, travel: Travel) -> None:
    """A pause would stop nothing any more, and the end that was proposed was that of this handling."""
    travel("2026-03-02 10:00")
    case_id = centre.in_hand()
    asked, proposed = ask_pause(centre, case_id, 10), propose_end(centre, case_id)
    centre.move("head", case_id, "answer", RESULT)
    centre.move("lead2", case_id, "issue_reply", REPLY)
    assert actions(centre, case_id)[-2:] == ["lapse_requests", "issue_reply"]
    for table, request in ((Pause, asked), (Termination, proposed)):
        row = read(centre.database, lambda s, t=table, r=request: s.get_one(t, r))
        assert (row.state, row.decided_by) == (RequestState.LAPSED, None)
    with centre.desk("chief") as desk, pytest.raises(AlreadyDecided):
        consents.approve_pause(desk, case_id, asked, "")
    assert "pause" not in actions(centre, case_id)


def test_no_request_of_the_first_cycle_is_decided_in_the_second(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id = centre.in_hand()
    propose_end(centre, case_id)
    centre.move("head", case_id, "answer", RESULT)
    centre.move("lead2", case_id, "issue_reply", REPLY)
    with centre.database.write() as session:
        result = session.scalars(select(CaseResult).where(CaseResult.case_id == case_id)).one()
        result.rating, result.rated_at = Rating.DISSATISFIED, result.issued_at
    centre.move("lead", case_id, "rework", bodies.ReworkBody(cause="subjective", note="没有解决"))
    with pytest.raises(NotReady, match="proposed"):
        centre.move("chief", case_id, "terminate", NOTE)


def test_a_pause_is_approved_only_while_the_case_is_handled(centre: Centre, travel: Travel) -> None:
    """Whatever let a request wait for longer."""
    travel("2026-03-02 10:00")
    case_id = centre.in_hand()
    centre.move("head", case_id, "answer", RESULT)
    centre.move("lead2", case_id, "issue_reply", REPLY)
    with centre.database.write() as session:
        case = session.get_one(Case, case_id)
        assert case.state is CaseState.REPLIED
        row = Pause(
            case_id=case_id,
            cycle=1,
            cause=PauseReason.EXPERTS,
            days=10,
            asked_by=centre.people["lead"].user_id,
            asked_at=case.registered_at + timedelta(hours=1),
            reason=b"sealed",
        )
        session.add(row)
        session.flush()
        request = row.id
    with centre.desk("chief") as desk, pytest.raises(consents.NotHandled):
        consents.approve_pause(desk, case_id, request, "")
    with centre.desk("chief") as desk:
        assert consents.deny(desk, case_id, Pause, request, "已答复").state is RequestState.DENIED


@pytest.mark.parametrize("end", ["reply", "withdrawal"])
def test_a_pause_ends_with_what_it_waited_for(centre: Centre, travel: Travel, end: str) -> None:
    """What is over waits for nothing; its dates stand by the days that it did wait."""
    travel("2026-03-02 10:00")
    case_id = centre.in_hand()
    before = clock_of(centre, case_id, ClockKind.TOTAL).due
    request = pause(centre, case_id, 60)
    travel("2026-03-04 10:00")
    if end == "reply":
        centre.move("head", case_id, "answer", RESULT)
        centre.move("lead", case_id, "issue_reply", REPLY)
    else:
        centre.move("citizen", case_id, "withdraw", bodies.WithdrawBody())
    row = read(centre.database, lambda s: s.get_one(Pause, request))
    assert (row.state, row.until) == (RequestState.APPROVED, local("2026-03-04 10:00"))
    clock = clock_of(centre, case_id, ClockKind.TOTAL)
    assert before < clock.due <= before + timedelta(days=2)
    assert "resume" in actions(centre, case_id)
    with pytest.raises(AlreadyDecided), centre.desk("lead") as desk:
        consents.end_pause(desk, case_id, request)
