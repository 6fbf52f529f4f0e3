"""Tables of client systems: who they are, what they may, how they show it, how much they ask."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId, Versioned, enum_type


class ApiClient(HasId, Versioned, Base):
    """A system that may ask for tokens.

    `scopes` are words of `policy.Scope`. With `all_units` it may touch objects of every unit, else those of its
    `ApiClientUnit` rows. `networks` are the CIDRs that it asks from; empty: any. `per_minute` is the quota of
    requests. A `sandbox` client gets no token in production: it is for trying things out on a demonstration.
    `contact` is a post and a telephone, no person. `last_used_at` is when it was last given a token.
    """

    __tablename__ = "api_client"
    __table_args__ = (CheckConstraint("per_minute BETWEEN 1 AND 100000", name="per_minute"),)

    name: Mapped[str] = mapped_column(String(60), unique=True)
    purpose: Mapped[str] = mapped_column(String(300), default="")
    owner_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    contact: Mapped[str] = mapped_column(String(120), default="")
    scopes: Mapped[list[str]] = mapped_column(JSON)
    all_units: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    networks: Mapped[list[str]] = mapped_column(JSON)
    per_minute: Mapped[int] = mapped_column(Integer)
    sandbox: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class ApiClientUnit(Base):
    """One unit whose objects a client may touch."""

    __tablename__ = "api_client_unit"
    __table_args__ = (Index("ix_api_client_unit_unit_id", "unit_id"),)

    client_id: Mapped[UUID] = mapped_column(ForeignKey("api_client.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), primary_key=True)


class CredentialKind(StrEnum):
    """A secret that both sides know, or the public half of a key that only the client has."""

    SECRET = "secret"  # noqa: S105 names a kind
    KEY = "key"


class ApiCredential(HasId, Base):
    """One of at most two ways in force by which a client shows who it is; two, so that one can replace the other.

    Of a secret only the SHA-256 is kept: 256 random bits cannot be guessed. `jwk` is a public key with its `kid`.
    Past `expires_at` it is as if it were not there, and so are the tokens that were given for it.
    """

    __tablename__ = "api_credential"
    __table_args__ = (
        CheckConstraint("(kind = 'secret') = (secret_hash IS NOT NULL)", name="secret"),
        CheckConstraint("(kind = 'key') = (kid IS NOT NULL)", name="key"),
        UniqueConstraint("client_id", "kid"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("api_client.id", ondelete="CASCADE"), index=True)
    kind: Mapped[CredentialKind] = mapped_column(enum_type(CredentialKind, 8))
    secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    kid: Mapped[str | None] = mapped_column(String(64))
    jwk: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class SpentAssertion(Base):
    """A signed assertion that was taken; it is not taken twice. `digest` is a keyed hash of client and `jti`."""

    __tablename__ = "spent_assertion"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ClientUsage(Base):
    """How many requests a client has made in the minute that begins at `minute`."""

    __tablename__ = "api_client_usage"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("api_client.id", ondelete="CASCADE"), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    requests: Mapped[int] = mapped_column(Integer)
