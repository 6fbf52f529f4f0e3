"""Tables of the case itself, of its category and its policy. What belongs to a case is in `records.py`.

Whatever a complainant or an officer wrote about a case is stored sealed (core/sealing.py): a copy of the database
without the key tells numbers, states, dates, units and the officer's summary, no person and no story.
"""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from backend.complaints.kinds import TERMINAL, CaseState, Channel, HandlingMode, IdentityMode
from backend.core.models import Base, HasId, Versioned, enum_type

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""`next_due` of a case in which no clock of the office runs: such cases come last."""

_TERMINAL_LIST = ", ".join(f"'{state.value}'" for state in sorted(TERMINAL))


class Category(HasId, Versioned, Base):
    """What a complaint is about (投诉类别), as data: the words of the source documents, which the office may edit."""

    __tablename__ = "complaint_category"
    __table_args__ = (CheckConstraint("position BETWEEN 0 AND 9999", name="position_range"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    group_name: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60), unique=True)
    hint: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class PolicyVersion(HasId, Base):
    """One version of the time limits and rules, never changed afterwards. `scope` is a category's code, or `*`.

    A case keeps the version that was in force when it was accepted (complaint design, 2.5 e).
    """

    __tablename__ = "complaint_policy"
    __table_args__ = (UniqueConstraint("scope", "number"), CheckConstraint("number >= 1", name="number"))

    scope: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(300), default="")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]


class SerialCounter(Base):
    """The last number given of a series (cases, transfer orders, supervision orders) in a year.

    Its row is locked while one is taken, and given back with the transaction: no gap, none twice.
    """

    __tablename__ = "complaint_serial"

    series: Mapped[str] = mapped_column(String(16), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(Integer, default=0)


class Case(HasId, Versioned, Base):
    """A complaint case (效能投诉件).

    `terminal` repeats the state for the constraint of the clocks. `cycle` counts handlings from 1; `first_cycle` is the
    one of the acceptance, before which reviews may have set refusals aside. `unit_id` is the unit complained of, none
    when the complainant does not know it. `summary` is the officer's and may be searched.
    `persons` counts complainants (人次). `reviewed_from` is the state that a review began in. `code_hash` is the keyed
    hash of the tracking code, `code_temporary` says that it must be changed at first own use. `request_key` and
    `request_digest` recognise a repeated registration. `next_due` is the earliest date that the office has to look at (`clocks.OFFICE_CLOCKS`).
    `source_client_id` is the client system that registered it, and may read its state.
    `first_closed_at` stays when a closed case is opened again: figures count it.
    `held`: nothing of it is erased, however old. `publishable`: its state may be named in public, nothing of its texts.
    The others say when retention erased what.
    """

    __tablename__ = "complaint_case"
    __table_args__ = (
        UniqueConstraint("id", "terminal"),
        UniqueConstraint("source_system", "source_id"),
        CheckConstraint(f"terminal = (state IN ({_TERMINAL_LIST}))", name="terminal_is_of_state"),
        CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged_has_master"),
        CheckConstraint("merged_into <> id", name="master_is_other"),
        CheckConstraint("cycle >= 1 AND persons >= 1", name="counts"),
        CheckConstraint("(source_system IS NULL) = (source_id IS NULL)", name="source_is_whole"),
        CheckConstraint("(accepted_at IS NULL) = (policy_id IS NULL)", name="policy_from_acceptance"),
        Index("ix_complaint_case_next_due", "next_due", "id"),
        # The order of the work list: dates are ends of days, so that many cases have the same one.
        *(
            Index(f"ix_complaint_case_{column}_next_due_id", column, "next_due", "id")
            for column in ("officer_id", "state", "unit_id", "category_id")
        ),
        Index("ix_complaint_case_unit_id_registered_at", "unit_id", "registered_at"),
        Index(
            "ix_complaint_case_merged_into",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
        Index(
            "ix_complaint_case_publishable",
            "received_at",
            "id",
            sqlite_where=text("publishable"),
            postgresql_where=text("publishable"),
        ),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    state: Mapped[CaseState] = mapped_column(enum_type(CaseState), default=CaseState.REGISTERED)
    terminal: Mapped[bool] = mapped_column(Boolean, default=False)
    cycle: Mapped[int] = mapped_column(Integer, default=1)
    first_cycle: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    channel: Mapped[Channel] = mapped_column(enum_type(Channel))
    mode: Mapped[IdentityMode] = mapped_column(enum_type(IdentityMode))
    category_id: Mapped[UUID] = mapped_column(ForeignKey("complaint_category.id", ondelete="RESTRICT"))
    policy_id: Mapped[UUID | None] = mapped_column(ForeignKey("complaint_policy.id", ondelete="RESTRICT"))
    handling: Mapped[HandlingMode | None] = mapped_column(enum_type(HandlingMode))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    about_head: Mapped[bool] = mapped_column(Boolean, default=False)
    summary: Mapped[str] = mapped_column(Text, default="")
    persons: Mapped[int] = mapped_column(Integer, default=1)
    received_at: Mapped[datetime] = mapped_column(index=True)
    registered_at: Mapped[datetime]
    registered_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    officer_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    accepted_at: Mapped[datetime | None] = mapped_column(index=True)
    replied_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    first_closed_at: Mapped[datetime | None] = mapped_column(index=True)
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("complaint_case.id", ondelete="RESTRICT"))
    reviewed_from: Mapped[CaseState | None] = mapped_column(enum_type(CaseState, name="reviewed_from"))
    ex_officio: Mapped[bool] = mapped_column(Boolean, default=False)
    taken_over: Mapped[bool] = mapped_column(Boolean, default=False)
    reason: Mapped[str | None] = mapped_column(String(40))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    code_temporary: Mapped[bool] = mapped_column(Boolean, default=False)
    pin_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    request_key: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    request_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    source_system: Mapped[str | None] = mapped_column(String(40))
    source_id: Mapped[str | None] = mapped_column(String(80))
    source_client_id: Mapped[UUID | None] = mapped_column(index=True)  # SQLite adds no foreign keys
    external_due: Mapped[datetime | None]
    next_due: Mapped[datetime] = mapped_column(default=NEVER)
    demo: Mapped[bool] = mapped_column(Boolean, default=False)
    held: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    publishable: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    identity_erased_at: Mapped[datetime | None]
    text_erased_at: Mapped[datetime | None]


class CaseOriginal(Base):
    """What the complainant said, sealed: JSON of `subject`, `text`, `wish`. No unit ever reads it (D6)."""

    __tablename__ = "complaint_original"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("complaint_case.id", ondelete="RESTRICT"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class CaseIdentity(Base):
    """Who the complainant is, sealed: JSON of `name`, `phone`, `id_number`, `address`, `email`.

    Anonymous cases have no row. The indexes are keyed hashes that find a second complaint of the same person and
    cannot be turned back by trying all telephone numbers without the key.
    """

    __tablename__ = "complaint_identity"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("complaint_case.id", ondelete="RESTRICT"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    id_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
