"""The table of mappings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId


class AdapterMapping(HasId, Base):
    """One version of the words of a system, never changed afterwards; the newest is in force.

    What comes with the program counts as number 0 and is in no row.
    """

    __tablename__ = "adapter_mapping"
    __table_args__ = (UniqueConstraint("source_system", "number"), CheckConstraint("number >= 1", name="number"))

    source_system: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(300), default="")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]
