"""Tables of the ballot box.

None of `intake`, `pool`, `sheet` and `comment` has a timestamp, a serial or a reference to a code. On SQLite they and
the codes are stored without a rowid, in the order of their random keys, so that the file keeps no order of
arrival either (security design, section 3A).
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId, enum_type

_IN_A_BATCH = text("batch_id IS NOT NULL")


def _stratum_of_its_round() -> ForeignKeyConstraint:
    """One check instead of two for each of many rows, and it refuses a stratum of another round."""
    return ForeignKeyConstraint(
        ["round_id", "stratum_id"], ["round_stratum.round_id", "round_stratum.id"], ondelete="RESTRICT"
    )


class CodeState(StrEnum):
    """A code is issued, then used or void; nothing leads back."""

    ISSUED = "issued"
    USED = "used"
    VOID = "void"


class Origin(StrEnum):
    """How a sheet came in."""

    WEB = "web"
    PAPER_KEYED = "paper_keyed"
    PAPER_SCAN = "paper_scan"
    MEETING = "meeting"
    PHONE = "phone"
    IMPORT = "import"


class BatchState(StrEnum):
    """A batch is loading until its flip to loaded; only loaded batches count."""

    LOADING = "loading"
    LOADED = "loaded"
    VOID = "void"


class BallotCode(Base):
    """A single-use code, known only by its keyed hash (HMAC-SHA256, 32 bytes).

    `retry_tag` is the SHA-256 of the nonce of the submission that spent it, so that a lost answer can be
    repeated; it goes when the round closes.
    """

    __tablename__ = "ballot_code"
    __table_args__ = (
        # Without the state: spending a code then touches no index.
        Index("ix_ballot_code_round_id_stratum_id", "round_id", "stratum_id"),
        _stratum_of_its_round(),
        {"sqlite_with_rowid": False},
    )

    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    round_id: Mapped[UUID]
    stratum_id: Mapped[UUID]
    state: Mapped[CodeState] = mapped_column(enum_type(CodeState, 8), default=CodeState.ISSUED)
    retry_tag: Mapped[bytes | None] = mapped_column(LargeBinary(32))


class BallotWindow(Base):
    """How many ballots of a stratum the ballot page accepted within five minutes; screening looks for bursts here.

    `slot` numbers the five minutes since 1970 (UTC). Neither a sheet nor a code leads here or is led to, and as long as
    the round is open nobody reads it (method, section 11; security design, section 3A).
    """

    __tablename__ = "ballot_window"
    __table_args__ = (_stratum_of_its_round(), {"sqlite_with_rowid": False})

    round_id: Mapped[UUID] = mapped_column(primary_key=True)
    stratum_id: Mapped[UUID] = mapped_column(primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ballots: Mapped[int]


class Batch(HasId, Base):
    """A delivery of sheets that did not come through the ballot page.

    `issued` and `returned` are paper sheets handed out and brought back; `valid` sheets entered, `invalid` did
    not. `number` counts the batches of a round from 1.
    """

    __tablename__ = "batch"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint("issued >= 0 AND returned >= 0 AND valid >= 0 AND invalid >= 0", name="counts"),
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(Integer)
    origin: Mapped[Origin] = mapped_column(enum_type(Origin, 16))
    state: Mapped[BatchState] = mapped_column(enum_type(BatchState, 8), default=BatchState.LOADING)
    label: Mapped[str] = mapped_column(String(120), default="")
    issued: Mapped[int | None]
    returned: Mapped[int] = mapped_column(default=0)
    valid: Mapped[int] = mapped_column(default=0)
    invalid: Mapped[int] = mapped_column(default=0)
    void_reason: Mapped[str | None] = mapped_column(String(500))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]


class BatchStratum(Base):
    """How many sheets of a batch belong to each stratum."""

    __tablename__ = "batch_stratum"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"), primary_key=True)
    stratum_id: Mapped[UUID] = mapped_column(ForeignKey("round_stratum.id", ondelete="RESTRICT"), primary_key=True)
    sheets: Mapped[int] = mapped_column(default=0)


class Intake(HasId, Base):
    """A sheet as it came in: packed answers, then packed comments (see packing.py).

    From a batch it waits here for the close of its round; from the ballot page until it is mixed (see mixing.py).
    """

    __tablename__ = "intake"
    __table_args__ = (
        # None by round: all that waits here belongs to the few rounds that are open, and each index costs a page
        # per ballot.
        Index("ix_intake_batch_id", "batch_id", sqlite_where=_IN_A_BATCH, postgresql_where=_IN_A_BATCH),
        _stratum_of_its_round(),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[UUID]
    stratum_id: Mapped[UUID]
    origin: Mapped[Origin] = mapped_column(enum_type(Origin, 16))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("batch.id", ondelete="RESTRICT"))
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class Pool(HasId, Base):
    """A sheet of the ballot page that was mixed with others of its stratum and waits for the close of its round."""

    __tablename__ = "pool"
    __table_args__ = (_stratum_of_its_round(), {"sqlite_with_rowid": False})

    round_id: Mapped[UUID]
    stratum_id: Mapped[UUID]
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class Sheet(HasId, Base):
    """One person's answers, shuffled: one byte per unit and criterion, 0 blank, else the option's number."""

    __tablename__ = "sheet"
    __table_args__ = (
        Index("ix_sheet_round_id_stratum_id", "round_id", "stratum_id"),
        _stratum_of_its_round(),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[UUID]
    stratum_id: Mapped[UUID]
    origin: Mapped[Origin] = mapped_column(enum_type(Origin, 16))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("batch.id", ondelete="RESTRICT"))
    answers: Mapped[bytes] = mapped_column(LargeBinary)


class Comment(HasId, Base):
    """Words about a unit, apart from the sheet they came with and from each other."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_round_id_unit_id", "round_id", "unit_id"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    text: Mapped[str] = mapped_column(Text)
