"""Which passwords are accepted (security check S03), and changing one's own."""

import pytest
from fastapi import FastAPI

from backend.auth import passwords
from backend.auth.models import UserSession
from backend.core.errors import InvalidInput
from tests.auth.people import PASSWORD, add_person, bearer, cookie_of, count, events, log_in, send
from tests.conftest import Client, Login

NEW = "a brand-new passphrase"


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password2024!",
        "!!administrator!!",
        "123456789012",
        "098765432109",
        "qwertyuiop[]",
        "qwertyuiopas",
        "aaaaaaaaaaaa",
        "abababababab",
        "abc123abc123",
        "1qaz2wsx3edc",
        "woaini1314520",
        "pingyi20240101",
        "评议2024202420",
        "my-wang.fang-pass",
        "MY-WANG.FANG-PASS",
    ],
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(InvalidInput):
        passwords.check_acceptable(password, "wang.fang")


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        NEW,
        "tongzhou-8-maple-trees",
        "春天的第一场雨落在老屋檐",
        " leading and trailing ",
        "x9\x00f-nul-inside-k2",
    ],
)
def test_others_are_accepted(password: str) -> None:
    passwords.check_acceptable(password, "wang.fang")


def change(client: Client, headers: dict[str, str], current: str, new: str) -> tuple[int, list[str]]:
    answer = client.put("/api/v1/auth/me/password", json={"current": current, "new": new}, headers=headers)
    if answer.status_code == 204:
        return 204, []
    return answer.status_code, [f"{problem['pointer']} {problem['code']}" for problem in answer.json()["errors"]]


def test_changing_the_password_ends_all_other_sessions(client: Client, app: FastAPI) -> None:
    user_id = add_person(app, "office")
    here, elsewhere = log_in(client), log_in(client)
    assert change(client, bearer(here), PASSWORD, NEW) == (204, [])
    assert client.get("/api/v1/auth/me", headers=bearer(here)).status_code == 200
    assert client.get("/api/v1/auth/me", headers=bearer(elsewhere)).status_code == 401
    assert send(client, "refresh", cookie_of(elsewhere)).status_code == 401
    assert log_in(client).status_code == 401
    assert log_in(client, password=NEW).status_code == 200
    assert ("auth.password_change", str(user_id)) in events(app)


@pytest.mark.parametrize(
    "new", [" spaces at the ends ", "emoji 🎈🎈 passphrase", "nul \x00 inside it", "春天的第一场雨落在老屋檐" * 10]
)
def test_a_password_is_taken_exactly(client: Client, app: FastAPI, new: str) -> None:
    add_person(app, "office")
    assert change(client, bearer(log_in(client)), PASSWORD, new) == (204, [])
    assert log_in(client, password=new.strip() + "x").status_code == 401
    if new != new.strip():
        assert log_in(client, password=new.strip()).status_code == 401
    assert log_in(client, password=new).status_code == 200


@pytest.mark.parametrize(
    ("current", "new", "problem"),
    [
        ("wrong", NEW, "/current wrong_password"),
        (PASSWORD, "short", "/new string_too_short"),
        (PASSWORD, "x7" * 65, "/new string_too_long"),
        (PASSWORD, "password1234", "/new password_common"),
        (PASSWORD, "i am wang.fang", "/new password_has_username"),
    ],
)
def test_refused_changes(client: Client, app: FastAPI, current: str, new: str, problem: str) -> None:
    add_person(app, "office")
    headers = bearer(log_in(client))
    assert change(client, headers, current, new) == (422, [problem])
    assert log_in(client).status_code == 200


def test_guessing_the_current_password_is_throttled(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    headers = bearer(log_in(client))
    assert [change(client, headers, "wrong", NEW)[0] for _ in range(6)] == [422] * 5 + [429]
    assert change(client, headers, PASSWORD, NEW)[0] == 429


def test_who_has_no_password_cannot_change_it(client: Client, login: Login) -> None:
    assert change(client, login("office"), "anything", NEW) == (422, ["/current wrong_password"])


def test_anonymous(client: Client) -> None:
    assert change(client, {}, PASSWORD, NEW)[0] == 401


def test_own_sessions_are_listed_and_ended(client: Client, app: FastAPI, login: Login) -> None:
    add_person(app, "office")
    one = log_in(client, headers={"User-Agent": "Mozilla/5.0 (iPhone) MicroMessenger/8.0"})
    two = log_in(client, headers={"User-Agent": "curl/8.5<script>"})
    items = client.get("/api/v1/auth/sessions", headers=bearer(one)).json()["items"]
    assert {item["device"]: item["current"] for item in items} == {"微信 · iPhone": True, "curl": False}
    other = next(item["id"] for item in items if not item["current"])

    stranger = login("sysadmin")
    unknown = client.delete("/api/v1/auth/sessions/00000000-0000-4000-8000-000000000000", headers=stranger)
    foreign = client.delete(f"/api/v1/auth/sessions/{other}", headers=stranger)
    assert (unknown.status_code, foreign.status_code) == (404, 404)
    assert foreign.json() | {"trace_id": ""} == unknown.json() | {"trace_id": ""}
    assert client.get("/api/v1/auth/me", headers=bearer(two)).status_code == 200

    assert client.delete(f"/api/v1/auth/sessions/{other}").status_code == 401
    assert client.delete(f"/api/v1/auth/sessions/{other}", headers=bearer(one)).status_code == 204
    assert client.get("/api/v1/auth/me", headers=bearer(two)).status_code == 401
    assert client.delete(f"/api/v1/auth/sessions/{other}", headers=bearer(one)).status_code == 404
    assert client.delete("/api/v1/auth/sessions/no-id", headers=bearer(one)).status_code == 422
    assert client.get("/api/v1/auth/sessions").status_code == 401
    assert count(app, UserSession) == 2
    assert [action for action, _ in events(app, "auth.session")] == ["auth.session_end"]
