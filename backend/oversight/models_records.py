"""Tables of service records, of the cards and ratings they got, and of what happened to all three.

No applicant: numbers, dates and states only (domain model, oversight).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.core.models import Base, HasId, Versioned, enum_type
from backend.oversight.kinds import (
    NEVER,
    CardLevel,
    CardRung,
    CardState,
    EventSubject,
    RatingChannel,
    RatingState,
    RecordResult,
    RecordState,
    Verdict,
)
from backend.oversight.models import ServiceMatter
from backend.units.models import Unit

_DUE = text("next_due IS NOT NULL")
_STANDING = text("state <> 'withdrawn'")
_WAITING = text("remind_at IS NOT NULL")


class ServiceRecord(HasId, Versioned, Base):
    """One application handled (办件). `source` and `external_id` name it for ever, in the words of where it came from.

    Dates are the first instant that is too late, NEVER where there is no limit. `limits` are those of the matter when
    the record came in: `{"legal": [20, "wd"] or null, "promised": ...}`. `judged_due` is the promised date with the
    extensions that were granted and told in time: on time means finished before it. `due` has all extensions.
    `legal_due` moves with statutory pauses only. `near_at`: when the prompt comes. `paused`: a pause
    that began before `judged_due` has no end yet, so the record is not late. `next_due`: when the sweep has to look at it; none, never.
    `promised_days` and `actual_days` count working days from the day it came in.
    """

    __tablename__ = "service_record"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        CheckConstraint("finished_at >= received_at", name="finished_after"),
        CheckConstraint("(state = 'open') = (finished_at IS NULL)", name="open_or_finished"),
        CheckConstraint("(finished_at IS NULL) = (result IS NULL)", name="result_of_finished"),
        Index("ix_service_record_unit_id_received_at", "unit_id", "received_at"),
        Index("ix_service_record_received_at", "received_at"),
        Index("ix_service_record_state_due", "state", "due"),
        Index("ix_service_record_source_updated_at", "source", "updated_at", "id"),
        Index("ix_service_record_next_due", "next_due", sqlite_where=_DUE, postgresql_where=_DUE),
    )

    matter_id: Mapped[UUID] = mapped_column(ForeignKey("service_matter.id", ondelete="RESTRICT"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    source: Mapped[str] = mapped_column(String(40))
    external_id: Mapped[str] = mapped_column(String(80))
    received_at: Mapped[datetime]
    limits: Mapped[dict[str, Any]] = mapped_column(JSON)
    given_promised_due: Mapped[datetime | None]
    given_legal_due: Mapped[datetime | None]
    judged_due: Mapped[datetime] = mapped_column(default=NEVER)
    due: Mapped[datetime] = mapped_column(default=NEVER)
    legal_due: Mapped[datetime] = mapped_column(default=NEVER)
    near_at: Mapped[datetime | None]
    provisional: Mapped[bool] = mapped_column(default=False)
    calendar_version: Mapped[int] = mapped_column(Integer, default=0)
    next_due: Mapped[datetime | None]
    state: Mapped[RecordState] = mapped_column(enum_type(RecordState))
    finished_at: Mapped[datetime | None]
    result: Mapped[RecordResult | None] = mapped_column(enum_type(RecordResult))
    on_site: Mapped[bool] = mapped_column(default=False)
    immediate: Mapped[bool] = mapped_column(default=False)
    extensions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    pauses: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    paused: Mapped[bool] = mapped_column(default=False)
    promised_days: Mapped[int | None] = mapped_column(Integer)
    actual_days: Mapped[int | None] = mapped_column(Integer)
    content_digest: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    matter: Mapped[ServiceMatter] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")

    @property
    def stands_since(self) -> datetime | None:
        """Since when the clock stands still: a pause has no end yet."""
        return min((datetime.fromisoformat(one["begin"]) for one in self.pauses if one["end"] is None), default=None)


class Card(HasId, Versioned, Base):
    """A warning that a clock raised (提示、黄牌、红牌). One of a level stands at a record; a wrong one is withdrawn.

    `remind_at`: when it has to be looked at whether somebody acknowledged it in time; none, never or never again.
    """

    __tablename__ = "oversight_card"
    __table_args__ = (
        Index(
            "uq_oversight_card_standing",
            "record_id",
            "level",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index("ix_oversight_card_unit_id_state", "unit_id", "state"),
        Index("ix_oversight_card_raised_at", "raised_at"),
        Index("ix_oversight_card_remind_at", "remind_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    record_id: Mapped[UUID] = mapped_column(ForeignKey("service_record.id", ondelete="CASCADE"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    level: Mapped[CardLevel] = mapped_column(enum_type(CardLevel))
    rung: Mapped[CardRung] = mapped_column(enum_type(CardRung))
    breach_at: Mapped[datetime]
    raised_at: Mapped[datetime]
    acknowledge_due: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    state: Mapped[CardState] = mapped_column(enum_type(CardState), default=CardState.RAISED)
    acknowledged_at: Mapped[datetime | None]
    explained_at: Mapped[datetime | None]
    explanation: Mapped[str] = mapped_column(String(2000), default="")
    ended_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="")

    record: Mapped[ServiceRecord] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class ServiceRating(HasId, Versioned, Base):
    """The rating of a record (好差评): 5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意.

    A bad one has to be followed up by `due`. `assessed_by` proposes the verdict, `verified_by`, another person, gives
    it. `comment` is sealed: people name themselves in it.
    """

    __tablename__ = "service_rating"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5", name="level_range"),
        CheckConstraint("second_level BETWEEN 1 AND 5", name="second_level_range"),
        CheckConstraint("assessed_by <> verified_by", name="two_persons"),
        CheckConstraint("(level > 2) = (state = 'settled')", name="bad_is_followed_up"),
        Index("ix_service_rating_unit_id_rated_at", "unit_id", "rated_at"),
        Index("ix_service_rating_state_due", "state", "due"),
    )

    record_id: Mapped[UUID] = mapped_column(ForeignKey("service_record.id", ondelete="CASCADE"), unique=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    level: Mapped[int] = mapped_column(Integer)
    channel: Mapped[RatingChannel] = mapped_column(enum_type(RatingChannel))
    reasons: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[bytes | None] = mapped_column(LargeBinary)
    rated_at: Mapped[datetime]
    state: Mapped[RatingState] = mapped_column(enum_type(RatingState))
    due: Mapped[datetime] = mapped_column(default=NEVER)
    proposed: Mapped[Verdict | None] = mapped_column(enum_type(Verdict, name="proposed_verdict"))
    assessed_by: Mapped[UUID | None]
    assessed_at: Mapped[datetime | None]
    finding: Mapped[str] = mapped_column(String(2000), default="")
    verdict: Mapped[Verdict | None] = mapped_column(enum_type(Verdict))
    verified_by: Mapped[UUID | None]
    verified_at: Mapped[datetime | None]
    called_back_at: Mapped[datetime | None]
    callback: Mapped[str] = mapped_column(String(1000), default="")
    rectified_at: Mapped[datetime | None]
    rectification: Mapped[str] = mapped_column(String(2000), default="")
    second_level: Mapped[int | None] = mapped_column(Integer)
    ended_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(500), default="")

    record: Mapped[ServiceRecord] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class ServiceEvent(HasId, Base):
    """What happened to a record, its cards and its rating, for the page of the record.

    `actor` is a user id, the name of a source, or "system". The proof is the sealed record of audit/; this is to read.
    """

    __tablename__ = "service_event"
    __table_args__ = (Index("ix_service_event_record_id_at", "record_id", "at"),)

    record_id: Mapped[UUID] = mapped_column(ForeignKey("service_record.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    subject: Mapped[EventSubject] = mapped_column(enum_type(EventSubject))
    subject_id: Mapped[UUID]
    action: Mapped[str] = mapped_column(String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
