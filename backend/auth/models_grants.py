"""Grants of roles that need two people."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.auth.policy import Role
from backend.core.models import Base, HasId, enum_type

_PENDING = text("state = 'pending'")


class GrantState(StrEnum):
    """What became of a proposal."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class RoleGrant(HasId, Base):
    """A role proposed for a person, and what the second person decided.

    `proposed_by` is nobody where the command line gave the role. `note` is the reason of a refusal or of the command.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("state <> 'confirmed' OR decided_by <> proposed_by", name="two_people"),
        CheckConstraint("state NOT IN ('confirmed', 'refused') OR decided_by <> user_id", name="not_for_oneself"),
        Index(
            "uq_role_grant_pending", "user_id", "role", unique=True, sqlite_where=_PENDING, postgresql_where=_PENDING
        ),
        Index("ix_role_grant_proposed_at", "proposed_at"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    role: Mapped[Role] = mapped_column(enum_type(Role))
    state: Mapped[GrantState] = mapped_column(enum_type(GrantState), default=GrantState.PENDING)
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="")
