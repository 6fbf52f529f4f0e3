"""Tables of webhooks: where events go, and what became of each."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId, Versioned, enum_type

_PENDING: Final = text("state = 'pending'")
_SEQ: Final = BigInteger().with_variant(Integer, "sqlite")


class EndpointState(StrEnum):
    """`paused`: nothing is sent, and what happens meanwhile waits. `disabled`: nothing is kept for it."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"


class StoppedBy(StrEnum):
    """Why an endpoint is not active."""

    CLIENT = "client"
    ADMINISTRATOR = "administrator"
    FAILURES = "failures"  # for days nothing else
    GONE = "gone"  # the receiver answered 410


class Endpoint(HasId, Versioned, Base):
    """One address that events of a client go to.

    `types` are prefixes of the types it wants; none: all. Both secrets are sealed; for what is sent before
    `previous_until` the one before counts too. `since_seq`: older rows of the record are nothing to it.
    `failing_since` is when the first of the failures was that no success has followed. A test send touches nothing here.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        CheckConstraint("(state = 'active') = (stopped_by IS NULL)", name="stopped_by_somebody"),
        CheckConstraint("(previous_secret IS NULL) = (previous_until IS NULL)", name="previous_ends"),
    )

    client_id: Mapped[UUID] = mapped_column(ForeignKey("api_client.id", ondelete="CASCADE"), index=True)
    url: Mapped[str] = mapped_column(String(500))
    types: Mapped[list[str]] = mapped_column(JSON)
    description: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[EndpointState] = mapped_column(enum_type(EndpointState), default=EndpointState.ACTIVE)
    stopped_by: Mapped[StoppedBy | None] = mapped_column(enum_type(StoppedBy))
    since_seq: Mapped[int] = mapped_column(_SEQ)
    failing_since: Mapped[datetime | None]
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    previous_secret: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class Delivery(HasId, Base):
    """One event for one endpoint. The event itself is the row `seq` of the record: nothing of it is kept here but what
    lists are filtered by. Its id, which never changes, is the `webhook-id`.

    `attempt` counts the attempts begun; who has one in hand has the row until `lease_until`. Before `next_at` nobody
    takes it. `last_status` and `last_error` are of the last attempt that ended.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "seq"),
        CheckConstraint("attempt >= 0", name="attempts"),
        CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered_at_some_time"),
        CheckConstraint("state = 'pending' OR lease_until IS NULL", name="in_hand_while_pending"),
        Index(
            "ix_webhook_delivery_waiting", "endpoint_id", "next_at", sqlite_where=_PENDING, postgresql_where=_PENDING
        ),
        Index(
            "ix_webhook_delivery_of_subject",
            "endpoint_id",
            "subject",
            "seq",
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
    )

    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("webhook_endpoint.id", ondelete="CASCADE"))
    seq: Mapped[int] = mapped_column(_SEQ)
    type: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(80))
    state: Mapped[DeliveryState] = mapped_column(enum_type(DeliveryState), default=DeliveryState.PENDING)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    last_status: Mapped[int | None] = mapped_column(Integer)
    last_error: Mapped[str | None] = mapped_column(String(24))
    created_at: Mapped[datetime] = mapped_column(index=True)
    first_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class FanoutPosition(Base):
    """The number up to which the record has been handed out to endpoints: one row, whose lock lets one process do it."""

    __tablename__ = "webhook_position"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    seq: Mapped[int] = mapped_column(_SEQ)
