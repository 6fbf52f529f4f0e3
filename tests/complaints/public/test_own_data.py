"""What a complainant takes home, and has forgotten (security design, P02 and P04; PIPL, articles 45 and 47)."""

import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from backend.audit.verify import verify
from backend.complaints import bodies
from backend.complaints.kinds import RefusalReason
from backend.complaints.models import Case, CaseIdentity
from backend.complaints.records import CaseClock, CaseEvent
from tests.complaints.conftest import Centre, read
from tests.complaints.public.conftest import STORY, Citizen
from tests.complaints.public.test_tracking import filed

PHONE = "13987650002"
CONTACT = {"name": "王测试", "phone": PHONE}


def against(citizen: Citizen, code: str) -> list[str]:
    (reasons,) = [c["reasons"] for c in citizen.see(code)["choices"] if c["action"] == "erasure"]
    return list(reasons)


def let_objections_lapse(centre: Centre, case_id: UUID) -> None:
    with centre.database.write() as session:
        stopped = select(Case.registered_at).where(Case.id == case_id).scalar_subquery()
        clocks: Any = update(CaseClock).where(CaseClock.case_id == case_id, CaseClock.stopped_at.is_(None))
        session.execute(clocks.values(stopped_at=stopped, next_at=None, next_step=None))


def identities(centre: Centre, case_id: UUID) -> int:
    one = select(func.count()).select_from(CaseIdentity).where(CaseIdentity.case_id == case_id)
    return read(centre.database, lambda s: s.scalars(one).one())


def test_p04_the_copy_has_the_own_words_and_no_name(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre, contact=CONTACT, subject="补贴", wish="尽快发放")
    centre.accept(case_id)
    centre.dispatch(case_id)
    citizen.see(code, "/message", text="他们打电话来了")
    centre.to_review(case_id)
    centre.move("lead", case_id, "issue_reply", bodies.IssueReplyBody(reply="经查属实。"))
    citizen.see(code, "/rating", rating="dissatisfied", note="还是没办成")
    citizen.see(code, "/retaliation", text="单位领导威胁我撤诉。")
    answer = citizen.track(code, "/copy")
    own = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    assert (own["text"], own["subject"], own["wish"]) == (STORY, "补贴", "尽快发放")
    assert (own["mode"], own["channel"]) == ("实名，对承办单位保密", "网上")
    assert own["identity_kept"] == ["name", "phone"]
    assert [(one["title"], one["text"]) for one in own["written"]] == [("评价：不满意", "还是没办成")]
    assert own["case"]["answers"][0]["text"] == "经查属实。"
    assert own["case"]["messages"][0]["text"] == "他们打电话来了"
    for hidden in ("王测试", PHONE, "威胁", *(str(person.user_id) for person in centre.people.values())):
        assert hidden not in answer.text


def test_p04_a_wrong_code_or_pin_gets_the_one_answer(citizen: Citizen, centre: Centre) -> None:
    _, code = filed(citizen, centre, pin="246810")
    unknown = citizen.track("0000-0000-0000-0000", "/copy")
    wrong = citizen.track(code, "/copy", pin="000000")
    assert unknown.status_code == wrong.status_code == 404
    assert {**unknown.json(), "trace_id": ""} == {**wrong.json(), "trace_id": ""}
    assert citizen.track(code, "/copy", pin="246810").status_code == 200


def test_p02_who_complained_is_forgotten_once_the_case_has_ended(citizen: Citizen, centre: Centre) -> None:
    case_id, code = filed(citizen, centre, contact=CONTACT)
    assert against(citizen, code) == ["办结之前还要用来与您联系，办结后可以删除"]
    assert citizen.track(code, "/erasure").status_code == 409
    assert identities(centre, case_id) == 1
    citizen.see(code, "/withdrawal")
    shown = citizen.see(code, "/erasure")
    assert identities(centre, case_id) == 0
    assert [c["reasons"] for c in shown["choices"] if c["action"] == "erasure"] == [["已经删除"]]
    own = citizen.track(code, "/copy").json()
    assert (own["identity_kept"], own["text"]) == ([], STORY)
    with centre.database.read() as session:
        case = session.get_one(Case, case_id)
        event = session.scalars(select(CaseEvent).where(CaseEvent.action == "erase_identity")).one()
        assert (case.identity_erased_at is not None, case.request_key) == (True, None)
        assert (event.actor, event.note) == ("citizen", None)
        assert PHONE not in json.dumps(event.data)
    with centre.database.read() as session:
        assert verify(session).faults == ()
    assert citizen.track(code, "/erasure").status_code == 409, "twice"


@pytest.mark.parametrize("why", ["objection", "hold", "report"])
def test_p02_what_is_not_settled_wins(citizen: Citizen, centre: Centre, why: str) -> None:
    case_id, code = filed(citizen, centre, contact=CONTACT)
    refusal = bodies.RefuseBody(reason=RefusalReason.OTHER_CHANNEL, note="属于劳动争议。", where_to_go="劳动仲裁委员会")
    centre.move("lead", case_id, "refuse", refusal)
    if why != "objection":
        let_objections_lapse(centre, case_id)
        assert against(citizen, code) == []
    if why == "hold":
        with centre.database.write() as session:
            session.get_one(Case, case_id).held = True
    if why == "report":
        citizen.see(code, "/retaliation", text="单位领导威胁我。")
    assert against(citizen, code) == ["本件还有未了的事项，或者依法须继续保存，暂不能删除"]
    assert citizen.track(code, "/erasure").status_code == 409
    assert identities(centre, case_id) == 1


def test_p02_of_the_anonymous_there_is_nothing_to_forget(citizen: Citizen, centre: Centre) -> None:
    _, code = filed(citizen, centre)
    citizen.see(code, "/withdrawal")
    assert against(citizen, code) == ["没有保存您的姓名和联系方式"]
    assert citizen.track(code, "/erasure").status_code == 409
