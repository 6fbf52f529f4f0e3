"""Letting in anew whoever holds roles that two people give (security design, section 2, T15).

Who makes a link to set a password can use it himself and then is that person. Such roles therefore go with the link,
or when a disabled account is opened again, and are proposed anew; an auditor confirms them once the person has set a
password and no link is left that somebody else could use. The command line, `by_command`, takes no role away: it is
the way where nobody else can confirm, and every auditor and administrator is told.
"""

from sqlalchemy.orm import Session

from backend.audit.record import COMMAND
from backend.auth import grants, service
from backend.auth.models import UserAccount
from backend.auth.policy import FOUR_EYES, Role
from backend.core.errors import Conflict
from backend.core.keys import Keys
from backend.core.principal import Principal
from backend.core.telling import Notify
from backend.core.text import Text


class OwnLink(Conflict):
    code = "own_link"
    title = Text(
        "不能为自己生成链接，请在“我的账号”中修改密码", "Nobody makes a link for themselves; change the password"
    )


class NobodyToConfirm(Conflict):
    code = "nobody_to_confirm"
    title = Text(
        "没有其他可登录的审计人员来确认其岗位，请由服务器管理人员用 pingyi link 命令办理",
        "No other auditor could confirm the roles anew; use the command pingyi link on the server",
    )


def make_link(
    session: Session,
    notify: Notify,
    principal: Principal,
    user: UserAccount,
    keys: Keys,
    base_url: str,
    *,
    reset_factor: bool = False,
) -> service.IssuedLink:
    """A link for a person whose row is locked. Raises OwnLink, NobodyToConfirm, UserDisabled."""
    if user.id == principal.user_id:
        raise OwnLink
    issued = service.make_activation_link(
        session, principal, user, keys, base_url, reset_factor=notify if reset_factor else None
    )
    grants.tell_of_account(session, notify, principal, user, "account.link")
    _propose_anew(session, notify, principal, user)
    return issued


def by_command(
    session: Session, notify: Notify, user: UserAccount, keys: Keys, base_url: str, *, reset_factor: bool = False
) -> service.IssuedLink:
    """A link for a person whose row is locked, made on the server. Raises UserDisabled."""
    issued = service.make_activation_link(
        session, COMMAND, user, keys, base_url, reset_factor=notify if reset_factor else None
    )
    grants.tell_of_account(session, notify, COMMAND, user, "account.link_command")
    return issued


def enable(session: Session, notify: Notify, principal: Principal, user: UserAccount) -> None:
    """Open the disabled account of a person whose row is locked. Raises NobodyToConfirm."""
    if user.disabled_at is None:
        return
    grants.tell_of_account(session, notify, principal, user, "account.enabled")
    _propose_anew(session, notify, principal, user)
    service.enable(session, principal, user)


def use_link(session: Session, notify: Notify, keys: Keys, token: str, password_hash: str) -> None:
    """Set a password by a link; what waited for the person can be decided now. Raises LinkInvalid."""
    grants.tell_ready(session, notify, service.use_link(session, keys, token, password_hash))


def _propose_anew(session: Session, notify: Notify, principal: Principal, user: UserAccount) -> None:
    held = user.roles & FOUR_EYES
    if not held:
        return
    if service.active_holders(session, Role.AUDITOR) <= {user.id}:
        raise NobodyToConfirm
    service.take_roles(session, principal, user, held)
    grants.propose(session, notify, principal, user, held)
    if Role.SYSADMIN in held:
        grants.lapse(session, notify)  # what that person had proposed
