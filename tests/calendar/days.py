"""Calendars and instants for the tests of the engine."""

from datetime import date, datetime, timedelta

from backend.calendar.days import WorkCalendar
from backend.calendar.editing import shipped_years
from backend.core.clock import LOCAL_ZONE

LISTED = {entry.day: entry.working for days in shipped_years().values() for entry in days}
CHINA = WorkCalendar(1, LISTED)


def at(text: str) -> datetime:
    """An instant by its local time: "2026-11-27 17:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


def day(text: str) -> date:
    return date.fromisoformat(text)


def days(first: str, last: str) -> list[date]:
    """Every day from the first to the last."""
    start = day(first)
    return [start + timedelta(days=number) for number in range((day(last) - start).days + 1)]


def changed(*, off: list[str] | None = None, on: list[str] | None = None) -> WorkCalendar:
    """China's calendar with other national days."""
    changes = {day(text): False for text in off or ()} | {day(text): True for text in on or ()}
    return WorkCalendar(2, LISTED | changes)
