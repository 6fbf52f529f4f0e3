"""The refresh cookie: rotation, reuse, where it works and where not (security checks S07, S08, S10, S11)."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from backend.auth import cookie
from backend.auth.models import UserSession
from backend.auth.policy import Open, rule_of
from backend.core.principal import declared_permission
from tests.auth.people import OWN_PAGE, add_person, alter_sessions, bearer, cookie_of, count, events, log_in, send
from tests.conftest import Client


def ago(**span: float) -> datetime:
    return datetime.now(UTC) - timedelta(**span)


def test_s07_a_cookie_carries_the_session_on_and_changes(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    first = log_in(client)
    second = send(client, "refresh", cookie_of(first))
    assert second.status_code == 200
    assert second.json()["user"] == first.json()["user"]
    assert second.json()["access_token"] != first.json()["access_token"]
    assert cookie_of(second) != cookie_of(first)
    third = send(client, "refresh", cookie_of(second))
    assert client.get("/api/v1/auth/me", headers=bearer(third)).status_code == 200
    assert count(app, UserSession) == 1
    assert "secure" in third.headers["set-cookie"].lower()


def test_the_database_holds_no_usable_cookie(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    secret = cookie.NAME  # the name is public; the value must not be stored
    value = cookie_of(log_in(client))
    assert secret not in value
    with app.state.database.read() as session:
        row = session.query(UserSession).one()
        assert value.encode() not in (row.refresh_hash, row.family)
        assert len(row.refresh_hash) == 32


def test_s07_within_ten_seconds_a_second_tab_is_told_to_try_again(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    old = cookie_of(log_in(client))
    new = cookie_of(send(client, "refresh", old))
    raced = send(client, "refresh", old)
    assert (raced.status_code, raced.json()["code"]) == (409, "refresh_raced")
    assert "set-cookie" not in raced.headers
    assert send(client, "refresh", new).status_code == 200, "the family lives"


def test_s07_a_copied_cookie_ends_the_session(client: Client, app: FastAPI) -> None:
    user_id = add_person(app, "office")
    began = log_in(client)
    old = cookie_of(began)
    carried = send(client, "refresh", old)
    alter_sessions(app, rotated_at=ago(seconds=10.5))
    reused = send(client, "refresh", old)
    assert (reused.status_code, reused.json()["code"]) == (401, "refresh_reused")
    assert count(app, UserSession) == 0
    assert send(client, "refresh", cookie_of(carried)).status_code == 401, "neither copy works any more"
    assert client.get("/api/v1/auth/me", headers=bearer(carried)).status_code == 401
    assert events(app) == [("auth.login", str(user_id)), ("auth.refresh_reuse", str(user_id))]


def test_s07_a_cookie_from_before_the_last_one_ends_the_session_at_once(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    first = cookie_of(log_in(client))
    second = cookie_of(send(client, "refresh", first))
    send(client, "refresh", second)
    assert send(client, "refresh", first).json()["code"] == "refresh_reused"
    assert count(app, UserSession) == 0


def test_s07_other_sessions_of_the_person_live_on(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    stolen, other = cookie_of(log_in(client)), cookie_of(log_in(client))
    send(client, "refresh", stolen)
    alter_sessions(app, rotated_at=ago(minutes=1))
    assert send(client, "refresh", stolen).status_code == 401
    assert send(client, "refresh", other).status_code == 200


@pytest.mark.parametrize("value", ["", "x", "=", "é", "A" * 64, "A" * 63 + "*", "A" * 150])
def test_nonsense_cookies(client: Client, app: FastAPI, value: str) -> None:
    add_person(app, "office")
    log_in(client)
    answer = client.post(
        "/api/v1/auth/refresh", content="{}", headers={**OWN_PAGE, b"Cookie": f"{cookie.NAME}={value}".encode()}
    )
    assert answer.status_code == 401
    assert count(app, UserSession) == 1


def test_without_a_cookie(client: Client) -> None:
    assert send(client, "refresh", None).status_code == 401
    assert send(client, "logout", None).status_code == 204


@pytest.mark.parametrize("path", ["refresh", "logout"])
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "http://testserver:8080"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": ""}, 415),
        ({"Content-Type": "application/json; charset=utf-8"}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),  # the configured base URL, as behind a proxy
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_s10_only_own_pages_may_use_the_cookie(
    client: Client, app: FastAPI, path: str, headers: dict[str, str], status: int
) -> None:
    add_person(app, "office")
    value = cookie_of(log_in(client))
    answer = send(client, path, value, headers)
    assert answer.status_code == (204 if (path, status) == ("logout", 200) else status)
    ended = status == 200 and path == "logout"
    assert count(app, UserSession) == (0 if ended else 1)


@pytest.mark.parametrize("path", ["refresh", "logout"])
def test_s10_without_an_origin_it_is_refused(client: Client, app: FastAPI, path: str) -> None:
    add_person(app, "office")
    headers = {"Cookie": f"{cookie.NAME}={cookie_of(log_in(client))}", "Content-Type": "application/json"}
    answer = client.post(f"/api/v1/auth/{path}", content="{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")


def test_s11_the_cookie_alone_opens_no_other_route(client: Client, app: FastAPI) -> None:
    add_person(app, "office", "leader")
    value = cookie_of(log_in(client))
    tried = 0
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or rule_of(declared_permission(context.endpoint)) is Open.PUBLIC:
            continue
        path = re.sub(r"{[^}]*}", str(uuid4()), context.path)
        for method in context.methods or ():
            answer = client.request(method, path, headers={**OWN_PAGE, "Cookie": f"{cookie.NAME}={value}"})
            assert answer.status_code == 401, (method, path)
            tried += 1
    assert tried >= 15


def test_s08_logout_ends_the_session_and_removes_the_cookie(client: Client, app: FastAPI) -> None:
    user_id = add_person(app, "office")
    began = log_in(client)
    out = send(client, "logout", cookie_of(began))
    assert out.status_code == 204
    assert "max-age=0" in out.headers["set-cookie"].lower()
    assert out.headers["set-cookie"].startswith(f"{cookie.NAME}=")
    assert client.get("/api/v1/auth/me", headers=bearer(began)).status_code == 401
    assert send(client, "refresh", cookie_of(began)).status_code == 401
    assert send(client, "logout", cookie_of(began)).status_code == 204, "twice does no harm"
    assert events(app, "auth.logout") == [("auth.logout", str(user_id))]


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"last_seen_at": {"hours": 8}}, 401),
        ({"last_seen_at": {"hours": 7.9}}, 200),
        ({"created_at": {"hours": 12}}, 401),
        ({"created_at": {"hours": 11.9}}, 200),
    ],
)
def test_s08_idle_and_old_sessions_end(
    client: Client, app: FastAPI, values: dict[str, dict[str, float]], status: int
) -> None:
    add_person(app, "office")
    began = log_in(client)
    alter_sessions(app, **{name: ago(**span) for name, span in values.items()})
    assert client.get("/api/v1/auth/me", headers=bearer(began)).status_code == status
    alter_sessions(app, **{name: ago(**span) for name, span in values.items()})
    assert send(client, "refresh", cookie_of(began)).status_code == status


def test_s08_using_a_session_keeps_it_from_being_idle(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    began = log_in(client)

    def last_seen() -> datetime:
        with app.state.database.read() as session:
            return session.query(UserSession).one().last_seen_at

    recent, older = ago(minutes=4), ago(minutes=5)
    alter_sessions(app, last_seen_at=recent)
    client.get("/api/v1/auth/me", headers=bearer(began))
    assert last_seen() == recent, "not a write for every request"
    alter_sessions(app, last_seen_at=older)
    client.get("/api/v1/auth/me", headers=bearer(began))
    assert last_seen() > ago(minutes=1)


def test_sessions_past_their_time_are_deleted_at_a_login(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    log_in(client)
    alter_sessions(app, created_at=ago(hours=12.1))
    log_in(client)
    assert count(app, UserSession) == 1
