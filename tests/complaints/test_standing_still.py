"""Clocks that stand still: for approved pauses, and while an answer is checked (complaint design, 2.4 and 2.5)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from backend.complaints import bodies
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.figures.standing import unit_standings
from backend.complaints.kinds import ClockKind
from backend.complaints.records import CaseClock
from backend.complaints.records_requests import PauseReason
from backend.complaints.requests import consents
from backend.complaints.schemas_case import PauseIn
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
