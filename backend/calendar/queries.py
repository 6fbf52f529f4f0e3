"""Reading the calendar."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from backend.calendar.days import OFFICE_HOURS, Hours, WorkCalendar
from backend.calendar.models import CalendarDay, CalendarVersion, DaySource

_KEPT = 8  # calendars in memory: the newest, and old ones that somebody looks at
_calendars: OrderedDict[UUID, WorkCalendar] = OrderedDict()


def load_calendar(session: Session, version: int | None = None) -> WorkCalendar:
    """The newest calendar, or an earlier version; without a database row an empty one of version 0.

    Asks for one row as long as nothing has changed. What is kept in memory is one state under that state's id, so it
    cannot be out of date. Raises LookupError for a version that never was.
    """
    found = session.execute(_newest(version).with_only_columns(CalendarVersion.id)).scalar_one_or_none()
    if found is None:
        if version:
            raise LookupError(f"calendar version {version}")
        return WorkCalendar(0, {})
    kept = _calendars.get(found)
    if kept is None:
        found, kept = _read(session, version)
        _calendars[found] = kept
        while len(_calendars) > _KEPT:
            _calendars.popitem(last=False)
    return kept


def newest_version(session: Session) -> CalendarVersion | None:
    """The row of the newest version, read anew."""
    return session.scalars(_newest(None).execution_options(populate_existing=True)).one_or_none()


def listed_days(session: Session, source: DaySource, year: int) -> Sequence[CalendarDay]:
    """The days of a year that are listed now, in order."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    statement = select(CalendarDay).where(
        CalendarDay.source == source, CalendarDay.until.is_(None), CalendarDay.day.between(first, last)
    )
    return session.scalars(statement.order_by(CalendarDay.day)).all()


def read_hours(stored: list[list[str]]) -> Hours:
    """Office hours as the table has them."""
    return tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in stored)


def write_hours(hours: Hours = OFFICE_HOURS) -> list[list[str]]:
    """Office hours for the table."""
    return [[moment.isoformat("minutes") for moment in session] for session in hours]


def _newest(version: int | None) -> Select[CalendarVersion]:
    statement = select(CalendarVersion).order_by(CalendarVersion.version.desc()).limit(1)
    return statement if version is None else statement.where(CalendarVersion.version == version)


def _valid_at(version: ColumnElement[int]) -> ColumnElement[bool]:
    ended = or_(CalendarDay.until.is_(None), CalendarDay.until > version)
    return and_(CalendarDay.since <= version, ended)


def _read(session: Session, version: int | None) -> tuple[UUID, WorkCalendar]:
    """A state with its days, in one statement: two could see two states."""
    state = _newest(version).subquery()
    columns = (CalendarDay.source, CalendarDay.day, CalendarDay.working)
    rows = session.execute(
        select(state.c.id, state.c.version, state.c.office_hours, *columns).outerjoin_from(
            state, CalendarDay, _valid_at(state.c.version)
        )
    ).all()
    days: dict[DaySource, dict[date, bool]] = {source: {} for source in DaySource}
    for row in rows:
        if row.day is not None:
            days[row.source][row.day] = row.working
    first = rows[0]
    calendar = WorkCalendar(
        first.version, days[DaySource.NATIONAL], days[DaySource.LOCAL], read_hours(first.office_hours)
    )
    return first.id, calendar
