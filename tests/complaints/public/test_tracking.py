"""Following the own case, and what a complainant can do with it (complaint design, 2.3, cases 3, 73 and 75)."""

import secrets
import threading
from typing import Any

import pytest
from sqlalchemy import select

from backend.complaints import bodies
from backend.complaints.kinds import Actor, CaseState, IdentityMode, Rating, RefusalReason
from backend.complaints.models import Case
from backend.complaints.moves import NotReady
from backend.complaints.public import acts
from backend.complaints.public.acts import MOST_MESSAGES, MOST_REPORTS
from backend.complaints.public.schemas import RatingIn
from backend.complaints.records import CaseEvent, CaseMessage, CaseResult, MessageSender
from backend.complaints.records_requests import RetaliationReport
from backend.complaints.tracking import find_by_code
from tests.complaints.conftest import Centre, read
from tests.complaints.public.conftest import Citizen
from tests.counts import CASE_RACES


def filed(citizen: Citizen, centre: Centre, **fields: Any) -> tuple[Any, str]:
    """A case of one's own: its id and its code."""
    made = citizen.file(**fields)
    case_id = read(centre.database, lambda s: s.scalars(select(Case.id).where(Case.number == made["number"])).one())
    return case_id, made["tracking_code"]


def reasons(shown: dict[str, Any]) -> dict[str, list[str]]:
    return {choice["action"]: choice["reasons"] for choice in shown["choices"]}


def test_a_case_is_followed_from_receipt_to_review(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre)
    shown = citizen.see(code.lower().replace("-", " "))
    assert (shown["label"], shown["open"], shown["answers"]) == ("已收到", True, [])
    assert [deadline["label"] for deadline in shown["deadlines"]] == ["决定是否受理"]
    assert reasons(shown) == {
        "supplement": ["现在没有要求您补充材料，可以用留言补充情况"],
        "message": [],
        "rating": ["还没有作出答复"],
        "review": ["本件还没有办结"],
        "withdrawal": [],
        "attachment": [],
        "retaliation": [],
        "code": [],
        "pin": [],
        "erasure": ["没有保存您的姓名和联系方式"],
    }
    centre.accept(case_id)
    answer_by = citizen.see(code)["deadlines"]
    assert [deadline["label"] for deadline in answer_by] == ["答复"]
    assert answer_by[0]["provisional"] is True, "thirty working days from the end of 2026 reach into 2027"
    assert "不会提前" in answer_by[0]["note"]
    centre.dispatch(case_id)
    centre.to_review(case_id)
    assert citizen.see(code)["label"] == "办理中"
    centre.move("lead", case_id, "issue_reply", bodies.IssueReplyBody(reply="经查属实，已办结并向您致歉。"))
    shown = citizen.see(code, "/rating", rating="dissatisfied", note="还是没办成")
    assert shown["answers"][0]["rating_label"] == "不满意"
    assert reasons(shown)["rating"] == ["您已经评价过"]
    centre.move("lead", case_id, "close")
    shown = citizen.see(code, "/review", reason="答复与事实不符")
    assert shown["label"] == "复查中"
    assert [step["text"] for step in shown["steps"]][-3:] == ["已作出答复", "已办结", "收到您的复查申请"]
    again = citizen.track(code, "/review", reason="再次申请")
    assert (again.status_code, again.json()["code"]) == (409, "complaint_not_now")
    centre.move("chief", case_id, "uphold", bodies.NoteBody(note="经复查，事实清楚。"))
    assert citizen.see(code)["steps"][-1]["note"] == "经复查，事实清楚。"


def test_english_readers_get_english_words(citizen: Citizen, centre: Centre) -> None:
    _, code = filed(citizen, centre)
    answer = citizen.send("/tracking", {"code": code}, **{"Accept-Language": "en"})
    assert answer.json()["label"] == "Received"
    assert answer.json()["steps"][0]["text"] == "Your complaint was received"


def test_a_refusal_says_why_and_where_to_go(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre)
    refusal = bodies.RefuseBody(reason=RefusalReason.OTHER_CHANNEL, note="属于劳动争议。", where_to_go="劳动仲裁委员会")
    centre.move("lead", case_id, "refuse", refusal)
    shown = citizen.see(code)
    assert (shown["label"], shown["open"], shown["where_to_go"]) == ("不予受理", False, "劳动仲裁委员会")
    assert shown["steps"][-1]["note"] == "应当通过其他法定途径解决\n属于劳动争议。"
    assert reasons(shown)["review"] == []
    assert reasons(shown)["message"] == ["本件已经办结或终止"]


def test_details_are_asked_for_and_sent(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre)
    refused = citizen.track(code, "/supplement", text="不请自来")
    assert (refused.status_code, refused.json()["code"]) == (409, "complaint_not_now")
    centre.move("officer", case_id, "ask_supplement", bodies.AskSupplementBody(missing=["办件编号", "哪一天"]))
    shown = citizen.see(code)
    assert (shown["label"], reasons(shown)["supplement"]) == ("请补充材料", [])
    assert shown["messages"][0] == {"mine": False, "day": shown["steps"][0]["day"], "text": "1. 办件编号\n2. 哪一天"}
    shown = citizen.see(code, "/supplement", text="十一月三日，编号 123。")
    assert (shown["label"], shown["messages"][1]["mine"]) == ("已收到", True)


def test_messages_go_both_ways_and_those_of_units_stay_inside(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre)
    centre.accept(case_id)
    centre.dispatch(case_id)
    citizen.see(code, "/message", text="他们打电话来了")
    with centre.desk("officer") as desk:
        message = CaseMessage(
            case_id=case_id, sender=MessageSender.OFFICER, at=desk.session.get_one(Case, case_id).registered_at
        )
        desk.session.add(message)
        message.body = b""
        desk.session.flush()
        message.body = desk.seal("谢谢，已记录。", "case_message", "body", message.id)
    shown = citizen.see(code)
    assert {(message["mine"], message["text"]) for message in shown["messages"]} == {
        (True, "他们打电话来了"),
        (False, "谢谢，已记录。"),
    }
    events = read(centre.database, lambda s: s.scalars(select(CaseEvent).where(CaseEvent.action == "message")).all())
    assert [(event.actor, event.note, event.data) for event in events] == [("citizen", None, {})]


def test_messages_that_nobody_answers_have_an_end(citizen: Citizen, centre: Centre) -> None:
    _, code = filed(citizen, centre)
    for _ in range(MOST_MESSAGES):
        shown = citizen.see(code, "/message", text="在吗")
    assert reasons(shown)["message"] == ["您的留言还没有答复，请稍候"]
    assert citizen.track(code, "/message", text="在吗").status_code == 409


def test_withdrawing_ends_the_case(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre)
    centre.to_replied(case_id)
    shown = citizen.see(code, "/withdrawal")
    assert (shown["label"], shown["open"], shown["deadlines"]) == ("已撤回", False, [])
    assert shown["steps"][-1]["text"] == "您已撤回投诉"
    again = citizen.track(code, "/withdrawal")
    assert (again.status_code, again.json()["code"]) == (409, "complaint_state")


def test_a_rating_ends_with_the_case(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre)
    centre.to_replied(case_id)
    centre.move(Actor.SYSTEM, case_id, "close")
    refused = citizen.track(code, "/rating", rating="dissatisfied")
    assert (refused.status_code, refused.json()["detail"]) == (409, "评价期已过")
    assert read(centre.database, lambda s: s.scalars(select(CaseResult)).one().rating) is None


@pytest.mark.slow
def test_case_3_a_rating_that_meets_the_closing_is_kept_or_refused(centre: Centre) -> None:
    for number in range(CASE_RACES):
        case_id, code = centre.register(mode=IdentityMode.ANONYMOUS)
        centre.to_replied(case_id)
        together, refusals = threading.Barrier(2), []

        def close(case_id: Any = case_id, together: threading.Barrier = together) -> None:
            together.wait()
            centre.move(Actor.SYSTEM, case_id, "close")

        def rate(code: str = code, together: threading.Barrier = together, refusals: list[Any] = refusals) -> None:
            together.wait()
            try:
                with centre.desk(Actor.CITIZEN) as desk:
                    case = find_by_code(desk.session, desk.keys, code, None, lock=True)
                    acts.rate(desk, case, RatingIn(code=code, rating=Rating.DISSATISFIED, note="没有解决"))
            except acts.NotNow as refusal:
                refusals.append(refusal)

        threads = [threading.Thread(target=act) for act in ((close, rate) if number % 2 else (rate, close))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        result, state = _result_and_state(centre, case_id)
        assert state is CaseState.CLOSED, "an anonymous complainant cannot be asked: it is closed, with its rating"
        assert result.rating is (None if refusals else Rating.DISSATISFIED)
        assert (result.rating_note is None) == (result.rating is None)


def _result_and_state(centre: Centre, case_id: Any) -> tuple[CaseResult, CaseState]:
    with centre.database.read() as session:
        result = session.scalars(select(CaseResult).where(CaseResult.case_id == case_id)).one()
        return result, session.get_one(Case, case_id).state


def test_case_3_who_can_be_called_back_is_asked_before_the_case_is_closed(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre, contact={"name": "王测试", "phone": "13800000001"})
    centre.to_replied(case_id)
    citizen.see(code, "/rating", rating="dissatisfied")
    with pytest.raises(NotReady):
        centre.move(Actor.SYSTEM, case_id, "close")


def test_case_73_retaliation_is_told_to_overseers_only(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre)
    centre.to_replied(case_id)
    before = citizen.see(code)
    after = citizen.see(code, "/retaliation", text="单位领导威胁我撤诉。")
    assert (after["messages"], after["steps"]) == (before["messages"], before["steps"])
    row = read(centre.database, lambda s: s.scalars(select(RetaliationReport)).one())
    assert "威胁".encode() not in row.body
    events = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.action.contains("retal"))
    assert read(centre.database, lambda s: s.scalars(events).all()) == []
    for _ in range(MOST_REPORTS - 1):
        citizen.see(code, "/retaliation", text="又来了。")
    assert citizen.track(code, "/retaliation", text="又来了。").status_code == 409


def test_case_75_a_temporary_code_is_exchanged_before_anything_else(citizen: Citizen, centre: Centre) -> None:
    case_id, read_aloud = centre.register("officer")
    for act, body in {
        "": {},
        "/message": {"text": "x"},
        "/withdrawal": {},
        "/pin": {"new_pin": "123456"},
        "/retaliation": {"text": "x"},
    }.items():
        refused = citizen.track(read_aloud, act, **body)
        assert (refused.status_code, refused.json()["code"]) == (409, "code_temporary"), act
    headers = {"Idempotency-Key": secrets.token_hex(16)}
    renewed = citizen.send("/tracking/code", {"code": read_aloud}, **headers)
    assert renewed.status_code == 200, renewed.text
    fresh = renewed.json()["tracking_code"]
    assert fresh.replace("-", "") != read_aloud
    assert citizen.track(read_aloud).json()["code"] == "tracking_unknown"
    assert citizen.see(fresh)["label"] == "已收到"
    again = citizen.send("/tracking/code", {"code": read_aloud}, **headers)
    assert (again.status_code, again.json()) == (200, renewed.json()), "a lost answer locks nobody out"
    other = citizen.send("/tracking/code", {"code": read_aloud}, **{"Idempotency-Key": secrets.token_hex(16)})
    assert (other.status_code, other.json()["code"]) == (404, "tracking_unknown")
    with centre.desk("officer") as desk:
        assert desk.session.get_one(Case, case_id).code_temporary is False


def test_an_invented_case_says_so(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre)
    assert citizen.see(code)["demo"] is False
    with centre.desk("officer") as desk:
        desk.session.get_one(Case, case_id).demo = True
    assert citizen.see(code)["demo"] is True


def test_a_pin_is_needed_once_it_is_set(citizen: Citizen, centre: Centre) -> None:
    _, code = filed(citizen, centre)
    assert citizen.see(code)["pin_set"] is False
    assert citizen.see(code, "/pin", new_pin="135790")["pin_set"] is True
    assert citizen.track(code).json()["code"] == "tracking_unknown"
    assert citizen.track(code, pin="135791").json()["code"] == "tracking_unknown"
    assert citizen.see(code, "/pin", pin="135790", new_pin="097531")["pin_set"] is True
    assert citizen.see(code, pin="097531")["label"] == "已收到"


def test_bad_input_is_named_and_changes_nothing(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre)
    centre.to_replied(case_id)
    version = read(centre.database, lambda s: s.get_one(Case, case_id).version)
    for act, body, pointer in [
        ("/rating", {"rating": "brilliant"}, "/rating"),
        ("/message", {"text": " "}, "/text"),
        ("/review", {}, "/reason"),
        ("/pin", {"new_pin": "12345"}, "/new_pin"),
        ("/withdrawal", {"ex_officio": True}, "/ex_officio"),
        ("", {"version": 3}, "/version"),
    ]:
        answer = citizen.track(code, act, **body)
        assert answer.status_code == 422, act
        assert [problem["pointer"] for problem in answer.json()["errors"]] == [pointer]
    assert read(centre.database, lambda s: s.get_one(Case, case_id).version) == version
