"""Working days, office time and due times: pure functions of a calendar value, without database and without a clock.

Rules of the complaint design, 2.5 (b) to (d), after the Civil Code, 201 to 203. All days are local days
(`LOCAL_ZONE`); all instants have a zone. In every function the start day is excluded and the end day included.

limit 0 and 1
    In days, limit 1 is the first counted day after the start; limit 0 is the start day itself, or the first working
    day after it ("on the spot"). In hours, limit 0 is the anchor itself.
anchors outside working time
    A period in working days or hours begins to count with the next working day, so Saturday night and Sunday give the
    same result. A period in calendar days counts from the day after, whatever day that is, as the law has it.
pauses
    A pause takes out what the clock would have counted in it: the working days (or calendar days) from the day it
    begins to the day before it ends, or the office time in it. Its begin and end count as of the next office time
    where working days are counted, so a night or a holiday adds nothing. Overlapping pauses count once. Once the last
    day's office time is over nothing is left to pause.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from backend.calendar.days import WorkCalendar, since_midnight
from backend.core.clock import LOCAL_ZONE

__all__ = [
    "Due",
    "Interval",
    "Unit",
    "WorkCalendar",
    "due",
    "is_office_time",
    "next_office_time",
    "working_days_between",
]

_HOUR = 3_600_000_000  # microseconds
_MICROSECOND = timedelta(microseconds=1)


class Unit(StrEnum):
    """What a limit is counted in; an hour is an hour of office time."""

    WORKING_DAY = "wd"
    CALENDAR_DAY = "cd"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Interval:
    """Instants from `start` until before `end`; without `end` it is still open."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("an interval ends before it begins")


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends. `at` (UTC) is the first instant that is too late: 24:00 of `day`, or a time in it for hours.

    `provisional`: it lies in a year that has not been published yet, and may move when that year is.
    """

    at: datetime
    day: date
    provisional: bool


def _local(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return instant.astimezone(LOCAL_ZONE)


def _instant(ordinal: int, moment: int = 0) -> datetime:
    midnight = datetime.fromordinal(ordinal)
    return (midnight + moment * _MICROSECOND).replace(tzinfo=LOCAL_ZONE).astimezone(UTC)


def due(
    calendar: WorkCalendar,
    unit: Unit,
    limit: int,
    anchor: datetime,
    pauses: Sequence[Interval] = (),
    now: datetime | None = None,
) -> Due:
    """When a period of `limit` units that begins at `anchor` ends.

    An open pause counts until `now`, as if it ended there: while it lasts the result moves on, so a paused clock is
    not compared with a stored due time. Raises ValueError for a negative limit and for an open pause without `now`.
    """
    if limit < 0:
        raise ValueError("a limit is not negative")
    table = calendar.table
    closed = _union(pauses, anchor, now)
    if unit is Unit.HOUR:
        if limit == 0:
            return _due(calendar, _local(anchor).toordinal(), anchor.astimezone(UTC))
        worked = _worked(calendar, anchor)
        spans = [(_worked(calendar, start), _worked(calendar, end)) for start, end in closed]
        return _at_worked(calendar, _passed_over(worked, limit * _HOUR, spans))
    # The start day counts when the limit is 0, and is then the only one.
    start, limit = _local(anchor).toordinal() - (limit == 0), max(limit, 1)
    if unit is Unit.WORKING_DAY:
        days = [(_office_day(calendar, begin), _office_day(calendar, end)) for begin, end in closed]
        spans = [(table.count(begin - 1), table.count(end - 1)) for begin, end in days]
        ordinal = table.nth(_passed_over(table.count(start), limit, spans))
    else:
        spans = [(_local(begin).toordinal() - 1, _local(end).toordinal() - 1) for begin, end in closed]
        ordinal = _passed_over(start, limit, spans)
        if not table.works(ordinal):
            ordinal = table.nth(table.count(ordinal) + 1)
    return _due(calendar, ordinal, _instant(ordinal + 1))


def _due(calendar: WorkCalendar, ordinal: int, at: datetime) -> Due:
    day = date.fromordinal(ordinal)
    return Due(at, day, day > calendar.known_until)


def _union(pauses: Sequence[Interval], anchor: datetime, now: datetime | None) -> list[tuple[datetime, datetime]]:
    """The pauses after the anchor, in order, each instant once."""
    merged: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        end = pause.end or now
        if end is None:
            raise ValueError("an open pause needs the time that it has lasted until")
        start = max(pause.start, anchor)
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif start < end:
            merged.append((start, end))
    return merged


def _passed_over(start: int, limit: int, spans: Sequence[tuple[int, int]]) -> int:
    """`start + limit`, further by what lies in `spans` before it is reached; spans are in order and disjoint."""
    target = start + limit
    for begin, end in spans:
        begin = max(begin, start)
        if begin < target and begin < end:
            target += end - begin
    return target


def _office_day(calendar: WorkCalendar, instant: datetime) -> int:
    """The day of the next office time, which may be now."""
    local = _local(instant)
    ordinal = local.toordinal()
    if calendar.table.works(ordinal) and calendar.sessions.opening(since_midnight(local)) is not None:
        return ordinal
    return calendar.table.nth(calendar.table.count(ordinal) + 1)


def _worked(calendar: WorkCalendar, instant: datetime) -> int:
    """All office time before an instant, in microseconds."""
    local, sessions = _local(instant), calendar.sessions
    ordinal = local.toordinal()
    today = sessions.elapsed(since_midnight(local)) if calendar.table.works(ordinal) else 0
    return calendar.table.count(ordinal - 1) * sessions.length + today


def _at_worked(calendar: WorkCalendar, worked: int) -> Due:
    """The first instant before which there is this much office time."""
    number, elapsed = divmod(worked - 1, calendar.sessions.length)
    ordinal = calendar.table.nth(number + 1)
    return _due(calendar, ordinal, _instant(ordinal, calendar.sessions.moment(elapsed + 1)))


def working_days_between(calendar: WorkCalendar, start: date, end: date) -> int:
    """Working days after `start` up to `end`; negative when `end` is the earlier one."""
    return calendar.table.count(end.toordinal()) - calendar.table.count(start.toordinal())


def is_office_time(calendar: WorkCalendar, instant: datetime) -> bool:
    """Whether the office is open: no message goes out otherwise."""
    local = _local(instant)
    moment = since_midnight(local)
    return calendar.is_working_day(local.date()) and calendar.sessions.opening(moment) == moment


def next_office_time(calendar: WorkCalendar, instant: datetime) -> datetime:
    """The instant itself in office time, else the next opening (UTC)."""
    if is_office_time(calendar, instant):
        return instant.astimezone(UTC)
    ordinal, local = _office_day(calendar, instant), _local(instant)
    moment = since_midnight(local) if ordinal == local.toordinal() else 0
    opening = calendar.sessions.opening(moment)
    assert opening is not None
    return _instant(ordinal, opening)
