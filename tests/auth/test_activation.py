"""One-time links to set a first or a new password (security checks S06, S09)."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.auth import service
from backend.auth.models import ActivationLink, UserSession
from backend.auth.policy import Role
from backend.core.db import Database
from tests.auth.people import PASSWORD, add_person, bearer, count, events, log_in
from tests.conftest import Client, Login

NEW = "a brand-new passphrase"


def issue(client: Client, headers: dict[str, str], user_id: object) -> str:
    """The token of a new link for a person."""
    answer = client.post(f"/api/v1/users/{user_id}/activation-link", headers=headers)
    assert answer.status_code == 200
    return urlsplit(answer.json()["link"]).fragment


def activate(client: Client, token: str, password: str = NEW) -> int:
    return client.post("/api/v1/auth/activate", json={"token": token, "password": password}).status_code


def check(client: Client, token: str) -> int:
    return client.post("/api/v1/auth/activation/check", json={"token": token}).status_code


def test_a_new_person_gets_in_by_the_link_once(client: Client, app: FastAPI, login: Login) -> None:
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
    assert activate(client, link.fragment, "another good passphrase") == 404
    assert check(client, link.fragment) == 404
    assert log_in(client, "zhao.min", NEW).status_code == 200
    user = client.get(created.headers["location"], headers=login("auditor")).json()
    assert user["state"] == "active"
    assert [action for action, _ in events(app)] == [
        "user.create",
        "user.link",
        "auth.login_fail",
        "auth.activate",
        "auth.login",
    ]


def test_the_link_uses_the_configured_address_whatever_the_host_header_says(
    client: Client, app: FastAPI, login: Login
) -> None:
    user_id = add_person(app, "office")
    answer = client.post(
        f"/api/v1/users/{user_id}/activation-link", headers={**login("sysadmin"), "Host": "evil.example"}
    )
    assert answer.json()["link"].startswith("http://127.0.0.1:8000/activate#")


@pytest.mark.parametrize(("minutes", "status"), [(30, 404), (29, 204)])
def test_a_link_lives_thirty_minutes(client: Client, app: FastAPI, login: Login, minutes: float, status: int) -> None:
    token = issue(client, login("sysadmin"), add_person(app, "office"))
    with app.state.database.write() as session:
        (expires_at,) = session.execute(select(ActivationLink.expires_at)).scalars()
        assert abs(expires_at - datetime.now(UTC) - timedelta(minutes=30)) < timedelta(minutes=1)
        session.execute(update(ActivationLink).values(expires_at=expires_at - timedelta(minutes=minutes)))
    assert activate(client, token) == status


def test_a_new_link_replaces_the_old_one(client: Client, app: FastAPI, login: Login) -> None:
    admin, user_id = login("sysadmin"), add_person(app, "office")
    old, new = issue(client, admin, user_id), issue(client, admin, user_id)
    assert (check(client, old), activate(client, old)) == (404, 404)
    assert activate(client, new) == 204


def test_a_reset_ends_sessions_when_used_and_not_before(client: Client, app: FastAPI, login: Login) -> None:
    user_id = add_person(app, "office")
    before = bearer(log_in(client))
    token = issue(client, login("sysadmin"), user_id)
    assert client.get("/api/v1/auth/me", headers=before).status_code == 200
    assert log_in(client).status_code == 200, "asking for a link does not lock anybody out"
    assert activate(client, token) == 204
    assert client.get("/api/v1/auth/me", headers=before).status_code == 401
    assert log_in(client, password=PASSWORD).status_code == 401
    assert log_in(client, password=NEW).status_code == 200


def test_only_a_hash_is_stored(client: Client, app: FastAPI, login: Login) -> None:
    token = issue(client, login("sysadmin"), add_person(app, "office"))
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
    token = issue(client, login("sysadmin"), add_person(app, "office"))
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
    admin, user_id = login("sysadmin"), add_person(app, "office")
    token = issue(client, admin, user_id)
    assert client.post(f"/api/v1/users/{user_id}/disable", headers=admin).status_code == 200
    assert activate(client, token) == 404
    answer = client.post(f"/api/v1/users/{user_id}/activation-link", headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (409, "user_disabled")


def test_first_start_has_nobody(client: Client) -> None:
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
    user_id = add_person(app, "office")
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
