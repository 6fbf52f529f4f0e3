"""A unit and its transfer orders: what it sees, signs, writes, and how its head answers."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from backend.auth.models import UserAccount
from backend.complaints import bodies
from backend.complaints.kinds import CaseState, ClockKind
from backend.complaints.models import Case
from backend.complaints.records import CaseClock, CaseEvent, CaseMessage, CaseResult, TransferOrder, TransferState
from backend.core import clock
from backend.core.errors import InvalidInput
from tests.complaints.at_centre import Office
from tests.complaints.conftest import NOTE, read

ITEM = {
    "id", "number", "unit_name", "role", "state", "final", "dispatched_on", "sign_by", "due_on", "provisional",
    "paused", "level", "excerpt",
}  # fmt: skip
WHOLE = ITEM | {
    "matter", "result", "sent_back", "messages", "extensions", "returns", "supervision_orders", "actions", "reader_is_head",
    "version", "attachments",
}  # fmt: skip
RESULT_FIELDS = {"conclusion", "findings", "measures", "reply", "drafted_by", "approved_by", "answered_on"}


def dispatched(office: Office, *, joint: str | None = None, **fields: Any) -> UUID:
    """A case whose lead order went to unit A, and with `joint` a second one to that unit."""
    centre = office.centre
    case_id, _ = centre.register(**fields)
    centre.accept(case_id)
    lead = bodies.OrderBody(unit_id=centre.units["A"], matter="反映你单位窗口审批超期，请调查。")
    others = [bodies.OrderBody(unit_id=centre.units[joint], matter="请协助核对收件时间。")] if joint else []
    centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=lead, joint=others))
    return case_id


def case_of(office: Office, case_id: UUID) -> Case:
    found: Case = read(office.centre.database, lambda s: s.get_one(Case, case_id))
    return found


def actions(order: dict[str, Any]) -> dict[str, bool]:
    return {entry["action"]: entry["allowed"] for entry in order["actions"]}


def seat(office: Office, who: str, unit: str) -> None:
    """Give a person another unit."""
    with office.centre.database.write() as session:
        values = {"unit_id": office.centre.units[unit]}
        session.execute(update(UserAccount).where(UserAccount.id == office.centre.people[who].user_id).values(**values))


def due_in(office: Office, case_id: UUID, kind: ClockKind, **delta: float) -> None:
    """Let a clock of the case be due in some time from now, or since."""
    with office.centre.database.write() as session:
        at = clock.now(session) + timedelta(**delta)
        running = (CaseClock.case_id == case_id, CaseClock.kind == kind, CaseClock.stopped_at.is_(None))
        then = {"due": at, "promised": None, "next_at": at, "next_step": "breach"}
        session.execute(update(CaseClock).where(*running).values(then))


def test_from_order_to_answer(office: Office) -> None:
    case_id = dispatched(office)
    order = office.order()
    assert (order["state"], order["role"], order["level"]) == ("sent", "lead", "none")
    assert order["sign_by"] is not None
    assert actions(order) == {"sign": True, "extend": True, "return": True, "message": True}
    order = office.do("liaison", f"/transfers/{order['id']}/sign")
    assert (order["state"], order["sign_by"]) == ("signed", None)
    assert case_of(office, case_id).state is CaseState.HANDLING
    assert (actions(order)["approve"], order["reader_is_head"]) == (False, False)
    assert office.get("head", f"/transfers/{order['id']}")["reader_is_head"] is True
    assert not actions(office.get("head", f"/transfers/{order['id']}"))["approve"], "nothing is written yet"
    order = office.draft("liaison", order)
    assert order["result"]["drafted_by"] == "测试liaison"
    assert actions(office.get("head", f"/transfers/{order['id']}"))["approve"] is True
    answer = office.approve("head", order)
    assert answer.status_code == 200, answer.text
    order = answer.json()
    assert (order["state"], order["result"]["approved_by"]) == ("answered", "测试head")
    assert actions(order) == {"message": True}
    assert case_of(office, case_id).state is CaseState.REPLY_REVIEW
    office.centre.move("lead", case_id, "send_back", bodies.NoteBody(note="请补充整改时限。"))
    order = office.get("head", f"/transfers/{order['id']}")
    assert order["state"] == "signed"
    assert [entry["note"] for entry in order["sent_back"]] == ["请补充整改时限。"]
    assert order["result"]["answered_on"] is not None
    assert office.approve("head", order).status_code == 409, "not the same answer once more"
    order = office.draft("head", order, measures="三日内完成整改。")
    assert office.approve("head", order).status_code == 200
    office.centre.move("lead", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    order = office.get("liaison", f"/transfers/{order['id']}")
    assert (order["state"], order["actions"]) == ("finished", [])
    names = [event.action for event in read(office.centre.database, lambda s: events(s, case_id))]
    assert names == [
        "register", "accept", "dispatch", "sign", "draft", "answer", "send_back", "draft", "answer", "issue_reply",
    ]  # fmt: skip
    result = read(office.centre.database, lambda s: s.scalars(select(CaseResult)).one())
    assert result.drafted_by is None, "the draft is the unit's; any officer may issue it"


def events(session: Any, case_id: UUID) -> list[CaseEvent]:
    return list(session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)))


def test_only_the_head_approves_and_only_what_was_read(office: Office) -> None:
    dispatched(office)
    order = office.order()
    office.do("liaison", f"/transfers/{order['id']}/sign")
    order = office.draft("liaison", office.order())
    problem = office.approve("liaison", order)
    assert (problem.status_code, problem.json()["code"]) == (409, "complaint_not_ready")
    assert "负责人" in problem.json()["detail"]
    newer = office.draft("liaison", order, findings="改过的情况。")
    stale = office.approve("head", order)
    assert stale.status_code == 412
    assert stale.json()["current"]["findings"] == "改过的情况。"
    assert office.ask("head", "POST", f"/transfers/{order['id']}/approve").status_code == 428
    assert office.approve("head", newer).status_code == 200


def test_an_unfinished_draft_is_kept_but_not_submitted(office: Office) -> None:
    dispatched(office)
    order = office.do("liaison", f"/transfers/{office.order()['id']}/sign")
    order = office.draft("liaison", order, conclusion=None, findings="", measures="", reply="先记一笔")
    assert order["result"]["reply"] == "先记一笔"
    assert office.approve("head", order).status_code == 409
    extra = {"reply": "x", "state": "answered"}
    answer = office.ask("liaison", "PUT", f"/transfers/{order['id']}/draft", extra, **{"If-Match": '"3"'})
    assert answer.status_code == 422


def test_the_lead_waits_for_the_joint_units(office: Office) -> None:
    seat(office, "other_liaison", "B")
    case_id = dispatched(office, joint="B")
    lead = office.do("liaison", f"/transfers/{office.order()['id']}/sign")
    lead = office.draft("liaison", lead)
    problem = office.approve("head", lead)
    assert (problem.status_code, "协办" in problem.json()["detail"]) == (409, True)
    joint = office.order("other_liaison")
    assert (joint["role"], joint["unit_name"]) == ("joint", "测试单位B")
    joint = office.do("other_liaison", f"/transfers/{joint['id']}/sign")
    assert case_of(office, case_id).state is CaseState.HANDLING
    joint = office.draft("other_liaison", joint)
    assert not actions(joint)["approve"]
    assert not actions(joint)["extend"], "the lead unit asks for more time"
    with office.centre.database.write() as session:
        user_id = office.centre.people["other_liaison"].user_id
        session.execute(update(UserAccount).where(UserAccount.id == user_id).values(unit_head=True))
    assert office.approve("other_liaison", joint).status_code == 200
    order = read(office.centre.database, lambda s: s.get_one(TransferOrder, UUID(joint["id"])))
    assert (order.state, order.approved_by) == (TransferState.ANSWERED, user_id)
    held = read(
        office.centre.database,
        lambda s: s.scalars(select(CaseClock).where(CaseClock.transfer_id == order.id, CaseClock.kind == "unit")).one(),
    )
    assert held.holds[-1][1] is None, "its clock stands still"
    assert office.approve("head", lead).status_code == 200
    assert case_of(office, case_id).state is CaseState.REPLY_REVIEW


def test_c03_the_fields_are_a_frozen_list(office: Office) -> None:
    dispatched(office)
    order = office.order()
    office.do("liaison", f"/transfers/{order['id']}/messages", {"body": "请问附件何时补？"})
    office.do("liaison", f"/transfers/{order['id']}/extensions", {"amount": 5, "reason": "需要鉴定"})
    office.do("liaison", f"/transfers/{order['id']}/returns", {"basis": "三定规定第五条", "reason": "不属我单位"})
    office.do("chief", f"/complaints/{case_id_of(office)}/supervision-orders", {"level": "supervise", "demand": "报告"})
    page = office.get("liaison", "/transfers")
    assert set(page["items"][0]) == ITEM
    order = office.order()
    assert set(order) == WHOLE
    assert set(order["result"]) == RESULT_FIELDS
    assert set(order["messages"][0]) == {"sender", "on", "body"}
    assert set(order["extensions"][0]) == {"state", "amount", "asked_on", "reason", "decided_on", "note"}
    assert set(order["returns"][0]) == {
        "state", "asked_on", "decide_by", "basis", "reason", "decided_on", "note",
    }  # fmt: skip
    assert set(order["supervision_orders"][0]) == {
        "id", "number", "level", "state", "issued_on", "due_on", "demand", "report", "reported_on", "closed_on",
    }  # fmt: skip
    assert (order["returns"][0]["basis"], order["returns"][0]["reason"]) == ("三定规定第五条", "不属我单位")
    assert set(order["actions"][0]) == {"action", "label", "allowed", "reasons"}
    days = [order["dispatched_on"], order["due_on"], order["messages"][0]["on"], order["extensions"][0]["asked_on"]]
    assert all(len(day) == 10 for day in days), "no time finer than a day"


def case_id_of(office: Office) -> UUID:
    found: UUID = read(office.centre.database, lambda s: s.scalars(select(Case.id)).one())
    return found


def test_the_list_comes_by_what_expires_first(office: Office) -> None:
    seat(office, "other_liaison", "B")
    cases = [dispatched(office) for _ in range(4)]
    numbers = [item["number"] for item in office.get("liaison", "/transfers?sort=number")["items"]]
    for case_id, days in zip(cases, (9, 3, -1, 6), strict=True):
        due_in(office, case_id, ClockKind.UNIT, days=days)
        due_in(office, case_id, ClockKind.SIGN, days=days + 0.1)
    expected = [numbers[2], numbers[1], numbers[3], numbers[0]]
    seen: list[str] = []
    cursor = ""
    while True:
        page = office.get("liaison", f"/transfers?limit=1{cursor}")
        seen += [item["number"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert seen == expected
    assert page["total"] == 4
    late = office.get("liaison", "/transfers?overdue=true")["items"]
    assert [(item["number"], item["level"]) for item in late] == [(numbers[2], "red")]
    assert len(office.get("liaison", "/transfers?overdue=false")["items"]) == 3
    assert office.get("other_liaison", "/transfers")["items"] == []
    last = office.get("liaison", "/transfers")["items"][-1]["id"]
    office.do("liaison", f"/transfers/{last}/sign")
    assert [item["id"] for item in office.get("liaison", "/transfers?state=signed")["items"]] == [last]
    assert len(office.get("liaison", "/transfers?state=sent")["items"]) == 3
    for query in ("sort=mode", "q=x", "state=registered", "complainant_phone=1"):
        office.refused("liaison", f"/transfers?{query}", None, 422, "GET")


def test_a_yellow_level_and_a_pause(office: Office) -> None:
    case_id = dispatched(office)
    with office.centre.database.write() as session:
        row = session.scalars(select(CaseClock).where(CaseClock.kind == ClockKind.UNIT)).one()
        row.warn_at = clock.now(session) - timedelta(hours=1)
    assert office.order()["level"] == "yellow"
    with office.centre.database.write() as session:
        now = clock.now(session)
        for row in session.scalars(select(CaseClock).where(CaseClock.case_id == case_id)):
            row.pauses = [[now.isoformat(), (now + timedelta(days=1)).isoformat()]]
    order = office.order()
    assert (order["level"], order["paused"]) == ("none", True)
    assert not actions(order)["extend"]


@pytest.mark.parametrize("unit", ["A1", "A"])
def test_a_unit_sees_the_orders_of_its_sections_but_not_the_other_way(office: Office, unit: str) -> None:
    centre = office.centre
    seat(office, "other_liaison", "A1")
    case_id, _ = centre.register(unit_id=centre.units["B"])
    centre.accept(case_id)
    centre.dispatch(case_id, unit)
    assert len(office.get("liaison", "/transfers")["items"]) == 1
    assert len(office.get("other_liaison", "/transfers")["items"]) == (1 if unit == "A1" else 0)


def test_who_may(office: Office) -> None:
    dispatched(office)
    order_id = office.order()["id"]
    for who in ("officer", "lead", "chief", "supervisor", "auditor"):
        office.refused(who, "/transfers", None, 403, "GET")
        office.refused(who, f"/transfers/{order_id}/sign", None, 403)
    assert office.client.get("/api/v1/transfers").status_code == 401
    office.refused("liaison", f"/transfers/{uuid4()}/sign", None, 404)
    office.do("liaison", f"/transfers/{order_id}/sign")
    problem = office.refused("liaison", f"/transfers/{order_id}/sign", None, 409)
    assert problem["code"] == "complaint_state"


def test_case_c13_a_unit_writes_to_the_officer_only(office: Office) -> None:
    case_id = dispatched(office)
    order = office.order()
    order = office.do("liaison", f"/transfers/{order['id']}/messages", {"body": '致投诉人：<img src="//x.example/b">'})
    assert [(entry["sender"], entry["body"]) for entry in order["messages"]] == [
        ("unit", '致投诉人：<img src="//x.example/b">')
    ]
    rows = read(office.centre.database, lambda s: s.scalars(select(CaseMessage)).all())
    assert [(row.case_id, row.sender, str(row.transfer_id)) for row in rows] == [(case_id, "unit", order["id"])]
    for body in ({"body": ""}, {"body": "x", "to": "citizen"}, {"body": "x" * 2001}):
        office.refused("liaison", f"/transfers/{order['id']}/messages", body, 422)


def test_a_note_that_sends_back_must_not_name_the_complainant(office: Office) -> None:
    case_id = dispatched(office)
    office.centre.to_review(case_id)
    with pytest.raises(InvalidInput):
        office.centre.move("lead", case_id, "send_back", bodies.NoteBody(note="王测试说没有人联系过"))
    office.centre.move("lead", case_id, "send_back", NOTE)
