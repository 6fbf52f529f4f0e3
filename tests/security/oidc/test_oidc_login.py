"""Logging in through the identity provider (security design, 8.2 and S05 to S12)."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.auth.identities import forget_old
from backend.auth.models import ProviderLogin, UserAccount, UserIdentity, UserSession
from tests.auth.at_provider import OTHER, IdentityProvider, Signing
from tests.auth.factors import code_of, enrol, give, other_than
from tests.auth.people import add_person, bearer, cookie_of, count, events, send
from tests.auth.through_provider import LINK, LOGIN, Open, code, hows, link
from tests.conftest import Client, Login


def test_whoever_linked_an_identity_gets_in_by_it(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    assert client.get("/api/v1/system/info").json()["oidc"] is True
    headers = link(client, browser)
    entered = browser().through()
    assert entered.status_code == 200, entered.text
    user = entered.json()["user"]
    assert (user["username"], user["roles"]) == ("wang.fang", ["office"])  # not what the provider says
    assert client.get("/api/v1/auth/me", headers=bearer(entered)).status_code == 200
    assert send(client, "refresh", cookie_of(entered)).status_code == 200
    assert hows(app) == ["password", "oidc"]
    assert ("auth.identity_link", events(app, "auth.identity")[0][1]) == events(app, "auth.identity")[0]
    assert client.get(LINK, headers=headers).json()["linked_at"]


def test_s12_both_cookies_have_their_attributes(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    link(client, browser)
    ours = browser()
    for answer in (ours.go(), browser().through()):
        attributes = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
        assert attributes == {"path=/", "secure", "httponly", "samesite=strict"}
        assert answer.headers["set-cookie"].startswith("__Host-")


def test_nobody_else_gets_in(client: Client, app: FastAPI, browser: Open) -> None:
    """Neither by a subject that is not linked, nor by one that only looks alike, nor by name, mail or role."""
    add_person(app, "sysadmin", username="sysadmin")
    add_person(app, "office")
    link(client, browser)
    for subject in ("zhang-2", "ZHANG-1", "sysadmin", "wang.fang", "zhang-1x"):
        assert code(browser().through(subject)) == (403, "identity_unknown")
    assert events(app, "auth.login_fail") == [("auth.login_fail", "nobody")] * 5
    assert count(app, UserSession) == 1


def test_an_identity_of_another_issuer_is_another_one(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    link(client, browser)
    with app.state.database.write() as session:
        session.execute(update(UserIdentity).values(issuer="https://id.example"))
    assert code(browser().through()) == (403, "identity_unknown")


def test_a_person_who_may_not_log_in(client: Client, app: FastAPI, browser: Open) -> None:
    user_id = add_person(app, "office")
    link(client, browser)
    with app.state.database.write() as session:
        session.get_one(UserAccount, user_id).disabled_at = datetime.now(UTC)
    assert code(browser().through()) == (403, "identity_unknown")
    with app.state.database.write() as session:
        session.get_one(UserAccount, user_id).disabled_at = None
    assert browser().through().status_code == 200


def test_a_return_counts_once(client: Client, app: FastAPI, there: IdentityProvider, browser: Open) -> None:
    add_person(app, "office")
    link(client, browser)
    ours = browser()
    brought = ours.consent()
    assert ours.come_back(brought).status_code == 200
    asked = dict(there.asked)
    assert code(ours.come_back(brought)) == (409, "provider_return_invalid")
    assert there.asked == asked  # not even the provider is asked
    assert count(app, ProviderLogin) == 0


def test_a_return_that_failed_is_used_up_too(
    client: Client, app: FastAPI, there: IdentityProvider, browser: Open
) -> None:
    add_person(app, "office")
    link(client, browser)
    ours, there.signing = browser(), Signing(OTHER)
    brought = ours.consent()
    assert code(ours.come_back(brought)) == (403, "provider_login_refused")
    there.signing = Signing()
    assert code(ours.come_back(brought)) == (409, "provider_return_invalid")
    assert browser().through().status_code == 200


def test_a_return_counts_in_the_browser_that_began_it(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    link(client, browser)
    mallory, victim = browser(), browser()
    brought = mallory.consent()
    assert code(victim.come_back(brought)) == (409, "provider_return_invalid")  # no cookie at all
    victim.go()
    assert code(victim.come_back(brought)) == (409, "provider_return_invalid")
    assert code(victim.come_back(brought | {"state": "x" * 43})) == (409, "provider_return_invalid")
    assert mallory.come_back(brought).status_code == 200  # what others tried did not use it up


def test_a_code_of_one_login_does_not_count_in_another(client: Client, app: FastAPI, browser: Open) -> None:
    """What a thief of a code could do with it: bring it in a login of their own. The verifier is another one."""
    add_person(app, "office")
    link(client, browser)
    victim, mallory = browser(), browser()
    stolen, own = victim.consent(), mallory.consent("mallory")
    assert code(mallory.come_back(own | {"code": stolen["code"]})) == (403, "provider_login_refused")


def test_an_id_token_of_one_login_does_not_count_in_another(
    client: Client, app: FastAPI, there: IdentityProvider, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_person(app, "office")
    link(client, browser)
    kept = there.id_token("zhang-1", "a nonce of before")
    monkeypatch.setattr(there, "id_token", lambda *_: kept)
    assert code(browser().through("mallory")) == (403, "provider_login_refused")


def test_a_return_comes_within_ten_minutes(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    link(client, browser)
    ours = browser()
    brought = ours.consent()
    with app.state.database.write() as session:
        (row,) = session.execute(select(ProviderLogin)).scalars()
        assert timedelta(minutes=9) < row.expires_at - datetime.now(UTC) <= timedelta(minutes=10)
        row.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    assert code(ours.come_back(brought)) == (409, "provider_return_invalid")


def test_the_database_holds_nothing_that_a_return_needs(client: Client, app: FastAPI, browser: Open) -> None:
    ours = browser()
    brought = ours.consent()
    with app.state.database.read() as session:
        (row,) = session.execute(select(ProviderLogin)).scalars()
    assert len(row.state_hash) == 32
    assert row.user_id is None
    assert brought["state"].encode() not in row.state_hash
    assert ours.cookie.encode() not in row.state_hash


def test_s10_other_sites_and_forms_are_refused(client: Client, app: FastAPI, browser: Open, login: Login) -> None:
    office, body = login("office"), {"state": "x" * 43, "code": "c"}
    for place in (LOGIN, f"{LOGIN}/return", LINK, f"{LINK}/return"):
        for origin in ({"Origin": "https://evil.example"}, {}):
            headers = office | origin | {"Content-Type": "application/json"}
            assert code(client.post(place, json=body, headers=headers)) == (403, "foreign_origin")
        form = office | {"Origin": "http://testserver"}
        assert client.post(place, data=body, headers=form).status_code == 415


def test_s05_the_second_factor_is_asked_for(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    headers = link(client, browser)
    secret, recovery = enrol(client, app, headers)
    wanted = browser().through()
    assert wanted.status_code == 202
    assert "set-cookie" not in wanted.headers
    token = wanted.json()["token"]
    assert code(give(client, token, other_than(secret))) == (401, "code_wrong")
    assert give(client, token, code_of(secret)).status_code == 200
    assert give(client, browser().through().json()["token"], recovery[0]).status_code == 200
    assert hows(app) == ["password", "oidc_totp", "oidc_recovery"]


def test_s05_a_role_that_needs_a_second_factor_sets_one_first(client: Client, app: FastAPI, browser: Open) -> None:
    add_person(app, "office")
    link(client, browser)
    app.state.settings = app.state.settings.model_copy(update={"second_factor": "required"})
    entered = browser().through()
    assert entered.json()["user"]["missing"] == "second_factor"
    assert code(client.get("/api/v1/units", headers=bearer(entered))) == (403, "second_factor_required")


def test_logins_that_did_not_come_back_are_forgotten(client: Client, app: FastAPI, browser: Open) -> None:
    browser().go()
    browser().go()
    with app.state.database.write() as session:
        first = session.execute(select(ProviderLogin)).scalars().first()
        assert first is not None
        first.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    with app.state.database.write() as session:
        forget_old(session)
    assert count(app, ProviderLogin) == 1
