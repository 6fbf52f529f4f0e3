"""Comments as readers see them: what stands in an answer depends on the reader's sight, never on the caller."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount
from backend.ballots.models import Comment
from backend.comments.access import Sight
from backend.comments.covering import propose, words_of
from backend.comments.models import CommentCoding, CommentReview, CommentTopic, ReviewState
from backend.comments.personal import find_personal
from backend.comments.schemas import (
    CommentDecided,
    CommentDesk,
    CommentOut,
    CommentPiece,
    CommentTopicOut,
    CommentUnit,
    TopicRef,
)
from backend.rounds.models import RoundUnit


def topic_out(topic: CommentTopic) -> CommentTopicOut:
    return CommentTopicOut(
        id=topic.id, name=topic.name, keywords=topic.keywords, active=topic.active, version=topic.version
    )


def units_of(session: Session, round_id: UUID, *conditions: ColumnElement[bool]) -> list[CommentUnit]:
    """Units of a roll in its order, in the words of the ballot."""
    rows = select(RoundUnit).where(RoundUnit.round_id == round_id, *conditions).order_by(RoundUnit.position)
    return [
        CommentUnit(id=unit.unit_id, code=unit.code, name=unit.name, short_name=unit.short_name)
        for unit in session.scalars(rows)
    ]


def comments_out(session: Session, sight: Sight, reviews: Sequence[CommentReview]) -> list[CommentOut]:
    """Several comments; what belongs to them is read once for all."""
    show = _Showing(session, sight, reviews)
    return [show(review) for review in reviews]


class _Showing:
    def __init__(self, session: Session, sight: Sight, reviews: Sequence[CommentReview]) -> None:
        self._sight = sight
        self._units = {unit.id: unit for unit in units_of(session, sight.round.id)}
        self._topics = topics_of(session, [review.id for review in reviews])
        if not sight.watches:
            return
        ids = [review.id for review in reviews]
        self._originals: Mapping[UUID, str] = dict(
            session.execute(select(Comment.id, Comment.text).where(Comment.id.in_(ids))).all()
        )
        heads = {review.same_as or review.id for review in reviews}
        counted = select(CommentReview.same_as, func.count()).where(CommentReview.same_as.in_(heads))
        self._followers: Mapping[UUID | None, int] = dict(
            session.execute(counted.group_by(CommentReview.same_as)).all()
        )
        by = {review.decided_by for review in reviews} | {
            UUID(one["decided_by"]) for review in reviews for one in review.earlier
        }
        people = select(UserAccount.id, UserAccount.display_name).where(UserAccount.id.in_(by - {None}))
        self._people: Mapping[UUID, str] = dict(session.execute(people).all())

    def __call__(self, review: CommentReview) -> CommentOut:
        return CommentOut(
            id=review.id,
            unit=self._units[review.unit_id],
            text=review.text,
            topics=self._topics.get(review.id, []),
            desk=self._desk(review) if self._sight.watches else None,
        )

    def _desk(self, review: CommentReview) -> CommentDesk:
        original = words_of(self._originals[review.id])
        decided = None
        if review.state is not ReviewState.PENDING:
            decided = self._decision(
                {
                    "state": review.state,
                    "text": review.text,
                    "reason": review.reason,
                    "words": review.words,
                    "decided_by": review.decided_by,
                    "decided_at": review.decided_at,
                }
            )
        return CommentDesk(
            state=review.state,
            version=review.version,
            original=_pieces(original) if self._sight.decides else None,
            proposal=propose(original),
            findings=review.findings,
            same_as=review.same_as,
            likeness=review.likeness,
            alike=self._followers.get(review.same_as or review.id, 0),
            decided=decided,
            earlier=[self._decision(one) for one in review.earlier],
        )

    def _decision(self, one: Mapping[str, Any]) -> CommentDecided:
        by = one["decided_by"]
        person = self._people.get(by if isinstance(by, UUID) else UUID(by))
        return CommentDecided.model_validate({**one, "decided_by": person})


def topics_of(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[TopicRef]]:
    """The topics of comments, in the order of the dictionary."""
    found: dict[UUID, list[TopicRef]] = {}
    rows = (
        select(CommentCoding.review_id, CommentTopic)
        .join(CommentTopic, CommentTopic.id == CommentCoding.topic_id)
        .where(CommentCoding.review_id.in_(ids))
        .order_by(CommentTopic.position, CommentTopic.name)
    )
    for review_id, topic in session.execute(rows):
        found.setdefault(review_id, []).append(TopicRef(id=topic.id, name=topic.name))
    return found


def _pieces(original: str) -> list[CommentPiece]:
    """The original cut at what looks like personal data."""
    pieces, done = [], 0
    for found in find_personal(original):
        pieces.append(CommentPiece(text=original[done : found.start], kind=None))
        pieces.append(CommentPiece(text=original[found.start : found.end], kind=found.kind))
        done = found.end
    return [piece for piece in [*pieces, CommentPiece(text=original[done:], kind=None)] if piece.text]
