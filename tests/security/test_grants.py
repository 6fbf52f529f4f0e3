"""Four eyes over roles: one proposes, another confirms (security design, section 2, T15 and C19)."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from backend.auth import grants
from backend.auth.models import UserRole
from backend.auth.models_grants import GrantState, RoleGrant
from backend.auth.policy import FOUR_EYES, Role
from backend.core import clock
from backend.notices.service import notify
from tests.auth.granting import confirm, confirm_all, set_password, told, waiting
from tests.auth.people import add_person, bearer, events, log_in
from tests.auth.test_users import id_of, patch
from tests.conftest import Client, Login


def propose(client: Client, sysadmin: dict[str, str], user_id: UUID, *roles: str) -> dict[str, Any]:
    """Ask for roles beside none; gives the newest proposal."""
    answer = patch(client, sysadmin, user_id, roles=list(roles))
    assert answer.status_code == 200, answer.text
    return waiting(client, sysadmin)[-1]


def test_c19_a_role_comes_when_an_auditor_has_confirmed_it(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    user_id = add_person(app, "leader")
    theirs = bearer(log_in(client))
    answer = patch(client, sysadmin, user_id, roles=["leader", "office"])
    assert answer.json()["roles"] == ["leader"], "nothing is given yet"
    assert client.get("/api/v1/imports", headers=theirs).status_code in (403, 404)
    assert client.post("/api/v1/units", json={}, headers=theirs).status_code == 403
    (grant,) = waiting(client, auditor)
    assert grant["user"]["id"] == str(user_id)
    assert (grant["role"], grant["state"]) == ("office", "pending")
    assert grant["proposed_by"]["id"] == id_of(client, sysadmin)
    decided = confirm(client, auditor, grant["id"])
    assert (decided.status_code, decided.json()["state"]) == (200, "confirmed")
    assert client.post("/api/v1/units", json={}, headers=theirs).status_code == 422, "at once, by the same token"
    assert client.get(f"/api/v1/users/{user_id}", headers=auditor).json()["roles"] == ["leader", "office"]
    both = (id_of(client, sysadmin), id_of(client, auditor))
    assert events(app, "grant.") == [("grant.propose", both[0]), ("grant.confirmed", both[1])]
    assert events(app, "user.roles") == [("user.roles", both[1])]
    assert told(app) == {
        both[1]: ["grant.pending"],
        both[0]: ["grant.confirmed"],
        str(user_id): ["account.yours"],
    }


@pytest.mark.parametrize("role", sorted(Role))
def test_c19_a_new_person_starts_without_what_needs_two(client: Client, app: FastAPI, login: Login, role: Role) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    body = {"username": "zhao.min", "display_name": "赵敏", "roles": [role]}
    answer = client.post("/api/v1/users", json=body, headers=sysadmin)
    if role is Role.LIAISON:
        assert answer.status_code == 422, "needs a unit; nobody's second look"
        return
    made = answer.json()["user"]
    assert made["roles"] == ([] if role in FOUR_EYES else [role])
    set_password(client, answer.json()["activation_link"])
    confirm_all(client, auditor)
    assert client.get(f"/api/v1/users/{made['id']}", headers=auditor).json()["roles"] == [role]


def test_c19_nobody_changes_their_own_roles(client: Client, app: FastAPI, login: Login) -> None:
    """Not even by what an administrator gives alone."""
    sysadmin, other = login("sysadmin"), login("sysadmin")
    own = id_of(client, sysadmin)
    for roles in (["sysadmin", "auditor"], ["auditor"], ["sysadmin", "leader"], ["leader"], []):
        refused = patch(client, sysadmin, own, roles=roles)
        assert (refused.status_code, refused.json()["code"]) == (409, "own_roles"), roles
    assert client.get(f"/api/v1/users/{own}", headers=sysadmin).json()["roles"] == ["sysadmin"]
    assert waiting(client, sysadmin) == []
    assert events(app) == []
    assert patch(client, sysadmin, own, roles=["sysadmin"], display_name="新名").status_code == 200
    beside = patch(client, other, own, roles=["sysadmin", "leader"])
    assert (beside.status_code, beside.json()["code"]) == (409, "roles_exclusive")
    assert patch(client, other, own, roles=["leader"]).json()["roles"] == ["leader"]


def test_c19_whoever_proposed_or_gets_it_does_not_decide(
    client: Client, app: FastAPI, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when they are an auditor by now."""
    sysadmin, auditor = login("sysadmin"), login("auditor")
    user_id = add_person(app)
    grant = propose(client, sysadmin, user_id, "auditor")
    monkeypatch.setattr(grants, "lapse", lambda *_: 0)  # which the worker calls at some moment
    proposer = UUID(id_of(client, sysadmin))
    with app.state.database.write() as session:
        session.execute(update(UserRole).where(UserRole.user_id == proposer).values(role=Role.AUDITOR))
        session.execute(insert(UserRole).values(user_id=user_id, role=Role.AUDITOR))
    for headers in (sysadmin, bearer(log_in(client))):
        for step, body in (("confirm", None), ("refuse", {"note": "不同意"})):
            refused = client.post(f"/api/v1/grants/{grant['id']}/{step}", json=body, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (403, "own_grant")
    with pytest.raises(IntegrityError), app.state.database.write() as session:  # nor by SQL
        session.execute(
            update(RoleGrant).values(state=GrantState.CONFIRMED, decided_at=clock.now(session), decided_by=proposer)
        )
    refused = confirm(client, auditor, grant["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "proposer_gone"), (
        "for the proposer is no administrator"
    )
    with app.state.database.write() as session:
        session.execute(update(UserRole).where(UserRole.user_id == proposer).values(role=Role.SYSADMIN))
    assert confirm(client, auditor, grant["id"]).status_code == 200


@pytest.mark.parametrize("how", ["disabled", "role taken", "by SQL"])
def test_c19_what_a_former_administrator_proposed_is_void(
    client: Client, app: FastAPI, login: Login, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    former, sysadmin, auditor = login("sysadmin"), login("sysadmin"), login("auditor")
    grant = propose(client, former, add_person(app), "office")
    own = UUID(id_of(client, former))
    if how == "disabled":
        assert client.post(f"/api/v1/users/{own}/disable", headers=sysadmin).status_code == 200
    elif how == "role taken":
        assert patch(client, sysadmin, own, roles=[]).status_code == 200
    else:
        with monkeypatch.context() as patched:
            patched.setattr(grants, "lapse", lambda *_: 0)  # which the worker calls at some moment
            with app.state.database.write() as session:
                session.execute(delete(UserRole).where(UserRole.user_id == own))
            assert confirm(client, auditor, grant["id"]).json()["code"] == "proposer_gone"
        with app.state.database.write() as session:
            grants.lapse(session, notify)
    assert waiting(client, auditor) == []
    refused = confirm(client, auditor, grant["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "grant_not_pending")
    assert events(app, "grant.expired") == [("grant.expired", "system")]
    again = propose(client, sysadmin, UUID(grant["user"]["id"]), "office")
    assert confirm(client, auditor, again["id"]).status_code == 200, "another administrator may propose it"


def test_c19_only_auditors_decide(client: Client, app: FastAPI, login: Login) -> None:
    grant = propose(client, login("sysadmin"), add_person(app), "evaluator")
    for role in set(Role) - {Role.AUDITOR}:
        for step, body in (("confirm", None), ("refuse", {"note": "x"})):
            answer = client.post(f"/api/v1/grants/{grant['id']}/{step}", json=body, headers=login(role))
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), role
        if role is not Role.SYSADMIN:
            assert client.get("/api/v1/grants", headers=login(role)).status_code == 403
            assert client.get("/api/v1/rights", headers=login(role)).status_code == 403
            assert client.post(f"/api/v1/grants/{grant['id']}/withdraw", headers=login(role)).status_code == 403
    assert confirm(client, login("auditor"), grant["id"]).status_code == 200


def test_c19_an_illegal_set_is_refused_when_proposed_and_when_confirmed(
    client: Client, app: FastAPI, login: Login
) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    user_id = add_person(app)
    assert patch(client, sysadmin, user_id, roles=["office", "auditor"]).json()["code"] == "roles_exclusive"
    first = propose(client, sysadmin, user_id, "office")
    assert patch(client, sysadmin, user_id, roles=["evaluator"]).json()["code"] == "roles_exclusive"
    with app.state.database.write() as session:
        session.execute(insert(UserRole).values(user_id=user_id, role=Role.EVALUATOR))
    refused = confirm(client, auditor, first["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "roles_exclusive")
    assert [grant["id"] for grant in waiting(client, auditor)] == [first["id"]]
    patch(client, sysadmin, user_id, roles=[])
    assert confirm(client, auditor, first["id"]).status_code == 200


def test_a_refusal_needs_a_reason_and_is_told(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    user_id = add_person(app)
    grant = propose(client, sysadmin, user_id, "office")
    path = f"/api/v1/grants/{grant['id']}"
    for body in ({}, {"note": ""}, {"note": "  "}, {"note": "x" * 501}, {"note": "x", "role": "leader"}):
        assert client.post(f"{path}/refuse", json=body, headers=auditor).status_code == 422
    refused = client.post(f"{path}/refuse", json={"note": "岗位与职责不符"}, headers=auditor)
    assert (refused.json()["state"], refused.json()["note"]) == ("refused", "岗位与职责不符")
    assert told(app)[id_of(client, sysadmin)] == ["grant.refused"]
    assert client.get(f"/api/v1/users/{user_id}", headers=auditor).json()["roles"] == []
    for answer in decide_all_ways(client, path, sysadmin, auditor):
        assert (answer.status_code, answer.json()["code"]) == (409, "grant_not_pending")
    assert propose(client, sysadmin, user_id, "office")["id"] != grant["id"], "it may be proposed again"


def decide_all_ways(
    client: Client, path: str, sysadmin: dict[str, str], auditor: dict[str, str]
) -> list[httpx.Response]:
    return [
        client.post(f"{path}/confirm", headers=auditor),
        client.post(f"{path}/refuse", json={"note": "x"}, headers=auditor),
        client.post(f"{path}/withdraw", headers=sysadmin),
    ]


def test_a_proposal_is_made_once_and_can_be_withdrawn(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    user_id = add_person(app)
    grant = propose(client, sysadmin, user_id, "office")
    assert propose(client, sysadmin, user_id, "office")["id"] == grant["id"], "a double click"
    assert len(waiting(client, auditor)) == 1
    answer = client.post(f"/api/v1/grants/{grant['id']}/withdraw", headers=login("sysadmin"))
    assert answer.json()["state"] == "withdrawn"
    assert confirm(client, auditor, grant["id"]).json()["code"] == "grant_not_pending"
    assert told(app)[id_of(client, auditor)] == ["grant.pending", "grant.withdrawn"]


def test_a_proposal_expires(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    user_id = add_person(app)
    grant = propose(client, sysadmin, user_id, "office")
    with app.state.database.write() as session:
        now = clock.now(session)
        (row,) = session.scalars(select(RoleGrant))
        assert row.expires_at - row.proposed_at == timedelta(days=7)
        row.expires_at = now
    assert waiting(client, auditor) == []
    for state, found in (("expired", [grant["id"]]), ("confirmed", [])):
        items = client.get(f"/api/v1/grants?state={state}", headers=auditor).json()["items"]
        assert [item["id"] for item in items] == found
    for answer in decide_all_ways(client, f"/api/v1/grants/{grant['id']}", sysadmin, auditor):
        assert (answer.status_code, answer.json()["code"]) == (409, "grant_not_pending")
    with app.state.database.write() as session:
        assert [grants.lapse(session, notify) for _ in range(2)] == [1, 0]
    assert told(app)[id_of(client, sysadmin)] == ["grant.expired"]
    assert events(app, "grant.expired") == [("grant.expired", "system")]
    assert propose(client, sysadmin, user_id, "office")["id"] != grant["id"]


def test_unknown_grants(client: Client, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    for answer in decide_all_ways(client, f"/api/v1/grants/{uuid4()}", sysadmin, auditor):
        assert answer.status_code == 404
    for answer in decide_all_ways(client, "/api/v1/grants/x", sysadmin, auditor):
        assert answer.status_code == 422


def test_c21_taking_a_role_away_needs_nobody_and_acts_at_once(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    user_id = add_person(app, "office", "leader")
    theirs = bearer(log_in(client))
    assert client.post("/api/v1/units", json={}, headers=theirs).status_code == 422
    assert patch(client, sysadmin, user_id, roles=["leader"]).json()["roles"] == ["leader"]
    assert client.post("/api/v1/units", json={}, headers=theirs).status_code == 403, "the token is still valid"
    assert told(app) == {id_of(client, auditor): ["account.roles_taken"], str(user_id): ["account.yours"]}
    assert client.get("/api/v1/auth/me", headers=theirs).json()["roles"] == ["leader"]


def test_one_role_is_exchanged_for_another_in_two_steps(client: Client, app: FastAPI, login: Login) -> None:
    """The old one goes at once, so that nobody holds both; the new one comes when confirmed."""
    sysadmin, auditor = login("sysadmin"), login("auditor")
    user_id = add_person(app, "office")
    assert patch(client, sysadmin, user_id, roles=["evaluator"]).json()["roles"] == []
    confirm_all(client, auditor)
    assert client.get(f"/api/v1/users/{user_id}", headers=auditor).json()["roles"] == ["evaluator"]


def test_the_auditors_hear_of_what_changes_an_account(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    office, leader = add_person(app, "office"), add_person(app, "leader", username="li.na")
    for user_id in (office, leader):
        assert patch(client, sysadmin, user_id, email="new@example.org").status_code == 200
        assert client.post(f"/api/v1/users/{user_id}/disable", headers=sysadmin).status_code == 200
        assert client.post(f"/api/v1/users/{user_id}/enable", headers=sysadmin).status_code == 200
    assert {who: sorted(found) for who, found in told(app).items()} == {
        id_of(client, auditor): ["account.disabled", "account.enabled", "account.mail", "grant.pending"],
        str(office): ["account.yours"] * 3,
    }


def test_the_last_auditor_stays(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    own = id_of(client, auditor)
    add_person(app, "auditor", username="not.yet", password_hash=None)
    for answer in (
        client.post(f"/api/v1/users/{own}/disable", headers=sysadmin),
        patch(client, sysadmin, own, roles=["leader"]),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_auditor")
    add_person(app, "auditor", username="second")
    assert client.post(f"/api/v1/users/{own}/disable", headers=sysadmin).status_code == 200


def test_by_command_a_role_is_given_at_once_and_everybody_concerned_is_told(
    client: Client, app: FastAPI, login: Login
) -> None:
    """The way where no auditor can decide."""
    sysadmin, auditor = login("sysadmin"), login("auditor")
    user_id = add_person(app)
    pending = propose(client, sysadmin, user_id, "auditor")
    with app.state.database.write() as session:
        user = grants.service.get_user(session, user_id, lock=True)
        grants.give(session, notify, user, Role.AUDITOR, "原审计人员调离")
    assert client.get(f"/api/v1/users/{user_id}", headers=auditor).json()["roles"] == ["auditor"]
    items = client.get(f"/api/v1/grants?user_id={user_id}", headers=auditor).json()["items"]
    found = {item["id"]: (item["state"], item["proposed_by"], item["note"]) for item in items}
    assert found.pop(pending["id"])[0] == "withdrawn"
    assert list(found.values()) == [("confirmed", None, "原审计人员调离")]
    assert ("grant.command", "command") in events(app)
    for headers in (sysadmin, auditor):
        assert "grant.command" in told(app)[id_of(client, headers)]
    with app.state.database.write() as session, pytest.raises(grants.service.RolesExclusive):
        grants.give(session, notify, grants.service.get_user(session, user_id), Role.OFFICE, "x")


def test_who_may_do_what_is_shown_as_it_is_enforced(client: Client, app: FastAPI, login: Login) -> None:
    add_person(app, "office", disabled=True)
    shown = client.get("/api/v1/rights", headers=login("auditor")).json()
    roles = {item["role"]: item for item in shown["roles"]}
    assert set(roles) == set(Role)
    assert (roles["auditor"]["people"], roles["office"]["people"]) == (1, 0)
    assert {role for role, item in roles.items() if item["four_eyes"]} == FOUR_EYES
    for alone in (Role.AUDITOR, Role.SYSADMIN):
        assert set(roles[alone]["excludes"]) == set(Role) - {alone}
    permissions = {item["name"]: item for item in shown["permissions"]}
    assert (permissions["grant.decide"]["roles"], permissions["grant.decide"]["scopes"]) == (["auditor"], [])
    both = permissions["webhook.stop"]
    assert (both["roles"], both["scopes"]) == (["sysadmin"], ["webhooks:manage"])
    paths = [operation["path"] for operation in permissions["grant.decide"]["operations"]]
    assert paths == ["/api/v1/grants/{grant_id}/confirm", "/api/v1/grants/{grant_id}/refuse"]
    assert (permissions["ballot.answer"]["open"], permissions["ballot.answer"]["roles"]) == ("public", [])
    listed = sum(len(item["operations"]) for item in permissions.values())
    assert listed == sum(len(item) for item in app.openapi()["paths"].values())
