"""Work orders in the words of their systems, and the tables that translate them."""

from typing import Any
from uuid import UUID

import pytest

from backend.complaints import bodies
from backend.complaints.kinds import CaseState
from backend.integration.adapters.editing import shipped
from tests.complaints.conftest import Centre
from tests.conftest import Client, Login
from tests.integration.conftest import Sender
from tests.integration.test_intake import cases

URL = "/api/v1/adapters"
ORDER = {
    "工单编号": "GD20261130001",
    "诉求标题": "许可超期",
    "诉求内容": "来电反映办理许可超过承诺期限二十天。",
    "诉求分类": "办事效率",
    "被反映单位": "A",
    "信息保密": "是",
    "诉求人姓名": "王测试",
    "联系电话": "13800000001",
    "反映人数": 3,
    "办结时限": "2026-12-20 17:30:00",
    "坐席工号": "0071",
}


def original(hotline: Sender, login: Login, case_id: str) -> dict[str, Any]:
    url = f"/api/v1/complaints/{case_id}/original"
    found: dict[str, Any] = hotline.client.post(url, headers=login("complaint_lead")).json()
    return found


def test_a_work_order_of_12345_becomes_a_complaint(hotline: Sender, login: Login) -> None:
    made = hotline.post("/work-orders/12345", ORDER, key="k1")
    assert made.status_code == 201, made.text
    assert hotline.post("/work-orders/12345", ORDER, key="k1").json() == made.json()
    assert made.json()["source_state"] == "已派单"
    url = f"/api/v1/complaints/{made.json()['id']}"
    shown = hotline.client.get(url, headers=login("complaint_lead")).json()
    header = shown["header"]
    assert (header["category"], header["unit_name"], header["mode"]) == ("slow", "测试单位A", "confidential")
    assert (header["channel"], header["persons"]) == ("hotline", 3)
    assert (shown["external_due"], shown["source"]) == ("2026-12-20T09:30:00Z", "12345 GD20261130001")
    words = original(hotline, login, made.json()["id"])
    assert (words["subject"], words["text"]) == ("许可超期", ORDER["诉求内容"])
    again = hotline.post("/work-orders/12345", ORDER)
    assert (again.status_code, again.json()["code"]) == (409, "source_taken")


@pytest.mark.one_engine
def test_the_mode_of_the_source_is_kept(hotline: Sender, centre: Centre, login: Login) -> None:
    """Who wants to stay unknown stays it, even if the other system sends a name."""
    made = hotline.post("/work-orders/12345", ORDER | {"信息保密": "匿名"})
    assert made.status_code == 201, made.text
    lead = login("complaint_lead")
    shown = hotline.client.get(f"/api/v1/complaints/{made.json()['id']}", headers=lead).json()
    assert shown["header"]["mode"] == "anonymous"
    unknown = hotline.post("/work-orders/12345", ORDER | {"工单编号": "2", "信息保密": "？", "被反映单位": "无此单位"})
    shown = hotline.client.get(f"/api/v1/complaints/{unknown.json()['id']}", headers=lead).json()
    assert (shown["header"]["mode"], shown["header"]["unit_name"]) == ("confidential", None)


@pytest.mark.one_engine
def test_a_petition_in_its_own_words(hotline: Sender) -> None:
    order = {"信访件编号": "XF-1", "信访内容": "反映办事拖拉。", "内容分类": "办事拖拉", "公开意愿": "匿名"}
    made = hotline.post("/work-orders/petition", order)
    assert (made.status_code, made.json()["source_state"]) == (201, "已登记"), made.text
    assert hotline.post("/work-orders/none-such", order).status_code == 404


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"工单编号": None}, "/工单编号"),
        ({"诉求内容": ""}, "/诉求内容"),
        ({"反映人数": "许多"}, "/反映人数"),
        ({"办结时限": "明天"}, "/办结时限"),
        ({"办结时限": "2026-13-45 17:30:00"}, "/办结时限"),
        ({"诉求标题": "长" * 81}, "/诉求标题"),
        ({"联系电话": ""}, "/contact"),
    ],
)
def test_what_is_wrong_is_named_in_the_words_of_the_system(
    hotline: Sender, centre: Centre, change: dict[str, Any], pointer: str
) -> None:
    answer = hotline.post("/work-orders/12345", ORDER | change)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert cases(centre.database) == 0


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("member", "value"),
    [("工单编号", ["GD-1"]), ("工单编号", {"int": 1}), ("工单编号", -1), ("诉求内容", "长" * 5001), ("长" * 61, "值")],
)
def test_a_value_that_is_none_is_named_by_its_member_alone(
    hotline: Sender, centre: Centre, member: str, value: Any
) -> None:
    """A value is one of several kinds; which of them it was compared with is no place in the work order."""
    answer = hotline.post("/work-orders/12345", ORDER | {member: value})
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {f"/{member}"}
    assert cases(centre.database) == 0


@pytest.mark.one_engine
def test_the_tables_that_come_with_the_program_lead_to_what_exists(
    client: Client, centre: Centre, login: Login
) -> None:
    lead = login("complaint_lead")
    items = client.get(URL, headers=lead).json()["items"]
    assert [(item["source_system"], item["number"]) for item in items] == [("12345", 0), ("petition", 0)]
    for item in items:
        assert item["mapping"]["states"].keys() == {state.value for state in CaseState}
        body = {"mapping": item["mapping"], "after": 0}
        assert client.post(f"{URL}/{item['source_system']}", json=body, headers=lead).status_code == 201


def test_a_new_version_is_in_force_at_once_and_the_old_ones_stay(
    hotline: Sender, client: Client, centre: Centre, login: Login
) -> None:
    case_id = hotline.made()["id"]
    lead = login("complaint_lead")
    mapping = shipped()["12345"].model_dump(mode="json")
    mapping["states"]["registered"] = "待受理"
    body = {"mapping": mapping, "note": "按市平台新规", "after": 0}
    made = client.post(f"{URL}/12345", json=body, headers=lead)
    assert (made.status_code, made.json()["number"], made.json()["in_force"]) == (201, 1, True)
    twice = client.post(f"{URL}/12345", json=body, headers=lead)
    assert (twice.status_code, twice.json()["current"]["number"]) == (412, 1)
    assert hotline.seen(case_id)["source_state"] == "待受理"
    versions = client.get(f"{URL}/12345", headers=hotline.headers).json()["items"]
    assert [(one["number"], one["in_force"]) for one in versions] == [(1, True), (0, False)]
    centre.move("officer", UUID(case_id), "withdraw", bodies.WithdrawBody(note="来电"))
    assert hotline.seen(case_id)["source_state"] == "已撤回"


@pytest.mark.one_engine
def test_a_table_with_gaps_is_refused(client: Client, centre: Centre, login: Login) -> None:
    lead = login("complaint_lead")

    def refused(**change: Any) -> str:
        mapping = shipped()["12345"].model_dump(mode="json") | change
        answer = client.post(f"{URL}/12345", json={"mapping": mapping, "after": 0}, headers=lead)
        assert answer.status_code == 422, answer.text
        found: str = answer.json()["errors"][0]["pointer"]
        return found

    assert refused(states={"registered": "已派单"}) == "/mapping/states"
    assert refused(members={"text": "诉求内容"}) == "/mapping/members"
    assert refused(categories={"a/b": "none-such"}) == "/mapping/categories/a~1b"
    assert refused(default_category="none-such") == "/mapping/default_category"
    assert refused(units={"甲": "none-such"}) == "/mapping/units/甲"
    assert refused(channel="web") == "/mapping/channel"
    body = {"mapping": shipped()["12345"].model_dump(mode="json"), "after": 0}
    assert client.post(f"{URL}/12345", json=body, headers=login("complaint_officer")).status_code == 403
    assert client.post(f"{URL}/12345", json=body, headers=login("sysadmin")).status_code == 403
