"""Sessions: begun by a login, carried on by a rotating cookie, ended at once when their row goes.

Rotation, grace and reuse: security design, sections 8.3 and S07.
"""

import base64
import binascii
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from backend.audit.record import record
from backend.auth.models import LoginStep, UserAccount, UserSession, UserState
from backend.auth.standing import ABSOLUTE_LIMIT, IDLE_LIMIT, in_force
from backend.core import clock
from backend.core.errors import Conflict, NotAuthenticated, NotFound
from backend.core.keys import Keys
from backend.core.text import Text

GRACE: Final = timedelta(seconds=10)
_FAMILY_BYTES: Final = 16
_SECRET_BYTES: Final = 32


class RefreshRaced(Conflict):
    code = "refresh_raced"
    title = Text("另一个页面刚刚续期，请重试", "Another page has just refreshed, please retry")


@dataclass(frozen=True, slots=True)
class Entry:
    """A session with its person, and the cookie value that carries it on."""

    user: UserAccount
    session_id: UUID
    cookie: str


def begin(session: Session, keys: Keys, user: UserAccount, user_agent: str, how: str) -> Entry:
    """Begin a session of a person who has shown who they are, and note `how`: by `password`, by a `totp` or `recovery`
    code after it, or not at all in the `demo`; through the identity provider: `oidc`, `oidc_totp`, `oidc_recovery`.

    The provider may not have asked anything today: after `oidc` the person has yet to show here who they are before
    anything sensitive.
    """
    now = clock.now(session)
    _forget_old(session, now)
    family, secret = secrets.token_bytes(_FAMILY_BYTES), secrets.token_bytes(_SECRET_BYTES)
    row = UserSession(
        user_id=user.id,
        family=family,
        refresh_hash=_hash(keys, secret),
        created_at=now,
        last_seen_at=now,
        authenticated_at=None if how.startswith("oidc") else now,
        device=device_of(user_agent),
    )
    session.add(row)
    user.last_login_at = now
    session.flush()
    record(session, str(user.id), "auth.login", "session", row.id, how=how)
    return Entry(user, row.id, _encode(family, secret))


def carry_on(session: Session, keys: Keys, cookie: str) -> Entry | None:
    """Replace the secret of a session's cookie.

    None when a copied cookie was shown: the session has then been ended, which the caller commits before it refuses.
    Raises NotAuthenticated, or RefreshRaced when the secret was replaced moments ago by another tab.
    """
    family, secret = _decode(cookie)
    now = clock.now(session)
    row = session.execute(
        select(UserSession).where(UserSession.family == family).with_for_update()
    ).scalar_one_or_none()
    if row is None or not in_force(row, now):
        raise NotAuthenticated
    shown = _hash(keys, secret)
    if not hmac.compare_digest(shown, row.refresh_hash):
        recent = row.rotated_at is not None and now - row.rotated_at <= GRACE
        if recent and row.previous_hash is not None and hmac.compare_digest(shown, row.previous_hash):
            raise RefreshRaced
        record(session, str(row.user_id), "auth.refresh_reuse", "session", row.id, user_id=str(row.user_id))
        session.delete(row)
        return None
    user = session.execute(
        select(UserAccount).where(UserAccount.id == row.user_id).options(joinedload(UserAccount.role_rows))
    )
    person = user.unique().scalar_one()
    if person.state is not UserState.ACTIVE:
        raise NotAuthenticated
    fresh = secrets.token_bytes(_SECRET_BYTES)
    row.previous_hash, row.refresh_hash = row.refresh_hash, _hash(keys, fresh)
    row.rotated_at = row.last_seen_at = now
    return Entry(person, row.id, _encode(family, fresh))


def end_by_cookie(session: Session, cookie: str) -> None:
    """Log out: end the session that a cookie belongs to, if it still exists."""
    try:
        family, _ = _decode(cookie)
    except NotAuthenticated:
        return
    row = session.execute(
        select(UserSession).where(UserSession.family == family).with_for_update()
    ).scalar_one_or_none()
    if row is not None:
        record(session, str(row.user_id), "auth.logout", "session", row.id)
        session.delete(row)


def end_one(session: Session, user_id: UUID, session_id: UUID) -> None:
    """End one session of a person. Raises NotFound."""
    statement = delete(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)
    if session.execute(statement.returning(UserSession.id)).first() is None:
        raise NotFound


def end_all(session: Session, user_id: UUID, *, but: UUID | None = None) -> int:
    """End the sessions of a person, except one, and the logins half done; says how many sessions."""
    session.execute(delete(LoginStep).where(LoginStep.user_id == user_id))
    statement = delete(UserSession).where(UserSession.user_id == user_id)
    if but is not None:
        statement = statement.where(UserSession.id != but)
    ended = session.execute(statement.returning(UserSession.id)).scalars().all()
    return len(ended)


def sessions_of(session: Session, user_id: UUID) -> Sequence[UserSession]:
    """The sessions of a person that are in force, the last used first."""
    now = clock.now(session)
    statement = (
        select(UserSession)
        .where(UserSession.user_id == user_id)
        .where(UserSession.last_seen_at > now - IDLE_LIMIT, UserSession.created_at > now - ABSOLUTE_LIMIT)
        .order_by(UserSession.last_seen_at.desc(), UserSession.id)
    )
    return session.execute(statement).scalars().all()


def _forget_old(session: Session, now: datetime) -> None:
    """Delete sessions past their time; one that is in use elsewhere is left for the next time."""
    old = select(UserSession.id).where(UserSession.created_at < now - ABSOLUTE_LIMIT).with_for_update(skip_locked=True)
    session.execute(delete(UserSession).where(UserSession.id.in_(old)).execution_options(synchronize_session=False))


# What a browser calls itself, told apart in this order: most claim to be their predecessors too.
_BROWSERS: Final = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("QQBrowser", "QQ浏览器"),
    ("360SE", "360浏览器"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """A few words by which a person knows the device again, such as `Chrome · Windows`; empty if unknown."""
    named = [next((name for mark, name in names if mark in user_agent), "") for names in (_BROWSERS, _SYSTEMS)]
    if not any(named):
        named = [re.sub(r"[^A-Za-z0-9 ._-].*", "", user_agent)[:40].strip()]
    return " · ".join(part for part in named if part)


def _hash(keys: Keys, secret: bytes) -> bytes:
    return hmac.digest(keys.pepper, b"refresh\0" + secret, "sha256")


def _encode(family: bytes, secret: bytes) -> str:
    return base64.urlsafe_b64encode(family + secret).decode()


def _decode(cookie: str) -> tuple[bytes, bytes]:
    try:
        raw = base64.b64decode(cookie.encode("ascii"), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as problem:
        raise NotAuthenticated from problem
    if len(raw) != _FAMILY_BYTES + _SECRET_BYTES:
        raise NotAuthenticated
    return raw[:_FAMILY_BYTES], raw[_FAMILY_BYTES:]
