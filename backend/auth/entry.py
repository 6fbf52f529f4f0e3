"""Getting in and changing the password: hashing takes its time outside the write turn, then rows are written.

Every function checks in its writing transaction that what it relied on before hashing still holds.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backend.audit.record import record
from backend.auth import passwords, service, sessions, throttle
from backend.auth.models import UserAccount, UserState
from backend.core.db import Database
from backend.core.errors import FieldProblem, InvalidInput, NotAuthenticated
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.text import Text

Result = TypeVar("Result")
NOBODY = "nobody"  # the actor of a failed login: nobody has shown who they are


class LoginFailed(NotAuthenticated):
    """One answer for an unknown user, a wrong password and an account that may not log in."""

    code = "login_failed"
    title = Text("用户名或密码不正确", "Wrong username or password")


class RefreshReused(NotAuthenticated):
    code = "refresh_reused"
    title = Text("登录凭证被重复使用，为安全起见已退出登录", "A used credential was shown; the session was ended")


async def log_in(
    database: Database, keys: Keys, *, username: str, password: str, address: str, user_agent: str
) -> sessions.Entry:
    """Begin a session by password. Raises LoginFailed, TooManyRequests."""
    username = username.lower()
    pair = throttle.key_of(keys, throttle.LOGIN_PAIR, username, address)
    account = throttle.key_of(keys, throttle.LOGIN_ACCOUNT, username)

    def attempt(session: Session) -> str | None:
        throttle.take(session, throttle.LOGIN_PAIR, pair)
        throttle.take(session, throttle.LOGIN_ACCOUNT, account)
        user = _by_name(session, username)
        return user.password_hash if user is not None and user.state is UserState.ACTIVE else None

    stored = await _write(database, attempt)
    right = await passwords.verify(stored, password)
    renewed = await passwords.hash_password(password) if right and stored and passwords.needs_rehash(stored) else None

    def decide(session: Session) -> sessions.Entry | None:
        user = _by_name(session, username, lock=True)
        may = user is not None and user.state is UserState.ACTIVE and user.password_hash == stored
        if user is None or not right or not may:
            record(session, NOBODY, "auth.login_fail", "user", user.id if user is not None else None)
            return None
        throttle.give_back(session, pair)
        throttle.give_back(session, account)
        throttle.forget_old(session)
        user.password_hash = renewed or stored
        return begin(session, keys, user, user_agent, "password")

    entry = await _write(database, decide)
    if entry is None:
        raise LoginFailed
    return entry


def begin(session: Session, keys: Keys, user: UserAccount, user_agent: str, how: str) -> sessions.Entry:
    """Begin a session and note it. `how` the person showed who they are: `password` or `demo`."""
    entry = sessions.begin(session, keys, user, user_agent)
    record(session, str(user.id), "auth.login", "session", entry.session_id, how=how)
    return entry


async def refresh(database: Database, keys: Keys, cookie: str) -> sessions.Entry:
    """Carry a session on by its cookie. Raises NotAuthenticated, RefreshReused, RefreshRaced."""
    entry = await _write(database, lambda session: sessions.carry_on(session, keys, cookie))
    if entry is None:
        raise RefreshReused
    return entry


async def activate(database: Database, keys: Keys, token: str, password: str) -> None:
    """Set a password by an activation link. Raises LinkInvalid, InvalidInput."""

    def whose() -> str:
        with database.read() as session:
            return service.user_of_link(session, keys, token).username

    passwords.check_acceptable(password, await run_in_threadpool(whose))
    hashed = await passwords.hash_password(password)
    await _write(database, lambda session: service.use_link(session, keys, token, hashed))


async def change_password(database: Database, keys: Keys, principal: Principal, current: str, new: str) -> None:
    """Replace the own password; all other sessions end. Raises InvalidInput, TooManyRequests."""
    passwords.check_acceptable(new, principal.username, "/new")
    key = throttle.key_of(keys, throttle.PASSWORD_CHANGE, str(principal.user_id))

    def attempt(session: Session) -> str | None:
        throttle.take(session, throttle.PASSWORD_CHANGE, key)
        return service.get_user(session, principal.user_id).password_hash

    stored = await _write(database, attempt)
    if not await passwords.verify(stored, current):
        raise _wrong_current()
    hashed = await passwords.hash_password(new)

    def replace(session: Session) -> None:
        user = service.get_user(session, principal.user_id, lock=True)
        if user.password_hash != stored:
            raise _wrong_current()
        throttle.give_back(session, key)
        user.password_hash = hashed
        user.version += 1
        ended = sessions.end_all(session, user.id, but=principal.session_id)
        record(session, principal, "auth.password_change", "user", user.id, sessions_ended=ended)

    await _write(database, replace)


def end_own_session(session: Session, principal: Principal, session_id: UUID) -> None:
    """End one of the caller's own sessions. Raises NotFound."""
    sessions.end_one(session, principal.user_id, session_id)
    record(session, principal, "auth.session_end", "session", session_id)


def _wrong_current() -> InvalidInput:
    text = Text("现在的密码不正确", "The current password is wrong")
    return InvalidInput(errors=[FieldProblem("/current", "wrong_password", text)])


def _by_name(session: Session, username: str, *, lock: bool = False) -> UserAccount | None:
    statement = select(UserAccount).where(UserAccount.username == username).options(selectinload(UserAccount.role_rows))
    return session.execute(statement.with_for_update() if lock else statement).scalar_one_or_none()


async def _write(database: Database, work: Callable[[Session], Result]) -> Result:
    async with database.write_async() as session:
        return await run_in_threadpool(work, session)
