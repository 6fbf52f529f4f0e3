"""Comments of ratings: what people wrote of an office, and themselves in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.oversight.kinds import RatingState
from backend.oversight.models_records import ServiceRating
from backend.retention.rules import PART, Keeping

_OVER = (RatingState.SETTLED, RatingState.DONE, RatingState.EXCLUDED)


def _old(limit: datetime) -> Any:
    """Those of ratings that need nothing more. One that is still followed up keeps its comment."""
    ended = func.coalesce(ServiceRating.ended_at, ServiceRating.rated_at)
    return ServiceRating.comment.is_not(None) & ServiceRating.state.in_(_OVER) & (ended < limit)


def count_comments(session: Session, _: UUID | None, limit: datetime) -> int:
    return session.scalars(select(func.count()).select_from(ServiceRating).where(_old(limit))).one()


def erase_comments(_keeping: Keeping, session: Session, _: UUID | None, limit: datetime) -> int:
    """The rating stays, without what was written with it."""
    some = select(ServiceRating.id).where(_old(limit)).order_by(ServiceRating.id).limit(PART)
    return (
        session.connection()
        .execute(update(ServiceRating).where(ServiceRating.id.in_(some)).values(comment=None))
        .rowcount
    )
