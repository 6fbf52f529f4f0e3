"""Tables of the power list and of the rules of the oversight."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.calendar.engine import Unit as TimeUnit
from backend.core.models import Base, HasId, Versioned, enum_type
from backend.oversight.kinds import TimeoutEffect
from backend.units.models import Unit

DISCLOSURES = ("basis", "procedure", "conditions", "time_limits", "fee_standard", "supervision")
"""六公开: 办事依据、办事程序、申报条件和材料、承诺时限、收费标准、办事结果和监督投诉方式."""


class ServiceMatter(HasId, Versioned, Base):
    """An item of a unit's power list (办事事项).

    A limit without an amount is none. Records keep the limits that were in force when they came in, so a changed limit
    holds for later ones. A matter is taken out of use, never deleted.
    """

    __tablename__ = "service_matter"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("code = upper(code)", name="code_upper_case"),
        CheckConstraint("legal_limit BETWEEN 0 AND 9999", name="legal_limit_range"),
        CheckConstraint("promised_limit BETWEEN 0 AND 9999", name="promised_limit_range"),
    )

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    legal_limit: Mapped[int | None] = mapped_column(Integer)
    legal_time_unit: Mapped[TimeUnit] = mapped_column(enum_type(TimeUnit, name="legal_time_unit"))
    promised_limit: Mapped[int | None] = mapped_column(Integer)
    promised_time_unit: Mapped[TimeUnit] = mapped_column(enum_type(TimeUnit, name="promised_time_unit"))
    on_site: Mapped[bool]
    in_centre: Mapped[bool]
    fee: Mapped[bool]
    basis: Mapped[str] = mapped_column(String(1000), default="")
    procedure: Mapped[str] = mapped_column(String(1000), default="")
    conditions: Mapped[str] = mapped_column(String(1000), default="")
    time_limits: Mapped[str] = mapped_column(String(1000), default="")
    fee_standard: Mapped[str] = mapped_column(String(1000), default="")
    supervision: Mapped[str] = mapped_column(String(1000), default="")
    timeout_effect: Mapped[TimeoutEffect] = mapped_column(enum_type(TimeoutEffect), default=TimeoutEffect.NONE)
    active: Mapped[bool] = mapped_column(default=True)

    unit: Mapped[Unit] = relationship(lazy="raise")

    @property
    def disclosed(self) -> int:
        """How many of the six disclosures are made."""
        return sum(bool(getattr(self, name)) for name in DISCLOSURES)


class MatterImportState(StrEnum):
    """Whether an import has changed the list yet."""

    PREVIEW = "preview"
    CONFIRMED = "confirmed"


class MatterImport(HasId, Base):
    """A read file, as `UnitImport`: what it would change, and after confirmation what it did."""

    __tablename__ = "matter_import"

    filename: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[MatterImportState] = mapped_column(enum_type(MatterImportState), default=MatterImportState.PREVIEW)
    list_digest: Mapped[str] = mapped_column(String(64))
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    result: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))


class OversightRules(HasId, Versioned, Base):
    """How the clocks of the oversight are set; one row, and without it these defaults. Days are working days.

    No source gives the numbers (practice.md, "Not found"), so an office sets its own. `late_days`: a card is still
    raised for a limit that had passed this many calendar days before the record first came in; what is brought in from
    earlier years raises none.
    """

    __tablename__ = "oversight_rules"
    __table_args__ = (
        CheckConstraint("prompt_days BETWEEN 0 AND 30", name="prompt_days_range"),
        CheckConstraint("acknowledge_days BETWEEN 1 AND 30", name="acknowledge_days_range"),
        CheckConstraint("follow_up_days BETWEEN 1 AND 60", name="follow_up_days_range"),
        CheckConstraint("extension_cap BETWEEN 0 AND 250", name="extension_cap_range"),
        CheckConstraint("late_days BETWEEN 0 AND 366", name="late_days_range"),
        CheckConstraint("one", name="one_row"),
    )

    one: Mapped[bool] = mapped_column(unique=True, default=True)
    prompt_days: Mapped[int] = mapped_column(Integer, default=1)
    acknowledge_days: Mapped[int] = mapped_column(Integer, default=3)
    follow_up_days: Mapped[int] = mapped_column(Integer, default=5)
    extension_cap: Mapped[int] = mapped_column(Integer, default=10)
    late_days: Mapped[int] = mapped_column(Integer, default=30)
