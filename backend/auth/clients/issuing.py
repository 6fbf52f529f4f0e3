"""Giving tokens to client systems: OAuth 2.0 client credentials (RFC 6749, 4.4).

Refusals carry the members `error` and `error_description` of that RFC beside those of a problem document, so that
its libraries understand them.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import ClassVar, Final
from uuid import UUID

from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth import throttle, tokens
from backend.auth.clients import credentials
from backend.auth.clients.models import ApiClient, ApiCredential
from backend.config import Settings
from backend.core import clock
from backend.core.db import note_refusal
from backend.core.errors import DomainError
from backend.core.keys import Keys
from backend.core.text import Text

TOKEN_PATH: Final = "/api/v1/oauth/token"  # noqa: S105 names a path
TOKENS: Final = throttle.Limit("client-token", 100, timedelta(minutes=10))
FAILURES: Final = throttle.Limit("client-failure", 20, timedelta(minutes=10))


class OAuthRefusal(DomainError):
    """A refusal of the token endpoint; `error` is its word in RFC 6749, 5.2."""

    error: ClassVar[str]

    def __init__(self, detail: Text | None = None, headers: dict[str, str] | None = None) -> None:
        told = (detail or self.title).en
        super().__init__(
            detail,
            headers=headers or {},
            extra={"error": self.error, "error_description": told.encode("ascii", "ignore").decode()},
        )


class InvalidRequest(OAuthRefusal):
    status = 400
    code = "oauth_invalid_request"
    error = "invalid_request"
    title = Text("令牌请求不完整或不规范", "The token request is incomplete or malformed")


class InvalidClient(OAuthRefusal):
    """One answer for an unknown client, a wrong or expired credential, one that is shut out, and a wrong network."""

    status = 401
    code = "oauth_invalid_client"
    error = "invalid_client"
    title = Text("对接系统身份核验未通过", "The client could not be authenticated")

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Basic realm="pingyi"'})


class UnsupportedGrant(OAuthRefusal):
    status = 400
    code = "oauth_unsupported_grant_type"
    error = "unsupported_grant_type"
    title = Text("只支持 client_credentials 方式", "Only client_credentials is supported")


class InvalidScope(OAuthRefusal):
    status = 400
    code = "oauth_invalid_scope"
    error = "invalid_scope"
    title = Text("申请的权限超出了该系统的范围", "The scope asked for is not granted to this client")


@dataclass(frozen=True, slots=True)
class Asked:
    """A token request after its form was read. `scopes` is None when none were named: all that the client has."""

    client_id: UUID | None
    secret: str | None = field(repr=False)
    assertion: str | None = field(repr=False)
    scopes: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Given:
    """A token and what it opens."""

    token: str = field(repr=False)
    scopes: frozenset[str]


def give(session: Session, keys: Keys, settings: Settings, asked: Asked, address: str) -> Given:
    """A token for a client that shows who it is. Raises OAuthRefusal, TooManyRequests."""
    client = session.get(ApiClient, asked.client_id, with_for_update=True) if asked.client_id is not None else None
    known = str(client.id) if client is not None else "unknown"
    failures = throttle.key_of(keys, FAILURES, known, address)
    throttle.check(session, FAILURES, failures)
    credential = _credential(session, keys, settings, client, asked) if client is not None else None
    if client is None or credential is None or not may_ask(client, settings, address, clock.now(session)):
        client_id = client.id if client is not None else None

        def note(writer: Session) -> None:
            throttle.count(writer, FAILURES, failures)
            if client_id is not None:  # nobody fills the record with clients that do not exist
                record(writer, "nobody", "client.token_fail", "client", client_id)

        note_refusal(session, note)
        raise InvalidClient
    scopes = frozenset(client.scopes) if asked.scopes is None else asked.scopes
    if not scopes or not scopes <= frozenset(client.scopes):
        raise InvalidScope
    throttle.take(session, TOKENS, throttle.key_of(keys, TOKENS, str(client.id)))
    client.last_used_at = credential.last_used_at = clock.now(session)
    claims = tokens.ClientClaims(client.id, credential.id, scopes)
    return Given(tokens.mint_client(keys, claims), scopes)


def may_ask(client: ApiClient, settings: Settings, address: str, now: datetime) -> bool:
    """Whether a client is let in at all, and from this address."""
    return in_force(client, settings, now) and (not client.networks or _within(address, client.networks))


def in_force(client: ApiClient, settings: Settings, now: datetime) -> bool:
    """Whether a client is neither shut out nor expired, and no sandbox client in production."""
    if client.disabled_at is not None or (client.expires_at is not None and client.expires_at <= now):
        return False
    return not (client.sandbox and settings.env == "production")


def audiences(settings: Settings) -> frozenset[str]:
    """What an assertion may be made for: this installation, or its token endpoint."""
    base = settings.base_url.rstrip("/")
    return frozenset({base, base + TOKEN_PATH})


def _credential(
    session: Session, keys: Keys, settings: Settings, client: ApiClient, asked: Asked
) -> ApiCredential | None:
    of_client = credentials.live(session, client.id, clock.now(session))
    if asked.assertion is not None:
        return credentials.by_assertion(session, keys, of_client, client.id, asked.assertion, audiences(settings))
    return credentials.by_secret(of_client, asked.secret or "")


def _within(address: str, networks: list[str]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(network) for network in networks)
