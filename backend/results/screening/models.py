"""Tables of screening."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId, Versioned, enum_type


class FlagKind(StrEnum):
    """What was seen. Only the first two name sheets."""

    DUPLICATES = "duplicates"
    STRAIGHT_LINES = "straight_lines"
    BURST = "burst"  # many ballots of a stratum within five minutes
    SOURCE = "source"  # many sheets of an import from one source
    BATCH = "batch"  # many sheets in one batch
    OUTLIER = "outlier"  # a stratum that judges one unit unlike all others
    BATCH_OUTLIER = "batch_outlier"


KINDS: Final = tuple(FlagKind)


class Decision(StrEnum):
    UNDECIDED = "undecided"
    KEPT = "kept"
    EXCLUDED = "excluded"


class Screening(Base):
    """That a round was screened. `straight`: per stratum {stratum_id, straight, sheets}, flagged or not."""

    __tablename__ = "screening"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"), primary_key=True)
    sheets: Mapped[int]
    straight: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    screened_at: Mapped[datetime]


class ScreeningFlag(HasId, Versioned, Base):
    """Something that a person has to look at. `number` counts the flags of a round from 1.

    `earlier` are the decisions before the present one, each {decision, reason, decided_by, decided_at}. `numbers` is a FlagNumbers (schemas.py); `sheets` how many sheets the flag names. `counted_out` says that the final
    tally was made without them: it follows the decision, at once or by a job.
    """

    __tablename__ = "screening_flag"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        ForeignKeyConstraint(
            ["round_id", "stratum_id"], ["round_stratum.round_id", "round_stratum.id"], ondelete="RESTRICT"
        ),
        CheckConstraint("decision <> 'excluded' OR sheets > 0", name="something_to_exclude"),
        CheckConstraint(
            "(decision = 'undecided') = (reason IS NULL) AND (decision = 'undecided') = (decided_at IS NULL)",
            name="reason",
        ),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"))
    number: Mapped[int]
    kind: Mapped[FlagKind] = mapped_column(enum_type(FlagKind))
    stratum_id: Mapped[UUID | None]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("batch.id", ondelete="RESTRICT"))
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON)
    sheets: Mapped[int] = mapped_column(default=0)
    decision: Mapped[Decision] = mapped_column(enum_type(Decision, 12), default=Decision.UNDECIDED)
    counted_out: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(500))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class FlaggedSheet(Base):
    """A sheet that a flag names; no sheet is named twice. It goes with the sheet."""

    __tablename__ = "flagged_sheet"
    __table_args__ = (Index("ix_flagged_sheet_flag_id", "flag_id"), {"sqlite_with_rowid": False})

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("sheet.id", ondelete="CASCADE"), primary_key=True)
    flag_id: Mapped[UUID] = mapped_column(ForeignKey("screening_flag.id", ondelete="CASCADE"))
