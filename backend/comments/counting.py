"""How often which topic comes up at which unit.

The office and the auditor count what is not withheld; readers outside count what was released, and small counts are hidden
from them by the round's rule (method, section 8): this table is what gets quoted, apart from the comments.
"""

from collections import Counter
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.comments.access import Sight, sight_of
from backend.comments.models import CommentCoding, CommentReview, CommentTopic, ReviewState
from backend.comments.schemas import CommentCounts, TopicCount, TopicRef, UnitTopicCounts
from backend.comments.topics import list_topics
from backend.comments.views import units_of
from backend.core.principal import Principal
from backend.results.showing import show_round
from backend.stats import is_small


def counts(session: Session, principal: Principal, round_id: UUID) -> CommentCounts:
    """Topics by unit of a round, units and topics with comments only. Raises NotFound."""
    sight = sight_of(session, principal, round_id)
    table = _Table(session, sight)
    k = None if sight.watches else sight.round.k
    units = [unit for unit in units_of(session, round_id) if table.totals[unit.id]]
    used = [topic for topic in list_topics(session) if any((unit.id, topic.id) in table.cells for unit in units)]
    rows = [_row(table, unit.id, used, k) for unit in units]
    return CommentCounts(
        round=show_round(sight.round),
        k=k,
        topics=[TopicRef(id=topic.id, name=topic.name) for topic in used],
        totals=[
            TopicCount(
                topic_id=topic.id,
                count=_total([row[topic.id] for row in rows], sum(table.cells[unit.id, topic.id] for unit in units)),
            )
            for topic in used
        ],
        units=[
            UnitTopicCounts(
                unit=unit,
                total=_total(list(row.values()), _shown(table.totals[unit.id], k)),
                untitled=row[None],
                cells=[TopicCount(topic_id=topic.id, count=row[topic.id]) for topic in used],
            )
            for unit, row in zip(units, rows, strict=True)
        ],
    )


class _Table:
    """Exact counts: of comments by unit and topic, by unit, and by unit of those without a topic."""

    def __init__(self, session: Session, sight: Sight) -> None:
        mine = [*sight.where(), CommentReview.state != ReviewState.WITHHELD]
        by_topic = (
            select(CommentReview.unit_id, CommentCoding.topic_id, func.count())
            .join(CommentCoding, CommentCoding.review_id == CommentReview.id)
            .where(*mine)
            .group_by(CommentReview.unit_id, CommentCoding.topic_id)
        )
        self.cells: Counter[tuple[UUID, UUID]] = Counter(
            {(unit_id, topic_id): count for unit_id, topic_id, count in session.execute(by_topic)}
        )
        by_unit = select(CommentReview.unit_id, func.count()).where(*mine).group_by(CommentReview.unit_id)
        self.totals: Counter[UUID] = Counter(dict(session.execute(by_unit).all()))
        without = by_unit.where(CommentReview.id.not_in(select(CommentCoding.review_id)))
        self.untitled: Counter[UUID] = Counter(dict(session.execute(without).all()))


def _row(table: _Table, unit_id: UUID, topics: list[CommentTopic], k: int | None) -> dict[UUID | None, int | None]:
    """The cells of a unit as shown, by topic; None: without a topic."""
    row: dict[UUID | None, int | None] = {topic.id: _shown(table.cells[unit_id, topic.id], k) for topic in topics}
    return row | {None: _shown(table.untitled[unit_id], k)}


def _shown(count: int, k: int | None) -> int | None:
    return None if k is not None and is_small(count, k=k) else count


def _total(cells: list[int | None], total: int | None) -> int | None:
    """A total beside a hidden cell would tell it, or how much several hold together: it is hidden too."""
    return None if None in cells else total
