"""打击报复: what a complainant reports reaches supervisors who have nothing to do with the unit, and comes to something."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.auth.models import UserAccount
from backend.complaints.records_requests import RetaliationReport
from tests.complaints.at_centre import Office
from tests.complaints.conftest import read

URL = "/retaliation-reports"
STORY = "投诉以后被停办了业务。"


def reported(office: Office) -> tuple[UUID, str]:
    """A case about unit A and the report of its complainant."""
    case_id, code = office.centre.register()
    answer = office.client.post("/api/v1/tracking/retaliation", json={"code": code, "text": STORY})
    assert answer.status_code == 200, answer.text
    return case_id, str(read(office.centre.database, lambda s: s.scalars(select(RetaliationReport.id)).one()))


def seen(office: Office, who: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.get(who, URL)["items"]
    return found


def test_case_73_a_report_is_taken_and_settled(office: Office) -> None:
    _, report = reported(office)
    (new,) = seen(office, "supervisor")
    assert (new["state"], new["body"], new["taken_by_name"], new["may_settle"]) == ("new", STORY, None, False)
    outcome = {"outcome": "经约谈，单位已恢复办理。"}
    office.refused("supervisor", f"{URL}/{report}/settle", outcome, 409)
    taken = office.do("supervisor", f"{URL}/{report}/take")
    assert (taken["state"], taken["taken_by_name"], taken["may_settle"]) == ("taken", "测试supervisor", True)
    office.refused("chief", f"{URL}/{report}/take", None, 409)
    settled = office.do("supervisor", f"{URL}/{report}/settle", outcome)
    assert (settled["state"], settled["outcome"], settled["may_settle"]) == ("settled", outcome["outcome"], False)
    office.refused("supervisor", f"{URL}/{report}/settle", outcome, 409)
    assert seen(office, "auditor")[0]["outcome"] == outcome["outcome"]
    for who in ("auditor", "lead", "officer", "liaison", "head"):
        office.refused(who, f"{URL}/{report}/take", None, 403)
    actions = read(office.centre.database, lambda s: s.scalars(select(AuditEvent.action)).all())
    assert {"complaint.retaliation_take", "complaint.retaliation_settle"} <= set(actions)
    stored = read(office.centre.database, lambda s: s.scalars(select(RetaliationReport.outcome)).one())
    assert outcome["outcome"].encode() not in stored


def test_the_lead_supervisor_settles_for_somebody_who_is_away(office: Office) -> None:
    _, report = reported(office)
    office.do("supervisor", f"{URL}/{report}/take")
    assert seen(office, "chief")[0]["may_settle"]
    assert office.do("chief", f"{URL}/{report}/settle", {"outcome": "已处理。"})["state"] == "settled"


def test_c07_nobody_sees_a_report_about_the_own_unit_or_with_a_conflict(office: Office) -> None:
    centre = office.centre
    case_id, report = reported(office)
    with centre.database.write() as session:
        session.get_one(UserAccount, centre.people["supervisor"].user_id).unit_id = centre.units["A"]
    centre.declare_conflict("chief", case_id)
    for who in ("supervisor", "chief"):
        assert seen(office, who) == []
        office.refused(who, f"{URL}/{report}/take", None, 404)
    assert len(seen(office, "auditor")) == 1


def test_the_newest_that_nobody_has_come_first(office: Office) -> None:
    _, code = office.centre.register()
    for number in range(3):
        body = {"code": code, "text": f"第{number}次"}
        assert office.client.post("/api/v1/tracking/retaliation", json=body).status_code == 200
    newest = seen(office, "supervisor")[0]
    assert newest["body"] == "第2次"
    office.do("supervisor", f"{URL}/{newest['id']}/take")
    assert [one["body"] for one in seen(office, "supervisor")] == ["第1次", "第0次", "第2次"]
