"""The calendar as pages show it."""

from calendar import monthrange
from datetime import date, timedelta

from sqlalchemy.orm import Session

from backend.calendar.days import WorkCalendar
from backend.calendar.editing import published_years
from backend.calendar.engine import working_days_between
from backend.calendar.models import CalendarDay, DaySource
from backend.calendar.queries import listed_days, load_calendar
from backend.workdays.schemas import (
    CalendarOut,
    DayKind,
    DayOut,
    ListedDayOut,
    MonthOut,
    OfficeSession,
    YearOut,
    YearSummary,
)

_SATURDAY = 5


def show_calendar(session: Session) -> CalendarOut:
    """The calendar without its days."""
    calendar = load_calendar(session)
    years = published_years(session)
    return CalendarOut(
        version=calendar.version,
        known_until=calendar.known_until if years else None,
        years=[
            YearSummary(year=year, working_days=working_days_of(calendar, year)) for year in sorted(years, reverse=True)
        ],
        sessions=[
            OfficeSession(opens=opens.isoformat("minutes"), closes=closes.isoformat("minutes"))
            for opens, closes in calendar.hours
        ],
    )


def show_year(session: Session, year: int) -> YearOut:
    """Every day of a year."""
    calendar = load_calendar(session)
    national = {row.day: row for row in listed_days(session, DaySource.NATIONAL, year)}
    local = {row.day: row for row in listed_days(session, DaySource.LOCAL, year)}
    return YearOut(
        year=year,
        published=bool(national),
        version=calendar.version,
        working_days=working_days_of(calendar, year),
        months=[_month(calendar, date(year, month, 1), national, local) for month in range(1, 13)],
        local_days=[ListedDayOut.model_validate(row) for row in local.values()],
    )


def working_days_of(calendar: WorkCalendar, year: int) -> int:
    return working_days_between(calendar, date(year - 1, 12, 31), date(year, 12, 31))


def _month(
    calendar: WorkCalendar, first: date, national: dict[date, CalendarDay], local: dict[date, CalendarDay]
) -> MonthOut:
    days = [first + timedelta(days=number) for number in range(monthrange(first.year, first.month)[1])]
    return MonthOut(
        month=first.month,
        working_days=working_days_between(calendar, first - timedelta(days=1), days[-1]),
        days=[_day(day, national.get(day), local.get(day)) for day in days],
    )


def _day(day: date, national: CalendarDay | None, local: CalendarDay | None) -> DayOut:
    if local is not None:
        kind, name = (DayKind.LOCAL_ON if local.working else DayKind.LOCAL_OFF), local.name
    elif national is not None:
        kind, name = (DayKind.MAKEUP if national.working else DayKind.HOLIDAY), national.name
    else:
        kind, name = (DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WORKDAY), ""
    return DayOut(day=day, kind=kind, name=name)
