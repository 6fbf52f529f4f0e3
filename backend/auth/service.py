"""Accounts: made, edited, disabled, and let in by one-time links. The command line uses this too."""

import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from backend.audit.record import record
from backend.auth import linked, second_factor, sessions
from backend.auth.models import ActivationLink, UserAccount, UserRole, UserState
from backend.auth.policy import Role, exclusive
from backend.auth.schemas import MeEdit, UserEdit
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput, NotFound
from backend.core.ids import new_id
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.text import Text

Notify = Callable[..., int]
"""Gives people a notice with the transaction (notices.service.notify, which is above this layer)."""
FACTOR_RESET: Final = "user.factor_reset"
NOTICES: Final[dict[str, tuple[Text, str]]] = {
    FACTOR_RESET: (
        Text(
            "有一名用户的动态码将随重置链接一并清除，请向本人核实是否属实",
            "A reset link takes somebody's second factor away; ask that person whether they wanted it",
        ),
        "/system/users?id={user}",
    ),
}
LINK_LIFETIME: Final = timedelta(minutes=30)


class UsernameTaken(Conflict):
    code = "username_taken"
    title = Text("这个用户名已被使用", "This username is taken")


class RolesExclusive(Conflict):
    code = "roles_exclusive"
    title = Text("这些岗位不能由同一人兼任", "One person may not hold these roles together")


class LastSysadmin(Conflict):
    code = "last_sysadmin"
    title = Text("至少要保留一名可登录的系统管理员", "One active system administrator must remain")


class LastAuditor(Conflict):
    code = "last_auditor"
    title = Text("至少要保留一名可登录的审计人员", "One active auditor must remain")


class UserDisabled(Conflict):
    code = "user_disabled"
    title = Text("这个账号已停用，请先启用", "This account is disabled; enable it first")


class LinkInvalid(NotFound):
    code = "link_invalid"
    title = Text(
        "链接无效或已过期，请向系统管理员重新索取", "The link is invalid or expired; ask the system administrator"
    )


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A link as it is handed over, once; only its hash is kept."""

    link: str
    expires_at: datetime


def create_user(
    session: Session,
    actor: Principal | str,
    *,
    username: str,
    display_name: str,
    roles: Iterable[Role],
    unit_id: UUID | None = None,
    email: str | None = None,
    unit_head: bool = False,
) -> UserAccount:
    """Add a person, who gets in by an activation link. Raises UsernameTaken, RolesExclusive, InvalidInput."""
    wanted = frozenset(roles)
    _check_roles(wanted, unit_id, unit_head=unit_head)
    username = username.lower()
    if session.execute(select(UserAccount.id).where(UserAccount.username == username)).first() is not None:
        raise UsernameTaken
    user = UserAccount(
        username=username,
        display_name=display_name,
        unit_id=unit_id,
        email=email,
        unit_head=unit_head,
        created_at=clock.now(session),
        role_rows=[],
    )
    user.role_rows = [UserRole(role=role) for role in sorted(wanted)]
    session.add(user)
    session.flush()
    record(session, actor, "user.create", "user", user.id, roles=sorted(wanted), unit_id=unit_id and str(unit_id))
    return user


def get_user(session: Session, user_id: UUID, *, lock: bool = False) -> UserAccount:
    """A person with their roles. Raises NotFound."""
    statement = select(UserAccount).where(UserAccount.id == user_id).options(selectinload(UserAccount.role_rows))
    user = session.execute(statement.with_for_update() if lock else statement).scalar_one_or_none()
    if user is None:
        raise NotFound
    return user


def find_user(session: Session, username: str) -> UserAccount | None:
    """A person by the name they log in with."""
    statement = select(UserAccount).where(UserAccount.username == username.lower())
    return session.execute(statement.options(selectinload(UserAccount.role_rows))).scalar_one_or_none()


def acting_as(user: UserAccount) -> Principal:
    """The person as service functions know them, for commands that act in somebody's name."""
    return Principal(
        user_id=user.id,
        session_id=new_id(),
        username=user.username,
        display_name=user.display_name,
        roles=frozenset(user.roles),
        unit_id=user.unit_id,
    )


def edit_user(session: Session, actor: Principal, user: UserAccount, edit: UserEdit) -> None:
    """Change what `edit` holds of a person whose row is locked. Raises RolesExclusive, InvalidInput, LastSysadmin,
    LastAuditor."""
    given = edit.model_fields_set
    before = user.roles
    roles = before if edit.roles is None else frozenset(edit.roles)
    unit_id = edit.unit_id if "unit_id" in given else user.unit_id
    email = edit.email if "email" in given else user.email
    display_name = edit.display_name or user.display_name
    unit_head = Role.LIAISON in roles and user.unit_head if edit.unit_head is None else edit.unit_head
    _check_roles(roles, unit_id, unit_head=unit_head)
    _keep_watch(session, user, before - roles)
    if roles != before:
        user.role_rows = [row for row in user.role_rows if row.role in roles]
        session.flush()  # first those that go: the database refuses roles that exclude each other, even for a moment
        user.role_rows += [UserRole(role=role) for role in sorted(roles - before)]
        record(session, actor, "user.roles", "user", user.id, before=sorted(before), after=sorted(roles))
    wanted = (display_name, unit_id, email, unit_head)
    if wanted != (user.display_name, user.unit_id, user.email, user.unit_head):
        user.display_name, user.unit_id, user.email, user.unit_head = wanted
        record(session, actor, "user.update", "user", user.id, fields=sorted(given - {"roles"}))
    user.version += 1
    session.flush()


def take_roles(session: Session, actor: Principal, user: UserAccount, roles: frozenset[Role]) -> None:
    """Take roles of a person whose row is locked away, at once. Raises LastSysadmin, LastAuditor."""
    before = user.roles
    _keep_watch(session, user, roles)
    user.role_rows = [row for row in user.role_rows if row.role not in roles]
    user.version += 1
    session.flush()
    record(session, actor, "user.roles", "user", user.id, before=sorted(before), after=sorted(before - roles))


def with_open_link(session: Session, people: Iterable[UUID]) -> set[UUID]:
    """For whom of these people a link to set a password could still be used."""
    links = select(ActivationLink.user_id).where(ActivationLink.user_id.in_(list(people)))
    return set(session.scalars(links.where(ActivationLink.expires_at > clock.now(session))))


def edit_own(session: Session, principal: Principal, user: UserAccount, edit: MeEdit) -> None:
    """Change what people may change of themselves; the row is locked."""
    if edit.email != user.email:
        user.email = edit.email
        record(session, principal, "user.update", "user", user.id, fields=["email"])
    user.version += 1
    session.flush()


def disable(session: Session, actor: Principal, user: UserAccount) -> None:
    """Shut a person out at once: sessions and links end. Raises LastSysadmin, LastAuditor."""
    if user.disabled_at is not None:
        return
    _keep_watch(session, user, user.roles)
    user.disabled_at = clock.now(session)
    user.version += 1
    end_links(session, user)
    record(session, actor, "user.disable", "user", user.id, sessions_ended=sessions.end_all(session, user.id))


def enable(session: Session, actor: Principal, user: UserAccount) -> None:
    """Let a disabled person in again, with the password of before."""
    if user.disabled_at is None:
        return
    user.disabled_at = None
    user.version += 1
    record(session, actor, "user.enable", "user", user.id)


def end_sessions(session: Session, actor: Principal, user: UserAccount) -> None:
    """End all sessions of a person."""
    record(session, actor, "user.sessions_end", "user", user.id, count=sessions.end_all(session, user.id))


def make_activation_link(
    session: Session,
    actor: Principal | str,
    user: UserAccount,
    keys: Keys,
    base_url: str,
    *,
    reset_factor: Notify | None = None,
) -> IssuedLink:
    """A new one-time link to set a password; an older one stops working. Raises UserDisabled.

    The token travels after `#`, so that no server and no log ever sees it in an address. The second factor stays,
    unless the caller gives in `reset_factor` the means to tell the auditors that it does not.
    """
    if user.state is UserState.DISABLED:
        raise UserDisabled
    token = secrets.token_urlsafe(32)
    expires_at = clock.now(session) + LINK_LIFETIME
    end_links(session, user)
    link = ActivationLink(user_id=user.id, token_hash=_hash(keys, token), expires_at=expires_at)
    link.resets_factor = reset_factor is not None
    session.add(link)
    session.flush()
    record(session, actor, "user.link", "user", user.id, resets_factor=link.resets_factor)
    if reset_factor is not None:
        params = {"user": str(user.id)}
        key = f"user/{user.id}/factor/{int(expires_at.timestamp())}"
        reset_factor(session, active_holders(session, Role.AUDITOR), FACTOR_RESET, params, key=key)
    return IssuedLink(f"{base_url.rstrip('/')}/activate#{token}", expires_at)


def end_links(session: Session, user: UserAccount) -> None:
    """Links that were made for a person and not used stop working."""
    session.execute(delete(ActivationLink).where(ActivationLink.user_id == user.id))


def active_holders(session: Session, role: Role) -> set[UUID]:
    """Ids of the people with a role who can log in."""
    statement = (
        select(UserRole.user_id)
        .join(UserAccount, UserAccount.id == UserRole.user_id)
        .where(UserRole.role == role, UserAccount.disabled_at.is_(None), UserAccount.activated_at.is_not(None))
    )
    return set(session.execute(statement).scalars())


def user_of_link(session: Session, keys: Keys, token: str) -> UserAccount:
    """Whom a link lets in. Raises LinkInvalid."""
    statement = select(ActivationLink).where(ActivationLink.token_hash == _hash(keys, token))
    link = session.execute(statement).scalar_one_or_none()
    if link is None or link.expires_at <= clock.now(session):
        raise LinkInvalid
    return get_user(session, link.user_id)


def use_link(session: Session, keys: Keys, token: str, password_hash: str) -> UserAccount:
    """Set the password by a link, which is then used up; all sessions of before end. Raises LinkInvalid."""
    user = get_user(session, user_of_link(session, keys, token).id, lock=True)
    used = delete(ActivationLink).where(ActivationLink.token_hash == _hash(keys, token))
    resets = session.execute(used.returning(ActivationLink.resets_factor)).scalars().all()
    if not resets:
        raise LinkInvalid  # somebody else used it meanwhile
    user.password_hash, user.password_set_at = password_hash, clock.now(session)
    if resets[0]:
        second_factor.remove(session, str(user.id), user, "auth.factor_reset")
    linked.unlink(session, str(user.id), user)  # who made the link useful may not be who linked them
    user.activated_at = user.activated_at or clock.now(session)
    user.version += 1
    record(session, str(user.id), "auth.activate", "user", user.id, ended=sessions.end_all(session, user.id))
    return user


def _check_roles(roles: frozenset[Role], unit_id: UUID | None, *, unit_head: bool) -> None:
    if exclusive(roles):
        raise RolesExclusive
    if Role.LIAISON in roles and unit_id is None:
        text = Text("单位联络员必须选定所在单位", "A liaison needs a unit")
        raise InvalidInput(errors=[FieldProblem("/unit_id", "unit_required", text)])
    if unit_head and Role.LIAISON not in roles:
        text = Text("单位负责人账号须是单位联络员", "The account of a unit's head is a liaison's")
        raise InvalidInput(errors=[FieldProblem("/unit_head", "liaison_required", text)])


def _keep_watch(session: Session, leaving: UserAccount, lost: frozenset[Role]) -> None:
    """Refuse when `leaving` is the last person who can administer, or the last who can watch over who does."""
    for role, refusal in ((Role.SYSADMIN, LastSysadmin), (Role.AUDITOR, LastAuditor)):
        if role in lost & leaving.roles and leaving.state is UserState.ACTIVE and not _others(session, role, leaving):
            raise refusal


def _others(session: Session, role: Role, leaving: UserAccount) -> bool:
    """Whether somebody else can log in with `role`.

    The role rows are locked first, always in one order, so that two people cannot both be the last but one; the
    accounts are read after that, as they then are.
    """
    rows = select(UserRole.user_id).where(UserRole.role == role).order_by(UserRole.user_id).with_for_update()
    session.execute(rows).all()
    return not active_holders(session, role) <= {leaving.id}


def _hash(keys: Keys, token: str) -> bytes:
    return hmac.digest(keys.pepper, b"activation\0" + token.encode(), "sha256")
