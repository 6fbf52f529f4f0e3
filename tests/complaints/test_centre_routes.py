"""The centre over HTTP: who sees what, who may do what, and that bad input changes nothing."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from backend.audit.models import AuditEvent
from backend.complaints.models import Case
from backend.complaints.records import CaseEvent
from tests.complaints.registering import TEXT, URL, due, key, register, registration, units
from tests.conftest import Client, Login

__all__ = ["units"]


def test_a_case_is_registered_accepted_and_read(client: Client, login: Login, units: dict[str, Any]) -> None:
    officer, lead = login("complaint_officer"), login("complaint_lead")
    made = register(client, officer, registration(units))
    assert made["temporary"] is True
    assert len(made["tracking_code"].replace("-", "")) == 16
    url = f"{URL}/{made['id']}"
    listed = client.get(URL, headers=officer).json()["items"]
    assert [item["number"] for item in listed] == [made["number"]]
    seen = client.get(url, headers=officer)
    clock = seen.json()["clocks"][0]
    assert (clock["kind"], clock["days_left"], listed[0]["days_left"]) == ("accept", 3, 3)
    assert seen.headers["etag"] == '"1"'
    assert TEXT not in seen.text
    assert client.post(f"{url}/original", headers=officer).json()["text"] == TEXT
    accepted = client.post(f"{url}/accept", json={"handling": "passed", "summary": "审批超期"}, headers=lead)
    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["header"]["state"] == "accepted"
    found = client.get(f"{URL}?q=审批", headers=lead).json()
    assert found["total"] == 1
    assert [event["action"] for event in accepted.json()["events"]] == ["register", "read_original", "accept"]


@pytest.mark.parametrize("role", ["liaison", "leader", "office", "evaluator", "sysadmin"])
def test_c02_others_never_reach_a_case(client: Client, login: Login, units: dict[str, Any], role: str) -> None:
    made = register(client, login("complaint_officer"), registration(units))
    who = login(role)
    for method, path in (("GET", ""), ("GET", f"/{made['id']}"), ("POST", f"/{made['id']}/original")):
        assert client.request(method, URL + path, headers=who).status_code == 403


def test_c09_an_officer_without_the_case_sees_no_content_and_the_try_is_recorded(
    client: Client, app: FastAPI, login: Login, units: dict[str, Any]
) -> None:
    officer = login("complaint_officer")
    made = register(client, officer, registration(units))
    other = login("complaint_officer")
    url = f"{URL}/{made['id']}"
    assert client.get(url, headers=other).status_code == 404
    assert client.post(f"{url}/original", headers=other).status_code == 404
    assert client.get(url, headers=other).json()["code"] == client.get(f"{URL}/{uuid4()}", headers=other).json()["code"]
    assert client.post(f"{URL}/{uuid4()}/original", headers=other).status_code == 404
    assert client.post(f"{url}/original", headers=officer).status_code == 200
    own = client.get("/api/v1/auth/me", headers=other).json()["id"]
    with app.state.database.read() as session:
        refused = session.scalars(select(AuditEvent).where(AuditEvent.action == "complaint.original_refused")).all()
    assert [(event.actor, str(event.object_id)) for event in refused] == [(own, made["id"])]


def test_overseers_see_dates_and_no_words(client: Client, login: Login, units: dict[str, Any]) -> None:
    officer = login("complaint_officer")
    made = register(client, officer, registration(units))
    url = f"{URL}/{made['id']}"
    client.post(f"{url}/notes", json={"note": "金丝雀笔记"}, headers=officer)
    for role in ("supervisor", "lead_supervisor", "auditor"):
        seen = client.get(url, headers=login(role))
        assert seen.status_code == 200
        assert seen.json()["content"] is None
        assert "金丝雀" not in seen.text
        assert client.post(f"{url}/original", headers=login(role)).status_code in (403, 404)
    assert "金丝雀" in client.get(url, headers=officer).text


def test_c10_a_person_of_the_accused_unit_does_not_see_the_case(
    client: Client, login: Login, units: dict[str, Any]
) -> None:
    made = register(client, login("complaint_officer"), registration(units))
    friend = login("complaint_lead", unit_id=units["A"])
    assert client.get(f"{URL}/{made['id']}", headers=friend).status_code == 404
    assert client.get(URL, headers=friend).json()["items"] == []
    lead = login("complaint_lead")
    person = client.get(f"{URL}/officers", headers=lead).json()["items"]
    ours = [p for p in person if p["open_cases"] == 0 and p["lead"]]
    refused = [
        client.post(f"{URL}/{made['id']}/assign", json={"officer_id": p["id"]}, headers=lead).status_code for p in ours
    ]
    assert sorted(refused) == [200, 422]


def test_c11_case_28_a_look_at_the_identity_is_for_the_asker_alone(
    client: Client, login: Login, units: dict[str, Any]
) -> None:
    officer, lead = login("complaint_officer"), login("complaint_lead")
    made = register(client, officer, registration(units))
    url = f"{URL}/{made['id']}/identity-accesses"
    assert client.post(url, json={}, headers=officer).status_code == 422
    asked = client.post(url, json={"reason": "回访"}, headers=officer).json()["requests"][0]
    assert (asked["kind"], asked["state"]) == ("identity", "pending")
    assert (asked["own"], asked["may_decide"]) == (True, False)
    for who, may in ((lead, True), (login("lead_supervisor"), True), (login("supervisor"), False)):
        seen = client.get(f"{URL}/{made['id']}", headers=who).json()["requests"][0]
        assert (seen["own"], seen["may_decide"]) == (False, may)
    assert client.post(f"{url}/{asked['id']}/look", headers=officer).status_code == 403
    assert client.post(f"{url}/{asked['id']}/grant", json={}, headers=officer).status_code == 403
    assert client.post(f"{url}/{asked['id']}/grant", json={}, headers=lead).status_code == 200
    assert client.post(f"{url}/{asked['id']}/look", headers=officer).json()["name"] == "王测试"
    assert client.post(f"{url}/{asked['id']}/look", headers=lead).status_code == 404
    own = client.post(url, json={"reason": "核对"}, headers=lead).json()["requests"][-1]
    assert (own["own"], own["may_decide"]) == (True, False)
    assert client.post(f"{url}/{own['id']}/grant", json={}, headers=lead).json()["code"] == "own_request"
    assert client.post(f"{url}/{own['id']}/grant", json={}, headers=login("lead_supervisor")).status_code == 200


def test_case_8_and_c05_fields_of_the_server_are_refused(client: Client, login: Login, units: dict[str, Any]) -> None:
    officer = login("complaint_officer")
    before = client.get(URL, headers=officer).json()["total"]
    for field in ("state", "version", "number", "officer_id", "registered_at", "cycle"):
        answer = client.post(URL, json=registration(units) | {field: "1"}, headers=officer | key())
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    made = register(client, officer, registration(units))
    lead = login("complaint_lead")
    body = {"handling": "self", "summary": "x", "state": "closed"}
    assert client.post(f"{URL}/{made['id']}/accept", json=body, headers=lead).status_code == 422
    assert client.get(URL, headers=officer).json()["total"] == before + 1


def test_cases_11_13_requests_that_come_twice(
    client: Client, login: Login, units: dict[str, Any], app: FastAPI
) -> None:
    officer, same = login("complaint_officer"), key()
    body = registration(units, source_system="12345", source_id="A-1", channel="api")
    first = client.post(URL, json=body, headers=officer | same)
    again = client.post(URL, json=body, headers=officer | same)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["idempotency-replayed"] == "true"
    assert first.json() == again.json()
    other = client.post(URL, json=body | {"text": "别的内容"}, headers=officer | same)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    late = client.post(URL, json=body, headers=officer | key())
    assert (late.status_code, late.json()["code"]) == (409, "source_taken")
    assert late.json()["case"] == f"{URL}/{first.json()['id']}"
    with app.state.database.read() as session:
        assert session.scalars(select(func.count()).select_from(Case)).one() == 1
        assert session.scalars(select(func.count()).select_from(CaseEvent)).one() == 1


def test_a_registration_that_lacks_something_says_what(client: Client, login: Login, units: dict[str, Any]) -> None:
    officer = login("complaint_officer")
    for change, pointer in (
        ({"contact": None}, "/contact"),
        ({"mode": "anonymous"}, "/contact"),
        ({"category": "no-such"}, "/category"),
        ({"unit_id": str(uuid4())}, "/unit_id"),
        ({"received_at": "2026-01-01T00:00:00+08:00"}, "/received_at"),
        ({"received_at": "2999-01-01T00:00:00+08:00"}, "/received_at"),
        ({"text": ""}, "/text"),
        ({"persons": 0}, "/persons"),
    ):
        answer = client.post(URL, json=registration(units, **change), headers=officer | key())
        assert answer.status_code == 422, change
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert client.post(URL, json=registration(units), headers=officer).status_code == 422
    assert client.get(URL, headers=officer).json()["total"] == 0


def test_case_27_a_reply_with_a_telephone_number_is_stopped(
    client: Client, login: Login, units: dict[str, Any]
) -> None:
    officer, lead = login("complaint_officer"), login("complaint_lead")
    url = f"{URL}/{register(client, officer, registration(units))['id']}"
    for summary in ("王测试反映审批超期", "来电 13800000001 反映", "身份证 110101199003071234"):
        answer = client.post(f"{url}/accept", json={"handling": "passed", "summary": summary}, headers=lead)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == "identity_in_text"
    assert client.get(url, headers=lead).json()["header"]["state"] == "registered"


def test_case_25_and_c04_hidden_fields_cannot_be_searched_or_sorted(
    client: Client, login: Login, units: dict[str, Any]
) -> None:
    lead = login("complaint_lead")
    register(client, login("complaint_officer"), registration(units))
    for query in ("q=王测试", "q=13800000001", "q=超过承诺期限"):
        assert client.get(f"{URL}?{query}", headers=lead).json()["total"] == 0
    for query in ("sort=name", "sort=phone", "phone=13800000001", "mode=open"):
        assert client.get(f"{URL}?{query}", headers=lead).status_code == 422


def test_stale_versions_are_refused_with_the_newest(client: Client, login: Login, units: dict[str, Any]) -> None:
    officer = login("complaint_officer")
    url = f"{URL}/{register(client, officer, registration(units))['id']}"
    assert client.patch(url, json={"summary": "甲"}, headers=officer).status_code == 428
    assert client.patch(url, json={"summary": "甲"}, headers=officer | {"If-Match": '"1"'}).status_code == 200
    stale = client.patch(url, json={"summary": "乙"}, headers=officer | {"If-Match": '"1"'})
    assert (stale.status_code, stale.headers["etag"]) == (412, '"2"')


def test_a_pause_moves_the_date_and_only_another_person_allows_it(
    client: Client, login: Login, units: dict[str, Any]
) -> None:
    officer, lead = login("complaint_officer"), login("complaint_lead")
    url = f"{URL}/{register(client, officer, registration(units))['id']}"
    asked = client.post(f"{url}/pauses", json={"cause": "appraisal", "days": 10, "reason": "送检"}, headers=lead)
    assert asked.json()["code"] == "complaint_not_handled"
    client.post(f"{url}/accept", json={"handling": "self", "summary": "审批超期"}, headers=lead)
    before = due(client, url, lead)
    asked = client.post(f"{url}/pauses", json={"cause": "appraisal", "days": 10, "reason": "送检"}, headers=lead)
    request = asked.json()["requests"][0]["id"]
    assert due(client, url, lead) == before
    assert client.post(f"{url}/pauses/{request}/approve", json={}, headers=lead).json()["code"] == "own_request"
    second = login("lead_supervisor")
    assert client.post(f"{url}/pauses/{request}/approve", json={}, headers=second).status_code == 200
    assert due(client, url, lead) > before
    assert client.post(f"{url}/pauses/{request}/end", headers=lead).status_code == 200
    assert due(client, url, lead) == before
    assert client.post(f"{url}/pauses/{request}/end", headers=lead).json()["code"] == "already_decided"


def test_case_73_retaliation_is_reported_past_the_centre_and_the_unit(
    client: Client, login: Login, units: dict[str, Any]
) -> None:
    filed = client.post("/api/v1/filing", json=registration(units), headers=key())
    assert filed.status_code == 201, filed.text
    body = {"code": filed.json()["tracking_code"], "text": "投诉以后被停办了业务。"}
    told = client.post("/api/v1/tracking/retaliation", json=body)
    assert told.status_code == 200, told.text
    for role in ("supervisor", "lead_supervisor", "auditor"):
        seen = client.get("/api/v1/retaliation-reports", headers=login(role)).json()["items"]
        assert [(report["case_number"], report["body"]) for report in seen] == [(filed.json()["number"], body["text"])]
    for role in ("complaint_officer", "complaint_lead", "liaison", "office", "leader"):
        assert client.get("/api/v1/retaliation-reports", headers=login(role)).status_code == 403
    lead = client.get(f"{URL}?scope=all", headers=login("complaint_lead")).json()["items"][0]
    assert body["text"] not in client.get(f"{URL}/{lead['id']}", headers=login("complaint_lead")).text
