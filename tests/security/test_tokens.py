"""Forged, foreign, broken and expired access tokens (security checks J01 to J09)."""

import base64
import hmac
import json
import random
import secrets
import string
import time
from collections.abc import Iterator
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
from tests.conftest import Client, Login, enter
from tests.counts import TOKEN_MUTANTS

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
    "J01 alg none, unsigned": forge({"alg": "none"}).rpartition(".")[0] + ".",
    "J01 alg None": forge({"alg": "None"}),
    "J01 no alg": forge(without="alg"),
    "J02 signed with a PEM public key": forge(key=PEM),
    "J02 signed with a DER public key": forge(key=DER),
    "J02 RS256 announced": forge({"alg": "RS256"}, key=PEM),
    "J03 HS512": forge({"alg": "HS512"}, digest="sha512"),
    "J03 HS384": forge({"alg": "HS384"}, digest="sha384"),
    "J04 wrong key": forge(key=secrets.token_bytes(32)),
    "J04 empty key": forge(key=b""),
    "J04 other key of the ring": forge(key=OLD),
    "J04 unknown kid": forge({"kid": "nobody"}),
    "J04 kid a list": forge({"kid": ["new"]}),
    "J04 kid null": forge({"kid": None}),
    "J04 no kid": forge(without="kid"),
    "J05 kid as a path": forge({"kid": "../../x"}),
    "J05 kid as an address": forge({"kid": "file:///dev/null"}, key=b""),
    "J06 jwk": forge({"jwk": {"kty": "oct", "k": b64(NEW)}}),
    "J06 jku": forge({"jku": "https://example.invalid/keys"}),
    "J06 x5u": forge({"x5u": "https://example.invalid/cert"}),
    "J06 crit": forge({"crit": ["exp"]}),
    **{f"J07 no {name}": forge(without=name) for name in ("exp", "iat", "aud", "iss", "sub", "jti", "sid")},
    "J07 foreign aud": forge(claims={"aud": "other"}),
    "J07 list of aud": forge(claims={"aud": ["pingyi-api", "other"]}),
    "J07 foreign iss": forge(claims={"iss": "other"}),
    "J07 extra claim": forge(claims={"roles": ["sysadmin"]}),
    "J07 expired": forge(claims={"iat": NOW - 1200, "exp": NOW - 600}),
    "J07 from the future": forge(claims={"iat": NOW + 3600, "exp": NOW + 3900}),
    "J07 too long a life": forge(claims={"exp": NOW + 86_400}),
    "J07 ends before it begins": forge(claims={"iat": NOW, "exp": NOW - 1}),
    "J07 exp null": forge(claims={"exp": None}),
    "J07 exp text": forge(claims={"exp": str(NOW + 600)}),
    "J07 exp true": forge(claims={"exp": True}),
    "J07 exp fraction": forge(claims={"exp": NOW + 599.5}),
    "J07 iat null": forge(claims={"iat": None}),
    "J07 sub no id": forge(claims={"sub": "admin"}),
    "J07 sub a number": forge(claims={"sub": 1}),
    "J07 sid no id": forge(claims={"sid": "x"}),
    "J07 jti no id": forge(claims={"jti": "x"}),
    "J08 no typ": forge(without="typ"),
    "J08 ID token": forge({"typ": "JWT"}),
    "J08 refresh token": forge({"typ": "rt+jwt"}),
    "J09 exp 1e400": forge(raw_claims=raw_with("exp", "1e400")),
    "J09 exp NaN": forge(raw_claims=raw_with("exp", "NaN")),
    "J09 exp huge": forge(raw_claims=raw_with("exp", "9" * 400)),
    "J09 lone surrogate in a claim": forge(raw_claims=raw_with("sub", '"\\ud800"')),
    "J09 lone surrogate in the bytes": forge(raw_claims=raw_with("sub", '"\ud800"')),
    "J09 claims a list": forge(raw_claims="[]"),
    "J09 claims no JSON": forge(raw_claims="{"),
    "J09 deep claims": forge(raw_claims="[" * 3000),
    "J09 no dots": "x",
    "J09 only dots": "..",
    "J09 four parts": forge() + ".x",
    "J09 header no JSON": "e30x.e30.e30",
    "J09 ten megabytes": "a" * 10_000_000,
    "J09 lone surrogate as token": forge() + "\ud800",
}
"""What no token may be, each named by the check that it belongs to."""


def test_j01_own_tokens_are_read() -> None:
    assert tokens.read(KEYS, tokens.mint(KEYS, USER, SESSION)) == tokens.Claims(USER, SESSION)
    assert tokens.read(KEYS, forge()) == tokens.Claims(USER, SESSION), "the forger must be able to make a valid one"


def test_tokens_of_the_previous_key_live_on() -> None:
    before = replace(KEYS, token_keys={"old": OLD}, current_token_key="old")
    assert tokens.read(KEYS, tokens.mint(before, USER, SESSION)).user_id == USER


def test_every_check_has_its_forgeries() -> None:
    assert {name.split()[0] for name in FORGED} == {f"J0{number}" for number in range(1, 10)}


@pytest.mark.parametrize("name", FORGED)
def test_j01_to_j09_forgeries_are_refused(name: str) -> None:
    with pytest.raises(NotAuthenticated):
        tokens.read(KEYS, FORGED[name])


def test_j09_a_long_token_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
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


def mutants(token: str, seed: int, count: int) -> Iterator[str]:
    """Texts that are near to a token but not it: bytes changed, parts cut, doubled, exchanged, or signed otherwise."""
    chance = random.Random(seed)
    letters = string.ascii_letters + string.digits + "-_=.+/ \x00é\ud800"
    made = 0
    while made < count:
        mutant = chance.choice(_ALTERATIONS)(chance, token, letters)
        if mutant != token:
            made += 1
            yield mutant


def _change(chance: random.Random, token: str, letters: str) -> str:
    text = list(token)
    for _ in range(chance.choice((1, 1, 2, 5))):
        text[chance.randrange(len(text))] = chance.choice(letters)
    return "".join(text)


def _change_signature(chance: random.Random, token: str, letters: str) -> str:
    place = chance.randrange(token.rindex(".") + 1, len(token))
    junk = chance.choice(letters)
    return token[:place] + junk + token[chance.choice((place, place + 1)) :]


def _cut(chance: random.Random, token: str, _letters: str) -> str:
    start, end = sorted(chance.sample(range(len(token) + 1), 2))
    return chance.choice((token[:start] + token[end:], token[start:end], token + token[start:end]))


def _rearrange(chance: random.Random, token: str, _letters: str) -> str:
    parts = token.split(".")
    return ".".join(chance.choices([*parts, ""], k=chance.choice((2, 3, 3, 3, 4, 5))))


def _resign(chance: random.Random, _token: str, _letters: str) -> str:
    """Any value for a header or claim, signed with a key that is not the current one."""
    value = chance.choice((None, True, -1, 0, 1e308, 2**70, "", "none", "HS512", "../../x", [], {}, "\u0000", "new"))
    name = chance.choice(("alg", "typ", "kid", "jwk", "crit", "exp", "iat", "aud", "iss", "sub", "sid", "jti", "x"))
    key = chance.choice((b"", b"secret", OLD, PEM, DER))
    where = {"header": {name: value}} if name in ("alg", "typ", "kid", "jwk", "crit") else {"claims": {name: value}}
    return forge(**where, key=key, digest=chance.choice(("sha256", "sha384", "sha512")))


_ALTERATIONS = (_change, _change_signature, _cut, _rearrange, _resign)


def test_j01_to_j09_no_mutant_is_accepted() -> None:
    token = tokens.mint(KEYS, USER, SESSION)
    accepted = []
    for mutant in mutants(token, 20261130, TOKEN_MUTANTS):
        try:
            tokens.read(KEYS, mutant)
        except NotAuthenticated:
            continue
        accepted.append(mutant)
    assert accepted == []
    assert tokens.read(KEYS, token) == tokens.Claims(USER, SESSION)


def test_j01_to_j09_over_http_mutants_are_401(client: Client, login: Login) -> None:
    headers = login("office")
    token = headers["Authorization"].removeprefix("Bearer ")
    for mutant in mutants(token, 8, 500):
        raw = f"Bearer {mutant}".encode("utf-8", "surrogatepass").replace(b"\x00", b"\x01")
        assert client.get("/api/v1/auth/me", headers={b"Authorization": raw}).status_code == 401, mutant
    assert client.get("/api/v1/auth/me", headers=headers).status_code == 200


def test_j01_to_j09_over_http_every_forgery_is_401(client: Client) -> None:
    """The application has the forger's keys, and the session that the forgeries name: nothing else is wrong with them."""
    state = client.app.state
    state.keys = replace(state.keys, token_keys=KEYS.token_keys, current_token_key=KEYS.current_token_key)
    enter(state.database, state.keys, "office", ids=(USER, SESSION))
    token = forge()
    assert client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
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
