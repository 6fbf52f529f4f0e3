"""Ratings (好差评): taking them in, reading them. Following bad ones up is in `following_up.py`."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.record import record as record_event
from backend.auth.policy import permissions_of
from backend.calendar.engine import Unit as TimeUnit
from backend.calendar.engine import due
from backend.calendar.queries import load_calendar
from backend.core import clock
from backend.core.errors import Conflict, FieldProblem, InvalidInput
from backend.core.ids import new_id
from backend.core.paging import Sorting, paginate
from backend.core.principal import Caller, Principal
from backend.core.sealing import Sealer, place_of
from backend.core.text import Language, Text
from backend.notices.service import notify
from backend.oversight.access import visible_ratings
from backend.oversight.events import note
from backend.oversight.following_up import actions_of
from backend.oversight.kinds import BAD, NEVER, EventSubject, RatingState
from backend.oversight.models_records import ServiceRating, ServiceRecord
from backend.oversight.rules import load_rules
from backend.oversight.schemas_ratings import FOLLOWED_UP, RatingDetail, RatingOut, RatingQuery, ServiceRatingIn
from backend.oversight.telling import Tellers

_SORTINGS = {
    "rated_at": Sorting(ServiceRating.rated_at, lambda rating: rating.rated_at),
    "due": Sorting(ServiceRating.due, lambda rating: rating.due),
}
_SKEW = timedelta(minutes=10)


class AlreadyRated(Conflict):
    """一次一评: the first rating counts."""

    code = "already_rated"
    title = Text("这件办件已经评价过", "The record has its rating already")


def add_rating(
    session: Session, sealer: Sealer, actor: Caller | str, record: ServiceRecord, body: ServiceRatingIn
) -> ServiceRating:
    """Take in the rating of a record, which has its matter and unit loaded. Raises AlreadyRated, InvalidInput.

    A bad one is to be followed up within the days of the rules, counted from when it was given.
    """
    if _rating_of(session, record) is not None:
        raise AlreadyRated
    return _take_in(session, sealer, actor, record, body)


def put_rating(
    session: Session, sealer: Sealer, actor: Caller | str, record: ServiceRecord, body: ServiceRatingIn
) -> tuple[ServiceRating, bool]:
    """As `add_rating`, for who may send the same twice: the rating, and whether it is new. Raises the same."""
    rating = _rating_of(session, record)
    if rating is None:
        return _take_in(session, sealer, actor, record, body), True
    if not _says(sealer, rating, body):
        raise AlreadyRated
    return rating, False


def _rating_of(session: Session, record: ServiceRecord) -> ServiceRating | None:
    """The rating that a record has; the lock on the record makes two at once one."""
    session.refresh(record, ["version"], with_for_update={"key_share": True})
    return session.scalars(select(ServiceRating).where(ServiceRating.record_id == record.id)).one_or_none()


def _says(sealer: Sealer, rating: ServiceRating, body: ServiceRatingIn) -> bool:
    """Whether a rating is what somebody sends once more."""
    comment = sealer.open_text(rating.comment, _place(rating.id)) if rating.comment else None
    given = (rating.level, rating.channel, rating.reasons, comment, rating.rated_at)
    return given == (body.level, body.channel, _reasons(body), body.comment, body.rated_at)


def _reasons(body: ServiceRatingIn) -> list[str]:
    return sorted({reason.value for reason in body.reasons})


def _take_in(
    session: Session, sealer: Sealer, actor: Caller | str, record: ServiceRecord, body: ServiceRatingIn
) -> ServiceRating:
    """Make the rating of a locked record that has none. Raises InvalidInput."""
    now = clock.now(session)
    if not record.received_at <= body.rated_at <= now + _SKEW:
        text = Text("评价时间应在受理之后、现在之前", "A rating is given after the record came in, and before now")
        raise InvalidInput(errors=[FieldProblem("/rated_at", "out_of_range", text)])
    id_, bad, calendar = new_id(), body.level <= BAD, load_calendar(session)
    days = load_rules(session).follow_up_days
    rating = ServiceRating(
        id=id_,
        record_id=record.id,
        unit_id=record.unit_id,
        level=body.level,
        channel=body.channel,
        reasons=_reasons(body),
        comment=sealer.seal(body.comment, _place(id_)) if body.comment else None,
        rated_at=body.rated_at,
        state=RatingState.OPEN if bad else RatingState.SETTLED,
        due=due(calendar, TimeUnit.WORKING_DAY, days, body.rated_at).at if bad else NEVER,
        version=1,
    )
    rating.record, rating.unit = record, record.unit
    session.add(rating)
    session.flush()
    note(session, actor, record.id, "rate", EventSubject.RATING, id_, level=body.level, channel=body.channel.value)
    record_event(session, actor, "service_rating.create", "service_rating", id_, level=body.level)
    if bad:
        tellers = Tellers(session, notify, calendar, now)
        tellers.of_rating(rating, "bad_rating", record.external_id, to_unit=True, to_office=True)
    return rating


def show(principal: Principal, rating: ServiceRating, now: datetime, language: Language) -> RatingOut:
    return RatingOut.of(rating, now, actions_of(principal, rating, language))


def show_whole(
    session: Session, sealer: Sealer, principal: Principal, rating: ServiceRating, language: Language
) -> RatingDetail:
    """A rating with its comment, for those who follow it up. People name themselves in it, so nobody else reads it."""
    shown = show(principal, rating, clock.now(session), language)
    reads = {"rating.answer", "rating.decide"} & set(permissions_of(principal.roles))
    sealed = rating.comment if reads else None
    comment = sealer.open_text(sealed, _place(rating.id)) if sealed else None
    return RatingDetail(**shown.model_dump(), comment=comment)


def list_ratings(
    session: Session, principal: Principal, query: RatingQuery
) -> tuple[Sequence[ServiceRating], dict[str, Any]]:
    """One page of ratings."""
    statement = visible_ratings(principal)
    for column, value in (
        (ServiceRating.unit_id, query.unit),
        (ServiceRating.record_id, query.record),
        (ServiceRating.state, query.state),
    ):
        if value is not None:
            statement = statement.where(column == value)
    waiting = ServiceRating.state.in_(FOLLOWED_UP)
    for condition, wanted in (
        (ServiceRating.level <= BAD, query.bad),
        (waiting, query.open),
        (waiting & (ServiceRating.due <= clock.now(session)), query.overdue),
    ):
        if wanted is not None:
            statement = statement.where(condition if wanted else ~condition)
    if query.rated_from is not None:
        statement = statement.where(ServiceRating.rated_at >= _midnight(query.rated_from))
    if query.rated_to is not None:
        statement = statement.where(ServiceRating.rated_at < _midnight(query.rated_to + timedelta(days=1)))
    return paginate(session, statement, query, query.sort.value, _SORTINGS, ServiceRating.id)


def _place(rating_id: Any) -> str:
    return place_of("service_rating", "comment", rating_id)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL_ZONE)
