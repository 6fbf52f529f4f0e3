"""Tables of what is asked for, ordered or reported about a case and outlives its states.

Each has its own few states; none of them is a state of the case, so that neither blocks the other (complaint design,
2.1 and 2.4). Texts are sealed.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.complaints.kinds import TerminationReason
from backend.core.models import Base, HasId, Versioned, enum_type


def _case_key(*, index: bool = True) -> Any:
    return mapped_column(ForeignKey("complaint_case.id", ondelete="RESTRICT"), index=index)


def _user_key() -> Any:
    return mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))


def _transfer_key(*, index: bool = False) -> Any:
    return mapped_column(ForeignKey("transfer_order.id", ondelete="RESTRICT"), index=index)


class RequestState(StrEnum):
    """Of something that one person asks for and another decides."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    LAPSED = "lapsed"


class Request(HasId):
    """What all requests share. The decider is never the one who asked."""

    state: Mapped[RequestState] = mapped_column(enum_type(RequestState), default=RequestState.PENDING)
    asked_at: Mapped[datetime]
    reason: Mapped[bytes] = mapped_column(LargeBinary)
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[bytes | None] = mapped_column(LargeBinary)


def _one_pending(table: str) -> Index:
    pending = text("state = 'pending'")
    return Index(f"uq_{table}_pending", "case_id", unique=True, sqlite_where=pending, postgresql_where=pending)


def _four_eyes() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint("decided_by <> asked_by", name="four_eyes"),
        CheckConstraint("(state IN ('pending', 'lapsed')) = (decided_by IS NULL)", name="decided"),
    )


class Extension(Request, Base):
    """延期: more time for the case, asked for before it is due; `lapsed` when undecided by then."""

    __tablename__ = "case_extension"
    __table_args__ = (*_four_eyes(), CheckConstraint("amount >= 1", name="amount"), _one_pending("case_extension"))

    case_id: Mapped[UUID] = _case_key()
    cycle: Mapped[int] = mapped_column(Integer)
    transfer_id: Mapped[UUID | None] = _transfer_key()
    amount: Mapped[int] = mapped_column(Integer)
    asked_by: Mapped[UUID] = _user_key()
    decided_by: Mapped[UUID | None] = _user_key()


class PauseReason(StrEnum):
    """The closed list of what stops the clock of a case."""

    SUPPLEMENT = "supplement"
    APPRAISAL = "appraisal"
    EXPERTS = "experts"
    FORCE_MAJEURE = "force_majeure"
    JUDICIAL = "judicial"


class Pause(Request, Base):
    """暂停: the clocks of a case stand still from approval until `until`, or until it is ended before."""

    __tablename__ = "case_pause"
    __table_args__ = (*_four_eyes(), CheckConstraint("days BETWEEN 1 AND 365", name="days"), _one_pending("case_pause"))

    case_id: Mapped[UUID] = _case_key()
    cycle: Mapped[int] = mapped_column(Integer)
    cause: Mapped[PauseReason] = mapped_column(enum_type(PauseReason))
    days: Mapped[int] = mapped_column(Integer)
    begins_at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    asked_by: Mapped[UUID] = _user_key()
    decided_by: Mapped[UUID | None] = _user_key()


class ReturnRequest(Request, Base):
    """退单: a unit says that the order is not its own, with the legal basis; refused by itself after a working day."""

    __tablename__ = "case_return"
    __table_args__ = (*_four_eyes(), _one_pending("case_return"))

    case_id: Mapped[UUID] = _case_key()
    transfer_id: Mapped[UUID] = _transfer_key(index=True)
    asked_by: Mapped[UUID] = _user_key()
    decided_by: Mapped[UUID | None] = _user_key()
    decide_by: Mapped[datetime]


class Termination(Request, Base):
    """A proposal to end a case without a conclusion."""

    __tablename__ = "case_termination"
    __table_args__ = (*_four_eyes(), _one_pending("case_termination"))

    case_id: Mapped[UUID] = _case_key()
    cause: Mapped[TerminationReason] = mapped_column(enum_type(TerminationReason))
    asked_by: Mapped[UUID] = _user_key()
    decided_by: Mapped[UUID | None] = _user_key()


class IdentityAccess(Request, Base):
    """An officer's request to see who the complainant is; granted for a while and for nobody else.

    Nobody decides where the complainant agreed to be named: there the reason opens it.
    """

    __tablename__ = "identity_access"
    __table_args__ = (CheckConstraint("decided_by <> asked_by", name="four_eyes"),)

    case_id: Mapped[UUID] = _case_key()
    expires_at: Mapped[datetime | None]
    looks: Mapped[int] = mapped_column(Integer, default=0)
    asked_by: Mapped[UUID] = _user_key()
    decided_by: Mapped[UUID | None] = _user_key()


class OrderLevel(StrEnum):
    """Of a supervision order: 催办, 督办, 挂牌督办."""

    REMIND = "remind"
    SUPERVISE = "supervise"
    PUBLIC = "public"


class OrderState(StrEnum):
    """A supervision order's own small machine."""

    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    REPORTED = "reported"
    CLOSED = "closed"


class SupervisionOrder(HasId, Versioned, Base):
    """督办单. `issued_by` none: by the ladder. A report that does not satisfy is answered by a new order."""

    __tablename__ = "supervision_order"

    case_id: Mapped[UUID] = _case_key()
    transfer_id: Mapped[UUID | None] = _transfer_key(index=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    level: Mapped[OrderLevel] = mapped_column(enum_type(OrderLevel))
    state: Mapped[OrderState] = mapped_column(enum_type(OrderState), default=OrderState.ISSUED)
    demand: Mapped[bytes] = mapped_column(LargeBinary)
    report: Mapped[bytes | None] = mapped_column(LargeBinary)
    issued_by: Mapped[UUID | None] = _user_key()
    issued_at: Mapped[datetime]
    due: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    reported_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = _user_key()
    repeats: Mapped[UUID | None] = mapped_column(ForeignKey("supervision_order.id", ondelete="RESTRICT"))


class RetaliationReport(HasId, Base):
    """打击报复: raised by the complainant from the tracking page, seen by auditor and supervisors only."""

    __tablename__ = "retaliation_report"

    case_id: Mapped[UUID] = _case_key()
    body: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
    taken_by: Mapped[UUID | None] = _user_key()
    taken_at: Mapped[datetime | None]
    outcome: Mapped[bytes | None] = mapped_column(LargeBinary)
    settled_at: Mapped[datetime | None]


class Conflict(HasId, Base):
    """回避: a person who must have nothing to do with a case, beside those whose own unit is complained of."""

    __tablename__ = "case_conflict"
    __table_args__ = (UniqueConstraint("case_id", "user_id"),)

    case_id: Mapped[UUID] = _case_key(index=False)
    user_id: Mapped[UUID] = _user_key()
    reason: Mapped[bytes] = mapped_column(LargeBinary)
    declared_by: Mapped[UUID] = _user_key()
    at: Mapped[datetime]
