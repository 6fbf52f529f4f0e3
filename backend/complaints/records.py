"""Tables of what belongs to a case: events, clocks, transfer orders, results, callbacks, messages. Texts are sealed."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.complaints.kinds import (
    OUTLIVING,
    CaseState,
    ClockKind,
    Conclusion,
    DissatisfactionCause,
    Rating,
)
from backend.core.models import Base, HasId, Versioned, enum_type

_OUTLIVING_LIST = ", ".join(f"'{kind.value}'" for kind in sorted(OUTLIVING))
_RUNNING = text("stopped_at IS NULL")
_WAITING = text("next_at IS NOT NULL")


def _case_key(*, index: bool = True) -> Any:
    return mapped_column(ForeignKey("complaint_case.id", ondelete="RESTRICT"), index=index)


def _user_key() -> Any:
    return mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))


def _transfer_key(*, index: bool = False) -> Any:
    return mapped_column(ForeignKey("transfer_order.id", ondelete="RESTRICT"), index=index)


class CaseEvent(HasId, Base):
    """What happened to a case: append-only, which the database enforces.

    `actor` is a user id, `client:` with an id, `citizen` or `system`; `role` the role it was done in. `data` holds ids, codes and counts,
    `clocks` the running clocks afterwards as {kind: due}; `note` is the sealed free text.
    """

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    case_id: Mapped[UUID] = _case_key(index=False)
    seq: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(24))
    action: Mapped[str] = mapped_column(String(40))
    source: Mapped[CaseState | None] = mapped_column(enum_type(CaseState, name="source"))
    target: Mapped[CaseState | None] = mapped_column(enum_type(CaseState, name="target"))
    cycle: Mapped[int] = mapped_column(Integer)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    clocks: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[bytes | None] = mapped_column(LargeBinary)


class CaseClock(HasId, Base):
    """A clock (complaint design, 2.5). Instants are stored; the sweep only compares them.

    `amount` counts units (`wd` working days, `cd` calendar days, `hour` working hours) from `anchor`, whose day is not
    counted. `pauses` is a list of [from, to], those of the case; `holds` is one of when an answer was checked, with no
    `to` while it is. `due` never moves before `promised`, what a citizen was told. `next_at`
    is when `next_step` (`warn`, `breach` or a rung of the ladder) is to be done; none when nothing is left to do.
    `terminal` follows the case: a terminal case runs no clock but those of OUTLIVING.
    """

    __tablename__ = "case_clock"
    __table_args__ = (
        ForeignKeyConstraint(
            ["case_id", "terminal"],
            ["complaint_case.id", "complaint_case.terminal"],
            name="fk_case_clock_case_id_terminal",
            onupdate="CASCADE",
            ondelete="RESTRICT",
        ),
        CheckConstraint(
            f"NOT terminal OR stopped_at IS NOT NULL OR kind IN ({_OUTLIVING_LIST})", name="none_runs_in_terminal"
        ),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("unit IN ('wd', 'cd', 'hour')", name="unit"),
        CheckConstraint("stopped_at IS NULL OR next_at IS NULL", name="stopped_does_nothing"),
        CheckConstraint("(next_at IS NULL) = (next_step IS NULL)", name="step_has_time"),
        Index("ix_case_clock_case_id_cycle_kind", "case_id", "cycle", "kind"),
        Index(
            "uq_case_clock_running",
            "case_id",
            "kind",
            unique=True,
            sqlite_where=text("stopped_at IS NULL AND transfer_id IS NULL"),
            postgresql_where=text("stopped_at IS NULL AND transfer_id IS NULL"),
        ),
        Index("ix_case_clock_next_at", "next_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index(
            "ix_case_clock_provisional",
            "id",
            sqlite_where=text("provisional AND stopped_at IS NULL"),
            postgresql_where=text("provisional AND stopped_at IS NULL"),
        ),
    )

    case_id: Mapped[UUID]
    terminal: Mapped[bool] = mapped_column(Boolean, default=False)
    cycle: Mapped[int] = mapped_column(Integer)
    kind: Mapped[ClockKind] = mapped_column(enum_type(ClockKind))
    transfer_id: Mapped[UUID | None] = _transfer_key()
    unit: Mapped[str] = mapped_column(String(4))
    amount: Mapped[int] = mapped_column(Integer)
    anchor: Mapped[datetime]
    pauses: Mapped[list[Any]] = mapped_column(JSON, default=list)
    holds: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    calendar_version: Mapped[int] = mapped_column(Integer)
    due_original: Mapped[datetime]
    due: Mapped[datetime]
    promised: Mapped[datetime | None]
    provisional: Mapped[bool] = mapped_column(Boolean, default=False)
    warn_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    next_step: Mapped[str | None] = mapped_column(String(16))


class ClockRung(Base):
    """A warning or a rung of the ladder that a clock has fired: each once, whoever sweeps and however often."""

    __tablename__ = "clock_rung"

    clock_id: Mapped[UUID] = mapped_column(ForeignKey("case_clock.id", ondelete="RESTRICT"), primary_key=True)
    rung: Mapped[str] = mapped_column(String(16), primary_key=True)
    due_at: Mapped[datetime]
    fired_at: Mapped[datetime]


class TransferState(StrEnum):
    """Where an order stands with its unit."""

    SENT = "sent"
    SIGNED = "signed"
    ANSWERED = "answered"
    RETURNED = "returned"
    FINISHED = "finished"
    CANCELLED = "cancelled"


_LIVE_LEAD = text("lead AND state IN ('sent', 'signed', 'answered')")


class TransferOrder(HasId, Versioned, Base):
    """转办单: all that a unit ever sees of a case (D6). Its number is its own and tells nothing of the case.

    `matter` is the officer's account for the unit, sealed; `name_released` says that the complainant agreed to be
    named in it. `copies` counts the files handed on, so that the number of one taken back is not given again. What the
    unit found is sealed too; `drafted_by` wrote it, `approved_by`, the unit's head, signed it.
    """

    __tablename__ = "transfer_order"
    __table_args__ = (
        Index("ix_transfer_order_case_id_cycle", "case_id", "cycle"),
        Index("ix_transfer_order_unit_id_state", "unit_id", "state"),
        Index(
            "uq_transfer_order_live_lead",
            "case_id",
            unique=True,
            sqlite_where=_LIVE_LEAD,
            postgresql_where=_LIVE_LEAD,
        ),
    )

    case_id: Mapped[UUID] = _case_key(index=False)
    cycle: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    lead: Mapped[bool] = mapped_column(Boolean)
    final: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[TransferState] = mapped_column(enum_type(TransferState), default=TransferState.SENT)
    matter: Mapped[bytes] = mapped_column(LargeBinary)
    name_released: Mapped[bool] = mapped_column(Boolean, default=False)
    copies: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    dispatched_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None] = _user_key()
    conclusion: Mapped[Conclusion | None] = mapped_column(enum_type(Conclusion))
    findings: Mapped[bytes | None] = mapped_column(LargeBinary)
    measures: Mapped[bytes | None] = mapped_column(LargeBinary)
    draft_reply: Mapped[bytes | None] = mapped_column(LargeBinary)
    drafted_by: Mapped[UUID | None] = _user_key()
    approved_by: Mapped[UUID | None] = _user_key()
    answered_at: Mapped[datetime | None]


class CaseResult(HasId, Base):
    """What a cycle came to: the conclusion, the answer given, and what the complainant said of it.

    `drafted_by` wrote the conclusion in a case that the centre handles itself. `rating` none means: not rated.
    """

    __tablename__ = "case_result"
    __table_args__ = (
        UniqueConstraint("case_id", "cycle"),
        CheckConstraint("(rating IS NULL) = (rated_at IS NULL)", name="rated_at"),
    )

    case_id: Mapped[UUID] = _case_key(index=False)
    cycle: Mapped[int] = mapped_column(Integer)
    conclusion: Mapped[Conclusion] = mapped_column(enum_type(Conclusion))
    findings: Mapped[bytes] = mapped_column(LargeBinary)
    measures: Mapped[bytes | None] = mapped_column(LargeBinary)
    reply: Mapped[bytes] = mapped_column(LargeBinary)
    drafted_by: Mapped[UUID | None] = _user_key()
    sent_back: Mapped[int] = mapped_column(Integer, default=0)
    issued_by: Mapped[UUID | None] = _user_key()
    issued_at: Mapped[datetime | None] = mapped_column(index=True)
    on_time: Mapped[bool | None]
    rating: Mapped[Rating | None] = mapped_column(enum_type(Rating))
    rating_note: Mapped[bytes | None] = mapped_column(LargeBinary)
    rated_at: Mapped[datetime | None]
    rating_flagged: Mapped[bool] = mapped_column(Boolean, default=False)


class CallbackOutcome(StrEnum):
    """What a try to reach the complainant came to."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    UNREACHABLE = "unreachable"


class Callback(HasId, Base):
    """A try to ask the complainant how the answer was received (回访)."""

    __tablename__ = "case_callback"

    case_id: Mapped[UUID] = _case_key()
    cycle: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[CallbackOutcome] = mapped_column(enum_type(CallbackOutcome))
    cause: Mapped[DissatisfactionCause | None] = mapped_column(enum_type(DissatisfactionCause))
    note: Mapped[bytes] = mapped_column(LargeBinary)
    made_by: Mapped[UUID] = _user_key()
    at: Mapped[datetime]


class MessageSender(StrEnum):
    """Who wrote a message. A unit writes to the officer only, never to the complainant."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    UNIT = "unit"


class CaseMessage(HasId, Base):
    """A message between the complainant and the officer, or (with `transfer_id`) between a unit and the officer."""

    __tablename__ = "case_message"
    __table_args__ = (
        Index("ix_case_message_case_id_at", "case_id", "at"),
        CheckConstraint("(sender <> 'unit') OR (transfer_id IS NOT NULL)", name="unit_has_order"),
        CheckConstraint("(sender <> 'citizen') OR (transfer_id IS NULL)", name="citizen_has_none"),
    )

    case_id: Mapped[UUID] = _case_key(index=False)
    transfer_id: Mapped[UUID | None] = _transfer_key(index=True)
    sender: Mapped[MessageSender] = mapped_column(enum_type(MessageSender))
    user_id: Mapped[UUID | None] = _user_key()
    at: Mapped[datetime]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    read_at: Mapped[datetime | None]


class Handler(Base):
    """One of the (at least two) officers named for a case that the centre handles itself."""

    __tablename__ = "case_handler"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("complaint_case.id", ondelete="RESTRICT"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"), primary_key=True)
    cycle: Mapped[int] = mapped_column(Integer, primary_key=True)
