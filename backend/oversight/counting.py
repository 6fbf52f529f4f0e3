"""Counting what the figures are made of, a statement a table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.principal import Principal
from backend.oversight.access import in_sight
from backend.oversight.indicators import Counts
from backend.oversight.kinds import BAD, NEVER, RatingState, RecordState, Verdict
from backend.oversight.models import ServiceMatter
from backend.oversight.models_records import ServiceRating, ServiceRecord
from backend.oversight.records import is_late


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time(), clock.LOCAL_ZONE)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), clock.LOCAL_ZONE)

    def months(self) -> list["Period"]:
        """The parts of it that lie in one month each."""
        found, first = [], self.first
        while first <= self.last:
            after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
            found.append(Period(first, min(self.last, after - timedelta(days=1))))
            first = after
        return found


def counts_by_unit(
    session: Session, principal: Principal, period: Period, unit_id: UUID | None = None
) -> dict[UUID, Counts]:
    """The counts of every unit in sight that has a matter, a record or a rating; or of one."""
    found: dict[UUID, Counts] = {}
    for statement, column in (
        (_matters(), ServiceMatter.unit_id),
        (_records(period, clock.now(session)), ServiceRecord.unit_id),
        (_ratings(period), ServiceRating.unit_id),
    ):
        condition = in_sight(principal, column)
        if condition is not None:
            statement = statement.where(condition)
        if unit_id is not None:
            statement = statement.where(column == unit_id)
        for row in session.execute(statement).mappings():
            _put(found, row)
    return found


def total(counts: Iterable[Counts]) -> Counts:
    return sum(counts, Counts())


def _put(found: dict[UUID, Counts], row: Mapping[Any, Any]) -> None:
    values = {name: int(value or 0) for name, value in row.items() if name != "unit_id"}
    unit_id = row["unit_id"]
    found[unit_id] = replace(found.get(unit_id, Counts()), **values)


def _matters() -> Any:
    return (
        select(
            ServiceMatter.unit_id,
            func.count().label("matters"),
            func.count().filter(ServiceMatter.in_centre).label("matters_in_centre"),
        )
        .where(ServiceMatter.active)
        .group_by(ServiceMatter.unit_id)
    )


def _records(period: Period, now: datetime) -> Any:
    finished = ServiceRecord.state == RecordState.FINISHED
    limited = ServiceRecord.judged_due < NEVER
    late = is_late(now)

    def count(*conditions: Any) -> Any:
        return func.count().filter(*conditions)

    def days(column: Any) -> Any:
        return func.sum(column).filter(finished, ServiceRecord.promised_days.is_not(None))

    return (
        select(
            ServiceRecord.unit_id,
            func.count().label("records"),
            count(ServiceRecord.state == RecordState.OPEN).label("open"),
            count(finished).label("finished"),
            count(finished, ServiceRecord.on_site).label("on_site"),
            count(finished, ServiceRecord.immediate).label("immediate"),
            count(finished, limited).label("finished_with_limit"),
            count(finished, limited, ~late).label("finished_in_time"),
            count(~finished, late).label("late_unfinished"),
            count(late).label("late"),
            count(finished, ServiceRecord.promised_days.is_not(None)).label("days_counted"),
            days(ServiceRecord.promised_days).label("promised_days"),
            days(ServiceRecord.actual_days).label("actual_days"),
        )
        .where(ServiceRecord.received_at >= period.since, ServiceRecord.received_at < period.until)
        .group_by(ServiceRecord.unit_id)
    )


def _ratings(period: Period) -> Any:
    counts = ServiceRating.state != RatingState.EXCLUDED
    bad = ServiceRating.level <= BAD
    excluded = ServiceRating.state == RatingState.EXCLUDED
    return (
        select(
            ServiceRating.unit_id,
            func.count().label("ratings"),
            func.count().filter(bad, counts).label("bad"),
            func.count().filter(bad, counts, ServiceRating.called_back_at.is_not(None)).label("bad_called_back"),
            func.count().filter(ServiceRating.state == RatingState.DONE).label("bad_done"),
            func.count().filter(excluded, ServiceRating.verdict == Verdict.MISTAKEN).label("mistaken"),
            func.count().filter(excluded, ServiceRating.verdict == Verdict.MALICIOUS).label("malicious"),
        )
        .where(ServiceRating.rated_at >= period.since, ServiceRating.rated_at < period.until)
        .group_by(ServiceRating.unit_id)
    )
