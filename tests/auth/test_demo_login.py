"""Logging in by role, which exists in the demonstration on one's own machine and nowhere else."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend.config import Settings
from tests.auth.people import add_person, bearer, events
from tests.conftest import Client

HERE = {"Host": "localhost:8000"}


def ask(
    client: Client, method: str, path: str, headers: dict[str, str], address: str, **options: Any
) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(client.app, raise_app_exceptions=False, client=(address, 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as http:
            return await http.request(method, path, headers=headers, **options)

    return client.portal.call(send)


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.env = "demo"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("host", "address"),
    [("localhost:8000", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("[::1]:8000", "::1"), ("localhost", "127.9.9.9")],
)
def test_in_the_demonstration_at_home(client: Client, app: FastAPI, host: str, address: str) -> None:
    add_person(app, "office", username="demo.office", password_hash="unused")
    user_id = add_person(app, "leader", username="demo.leader", password_hash="unused")
    add_person(app, "auditor", username="demo.auditor", disabled=True)
    roles = ask(client, "GET", "/api/v1/demo/roles", {"Host": host}, address)
    assert roles.status_code == 200
    assert [(item["role"], item["label"]) for item in roles.json()] == [("office", "效能办"), ("leader", "领导小组")]
    english = ask(client, "GET", "/api/v1/demo/roles", {"Host": host, "Accept-Language": "en"}, address)
    assert english.json()[1]["label"] == "Leading group"
    entered = ask(client, "POST", "/api/v1/demo/login", {"Host": host}, address, json={"role": "leader"})
    assert entered.json()["user"]["id"] == str(user_id)
    assert client.get("/api/v1/auth/me", headers=bearer(entered)).status_code == 200
    assert entered.headers["set-cookie"].startswith("__Host-pingyi_refresh=")
    assert events(app) == [("auth.login", str(user_id))]
    for role, status in (("auditor", 404), ("sysadmin", 404), ("king", 422)):
        body = {"role": role}
        assert ask(client, "POST", "/api/v1/demo/login", {"Host": host}, address, json=body).status_code == status


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost", "10.0.0.7"),
        ("localhost", "::ffff:10.0.0.7"),
        ("localhost", "unknown"),
        ("pingyi.example", "127.0.0.1"),
        ("localhost.evil.example", "127.0.0.1"),
        ("127.0.0.1.evil.example:8000", "127.0.0.1"),
        ("10.0.0.1:8000", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_not_from_elsewhere(client: Client, app: FastAPI, host: str, address: str) -> None:
    add_person(app, "office")
    assert ask(client, "GET", "/api/v1/demo/roles", {"Host": host}, address).status_code == 404
    refused = ask(client, "POST", "/api/v1/demo/login", {"Host": host}, address, json={"role": "office"})
    assert refused.status_code == 404
    assert "set-cookie" not in refused.headers


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "Via"])
def test_not_through_a_proxy(client: Client, app: FastAPI, name: str) -> None:
    add_person(app, "office")
    headers = HERE | {name: "127.0.0.1"}
    assert ask(client, "GET", "/api/v1/demo/roles", headers, "127.0.0.1").status_code == 404
    refused = ask(client, "POST", "/api/v1/demo/login", headers, "127.0.0.1", json={"role": "office"})
    assert refused.status_code == 404


@pytest.mark.parametrize("env", ["production", "development", "test"])
def test_not_in_other_environments(client: Client, app: FastAPI, settings: Settings, env: Any) -> None:
    settings.env = env
    add_person(app, "office")
    missing = client.get("/api/v1/no/such/route", headers=HERE)
    for answer in (
        client.get("/api/v1/demo/roles", headers=HERE),
        client.post("/api/v1/demo/login", json={"role": "office"}, headers=HERE),
        client.post("/api/v1/demo/login", json={"role": "king"}, headers=HERE),
    ):
        assert answer.status_code == 404
        assert answer.json() | {"trace_id": ""} == missing.json() | {"trace_id": ""}


def test_system_info(client: Client, settings: Settings) -> None:
    settings.site_name = "某区效能建设"
    info = client.get("/api/v1/system/info").json()
    assert info | {"version": ""} == {
        "name": "评议",
        "site_name": "某区效能建设",
        "version": "",
        "env": "test",
        "password_policy": "djbh",
        "demo": False,
        "maintenance": False,
        "oidc": False,
    }
    settings.env = "demo"
    assert client.get("/api/v1/system/info").json()["demo"] is True
