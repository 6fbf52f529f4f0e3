"""The dates of a record and its cards: pure functions."""

from datetime import datetime, timedelta

import pytest

from backend.calendar.engine import Interval, Unit, WorkCalendar
from backend.oversight.kinds import NEVER, CardLevel, CardRung
from backend.oversight.limits import Course, Extension, Limit, dates_of, days_between, longer, rungs_of
from tests.oversight.conftest import local

WEEKS = WorkCalendar(1, {})  # Monday to Friday
WD, CD, HOUR = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.HOUR
CAME = local("2026-03-02 10:00")  # a Monday


def course(**given: object) -> Course:
    return Course(CAME, **({"promised": Limit(5, WD), "legal": Limit(20, WD)} | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "unit", "than", "than_unit", "expected"),
    [
        (5, WD, 5, WD, False),
        (6, WD, 5, WD, True),
        (5, WD, 7, CD, False),
        (5, WD, 6, CD, True),
        (7, CD, 5, WD, False),
        (8, CD, 5, WD, True),
        (7, HOUR, 1, WD, False),
        (8, HOUR, 1, WD, True),
        (0, WD, 0, HOUR, False),
    ],
)
def test_limits_of_different_units_compare_by_weeks(
    amount: int, unit: Unit, than: int, than_unit: Unit, expected: bool
) -> None:
    assert longer(amount, unit, than, than_unit) is expected


def test_both_dates_come_from_the_engine() -> None:
    dates = dates_of(WEEKS, course())
    assert (dates.promised, dates.judged, dates.legal) == (
        local("2026-03-10 00:00"),
        local("2026-03-10 00:00"),
        local("2026-03-31 00:00"),
    )
    assert dates_of(WEEKS, course(promised=Limit(4, HOUR))).promised == local("2026-03-02 15:30")
    assert dates_of(WEEKS, course(promised=Limit(0, WD))).promised == local("2026-03-03 00:00")


def test_without_limits_there_is_no_date() -> None:
    dates = dates_of(WEEKS, course(promised=None, legal=None, extensions=[Extension(3, CAME, True)]))
    assert (dates.promised, dates.judged, dates.legal) == (NEVER, NEVER, NEVER)
    assert rungs_of(WEEKS, dates, CAME, None, 1) == []


def test_the_earlier_of_a_given_and_a_computed_date_governs() -> None:
    early, late = local("2026-03-06 12:00"), local("2026-03-20 00:00")
    assert dates_of(WEEKS, course(given_promised=early)).promised == early
    assert dates_of(WEEKS, course(given_promised=late)).promised == local("2026-03-10 00:00")
    assert dates_of(WEEKS, course(promised=None, given_promised=late)).promised == late
    assert dates_of(WEEKS, course(given_legal=early)).promised == early, "no promise beyond the law"


def test_an_extension_told_in_time_moves_what_is_judged() -> None:
    told = dates_of(WEEKS, course(extensions=[Extension(3, local("2026-03-09 09:00"), True)]))
    assert (told.judged, told.promised, told.legal) == (
        local("2026-03-13 00:00"),
        local("2026-03-13 00:00"),
        local("2026-03-31 00:00"),
    )


@pytest.mark.parametrize(("granted", "is_told"), [("2026-03-09 09:00", False), ("2026-03-10 00:00", True)])
def test_one_that_was_not_told_or_came_late_moves_the_clock_only(granted: str, is_told: bool) -> None:
    dates = dates_of(WEEKS, course(extensions=[Extension(3, local(granted), is_told)]))
    assert (dates.judged, dates.promised) == (local("2026-03-10 00:00"), local("2026-03-13 00:00"))


def test_no_extension_goes_beyond_the_law() -> None:
    dates = dates_of(WEEKS, course(legal=Limit(6, WD), extensions=[Extension(10, CAME, True)]))
    assert dates.promised == dates.judged == dates.legal == local("2026-03-11 00:00")


def test_what_the_law_takes_out_moves_both_dates() -> None:
    pause = Interval(local("2026-03-04 09:00"), local("2026-03-06 09:00"))
    dates = dates_of(WEEKS, course(pauses=[pause]))
    assert (dates.promised, dates.legal) == (local("2026-03-12 00:00"), local("2026-04-02 00:00"))
    still_open = Interval(local("2026-03-04 09:00"))
    assert dates_of(WEEKS, course(pauses=[still_open])).promised == local("2026-03-10 00:00")


def test_the_ladder() -> None:
    dates = dates_of(WEEKS, course())
    assert rungs_of(WEEKS, dates, CAME, None, 1) == [
        (CardLevel.PROMPT, CardRung.NEAR, local("2026-03-06 00:00")),
        (CardLevel.YELLOW, CardRung.PROMISED, local("2026-03-10 00:00")),
        (CardLevel.RED, CardRung.LEGAL, local("2026-03-31 00:00")),
    ]


@pytest.mark.parametrize(
    ("finished", "levels"),
    [
        ("2026-03-09 23:59:59", []),
        ("2026-03-10 00:00", ["yellow"]),
        ("2026-03-30 12:00", ["yellow"]),
        ("2026-03-31 00:00", ["yellow", "red"]),
    ],
)
def test_a_finished_record_has_the_cards_of_its_time(finished: str, levels: list[str]) -> None:
    dates = dates_of(WEEKS, course())
    assert [level for level, _, _ in rungs_of(WEEKS, dates, CAME, local(finished), 1)] == levels


def test_the_second_yellow_is_red() -> None:
    late = dates_of(WEEKS, course(extensions=[Extension(3, local("2026-03-10 09:00"), True)]))
    assert rungs_of(WEEKS, late, CAME, None, 0) == [
        (CardLevel.YELLOW, CardRung.PROMISED, local("2026-03-10 00:00")),
        (CardLevel.RED, CardRung.EXTENDED, local("2026-03-13 00:00")),
    ]


def test_a_date_that_is_both_is_red_and_a_short_limit_has_no_prompt() -> None:
    same = dates_of(WEEKS, course(legal=Limit(5, WD)))
    assert [level for level, _, _ in rungs_of(WEEKS, same, CAME, None, 1)] == ["prompt", "red"]
    short = dates_of(WEEKS, course(promised=Limit(1, WD)))
    assert [level for level, _, _ in rungs_of(WEEKS, short, CAME, None, 1)] == ["yellow", "red"]


def test_the_prompt_of_a_date_on_a_weekend_comes_on_the_working_day_before() -> None:
    sunday = dates_of(WEEKS, course(promised=None, given_promised=local("2026-03-15 18:00")))
    assert rungs_of(WEEKS, sunday, CAME, None, 1)[0][2] == local("2026-03-13 00:00")


def test_days_are_working_days_after_the_first() -> None:
    assert days_between(WEEKS, CAME, CAME + timedelta(hours=2)) == 0
    assert days_between(WEEKS, local("2026-03-06 17:00"), datetime.fromisoformat("2026-03-09T02:00:00+00:00")) == 1
