"""Forged, foreign, broken and expired access tokens (security checks J01 to J09)."""

import base64
import hmac
import json
import secrets
import time
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from backend.auth import tokens
from backend.core.errors import NotAuthenticated
from backend.core.keys import Keys
from tests.conftest import Client, Login

OLD, NEW = secrets.token_bytes(32), secrets.token_bytes(32)
KEYS = Keys({"old": OLD, "new": NEW}, "new", secrets.token_bytes(32), secrets.token_urlsafe(32), {}, "")
USER, SESSION = uuid4(), uuid4()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def forge(
    header: dict[str, Any] | None = None,
    claims: dict[str, Any] | None = None,
    *,
    key: bytes = NEW,
    digest: str = "sha256",
    raw_claims: str | None = None,
    without: str = "",
) -> str:
    """A token like ours except for what is given; signed by hand, so that nothing is too wrong to be signed."""
    now = int(time.time())
    full_header = {"alg": "HS256", "typ": "at+jwt", "kid": "new"} | (header or {})
    full_claims: dict[str, Any] = {
        "iss": "pingyi",
        "aud": "pingyi-api",
        "sub": str(USER),
        "sid": str(SESSION),
        "jti": str(uuid4()),
        "iat": now,
        "exp": now + 600,
    } | (claims or {})
    full_header.pop(without, None)
    full_claims.pop(without, None)
    body = raw_claims or json.dumps(full_claims)
    signed = f"{b64(json.dumps(full_header).encode())}.{b64(body.encode('utf-8', 'surrogatepass'))}"
    return f"{signed}.{b64(hmac.digest(key, signed.encode(), digest))}"


def raw_with(name: str, text: str) -> str:
    now = int(time.time())
    claims = {"iss": "pingyi", "aud": "pingyi-api", "sub": str(USER), "sid": str(SESSION), "jti": str(uuid4())}
    claims |= {"iat": now, "exp": now + 600}
    return json.dumps(claims | {name: "@@"}).replace('"@@"', text)


_PUBLIC = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
PEM = _PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
DER = _PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
NOW = int(time.time())

FORGED = {
    "alg none, unsigned": forge({"alg": "none"}).rpartition(".")[0] + ".",
    "alg None": forge({"alg": "None"}),
    "no alg": forge(without="alg"),
    "signed with a PEM public key": forge(key=PEM),
    "signed with a DER public key": forge(key=DER),
    "RS256 announced": forge({"alg": "RS256"}, key=PEM),
    "HS512": forge({"alg": "HS512"}, digest="sha512"),
    "HS384": forge({"alg": "HS384"}, digest="sha384"),
    "wrong key": forge(key=secrets.token_bytes(32)),
    "empty key": forge(key=b""),
    "other key of the ring": forge(key=OLD),
    "unknown kid": forge({"kid": "nobody"}),
    "kid as a path": forge({"kid": "../../x"}),
    "kid a list": forge({"kid": ["new"]}),
    "kid null": forge({"kid": None}),
    "no kid": forge(without="kid"),
    "jwk": forge({"jwk": {"kty": "oct", "k": b64(NEW)}}),
    "jku": forge({"jku": "https://example.invalid/keys"}),
    "x5u": forge({"x5u": "https://example.invalid/cert"}),
    "crit": forge({"crit": ["exp"]}),
    "no typ": forge(without="typ"),
    "ID token": forge({"typ": "JWT"}),
    "refresh token": forge({"typ": "rt+jwt"}),
    **{f"no {name}": forge(without=name) for name in ("exp", "iat", "aud", "iss", "sub", "jti", "sid")},
    "foreign aud": forge(claims={"aud": "other"}),
    "list of aud": forge(claims={"aud": ["pingyi-api", "other"]}),
    "foreign iss": forge(claims={"iss": "other"}),
    "extra claim": forge(claims={"roles": ["sysadmin"]}),
    "expired": forge(claims={"iat": NOW - 1200, "exp": NOW - 600}),
    "from the future": forge(claims={"iat": NOW + 3600, "exp": NOW + 3900}),
    "too long a life": forge(claims={"exp": NOW + 86_400}),
    "ends before it begins": forge(claims={"iat": NOW, "exp": NOW - 1}),
    "exp null": forge(claims={"exp": None}),
    "exp text": forge(claims={"exp": str(NOW + 600)}),
    "exp true": forge(claims={"exp": True}),
    "exp fraction": forge(claims={"exp": NOW + 599.5}),
    "exp 1e400": forge(raw_claims=raw_with("exp", "1e400")),
    "exp NaN": forge(raw_claims=raw_with("exp", "NaN")),
    "exp huge": forge(raw_claims=raw_with("exp", "9" * 400)),
    "iat null": forge(claims={"iat": None}),
    "sub no id": forge(claims={"sub": "admin"}),
    "sub a number": forge(claims={"sub": 1}),
    "sid no id": forge(claims={"sid": "x"}),
    "jti no id": forge(claims={"jti": "x"}),
    "lone surrogate in a claim": forge(raw_claims=raw_with("sub", '"\\ud800"')),
    "lone surrogate in the bytes": forge(raw_claims=raw_with("sub", '"\ud800"')),
    "claims a list": forge(raw_claims="[]"),
    "claims no JSON": forge(raw_claims="{"),
    "deep claims": forge(raw_claims="[" * 3000),
    "no dots": "x",
    "only dots": "..",
    "four parts": forge() + ".x",
    "header no JSON": "e30x.e30.e30",
}


def test_own_tokens_are_read() -> None:
    assert tokens.read(KEYS, tokens.mint(KEYS, USER, SESSION)) == tokens.Claims(USER, SESSION)
    assert tokens.read(KEYS, forge()) == tokens.Claims(USER, SESSION), "the forger must be able to make a valid one"


def test_tokens_of_the_previous_key_live_on() -> None:
    before = replace(KEYS, token_keys={"old": OLD}, current_token_key="old")
    assert tokens.read(KEYS, tokens.mint(before, USER, SESSION)).user_id == USER


@pytest.mark.parametrize("name", FORGED)
def test_forgeries_are_refused(name: str) -> None:
    with pytest.raises(NotAuthenticated):
        tokens.read(KEYS, FORGED[name])


def test_a_lone_surrogate_as_token_is_refused() -> None:
    with pytest.raises(NotAuthenticated):
        tokens.read(KEYS, forge() + "\ud800")


def test_a_long_token_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(_token: str) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(tokens.jwt, "get_unverified_header", parse)
    with pytest.raises(NotAuthenticated) as refused:
        tokens.read(KEYS, "a" * 10_000_000)
    assert refused.value.__cause__ is None


@given(st.text(max_size=200))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(NotAuthenticated):
        tokens.read(KEYS, text)


@given(st.data())
def test_any_change_of_header_or_claims_is_refused(data: st.DataObject) -> None:
    token = tokens.mint(KEYS, USER, SESSION)
    place = data.draw(st.integers(0, token.rindex(".") - 1))
    mutant = data.draw(st.characters(codec="ascii"))
    if token[place] == mutant:
        return
    with pytest.raises(NotAuthenticated):
        tokens.read(KEYS, token[:place] + mutant + token[place + 1 :])


def test_over_http_every_forgery_is_401(client: Client, login: Login) -> None:
    headers = login("office")
    assert client.get("/api/v1/auth/me", headers=headers).status_code == 200
    token = headers["Authorization"].removeprefix("Bearer ")
    attempts: list[str | bytes] = [
        "",
        "Bearer",
        "Bearer ",
        f"Basic {token}",
        token,
        f"Bearer {token}x.y",
        "Bearer " + "a" * 9000,
        b"Bearer \xff\xfe\xed\xa0\x80",
        f"Bearer {client.app.state.keys.metrics_token}",
        *(f"Bearer {forged}" for forged in FORGED.values()),
    ]
    for attempt in attempts:
        raw = attempt if isinstance(attempt, bytes) else attempt.encode("ascii", "replace")
        answer = client.get("/api/v1/auth/me", headers={b"Authorization": raw})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), attempt[:60]
        assert answer.json()["code"] == "not_authenticated"


def test_a_valid_token_of_no_session_is_401(client: Client) -> None:
    token = tokens.mint(client.app.state.keys, uuid4(), uuid4())
    assert client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_metrics_need_their_own_token(client: Client, login: Login) -> None:
    right = {"Authorization": f"Bearer {client.app.state.keys.metrics_token}"}
    assert client.get("/metrics", headers=right).status_code == 200
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers={"Authorization": "Bearer ü".encode()}).status_code == 401
    assert client.get("/metrics", headers=login("sysadmin")).status_code == 401
