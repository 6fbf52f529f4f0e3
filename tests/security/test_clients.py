"""Client systems: how they show who they are, what a token opens, and what ends it (C22, N01 to N03)."""

import json
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi import FastAPI
from sqlalchemy import update

from backend.auth.clients import issuing, quota
from backend.auth.clients.models import ApiClient, ApiCredential
from backend.auth.policy import Scope
from backend.config import Settings
from tests.auth.at_provider import Private, jwk, signed
from tests.auth.clients import TOKEN, System, add_client
from tests.auth.people import events
from tests.conftest import Client, Login

CLIENTS = "/api/v1/clients"
ME = f"{CLIENTS}/me"
RSA = rsa.generate_private_key(65537, 2048)
WEAK = rsa.generate_private_key(65537, 1024)  # noqa: S505 to be refused
EC = ec.generate_private_key(ec.SECP256R1())
AUDIENCE = Settings().base_url


def alter(app: FastAPI, system: System, **values: Any) -> None:
    with app.state.database.write() as session:
        session.execute(update(ApiClient).where(ApiClient.id == system.id).values(**values))


def refusal(answer: Any) -> tuple[int, str, str]:
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, body["error"], body["code"]


INVALID = (401, "invalid_client", "oauth_invalid_client")


def test_a_token_by_secret_opens_what_its_scopes_say(client: Client, app: FastAPI) -> None:
    system = add_client(app, Scope.EVENTS_READ, Scope.BULK_WRITE)
    answer = system.ask(client)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    given = answer.json()
    assert (given["token_type"], given["expires_in"], given["scope"]) == ("Bearer", 600, "bulk:write events:read")
    own = client.get(ME, headers={"Authorization": f"Bearer {given['access_token']}"}).json()
    assert (own["client_id"], own["scopes"], own["all_units"]) == (str(system.id), ["bulk:write", "events:read"], True)
    coded = b64encode(f"{system.id}:{system.secret}".encode()).decode()
    basic = client.post(
        TOKEN,
        data={"grant_type": "client_credentials", "scope": "events:read"},
        headers={"Authorization": f"Basic {coded}"},
    )
    assert basic.json()["scope"] == "events:read"


def test_c22_a_token_opens_nothing_else(client: Client, app: FastAPI, login: Login) -> None:
    system = add_client(app, Scope.EVENTS_READ)
    headers = system.headers(client)
    for path in ("/api/v1/auth/me", "/api/v1/notices", "/api/v1/units", "/api/v1/complaints", "/api/v1/audit/events"):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), path
    assert client.get("/api/v1/jobs", headers=headers).status_code == 403, "a scope that it has not"
    person = login("office")
    assert client.get(ME, headers=person).status_code == 403, "what is for systems is not for people"
    narrow = add_client(app, Scope.EVENTS_READ, Scope.BULK_WRITE)
    asked = narrow.headers(client, scope="events:read")
    assert client.get("/api/v1/jobs", headers=asked).status_code == 403
    assert client.get("/api/v1/jobs", headers=narrow.headers(client)).json()["items"] == []
    wide = system.ask(client, scope="events:read bulk:write")
    assert refusal(wide) == (400, "invalid_scope", "oauth_invalid_scope")


def test_n01_no_credential_in_the_address(client: Client, app: FastAPI) -> None:
    system = add_client(app, Scope.EVENTS_READ)
    form = {"grant_type": "client_credentials", "client_id": str(system.id)}
    answer = client.post(TOKEN, params={"client_secret": system.secret}, data=form)
    assert refusal(answer) == (400, "invalid_request", "oauth_invalid_request")
    assert system.secret not in answer.text
    assert refusal(client.post(TOKEN, params={"x": "1"}, data=form | {"client_secret": system.secret}))[0] == 400


@pytest.mark.parametrize("wrong", ["x", "", "pys_", "ÿ", "a" * 16_000])
def test_a_wrong_secret_is_refused(client: Client, app: FastAPI, wrong: str) -> None:
    system = add_client(app, Scope.EVENTS_READ)
    form = {"grant_type": "client_credentials", "client_id": str(system.id), "client_secret": wrong}
    answer = client.post(TOKEN, data=form)
    assert refusal(answer) == INVALID
    assert answer.headers["www-authenticate"].startswith("Basic")


def test_what_a_token_request_needs(client: Client, app: FastAPI) -> None:
    system = add_client(app, Scope.EVENTS_READ)
    named = {"client_id": str(system.id), "client_secret": system.secret}
    assert refusal(client.post(TOKEN, data=named))[1] == "invalid_request"
    assert refusal(client.post(TOKEN, data=named | {"grant_type": "password"}))[1] == "unsupported_grant_type"
    assert refusal(client.post(TOKEN, data={"grant_type": "client_credentials"})) == INVALID
    unknown = {"grant_type": "client_credentials", "client_id": str(uuid4()), "client_secret": system.secret}
    assert refusal(client.post(TOKEN, data=unknown)) == INVALID
    broken = {"Authorization": "Basic !"}
    assert refusal(client.post(TOKEN, data={"grant_type": "client_credentials"}, headers=broken)) == INVALID
    assert events(app, "client.token_fail") == [], "nobody fills the record with clients that do not exist"
    assert refusal(system.ask(client, "pys_wrong")) == INVALID
    assert events(app, "client.token_fail") == [("client.token_fail", "nobody")]


def test_n02_a_rotated_secret_works_until_it_ends(client: Client, app: FastAPI, login: Login) -> None:
    system = add_client(app, Scope.EVENTS_READ)
    sysadmin = login("sysadmin")
    path = f"{CLIENTS}/{system.id}"
    made = client.post(f"{path}/secrets", json={}, headers=sysadmin)
    assert made.status_code == 201
    fresh = made.json()["secret"]
    assert client.post(f"{path}/secrets", json={}, headers=sysadmin).json()["code"] == "two_credentials"
    old = client.get(path, headers=sysadmin).json()["credentials"][0]["id"]
    soon = (datetime.now(UTC) + timedelta(hours=24)).isoformat()
    ending = client.patch(f"{path}/credentials/{old}", json={"expires_at": soon}, headers=sysadmin)
    assert ending.status_code == 200
    before = system.headers(client)
    assert system.ask(client, fresh).status_code == 200, "both are in force"
    with app.state.database.write() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(
            update(ApiCredential)
            .where(ApiCredential.kind == "secret", ApiCredential.expires_at.is_not(None))
            .values(expires_at=past)
        )
    assert refusal(system.ask(client)) == INVALID
    assert client.get(ME, headers=before).status_code == 401, "nor does a token that it gave"
    assert system.ask(client, fresh).status_code == 200


def test_a_credential_ends_at_once(client: Client, app: FastAPI, login: Login) -> None:
    system = add_client(app, Scope.EVENTS_READ)
    headers, sysadmin = system.headers(client), login("sysadmin")
    path = f"{CLIENTS}/{system.id}"
    [credential] = client.get(path, headers=sysadmin).json()["credentials"]
    assert client.delete(f"{path}/credentials/{credential['id']}", headers=sysadmin).status_code == 204
    assert client.get(ME, headers=headers).status_code == 401
    assert client.delete(f"{path}/credentials/{credential['id']}", headers=sysadmin).status_code == 404
    other = add_client(app, Scope.EVENTS_READ)
    foreign = client.get(f"{CLIENTS}/{other.id}", headers=sysadmin).json()["credentials"][0]["id"]
    assert client.delete(f"{path}/credentials/{foreign}", headers=sysadmin).status_code == 404


def test_n03_a_thousand_token_requests(client: Client, app: FastAPI) -> None:
    system = add_client(app, Scope.EVENTS_READ)
    codes = [system.ask(client).status_code for _ in range(issuing.TOKENS.count + 1)]
    assert codes == [200] * issuing.TOKENS.count + [429]
    assert int(system.ask(client).headers["retry-after"]) > 0
    assert add_client(app, Scope.EVENTS_READ).ask(client).status_code == 200, "others go on"
    guessed = add_client(app, Scope.EVENTS_READ)
    wrong = [guessed.ask(client, "pys_wrong").status_code for _ in range(issuing.FAILURES.count + 1)]
    assert wrong == [401] * issuing.FAILURES.count + [429]


@pytest.mark.parametrize(
    "values",
    [
        {"disabled_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"expires_at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"networks": ["203.0.113.0/24", "2001:db8::/32"]},
    ],
    ids=["disabled", "expired", "another network"],
)
def test_a_client_that_is_shut_out_is_out_at_once(client: Client, app: FastAPI, values: dict[str, Any]) -> None:
    system = add_client(app, Scope.EVENTS_READ)
    headers = system.headers(client)
    alter(app, system, **values)
    assert client.get(ME, headers=headers).status_code == 401
    assert refusal(system.ask(client)) == INVALID


def test_scopes_taken_away_are_gone_at_once(client: Client, app: FastAPI) -> None:
    system = add_client(app, Scope.EVENTS_READ, Scope.BULK_WRITE)
    headers = system.headers(client)
    alter(app, system, scopes=["events:read"])
    assert client.get("/api/v1/jobs", headers=headers).status_code == 403
    assert client.get(ME, headers=headers).json()["scopes"] == ["events:read"]


def test_a_sandbox_client_gets_nothing_in_production(client: Client, app: FastAPI) -> None:
    system = add_client(app, Scope.EVENTS_READ, sandbox=True)
    headers = system.headers(client)
    app.state.settings = app.state.settings.model_copy(update={"env": "production"})
    try:
        assert refusal(system.ask(client)) == INVALID
        assert client.get(ME, headers=headers).status_code == 401
    finally:
        app.state.settings = app.state.settings.model_copy(update={"env": "test"})


def test_the_quota_is_of_all_processes_together(client: Client, app: FastAPI) -> None:
    system = add_client(app, Scope.EVENTS_READ, per_minute=40)
    headers = system.headers(client)
    seconds = time.time() % 60
    if seconds > 50:  # the window would turn over meanwhile
        with app.state.database.write() as session:
            quota.add(session, system.id, 0)
    with app.state.database.write() as session:
        quota.add(session, system.id, 30)  # what another process has counted
    answers = [client.get(ME, headers=headers) for _ in range(80)]
    codes = [answer.status_code for answer in answers]
    assert 200 in codes
    assert 429 in codes
    assert int(answers[codes.index(429)].headers["retry-after"]) <= 60


# -- assertions signed with the client's own key --------------------------------------------------------------


def assertion(system: System, key: Private = RSA, header: dict[str, Any] | None = None, **claims: Any) -> str:
    now = int(time.time())
    head = {"alg": "RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256", "typ": "JWT"} | (header or {})
    content = {
        "iss": str(system.id),
        "sub": str(system.id),
        "aud": AUDIENCE + TOKEN,
        "jti": uuid4().hex,
        "iat": now,
        "exp": now + 300,
    }
    return signed(head, {k: v for k, v in (content | claims).items() if v is not None}, key)


def ask_signed(client: Client, made: str, **more: str) -> Any:
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    form = {"grant_type": "client_credentials", "client_assertion_type": kind, "client_assertion": made}
    return client.post(TOKEN, data=form | more)


@pytest.fixture
def system(client: Client, app: FastAPI, login: Login) -> System:
    """A client with two public keys in place of its secret."""
    found = add_client(app, Scope.EVENTS_READ)
    sysadmin = login("sysadmin")
    path = f"{CLIENTS}/{found.id}"
    [secret] = client.get(path, headers=sysadmin).json()["credentials"]
    client.delete(f"{path}/credentials/{secret['id']}", headers=sysadmin)
    for key, kid in ((RSA, "one"), (EC, "two")):
        made = client.post(f"{path}/keys", json={"jwk": jwk(key, kid)}, headers=sysadmin)
        assert made.status_code == 201, made.text
        assert made.json()["kid"] == kid
    return found


@pytest.mark.parametrize(("key", "kid"), [(RSA, "one"), (EC, "two")])
@pytest.mark.parametrize("audience", [AUDIENCE, AUDIENCE + TOKEN, [AUDIENCE, "https://elsewhere.example"]])
def test_a_signed_assertion_gives_a_token_once(
    client: Client, system: System, key: Private, kid: str, audience: Any
) -> None:
    made = assertion(system, key, {"kid": kid}, aud=audience)
    answer = ask_signed(client, made)
    assert answer.status_code == 200, answer.text
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert client.get(ME, headers=headers).status_code == 200
    assert refusal(ask_signed(client, made)) == INVALID, "taken once"


HOUR = 3600


@pytest.mark.parametrize(
    ("key", "header", "claims"),
    [
        (rsa.generate_private_key(65537, 2048), {"kid": "one"}, {}),
        (EC, {"kid": "one"}, {}),
        (RSA, {"kid": "three"}, {}),
        (RSA, {}, {}),  # which of two keys
        (b"", {"alg": "none", "kid": "one"}, {}),
        (b"pys_guess", {"alg": "HS256", "kid": "one"}, {}),
        (RSA, {"kid": "one"}, {"iss": str(uuid4())}),
        (RSA, {"kid": "one"}, {"sub": str(uuid4())}),
        (RSA, {"kid": "one"}, {"aud": "https://elsewhere.example"}),
        (RSA, {"kid": "one"}, {"aud": None}),
        (RSA, {"kid": "one"}, {"jti": None}),
        (RSA, {"kid": "one"}, {"jti": ""}),
        (RSA, {"kid": "one"}, {"exp": None}),
        (RSA, {"kid": "one"}, {"exp": int(time.time()) - 120}),
        (RSA, {"kid": "one"}, {"exp": int(time.time()) + 2 * HOUR}),
        (RSA, {"kid": "one"}, {"exp": "soon"}),
        (RSA, {"kid": "one", "jku": "https://elsewhere.example/keys"}, {}),
    ],
)
def test_a_false_assertion_is_refused(
    client: Client, system: System, key: Private, header: dict[str, Any], claims: dict[str, Any]
) -> None:
    assert refusal(ask_signed(client, assertion(system, key, header, **claims))) == INVALID


@pytest.mark.parametrize("made", ["", "x", "a.b.c", "e30.e30.e30", "." * 2000])
def test_what_is_no_assertion_is_refused(client: Client, system: System, made: str) -> None:
    assert ask_signed(client, made).status_code in (400, 401)
    assert ask_signed(client, made, client_id=str(system.id)).status_code in (400, 401)


def test_an_assertion_of_one_client_is_none_of_another(client: Client, app: FastAPI, system: System) -> None:
    other = add_client(app, Scope.BULK_WRITE)
    made = assertion(system, RSA, {"kid": "one"})
    assert refusal(ask_signed(client, made, client_id=str(other.id))) == INVALID


def test_only_sound_public_keys_are_taken(client: Client, app: FastAPI, login: Login) -> None:
    path = f"{CLIENTS}/{add_client(app, Scope.EVENTS_READ).id}/keys"
    sysadmin = login("sysadmin")

    def problem(key: dict[str, Any]) -> str:
        body, headers = json.dumps({"jwk": key}), sysadmin | {"Content-Type": "application/json"}
        return str(client.post(path, content=body, headers=headers).json()["errors"][0]["code"])

    assert problem(jwk(RSA, "one") | {"d": "AQAB"}) == "private"
    assert problem(jwk(WEAK, "weak")) == "unusable"
    assert problem({"kty": "oct", "k": "c2VjcmV0"}) == "private"
    assert problem({"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}) == "unusable"
    assert problem({}) == "unusable"
    for kid in ("", "x" * 65, 1, "a\0", "a\u202e", "\ud800"):
        assert problem(jwk(EC, "x") | {"kid": kid}) == "unusable", repr(kid)
    unnamed = {name: value for name, value in jwk(EC, "x").items() if name != "kid"}
    made = client.post(path, json={"jwk": unnamed}, headers=sysadmin)
    assert len(made.json()["kid"]) == 43, "its thumbprint (RFC 7638)"
