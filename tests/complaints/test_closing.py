"""Who may call back and close an answered case, and when (complaint design, 2.3)."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.auth.models import UserAccount
from backend.complaints import bodies, working
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.kinds import CaseState, ClockKind, HandlingMode, IdentityMode
from backend.complaints.models import Case
from backend.complaints.moves import NotReady
from backend.complaints.public import acts
from backend.complaints.public.schemas import RatingIn
from backend.complaints.records import CallbackOutcome, CaseClock
from backend.complaints.schemas_case import CallbackIn, ConflictIn
from backend.complaints.tracking import find_by_code
from backend.complaints.views import View
from tests.complaints.conftest import RESULT, Centre, read
from tests.complaints.timetravel import Notices, Travel, notices, travel

__all__ = ["notices", "travel"]


def state(centre: Centre, case_id: UUID) -> CaseState:
    return read(centre.database, lambda s: s.get_one(Case, case_id).state)


def rate(centre: Centre, code: str, rating: str) -> None:
    with centre.desk("citizen") as desk:
        case = find_by_code(desk.session, desk.keys, code, None, lock=True)
        acts.rate(desk, case, RatingIn(code=code, rating=rating))


def test_who_cannot_be_called_back_keeps_the_time_to_rate(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    for moment in ("2026-03-02 10:01", "2026-03-16 23:59"):
        travel(moment)
        with pytest.raises(NotReady) as refused:
            centre.move("lead", case_id, "close")
        assert "2026年3月16日" in str(refused.value.detail and refused.value.detail.zh)
    travel("2026-03-17 00:00")
    sweep(centre.database, centre.keys, notices.notify)
    assert state(centre, case_id) is CaseState.CLOSED


def test_who_cannot_be_called_back_and_has_rated_waits_no_longer(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id, code = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    rate(centre, code, "basically")
    centre.move("lead", case_id, "close")
    assert state(centre, case_id) is CaseState.CLOSED


def test_a_person_closes_when_the_time_to_rate_is_over(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    travel("2026-03-17 00:00")
    centre.move("lead", case_id, "close")
    assert state(centre, case_id) is CaseState.CLOSED


def test_nobody_is_late_in_calling_back_who_cannot_be_called(centre: Centre) -> None:
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    running = select(CaseClock.kind).where(CaseClock.case_id == case_id, CaseClock.stopped_at.is_(None))
    assert read(centre.database, lambda s: set(s.scalars(running))) == {ClockKind.RATING, ClockKind.OBJECTION}


def handled_here(centre: Centre) -> UUID:
    """A replied case that officer and officer2 handled and the chief issued the reply of."""
    case_id, _ = centre.register("officer")
    centre.accept(case_id, HandlingMode.SELF)
    people = [centre.people[name].user_id for name in ("officer", "officer2")]
    centre.move("lead", case_id, "self_handle", bodies.SelfHandleBody(handler_ids=people, no_conflict=True))
    centre.move("officer", case_id, "submit_result", RESULT)
    centre.move("chief", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    return case_id


def call_back(centre: Centre, who: str, case_id: UUID, **found: Any) -> None:
    with centre.desk(who) as desk:
        working.call_back(desk, case_id, CallbackIn(outcome=CallbackOutcome.REACHED, note="已联系", **found))


def leave(centre: Centre, *names: str) -> None:
    """These people no longer work here."""
    with centre.database.write() as session:
        gone = UserAccount.id.in_([centre.people[name].user_id for name in names])
        session.execute(update(UserAccount).where(gone).values(disabled_at=datetime.now(UTC)))


def against_callback(centre: Centre, who: str, case_id: UUID) -> list[str]:
    with centre.desk(who) as desk:
        return View(desk, desk.session.get_one(Case, case_id)).detail().against_callback


def test_case_68_who_handled_a_case_does_not_call_back_on_it(centre: Centre) -> None:
    case_id = handled_here(centre)
    for who in ("officer", "officer2"):
        with pytest.raises(NotReady, match="handled"):
            call_back(centre, who, case_id)
        assert against_callback(centre, who, case_id) == ["您承办了本件，应由他人回访"]
    assert against_callback(centre, "lead", case_id) == []
    call_back(centre, "lead", case_id)


def test_case_68_who_drafted_the_reply_does_not_call_back_on_it(centre: Centre) -> None:
    case_id, _ = centre.register("officer")
    centre.accept(case_id, HandlingMode.SELF)
    people = [centre.people[name].user_id for name in ("officer", "officer2")]
    centre.move("lead", case_id, "self_handle", bodies.SelfHandleBody(handler_ids=people, no_conflict=True))
    centre.move("lead", case_id, "submit_result", RESULT)
    centre.move("chief", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    with pytest.raises(NotReady, match="handled"):
        call_back(centre, "lead", case_id)
    call_back(centre, "lead2", case_id)


def test_where_nobody_else_is_left_who_handled_it_calls_back(centre: Centre) -> None:
    case_id = handled_here(centre)
    leave(centre, "lead")
    with pytest.raises(NotReady):
        call_back(centre, "officer", case_id)
    with centre.desk("lead2") as desk:
        working.declare_conflict(desk, case_id, ConflictIn(reason="亲属"))
    call_back(centre, "officer", case_id)


def test_a_cause_that_lies_with_the_unit_is_handled_again_and_not_closed(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    call_back(centre, "lead", case_id, rating="dissatisfied", cause="subjective")
    with pytest.raises(NotReady) as refused:
        centre.move("lead", case_id, "close")
    assert refused.value.errors[0].message.zh == "回访查明属于主观原因不满意，应当二次办理"
    travel("2026-03-20 10:00")
    sweep(centre.database, centre.keys, notices.notify)
    assert state(centre, case_id) is CaseState.REPLIED, "nor by the program"
    centre.move("lead", case_id, "rework", bodies.ReworkBody(cause="subjective", note="没有解决"))
    centre.move("head", case_id, "answer", RESULT)
    centre.move("lead", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    call_back(centre, "lead", case_id, rating="dissatisfied", cause="subjective")
    centre.move("lead", case_id, "close")
    assert state(centre, case_id) is CaseState.CLOSED, "it was handled as often as the policy allows"


def test_what_a_later_callback_finds_counts(centre: Centre) -> None:
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    call_back(centre, "lead", case_id, rating="dissatisfied", cause="subjective")
    call_back(centre, "lead", case_id, cause="objective")
    centre.move("lead", case_id, "close")
    assert state(centre, case_id) is CaseState.CLOSED
