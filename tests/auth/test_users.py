"""Administration of people: who may, what is refused, and that it acts at once."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from backend.auth.models import UserSession
from backend.units.models import Unit, UnitSequence
from tests.auth.granting import confirm_all
from tests.auth.people import add_person, bearer, count, events, log_in
from tests.conftest import Client, Login

NEW_USER: dict[str, Any] = {"username": "zhao.min", "display_name": "赵敏", "roles": ["office"]}


@pytest.fixture
def unit_id(app: FastAPI) -> UUID:
    with app.state.database.write() as session:
        sequence = UnitSequence(name="行政", position=1)
        session.add(sequence)
        session.flush()
        unit = Unit(code="U01", name="区教育局", sequence_id=sequence.id, active_from=date(2020, 1, 1))
        session.add(unit)
        session.flush()
        return unit.id


def patch(client: Client, headers: dict[str, str], user_id: object, **body: Any) -> httpx.Response:
    """Edit with the ETag of now."""
    etag = client.get(f"/api/v1/users/{user_id}", headers=headers).headers["etag"]
    return client.patch(f"/api/v1/users/{user_id}", json=body, headers={**headers, "If-Match": etag})


def id_of(client: Client, headers: dict[str, str]) -> str:
    return str(client.get("/api/v1/auth/me", headers=headers).json()["id"])


def requests_of(user_id: object) -> list[tuple[str, str, dict[str, Any] | None, bool]]:
    """(method, path, body, whether it only reads) of every route."""
    one = f"/api/v1/users/{user_id}"
    return [
        ("GET", "/api/v1/users", None, True),
        ("GET", one, None, True),
        ("POST", "/api/v1/users", NEW_USER, False),
        ("PATCH", one, {"display_name": "别人"}, False),
        ("POST", f"{one}/activation-link", None, False),
        ("POST", f"{one}/disable", None, False),
        ("POST", f"{one}/enable", None, False),
        ("DELETE", f"{one}/sessions", None, False),
    ]


def test_who_may(client: Client, app: FastAPI, login: Login) -> None:
    user_id = add_person(app, "office")
    others = ("office", "leader", "liaison", "evaluator", "supervisor", "lead_supervisor", "complaint_lead")
    barred = [{}, login(), *(login(role) for role in others)]
    auditor, sysadmin = login("auditor"), login("sysadmin")
    for method, path, body, reads in requests_of(user_id):
        for headers in barred:
            answer = client.request(method, path, json=body, headers=headers)
            assert answer.status_code == (403 if headers else 401), (method, path)
        if not reads:
            assert client.request(method, path, json=body, headers=auditor).status_code == 403
    for method, path, body, reads in requests_of(user_id):
        etag = client.get(f"/api/v1/users/{user_id}", headers=sysadmin).headers["etag"]
        answer = client.request(method, path, json=body, headers={**sysadmin, "If-Match": etag})
        assert answer.status_code in (200, 201, 204), (method, path, answer.text)
        if reads:
            assert client.request(method, path, headers=auditor).status_code == 200


def test_unknown_people(client: Client, login: Login) -> None:
    sysadmin = {**login("sysadmin"), "If-Match": '"1"'}
    for user_id, status in ((uuid4(), 404), ("no-id", 422)):
        for method, path, body, _ in requests_of(user_id):
            if str(user_id) in path:
                assert client.request(method, path, json=body, headers=sysadmin).status_code == status, (method, path)


def test_create(client: Client, app: FastAPI, login: Login, unit_id: UUID) -> None:
    sysadmin = login("sysadmin")
    body = {"username": "Qian.Yi", "display_name": " 钱一 ", "roles": ["liaison"], "unit_id": str(unit_id)}
    answer = client.post("/api/v1/users", json=body, headers=sysadmin)
    assert answer.status_code == 201
    user = answer.json()["user"]
    assert answer.headers["location"] == f"/api/v1/users/{user['id']}"
    assert answer.headers["etag"] == '"1"'
    expected = {"username": "qian.yi", "display_name": "钱一", "roles": ["liaison"], "unit_id": str(unit_id)}
    assert user.items() >= (expected | {"state": "invited", "last_login_at": None, "version": 1}).items()
    read = client.get(answer.headers["location"], headers=sysadmin)
    assert (read.json(), read.headers["etag"]) == (user, '"1"')
    admin_id = id_of(client, sysadmin)
    assert events(app) == [("user.create", admin_id), ("user.link", admin_id)]


@pytest.mark.parametrize(
    ("change", "status", "what"),
    [
        ({"username": "ab"}, 422, "/username"),
        ({"username": "1ab"}, 422, "/username"),
        ({"username": "a b c"}, 422, "/username"),
        ({"username": "王芳芳"}, 422, "/username"),
        ({"username": "a" * 33}, 422, "/username"),
        ({"display_name": "  "}, 422, "/display_name"),
        ({"display_name": "x" * 61}, 422, "/display_name"),
        ({"display_name": "a\u202eb"}, 422, "/display_name"),
        ({"roles": ["king"]}, 422, "/roles/0"),
        ({"roles": ["office"] * 11}, 422, "/roles"),
        ({"roles": ["liaison"]}, 422, "/unit_id"),
        ({"unit_id": "U01"}, 422, "/unit_id"),
        ({"password": "known to the administrator"}, 422, "/password"),
        ({"state": "active"}, 422, "/state"),
        ({"roles": ["office", "auditor"]}, 409, "roles_exclusive"),
        ({"roles": ["auditor", "leader"]}, 409, "roles_exclusive"),
        ({"roles": ["sysadmin", "complaint_lead"]}, 409, "roles_exclusive"),
        ({"roles": ["sysadmin", "leader"]}, 409, "roles_exclusive"),
        ({"unit_id": str(uuid4())}, 409, "conflict"),
        ({"username": "WANG.FANG"}, 409, "username_taken"),
    ],
)
def test_refused_creations(
    client: Client, app: FastAPI, login: Login, change: dict[str, Any], status: int, what: str
) -> None:
    add_person(app, "office")
    answer = client.post("/api/v1/users", json=NEW_USER | change, headers=login("sysadmin"))
    assert answer.status_code == status, answer.text
    assert (answer.json()["errors"][0]["pointer"] if status == 422 else answer.json()["code"]) == what
    assert events(app) == []


def test_list(client: Client, app: FastAPI, login: Login) -> None:
    add_person(app, "office", username="aa.office")
    add_person(app, "office", username="bb.off_", disabled=True)
    add_person(app, "leader", username="cc.leader", password_hash=None)
    headers = login("auditor", username="zz.auditor")

    def names(query: str) -> list[str]:
        answer = client.get(f"/api/v1/users?{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        return [item["username"] for item in answer.json()["items"]]

    assert names("") == ["aa.office", "bb.off_", "cc.leader", "zz.auditor"]
    assert names("sort=-username")[0] == "zz.auditor"
    assert names("role=office") == ["aa.office", "bb.off_"]
    assert names("state=disabled") == ["bb.off_"]
    assert names("state=invited") == ["cc.leader"]
    assert names("state=active") == ["aa.office", "zz.auditor"]
    assert names("q=OFF_") == ["bb.off_"], "an underscore is an underscore"
    assert names("q=测试cc") == names("q=测试CC") == ["cc.leader"]
    first = client.get("/api/v1/users?limit=3&sort=created_at", headers=headers).json()
    assert (first["total"], len(first["items"])) == (4, 3)
    rest = client.get(f"/api/v1/users?limit=3&sort=created_at&cursor={first['next_cursor']}", headers=headers).json()
    assert [item["username"] for item in rest["items"]] == ["zz.auditor"]
    assert rest["next_cursor"] is None
    for bad in ("sort=password_hash", "password_hash=x", "role=king", "limit=201", "state=x"):
        assert client.get(f"/api/v1/users?{bad}", headers=headers).status_code == 422, bad


def test_c21_a_role_taken_away_acts_at_once(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin = login("sysadmin")
    user_id = add_person(app, "sysadmin")
    theirs = bearer(log_in(client))
    assert client.get("/api/v1/users", headers=theirs).status_code == 200
    answer = patch(client, sysadmin, user_id, roles=["leader"])
    assert (answer.status_code, answer.json()["roles"], answer.headers["etag"]) == (200, ["leader"], '"2"')
    assert client.get("/api/v1/users", headers=theirs).status_code == 403, "the token is the same, the right is gone"
    assert client.get("/api/v1/auth/me", headers=theirs).json()["roles"] == ["leader"]
    assert "user.roles" in [action for action, _ in events(app)]


def test_edit_changes_only_what_is_given(client: Client, app: FastAPI, login: Login, unit_id: UUID) -> None:
    sysadmin = login("sysadmin")
    user_id = add_person(app, "liaison", unit_id=unit_id)
    assert patch(client, sysadmin, user_id, display_name="新名").json()["unit_id"] == str(unit_id)
    refused = patch(client, sysadmin, user_id, unit_id=None)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/unit_id")
    moved = patch(client, sysadmin, user_id, roles=["leader"], unit_id=None).json()
    assert (moved["display_name"], moved["roles"], moved["unit_id"]) == ("新名", ["leader"], None)
    assert patch(client, sysadmin, user_id, roles=["office", "evaluator"]).status_code == 409
    for unknown in ("username", "state", "password", "version"):
        assert patch(client, sysadmin, user_id, **{unknown: "x"}).status_code == 422


def test_edit_needs_the_version_that_was_read(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, user_id = login("sysadmin"), add_person(app, "office")
    path = f"/api/v1/users/{user_id}"
    assert client.patch(path, json={"display_name": "甲"}, headers=sysadmin).status_code == 428
    assert patch(client, sysadmin, user_id, display_name="甲").status_code == 200
    stale = client.patch(path, json={"display_name": "乙"}, headers={**sysadmin, "If-Match": '"1"'})
    assert (stale.status_code, stale.json()["current"]["display_name"], stale.headers["etag"]) == (412, "甲", '"2"')


def test_disabling_shuts_out_at_once_and_enabling_lets_in_again(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, user_id = login("sysadmin"), add_person(app, "leader")
    theirs = bearer(log_in(client))
    assert client.post(f"/api/v1/users/{user_id}/disable", headers=sysadmin).json()["state"] == "disabled"
    assert client.get("/api/v1/auth/me", headers=theirs).status_code == 401
    assert log_in(client).status_code == 401
    assert client.post(f"/api/v1/users/{user_id}/disable", headers=sysadmin).status_code == 200, "twice does no harm"
    assert client.post(f"/api/v1/users/{user_id}/enable", headers=sysadmin).json()["state"] == "active"
    assert client.get("/api/v1/auth/me", headers=theirs).status_code == 401, "the session stays ended"
    assert log_in(client).status_code == 200
    actions = [action for action, _ in events(app, "user.")]
    assert actions == ["user.disable", "user.enable"]


def test_ending_all_sessions(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin, user_id = login("sysadmin"), add_person(app, "office")
    theirs = [bearer(log_in(client)) for _ in range(2)]
    assert client.delete(f"/api/v1/users/{user_id}/sessions", headers=sysadmin).status_code == 204
    assert {client.get("/api/v1/auth/me", headers=headers).status_code for headers in theirs} == {401}
    assert count(app, UserSession) == 1
    assert events(app, "user.") == [("user.sessions_end", id_of(client, sysadmin))]


def test_the_last_sysadmin_stays(client: Client, app: FastAPI, login: Login) -> None:
    sysadmin = login("sysadmin")
    own = id_of(client, sysadmin)
    add_person(app, "sysadmin", username="not.yet", password_hash=None)
    disabled = add_person(app, "sysadmin", username="no.more", disabled=True)
    answer = client.post(f"/api/v1/users/{own}/disable", headers=sysadmin)
    assert (answer.status_code, answer.json()["code"]) == (409, "last_sysadmin")
    assert patch(client, sysadmin, own, display_name="仍是管理员").status_code == 200
    auditor = login("auditor")
    client.post(f"/api/v1/users/{disabled}/enable", headers=sysadmin)
    confirm_all(client, auditor)
    assert client.post(f"/api/v1/users/{own}/disable", headers=sysadmin).status_code == 200


def test_a_disabled_person_with_a_valid_token_is_out(client: Client, app: FastAPI) -> None:
    """Even if a session row were left over."""
    add_person(app, "office")
    theirs = bearer(log_in(client))
    with app.state.database.write() as session:
        session.connection().exec_driver_sql("UPDATE user_account SET disabled_at = created_at")
    assert client.get("/api/v1/auth/me", headers=theirs).status_code == 401


def test_the_account_of_a_units_head(client: Client, app: FastAPI, login: Login, unit_id: UUID) -> None:
    """A mark of a liaison's account; it goes with the role, and only a system administrator sets it."""
    sysadmin = login("sysadmin")
    body = NEW_USER | {"roles": ["liaison"], "unit_id": str(unit_id), "unit_head": True}
    made = client.post("/api/v1/users", json=body, headers=sysadmin).json()["user"]
    assert made["unit_head"] is True
    cleared = patch(client, sysadmin, made["id"], unit_head=False).json()
    assert cleared["unit_head"] is False
    assert patch(client, sysadmin, made["id"], display_name="赵敏敏").json()["unit_head"] is False
    assert patch(client, sysadmin, made["id"], unit_head=True).json()["unit_head"] is True
    assert events(app)[-1][0] == "user.update"
    assert patch(client, sysadmin, made["id"], roles=["leader"]).json()["unit_head"] is False
    refused = patch(client, sysadmin, made["id"], unit_head=True)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/unit_head")
    body = NEW_USER | {"username": "qian.er", "unit_head": True}
    refused = client.post("/api/v1/users", json=body, headers=sysadmin)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "liaison_required")
