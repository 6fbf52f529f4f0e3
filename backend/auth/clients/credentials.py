"""How a client system shows who it is: a secret, or an assertion signed with its own key (RFC 7523).

Source: security design, 8.2 (secret of 256 bits of which the SHA-256 is kept, two in force at most) and the
integration contract (`private_key_jwt` preferred). Stricter than RFC 7523: an assertion lives an hour at most, has a
`jti`, and is taken once.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.auth import tokens
from backend.auth.clients.models import ApiCredential, CredentialKind, SpentAssertion
from backend.auth.id_tokens import IdTokenWrong, key_wanted, usable_key
from backend.core.keys import Keys

ALGORITHMS: Final = ("RS256", "ES256")
ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SECRET_PREFIX: Final = "pys_"  # noqa: S105 so that scanners for leaked secrets find ours
LIVES_AT_MOST: Final = timedelta(hours=1)
CLOCK_SKEW: Final = 60  # seconds that the client's clock may differ from ours


def new_secret() -> str:
    """256 random bits, as they are shown once."""
    return SECRET_PREFIX + secrets.token_urlsafe(32)


def hash_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def live(session: Session, client_id: UUID, now: datetime) -> Sequence[ApiCredential]:
    """The credentials of a client that are in force, the oldest first."""
    return live_of(session, [client_id], now)[client_id]


def live_of(session: Session, client_ids: Collection[UUID], now: datetime) -> dict[UUID, list[ApiCredential]]:
    """The same of each of these clients."""
    found: dict[UUID, list[ApiCredential]] = {client_id: [] for client_id in client_ids}
    held = select(ApiCredential).where(ApiCredential.client_id.in_(client_ids))
    for one in session.scalars(held.order_by(ApiCredential.created_at, ApiCredential.id)):
        if is_live(one, now):
            found[one.client_id].append(one)
    return found


def is_live(credential: ApiCredential, now: datetime) -> bool:
    return credential.expires_at is None or credential.expires_at > now


def by_secret(of_client: Sequence[ApiCredential], secret: str) -> ApiCredential | None:
    """The credential that this secret is of."""
    shown = hash_of(secret)
    for one in of_client:
        if one.secret_hash is not None and hmac.compare_digest(one.secret_hash, shown):
            return one
    return None


def by_assertion(
    session: Session,
    keys: Keys,
    of_client: Sequence[ApiCredential],
    client_id: UUID,
    assertion: str,
    audiences: frozenset[str],
) -> ApiCredential | None:
    """The credential whose key signed this assertion for one of these audiences, which is spent by it."""
    try:
        credential, claims = _verified(of_client, assertion)
    except Exception:  # whatever a forged assertion provokes in the parser
        return None
    now = datetime.now(UTC)
    expires = _instant(claims.get("exp"))
    jti, audience = claims.get("jti"), claims.get("aud")
    named = {audience} if isinstance(audience, str) else set(audience) if isinstance(audience, list) else set()
    if (
        claims.get("iss") != str(client_id)
        or claims.get("sub") != str(client_id)
        or named.isdisjoint(audiences)
        or not isinstance(jti, str)
        or not 0 < len(jti) <= 255
        or expires is None
        or not now < expires + timedelta(seconds=CLOCK_SKEW)
        or expires > now + LIVES_AT_MOST + timedelta(seconds=CLOCK_SKEW)
    ):
        return None
    digest = hmac.digest(keys.pepper, f"assertion\0{client_id}\0{jti}".encode(), "sha256")
    try:
        with session.begin_nested():
            kept_until = expires + timedelta(seconds=CLOCK_SKEW)
            session.execute(insert(SpentAssertion).values(digest=digest, expires_at=kept_until))
    except IntegrityError:
        return None
    return credential


def claimed_subject(assertion: str) -> str:
    """Whom an assertion says it is of, which nothing has proved yet; empty when it says nobody."""
    try:
        _, content, _ = assertion.split(".")
        claims = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
        return str(claims["sub"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""


def _verified(of_client: Sequence[ApiCredential], assertion: str) -> tuple[ApiCredential, dict[str, Any]]:
    algorithm, kid = key_wanted(assertion, ALGORITHMS)
    fitting = [one for one in of_client if one.kind is CredentialKind.KEY and kid in (None, one.kid)]
    for one in fitting:
        key = usable_key([one.jwk], algorithm, None)
        if key is not None and (len(fitting) == 1 or kid is not None):
            claims = tokens.signed_by(key, algorithm, assertion)
            if isinstance(claims, dict):
                return one, claims
    raise IdTokenWrong("key")


def _instant(value: object) -> datetime | None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 2**33:
        return None
    return datetime.fromtimestamp(value, UTC)


def thumbprint(key: dict[str, str]) -> str:
    """RFC 7638: what a public key is called that came without a name."""
    members = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y")}[key["kty"]]
    text = "{" + ",".join(f'"{name}":"{key[name]}"' for name in members) + "}"
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


def forget_spent(session: Session) -> None:
    """Delete assertions that have expired: they are refused anyway."""
    session.execute(delete(SpentAssertion).where(SpentAssertion.expires_at < datetime.now(UTC)))
