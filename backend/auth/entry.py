"""Getting in by password, and changing it: hashing takes its time outside the write turn, then rows are written.

Every function checks in its writing transaction that what it relied on before hashing still holds.
"""

from uuid import UUID

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backend.audit.record import record
from backend.auth import codes, passwords, readmitting, service, sessions, throttle
from backend.auth.models import UserAccount, UserState
from backend.core import clock
from backend.core.db import Database
from backend.core.errors import FieldProblem, InvalidInput, NotAuthenticated
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.telling import Notify
from backend.core.text import Text


class LoginFailed(NotAuthenticated):
    """One answer for an unknown user, a wrong password and an account that may not log in."""

    code = "login_failed"
    title = Text("用户名或密码不正确", "Wrong username or password")


class RefreshReused(NotAuthenticated):
    code = "refresh_reused"
    title = Text("登录凭证被重复使用，为安全起见已退出登录", "A used credential was shown; the session was ended")


async def log_in(
    database: Database, keys: Keys, *, username: str, password: str, address: str, user_agent: str
) -> sessions.Entry | codes.CodeWanted:
    """Begin a session by password, or ask for the code first. Raises LoginFailed, TooManyRequests."""
    username = username.lower()
    pair = throttle.key_of(keys, throttle.LOGIN_PAIR, username, address)
    account = throttle.key_of(keys, throttle.LOGIN_ACCOUNT, username)

    def attempt(session: Session) -> str | None:
        throttle.take(session, throttle.LOGIN_PAIR, pair)
        throttle.take(session, throttle.LOGIN_ACCOUNT, account)
        user = _by_name(session, username)
        return user.password_hash if user is not None and user.state is UserState.ACTIVE else None

    stored = await database.run(attempt)
    right = await passwords.verify(stored, password)
    renewed = await passwords.hash_password(password) if right and stored and passwords.needs_rehash(stored) else None

    def decide(session: Session) -> sessions.Entry | codes.CodeWanted | None:
        user = _by_name(session, username, lock=True)
        may = user is not None and user.state is UserState.ACTIVE and user.password_hash == stored
        if user is None or not right or not may:
            record(session, codes.NOBODY, "auth.login_fail", "user", user.id if user is not None else None)
            return None
        throttle.give_back(session, pair)
        throttle.give_back(session, account)
        throttle.forget_old(session)
        user.password_hash = renewed or stored
        if user.totp_since is not None:
            return codes.ask_for_code(session, keys, user)
        return sessions.begin(session, keys, user, user_agent, "password")

    entry = await database.run(decide)
    if entry is None:
        raise LoginFailed
    return entry


async def refresh(database: Database, keys: Keys, cookie: str) -> sessions.Entry:
    """Carry a session on by its cookie. Raises NotAuthenticated, RefreshReused, RefreshRaced."""
    entry = await database.run(lambda session: sessions.carry_on(session, keys, cookie))
    if entry is None:
        raise RefreshReused
    return entry


async def activate(
    database: Database, notify: Notify, keys: Keys, policy: passwords.Policy, token: str, password: str
) -> None:
    """Set a password by an activation link. Raises LinkInvalid, InvalidInput."""

    def whose() -> str:
        with database.read() as session:
            return service.user_of_link(session, keys, token).username

    passwords.check_acceptable(password, await run_in_threadpool(whose), policy)
    hashed = await passwords.hash_password(password)
    await database.run(lambda session: readmitting.use_link(session, notify, keys, token, hashed))


async def change_password(
    database: Database, keys: Keys, policy: passwords.Policy, principal: Principal, current: str, new: str
) -> None:
    """Replace the own password; all other sessions and an open link end. Raises InvalidInput, TooManyRequests."""
    passwords.check_acceptable(new, principal.username, policy, "/new")
    if new == current:
        text = Text("新密码不能与现在的密码相同", "The new password must not be the current one")
        raise InvalidInput(errors=[FieldProblem("/new", "password_same", text)])
    key = throttle.key_of(keys, throttle.PASSWORD_CHANGE, str(principal.user_id))

    def attempt(session: Session) -> str | None:
        throttle.take(session, throttle.PASSWORD_CHANGE, key)
        return service.get_user(session, principal.user_id).password_hash

    stored = await database.run(attempt)
    if not await passwords.verify(stored, current):
        raise codes.wrong_password("/current")
    hashed = await passwords.hash_password(new)

    def replace(session: Session) -> None:
        user = service.get_user(session, principal.user_id, lock=True)
        if user.password_hash != stored:
            raise codes.wrong_password("/current")
        throttle.give_back(session, key)
        user.password_hash, user.password_set_at = hashed, clock.now(session)
        user.version += 1
        service.end_links(session, user)  # somebody else may have it, and it would undo the change
        ended = sessions.end_all(session, user.id, but=principal.session_id)
        record(session, principal, "auth.password_change", "user", user.id, sessions_ended=ended)

    await database.run(replace)


def end_own_session(session: Session, principal: Principal, session_id: UUID) -> None:
    """End one of the caller's own sessions. Raises NotFound."""
    sessions.end_one(session, principal.user_id, session_id)
    record(session, principal, "auth.session_end", "session", session_id)


def _by_name(session: Session, username: str, *, lock: bool = False) -> UserAccount | None:
    statement = select(UserAccount).where(UserAccount.username == username).options(selectinload(UserAccount.role_rows))
    return session.execute(statement.with_for_update() if lock else statement).scalar_one_or_none()
