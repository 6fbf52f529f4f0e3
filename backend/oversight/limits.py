"""The dates of a record: a pure function of the calendar, the matter's limits and what the source says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Final

from backend.calendar.engine import Interval, Unit, WorkCalendar, due, working_days_between
from backend.core.clock import LOCAL_ZONE, local_date
from backend.oversight.kinds import NEVER, CardLevel, CardRung

_MOMENT = timedelta(microseconds=1)
_HOURS_A_DAY: Final = 7
_DAYS: Final = {
    Unit.CALENDAR_DAY: Fraction(1),
    Unit.WORKING_DAY: Fraction(7, 5),
    Unit.HOUR: Fraction(7, 5) / _HOURS_A_DAY,
}


def longer(amount: int, unit: Unit, than: int, than_unit: Unit) -> bool:
    """Whether a limit is longer than another. Of different units by weeks: five working days are seven days, and a
    working day has seven hours, since without a date nothing more exact can be said."""
    return amount * _DAYS[unit] > than * _DAYS[than_unit]


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount of time from the day that a record came in."""

    amount: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Extension:
    """More working days. `told`: the applicant was told before the date that it moves had passed."""

    days: int
    granted_at: datetime
    told: bool


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of a record. The earlier of a given date and the computed one governs."""

    received_at: datetime
    promised: Limit | None
    legal: Limit | None
    given_promised: datetime | None = None
    given_legal: datetime | None = None
    extensions: Sequence[Extension] = ()
    pauses: Sequence[Interval] = ()


@dataclass(frozen=True, slots=True)
class Dates:
    """As ServiceRecord has them."""

    judged: datetime
    promised: datetime
    legal: datetime
    provisional: bool


def dates_of(calendar: WorkCalendar, course: Course) -> Dates:
    """When a record is due.

    An open pause takes nothing out yet: while it lasts the clock stands still and the date is that of its beginning.
    Every extension moves the running date; only one that was granted and told before the date had passed moves the
    date that punctuality is judged by (S3: approved, and told beforehand). Neither goes beyond the legal date.
    """
    pauses = [pause for pause in course.pauses if pause.end is not None]
    legal, legal_open = _first(calendar, course.legal, course, course.given_legal, pauses)
    running, provisional = _first(calendar, course.promised, course, course.given_promised, pauses)
    judged = running
    for extension in sorted(course.extensions, key=lambda one: one.granted_at):
        if running == NEVER:
            break
        in_time = extension.told and extension.granted_at < judged
        moved = due(calendar, Unit.WORKING_DAY, extension.days, running - _MOMENT, pauses)
        provisional = provisional or moved.provisional
        if in_time and judged == running:
            judged = moved.at
        running = moved.at
    return Dates(min(judged, legal), min(running, legal), legal, provisional or legal_open)


def _first(
    calendar: WorkCalendar, limit: Limit | None, course: Course, given: datetime | None, pauses: Sequence[Interval]
) -> tuple[datetime, bool]:
    """The computed date or the given one, whichever is earlier, and whether it may still move."""
    computed = due(calendar, limit.unit, limit.amount, course.received_at, pauses) if limit else None
    if computed is not None and (given is None or computed.at <= given):
        return computed.at, computed.provisional
    return given or NEVER, False


def rungs_of(
    calendar: WorkCalendar, dates: Dates, received_at: datetime, finished_at: datetime | None, prompt_days: int
) -> list[tuple[CardLevel, CardRung, datetime]]:
    """The cards that a record has had or will have, each with its time; a finished one up to when it was finished.

    Yellow when the promised date passes. Red when the legal date passes, or the date of an extension that came too late
    to save the promised one: the second yellow of the same record. Where a date is both, only the red card counts. A
    limit so short that the prompt would come before the record has none.
    """
    found: list[tuple[CardLevel, CardRung, datetime]] = []
    second = dates.promised if dates.promised > dates.judged else NEVER
    red = min(second, dates.legal)
    near = _before(calendar, dates.judged, prompt_days)
    if finished_at is None and prompt_days and near is not None and near > received_at:
        found.append((CardLevel.PROMPT, CardRung.NEAR, near))
    if dates.judged < red:
        found.append((CardLevel.YELLOW, CardRung.PROMISED, dates.judged))
    if red < NEVER:
        found.append((CardLevel.RED, CardRung.LEGAL if dates.legal <= second else CardRung.EXTENDED, red))
    return [one for one in found if finished_at is None or one[2] <= finished_at]


def _before(calendar: WorkCalendar, at: datetime, days: int) -> datetime | None:
    """The beginning of the working day that lies this many before the last day of a date."""
    if at >= NEVER:
        return None
    last = local_date(at - _MOMENT).toordinal()
    number = calendar.table.count(last) - days + (0 if calendar.table.works(last) else 1)
    day = datetime.fromordinal(calendar.table.nth(number))
    return day.replace(tzinfo=LOCAL_ZONE)


def days_between(calendar: WorkCalendar, start: datetime, end: datetime) -> int:
    """Working days from the day after `start` to the day of `end`: 0 on the same day."""
    return working_days_between(calendar, local_date(start), local_date(end))
