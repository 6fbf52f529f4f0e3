"""Mail addresses: entered by the person or the system administrator, checked, in neither log nor record."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from structlog.testing import capture_logs

from backend.audit.models import AuditEvent
from tests.auth.people import events
from tests.conftest import Client, Login

ME = "/api/v1/auth/me"
ADDRESS = "wang.fang@office.example"


def recorded(app: FastAPI) -> list[dict[str, Any]]:
    with app.state.database.read() as session:
        return [row.data for row in session.scalars(select(AuditEvent).order_by(AuditEvent.seq))]


def test_the_own_address(client: Client, app: FastAPI, login: Login) -> None:
    me = login("liaison", username="me")
    answer = client.get(ME, headers=me)
    assert answer.json()["email"] is None
    with capture_logs() as lines:
        match = {"If-Match": answer.headers["etag"]}
        saved = client.patch(ME, json={"email": f" {ADDRESS} "}, headers=me | match)
    assert (saved.status_code, saved.json()["email"]) == (200, ADDRESS)
    assert saved.headers["etag"] == client.get(ME, headers=me).headers["etag"] != answer.headers["etag"]
    assert events(app, "user.") == [("user.update", saved.json()["id"])]
    assert recorded(app) == [{"fields": ["email"]}]
    assert ADDRESS not in str(lines)
    removed = client.patch(ME, json={"email": None}, headers=me | {"If-Match": saved.headers["etag"]})
    assert removed.json()["email"] is None


def test_two_edits_of_one_account(client: Client, login: Login) -> None:
    """The person and the administrator."""
    me, sysadmin = login("office", username="me"), login("sysadmin")
    opened = client.get(ME, headers=me)
    user = f"/api/v1/users/{opened.json()['id']}"
    match = {"If-Match": opened.headers["etag"]}
    given = client.patch(user, json={"email": ADDRESS}, headers=sysadmin | match)
    assert (given.status_code, given.json()["email"]) == (200, ADDRESS)
    assert client.patch(ME, json={"email": None}, headers=me).status_code == 428
    stale = client.patch(ME, json={"email": None}, headers=me | match)
    assert (stale.status_code, stale.json()["current"]["email"]) == (412, ADDRESS)
    kept = client.patch(user, json={"display_name": "王芳"}, headers=sysadmin | {"If-Match": given.headers["etag"]})
    assert kept.json()["email"] == ADDRESS


def test_a_new_person_with_an_address(client: Client, app: FastAPI, login: Login) -> None:
    body = {"username": "zhao.min", "display_name": "赵敏", "roles": ["office"], "email": ADDRESS}
    made = client.post("/api/v1/users", json=body, headers=login("sysadmin"))
    assert (made.status_code, made.json()["user"]["email"]) == (201, ADDRESS)
    assert ADDRESS not in str(recorded(app))


@pytest.mark.parametrize(
    "email",
    [
        "",
        "wang",
        "wang@office",
        "@office.example",
        "wang@.example",
        "wang@-office.example",
        "wang..fang@office.example",
        ".wang@office.example",
        "wang@office.example\nBcc: x@y.example",
        "wang@office.example, li@office.example",
        "王芳 <wang@office.example>",
        "王@office.example",
        "wang@办公室.example",
        "w@" + "a" * 250 + ".example",
        5,
    ],
)
def test_what_is_no_address(client: Client, login: Login, email: object) -> None:
    me = login("office")
    match = {"If-Match": client.get(ME, headers=me).headers["etag"]}
    refused = client.patch(ME, json={"email": email}, headers=me | match)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/email")
    assert client.get(ME, headers=me).json()["email"] is None


def test_only_the_address_is_edited(client: Client, login: Login) -> None:
    me = login("office")
    match = {"If-Match": client.get(ME, headers=me).headers["etag"]}
    for body in ({}, {"email": ADDRESS, "display_name": "别人"}, {"roles": ["sysadmin"]}):
        assert client.patch(ME, json=body, headers=me | match).status_code == 422
    assert client.patch(ME, json={"email": ADDRESS}, headers=match).status_code == 401
