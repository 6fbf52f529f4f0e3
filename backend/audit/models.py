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
    never personal data and never anything about a respondent. `hash` covers the row and `prev`, the hash of the row
    before (audit/chain.py); `hash_alg` names the algorithm. The database refuses to change or delete rows.
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
    hash_alg: Mapped[str] = mapped_column(String(8))
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Checkpoint(Base):
    """What the record was at an instant, signed (security design, 4.3): copies of it are kept outside.

    `hash` is that of the event `seq`, and so says everything up to there. `signature`: Ed25519 by the key `key_id`,
    hexadecimal, of `audit.checkpoints.message`.
    """

    __tablename__ = "checkpoint"

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    key_id: Mapped[str] = mapped_column(String(16))
    signature: Mapped[str] = mapped_column(String(128))
