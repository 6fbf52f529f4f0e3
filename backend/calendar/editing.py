"""Changing the calendar: each change makes a new version; nothing of an earlier one is lost."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from backend.calendar.days import OFFICE_HOURS, Hours
from backend.calendar.models import CalendarDay, CalendarVersion, DaySource
from backend.calendar.queries import newest_version, write_hours
from backend.core import clock


@dataclass(frozen=True, slots=True)
class ListedDay:
    """A day off or a day worked, with the reason."""

    day: date
    working: bool
    name: str


def listed(row: CalendarDay) -> ListedDay:
    """A stored day without its versions."""
    return ListedDay(row.day, row.working, row.name)


def lock_calendar(session: Session) -> None:
    """Let one transaction at a time make a version. Readers are not held up."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE calendar_version IN SHARE ROW EXCLUSIVE MODE"))


def next_version(session: Session, hours: Hours | None = None) -> CalendarVersion:
    """A new version, so far with the days of the last; `hours` replaces the office hours. The caller holds the lock."""
    last = newest_version(session)
    kept = last.office_hours if last else write_hours(OFFICE_HOURS)
    made = CalendarVersion(
        version=last.version + 1 if last else 1,
        made_at=clock.now(session),
        office_hours=kept if hours is None else write_hours(hours),
    )
    session.add(made)
    session.flush()
    return made


def put_days(
    session: Session, version: int, source: DaySource, before: Sequence[CalendarDay], after: Sequence[ListedDay]
) -> None:
    """End the rows `before` that are not wanted any more and add what is missing; what stays the same stays."""
    wanted = {entry.day: entry for entry in after}
    for row in before:
        if wanted.get(row.day) == listed(row):
            del wanted[row.day]
        else:
            row.until = version
    session.flush()  # before the new rows of the same days
    rows = [
        {"source": source, "day": entry.day, "working": entry.working, "name": entry.name, "since": version}
        for entry in wanted.values()
    ]
    if rows:
        session.execute(insert(CalendarDay), rows)


def shipped_years() -> Mapping[int, Sequence[ListedDay]]:
    """The national days that the program knows, by year: 2004 to 2026, as the State Council announced them."""
    years: dict[int, list[ListedDay]] = {}
    source = resources.files("backend.calendar").joinpath("national_days.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(source.splitlines()):
        entry = ListedDay(date.fromisoformat(row["day"]), row["working"] == "1", row["name"])
        years.setdefault(entry.day.year, []).append(entry)
    return years


def seed_calendar(session: Session) -> int | None:
    """Add the years that the program ships and the installation has not published; those it has stay as they are.

    Returns the new version, or None when there was nothing to add.
    """
    lock_calendar(session)
    published = set(published_years(session))
    missing = [entry for year, days in shipped_years().items() if year not in published for entry in days]
    if not missing:
        return None
    made = next_version(session)
    put_days(session, made.version, DaySource.NATIONAL, (), missing)
    return made.version


def published_years(session: Session) -> list[int]:
    """The years that have national days now, in order."""
    statement = select(CalendarDay.day).where(CalendarDay.source == DaySource.NATIONAL, CalendarDay.until.is_(None))
    return sorted({day.year for day in session.scalars(statement)})
