"""What takes a code of the second factor: the second half of a login, showing once more who one is, a new device.

As in `entry`, passwords are hashed outside the write turn. Wrong codes are counted for the account, however they come.
"""

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth import passwords, second_factor, service, sessions, throttle
from backend.auth.models import LoginStep, UserAccount, UserSession, UserState
from backend.core import clock
from backend.core.db import Database
from backend.core.errors import FieldProblem, InvalidInput, NotAuthenticated
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.sealing import Sealer
from backend.core.text import Text

Result = TypeVar("Result")
NOBODY: Final = "nobody"  # the actor of a failed login: nobody has shown who they are
CODE_WITHIN: Final = timedelta(minutes=5)
"""How long after the password the code may come."""


class CodeWrong(NotAuthenticated):
    code = "code_wrong"
    title = Text("动态码不正确或已用过", "The code is wrong or was used before")


class LoginStepInvalid(NotAuthenticated):
    code = "login_step_invalid"
    title = Text("等待时间过长，请重新登录", "This took too long; please log in again")


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """The password was right, and a code is to follow with this token."""

    token: str


def ask_for_code(session: Session, keys: Keys, user: UserAccount, first: str = "password") -> CodeWanted:
    """Note that the first half was right. This is no session: it lets nobody in but together with a code."""
    token = secrets.token_urlsafe(32)
    until = clock.now(session) + CODE_WITHIN
    session.add(LoginStep(token_hash=_hash_step(keys, token), user_id=user.id, expires_at=until, first=first))
    return CodeWanted(token)


def forget_old_steps(session: Session) -> None:
    """Delete logins whose code did not come in time; ones in use elsewhere are left for the next time."""
    late = LoginStep.expires_at < clock.now(session)
    old = select(LoginStep.token_hash).where(late).with_for_update(skip_locked=True)
    gone = delete(LoginStep).where(LoginStep.token_hash.in_(old))
    session.execute(gone.execution_options(synchronize_session=False))


async def log_in_by_code(
    database: Database, keys: Keys, sealer: Sealer, *, token: str, code: str, address: str, user_agent: str
) -> sessions.Entry:
    """Begin the session of a person whose first half was right. Raises LoginStepInvalid, CodeWrong, TooManyRequests."""
    digest = _hash_step(keys, token)

    def decide(session: Session) -> sessions.Entry | None:
        step = session.get(LoginStep, digest)
        if step is None or step.expires_at <= clock.now(session):
            raise LoginStepInvalid
        user = service.get_user(session, step.user_id, lock=True)
        pair = throttle.key_of(keys, throttle.LOGIN_CODE_PAIR, str(user.id), address)
        throttle.take(session, throttle.LOGIN_CODE_PAIR, pair)
        how = _counted(session, keys, user, partial(second_factor.accept, session, keys, sealer, user, code))
        if how is None:
            return None
        throttle.give_back(session, pair)
        used = delete(LoginStep).where(LoginStep.token_hash == digest).returning(LoginStep.first)
        first = session.execute(used).scalars().all()
        if not first or user.state is not UserState.ACTIVE:
            raise LoginStepInvalid  # used or ended meanwhile
        return sessions.begin(session, keys, user, user_agent, how if first == ["password"] else f"{first[0]}_{how}")

    entry = await database.run(decide)
    if entry is None:
        raise CodeWrong
    return entry


def _counted(session: Session, keys: Keys, user: UserAccount, attempt: Callable[[], Result]) -> Result:
    """Try a code of a person whose row is locked. Wrong ones are counted, which the caller commits.

    Raises TooManyRequests.
    """
    account = throttle.key_of(keys, throttle.CODE_ACCOUNT, str(user.id))
    throttle.take(session, throttle.CODE_ACCOUNT, account)
    right = attempt()
    if right:
        throttle.give_back(session, account)
    else:
        record(session, NOBODY, "auth.code_fail", "user", user.id)
    return right


async def step_up(
    database: Database, keys: Keys, sealer: Sealer, principal: Principal, password: str, code: str | None
) -> None:
    """Show once more who one is, on the own session. Raises InvalidInput, TooManyRequests."""
    key = throttle.key_of(keys, throttle.STEP_UP, str(principal.user_id))

    def attempt(session: Session) -> str | None:
        throttle.take(session, throttle.STEP_UP, key)
        return service.get_user(session, principal.user_id).password_hash

    stored = await database.run(attempt)
    if not await passwords.verify(stored, password):
        raise wrong_password("/password")

    def decide(session: Session) -> bool:
        user = service.get_user(session, principal.user_id, lock=True)
        if user.password_hash != stored:
            raise wrong_password("/password")
        if user.totp_since is not None:
            if code is None:
                raise _code_required()
            if not _counted(session, keys, user, partial(second_factor.accept, session, keys, sealer, user, code)):
                return False
        throttle.give_back(session, key)
        authenticated(session, principal)
        return True

    if not await database.run(decide):
        raise _wrong_code()


def authenticated(session: Session, principal: Principal) -> None:
    """Note that the person of this session has shown now who they are."""
    now = clock.now(session)
    session.execute(update(UserSession).where(UserSession.id == principal.session_id).values(authenticated_at=now))
    record(session, principal, "auth.step_up", "session", principal.session_id)


async def confirm_factor(database: Database, keys: Keys, sealer: Sealer, principal: Principal, code: str) -> list[str]:
    """Put the own second factor in force by a code of it; gives the recovery codes.

    Raises InvalidInput, TooManyRequests, SecondFactorExists, NoSecondFactor.
    """

    def confirm(session: Session) -> list[str] | None:
        user = service.get_user(session, principal.user_id, lock=True)
        attempt = partial(second_factor.confirm, session, sealer, principal, user, code)
        if not _counted(session, keys, user, attempt):
            return None
        return second_factor.new_recovery_codes(session, keys, principal, user)

    codes = await database.run(confirm)
    if codes is None:
        raise _wrong_code()
    return codes


def _code_required() -> InvalidInput:
    text = Text("请填写动态码", "A code is needed, too")
    return InvalidInput(errors=[FieldProblem("/code", "code_required", text)])


def _wrong_code() -> InvalidInput:
    return InvalidInput(errors=[FieldProblem("/code", CodeWrong.code, CodeWrong.title)])


def wrong_password(pointer: str) -> InvalidInput:
    """The refusal of a password that was given by somebody who is logged in."""
    text = Text("现在的密码不正确", "The current password is wrong")
    return InvalidInput(errors=[FieldProblem(pointer, "wrong_password", text)])


def _hash_step(keys: Keys, token: str) -> bytes:
    return hmac.digest(keys.pepper, b"login step\0" + token.encode(), "sha256")
