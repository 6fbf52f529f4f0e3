"""The date that another system set, or a merged case was promised, orders the work list until the answer."""

from uuid import UUID

from backend.complaints import bodies
from backend.complaints.kinds import Actor, CaseState, ClockKind, DissatisfactionCause
from backend.complaints.models import NEVER, Case
from backend.complaints.records import CallbackOutcome
from tests.complaints.at_centre import Office
from tests.complaints.conftest import RESULT, Centre, read
from tests.complaints.test_callbacks import call, next_due
from tests.complaints.test_standing_still import clock_of, local
from tests.complaints.timetravel import Travel, travel

__all__ = ["travel"]


def with_external_due(centre: Centre, case_id: UUID, at: str) -> None:
    with centre.database.write() as session:
        case = session.get_one(Case, case_id)
        case.external_due = local(at)
        case.next_due = min(case.next_due, case.external_due)


def test_the_date_of_another_system_ends_with_the_answer(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register()
    with_external_due(centre, case_id, "2026-03-05 00:00")
    centre.accept(case_id)
    centre.dispatch(case_id)
    assert next_due(centre, case_id) <= local("2026-03-05 00:00")
    centre.to_review(case_id)
    assert next_due(centre, case_id) == clock_of(centre, case_id, ClockKind.CHECK).due
    centre.move("lead", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    assert next_due(centre, case_id) == clock_of(centre, case_id, ClockKind.CALLBACK).due
    call(centre, case_id, CallbackOutcome.REACHED, DissatisfactionCause.SUBJECTIVE)
    assert next_due(centre, case_id) == NEVER
    centre.move("lead", case_id, "rework", bodies.ReworkBody(cause=DissatisfactionCause.SUBJECTIVE, note="没有解决"))
    assert next_due(centre, case_id) == clock_of(centre, case_id, ClockKind.TOTAL).due


def test_the_date_of_a_merged_case_ends_with_the_answer_of_its_master(centre: Centre, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    other, _ = centre.register()
    centre.accept(other)
    promised = clock_of(centre, other, ClockKind.TOTAL).due
    travel("2026-03-06 10:00")
    master, _ = centre.register()
    centre.accept(master)
    centre.dispatch(master)
    centre.merge("lead", other, master)
    centre.move("liaison", master, "sign")
    assert next_due(centre, master) == promised
    centre.move("head", master, "answer", RESULT)
    centre.move("lead", master, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    call(centre, master, CallbackOutcome.REACHED)
    assert next_due(centre, master) == NEVER
    late, _ = centre.register()
    centre.accept(late)
    centre.merge("lead", late, master)
    assert next_due(centre, master) == NEVER
    assert read(centre.database, lambda s: s.get_one(Case, master).state) is CaseState.REPLIED


def test_a_case_that_waits_for_details_stands_by_the_day_on_which_they_are_due(office: Office) -> None:
    centre = office.centre
    waiting, _ = centre.register()
    centre.move("lead", waiting, "ask_supplement", bodies.AskSupplementBody(missing=["办事时间"]))
    due = clock_of(centre, waiting, ClockKind.SUPPLEMENT).due
    assert next_due(centre, waiting) == due
    later = centre.in_hand()
    listed = office.get("lead", "/complaints?sort=next_due")["items"]
    assert [(item["id"], item["next_clock"]) for item in listed] == [
        (str(waiting), "supplement"),
        (str(later), "total"),
    ]
    centre.move(Actor.CITIZEN, waiting, "supplement", bodies.SupplementBody(text="六月三日上午"))
    assert next_due(centre, waiting) == clock_of(centre, waiting, ClockKind.ACCEPT).due
