"""People who log in, their roles and sessions, the links that let them in, and the count of failed attempts."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)
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
    the unit's head, who signs what the unit answers to a complaint. Notices go to `email`, which several may share.

    `totp_secret` is the sealed secret of the second factor: in force since `totp_since`, and while that is null still
    being set up. Of the steps of 30 seconds since 1970 no code up to `totp_last_step` is accepted any more.
    """

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("username = lower(username)", name="username_lower"),
        CheckConstraint("totp_since IS NULL OR totp_secret IS NOT NULL", name="totp_since"),
    )

    username: Mapped[str] = mapped_column(String(32), unique=True)
    display_name: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    unit_head: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    email: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH))
    password_hash: Mapped[str | None] = mapped_column(String(160))
    password_set_at: Mapped[datetime | None]
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary(200))
    totp_since: Mapped[datetime | None]
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)
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
    `authenticated_at` is when the person last showed on it who they are: at the login or since.
    """

    __tablename__ = "user_session"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    family: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    refresh_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    previous_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    rotated_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(index=True)
    last_seen_at: Mapped[datetime]
    authenticated_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(60))


class ActivationLink(Base):
    """The one open link of a person, to set a first or a new password. Used or replaced links have no row.

    The second factor goes when the link is used, if `resets_factor`, and else stays.
    """

    __tablename__ = "activation_link"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]
    resets_factor: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class RecoveryCode(Base):
    """One unused code that stands in once for a person's second factor. `code_hash` is a keyed hash."""

    __tablename__ = "recovery_code"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)


class LoginStep(Base):
    """A login whose first half was right and whose code is still to come. It opens nothing but that.

    `first` is that half: `password`, or `oidc` for the identity provider.
    """

    __tablename__ = "login_step"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    first: Mapped[str] = mapped_column(String(8), default="password", server_default="password")


class UserIdentity(Base):
    """Whom an identity of a provider lets in. Names and addresses that the provider tells are not kept."""

    __tablename__ = "user_identity"
    __table_args__ = (UniqueConstraint("user_id", "issuer"),)

    issuer: Mapped[str] = mapped_column(String(255), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    linked_at: Mapped[datetime]


class ProviderLogin(Base):
    """A way to the identity provider that somebody has begun, until it comes back once.

    `state_hash` is of the state in the address and of the secret in the browser's cookie together, so that it can come
    back in that browser only. `user_id` is who links an identity to their account; null when somebody logs in.
    """

    __tablename__ = "provider_login"

    state_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Throttle(Base):
    """How often something was tried since `window_start`. `key` is a keyed hash, so no name or address is kept."""

    __tablename__ = "throttle"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(index=True)
    n: Mapped[int]
