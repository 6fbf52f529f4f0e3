"""Looking through the comments of a counted round: a text for release, findings, likeness and topics of each."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session

from backend.ballots.models import Comment
from backend.comments.alike import find_alike
from backend.comments.covering import propose, words_of
from backend.comments.models import CommentCoding, CommentReview, CommentTopic
from backend.comments.personal import find_personal
from backend.comments.topics import proposed_for
from backend.core.db import Database
from backend.rounds.models import Round


def unprepared(session: Session, round_id: UUID) -> int:
    """How many comments the program has not looked through yet."""
    missing = ~exists().where(CommentReview.id == Comment.id)
    return session.scalars(select(func.count()).select_from(Comment).where(Comment.round_id == round_id, missing)).one()


def units_unprepared(session: Session, round_id: UUID) -> list[UUID]:
    """Units with such comments: those of a unit are prepared together, since likeness is among them."""
    missing = ~exists().where(CommentReview.id == Comment.id)
    units = select(Comment.unit_id).where(Comment.round_id == round_id, missing).distinct()
    return sorted(session.scalars(units))


class UnitComments:
    """The comments of one unit in one round, looked through; `save` adds their reviews once."""

    def __init__(self, database: Database, round_id: UUID, unit_id: UUID, topics: Sequence[CommentTopic]) -> None:
        self.round_id, self.unit_id = round_id, unit_id
        with database.read() as session:
            mine = select(Comment.id, Comment.text).where(Comment.round_id == round_id, Comment.unit_id == unit_id)
            found = session.execute(mine.order_by(Comment.id)).all()
        ids = [id_ for id_, _ in found]
        texts = [words_of(text) for _, text in found]
        self._reviews: list[dict[str, Any]] = []
        self._codings: list[dict[str, UUID]] = []
        for id_, text, alike in zip(ids, texts, find_alike(texts), strict=True):
            self._reviews.append(
                {
                    "id": id_,
                    "round_id": round_id,
                    "unit_id": unit_id,
                    "text": propose(text),
                    "findings": len(find_personal(text)),
                    "same_as": ids[alike.first] if alike else None,
                    "likeness": alike.likeness if alike else None,
                }
            )
            self._codings += [{"review_id": id_, "topic_id": topic.id} for topic in proposed_for(text, topics)]
        self._reviews.sort(key=lambda review: review["same_as"] is not None)  # what others refer to comes first

    def save(self, session: Session) -> int:
        """Add the reviews, unless another run has; returns how many."""
        session.get_one(Round, self.round_id, with_for_update=True)
        mine = (CommentReview.round_id == self.round_id) & (CommentReview.unit_id == self.unit_id)
        if not self._reviews or session.scalars(select(CommentReview.id).where(mine).limit(1)).first() is not None:
            return 0
        session.execute(insert(CommentReview), self._reviews)
        if self._codings:
            session.execute(insert(CommentCoding), self._codings)
        return len(self._reviews)
