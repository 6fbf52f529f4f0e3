"""The figures of the oversight: pure functions of counts, each with what it is made of.

Records count by the day that they came in, ratings by the day that they were given, matters as the list is now. S3 sets
the targets of 95 % of matters in the service centre and 90 % finished in one visit; 国办发〔2019〕51号 that of calling
back. The others have none: nobody wrote one down.
"""

from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from backend.stats.rounding import Ratio, fixed


@dataclass(frozen=True, slots=True)
class Counts:
    """What one unit, or all, have done in a period. Counts of different units or months add up."""

    matters: int = 0
    matters_in_centre: int = 0
    records: int = 0
    open: int = 0
    finished: int = 0
    """Withdrawn ones are not among them."""
    on_site: int = 0
    immediate: int = 0
    finished_with_limit: int = 0
    finished_in_time: int = 0
    late_unfinished: int = 0
    """Open with the date passed, or withdrawn after it."""
    late: int = 0
    days_counted: int = 0
    """Finished records with a promised limit; the sums are working days of theirs."""
    promised_days: int = 0
    actual_days: int = 0
    ratings: int = 0
    bad: int = 0
    """Without those that were taken out."""
    bad_called_back: int = 0
    bad_done: int = 0
    mistaken: int = 0
    malicious: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


class Measure(StrEnum):
    IN_CENTRE = "in_centre"
    ON_SITE = "on_site"
    ON_TIME_FINISHED = "on_time_finished"
    ON_TIME_DUE = "on_time_due"
    ON_TIME_ALL = "on_time_all"
    IMMEDIATE = "immediate"
    SATISFIED = "satisfied"
    CALLED_BACK = "called_back"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share and, where somebody set one, its target in percent."""

    measure: Measure
    ratio: Ratio
    target: Decimal | None = None

    @property
    def met(self) -> bool | None:
        """Whether the exact share reaches the target; None without a target or without a share."""
        share = self.ratio.fraction
        return None if self.target is None or share is None else share * 100 >= Fraction(self.target)


TARGETS: Final = {
    Measure.IN_CENTRE: Decimal(95),
    Measure.ON_SITE: Decimal(90),
    Measure.CALLED_BACK: Decimal(100),
}


def in_centre(counts: Counts) -> Ratio:
    """进驻率: matters in use that are in the service centre."""
    return Ratio(counts.matters_in_centre, counts.matters)


def on_site(counts: Counts) -> Ratio:
    """现场办结率: of the finished records, those finished in one visit."""
    return Ratio(counts.on_site, counts.finished)


def immediate(counts: Counts) -> Ratio:
    """即办率: of the finished records, those finished while the applicant waited."""
    return Ratio(counts.immediate, counts.finished)


def on_time_finished(counts: Counts) -> Ratio:
    """Of the finished records that had a limit. Flatters who leaves late ones unfinished: show it with the next."""
    return Ratio(counts.finished_in_time, counts.finished_with_limit)


def on_time_due(counts: Counts) -> Ratio:
    """Of all records that can be judged: finished with a limit, or the date has passed."""
    return Ratio(counts.finished_in_time, counts.finished_with_limit + counts.late_unfinished)


def on_time_all(counts: Counts) -> Ratio:
    """Of all records, those that are not late: whatever has no limit or is not due yet counts as in time."""
    return Ratio(counts.records - counts.late, counts.records)


def satisfied(counts: Counts) -> Ratio:
    """好评率: of the ratings that count, those that are not bad."""
    counted = counts.ratings - counts.mistaken - counts.malicious
    return Ratio(counted - counts.bad, counted)


def called_back(counts: Counts) -> Ratio:
    """差评回访率: of the bad ratings that count, those after which somebody called back."""
    return Ratio(counts.bad_called_back, counts.bad)


_FUNCTIONS: Final = {
    Measure.IN_CENTRE: in_centre,
    Measure.ON_SITE: on_site,
    Measure.ON_TIME_FINISHED: on_time_finished,
    Measure.ON_TIME_DUE: on_time_due,
    Measure.ON_TIME_ALL: on_time_all,
    Measure.IMMEDIATE: immediate,
    Measure.SATISFIED: satisfied,
    Measure.CALLED_BACK: called_back,
}


def indicators(counts: Counts) -> list[Indicator]:
    """All shares, in the order in which they are shown."""
    return [Indicator(one, function(counts), TARGETS.get(one)) for one, function in _FUNCTIONS.items()]


@dataclass(frozen=True, slots=True)
class MeanDays:
    """承诺时间与实际用时: means over the finished records with a limit, in working days; None when there are none."""

    counted: int
    promised: str | None
    actual: str | None


def mean_days(counts: Counts) -> MeanDays:
    n = counts.days_counted
    if not n:
        return MeanDays(0, None, None)
    return MeanDays(n, fixed(Fraction(counts.promised_days, n), 1), fixed(Fraction(counts.actual_days, n), 1))
