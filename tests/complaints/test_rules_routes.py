"""The rules of complaints over HTTP: their versions, their faults, their categories."""

from typing import Any

from tests.complaints.registering import URL, due, register, registration, units
from tests.conftest import Client, Login

__all__ = ["units"]


def test_case_53_a_new_policy_leaves_accepted_cases_alone(client: Client, login: Login, units: dict[str, Any]) -> None:
    officer, lead = login("complaint_officer"), login("complaint_lead")
    url = f"{URL}/{register(client, officer, registration(units))['id']}"
    client.post(f"{url}/accept", json={"handling": "passed", "summary": "审批超期"}, headers=lead)
    before = due(client, url, lead)
    versions = client.get("/api/v1/complaint-policies", headers=lead).json()["items"]
    body = {"scope": "*", "after": 1, "policy": versions[0]["policy"] | {"total": {"amount": 10, "warn_left": 2}}}
    preview = client.post("/api/v1/complaint-policies/preview", json=body, headers=lead).json()
    assert (preview["open_cases"], preview["waiting_cases"]) == (1, 0)
    total = next(clock for clock in preview["clocks"] if clock["clock"] == "total")
    assert total["due_new"] < total["due_now"]
    assert client.post("/api/v1/complaint-policies", json=body, headers=officer).status_code == 403
    assert client.post("/api/v1/complaint-policies", json=body, headers=lead).json()["number"] == 2
    assert client.post("/api/v1/complaint-policies", json=body, headers=lead).json()["code"] == "stale"
    assert due(client, url, lead) == before
    later = f"{URL}/{register(client, officer, registration(units))['id']}"
    client.post(f"{later}/accept", json={"handling": "passed", "summary": "审批超期"}, headers=lead)
    assert due(client, later, lead) < before


def test_bad_rules_are_refused_at_their_field(client: Client, login: Login, units: dict[str, Any]) -> None:
    lead = login("complaint_lead")
    good = client.get("/api/v1/complaint-policies", headers=lead).json()["items"][0]["policy"]
    late_first = [{"name": "head", "after": 5}, {"name": "remind", "after": 1}]
    for name, change in (("extension_cap", 1), ("ladder", late_first)):
        body = {"scope": "*", "after": 1, "policy": good | {name: change}}
        refused = client.post("/api/v1/complaint-policies", json=body, headers=lead)
        assert refused.status_code == 422
        assert [error["pointer"] for error in refused.json()["errors"]] == [f"/policy/{name}"]
    body = {"scope": "*", "after": 1, "policy": {"total": {"amount": 90}}}
    refused = client.post("/api/v1/complaint-policies", json=body, headers=lead)
    assert refused.json()["errors"][0]["pointer"] == "/policy/extension_cap"  # the default is too short for it
    body = {"scope": "no-such", "after": 0, "policy": good}
    assert client.post("/api/v1/complaint-policies", json=body, headers=lead).json()["errors"][0]["pointer"] == "/scope"
    assert len(client.get("/api/v1/complaint-policies", headers=lead).json()["items"]) == 1


def test_a_category_is_added_behind_the_others_and_retired(client: Client, login: Login, units: dict[str, Any]) -> None:
    lead, office, url = login("complaint_lead"), login("office"), "/api/v1/complaint-categories"
    body = {"code": "late-pay", "group_name": "履行职责", "name": "拖欠账款"}
    made = client.post(url, json=body, headers=lead).json()
    listed = client.get(url, headers=office).json()["items"]
    assert listed[-1] == made
    for field in ("code", "name"):
        taken = client.post(
            url, json=body | {"code": "other-one", "name": "另一类"} | {field: body[field]}, headers=lead
        )
        assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (409, f"/{field}")
    tag = {**lead, "If-Match": '"1"'}
    assert client.patch(f"{url}/{made['id']}", json={"active": False}, headers=tag).json()["active"] is False
    assert client.patch(f"{url}/{made['id']}", json={"active": True}, headers=tag).status_code == 412
    offered = client.get("/api/v1/filing").json()["groups"]
    assert "late-pay" not in [category["code"] for group in offered for category in group["categories"]]
    assert client.get(url, headers=office).json()["items"][-1]["active"] is False
    assert client.post(url, json=body, headers=office).status_code == 403
