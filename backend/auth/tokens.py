"""Access tokens: the only module that touches python-jose, whose defaults accept far too much.

HS256 only; the key is picked by `kid` from our own ring before anything is verified; every claim is required; any
failure whatever is "not authenticated". Source: security design, sections 8.1 and J01-J09.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from jose import jwt

from backend.core.errors import NotAuthenticated
from backend.core.ids import new_id
from backend.core.keys import Keys

LIFETIME: Final = timedelta(minutes=10)
MAX_BYTES: Final = 8 * 1024
CLOCK_SKEW: Final = 10  # seconds that the clocks of two of our machines may differ

_ALGORITHM: Final = "HS256"
_TYPE: Final = "at+jwt"
_ISSUER: Final = "pingyi"
_AUDIENCE: Final = "pingyi-api"
_CLAIMS: Final = frozenset({"exp", "iat", "aud", "iss", "sub", "jti", "sid"})
_OPTIONS: Final = {f"require_{name}": True for name in ("exp", "iat", "aud", "iss", "sub", "jti")} | {
    "leeway": CLOCK_SKEW
}


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says: whose it is, and of which session."""

    user_id: UUID
    session_id: UUID


def mint(keys: Keys, user_id: UUID, session_id: UUID) -> str:
    """A token of `LIFETIME` for one session."""
    now = datetime.now(UTC)
    claims = {
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "sub": str(user_id),
        "sid": str(session_id),
        "jti": str(new_id()),
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }
    headers = {"typ": _TYPE, "kid": keys.current_token_key}
    return jwt.encode(claims, keys.token_keys[keys.current_token_key], algorithm=_ALGORITHM, headers=headers)


def read(keys: Keys, token: str) -> Claims:
    """The claims of a token that we made and that is in force. Raises NotAuthenticated for everything else."""
    if len(token) > MAX_BYTES:
        raise NotAuthenticated
    try:
        return _read(keys, token)
    except Exception as problem:  # whatever a forged token provokes in the parser
        raise NotAuthenticated from problem


def _read(keys: Keys, token: str) -> Claims:
    header = jwt.get_unverified_header(token)
    if header != {"alg": _ALGORITHM, "typ": _TYPE, "kid": header["kid"]}:
        raise ValueError("header")
    claims: dict[str, Any] = jwt.decode(
        token,
        keys.token_keys[header["kid"]],
        algorithms=[_ALGORITHM],
        audience=_AUDIENCE,
        issuer=_ISSUER,
        options=_OPTIONS,
    )
    if claims.keys() != _CLAIMS or claims["aud"] != _AUDIENCE:
        raise ValueError("claims")
    issued, expires = claims["iat"], claims["exp"]
    if type(issued) is not int or type(expires) is not int:
        raise ValueError("times")
    lifetime = LIFETIME.total_seconds()
    if not 0 < expires - issued <= lifetime or issued > datetime.now(UTC).timestamp() + CLOCK_SKEW:
        raise ValueError("times")
    UUID(claims["jti"])
    return Claims(UUID(claims["sub"]), UUID(claims["sid"]))
