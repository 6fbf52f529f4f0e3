"""Who lets somebody in anew does not become that person (security design, section 2, T15)."""

from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from backend.auth import readmitting, service
from backend.auth.policy import FOUR_EYES
from backend.notices.service import notify
from tests.auth.granting import NEW, confirm, set_password, told, waiting
from tests.auth.people import add_person, bearer, events, log_in
from tests.auth.test_users import id_of
from tests.conftest import Client, Login


def ask_link(client: Client, sysadmin: dict[str, str], user_id: UUID | str) -> Any:
    return client.post(f"/api/v1/users/{user_id}/activation-link", headers=sysadmin)


def roles_of(client: Client, reader: dict[str, str], user_id: UUID | str) -> list[str]:
    found: list[str] = client.get(f"/api/v1/users/{user_id}", headers=reader).json()["roles"]
    return found


def test_c19_an_administrator_with_an_auditors_link_cannot_confirm_his_own_proposal(
    client: Client, app: FastAPI, login: Login
) -> None:
    """The account is his by the link, but the role went with it and waits for another auditor."""
    sysadmin, auditor = login("sysadmin"), login("auditor")
    victim = add_person(app, "auditor")
    accomplice = add_person(app, "leader", username="li.na")
    path = f"/api/v1/users/{accomplice}"
    etag = client.get(path, headers=sysadmin).headers["etag"]
    client.patch(path, json={"roles": ["leader", "office"]}, headers={**sysadmin, "If-Match": etag})
    set_password(client, ask_link(client, sysadmin, victim).json()["link"])
    taken = bearer(log_in(client, password=NEW))
    proposed, own = waiting(client, auditor)
    assert (proposed["role"], own["role"], own["user"]["id"]) == ("office", "auditor", str(victim))
    for grant in (proposed, own):
        assert confirm(client, taken, grant["id"]).status_code == 403
    assert roles_of(client, auditor, accomplice) == ["leader"]
    assert roles_of(client, auditor, victim) == []
    assert confirm(client, auditor, own["id"]).status_code == 200, "who has asked the person"
    assert roles_of(client, auditor, victim) == ["auditor"]


@pytest.mark.parametrize("role", sorted(FOUR_EYES))
def test_c19_a_granted_role_goes_with_the_link_and_comes_back_confirmed(
    client: Client, app: FastAPI, login: Login, role: str
) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    user_id = add_person(app, role)
    link = ask_link(client, sysadmin, user_id).json()["link"]
    assert roles_of(client, auditor, user_id) == []
    (grant,) = waiting(client, auditor)
    assert (grant["role"], grant["has_come"]) == (role, False)
    early = confirm(client, auditor, grant["id"])
    assert (early.status_code, early.json()["code"]) == (409, "person_not_in"), "the link could still be used"
    set_password(client, link)
    assert waiting(client, auditor)[0]["has_come"] is True
    assert confirm(client, auditor, grant["id"]).status_code == 200
    assert roles_of(client, auditor, user_id) == [role]
    assert sorted(told(app)[id_of(client, auditor)]) == ["account.link", "grant.pending", "grant.ready"]
    assert "account.yours" in told(app)[str(user_id)]


def test_c19_nobody_is_confirmed_before_they_have_come(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    body = {"username": "zhao.min", "display_name": "赵敏", "roles": ["office"]}
    made = client.post("/api/v1/users", json=body, headers=sysadmin).json()
    (grant,) = waiting(client, auditor)
    refused = confirm(client, auditor, grant["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "person_not_in")
    assert client.post(f"/api/v1/grants/{grant['id']}/refuse", json={"note": "无任命文件"}, headers=auditor).is_success
    set_password(client, made["activation_link"])
    assert roles_of(client, auditor, made["user"]["id"]) == []


def test_a_link_for_somebody_without_granted_roles_changes_nothing_else(
    client: Client, app: FastAPI, login: Login
) -> None:
    sysadmin, user_id = login("sysadmin"), add_person(app, "leader")
    assert ask_link(client, sysadmin, user_id).status_code == 200
    assert roles_of(client, sysadmin, user_id) == ["leader"]
    assert waiting(client, sysadmin) == []
    assert told(app) == {}


def test_c19_the_only_auditor_gets_a_link_by_command_alone(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    own = id_of(client, auditor)
    add_person(app, "auditor", username="not.yet", password_hash=None)
    refused = ask_link(client, sysadmin, own)
    assert (refused.status_code, refused.json()["code"]) == (409, "nobody_to_confirm")
    assert roles_of(client, sysadmin, own) == ["auditor"]
    assert events(app, "user.") == []
    mine = ask_link(client, sysadmin, id_of(client, sysadmin))
    assert (mine.status_code, mine.json()["code"]) == (409, "own_link")
    add_person(app, "auditor", username="second")
    assert ask_link(client, sysadmin, own).status_code == 200


def test_c19_opening_a_disabled_account_gives_no_granted_role_back(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, auditor = login("sysadmin"), login("auditor")
    former = add_person(app, "auditor", disabled=True)
    opened = client.post(f"/api/v1/users/{former}/enable", headers=sysadmin)
    assert (opened.status_code, opened.json()["roles"]) == (200, [])
    assert client.get("/api/v1/grants", headers=bearer(log_in(client))).status_code == 403
    (grant,) = waiting(client, auditor)
    assert (grant["role"], grant["has_come"]) == ("auditor", True)
    assert confirm(client, auditor, grant["id"]).status_code == 200
    assert client.get("/api/v1/grants", headers=bearer(log_in(client))).status_code == 200


def test_by_command_roles_stay_and_everybody_who_watches_is_told(client: Client, app: FastAPI, login: Login) -> None:
    """The way where nobody else can confirm."""
    sysadmin, auditor = login("sysadmin"), login("auditor")
    own = id_of(client, auditor)
    with app.state.database.write() as session:
        user = service.get_user(session, UUID(own), lock=True)
        link = readmitting.by_command(session, notify, user, app.state.keys, "https://pingyi.example").link
    set_password(client, link)
    assert roles_of(client, sysadmin, own) == ["auditor"]
    assert events(app, "user.") == [("user.link", "command")]
    assert told(app) == {id_of(client, sysadmin): ["account.link_command"], own: ["account.yours"]}
