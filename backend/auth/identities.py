"""Logging in through the identity provider, and linking an identity of it to the own account.

A login there stands for the password here, and for nothing else: which account an identity opens is said by the link
that its owner made while logged in, roles are given here, and the second factor is asked for as after a password.
State, browser, nonce and PKCE belong together: nonce and verifier are derived from the state in the address and the
secret in the browser's cookie, so that the database holds neither. Source: security design, 8.2.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth import codes, linked, service, sessions, throttle
from backend.auth.models import ProviderLogin, UserIdentity, UserState
from backend.auth.provider import Provider
from backend.core import clock
from backend.core.db import Database
from backend.core.errors import Conflict, Forbidden
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.text import Text

RETURN_WITHIN: Final = timedelta(minutes=10)
"""How long somebody may take at the provider."""
HOW: Final = "oidc"


class ReturnInvalid(Conflict):
    code = "provider_return_invalid"
    title = Text(
        "登录已超时、已完成过，或不是从这个浏览器开始的，请重新登录",
        "This login took too long, was used before, or began in another browser; please log in again",
    )


class IdentityUnknown(Forbidden):
    code = "identity_unknown"
    title = Text(
        "这个统一身份没有绑定可以登录的账号。请先用用户名和密码登录，再到“我的账号”绑定",
        "No account that may log in is linked to this identity. Log in with your password and link it in your account",
    )


class IdentityTaken(Conflict):
    code = "identity_taken"
    title = Text("这个统一身份已绑定其他账号", "This identity is linked to another account")


class IdentityExists(Conflict):
    code = "identity_exists"
    title = Text("您的账号已绑定统一身份，请先解除绑定", "Your account has an identity; remove that link first")


@dataclass(frozen=True, slots=True)
class Way:
    """Where a browser is to go, and the secret it keeps in a cookie meanwhile."""

    address: str
    browser: str


async def begin(
    database: Database, keys: Keys, provider: Provider, *, address: str, linking: Principal | None = None
) -> Way:
    """Begin a login, or the link to the account of a person who is logged in. Raises TooManyRequests, ProviderUnavailable."""
    state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)

    def note(session: Session) -> None:
        throttle.take(session, throttle.PROVIDER, throttle.key_of(keys, throttle.PROVIDER, address))
        session.add(
            ProviderLogin(
                state_hash=_state_hash(keys, state, browser),
                user_id=linking.user_id if linking else None,
                expires_at=clock.now(session) + RETURN_WITHIN,
            )
        )

    await database.run(note)
    nonce, verifier = _derived(keys, "nonce", state, browser), _derived(keys, "pkce", state, browser)
    return Way(await provider.address(state, nonce, verifier), browser)


async def log_in(
    database: Database, keys: Keys, provider: Provider, *, state: str, code: str, browser: str | None, user_agent: str
) -> sessions.Entry | codes.CodeWanted:
    """Begin the session of whom the provider sent back, or ask for the code first.

    Raises ReturnInvalid, LoginRefused, ProviderUnavailable, IdentityUnknown.
    """
    subject = await _came_back(database, keys, provider, state, code, browser)

    def decide(session: Session) -> sessions.Entry | codes.CodeWanted | None:
        owner = linked.owner_of(session, provider.issuer, subject)
        user = service.get_user(session, owner, lock=True) if owner is not None else None
        # The link may have been removed while the row was waited for.
        still = user is not None and linked.owner_of(session, provider.issuer, subject) == user.id
        if user is None or not still or user.state is not UserState.ACTIVE:
            record(session, codes.NOBODY, "auth.login_fail", "user", user.id if user is not None else None, how=HOW)
            return None
        if user.totp_since is not None:
            return codes.ask_for_code(session, keys, user, first=HOW)
        return sessions.begin(session, keys, user, user_agent, HOW)

    entry = await database.run(decide)
    if entry is None:
        raise IdentityUnknown
    return entry


async def link(
    database: Database,
    keys: Keys,
    provider: Provider,
    principal: Principal,
    *,
    state: str,
    code: str,
    browser: str | None,
) -> datetime:
    """Link the identity that the person showed to their own account; says since when.

    Raises ReturnInvalid, LoginRefused, ProviderUnavailable, IdentityTaken, IdentityExists.
    """
    subject = await _came_back(database, keys, provider, state, code, browser, principal.user_id)

    def keep(session: Session) -> datetime:
        user = service.get_user(session, principal.user_id, lock=True)
        if linked.identity_of(session, provider.issuer, user.id) is not None:
            raise IdentityExists
        if linked.owner_of(session, provider.issuer, subject) is not None:
            raise IdentityTaken
        now = clock.now(session)
        session.add(UserIdentity(issuer=provider.issuer, subject=subject, user_id=user.id, linked_at=now))
        session.flush()
        record(session, principal, "auth.identity_link", "user", user.id)
        return now

    return await database.run(keep)


def forget_old(session: Session) -> None:
    """Delete logins that did not come back in time; ones in use elsewhere are left for the next time."""
    late = ProviderLogin.expires_at < clock.now(session)
    old = select(ProviderLogin.state_hash).where(late).with_for_update(skip_locked=True)
    gone = delete(ProviderLogin).where(ProviderLogin.state_hash.in_(old))
    session.execute(gone.execution_options(synchronize_session=False))


async def _came_back(
    database: Database,
    keys: Keys,
    provider: Provider,
    state: str,
    code: str,
    browser: str | None,
    linking: UUID | None = None,
) -> str:
    """Whom the provider sent back to the browser that began this. It is used up first, whatever comes of it."""
    if browser is None:
        raise ReturnInvalid
    digest = _state_hash(keys, state, browser)

    def use_up(session: Session) -> bool:
        used = (
            delete(ProviderLogin)
            .where(ProviderLogin.state_hash == digest)
            .returning(ProviderLogin.user_id, ProviderLogin.expires_at)
        )
        began = session.execute(used).one_or_none()
        return began is not None and began.user_id == linking and began.expires_at > clock.now(session)

    if not await database.run(use_up):
        raise ReturnInvalid
    nonce, verifier = (_derived(keys, purpose, state, browser) for purpose in ("nonce", "pkce"))
    return await provider.subject(code, nonce, verifier)


def _state_hash(keys: Keys, state: str, browser: str) -> bytes:
    return hmac.digest(keys.pepper, f"provider state\0{state}\0{browser}".encode(), "sha256")


def _derived(keys: Keys, purpose: str, state: str, browser: str) -> str:
    """43 characters that only the browser which has both, and we, can come to."""
    made = hmac.digest(keys.pepper, f"provider {purpose}\0{state}\0{browser}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
