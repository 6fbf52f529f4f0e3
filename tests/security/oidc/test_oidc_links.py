"""Linking an identity to the own account, and an installation with and without a provider (security design, 8.2)."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import trustme
from fastapi import FastAPI

import backend
from backend.auth import throttle
from backend.auth.models import ProviderLogin, UserIdentity
from backend.auth.provider import ProviderSettingsError, provider
from backend.config import Settings
from backend.core.keys import create_key_file, load_keys
from backend.egress.http import egress
from tests.auth.at_provider import IdentityProvider
from tests.auth.factors import long_ago
from tests.auth.people import OWN_PAGE, PASSWORD, add_person, bearer, count, events, log_in
from tests.auth.through_provider import LINK, LOGIN, Open, code, link, with_provider
from tests.conftest import Client, Login
from tests.smtp import authority_file

BACKEND = Path(backend.__file__).parent


def test_s05_a_login_there_is_no_fresh_proof_here(client: Client, app: FastAPI, browser: Open) -> None:
    """The provider may have asked nothing today."""
    add_person(app, "office")
    link(client, browser)
    entered = bearer(browser().through())
    assert code(client.delete(LINK, headers=entered)) == (403, "step_up_required")
    assert client.post("/api/v1/auth/step-up", json={"password": "wrong"}, headers=entered).status_code == 422
    assert client.post("/api/v1/auth/step-up", json={"password": PASSWORD}, headers=entered).status_code == 204
    assert client.delete(LINK, headers=entered).status_code == 204
    assert events(app, "auth.identity")[-1][0] == "auth.identity_unlink"
    assert code(browser().through()) == (403, "identity_unknown")


def test_s05_linking_needs_a_fresh_proof(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    headers = bearer(log_in(client))
    long_ago(app, minutes=6)
    assert code(browser(headers).go()) == (403, "step_up_required")
    assert count(app, ProviderLogin) == 0


def test_one_identity_opens_one_account(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    add_person(app, "office", username="li.na")
    link(client, browser)
    other = bearer(log_in(client, "li.na"))
    assert code(browser(other).through()) == (409, "identity_taken")
    assert client.get(LINK, headers=other).json() == {"linked_at": None}
    assert browser(other).through("li-1").status_code == 200
    assert code(browser(other).through("li-2")) == (409, "identity_exists")
    assert browser().through("li-1").json()["user"]["username"] == "li.na"
    assert browser().through().json()["user"]["username"] == "wang.fang"


def test_a_login_is_no_link_and_a_link_no_login(client: Client, app: FastAPI, browser: Open) -> None:
    """Nor is a link that one person began another one's."""
    add_person(app, "office")
    add_person(app, "office", username="li.na")
    zhang, li = (bearer(log_in(client, name)) for name in ("wang.fang", "li.na"))
    for began, ended in ((None, zhang), (zhang, None), (zhang, li)):
        first, second = browser(began), browser(ended)
        brought = first.consent()
        second.cookie = first.cookie
        assert code(second.come_back(brought)) == (409, "provider_return_invalid")
        assert code(first.come_back(brought)) == (409, "provider_return_invalid")
    assert count(app, UserIdentity) == 0


def test_nobody_links_for_another() -> None:
    """Rows of links are made in one place, of the identity and the account of whoever is logged in."""
    makers = [path.name for path in BACKEND.rglob("*.py") if re.search(r"(?<!class )UserIdentity\(", path.read_text())]
    assert makers == ["identities.py"]


def test_a_reset_link_removes_identities(client: Client, app: FastAPI, browser: Open, login: Login) -> None:
    user_id = add_person(app, "leader")
    link(client, browser)
    made = client.post(f"/api/v1/users/{user_id}/activation-link", json={}, headers=login("sysadmin"))
    assert made.status_code in (200, 201), made.text
    token = made.json()["link"].partition("#")[2]
    body = {"token": token, "password": "another Horse 电池 9"}
    assert client.post("/api/v1/auth/activate", json=body).status_code == 204
    assert code(browser().through()) == (403, "identity_unknown")


def test_c05_nothing_else_is_taken_from_who_comes_back(client: Client, login: Login) -> None:
    office, right = OWN_PAGE | login("office"), {"state": "x" * 43, "code": "c"}
    for place in (LOGIN, LINK):
        assert client.post(f"{place}/return", json=right, headers=office).status_code == 409
        for wrong in ({"user_id": "x"}, {"issuer": "x"}, {"state": ""}, {"code": ""}, {"code": "c\n"}, {"code": None}):
            assert client.post(f"{place}/return", json=right | wrong, headers=office).status_code == 422


def test_beginnings_are_counted(client: Client, app: FastAPI, browser: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PROVIDER", throttle.Limit("provider", 2, timedelta(minutes=15)))
    assert [browser().go().status_code for _ in range(3)] == [200, 200, 429]


def test_a_provider_out_of_reach(client: Client, app: FastAPI, there: IdentityProvider, browser: Open) -> None:
    add_person(app, "office")
    there.lies = {"issuer": "https://id.example"}
    answer = browser().go()
    assert code(answer) == (503, "provider_unavailable")
    assert answer.headers["retry-after"] == "30"
    assert log_in(client).status_code == 200


def test_without_a_provider_there_is_nothing(client: Client, app: FastAPI, login: Login) -> None:
    app.state.provider = None
    office, body = OWN_PAGE | login("office"), json.dumps({"state": "x" * 43, "code": "c"})
    assert client.get("/api/v1/system/info").json()["oidc"] is False
    for place in (LOGIN, f"{LOGIN}/return", LINK, f"{LINK}/return"):
        assert client.post(place, content=body, headers=office).status_code == 404
    assert client.get(LINK, headers=office).status_code == 404
    assert client.delete(LINK, headers=office).status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"oidc_issuer": "http://127.0.0.1"}, "PINGYI_OIDC_ISSUER"),
        ({"oidc_issuer": "https://id.example?x"}, "PINGYI_OIDC_ISSUER"),
        ({"oidc_issuer": "https://id.example"}, "PINGYI_EGRESS_ALLOW"),
        ({"egress_allow": ""}, "PINGYI_EGRESS_ALLOW"),
        ({"oidc_client_id": ""}, "PINGYI_OIDC_CLIENT_ID"),
        ({"oidc_algorithms": "HS256"}, "PINGYI_OIDC_ALGORITHMS"),
        ({"oidc_algorithms": "RS256 none"}, "PINGYI_OIDC_ALGORITHMS"),
        ({"oidc_algorithms": " "}, "PINGYI_OIDC_ALGORITHMS"),
    ],
)
def test_settings_that_cannot_work(
    there: IdentityProvider, authority: trustme.CA, tmp_path: Path, changes: dict[str, str], says: str
) -> None:
    create_key_file(tmp_path / "keys.json")
    bare = Settings(env="test", data_dir=tmp_path, database_url="sqlite:///unused.db")
    assert provider(bare, load_keys(bare.keys_path), egress(bare)) is None
    right = with_provider(bare, there, authority_file(authority, tmp_path))
    keys = load_keys(right.keys_path)
    assert provider(right, keys, egress(right)) is not None
    wrong = right.model_copy(update=changes)
    with pytest.raises(ProviderSettingsError, match=says):
        provider(wrong, keys, egress(wrong))
