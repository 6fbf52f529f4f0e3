"""Tables of a round and of the presets it is made from.

Amounts that enter the method (weights, points) are exact decimals; see ScaledDecimal.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.erasing import Remains
from backend.core.models import Base, HasId, Versioned, enum_type
from backend.stats import K, Rounding


class ScaledDecimal(TypeDecorator[Decimal]):
    """An exact decimal, stored as an integer number of its last places, alike on both databases.

    SQLite has no decimal type. A value with more than `places` decimals is a programming error (ValueError).
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled = value.scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"more than {self.places} decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


WEIGHT_PLACES = 6
POINT_PLACES = 2


class RoundKind(StrEnum):
    """Formal evaluation, re-check after rectification (S2), or internal (内部测评)."""

    FORMAL = "formal"
    RECHECK = "recheck"
    INTERNAL = "internal"


class RoundState(StrEnum):
    """In this order; none is skipped and none goes back."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    TALLIED = "tallied"
    FROZEN = "frozen"
    PUBLISHED = "published"


class Collection(StrEnum):
    """With ballot codes, or without (sheets are keyed or imported only)."""

    CODED = "coded"
    PAPER = "paper"


class PresetKind(StrEnum):
    """The section of a round that a preset fills."""

    CRITERIA = "criteria"
    SCALE = "scale"
    STRATA = "strata"


class Preset(HasId, Versioned, Base):
    """A ready-made section. `payload` has the shape of the section's PUT body; a builtin one has a `key`."""

    __tablename__ = "preset"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("builtin = (key IS NOT NULL)", name="builtin_has_key"),
    )

    kind: Mapped[PresetKind] = mapped_column(enum_type(PresetKind))
    key: Mapped[str | None] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(300), default="")
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    builtin: Mapped[bool] = mapped_column(Boolean, default=False)
    preselected: Mapped[bool] = mapped_column(Boolean, default=False)


class Round(HasId, Versioned, Base):
    """One evaluation. Configuration changes only in `draft`; `method` and `method_digest` are set by opening.

    `demo` marks demonstration data. `planned_close_moves` lists every later change of the planned closing of an
    open round: {at, by, before, after, reason}. `job_id` is the job that counts the sheets. `remains`, once they are
    counted, is what is left of the way in (codes and waiting sheets) in the files of the database. `sheets_erased_at`:
    since then only their sums are there.
    """

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("k >= 1", name="k"),
        CheckConstraint("decimals BETWEEN 0 AND 4", name="decimals"),
        CheckConstraint("indicator_min_weight BETWEEN 0 AND 1000000", name="indicator_min_weight"),
        CheckConstraint("(state = 'draft') = (method_digest IS NULL)", name="digest_once_opened"),
        CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name="opened_at"),
        CheckConstraint("(state IN ('draft', 'open')) = (closed_at IS NULL)", name="closed_at"),
    )

    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(100))
    kind: Mapped[RoundKind] = mapped_column(enum_type(RoundKind), default=RoundKind.FORMAL)
    state: Mapped[RoundState] = mapped_column(enum_type(RoundState), default=RoundState.DRAFT)
    collection: Mapped[Collection] = mapped_column(enum_type(Collection), default=Collection.CODED)
    planned_open: Mapped[date | None]
    planned_close: Mapped[date | None]
    planned_close_moves: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    greeting: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    copied_from: Mapped[UUID | None] = mapped_column(ForeignKey("round.id", ondelete="SET NULL"))
    compare_to: Mapped[UUID | None] = mapped_column(ForeignKey("round.id", ondelete="SET NULL"))
    allow_small_strata: Mapped[bool] = mapped_column(Boolean, default=False)
    k: Mapped[int] = mapped_column(Integer, default=K)
    decimals: Mapped[int] = mapped_column(Integer, default=2)
    rounding: Mapped[Rounding] = mapped_column(enum_type(Rounding), default=Rounding.HALF_UP)
    indicator_min_weight: Mapped[Decimal] = mapped_column(ScaledDecimal(WEIGHT_PLACES), default=Decimal("0.5"))
    method_digest: Mapped[str | None] = mapped_column(String(64))
    method: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    tallied_at: Mapped[datetime | None]
    job_id: Mapped[UUID | None]
    remains: Mapped[Remains | None] = mapped_column(enum_type(Remains, 8))
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    sheets_erased_at: Mapped[datetime | None]


def _round_key() -> Any:
    return mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)


class RoundUnit(Base):
    """A unit on the roll. Its texts are a copy of the register, final when the round opens."""

    __tablename__ = "round_unit"
    __table_args__ = (UniqueConstraint("round_id", "position"), CheckConstraint("position >= 0", name="position"))

    round_id: Mapped[UUID] = _round_key()
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(100))
    sequence_name: Mapped[str] = mapped_column(String(100))
    duties: Mapped[str] = mapped_column(String(300), default="")
    key: Mapped[bool] = mapped_column(Boolean, default=False)
    pilot: Mapped[bool] = mapped_column(Boolean, default=False)
    team: Mapped[str] = mapped_column(String(100), default="")


class RoundCriterion(Base):
    """What is rated, with its weight among the criteria."""

    __tablename__ = "round_criterion"
    __table_args__ = (
        UniqueConstraint("round_id", "code"),
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("weight >= 0", name="weight"),
    )

    round_id: Mapped[UUID] = _round_key()
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    help: Mapped[str] = mapped_column(Text, default="")
    weight: Mapped[Decimal] = mapped_column(ScaledDecimal(WEIGHT_PLACES))


class RoundOption(Base):
    """An answer that can be given. `number` is its byte in a packed sheet."""

    __tablename__ = "round_option"
    __table_args__ = (
        CheckConstraint("number BETWEEN 1 AND 9", name="number"),
        CheckConstraint("valid OR (points IS NULL AND NOT satisfied)", name="invalid_counts_nothing"),
        UniqueConstraint("round_id", "label"),
    )

    round_id: Mapped[UUID] = _round_key()
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    label: Mapped[str] = mapped_column(String(40))
    points: Mapped[Decimal | None] = mapped_column(ScaledDecimal(POINT_PLACES))
    satisfied: Mapped[bool] = mapped_column(Boolean)
    valid: Mapped[bool] = mapped_column(Boolean)


class RoundStratum(HasId, Base):
    """A group of respondents. Its id stays the same while its code does.

    `erased_codes`: how many codes it had by state, {state: number}, once retention has deleted their hashes.
    """

    __tablename__ = "round_stratum"
    __table_args__ = (
        UniqueConstraint("round_id", "code"),
        Index("ix_round_stratum_round_id_id", "round_id", "id", unique=True),  # what codes and sheets refer to
        CheckConstraint("position >= 0", name="position"),
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("planned_codes BETWEEN 0 AND 1000000", name="planned_codes"),
        CheckConstraint("population > 0", name="population"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(100))
    weight: Mapped[Decimal] = mapped_column(ScaledDecimal(WEIGHT_PLACES))
    planned_codes: Mapped[int] = mapped_column(Integer, default=0)
    population: Mapped[int | None] = mapped_column(Integer)
    erased_codes: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))


class RoundProposal(HasId, Base):
    """A step that one person proposes and another confirms or refuses, with a note, before it happens (D7).

    `action` is the step's; `digest` is the SHA-256 of what it would fix or publish. Decided once: `confirmed` is null
    until then. `done_at`: when the step was taken. People are user ids.
    """

    __tablename__ = "round_proposal"
    __table_args__ = (
        CheckConstraint("(confirmed IS NULL) = (decided_by IS NULL)", name="decided_by"),
        CheckConstraint("(confirmed IS NULL) = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_people"),
        CheckConstraint("done_at IS NULL OR confirmed", name="done_at"),
        Index("ix_round_proposal_round_id", "round_id", "proposed_at"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    action: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(String(500), default="")
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime]
    confirmed: Mapped[bool | None] = mapped_column(Boolean)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(String(500), default="")
    done_at: Mapped[datetime | None]
