"""One-time links to set a first or a new password (security checks S06, S09)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.audit.models import AuditEvent
from backend.auth import service
from backend.auth.models import ActivationLink, RecoveryCode, UserSession
from backend.auth.policy import Role
from backend.core.db import Database
from backend.notices.models import Notice
from tests.auth.factors import code_of, enrol, give
from tests.auth.people import PASSWORD, add_person, bearer, count, events, log_in
from tests.conftest import Client, Login

NEW = "a brand-New passphrase 8"


def issue(client: Client, headers: dict[str, str], user_id: object) -> str:
    """The token of a new link for a person."""
    answer = client.post(f"/api/v1/users/{user_id}/activation-link", headers=headers)
    assert answer.status_code == 200
    return urlsplit(answer.json()["link"]).fragment


def activate(client: Client, token: str, password: str = NEW) -> int:
    return client.post("/api/v1/auth/activate", json={"token": token, "password": password}).status_code


def check(client: Client, token: str) -> int:
    return client.post("/api/v1/auth/activation/check", json={"token": token}).status_code


def test_s09_a_new_person_gets_in_by_the_link_once(client: Client, app: FastAPI, login: Login) -> None:
    created = client.post(
        "/api/v1/users",
        json={"username": "Zhao.Min", "display_name": "赵敏", "roles": ["office"]},
        headers=login("sysadmin"),
    )
    assert created.status_code == 201
    link = urlsplit(created.json()["activation_link"])
    assert (link.scheme, link.netloc, link.path, link.query) == ("http", "127.0.0.1:8000", "/activate", "")
    assert len(link.fragment) >= 43, "256 bits"
    assert log_in(client, "zhao.min", NEW).status_code == 401
    shown = client.post("/api/v1/auth/activation/check", json={"token": link.fragment})
    assert shown.json() == {"username": "zhao.min", "display_name": "赵敏"}
    assert activate(client, link.fragment) == 204
    assert activate(client, link.fragment, "Another good passphrase") == 404
    assert check(client, link.fragment) == 404
    assert log_in(client, "zhao.min", NEW).status_code == 200
    user = client.get(created.headers["location"], headers=login("auditor")).json()
    assert user["state"] == "active"
    assert [action for action, _ in events(app)] == [
        "user.create",
        "grant.propose",
        "user.link",
        "auth.login_fail",
        "auth.activate",
        "auth.login",
    ]


def test_s06_the_link_uses_the_configured_address_whatever_the_host_header_says(
    client: Client, app: FastAPI, login: Login
) -> None:
    user_id = add_person(app, "leader")
    answer = client.post(
        f"/api/v1/users/{user_id}/activation-link", headers={**login("sysadmin"), "Host": "evil.example"}
    )
    assert answer.json()["link"].startswith("http://127.0.0.1:8000/activate#")


def test_s06_who_changes_the_password_ends_an_open_link(client: Client, app: FastAPI, login: Login) -> None:
    """Somebody else may hold it: changing the password is what a person does then."""
    user_id = add_person(app, "leader")
    other_id = add_person(app, "leader", username="li.na")
    sysadmin = login("sysadmin")
    token, others = issue(client, sysadmin, user_id), issue(client, sysadmin, other_id)
    body = {"current": PASSWORD, "new": NEW}
    changed = client.put("/api/v1/auth/me/password", json=body, headers=bearer(log_in(client)))
    assert changed.status_code == 204
    assert (check(client, token), activate(client, token, "Another good passphrase")) == (404, 404)
    assert log_in(client, password=NEW).status_code == 200
    assert check(client, others) == 200, "those of others stay"


@pytest.mark.parametrize(("minutes", "status"), [(30, 404), (29, 204)])
def test_s06_a_link_lives_thirty_minutes(
    client: Client, app: FastAPI, login: Login, minutes: float, status: int
) -> None:
    token = issue(client, login("sysadmin"), add_person(app, "leader"))
    with app.state.database.write() as session:
        (expires_at,) = session.execute(select(ActivationLink.expires_at)).scalars()
        assert abs(expires_at - datetime.now(UTC) - timedelta(minutes=30)) < timedelta(minutes=1)
        session.execute(update(ActivationLink).values(expires_at=expires_at - timedelta(minutes=minutes)))
    assert activate(client, token) == status


def test_s06_a_new_link_replaces_the_old_one(client: Client, app: FastAPI, login: Login) -> None:
    admin, user_id = login("sysadmin"), add_person(app, "leader")
    old, new = issue(client, admin, user_id), issue(client, admin, user_id)
    assert (check(client, old), activate(client, old)) == (404, 404)
    assert activate(client, new) == 204


def test_s06_a_reset_ends_sessions_when_used_and_not_before(client: Client, app: FastAPI, login: Login) -> None:
    user_id = add_person(app, "leader")
    before = bearer(log_in(client))
    token = issue(client, login("sysadmin"), user_id)
    assert client.get("/api/v1/auth/me", headers=before).status_code == 200
    assert log_in(client).status_code == 200, "asking for a link does not lock anybody out"
    assert activate(client, token) == 204
    assert client.get("/api/v1/auth/me", headers=before).status_code == 401
    assert log_in(client, password=PASSWORD).status_code == 401
    assert log_in(client, password=NEW).status_code == 200


def test_only_a_hash_is_stored(client: Client, app: FastAPI, login: Login) -> None:
    token = issue(client, login("sysadmin"), add_person(app, "leader"))
    with app.state.database.read() as session:
        stored = session.execute(select(ActivationLink.token_hash)).scalar_one()
    assert len(stored) == 32
    assert token.encode() not in stored


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kurz", "string_too_short"),
        ("x7" * 65, "string_too_long"),
        ("password1234", "password_common"),
        ("wang.fang loves tea", "password_has_username"),
    ],
)
def test_a_weak_password_leaves_the_link_usable(
    client: Client, app: FastAPI, login: Login, password: str, code: str
) -> None:
    token = issue(client, login("sysadmin"), add_person(app, "leader"))
    answer = client.post("/api/v1/auth/activate", json={"token": token, "password": password})
    assert answer.status_code == 422
    assert [(problem["pointer"], problem["code"]) for problem in answer.json()["errors"]] == [("/password", code)]
    assert password not in answer.text
    assert activate(client, token) == 204


@pytest.mark.parametrize("token", ["A" * 43, "A" * 20])
def test_unknown_links(client: Client, token: str) -> None:
    assert (check(client, token), activate(client, token)) == (404, 404)


@pytest.mark.parametrize("token", ["", "x", "A" * 101, "A" * 30 + "/../x", "A" * 30 + "\x00"])
def test_malformed_links(client: Client, token: str) -> None:
    assert (check(client, token), activate(client, token)) == (422, 422)


def test_a_disabled_person_gets_no_link_and_loses_an_open_one(client: Client, app: FastAPI, login: Login) -> None:
    admin, user_id = login("sysadmin"), add_person(app, "leader")
    token = issue(client, admin, user_id)
    assert client.post(f"/api/v1/users/{user_id}/disable", headers=admin).status_code == 200
    assert activate(client, token) == 404
    answer = client.post(f"/api/v1/users/{user_id}/activation-link", headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (409, "user_disabled")


def test_s09_first_start_has_nobody(client: Client) -> None:
    """No default login: neither a known name with a known password nor a user without one."""
    for username in ("admin", "sysadmin", "root", "auditor", "office"):
        for password in ("admin", "password", username):
            assert log_in(client, username, password).status_code == 401


def test_the_command_line_makes_links_without_a_principal(database: Database, app: FastAPI) -> None:
    with database.write() as session:
        user = service.create_user(
            session, "command", username="Sysadmin", display_name="系统管理", roles=[Role.SYSADMIN]
        )
        issued = service.make_activation_link(session, "command", user, app.state.keys, "https://pingyi.example/")
    assert issued.link.startswith("https://pingyi.example/activate#")
    assert user.username == "sysadmin"
    assert events(app) == [("user.create", "command"), ("user.link", "command")]


def test_no_secret_in_logs(client: Client, app: FastAPI, login: Login, capfd: pytest.CaptureFixture[str]) -> None:
    user_id = add_person(app, "leader")
    token = issue(client, login("sysadmin"), user_id)
    activate(client, token)
    began = log_in(client, password=NEW)
    log_in(client, password="a wrong but telling one")
    cookie = began.headers["set-cookie"].partition("=")[2].partition(";")[0]
    client.get(f"/api/v1/auth/me?password={NEW}", headers=bearer(began))
    written = "".join(capfd.readouterr())
    assert "/api/v1/auth/login" in written, "the log was captured"
    for secret in (token, NEW, cookie, "telling", began.json()["access_token"], "wang.fang"):
        assert not re.search(re.escape(secret), written), secret
    assert count(app, UserSession) == 2


# Resets and the second factor


def with_device(client: Client, app: FastAPI) -> tuple[str, str]:
    """The id of wang.fang, who has a device, and its secret."""
    user_id = add_person(app, "leader")
    secret, _ = enrol(client, app, bearer(log_in(client)))
    return str(user_id), secret


def told(app: FastAPI) -> list[tuple[str, str]]:
    """(whose notice, about whom)"""
    with app.state.database.read() as session:
        rows = session.execute(select(Notice).where(Notice.kind == service.FACTOR_RESET)).scalars().all()
    return [(str(row.user_id), row.params["user"]) for row in rows]


def test_s06_a_reset_does_not_touch_the_second_factor(client: Client, app: FastAPI, login: Login) -> None:
    user_id, secret = with_device(client, app)
    login("auditor")
    assert activate(client, issue(client, login("sysadmin"), user_id)) == 204
    answer = log_in(client, password=NEW)
    assert answer.status_code == 202, "the code is still asked for"
    assert give(client, answer.json()["token"], code_of(secret)).status_code == 200
    assert told(app) == []


def test_s06_the_second_factor_goes_only_when_asked_and_auditors_are_told(
    client: Client, app: FastAPI, login: Login
) -> None:
    user_id, _ = with_device(client, app)
    auditor = login("auditor")
    auditor_id = client.get("/api/v1/auth/me", headers=auditor).json()["id"]
    add_person(app, "auditor", username="left.us", disabled=True)
    admin = login("sysadmin")
    asked = client.post(f"/api/v1/users/{user_id}/activation-link", json={"reset_second_factor": True}, headers=admin)
    token = urlsplit(asked.json()["link"]).fragment
    assert told(app) == [(auditor_id, user_id)]
    items = client.get("/api/v1/notices", headers=auditor).json()["items"]
    assert f"/system/users?id={user_id}" in [item["path"] for item in items]
    shown = client.get(f"/api/v1/users?id={user_id}", headers=auditor).json()["items"]
    assert [(user["username"], user["second_factor"]) for user in shown] == [("wang.fang", True)]
    assert log_in(client).status_code == 202, "nothing changes before the link is used"
    assert activate(client, token) == 204
    assert log_in(client, password=NEW).status_code == 200
    assert client.get(f"/api/v1/users/{user_id}", headers=auditor).json()["second_factor"] is False
    assert count(app, RecoveryCode) == 0
    with app.state.database.read() as session:
        link = session.execute(select(AuditEvent).where(AuditEvent.action == "user.link")).scalar_one()
        gone = session.execute(select(AuditEvent).where(AuditEvent.action == "auth.factor_reset")).scalar_one()
    assert link.data == {"resets_factor": True}
    assert str(gone.object_id) == user_id


def test_s06_a_later_link_without_the_reset_takes_it_back(client: Client, app: FastAPI, login: Login) -> None:
    user_id, _ = with_device(client, app)
    admin = login("sysadmin")
    add_person(app, "auditor", username="watching")
    path = f"/api/v1/users/{user_id}/activation-link"
    client.post(path, json={"reset_second_factor": True}, headers=admin)
    assert activate(client, issue(client, admin, user_id)) == 204
    assert log_in(client, password=NEW).status_code == 202


@pytest.mark.parametrize("body", [{"reset_second_factor": "maybe"}, {"password": "Known to the administrator 1"}, []])
def test_s06_nobody_sets_a_password_for_others(client: Client, app: FastAPI, login: Login, body: Any) -> None:
    path = f"/api/v1/users/{add_person(app, 'leader')}/activation-link"
    assert client.post(path, json=body, headers=login("sysadmin")).status_code == 422
    assert count(app, ActivationLink) == 0
    assert log_in(client).status_code == 200
