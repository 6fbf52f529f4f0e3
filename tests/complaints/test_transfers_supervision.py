"""Supervision orders: who issues which, what the unit does, and how they end."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from backend.complaints import bodies
from backend.complaints.kinds import HandlingMode
from backend.complaints.models import Case
from backend.complaints.records import CaseEvent
from backend.complaints.records_requests import OrderState, SupervisionOrder
from backend.core import clock
from tests.complaints.at_centre import Office
from tests.complaints.conftest import read
from tests.complaints.test_transfers import dispatched

DEMAND = {"level": "supervise", "demand": "请于三日内书面报告进展。", "within": 3}


def test_issued_acknowledged_reported_confirmed(office: Office) -> None:
    case_id = dispatched(office)
    path = f"/complaints/{case_id}/supervision-orders"
    issued = office.do("supervisor", path, DEMAND)
    assert (issued["state"], issued["unit_name"], issued["number"][:1]) == ("issued", "测试单位A", "督")
    office.refused("supervisor", f"{path}/{issued['id']}/confirm", None, 409)
    mine = f"/transfers/{office.order()['id']}/supervision-orders/{issued['id']}"
    shown = office.do("liaison", f"{mine}/acknowledge")["supervision_orders"][0]
    assert (shown["state"], shown["demand"]) == ("acknowledged", DEMAND["demand"])
    office.refused("liaison", f"{mine}/acknowledge", None, 409)
    office.refused("liaison", f"{mine}/report", {"report": ""}, 422)
    shown = office.do("liaison", f"{mine}/report", {"report": "已约谈承办人。"})["supervision_orders"][0]
    assert (shown["state"], shown["report"]) == ("reported", "已约谈承办人。")
    office.refused("liaison", f"{mine}/report", {"report": "又一次"}, 409)
    assert office.get("auditor", path)["items"][0]["report"] is None
    assert office.get("chief", path)["items"][0]["report"] == "已约谈承办人。"
    again = office.do("chief", f"{path}/{issued['id']}/reissue", {"demand": "报告没有写明整改时限。"})
    assert (again["repeats"], again["level"]) == (issued["number"], "supervise")
    mine = f"/transfers/{office.order()['id']}/supervision-orders/{again['id']}"
    office.do("liaison", f"{mine}/report", {"report": "三日内整改完毕。"})
    assert office.do("supervisor", f"{path}/{again['id']}/confirm")["state"] == "closed"
    rows = read(office.centre.database, lambda s: s.scalars(select(SupervisionOrder)).all())
    assert {row.state for row in rows} == {OrderState.CLOSED}
    statement = select(CaseEvent.action).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
    done = read(office.centre.database, lambda s: s.scalars(statement).all())
    assert done[3:] == [
        "issue_order", "acknowledge_order", "report_order", "issue_order", "report_order", "confirm_order",
    ]  # fmt: skip


def test_a_reminder_once_a_working_day(office: Office) -> None:
    case_id = dispatched(office)
    path = f"/complaints/{case_id}/supervision-orders"
    reminder = {"level": "remind", "demand": "请抓紧办理。"}
    office.do("lead", path, reminder)
    for who in ("lead", "supervisor"):
        problem = office.refused(who, path, reminder, 409)
        assert problem["detail"] == "一个工作日内只能催办一次"
    with office.centre.database.write() as session:
        session.execute(update(SupervisionOrder).values(issued_at=clock.now(session) - timedelta(days=15)))
    office.do("supervisor", path, reminder)


def test_who_may_issue_what(office: Office) -> None:
    case_id = dispatched(office)
    path = f"/complaints/{case_id}/supervision-orders"
    for level in ("supervise", "public"):
        office.refused("lead", path, DEMAND | {"level": level}, 403)
        office.do("chief", path, DEMAND | {"level": level})
    office.refused("officer2", path, DEMAND | {"level": "remind"}, 404)
    for who in ("liaison", "head", "auditor"):
        office.refused(who, path, DEMAND, 403)
    foreign = dispatched(office)
    office.refused("chief", path, DEMAND | {"transfer_id": str(foreign)}, 422)
    named = {"level": "remind", "demand": "王测试又来电询问"}
    assert office.refused("lead", path, named, 422)["errors"][0]["code"] == "identity_in_text"
    assert office.ask("supervisor", "POST", path, named).status_code == 201, "who knows no name is not told one"


def test_the_centre_reports_on_its_own_case(office: Office) -> None:
    centre = office.centre
    case_id, _ = centre.register()
    centre.accept(case_id, HandlingMode.SELF)
    handlers = [centre.people[who].user_id for who in ("officer", "officer2")]
    centre.move("lead", case_id, "self_handle", bodies.SelfHandleBody(handler_ids=handlers, no_conflict=True))
    path = f"/complaints/{case_id}/supervision-orders"
    order = office.do("supervisor", path, DEMAND)
    assert order["unit_name"] is None
    reported = office.do("officer", f"{path}/{order['id']}/report", {"report": "已完成调查。"})
    assert reported["state"] == "reported"
    assert office.do("supervisor", f"{path}/{order['id']}/confirm")["state"] == "closed"
    assert read(office.centre.database, lambda s: s.get_one(Case, UUID(str(case_id)))).state == "handling"
