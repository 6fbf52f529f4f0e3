"""Which passwords are accepted (security check S03), and changing one's own."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from backend.auth import passwords
from backend.auth.models import UserAccount, UserSession
from backend.config import Settings
from backend.core.errors import InvalidInput
from tests.auth.people import PASSWORD, add_person, bearer, cookie_of, count, events, log_in, send
from tests.conftest import Client, Login

NEW = "a brand-New passphrase 8"


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
        "机关效能2024-2024",
    ],
)
@pytest.mark.parametrize("policy", ["djbh", "asvs"])
def test_s03_weak_passwords_are_refused(policy: Any, password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        passwords.check_acceptable(password, "wang.fang", policy)
    assert [problem.code for problem in refused.value.errors] != ["password_classes"]


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
def test_s03_others_are_accepted(password: str) -> None:
    """ASVS 6.2.5: no rule of which characters."""
    passwords.check_acceptable(password, "wang.fang", "asvs")


@pytest.mark.parametrize(
    ("password", "right"),
    [
        ("Tongzhou maple trees", True),
        ("tongzhou 8 maple trees", True),
        ("TONGZHOU8maple", True),
        ("春天的First场雨落在老屋檐", True),
        ("Ünter den Linden", True),
        ("tongzhou maple trees", False),
        ("tongzhoumapletrees88", False),
        ("TongzhouMapleTrees", False),
        ("春天的第一场雨落在老屋檐", False),
        ("春天的第1场雨落在老屋檐", False),
    ],
)
def test_s03_djbh_asks_for_three_kinds_of_characters(password: str, right: bool) -> None:
    if right:
        passwords.check_acceptable(password, "wang.fang", "djbh")
        return
    with pytest.raises(InvalidInput) as refused:
        passwords.check_acceptable(password, "wang.fang", "djbh")
    assert [problem.code for problem in refused.value.errors] == ["password_classes"]


def change(client: Client, headers: dict[str, str], current: str, new: str) -> tuple[int, list[str]]:
    answer = client.put("/api/v1/auth/me/password", json={"current": current, "new": new}, headers=headers)
    if answer.status_code == 204:
        return 204, []
    return answer.status_code, [f"{problem['pointer']} {problem['code']}" for problem in answer.json()["errors"]]


def test_s08_changing_the_password_ends_all_other_sessions(client: Client, app: FastAPI) -> None:
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
    "new", [" Spaces at the ends ", "Emoji 🎈🎈 passphrase", "Nul \x00 inside it", "春天的First场雨落在老屋檐" * 7]
)
def test_s03_a_password_is_taken_exactly(client: Client, app: FastAPI, new: str) -> None:
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
        (PASSWORD, "tongzhou maple trees", "/new password_classes"),
    ],
)
def test_s03_refused_changes(client: Client, app: FastAPI, current: str, new: str, problem: str) -> None:
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


# Age


def set_days_ago(app: FastAPI, days: float) -> None:
    """As if all passwords had been set so long ago."""
    with app.state.database.write() as session:
        then = datetime.now(UTC) - timedelta(days=days)
        session.execute(update(UserAccount).values(password_set_at=then))


def refusal(client: Client, headers: dict[str, str]) -> str:
    answer = client.get("/api/v1/notices", headers=headers)
    return "" if answer.status_code == 200 else str(answer.json()["code"])


def test_s03_after_ninety_days_a_new_password_comes_before_anything_else(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    set_days_ago(app, 90)
    entered = log_in(client)
    headers = bearer(entered)
    assert entered.json()["user"]["missing"] == "password"
    assert client.get("/api/v1/auth/me", headers=headers).json()["missing"] == "password"
    assert send(client, "refresh", cookie_of(entered)).json()["user"]["missing"] == "password"
    assert refusal(client, headers) == "password_expired"
    assert client.get("/api/v1/rounds", headers=headers).json()["code"] == "password_expired"
    assert change(client, headers, PASSWORD, PASSWORD)[0] == 422
    assert refusal(client, headers) == "password_expired"
    assert change(client, headers, PASSWORD, NEW) == (204, [])
    assert refusal(client, headers) == ""
    assert log_in(client, password=NEW).json()["user"]["missing"] is None


def test_s03_before_that_it_is_not_asked_for(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    set_days_ago(app, 89.9)
    assert log_in(client).json()["user"]["missing"] is None
    assert refusal(client, bearer(log_in(client))) == ""


def test_s03_asvs_lets_passwords_grow_old_and_be_of_one_kind(client: Client, app: FastAPI, settings: Settings) -> None:
    settings.password_policy = "asvs"
    add_person(app, "office")
    set_days_ago(app, 4000)
    headers = bearer(log_in(client))
    assert refusal(client, headers) == ""
    assert change(client, headers, PASSWORD, "tongzhou maple trees") == (204, [])
    settings.password_policy = "djbh"
    assert refusal(client, headers) == "", "a new one begins its ninety days"


def test_s03_a_password_from_before_is_as_old_as_the_activation(client: Client, app: FastAPI) -> None:
    add_person(app, "office")
    with app.state.database.write() as session:
        session.execute(update(UserAccount).values(activated_at=datetime.now(UTC) - timedelta(days=91)))
    assert log_in(client).json()["user"]["missing"] == "password"


def test_s03_a_link_sets_the_age_too(client: Client, app: FastAPI, login: Login) -> None:
    user_id = add_person(app, "leader")
    set_days_ago(app, 100)
    path = f"/api/v1/users/{user_id}/activation-link"
    token = client.post(path, headers=login("sysadmin")).json()["link"].partition("#")[2]
    assert client.post("/api/v1/auth/activate", json={"token": token, "password": NEW}).status_code == 204
    assert log_in(client, password=NEW).json()["user"]["missing"] is None


def test_s03_password_comes_before_second_factor(client: Client, app: FastAPI, settings: Settings) -> None:
    settings.second_factor = "required"
    add_person(app, "office")
    set_days_ago(app, 90)
    headers = bearer(log_in(client))
    assert refusal(client, headers) == "password_expired"
    assert change(client, headers, PASSWORD, NEW) == (204, [])
    assert refusal(client, headers) == "second_factor_required"


def test_s03_who_has_no_password_has_none_that_ends(client: Client, app: FastAPI, login: Login) -> None:
    headers = login("office")
    set_days_ago(app, 1000)
    assert refusal(client, headers) == ""
