"""Roles that two people give: the system administrator proposes, an auditor confirms (security design, section 2, T15).

Liaisons and leaders, who only answer for their unit or read, are made by the administrator alone. Taking a role away
needs nobody else and acts at once; the auditors are told of it. Where no auditor can decide, `give` is the way of
the command line: it needs access to the server, a reason, and is told to every auditor and administrator.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.record import COMMAND, SYSTEM, record
from backend.auth import service
from backend.auth.models import UserAccount, UserRole
from backend.auth.models_grants import GrantState, RoleGrant
from backend.auth.policy import FOUR_EYES, Role, exclusive
from backend.auth.schemas import UserEdit, UserIn
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, Forbidden, InvalidInput, NotFound
from backend.core.ids import new_id
from backend.core.principal import Principal
from backend.core.telling import Notify
from backend.core.text import Text

LIFETIME: Final = timedelta(days=7)


class OwnGrant(Forbidden):
    code = "own_grant"
    title = Text(
        "不能处理自己提出的岗位授权，也不能处理给自己的授权", "Nobody decides a grant that they proposed or would get"
    )


class ProposerGone(Conflict):
    code = "proposer_gone"
    title = Text(
        "提出人已不再担任系统管理员，这项授权已失效", "Whoever proposed this is no administrator any more; it is void"
    )


class OwnRoles(Conflict):
    code = "own_roles"
    title = Text(
        "不能改变自己的岗位，请由另一名系统管理员办理", "Nobody changes their own roles; ask another administrator"
    )


class PersonNotIn(Conflict):
    code = "person_not_in"
    title = Text(
        "本人尚未设置密码，或还有未使用的链接，暂不能确认",
        "The person has not set a password yet, or a link to do so is still open; this cannot be confirmed now",
    )


class GrantDecided(Conflict):
    code = "grant_not_pending"
    title = Text("这项授权已有结果或已失效，请刷新页面", "This grant was decided or has expired")


def create_user(session: Session, notify: Notify, principal: Principal, body: UserIn) -> UserAccount:
    """Add a person; roles that need two people are proposed. Raises what `service.create_user` and `propose` do."""
    user = service.create_user(
        session,
        principal,
        username=body.username,
        display_name=body.display_name,
        roles=frozenset(body.roles) - FOUR_EYES,
        unit_id=body.unit_id,
        email=body.email,
        unit_head=body.unit_head,
    )
    propose(session, notify, principal, user, body.roles)
    return user


def edit_user(session: Session, notify: Notify, principal: Principal, user: UserAccount, edit: UserEdit) -> None:
    """Edit a person whose row is locked: roles go at once, those that need two people come when confirmed.

    Raises OwnRoles, and what `service.edit_user` and `propose` do.
    """
    before, email = user.roles, user.email
    wanted = before if edit.roles is None else frozenset(edit.roles)
    if wanted != before and user.id == principal.user_id:
        raise OwnRoles
    if edit.roles is not None:
        edit = edit.model_copy(update={"roles": sorted((wanted & before) | (wanted - FOUR_EYES))})
    service.edit_user(session, principal, user, edit)
    propose(session, notify, principal, user, wanted)
    if Role.SYSADMIN in before - user.roles:
        lapse(session, notify)
    if (before - user.roles) & FOUR_EYES:
        tell_of_account(session, notify, principal, user, "account.roles_taken")
    if user.email != email:
        tell_of_account(session, notify, principal, user, "account.mail")


def propose(session: Session, notify: Notify, principal: Principal, user: UserAccount, roles: Iterable[Role]) -> None:
    """Ask an auditor for those of `roles` that need two people and are neither held nor asked for yet.

    The row of `user` is locked. Raises RolesExclusive.
    """
    missing = FOUR_EYES.intersection(roles) - user.roles
    if not missing:
        return
    now = clock.now(session)
    lapse(session, notify)
    pending = select(RoleGrant.role).where(RoleGrant.user_id == user.id, RoleGrant.state == GrantState.PENDING)
    waiting = frozenset(session.scalars(pending))
    if exclusive(user.roles | waiting | missing):
        raise service.RolesExclusive
    for role in sorted(missing - waiting):
        grant = RoleGrant(
            user_id=user.id, role=role, proposed_by=principal.user_id, proposed_at=now, expires_at=now + LIFETIME
        )
        session.add(grant)
        session.flush()
        record(session, principal, "grant.propose", "user", user.id, grant=str(grant.id), role=role)
        _tell(session, notify, "grant.pending", grant, but=principal.user_id)


def decide(
    session: Session, notify: Notify, principal: Principal, grant_id: UUID, *, confirmed: bool, note: str = ""
) -> RoleGrant:
    """Confirm or refuse what another proposed, who must still be an administrator.

    It is confirmed only for a person who has come: else the administrator could use the link himself afterwards.
    Raises NotFound, OwnGrant, GrantDecided, ProposerGone, PersonNotIn, RolesExclusive, InvalidInput.
    """
    grant, user = _pending(session, grant_id)
    if principal.user_id in (grant.proposed_by, grant.user_id):
        raise OwnGrant
    if grant.proposed_by not in service.active_holders(session, Role.SYSADMIN):
        raise ProposerGone
    if not confirmed and not note:
        text = Text("退回须写明理由", "A refusal needs a reason")
        raise InvalidInput(errors=[FieldProblem("/note", "reason_missing", text)])
    if confirmed:
        if not has_come(session, user):
            raise PersonNotIn
        _add_role(session, principal, user, grant.role)
    _end(session, notify, grant, GrantState.CONFIRMED if confirmed else GrantState.REFUSED, principal, note)
    return grant


def withdraw(session: Session, notify: Notify, principal: Principal, grant_id: UUID) -> RoleGrant:
    """Take a proposal back; any administrator may. Raises NotFound, GrantDecided."""
    grant, _ = _pending(session, grant_id)
    _end(session, notify, grant, GrantState.WITHDRAWN, principal)
    return grant


def give(session: Session, notify: Notify, user: UserAccount, role: Role, reason: str) -> None:
    """Give a role at once, from the command line, to a person whose row is locked. Raises RolesExclusive."""
    now = clock.now(session)
    _add_role(session, COMMAND, user, role)
    of_role = select(RoleGrant).where(
        RoleGrant.user_id == user.id, RoleGrant.role == role, RoleGrant.state == GrantState.PENDING
    )
    for waiting in session.scalars(of_role.with_for_update()):
        _end(session, notify, waiting, GrantState.WITHDRAWN, COMMAND)
    grant = RoleGrant(
        user_id=user.id,
        role=role,
        state=GrantState.CONFIRMED,
        proposed_at=now,
        expires_at=now,
        decided_at=now,
        note=reason,
    )
    session.add(grant)
    session.flush()
    record(session, COMMAND, "grant.command", "user", user.id, grant=str(grant.id), role=role)
    notify(
        session, _holding(session, Role.AUDITOR, Role.SYSADMIN), "grant.command", {}, key=f"grant/{grant.id}/command"
    )


def lapse(session: Session, notify: Notify) -> int:
    """End the proposals that nobody decided in time, or of somebody who is no administrator now; returns how many."""
    active = service.active_holders(session, Role.SYSADMIN)
    void = (RoleGrant.expires_at <= clock.now(session)) | RoleGrant.proposed_by.not_in(active)
    late = select(RoleGrant).where(RoleGrant.state == GrantState.PENDING, void)
    over = session.scalars(late.order_by(RoleGrant.id).with_for_update()).all()
    for grant in over:
        _end(session, notify, grant, GrantState.EXPIRED, SYSTEM)
    return len(over)


def has_come(session: Session, user: UserAccount) -> bool:
    """Whether the person has set a password, and nobody can set another by a link."""
    return user.activated_at is not None and not service.with_open_link(session, [user.id])


def tell_ready(session: Session, notify: Notify, user: UserAccount) -> None:
    """Tell the auditors that what waits for a person can be decided now."""
    waiting = (RoleGrant.user_id == user.id) & (RoleGrant.state == GrantState.PENDING)
    if session.scalars(select(RoleGrant.id).where(waiting)).first() is not None:
        told = set(_holding(session, Role.AUDITOR)) - {user.id}
        notify(session, told, "grant.ready", {}, key=f"ready/{new_id()}")


def tell_of_account(session: Session, notify: Notify, actor: Principal | str, user: UserAccount, kind: str) -> None:
    """Tell the auditors, and the person, what was done to an account that has more than a unit's rights; of what was
    done by command the administrators, too."""
    if kind != "account.roles_taken" and not user.roles & FOUR_EYES:
        return
    key = f"account/{new_id()}"
    by = actor.user_id if isinstance(actor, Principal) else None
    watching = (Role.AUDITOR,) if by is not None else (Role.AUDITOR, Role.SYSADMIN)
    notify(session, set(_holding(session, *watching)) - {by, user.id}, kind, {}, key=key)
    notify(session, {user.id} - {by}, "account.yours", {}, key=key)


def state_at(grant: RoleGrant, now: datetime) -> GrantState:
    """What a proposal is at `now`, also before `lapse` has come by."""
    return GrantState.EXPIRED if grant.state is GrantState.PENDING and grant.expires_at <= now else grant.state


def _pending(session: Session, grant_id: UUID) -> tuple[RoleGrant, UserAccount]:
    """A proposal that waits and its person, both locked, the person first as everywhere."""
    found = session.get(RoleGrant, grant_id)
    if found is None:
        raise NotFound
    user = service.get_user(session, found.user_id, lock=True)
    session.refresh(found, with_for_update=True)
    if state_at(found, clock.now(session)) is not GrantState.PENDING:
        raise GrantDecided
    return found, user


def _add_role(session: Session, actor: Principal | str, user: UserAccount, role: Role) -> None:
    before = user.roles
    if role in before:
        return
    if exclusive(before | {role}):
        raise service.RolesExclusive
    user.role_rows.append(UserRole(role=role))
    user.version += 1
    session.flush()
    record(session, actor, "user.roles", "user", user.id, before=sorted(before), after=sorted(user.roles))


def _end(
    session: Session, notify: Notify, grant: RoleGrant, state: GrantState, actor: Principal | str, note: str = ""
) -> None:
    at = clock.now(session)  # reads, so before the columns that only fit together
    by = actor.user_id if isinstance(actor, Principal) else None
    grant.state, grant.decided_at, grant.decided_by, grant.note = state, at, by, note
    session.flush()
    record(session, actor, f"grant.{state}", "user", grant.user_id, grant=str(grant.id), role=grant.role)
    _tell(session, notify, f"grant.{state}", grant, but=by)


def _tell(session: Session, notify: Notify, kind: str, grant: RoleGrant, *, but: UUID | None) -> None:
    key = f"grant/{grant.id}/{grant.state}"
    told = {*_holding(session, Role.AUDITOR), grant.proposed_by} - {but, grant.user_id}
    notify(session, [one for one in told if one is not None], kind, {}, key=key)
    if grant.state is GrantState.CONFIRMED:
        notify(session, [grant.user_id], "account.yours", {}, key=key)


def _holding(session: Session, *roles: Role) -> Iterable[UUID]:
    """Who has one of these roles and is not shut out."""
    held = select(UserRole.user_id).join(UserAccount, UserAccount.id == UserRole.user_id)
    return session.scalars(held.where(UserRole.role.in_(roles), UserAccount.disabled_at.is_(None))).all()
