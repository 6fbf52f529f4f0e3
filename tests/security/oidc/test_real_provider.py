"""Linking and logging in through a certified OpenID provider, with its own pages, tokens and keys (8.2)."""

import time
from collections.abc import Iterator

import pytest
import trustme
from fastapi import FastAPI

from backend.auth.provider import CALLBACK, LoginRefused, Provider
from backend.config import Settings
from tests.auth.certified_provider import ACCOUNT, CertifiedProvider, certified
from tests.auth.factors import code_of, enrol, give
from tests.auth.people import add_person, bearer, log_in
from tests.auth.through_provider import LINK, Open, code, hows, link
from tests.conftest import Client

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def running(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CertifiedProvider]:
    with certified(authority, tmp_path_factory.mktemp("provider"), BASE + CALLBACK) as provider:
        yield provider


@pytest.fixture
def there(running: CertifiedProvider) -> CertifiedProvider:
    running.start()  # a test before may have stopped it
    return running


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"base_url": BASE})


def test_an_identity_is_linked_and_lets_in(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    assert code(browser().through(ACCOUNT)) == (403, "identity_unknown")
    headers = link(client, browser, ACCOUNT)
    assert client.get(LINK, headers=headers).json()["linked_at"]
    entered = browser().through(ACCOUNT)
    assert entered.status_code == 200, entered.text
    assert (entered.json()["user"]["username"], entered.json()["user"]["roles"]) == ("wang.fang", ["office"])
    assert client.get("/api/v1/auth/me", headers=bearer(entered)).status_code == 200
    assert hows(app) == ["password", "oidc"]


@pytest.mark.one_engine
def test_s05_the_second_factor_is_asked_for(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    secret, _ = enrol(client, app, link(client, browser, ACCOUNT))
    wanted = browser().through(ACCOUNT)
    assert wanted.status_code == 202
    assert "set-cookie" not in wanted.headers
    assert give(client, wanted.json()["token"], code_of(secret)).status_code == 200
    assert hows(app) == ["password", "oidc_totp"]


def test_a_return_counts_once(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    link(client, browser, ACCOUNT)
    ours = browser()
    brought = ours.consent(ACCOUNT)
    assert ours.come_back(brought).status_code == 200
    assert code(ours.come_back(brought)) == (409, "provider_return_invalid")


@pytest.mark.one_engine
def test_the_provider_takes_a_code_once(client: Client, app: FastAPI, there: CertifiedProvider) -> None:
    """Its refusal reads to us as what it is, and not as a provider out of order."""
    ours: Provider = app.state.provider
    nonce, verifier = "n" * 43, "v" * 43
    address = client.portal.call(ours.address, "s" * 43, nonce, verifier)
    brought = there.consent(address, ACCOUNT)["code"]
    assert client.portal.call(ours.subject, brought, nonce, verifier) == ACCOUNT
    with pytest.raises(LoginRefused):
        client.portal.call(ours.subject, brought, nonce, verifier)


@pytest.mark.one_engine
def test_the_provider_refuses_another_verifier(client: Client, app: FastAPI, browser: Open) -> None:
    """A code that was stolen from one login and brought in another."""
    add_person(app, "office")
    link(client, browser, ACCOUNT)
    victim, mallory = browser(), browser()
    stolen, own = victim.consent(ACCOUNT), mallory.consent(ACCOUNT)
    answer = mallory.come_back(own | {"code": stolen["code"]})
    assert code(answer) == (403, "provider_login_refused")
    assert answer.json()["title"] == "统一身份认证的登录没有通过核验，请重新登录"
    assert "set-cookie" not in answer.headers
    assert hows(app) == ["password"]
    assert browser().through(ACCOUNT).status_code == 200


@pytest.mark.one_engine
def test_new_signing_keys_are_learned(
    client: Client, app: FastAPI, there: CertifiedProvider, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(app, "office")
    link(client, browser, ACCOUNT)
    there.stop()
    there.start()
    # It was asked for its keys a moment ago, and whoever makes tokens up must not have it asked all the time.
    assert code(browser().through(ACCOUNT)) == (403, "provider_login_refused")
    monkeypatch.setattr(app.state.provider, "now", lambda: time.monotonic() + 60)
    assert browser().through(ACCOUNT).status_code == 200


def test_a_provider_that_is_down_keeps_nobody_out(
    client: Client, app: FastAPI, there: CertifiedProvider, browser: Open
) -> None:
    add_person(app, "office")
    link(client, browser, ACCOUNT)
    ours = browser()
    brought = ours.consent(ACCOUNT)
    there.stop()
    answer = ours.come_back(brought)
    assert code(answer) == (503, "provider_unavailable")
    assert answer.headers["retry-after"] == "30"
    assert log_in(client).status_code == 200
    there.start()
    assert code(ours.come_back(brought)) == (409, "provider_return_invalid")
