"""The record's table."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base


class AuditEvent(Base):
    """One change. `seq` has no gaps and is in commit order; rows are only ever added.

    `actor` is a user id or a fixed word (`system`, `command`); `data` holds ids, states and counts,
    never personal data and never anything about a respondent.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_object", "object_type", "object_id", "seq"),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
