"""Reading lists of people."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from backend.auth.models import UserAccount, UserRole, UserState
from backend.auth.schemas import UserQuery
from backend.core.paging import Sorting, paginate

_SORTINGS: Final = {
    "username": Sorting(UserAccount.username, lambda user: user.username),
    "display_name": Sorting(UserAccount.display_name, lambda user: user.display_name),
    "created_at": Sorting(UserAccount.created_at, lambda user: user.created_at),
}
_IN_STATE: Final[dict[UserState, tuple[ColumnElement[bool], ...]]] = {
    UserState.DISABLED: (UserAccount.disabled_at.is_not(None),),
    UserState.INVITED: (UserAccount.disabled_at.is_(None), UserAccount.activated_at.is_(None)),
    UserState.ACTIVE: (UserAccount.disabled_at.is_(None), UserAccount.activated_at.is_not(None)),
}


def list_users(session: Session, query: UserQuery) -> tuple[Sequence[UserAccount], dict[str, Any]]:
    """One page of people with their roles."""
    statement = select(UserAccount).options(selectinload(UserAccount.role_rows))
    if query.id is not None:
        statement = statement.where(UserAccount.id == query.id)
    if query.q:
        statement = statement.where(
            or_(
                UserAccount.username.contains(query.q.lower(), autoescape=True),
                UserAccount.display_name.icontains(query.q, autoescape=True),
            )
        )
    if query.role is not None:
        statement = statement.where(UserAccount.id.in_(select(UserRole.user_id).where(UserRole.role == query.role)))
    if query.state is not None:
        statement = statement.where(*_IN_STATE[query.state])
    return paginate(session, statement, query, query.sort, _SORTINGS, UserAccount.id)
