"""The calendar as a value: which days are worked, and when the office is open, numbered so that counting is a look-up."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from itertools import accumulate, pairwise

Hours = tuple[tuple[time, time], ...]
"""Sessions of office time within a day, in order: `((9:00, 12:00), (13:30, 17:30))`."""

OFFICE_HOURS: Hours = ((time(9), time(12)), (time(13, 30), time(17, 30)))


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """One version of the calendar: the published years' days off and on, and the local days, which go before.

    Days that are listed in neither are worked from Monday to Friday. `national` lists whole years without a gap.
    """

    version: int
    national: Mapping[date, bool]
    local: Mapping[date, bool] = field(default_factory=dict)
    hours: Hours = OFFICE_HOURS

    def __post_init__(self) -> None:
        moments = [moment for session in self.hours for moment in session]
        if not moments or any(early >= late for early, late in pairwise(moments)):
            raise ValueError("office hours must be sessions in order that do not touch")

    @cached_property
    def known_until(self) -> date:
        """The last day of the last published year; the first of all days when no year is published."""
        return date(max(self.national).year, 12, 31) if self.national else date.min

    @cached_property
    def table(self) -> "DayTable":
        return DayTable({**self.national, **self.local})

    @cached_property
    def sessions(self) -> "Sessions":
        return Sessions(self.hours)

    def is_working_day(self, day: date) -> bool:
        return self.table.works(day.toordinal())


class DayTable:
    """Working days by number. Days and working days are counted from the proleptic ordinal 1, a Monday."""

    def __init__(self, days: Mapping[date, bool]) -> None:
        listed = {day.toordinal(): working for day, working in days.items()}
        self.first = date(min(days).year, 1, 1).toordinal() if days else 1
        self.last = date(max(days).year, 12, 31).toordinal() if days else 0
        span = range(self.first, self.last + 1)
        working = [listed.get(ordinal, _is_weekday(ordinal)) for ordinal in span]
        self.before = _weekdays(self.first - 1)
        self.counts = list(accumulate(working, initial=self.before))[1:]
        self.ordinals = [ordinal for ordinal, works in zip(span, working, strict=True) if works]
        self.shift = _weekdays(self.last) - (self.before + len(self.ordinals))

    def count(self, ordinal: int) -> int:
        """How many working days there are up to this day."""
        if self.first <= ordinal <= self.last:
            return self.counts[ordinal - self.first]
        return _weekdays(ordinal) - (self.shift if ordinal > self.last else 0)

    def nth(self, number: int) -> int:
        """The working day of this number."""
        index = number - self.before - 1
        if 0 <= index < len(self.ordinals):
            return self.ordinals[index]
        number += self.shift if index >= 0 else 0
        weeks, day = divmod(number - 1, 5)
        return 7 * weeks + day + 1

    def works(self, ordinal: int) -> bool:
        return self.count(ordinal) > self.count(ordinal - 1)


def _is_weekday(ordinal: int) -> bool:
    return ordinal % 7 in range(1, 6)


def _weekdays(ordinal: int) -> int:
    """How many days from Monday to Friday there are up to this day."""
    return 5 * (ordinal // 7) + min(ordinal % 7, 5)


class Sessions:
    """Office time within a day, in microseconds since midnight."""

    def __init__(self, hours: Hours) -> None:
        self.opens = [since_midnight(opening) for opening, _ in hours]
        self.closes = [since_midnight(closing) for _, closing in hours]
        lengths = [close - start for start, close in zip(self.opens, self.closes, strict=True)]
        self.passed = [0, *accumulate(lengths)]
        self.length = self.passed[-1]

    def elapsed(self, moment: int) -> int:
        """Office time that has passed at a moment of a working day."""
        session = bisect_right(self.opens, moment) - 1
        if session < 0:
            return 0
        return self.passed[session] + min(moment, self.closes[session]) - self.opens[session]

    def moment(self, elapsed: int) -> int:
        """The first moment at which this much has passed, of 1 to `length`."""
        session = next(number for number, passed in enumerate(self.passed) if passed >= elapsed) - 1
        return self.opens[session] + elapsed - self.passed[session]

    def opening(self, moment: int) -> int | None:
        """The moment itself in office time, else the next opening of the day, if there is one."""
        for opens, closes in zip(self.opens, self.closes, strict=True):
            if moment < closes:
                return max(moment, opens)
        return None


def since_midnight(moment: time | datetime) -> int:
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond
