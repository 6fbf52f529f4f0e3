"""Tables of the register."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.core.models import Base, HasId, Versioned, enum_type


class UnitSequence(HasId, Versioned, Base):
    """A class of units that are ranked together (序列)."""

    __tablename__ = "unit_sequence"
    __table_args__ = (CheckConstraint("position BETWEEN 0 AND 9999", name="position_range"),)

    name: Mapped[str] = mapped_column(String(40), unique=True)
    position: Mapped[int] = mapped_column(Integer)


class Unit(HasId, Versioned, Base):
    """An evaluated body (单位), or a section (科室) of its parent.

    Units are closed, never deleted: `active_to` is the last day, `successor_id` the unit that went on with the
    work. Posts, not persons. `code` is upper case, so that it is unique whatever the case it was typed in; the name
    is unique among the units of one parent that are not closed. References inside the table are checked at commit,
    so that an import may bring a parent after its section.
    """

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("code = upper(code)", name="code_upper_case"),
        CheckConstraint("parent_id <> id", name="parent_is_other"),
        CheckConstraint("successor_id <> id", name="successor_is_other"),
        CheckConstraint("active_to >= active_from", name="active_range"),
        CheckConstraint("successor_id IS NULL OR active_to IS NOT NULL", name="successor_of_closed"),
        Index(
            "uq_unit_name_top",
            "name",
            unique=True,
            sqlite_where=text("parent_id IS NULL AND active_to IS NULL"),
            postgresql_where=text("parent_id IS NULL AND active_to IS NULL"),
        ),
        Index(
            "uq_unit_name_section",
            "parent_id",
            "name",
            unique=True,
            sqlite_where=text("parent_id IS NOT NULL AND active_to IS NULL"),
            postgresql_where=text("parent_id IS NOT NULL AND active_to IS NULL"),
        ),
    )

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    short_name: Mapped[str] = mapped_column(String(40), default="")
    sequence_id: Mapped[UUID] = mapped_column(ForeignKey("unit_sequence.id", ondelete="RESTRICT"), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("unit.id", ondelete="RESTRICT", deferrable=True, initially="DEFERRED"), index=True
    )
    duties: Mapped[str] = mapped_column(String(200), default="")
    responsible_post: Mapped[str] = mapped_column(String(80), default="")
    responsible_since: Mapped[date | None]
    contact_post: Mapped[str] = mapped_column(String(80), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    active_from: Mapped[date | None]
    active_to: Mapped[date | None]
    successor_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("unit.id", ondelete="RESTRICT", deferrable=True, initially="DEFERRED"), index=True
    )

    sequence: Mapped[UnitSequence] = relationship(lazy="raise")


class ImportState(StrEnum):
    """Whether an import has changed the register yet."""

    PREVIEW = "preview"
    CONFIRMED = "confirmed"


class UnitImport(HasId, Base):
    """A read file: what it would change in the register, and after confirmation what it did.

    `rows` is the list that `import_plan.py` makes; `register_digest` names the state of the register that the plan
    was made for.
    """

    __tablename__ = "unit_import"

    filename: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[ImportState] = mapped_column(enum_type(ImportState), default=ImportState.PREVIEW)
    register_digest: Mapped[str] = mapped_column(String(64))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    result: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
