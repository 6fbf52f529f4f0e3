"""Tables of the comments after closing: what the office decided about each, and its topics."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.comments.alike import Likeness
from backend.core.models import Base, HasId, Versioned, enum_type


class ReviewState(StrEnum):
    """What became of a comment. None goes back to `pending`."""

    PENDING = "pending"
    RELEASED = "released"
    WITHHELD = "withheld"


class WithheldReason(StrEnum):
    """Why the units do not get to read it. That it is hard on them is none."""

    PERSONAL_DATA = "personal_data"  # somebody can be recognised whatever is covered
    ABUSE = "abuse"
    UNLAWFUL = "unlawful"  # secret, or against the law
    CASE = "case"  # a complaint of its own, to be handled as one
    UNRELATED = "unrelated"  # not about what the unit does
    EMPTY = "empty"
    OTHER = "other"  # to be said in words


PROTECTIVE: Final = frozenset({WithheldReason.PERSONAL_DATA, WithheldReason.ABUSE, WithheldReason.UNLAWFUL})
"""For these alone a comment is taken back that a unit has read already."""


class CommentReview(Versioned, Base):
    """What the office decided about one comment; the comment itself stays as it came.

    `text` is what readers outside the office get: the comment, with places covered. `findings`: how many pieces of it look
    like personal data. `same_as`: the first comment on the same unit in the same or nearly the same words. `earlier` are
    the decisions before the present one, each {state, text, reason, words, decided_by, decided_at}.

    The key is that of the comment, random and given at the shuffle: in its order nothing tells who wrote before whom.
    """

    __tablename__ = "comment_review"
    __table_args__ = (
        Index("ix_comment_review_round_id_unit_id", "round_id", "unit_id"),
        Index("ix_comment_review_same_as", "same_as"),
        CheckConstraint("(state = 'withheld') = (reason IS NOT NULL)", name="reason"),
        CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_at"),
        CheckConstraint("(same_as IS NULL) = (likeness IS NULL)", name="like_another"),
        CheckConstraint("same_as IS NULL OR same_as <> id", name="same_as_another"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True, sort_order=-1)
    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id", ondelete="RESTRICT"))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    state: Mapped[ReviewState] = mapped_column(enum_type(ReviewState, 12), default=ReviewState.PENDING)
    text: Mapped[str] = mapped_column(Text)
    findings: Mapped[int] = mapped_column(Integer, default=0)
    same_as: Mapped[UUID | None] = mapped_column(ForeignKey("comment_review.id", ondelete="SET NULL"))
    likeness: Mapped[Likeness | None] = mapped_column(enum_type(Likeness, 8))
    reason: Mapped[WithheldReason | None] = mapped_column(enum_type(WithheldReason, 16))
    words: Mapped[str] = mapped_column(String(500), default="")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class CommentTopic(HasId, Versioned, Base):
    """What comments are about. `keywords`: words in a comment that propose the topic. Retired ones stay where they are."""

    __tablename__ = "comment_topic"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    position: Mapped[int] = mapped_column(Integer, default=0)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class CommentCoding(Base):
    """A comment has a topic; it may have several."""

    __tablename__ = "comment_coding"
    __table_args__ = (Index("ix_comment_coding_topic_id", "topic_id"), {"sqlite_with_rowid": False})

    review_id: Mapped[UUID] = mapped_column(ForeignKey("comment_review.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[UUID] = mapped_column(ForeignKey("comment_topic.id", ondelete="RESTRICT"), primary_key=True)
