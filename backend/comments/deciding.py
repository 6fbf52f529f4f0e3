"""What the office decides about comments: release with places covered, or withhold with a reason; topics."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.ballots.models import Comment
from backend.comments.access import Sight, sight_of
from backend.comments.covering import is_covered, words_of
from backend.comments.models import (
    PROTECTIVE,
    CommentCoding,
    CommentReview,
    CommentTopic,
    ReviewState,
    WithheldReason,
)
from backend.comments.preparing import unprepared
from backend.comments.schemas import CommentDecisionIn, CommentDecisionsIn, CommentTopicsIn, ReviewedState
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput, NotFound, Stale
from backend.core.etags import check_match
from backend.core.principal import Principal
from backend.core.text import Text
from backend.jobs.models import Job
from backend.jobs.service import enqueue
from backend.results.jobs import COMMENTS_JOB
from backend.rounds.models import RoundState


class AlreadyHandedOver(Conflict):
    code = "already_handed_over"
    title = Text(
        "本轮已公布，单位已经看到这条意见；只有涉及个人信息、侮辱谩骂或者违反法律规定的才能收回",
        "The unit has read this comment; it is taken back only for personal data, abuse, or against the law",
    )


class AlreadyPrepared(Conflict):
    code = "already_prepared"
    title = Text("本轮意见已经整理过", "The comments of the round have been prepared already")


_NOT_COVERED = Text(
    "只能遮盖原文，不能改写：除星号外，文字要与原文一致，删去的地方要用星号标出，并至少留下一处文字",
    "The original may be covered, not rewritten: all but the asterisks must stand in it, each cut must show, and some "
    "words must be left",
)
_NEEDS_REASON = Text("不公开要选择理由", "Withholding needs a reason")
_NEEDS_WORDS = Text("理由选“其他”的，要写明（至少五个字）", "The reason `other` needs words, five characters at least")
_NO_REASON = Text("留用不需要理由", "A release takes no reason")
_NO_TEXT = Text("不公开的意见不用填公开文字", "What is withheld takes no text for release")
_NO_TOPIC = Text("没有这个主题，或者已停用", "There is no such topic, or it is retired")
_TWICE = Text("同一条意见出现了两次", "The same comment twice")
LEAST_WORDS = 5


def start_preparation(session: Session, principal: Principal, round_id: UUID) -> Job:
    """Have the comments of a round prepared that was counted before this was done, or where it failed.

    Raises NotFound, AlreadyPrepared.
    """
    sight = sight_of(session, principal, round_id, lock=True)
    if not unprepared(session, sight.round.id):
        raise AlreadyPrepared
    job = enqueue(session, COMMENTS_JOB, {"round_id": str(round_id)}, principal.user_id)
    record(session, principal, "comment.start", "round", round_id, job_id=str(job.id))
    return job


def decide(
    session: Session,
    principal: Principal,
    round_id: UUID,
    comment_id: UUID,
    body: CommentDecisionIn,
    if_match: str | None,
) -> CommentReview:
    """Release one comment or withhold it; a decision may be changed.

    Raises NotFound, Stale, InvalidInput, and AlreadyHandedOver when a published round's comment is taken back without need.
    """
    sight = sight_of(session, principal, round_id, lock=True)
    review = _locked(session, sight, [comment_id])[0]
    check_match(if_match, review)
    _check_reason(body.state, body.reason, body.words)
    text = _text_of(session, review, body)
    _refuse_taking_back(sight, review, body)
    _write(session, principal, review, body, text)
    if body.topics is not None:
        _set_topics(session, review, body.topics)
    review.version += 1
    session.flush()
    record(session, principal, "comment.decide", "comment_review", review.id, **_facts(review))
    return review


def decide_many(session: Session, principal: Principal, round_id: UUID, body: CommentDecisionsIn) -> int:
    """The same decision for several, each with the version that was read: all of them, or none.

    Raises NotFound, Stale (with the ids that changed meanwhile), InvalidInput, AlreadyHandedOver.
    """
    sight = sight_of(session, principal, round_id, lock=True)
    ids = [item.id for item in body.items]
    if len(set(ids)) != len(ids):
        raise InvalidInput(errors=[FieldProblem("/items", "twice", _TWICE)])
    _check_reason(body.state, body.reason, body.words)
    reviews = _locked(session, sight, ids)
    stale = [str(r.id) for r, item in zip(reviews, body.items, strict=True) if r.version != item.version]
    if stale:
        raise Stale(extra={"current": {"stale": stale}})
    one = CommentDecisionIn(state=body.state, reason=body.reason, words=body.words)
    for place, review in enumerate(reviews):
        text = _text_of(session, review, one, f"/items/{place}")
        _refuse_taking_back(sight, review, one)
        _write(session, principal, review, one, text)
        review.version += 1
    session.flush()
    record(
        session,
        principal,
        "comment.decide_many",
        "round",
        round_id,
        state=body.state.value,
        reason=body.reason.value if body.reason else None,
        comments=[str(review.id) for review in reviews],
    )
    return len(reviews)


def set_topics(
    session: Session,
    principal: Principal,
    round_id: UUID,
    comment_id: UUID,
    body: CommentTopicsIn,
    if_match: str | None,
) -> CommentReview:
    """Replace the topics of one comment, at any time. Raises NotFound, Stale, InvalidInput."""
    sight = sight_of(session, principal, round_id, lock=True)
    review = _locked(session, sight, [comment_id])[0]
    check_match(if_match, review)
    _set_topics(session, review, body.topics)
    review.version += 1
    session.flush()
    record(session, principal, "comment.code", "comment_review", review.id, topics=[str(id_) for id_ in body.topics])
    return review


def _locked(session: Session, sight: Sight, ids: Sequence[UUID]) -> list[CommentReview]:
    """The reviews with these ids, in this order. Raises NotFound when one is not of the round."""
    wanted = select(CommentReview).where(*sight.where(), CommentReview.id.in_(ids)).order_by(CommentReview.id)
    rows = session.scalars(wanted.with_for_update().execution_options(populate_existing=True))
    found = {row.id: row for row in rows}
    if len(found) != len(set(ids)):
        raise NotFound
    return [found[id_] for id_ in ids]


def _check_reason(state: ReviewedState, reason: WithheldReason | None, words: str) -> None:
    problem: FieldProblem | None = None
    if state is ReviewedState.RELEASED:
        if reason is not None or words:
            problem = FieldProblem("/reason", "reason_not_needed", _NO_REASON)
    elif reason is None:
        problem = FieldProblem("/reason", "reason_needed", _NEEDS_REASON)
    elif reason is WithheldReason.OTHER and len(words) < LEAST_WORDS:
        problem = FieldProblem("/words", "words_needed", _NEEDS_WORDS)
    if problem is not None:
        raise InvalidInput(errors=[problem])


def _text_of(session: Session, review: CommentReview, body: CommentDecisionIn, pointer: str = "/text") -> str:
    """The text for release that a decision leaves. Raises InvalidInput for one that is not the original, covered."""
    if body.state is ReviewedState.WITHHELD:
        if body.text is not None:
            raise InvalidInput(errors=[FieldProblem(pointer, "text_not_needed", _NO_TEXT)])
        return review.text
    text = review.text if body.text is None else words_of(body.text)
    if not is_covered(session.get_one(Comment, review.id).text, text):
        raise InvalidInput(errors=[FieldProblem(pointer, "not_covered", _NOT_COVERED)])
    return text


def _refuse_taking_back(sight: Sight, review: CommentReview, body: CommentDecisionIn) -> None:
    handed_over = sight.round.state is RoundState.PUBLISHED and review.state is ReviewState.RELEASED
    if handed_over and body.state is ReviewedState.WITHHELD and body.reason not in PROTECTIVE:
        raise AlreadyHandedOver


def _write(session: Session, principal: Principal, review: CommentReview, body: CommentDecisionIn, text: str) -> None:
    now = clock.now(session)
    if review.decided_at is not None:
        review.earlier = [*review.earlier, _as_earlier(review, review.decided_at)]
    review.state, review.text = ReviewState(body.state.value), text
    review.reason, review.words = body.reason, body.words
    review.decided_by, review.decided_at = principal.user_id, now


def _as_earlier(review: CommentReview, at: datetime) -> dict[str, Any]:
    return {
        "state": review.state.value,
        "text": review.text,
        "reason": review.reason.value if review.reason else None,
        "words": review.words,
        "decided_by": str(review.decided_by),
        "decided_at": at.isoformat(),
    }


def _set_topics(session: Session, review: CommentReview, topics: Sequence[UUID]) -> None:
    """A retired topic that the comment has already may stay."""
    wanted = list(dict.fromkeys(topics))
    has = set(session.scalars(select(CommentCoding.topic_id).where(CommentCoding.review_id == review.id)))
    active = select(CommentTopic.id).where(CommentTopic.id.in_(wanted), CommentTopic.active)
    allowed = has | set(session.scalars(active))
    wrong = [
        FieldProblem(f"/topics/{place}", "unknown_topic", _NO_TOPIC)
        for place, id_ in enumerate(topics)
        if id_ not in allowed
    ]
    if wrong:
        raise InvalidInput(errors=wrong)
    session.execute(delete(CommentCoding).where(CommentCoding.review_id == review.id))
    if wanted:
        session.execute(insert(CommentCoding), [{"review_id": review.id, "topic_id": id_} for id_ in wanted])


def _facts(review: CommentReview) -> dict[str, Any]:
    """For the record, which takes no text: of words a digest."""
    return {
        "round_id": str(review.round_id),
        "state": review.state.value,
        "reason": review.reason.value if review.reason else None,
        "words_sha256": hashlib.sha256(review.words.encode()).hexdigest() if review.words else None,
    }
