"""Access tokens: the only module that touches python-jose, whose defaults accept far too much.

HS256 only; the key is picked by `kid` from our own ring before anything is verified; every claim is required; any
failure whatever is "not authenticated". Source: security design, sections 8.1 and J01-J09.

`header_of` and `signed_by` are for tokens of an identity provider; what those must say is in `id_tokens`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from jose import jws, jwt
from jose.utils import base64url_decode, base64url_encode

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
_KEY_TYPES: Final = {"RS256": "RSA", "ES256": "EC"}
_REGISTERED: Final = frozenset({"exp", "iat", "aud", "iss", "sub", "jti"})
_CLAIMS: Final = _REGISTERED | {"sid"}
_CLIENT_CLAIMS: Final = _REGISTERED | {"client_id", "cred", "scope"}
_OPTIONS: Final = {f"require_{name}": True for name in ("exp", "iat", "aud", "iss", "sub", "jti")} | {
    "leeway": CLOCK_SKEW
}


@dataclass(frozen=True, slots=True)
class Claims:
    """What a person's valid token says: whose it is, and of which session."""

    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class ClientClaims:
    """What a system's valid token says: whose it is, by which credential it was given, and for what."""

    client_id: UUID
    credential_id: UUID
    scopes: frozenset[str]


def mint(keys: Keys, user_id: UUID, session_id: UUID) -> str:
    """A token of `LIFETIME` for one session."""
    return _mint(keys, {"sub": str(user_id), "sid": str(session_id)})


def mint_client(keys: Keys, client: ClientClaims) -> str:
    """A token of `LIFETIME` for a client system (RFC 9068)."""
    scope = " ".join(sorted(client.scopes))
    return _mint(
        keys,
        {"sub": str(client.client_id), "client_id": str(client.client_id), "cred": str(client.credential_id)}
        | {"scope": scope},
    )


def _mint(keys: Keys, who: dict[str, str]) -> str:
    now = datetime.now(UTC)
    claims = {
        **who,
        "iss": _ISSUER,
        "aud": _AUDIENCE,
        "jti": str(new_id()),
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }
    headers = {"typ": _TYPE, "kid": keys.current_token_key}
    return jwt.encode(claims, keys.token_keys[keys.current_token_key], algorithm=_ALGORITHM, headers=headers)


def read(keys: Keys, token: str) -> Claims | ClientClaims:
    """The claims of a token that we made and that is in force. Raises NotAuthenticated for everything else."""
    if len(token) > MAX_BYTES:
        raise NotAuthenticated
    try:
        return _read(keys, token)
    except Exception as problem:  # whatever a forged token provokes in the parser
        raise NotAuthenticated from problem


def _read(keys: Keys, token: str) -> Claims | ClientClaims:
    _refuse_second_text(token)
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
    if claims.keys() not in (_CLAIMS, _CLIENT_CLAIMS) or claims["aud"] != _AUDIENCE:
        raise ValueError("claims")
    issued, expires = claims["iat"], claims["exp"]
    if type(issued) is not int or type(expires) is not int:
        raise ValueError("times")
    lifetime = LIFETIME.total_seconds()
    if not 0 < expires - issued <= lifetime or issued > datetime.now(UTC).timestamp() + CLOCK_SKEW:
        raise ValueError("times")
    UUID(claims["jti"])
    if "sid" not in claims:
        if claims["client_id"] != claims["sub"]:
            raise ValueError("client_id")
        return ClientClaims(UUID(claims["sub"]), UUID(claims["cred"]), frozenset(claims["scope"].split()))
    return Claims(UUID(claims["sub"]), UUID(claims["sid"]))


def header_of(token: str) -> dict[str, Any]:
    """The header of anybody's token, of which nothing has been verified. Raises whatever the parser does."""
    return dict(jws.get_unverified_header(token))


def signed_by(key: Mapping[str, str], algorithm: str, token: str) -> Any:
    """What a token says that was signed with the secret half of this public key (a JWK). Raises whatever the parser
    does, or what is wrong. The algorithm is the caller's, never the token's, and fits the type of the key."""
    if _KEY_TYPES.get(algorithm) != key["kty"]:
        raise ValueError("algorithm")
    _refuse_second_text(token)
    return json.loads(jws.verify(token, key, algorithms=[algorithm]))


def _refuse_second_text(token: str) -> None:
    """The decoder of signatures ignores what does not belong; one token has one text."""
    signature = token.rpartition(".")[2].encode()
    if base64url_encode(base64url_decode(signature)) != signature:
        raise ValueError("signature")
