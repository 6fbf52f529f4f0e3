"""Reading comments: lists, how far the office is, tables for a spreadsheet."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session

from backend.audit.record import record_reading
from backend.ballots.models import Comment
from backend.comments.access import Sight, reads_own_only, sight_of
from backend.comments.models import CommentCoding, CommentReview, ReviewState, WithheldReason
from backend.comments.preparing import unprepared
from backend.comments.schemas import (
    CommentedRound,
    CommentedRounds,
    CommentFilter,
    CommentOut,
    CommentProgress,
    CommentQuery,
    CommentsSummary,
    ReasonCount,
)
from backend.comments.views import comments_out, topics_of, units_of
from backend.core.errors import NotFound
from backend.core.paging import Page, Sorting, paginate
from backend.core.principal import Principal
from backend.results.export import table_file
from backend.results.schemas import FileFormat
from backend.results.showing import show_round
from backend.rounds.access import visible_rounds
from backend.rounds.models import Round, RoundState, RoundUnit

COLUMNS = ("单位编码", "单位", "意见", "主题")
# By the random key alone: no order in which comments came can be read from it, and none by state or time of decision.
_SORTINGS = {"id": Sorting(CommentReview.id, lambda review: review.id)}


def summary(session: Session, principal: Principal, round_id: UUID) -> CommentsSummary:
    """What there is to read of a round. Raises NotFound."""
    sight = sight_of(session, principal, round_id)
    released = select(func.count()).select_from(CommentReview)
    released = released.where(*sight.where(), CommentReview.state == ReviewState.RELEASED)
    has_some = exists().where(*sight.where(), CommentReview.unit_id == RoundUnit.unit_id)
    return CommentsSummary(
        round=show_round(sight.round),
        released=session.scalars(released).one(),
        units=units_of(session, round_id, has_some),
        progress=_progress(session, sight) if sight.watches else None,
    )


def _progress(session: Session, sight: Sight) -> CommentProgress:
    mine = sight.where()
    by_state = dict(
        session.execute(select(CommentReview.state, func.count()).where(*mine).group_by(CommentReview.state)).all()
    )
    clear = select(func.count()).select_from(CommentReview)
    clear = clear.where(*mine, CommentReview.state == ReviewState.PENDING, CommentReview.findings == 0)
    reasons = dict(
        session.execute(
            select(CommentReview.reason, func.count())
            .where(*mine, CommentReview.state == ReviewState.WITHHELD)
            .group_by(CommentReview.reason)
        ).all()
    )
    waiting = unprepared(session, sight.round.id)
    return CommentProgress(
        total=sum(by_state.values()) + waiting,
        pending=by_state.get(ReviewState.PENDING, 0),
        released=by_state.get(ReviewState.RELEASED, 0),
        withheld=by_state.get(ReviewState.WITHHELD, 0),
        unprepared=waiting,
        clear=session.scalars(clear).one(),
        reasons=[ReasonCount(reason=one, count=reasons[one]) for one in WithheldReason if one in reasons],
    )


def list_comments(session: Session, principal: Principal, round_id: UUID, query: CommentQuery) -> Page[CommentOut]:
    """One page of the comments that `principal` may see. Raises NotFound."""
    sight = sight_of(session, principal, round_id)
    statement = _filtered(sight, query)
    if query.state is not None:
        statement = statement.where(CommentReview.state == query.state)
    if query.same_as is not None:
        statement = statement.where(or_(CommentReview.id == query.same_as, CommentReview.same_as == query.same_as))
    if query.found is not None and sight.watches:
        statement = statement.where((CommentReview.findings > 0) == query.found)
    rows, page = paginate(session, statement, query, "id", _SORTINGS, CommentReview.id)
    _note_reading(session, principal, sight)
    return Page[CommentOut](items=comments_out(session, sight, rows), **page)


def one_comment(session: Session, principal: Principal, review: CommentReview) -> CommentOut:
    """A comment after a decision."""
    sight = sight_of(session, principal, review.round_id)
    return comments_out(session, sight, [review])[0]


def rounds_of_unit(session: Session, principal: Principal, unit_id: UUID) -> CommentedRounds:
    """In which published rounds there is something to read about a unit; for a liaison of another one, nowhere."""
    if reads_own_only(principal) and unit_id != principal.unit_id:
        return CommentedRounds(items=[])
    mine = (CommentReview.unit_id == unit_id) & (CommentReview.state == ReviewState.RELEASED)
    counted = select(CommentReview.round_id, func.count()).where(mine).group_by(CommentReview.round_id)
    released = dict(session.execute(counted).all())
    rounds = visible_rounds(principal).where(Round.id.in_(released), Round.state == RoundState.PUBLISHED)
    newest = rounds.order_by(Round.year.desc(), Round.number.desc())
    return CommentedRounds(
        items=[CommentedRound(round=show_round(row), released=released[row.id]) for row in session.scalars(newest)]
    )


def _filtered(sight: Sight, query: CommentFilter) -> Select[Any]:
    statement = select(CommentReview).where(*sight.where())
    if query.unit_id is not None:
        statement = statement.where(CommentReview.unit_id == query.unit_id)
    coded = select(CommentCoding.review_id)
    if query.topic == "none":
        statement = statement.where(CommentReview.id.not_in(coded))
    elif query.topic is not None:
        statement = statement.where(CommentReview.id.in_(coded.where(CommentCoding.topic_id == query.topic)))
    if query.q:
        found = CommentReview.text.icontains(query.q, autoescape=True)
        if sight.decides:
            # For others a search in originals would tell what is covered.
            originals = exists().where(Comment.id == CommentReview.id, Comment.text.icontains(query.q, autoescape=True))
            found = or_(found, originals)
        statement = statement.where(found)
    return statement


def _note_reading(session: Session, principal: Principal, sight: Sight) -> None:
    """The record knows who read comments before the units did (security design, I05)."""
    if sight.round.state is not RoundState.PUBLISHED:
        record_reading(session, principal, "comment.read", "round", sight.round.id)


def released_file(
    session: Session, principal: Principal, round_id: UUID, query: CommentFilter, kind: FileFormat
) -> tuple[str, int, bytes, str]:
    """The released comments as a table: title of the round, how many, content, media type. Raises NotFound."""
    sight = sight_of(session, principal, round_id)
    statement = _filtered(sight, query).where(CommentReview.state == ReviewState.RELEASED)
    reviews = session.scalars(statement.order_by(CommentReview.id)).all()
    if sight.only_own and sight.unit_id is None:
        raise NotFound
    content, media_type = table_file(COLUMNS, _rows(session, round_id, reviews), kind)
    return sight.round.title, len(reviews), content, media_type


def _rows(session: Session, round_id: UUID, reviews: Sequence[CommentReview]) -> Iterator[list[Any]]:
    """By unit in the order of the roll; within one, in no order that says anything."""
    places = {unit.id: (place, unit) for place, unit in enumerate(units_of(session, round_id))}
    topics = topics_of(session, [review.id for review in reviews])
    for review in sorted(reviews, key=lambda one: places[one.unit_id][0]):
        unit = places[review.unit_id][1]
        yield [unit.code, unit.name, review.text, "；".join(topic.name for topic in topics.get(review.id, []))]
