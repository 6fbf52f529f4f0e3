"""Which identity of the identity provider opens which account."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth.models import UserAccount, UserIdentity
from backend.core.principal import Principal


def owner_of(session: Session, issuer: str, subject: str) -> UUID | None:
    """Whose account an identity opens."""
    statement = select(UserIdentity.user_id).where(UserIdentity.issuer == issuer, UserIdentity.subject == subject)
    return session.execute(statement).scalar_one_or_none()


def identity_of(session: Session, issuer: str, user_id: UUID) -> UserIdentity | None:
    """The identity of a provider that a person has linked."""
    statement = select(UserIdentity).where(UserIdentity.issuer == issuer, UserIdentity.user_id == user_id)
    return session.execute(statement).scalar_one_or_none()


def unlink(session: Session, actor: Principal | str, user: UserAccount) -> None:
    """Let no identity in as this person any more; does nothing where none is linked."""
    gone = delete(UserIdentity).where(UserIdentity.user_id == user.id).returning(UserIdentity.user_id)
    if session.execute(gone).all():
        record(session, actor, "auth.identity_unlink", "user", user.id)
