"""The tally: all that later figures need to know of the sheets."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, enum_type


class TallyKind(StrEnum):
    """Of which sheets. FINAL and FLAGGED are there only where they differ from ALL."""

    ALL = "all"
    FLAGGED = "flagged"  # without every sheet that screening named
    FINAL = "final"  # without those that the office excluded


class Tally(Base):
    """Counts and moments of one closed round: of all sheets, written once by its closing, and without some of them.

    `counts`: int64 little-endian, [strata, units, criteria, options + 1], in the orders of the round's
    configuration, last axis: blank, then the options. `rate` and `score`: moments of the weighted whole over the
    criteria, n int64, mean and m2 float64, each [strata, units], one after the other; `score` is null when the scale
    has no points. `turnout`: per stratum {stratum_id, issued, web, paper, valid, shared}, exact, then {stratum_id: null,
    issued} with what was handed out for several strata together. Without some sheets, `valid` is less, the rest is the same.
    """

    __tablename__ = "tally"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"), primary_key=True)
    kind: Mapped[TallyKind] = mapped_column(enum_type(TallyKind, 8), primary_key=True, default=TallyKind.ALL)
    sheets: Mapped[int] = mapped_column(Integer)
    counts: Mapped[bytes] = mapped_column(LargeBinary)
    rate: Mapped[bytes] = mapped_column(LargeBinary)
    score: Mapped[bytes | None] = mapped_column(LargeBinary)
    turnout: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime]


class OutcomeName(StrEnum):
    RATE = "rate"
    SCORE = "score"


class TallyProducts(Base):
    """Cross products of one outcome of a closed round, beside its tally: only comparisons of units need them.

    `sums`: float64 little-endian, [strata, units (units + 1) / 2]; of each stratum the upper triangle of the sums of
    products, row by row. With the numbers of the moments they are the `Products` of `stats`. Rounds that were tallied
    before version 0.2 have none.
    """

    __tablename__ = "tally_products"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"), primary_key=True)
    kind: Mapped[TallyKind] = mapped_column(enum_type(TallyKind, 8), primary_key=True, default=TallyKind.ALL)
    outcome: Mapped[OutcomeName] = mapped_column(enum_type(OutcomeName), primary_key=True)
    sums: Mapped[bytes] = mapped_column(LargeBinary)
