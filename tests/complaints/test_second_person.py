"""What a second person who does not work on the case reads before deciding, and what not (security design, D6)."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.complaints import bodies, working
from backend.complaints.kinds import Actor, HandlingMode, RefusalReason, TerminationReason
from backend.complaints.records_requests import PauseReason
from backend.complaints.requests import consents
from backend.complaints.schemas_case import PauseIn, TerminationIn
from tests.complaints.at_centre import Office
from tests.complaints.conftest import RESULT, Centre, read

CANARY = "王测试"
STORY = "申请办理许可，超过承诺期限二十天仍未办结。"


def look(office: Office, case_id: UUID, who: str = "chief") -> dict[str, Any]:
    found: dict[str, Any] = office.do(who, f"/complaints/{case_id}/basis")
    assert CANARY not in str(found)
    assert STORY not in str(found)
    return found


def refused(office: Office, case_id: UUID, who: str = "chief") -> int:
    return office.ask(who, "POST", f"/complaints/{case_id}/basis").status_code


def under_review(centre: Centre, **fields: Any) -> UUID:
    """A case that the one lead and an officer handled, whose reply somebody else has to issue."""
    case_id = under_hand(centre)
    centre.move("lead", case_id, "submit_result", RESULT.model_copy(update=fields))
    return case_id


def do(office: Office, who: str, case_id: UUID, step: str, body: Any) -> Any:
    version = office.get(who, f"/complaints/{case_id}")["header"]["version"]
    return office.do(who, f"/complaints/{case_id}/{step}", body, **{"If-Match": f'"{version}"'})


def test_the_lead_supervisor_reads_the_draft_and_issues_it(office: Office) -> None:
    case_id = under_review(office.centre)
    shown = office.get("chief", f"/complaints/{case_id}")
    assert shown["content"] is None
    assert {a["action"]: a["reasons"] for a in shown["actions"]}["issue_reply"] == []
    basis = look(office, case_id)
    assert (basis["decisions"], basis["summary"]) == (["issue_reply"], "反映审批超期")
    assert (basis["conclusion"], basis["reply"]) == ("true", RESULT.reply)
    assert set(basis) == {"decisions", "summary", "conclusion", "reply", "reasons"}, (
        "no findings, no messages, no files"
    )
    issued = do(office, "chief", case_id, "issue-reply", {"reply": basis["reply"]})
    assert (issued["header"]["state"], issued["content"]) == ("replied", None)
    assert refused(office, case_id) == 409, "nothing is left to decide"


def test_each_look_is_on_record(office: Office) -> None:
    case_id = under_review(office.centre)
    look(office, case_id)
    look(office, case_id)
    events = office.get("lead", f"/complaints/{case_id}")["events"]
    assert [(e["actor"], e["role"]) for e in events if e["action"] == "read_basis"] == [
        ("测试chief", "lead_supervisor")
    ] * 2
    audited = select(AuditEvent).where(AuditEvent.action == "complaint.read_basis", AuditEvent.object_id == case_id)
    assert len(read(office.centre.database, lambda s: s.scalars(audited).all())) == 2


@pytest.mark.parametrize("who", ["supervisor", "auditor", "officer"])
def test_nobody_else_reads_it(office: Office, who: str) -> None:
    assert refused(office, under_review(office.centre), who) == 403


def test_what_names_the_complainant_is_withheld(office: Office) -> None:
    case_id = under_review(office.centre, reply=f"{CANARY}同志：经查属实。")
    assert look(office, case_id)["reply"] == "（文中有投诉人的信息，不予显示）"


def test_nothing_is_open_to_them_where_others_work(office: Office) -> None:
    centre = office.centre
    case_id, _ = centre.register("officer")
    centre.accept(case_id)
    assert refused(office, case_id) == 409
    centre.dispatch(case_id)
    assert refused(office, case_id) == 409


def test_a_refusal_is_decided_by_what_the_officer_noted(office: Office) -> None:
    centre = office.centre
    case_id, _ = centre.register("officer")
    with centre.desk("officer") as desk:
        working.add_note(desk, case_id, "属于劳动争议，建议不予受理。")
        working.add_note(desk, case_id, f"{CANARY}来电补充。")
    basis = look(office, case_id)
    assert basis["decisions"] == ["refuse"]
    assert [reason["text"] for reason in basis["reasons"]] == [
        "属于劳动争议，建议不予受理。",
        "（文中有投诉人的信息，不予显示）",
    ]


def test_a_review_is_decided_by_what_is_objected_to(office: Office) -> None:
    centre = office.centre
    case_id, _ = centre.register("officer")
    refusal = bodies.RefuseBody(reason=RefusalReason.OTHER_CHANNEL, note="属于劳动争议。", where_to_go="劳动仲裁委员会")
    centre.move("lead", case_id, "refuse", refusal)
    assert refused(office, case_id) == 409
    centre.move(Actor.CITIZEN, case_id, "ask_review", bodies.NoteBody(note="不是劳动争议"))
    basis = look(office, case_id)
    assert basis["decisions"] == ["uphold", "overturn"]
    assert [(r["action"], r["text"]) for r in basis["reasons"]] == [
        ("refuse", "属于劳动争议。"),
        ("ask_review", "不是劳动争议"),
    ]
    upheld = do(office, "chief", case_id, "uphold", {"note": "经复查，确属劳动争议。"})
    assert upheld["header"]["state"] == "not_accepted", "to have looked is not to have acted in the case"


def test_the_review_of_an_answer_shows_the_answer(office: Office) -> None:
    centre = office.centre
    case_id, _ = centre.register("officer")
    centre.to_replied(case_id)
    centre.move(Actor.CITIZEN, case_id, "withdraw", bodies.WithdrawBody(ex_officio=True))
    with centre.desk("lead") as desk:
        for _ in range(2):
            working.call_back(desk, case_id, working.CallbackIn(outcome="no_answer", note="无人接听"))
    centre.move("lead", case_id, "close")
    centre.move(Actor.CITIZEN, case_id, "ask_review", bodies.NoteBody(note="答复与事实不符"))
    basis = look(office, case_id)
    assert basis["reply"] == "经查属实，已办结并向您致歉。"
    assert [r["action"] for r in basis["reasons"]] == ["ask_review"]


def test_a_termination_shows_why_it_was_proposed(office: Office) -> None:
    centre = office.centre
    case_id, _ = centre.register("officer")
    centre.accept(case_id)
    with centre.desk("lead") as desk:
        consents.ask_termination(desk, case_id, TerminationIn(cause=TerminationReason.LITIGATION, reason="法院已立案"))
    basis = look(office, case_id)
    assert (basis["decisions"], [(r["action"], r["text"]) for r in basis["reasons"]]) == (
        ["terminate"],
        [("ask_termination", "法院已立案")],
    )


def test_the_reasons_of_requests_are_read_as_a_basis_and_on_record(office: Office) -> None:
    centre = office.centre
    case_id = under_hand(centre)
    with centre.desk("lead") as desk:
        consents.ask_pause(desk, case_id, PauseIn(reason="设备送检", cause=PauseReason.APPRAISAL, days=10))
        consents.ask_identity(desk, case_id, f"需要向{CANARY}核实时间")
    office.do("lead", f"/complaints/{case_id}/extensions", {"amount": 5, "reason": "情况复杂"})
    shown = office.get("chief", f"/complaints/{case_id}")
    assert [(row["reason"], row["may_decide"]) for row in shown["requests"]] == [("", True)] * 3
    listed = office.get("chief", f"/complaints/{case_id}/extensions")["items"]
    assert [(row["reason"], row["may_decide"]) for row in listed] == [(None, True)]
    basis = look(office, case_id)
    assert sorted(basis["decisions"]) == ["ask_extension", "ask_identity", "ask_pause"]
    assert sorted((reason["action"], reason["text"]) for reason in basis["reasons"]) == [
        ("ask_extension", "情况复杂"),
        ("ask_identity", "（文中有投诉人的信息，不予显示）"),
        ("ask_pause", "设备送检"),
    ]
    looks = [e for e in office.get("lead", f"/complaints/{case_id}")["events"] if e["action"] == "read_basis"]
    assert [sorted(e["data"]["decisions"]) for e in looks] == [sorted(basis["decisions"])]
    assert refused(office, case_id, "lead") == 409, "nobody decides an own request"


def under_hand(centre: Centre) -> UUID:
    """A case that the lead and an officer handle."""
    case_id, _ = centre.register("officer")
    centre.accept(case_id, HandlingMode.SELF)
    people = [centre.people[name].user_id for name in ("lead", "officer")]
    centre.move("lead", case_id, "self_handle", bodies.SelfHandleBody(handler_ids=people, no_conflict=True))
    return case_id
