"""An identity provider on this machine: OpenID Connect with PKCE over TLS, which can also be made to lie.

It signs by hand, so that no library of the program vouches for itself.
"""

import base64
import hashlib
import hmac
import json
import secrets
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import trustme
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.receiver import Receiver, receiving

CLIENT, SECRET = "pingyi", "client secret: a+b/c"
Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | bytes


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8))


def jwk(key: Private, kid: str) -> dict[str, str]:
    """The public half of a key as providers publish it."""
    if isinstance(key, rsa.RSAPrivateKey):
        public = key.public_key().public_numbers()
        return {"kty": "RSA", "kid": kid, "use": "sig", "n": number(public.n), "e": number(public.e)}
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    point = key.public_key().public_numbers()
    return {"kty": "EC", "kid": kid, "crv": "P-256", "x": b64(point.x.to_bytes(32)), "y": b64(point.y.to_bytes(32))}


def signed(header: dict[str, Any], claims: Any, key: Private) -> str:
    text = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    if isinstance(key, rsa.RSAPrivateKey):
        made = key.sign(text.encode(), padding.PKCS1v15(), SHA256())
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(SHA256())))
        made = r.to_bytes(32) + s.to_bytes(32)
    else:
        made = hmac.digest(key, text.encode(), "sha256") if key else b""
    return f"{text}.{b64(made)}"


RSA = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())


@dataclass
class Signing:
    """How ID tokens are made: `claims` and `header` replace what would be right, None leaves a member out,
    and a claim may be a function of now (in seconds)."""

    key: Private = RSA
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)


@dataclass
class IdentityProvider:
    """`published` are its public keys; `lies` replaces members of its description; `asked` counts requests by path."""

    signing: Signing = field(default_factory=Signing)
    published: list[dict[str, str]] = field(default_factory=lambda: [jwk(RSA, "one")])
    lies: dict[str, Any] = field(default_factory=dict)
    broken: dict[str, bytes] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    receiver: Receiver = field(init=False)
    _codes: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return self.receiver.url("", "127.0.0.1")

    def consent(self, address: str, subject: str) -> dict[str, str]:
        """What the browser brings back from the page at `address`, after somebody logged in there."""
        page = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(page.query, strict_parsing=True).items()}
        assert f"{page.scheme}://{page.netloc}{page.path}" == f"{self.issuer}/authorize"
        assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", CLIENT, "openid")
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = (asked, subject)
        return {"state": asked["state"], "code": code}

    def reply(self, client: ssl.SSLSocket, request: bytes) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        method, path, _ = head.decode().split(" ", 2)
        self.asked[path] = self.asked.get(path, 0) + 1
        status, said = 200, self.broken.get(path)
        if said is None:
            status, answer = self._answer(method, path, head.decode(), body.decode())
            said = json.dumps(answer).encode()
        lines = (f"HTTP/1.1 {status} -", f"Content-Length: {len(said)}", "Connection: close", "", "")
        client.sendall("\r\n".join(lines).encode() + said)

    def _answer(self, method: str, path: str, head: str, body: str) -> tuple[int, dict[str, Any]]:
        match method, path:
            case "GET", "/.well-known/openid-configuration":
                places = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
                addresses = {name: self.issuer + place for name, place in places.items()}
                return 200, {"issuer": self.issuer, **addresses, **self.lies}
            case "GET", "/keys":
                return 200, {"keys": self.published}
            case "POST", "/token":
                return self._token(head, {name: values[0] for name, values in parse_qs(body).items()})
        return 404, {}

    def _token(self, head: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        basic = next(line for line in head.split("\r\n") if line.lower().startswith("authorization: basic "))
        who, _, secret = base64.b64decode(basic.split(" ", 2)[2]).decode().partition(":")
        if (unquote_plus(who), unquote_plus(secret)) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked, subject = self._codes.pop(form["code"], ({}, ""))
        challenge = b64(hashlib.sha256(form["code_verifier"].encode()).digest())
        right = (form["grant_type"], form["redirect_uri"], challenge)
        if right != ("authorization_code", asked.get("redirect_uri"), asked.get("code_challenge")):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(subject, asked["nonce"])}

    def id_token(self, subject: str, nonce: str) -> str:
        now = int(time.time())
        algorithm = "ES256" if isinstance(self.signing.key, ec.EllipticCurvePrivateKey) else "RS256"
        header = {"alg": algorithm, "typ": "JWT", "kid": "one", **self.signing.header}
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": subject,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            "auth_time": now - 60,
            # Who believed these would let in whom the provider likes, as what it likes.
            "email": "sysadmin@office.example",
            "preferred_username": "sysadmin",
            "roles": ["sysadmin"],
            **self.signing.claims,
        }
        without = {
            name: value(now) if callable(value) else value for name, value in claims.items() if value is not None
        }
        return signed({name: value for name, value in header.items() if value is not None}, without, self.signing.key)


@contextmanager
def providing(authority: trustme.CA) -> Iterator[IdentityProvider]:
    """The provider, running."""
    provider = IdentityProvider()
    with receiving(authority, lambda client, request: provider.reply(client, request), "127.0.0.1") as receiver:
        provider.receiver = receiver
        yield provider
