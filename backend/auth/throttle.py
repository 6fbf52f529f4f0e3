"""Counting attempts in the database, where all processes see the same count.

A key is a keyed hash of who and from where: a shared address is not blocked for others, and whoever guesses at an
account does not lock its owner out elsewhere (security design, S01).
"""

import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.auth.models import Throttle
from backend.core import clock
from backend.core.errors import TooManyRequests
from backend.core.keys import Keys
from backend.core.text import Text

KEPT: Final = timedelta(hours=1)  # the longest window
TOO_MANY: Final = Text("尝试次数过多，请稍后再试", "Too many attempts, please try again later")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` attempts within `window` of the first."""

    name: str
    count: int
    window: timedelta


LOGIN_PAIR: Final = Limit("login", 5, timedelta(minutes=15))
LOGIN_ACCOUNT: Final = Limit("login-account", 100, timedelta(hours=1))
LOGIN_CODE_PAIR: Final = Limit("login-code", 5, timedelta(minutes=15))
# Three of a million codes are right at any time, and whoever guesses has the password already.
CODE_ACCOUNT: Final = Limit("code-account", 10, timedelta(hours=1))
STEP_UP: Final = Limit("step-up", 5, timedelta(minutes=15))
PROVIDER: Final = Limit("provider", 300, timedelta(minutes=15))  # a whole office may share an address
PASSWORD_CHANGE: Final = Limit("password-change", 5, timedelta(minutes=15))


def key_of(keys: Keys, limit: Limit, *parts: str) -> bytes:
    """The key of one counter."""
    return hmac.digest(keys.pepper, "\0".join(("throttle", limit.name, *parts)).encode(), "sha256")


def take(session: Session, limit: Limit, key: bytes) -> None:
    """Count an attempt before it is made, so that parallel ones cannot slip through. Raises TooManyRequests."""
    now = clock.now(session)
    row = _current(session, limit, key, now)
    if row.n >= limit.count:
        raise _too_many(limit, row, now)
    row.n += 1


def count(session: Session, limit: Limit, key: bytes) -> None:
    """Count something that has happened, however often it has; `check` refuses the next."""
    _current(session, limit, key, clock.now(session)).n += 1


def check(session: Session, limit: Limit, key: bytes) -> None:
    """Refuse what was counted often enough, without counting or locking anything. Raises TooManyRequests."""
    now, row = clock.now(session), session.get(Throttle, key)
    if row is not None and now - row.window_start < limit.window and row.n >= limit.count:
        raise _too_many(limit, row, now)


def is_spent(session: Session, limit: Limit, key: bytes) -> bool:
    """Whether `check` would refuse."""
    try:
        check(session, limit, key)
    except TooManyRequests:
        return True
    return False


def give_back(session: Session, key: bytes) -> None:
    """The attempt succeeded: only failures count."""
    row = _locked(session, key)
    if row is not None and row.n > 0:
        row.n -= 1


def forget_old(session: Session) -> None:
    """Delete counters that are no longer of use; ones in use elsewhere are left for the next time."""
    old = (
        select(Throttle.key).where(Throttle.window_start < clock.now(session) - KEPT).with_for_update(skip_locked=True)
    )
    session.execute(delete(Throttle).where(Throttle.key.in_(old)).execution_options(synchronize_session=False))


def _current(session: Session, limit: Limit, key: bytes, now: datetime) -> Throttle:
    """The counter of a key, locked, its window begun anew where it was over."""
    row = _locked(session, key) or _inserted(session, key, now)
    if now - row.window_start >= limit.window:
        row.window_start, row.n = now, 0
    return row


def _too_many(limit: Limit, row: Throttle, now: datetime) -> TooManyRequests:
    wait = row.window_start + limit.window - now
    return TooManyRequests(max(1, math.ceil(wait.total_seconds())), TOO_MANY)


def _inserted(session: Session, key: bytes, now: datetime) -> Throttle:
    """The row of a new key, locked; another request may be inserting it at the same time."""
    row = Throttle(key=key, window_start=now, n=0)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return session.get_one(Throttle, key, with_for_update=True)
    return row


def _locked(session: Session, key: bytes) -> Throttle | None:
    return session.get(Throttle, key, with_for_update=True)
