"""Changes of the calendar by hand. Each makes a new version of the whole calendar, whose number is the ETag."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.calendar.days import OFFICE_HOURS
from backend.calendar.editing import ListedDay, listed, lock_calendar, next_version, published_years, put_days
from backend.calendar.models import CalendarDay, CalendarVersion, DaySource
from backend.calendar.queries import listed_days, newest_version, read_hours, write_hours
from backend.core.errors import FieldProblem, InvalidInput, NotFound
from backend.core.etags import check_match
from backend.core.principal import Principal
from backend.core.text import Text
from backend.workdays.rules import check_order, day_problem, missing_days
from backend.workdays.schemas import LocalDayIn, OfficeHoursIn, YearIn
from backend.workdays.showing import show_calendar

AfterChange = Callable[[Session, Principal, int], None]
"""Called with the new version in the transaction that makes it. Clocks are a later layer: the application hands in
what has their due times computed anew (`app.state.after_calendar_change`)."""


def get_after_change(request: Request) -> Sequence[AfterChange]:
    """What the application was built with."""
    actions: Sequence[AfterChange] = request.app.state.after_calendar_change
    return actions


AfterChangeDep = Annotated[Sequence[AfterChange], Depends(get_after_change)]


class Change:
    """One edit: the lock, the check of the version, then what is changed, if it is."""

    def __init__(
        self, session: Session, principal: Principal, if_match: str | None, after_change: Sequence[AfterChange]
    ) -> None:
        lock_calendar(session)
        self.session = session
        self.principal = principal
        self.after_change = after_change
        self.current = current_version(session)
        check_match(if_match, self.current, lambda: show_calendar(session).model_dump(mode="json"))

    def days(self, source: DaySource, before: Sequence[CalendarDay], after: Sequence[ListedDay]) -> dict[str, int]:
        """Put days in the place of others; returns the counts for the record, empty when nothing differs."""
        old = {listed(row) for row in before}
        counts = {"added": len(set(after) - old), "ended": len(old - set(after))}
        if not any(counts.values()):
            return {}
        self.current = next_version(self.session)
        put_days(self.session, self.current.version, source, before, after)
        return counts

    def note(self, action: str, **data: object) -> None:
        """Write the record and tell those who count with the calendar."""
        version = self.current.version
        record(self.session, self.principal, action, "calendar_version", self.current.id, version=version, **data)
        for tell in self.after_change:
            tell(self.session, self.principal, version)


def current_version(session: Session) -> CalendarVersion:
    """The newest version; before there is any, one of number 0 that is not stored."""
    return newest_version(session) or CalendarVersion(version=0, office_hours=write_hours(OFFICE_HOURS))


def publish_year(change: Change, year: int, body: YearIn) -> None:
    """Put the days of a year's notice. Raises YearGap, InvalidInput."""
    check_order(year, published_years(change.session))
    days = [entry.listed for entry in body.days]
    times = Counter(entry.day for entry in days)
    found = [(index, day_problem(year, entry, times)) for index, entry in enumerate(days)]
    errors = [FieldProblem(f"/days/{index}/day", "day_wrong", problem) for index, problem in found if problem]
    errors += [FieldProblem("/days", "day_missing", problem) for problem in missing_days(year, days)]
    if errors:
        raise InvalidInput(errors=errors)
    counts = change.days(DaySource.NATIONAL, listed_days(change.session, DaySource.NATIONAL, year), days)
    if counts:
        change.note("calendar.publish_year", year=year, **counts)


def put_local_day(change: Change, day: date, body: LocalDayIn) -> None:
    """Set what this place has on a day, whatever the national calendar says."""
    counts = change.days(DaySource.LOCAL, _local(change, day), [ListedDay(day, body.working, body.name)])
    if counts:
        change.note("calendar.put_local_day", day=day.isoformat(), working=body.working)


def remove_local_day(change: Change, day: date) -> None:
    """From the new version on the national calendar holds again. Raises NotFound."""
    rows = _local(change, day)
    if not rows:
        raise NotFound(Text("这一天没有本地安排", "Nothing local is set for this day"))
    change.days(DaySource.LOCAL, rows, [])
    change.note("calendar.remove_local_day", day=day.isoformat())


def put_office_hours(change: Change, body: OfficeHoursIn) -> None:
    """Set the sessions of every working day."""
    if read_hours(change.current.office_hours) == body.hours:
        return
    change.current = next_version(change.session, body.hours)
    change.note("calendar.put_office_hours", sessions=len(body.sessions))


def _local(change: Change, day: date) -> list[CalendarDay]:
    return [row for row in listed_days(change.session, DaySource.LOCAL, day.year) if row.day == day]
