"""People who log in, their roles and sessions, the links that let them in, and the count of failed attempts."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.auth.policy import Role
from backend.core.fields import EMAIL_LENGTH
from backend.core.models import Base, HasId, Versioned, enum_type


class UserState(StrEnum):
    """Where an account stands: has a link but no password yet, may log in, may not."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class UserAccount(HasId, Versioned, Base):
    """A person. `unit_id` is the person's own unit; a liaison must have one. `unit_head` marks the liaison account of
    the unit's head, who signs what the unit answers to a complaint. Notices go to `email`, which several may share."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("username = lower(username)", name="username_lower"),)

    username: Mapped[str] = mapped_column(String(32), unique=True)
    display_name: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    unit_head: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    email: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH))
    password_hash: Mapped[str | None] = mapped_column(String(160))
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    role_rows: Mapped[list["UserRole"]] = relationship(lazy="raise", cascade="all, delete-orphan", passive_deletes=True)

    @property
    def state(self) -> UserState:
        if self.disabled_at is not None:
            return UserState.DISABLED
        return UserState.INVITED if self.activated_at is None else UserState.ACTIVE

    @property
    def roles(self) -> frozenset[Role]:
        """The roles; the query must have loaded `role_rows`."""
        return frozenset(row.role for row in self.role_rows)


class UserRole(Base):
    """One role of one person."""

    __tablename__ = "user_role"
    __table_args__ = (Index("ix_user_role_role", "role"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(enum_type(Role), primary_key=True)


class UserSession(HasId, Base):
    """One login on one device. The row is the session: without it no token of it works.

    The refresh cookie is `family` and a secret; `refresh_hash` is of the secret in force, `previous_hash` of the one
    before, which was replaced at `rotated_at`. A cookie of a known family with any other secret was copied.
    """

    __tablename__ = "user_session"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    family: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    refresh_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    rotated_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    last_seen_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(60))


class ActivationLink(Base):
    """The one open link of a person, to set a first or a new password. Used or replaced links have no row."""

    __tablename__ = "activation_link"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]


class Throttle(Base):
    """How often something was tried since `window_start`. `key` is a keyed hash, so no name or address is kept."""

    __tablename__ = "throttle"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(index=True)
    n: Mapped[int]
