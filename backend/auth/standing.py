"""What a person who is logged in must do before anything else, and how lately they showed who they are.

Sources: security design, 8.3 (age of passwords and of sessions) and S05 (second factor, step-up).
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from backend.auth.models import UserAccount, UserSession
from backend.auth.passwords import MAX_AGE
from backend.auth.policy import SECOND_FACTOR
from backend.config import Settings
from backend.core.errors import Forbidden
from backend.core.text import Text

IDLE_LIMIT: Final = timedelta(hours=8)
ABSOLUTE_LIMIT: Final = timedelta(hours=12)
STEP_UP: Final = timedelta(minutes=5)
"""How long after somebody showed who they are sensitive acts are open to them."""


class Missing(StrEnum):
    """What is to be set first."""

    PASSWORD = "password"  # noqa: S105 names what is missing
    SECOND_FACTOR = "second_factor"


class PasswordExpired(Forbidden):
    code = "password_expired"
    title = Text("密码已到期，请先设置新密码", "The password has expired; set a new one first")


class SecondFactorRequired(Forbidden):
    code = "second_factor_required"
    title = Text("您的岗位须先启用动态码", "Your role needs a second factor first")


class StepUpRequired(Forbidden):
    code = "step_up_required"
    title = Text("这项操作须重新验证身份", "Show again who you are to do this")


REFUSALS: Final = {Missing.PASSWORD: PasswordExpired, Missing.SECOND_FACTOR: SecondFactorRequired}


def missing(settings: Settings, user: UserAccount, now: datetime) -> Missing | None:
    """What the person must set before anything else; the query must have loaded `role_rows`."""
    set_at = user.password_set_at or user.activated_at
    expires = settings.passwords_expire and user.password_hash is not None
    if expires and set_at is not None and now - set_at >= MAX_AGE:
        return Missing.PASSWORD
    if settings.requires_second_factor and user.totp_since is None and not user.roles.isdisjoint(SECOND_FACTOR):
        return Missing.SECOND_FACTOR
    return None


def is_fresh(login: UserSession, now: datetime) -> bool:
    """Whether the person showed on this session within the last minutes who they are."""
    return login.authenticated_at is not None and now - login.authenticated_at <= STEP_UP


def in_force(login: UserSession, now: datetime) -> bool:
    """Whether a session is neither idle for too long nor too old."""
    return now - login.last_seen_at < IDLE_LIMIT and now - login.created_at < ABSOLUTE_LIMIT
