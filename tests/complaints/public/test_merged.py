"""Who complained of the same matter as others keeps the own rights in a merged case (complaint design, case 17)."""

from uuid import UUID

import pytest
from sqlalchemy import select

from backend.complaints import bodies
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.kinds import CaseState
from backend.complaints.models import Case
from backend.core.errors import InvalidInput
from backend.notices.models import Notice
from tests.complaints.conftest import NOTE, Centre, read
from tests.complaints.public.conftest import Citizen
from tests.complaints.timetravel import Notices, Travel, notices, travel

__all__ = ["notices", "travel"]


def merged(citizen: Citizen, centre: Centre) -> tuple[str, str, UUID]:
    """The codes of a master case and of one merged into it, and the master's id."""
    codes = [citizen.file()["tracking_code"] for _ in range(2)]
    master, other = read(centre.database, lambda s: s.scalars(select(Case.id).order_by(Case.number)).all())
    centre.merge("lead", other, master)
    return codes[0], codes[1], master


def state(centre: Centre, case_id: UUID) -> CaseState:
    return read(centre.database, lambda s: s.get_one(Case, case_id).state)


def against(citizen: Citizen, code: str, action: str) -> list[str]:
    return next(choice["reasons"] for choice in citizen.see(code)["choices"] if choice["action"] == action)


def test_a_merged_complainant_asks_for_the_review_of_the_common_result(
    citizen: Citizen, centre: Centre, travel: Travel
) -> None:
    travel("2026-03-02 10:00")
    first, second, master = merged(citizen, centre)
    centre.to_replied(master)
    assert against(citizen, second, "review") == ["本件还没有办结"]
    travel("2026-03-17 00:00")
    centre.move("lead", master, "close")
    own, other = (
        [(limit["kind"], limit["day"]) for limit in citizen.see(code)["deadlines"]] for code in (first, second)
    )
    assert own == other != []
    travel("2026-03-18 10:00")
    shown = citizen.see(second, "/review", reason="答复没有回应我反映的问题")
    assert (shown["label"], shown["steps"][-1]["text"]) == ("复查中", "收到您的复查申请")
    assert citizen.see(first)["steps"][-1]["text"] == "收到同一事项其他投诉人的复查申请"
    assert [limit["kind"] for limit in citizen.see(second)["deadlines"]] == ["review"]
    again = citizen.track(first, "/review", reason="我也不服")
    assert again.status_code == 409
    centre.move("chief", master, "uphold", NOTE)
    assert against(citizen, second, "review") == against(citizen, first, "review") != []


def test_one_of_several_withdraws_and_the_matter_goes_on(citizen: Citizen, centre: Centre) -> None:
    first, second, master = merged(citizen, centre)
    centre.accept(master)
    shown = citizen.see(first, "/withdrawal")
    assert shown["steps"][-1]["text"] == "投诉已撤回，中心依职权继续办理"
    assert state(centre, master) is CaseState.ACCEPTED, "the others have not withdrawn"
    with pytest.raises(InvalidInput):
        centre.move("lead", master, "withdraw", bodies.WithdrawBody(note="来电撤回"))
    shown = citizen.see(second, "/withdrawal", note="已经解决")
    assert [step["text"] for step in shown["steps"]] == [
        "收到您的投诉",
        "与反映同一事项的投诉并案办理",
        "决定受理",
        "您已撤回投诉",
    ]
    for action in ("withdrawal", "message", "rating", "review", "attachment"):
        assert against(citizen, second, action) == ["您已经撤回投诉"]
    for act, fields in (("/withdrawal", {}), ("/message", {"text": "在吗"})):
        assert citizen.track(second, act, **fields).status_code == 409
    assert state(centre, master) is CaseState.ACCEPTED


def test_a_message_in_a_merged_case_reaches_who_has_the_master(citizen: Citizen, centre: Centre) -> None:
    _, second, master = merged(citizen, centre)
    officer = centre.people["officer"].user_id
    with centre.database.write() as session:
        session.get_one(Case, master).officer_id = officer
    citizen.see(second, "/message", text="窗口今天又不收件")
    told = select(Notice.user_id).where(Notice.kind == "complaint.message")
    people = {centre.people[name].user_id for name in ("officer", "lead", "lead2")}
    assert read(centre.database, lambda s: set(s.scalars(told))) == people


def test_a_merged_complainant_who_is_dissatisfied_is_answered_by_a_person(
    citizen: Citizen, centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    first, second, master = merged(citizen, centre)
    centre.to_replied(master)
    citizen.see(first, "/rating", rating="satisfied")
    citizen.see(second, "/rating", rating="dissatisfied", note="没有回应我的问题")
    travel("2026-03-20 10:00")
    sweep(centre.database, centre.keys, notices.notify)
    assert state(centre, master) is CaseState.REPLIED
    centre.move("lead", master, "rework", bodies.ReworkBody(cause="subjective", note="没有回应其中一位投诉人"))
    assert state(centre, master) is CaseState.HANDLING
