"""Who comes and goes at the centre, and who keeps the accounts."""

from uuid import UUID

from sqlalchemy import select

from backend.audit.models import AuditEvent
from tests.complaints.at_centre import Office
from tests.complaints.conftest import read
from tests.conftest import Login


def test_case_71_and_c20_who_keeps_the_accounts_reads_no_complaint(office: Office, login: Login) -> None:
    """Nor gives himself or others the right: an auditor confirms it, and every step is an event."""
    case_id, _ = office.centre.register()
    sysadmin = login("sysadmin")
    for method, path in (
        ("GET", "/complaints"),
        ("GET", f"/complaints/{case_id}"),
        ("POST", f"/complaints/{case_id}/original"),
        ("POST", f"/complaints/{case_id}/identity-accesses"),
        ("GET", f"/complaints/{case_id}/attachments"),
        ("GET", "/complaint-figures?from=2026-01-01&to=2026-12-31"),
    ):
        answer = office.client.request(method, f"/api/v1{path}", headers=sysadmin, json={"reason": "维护"})
        assert answer.status_code in (403, 405), (path, answer.text)
    me = office.client.get("/api/v1/auth/me", headers=sysadmin).json()
    account = office.client.get(f"/api/v1/users/{me['id']}", headers=sysadmin)
    match = sysadmin | {"If-Match": account.headers["etag"]}
    both = {"roles": ["sysadmin", "complaint_lead"]}
    refused = office.client.patch(f"/api/v1/users/{me['id']}", headers=match, json=both)
    assert refused.json()["code"] == "own_roles"

    officer = office.centre.people["officer"].user_id
    account = office.client.get(f"/api/v1/users/{officer}", headers=sysadmin)
    match = sysadmin | {"If-Match": account.headers["etag"]}
    changed = office.client.patch(f"/api/v1/users/{officer}", headers=match, json={"roles": ["complaint_lead"]})
    assert changed.status_code == 200, changed.text
    assert changed.json()["roles"] == [], "the old role goes at once, the new one waits for the auditor"
    events = read(
        office.centre.database,
        lambda s: s.scalars(
            select(AuditEvent).where(AuditEvent.object_id == officer, AuditEvent.actor == me["id"])
        ).all(),
    )
    assert any("complaint_lead" in str(event.data) for event in events)


def test_case_72_the_cases_of_somebody_who_left_are_found_and_given_on(office: Office, login: Login) -> None:
    case_id, _ = office.centre.register("officer")
    assert [item["id"] for item in office.get("lead", "/complaints?unassigned=true")["items"]] == []
    left = office.centre.people["officer"].user_id
    sysadmin = login("sysadmin")
    account = office.client.get(f"/api/v1/users/{left}", headers=sysadmin)
    match = sysadmin | {"If-Match": account.headers["etag"]}
    disabled = office.client.post(f"/api/v1/users/{left}/disable", headers=match)
    assert disabled.status_code == 200, disabled.text
    assert office.ask("officer", "GET", "/complaints").status_code == 401
    waiting = office.get("lead", "/complaints?unassigned=true")["items"]
    assert [UUID(item["id"]) for item in waiting] == [case_id]
    given = {"officer_id": str(office.centre.people["officer2"].user_id)}
    office.do("lead", f"/complaints/{case_id}/assign", given)
    assert office.get("lead", "/complaints?unassigned=true")["items"] == []
    assert [UUID(item["id"]) for item in office.get("officer2", "/complaints?mine=true")["items"]] == [case_id]
