"""What the identity provider sends, forged and broken (security design, 8.2)."""

import secrets
from typing import Any

import anyio
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.auth.provider import ASK_AGAIN, KEPT, LoginRefused, Provider, ProviderUnavailable
from backend.egress.http import Egress
from tests.auth.at_provider import CLIENT, EC, OTHER, RSA, SECRET, IdentityProvider, Signing, jwk

NONCE, VERIFIER, STATE = "a nonce", secrets.token_urlsafe(32), "a state"
SMALL = rsa.generate_private_key(65537, 1024)  # noqa: S505 - what must be refused
PEM = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
DER = RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture
def here(there: IdentityProvider) -> Provider:
    """The program's side of it, with a clock that stands still."""
    door = there.receiver.egress(name="127.0.0.1")
    return Provider(
        door, there.issuer, CLIENT, SECRET, ("RS256", "ES256"), "https://p.example/login/callback", lambda: 0.0
    )


def subject(here: Provider, there: IdentityProvider, name: str = "zhang-1", verifier: str = VERIFIER) -> str:
    """Whom a whole login gives."""

    async def log_in() -> str:
        back = there.consent(await here.address(STATE, NONCE, VERIFIER), name)
        assert back["state"] == STATE
        return await here.subject(back["code"], NONCE, verifier)

    return anyio.run(log_in)


def refused(here: Provider, there: IdentityProvider, **options: Any) -> str:
    """Why the login is refused; the person is not told."""
    with pytest.raises(LoginRefused) as problem:
        subject(here, there, **options)
    return str(problem.value.__cause__)


ACCEPTED = {
    "as it should be": Signing(),
    "ES256": Signing(EC),
    "audience as a list": Signing(claims={"aud": [CLIENT]}),
    "azp is ours": Signing(claims={"azp": CLIENT}),
    "no type": Signing(header={"typ": None}),
    "no auth_time": Signing(claims={"auth_time": None}),
    "a clock behind by 50 seconds": Signing(claims={"iat": lambda now: now - 50, "exp": lambda now: now - 50 + 30}),
}
REFUSED = {
    "alg none": ("algorithm", Signing(b"", {"alg": "none"})),
    "alg None": ("algorithm", Signing(b"", {"alg": "None"})),
    "alg none, signed": ("algorithm", Signing(header={"alg": "none"})),
    "no alg": ("algorithm", Signing(header={"alg": None})),
    "HS256 with the public key (PEM)": ("algorithm", Signing(PEM, {"alg": "HS256"})),
    "HS256 with the public key (DER)": ("algorithm", Signing(DER, {"alg": "HS256"})),
    "HS256 with the client secret": ("algorithm", Signing(SECRET.encode(), {"alg": "HS256"})),
    "RS512": ("algorithm", Signing(header={"alg": "RS512"})),
    "RS256 said of an EC signature": ("signature", Signing(EC, {"alg": "RS256"})),
    "ES256 said of an RSA signature": ("kid", Signing(RSA, {"alg": "ES256"})),
    "another key under a known id": ("signature", Signing(OTHER)),
    "an unknown key": ("kid", Signing(OTHER, {"kid": "other"})),
    "a key id that is a path": ("kid", Signing(header={"kid": "../../one"})),
    "a key id that is no text": ("header", Signing(header={"kid": 1})),
    "a key of its own": ("header", Signing(OTHER, {"jwk": jwk(OTHER, "one")})),
    "the address of a key": ("header", Signing(OTHER, {"jku": "https://127.0.0.1/keys"})),
    "a certificate of its own": ("header", Signing(OTHER, {"x5u": "https://127.0.0.1/x"})),
    "something critical": ("header", Signing(header={"crit": ["b64"], "b64": True})),
    "an access token": ("header", Signing(header={"typ": "at+jwt"})),
    "iss of another": ("iss", Signing(claims={"iss": "https://id.example"})),
    "iss with a slash more": ("iss", Signing(claims={"iss": "https://127.0.0.1/"})),
    "no iss": ("iss", Signing(claims={"iss": None})),
    "aud of another": ("aud", Signing(claims={"aud": "other"})),
    "aud of two": ("aud", Signing(claims={"aud": [CLIENT, "other"]})),
    "no aud": ("aud", Signing(claims={"aud": None})),
    "azp of another": ("azp", Signing(claims={"azp": "other"})),
    "nonce of another login": ("nonce", Signing(claims={"nonce": "another nonce"})),
    "nonce that is no text": ("nonce", Signing(claims={"nonce": ["a nonce"]})),
    "nonce with a lone surrogate": ("nonce", Signing(claims={"nonce": "\ud800"})),
    "no nonce": ("nonce", Signing(claims={"nonce": None})),
    "expired": ("exp", Signing(claims={"exp": lambda now: now - 120})),
    "exp is text": ("exp", Signing(claims={"exp": lambda now: str(now + 300)})),
    "exp is infinite": ("exp", Signing(claims={"exp": float("inf")})),
    "exp is true": ("exp", Signing(claims={"exp": True})),
    "no exp": ("exp", Signing(claims={"exp": None})),
    "made tomorrow": ("iat", Signing(claims={"iat": lambda now: now + 86400, "exp": lambda now: now + 90000})),
    "made an hour ago": ("iat", Signing(claims={"iat": lambda now: now - 3600})),
    "no iat": ("iat", Signing(claims={"iat": None})),
    "logged in yesterday": ("auth_time", Signing(claims={"auth_time": lambda now: now - 86400})),
    "logged in tomorrow": ("auth_time", Signing(claims={"auth_time": lambda now: now + 86400})),
    "no sub": ("sub", Signing(claims={"sub": None})),
    "sub is empty": ("sub", Signing(claims={"sub": ""})),
    "sub is a number": ("sub", Signing(claims={"sub": 1})),
    "sub has a line break": ("sub", Signing(claims={"sub": "zhang-1\n"})),
    "sub is too long": ("sub", Signing(claims={"sub": "x" * 256})),
    "too large": ("size", Signing(claims={"more": "x" * 17_000})),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_right_token_is_accepted(here: Provider, there: IdentityProvider, name: str) -> None:
    there.signing = ACCEPTED[name]
    there.published = [jwk(RSA, "rsa"), jwk(EC, "one")] if there.signing.key is EC else there.published
    assert subject(here, there) == "zhang-1"


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_token_is_refused(here: Provider, there: IdentityProvider, name: str) -> None:
    word, there.signing = REFUSED[name]
    there.published = [jwk(RSA, "one"), jwk(EC, "two")]
    assert refused(here, there) == word


def test_a_token_that_is_none_is_refused(here: Provider, there: IdentityProvider) -> None:
    for text in (b'{"id_token": "x"}', b'{"id_token": "a.b.c"}', b'{"id_token": "..."}', b'{"id_token": "\\ud800.."}'):
        there.broken["/token"] = text
        refused(here, there)


def test_a_signature_has_one_spelling(here: Provider, there: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    right = there.id_token
    monkeypatch.setattr(there, "id_token", lambda who, nonce: right(who, nonce) + "!")
    refused(here, there)
    monkeypatch.setattr(there, "id_token", lambda who, nonce: right(who, nonce).replace(".", "..", 1))
    refused(here, there)


def test_an_algorithm_that_the_settings_do_not_list(here: Provider, there: IdentityProvider) -> None:
    there.signing, there.published = Signing(EC), [jwk(EC, "one")]
    here.algorithms = ("RS256",)
    refused(here, there)
    here.algorithms = ("ES256",)
    assert subject(here, there) == "zhang-1"


@pytest.mark.parametrize(
    "published",
    [
        [jwk(SMALL, "one")],
        [jwk(RSA, "one") | {"use": "enc"}],
        [jwk(RSA, "one") | {"alg": "RS512"}],
        [jwk(RSA, "one") | {"n": "!"}],
        [jwk(RSA, "one"), jwk(OTHER, "one")],
        [],
        ["one"],
    ],
    ids=["1024 bits", "for encryption", "of another algorithm", "no number", "two of one id", "none", "no key"],
)
def test_keys_that_are_not_used(here: Provider, there: IdentityProvider, published: list[Any]) -> None:
    there.signing = Signing(SMALL) if published == [jwk(SMALL, "one")] else Signing()
    there.published = published
    refused(here, there)


def test_a_token_without_key_id_counts_where_only_one_key_fits(here: Provider, there: IdentityProvider) -> None:
    there.signing = Signing(header={"kid": None})
    there.published = [jwk(RSA, "one"), jwk(EC, "two")]
    assert subject(here, there) == "zhang-1"
    there.published = [jwk(RSA, "one"), jwk(OTHER, "two")]
    here._keys = None
    refused(here, there)


def test_an_unknown_key_is_asked_for_once_a_minute(here: Provider, there: IdentityProvider) -> None:
    assert subject(here, there) == "zhang-1"
    there.signing, there.published = Signing(OTHER, {"kid": "new"}), [jwk(RSA, "one"), jwk(OTHER, "new")]
    for _ in range(3):
        refused(here, there)
    assert there.asked["/keys"] == 1
    here.now = lambda: ASK_AGAIN
    assert subject(here, there) == "zhang-1"
    there.signing.header = {"kid": "newer"}
    for _ in range(3):
        refused(here, there)
    assert there.asked["/keys"] == 2
    assert there.asked["/.well-known/openid-configuration"] == 1


def test_a_key_that_the_provider_withdrew_is_forgotten(here: Provider, there: IdentityProvider) -> None:
    assert subject(here, there) == "zhang-1"
    there.published = [jwk(OTHER, "two")]
    here.now = lambda: KEPT
    refused(here, there)


def test_a_code_counts_once_and_with_its_own_verifier_only(here: Provider, there: IdentityProvider) -> None:
    refused(here, there, verifier=secrets.token_urlsafe(32))

    async def twice() -> None:
        back = there.consent(await here.address(STATE, NONCE, VERIFIER), "zhang-1")
        assert await here.subject(back["code"], NONCE, VERIFIER) == "zhang-1"
        with pytest.raises(LoginRefused):
            await here.subject(back["code"], NONCE, VERIFIER)

    anyio.run(twice)


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://id.example"},
    "no issuer": {"issuer": None},
    "a page without https": {"authorization_endpoint": "http://127.0.0.1/authorize"},
    "a page that is a script": {"authorization_endpoint": "javascript:alert(1)"},
    "a page with a fragment": {"authorization_endpoint": "https://127.0.0.1/a#b"},
    "no page": {"authorization_endpoint": None},
    "no keys": {"jwks_uri": 1},
    "keys at the metadata service": {"jwks_uri": "https://169.254.169.254/keys"},
    "tokens elsewhere": {"token_endpoint": "https://localhost/token"},
}


@pytest.mark.parametrize("name", LIES)
def test_a_description_that_cannot_be_right(here: Provider, there: IdentityProvider, name: str) -> None:
    there.lies = LIES[name]
    with pytest.raises(ProviderUnavailable):
        subject(here, there)


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/keys"])
@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b"[" * 60_000, b'{"keys": 1}', b"x" * 70_000])
def test_answers_that_are_none(here: Provider, there: IdentityProvider, path: str, answer: bytes) -> None:
    there.broken[path] = answer
    with pytest.raises(ProviderUnavailable):
        subject(here, there)


def test_a_wrong_secret_and_a_provider_out_of_reach(here: Provider, there: IdentityProvider) -> None:
    here.secret = "wrong"
    with pytest.raises(ProviderUnavailable):
        subject(here, there)
    here.egress = Egress(())
    here._endpoints = None
    with pytest.raises(ProviderUnavailable):
        subject(here, there)
