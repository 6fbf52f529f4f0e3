"""ID tokens of the identity provider: what one must be before it says who somebody is.

Source: security design, 8.2; OpenID Connect Core 1.0, 3.1.3.7. Stricter than that: the audience is ours alone, a token
that carries a key of its own or something critical is refused, and it was made just now.
"""

import base64
import hmac
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from backend.auth import tokens

MAX_BYTES: Final = 16 * 1024
CLOCK_SKEW: Final = 60
"""Seconds that the provider's clock may differ from ours."""
MADE_WITHIN: Final = 600
"""Seconds that a token may be old when it comes."""
SESSION_WITHIN: Final = timedelta(hours=12)
"""How long ago the person may have logged in at the provider; asked for by `max_age`."""

_HEADER: Final = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})
_MEMBERS: Final = {"RS256": ("RSA", ("kty", "n", "e")), "ES256": ("EC", ("kty", "crv", "x", "y"))}
_MIN_RSA_BITS: Final = 2048
_SUBJECT: Final = re.compile(r"[\x21-\x7e]{1,255}")


class IdTokenWrong(Exception):
    """The token is not one that the provider made for this login. The text is a word for the log."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must be of: who made it, for whom, and for which login."""

    issuer: str
    client_id: str
    nonce: str = field(repr=False)


def key_wanted(token: str, algorithms: Sequence[str]) -> tuple[str, str | None]:
    """The algorithm of a token, which must be one of these, and the id of its key if it gives one. Raises IdTokenWrong."""
    if len(token) > MAX_BYTES:
        raise IdTokenWrong("size")
    try:
        header = tokens.header_of(token)
    except Exception as problem:  # whatever a forged token provokes in the parser
        raise IdTokenWrong("form") from problem
    if header.get("alg") not in algorithms:
        raise IdTokenWrong("algorithm")
    kid = header.get("kid")
    if not header.keys() <= _HEADER or header.get("typ", "JWT") != "JWT" or not (kid is None or isinstance(kid, str)):
        raise IdTokenWrong("header")
    return header["alg"], kid


def usable_key(keys: Sequence[Any], algorithm: str, kid: str | None) -> dict[str, str] | None:
    """The public key of a provider's set that has this id, or, of a token without one, the only one that fits."""
    found = [key for key in keys if isinstance(key, dict) and _fits(key, algorithm) and kid in (None, key.get("kid"))]
    if len(found) != 1:
        return None
    return {member: found[0][member] for member in _MEMBERS[algorithm][1]}


def subject_of(token: str, key: Mapping[str, str], algorithm: str, expected: Expected, now: float) -> str:
    """Who logged in at the provider, as its `sub`. Raises IdTokenWrong; `now` is in seconds since 1970."""
    try:
        claims = tokens.signed_by(key, algorithm, token)
    except Exception as problem:  # as above
        raise IdTokenWrong("signature") from problem
    if not isinstance(claims, dict):
        raise IdTokenWrong("form")
    if claims.get("iss") != expected.issuer:
        raise IdTokenWrong("iss")
    if claims.get("aud") not in (expected.client_id, [expected.client_id]):
        raise IdTokenWrong("aud")
    if claims.get("azp", expected.client_id) != expected.client_id:
        raise IdTokenWrong("azp")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(nonce.encode("utf-8", "replace"), expected.nonce.encode()):
        raise IdTokenWrong("nonce")
    _check_times(claims, now)
    subject = claims.get("sub")
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise IdTokenWrong("sub")
    return subject


def _check_times(claims: dict[str, Any], now: float) -> None:
    if _seconds(claims, "exp") <= now - CLOCK_SKEW:
        raise IdTokenWrong("exp")
    if not now - MADE_WITHIN <= _seconds(claims, "iat") <= now + CLOCK_SKEW:
        raise IdTokenWrong("iat")
    # A provider that does not say when is believed: it was asked for someone who logged in lately.
    earliest = now - SESSION_WITHIN.total_seconds() - CLOCK_SKEW
    if "auth_time" in claims and not earliest <= _seconds(claims, "auth_time") <= now + CLOCK_SKEW:
        raise IdTokenWrong("auth_time")


def _seconds(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise IdTokenWrong(name)
    return value


def _fits(key: dict[str, Any], algorithm: str) -> bool:
    kty, members = _MEMBERS[algorithm]
    right = key.get("kty") == kty and key.get("use", "sig") == "sig" and key.get("alg", algorithm) == algorithm
    if not right or not all(isinstance(key.get(member), str) for member in members):
        return False
    return key["crv"] == "P-256" if kty == "EC" else _bits(key["n"]) >= _MIN_RSA_BITS


def _bits(number: str) -> int:
    try:
        return int.from_bytes(base64.urlsafe_b64decode(number + "=" * (-len(number) % 4))).bit_length()
    except ValueError:
        return 0
