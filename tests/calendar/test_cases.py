"""Cases 44 to 50 of the complaint design, as far as a due time shows them.

What belongs to the rows of clocks (that a recomputation is an event, that warnings are withdrawn and nothing is sent
twice, that cycles keep their figures) is tested with them.
"""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from backend.calendar.days import WorkCalendar
from backend.calendar.engine import Due, Interval, Unit, due
from tests.calendar.days import CHINA, LISTED, at, changed, day

WD, CD, HOUR = Unit.WORKING_DAY, Unit.CALENDAR_DAY, Unit.HOUR


def end_of(text: str) -> datetime:
    """24:00 of a local day."""
    return at(text) + timedelta(days=1)


def due_day(limit: int, anchor: str, unit: Unit = WD, calendar: WorkCalendar = CHINA, **more: object) -> str:
    return due(calendar, unit, limit, at(anchor), **more).day.isoformat()  # type: ignore[arg-type]


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/New_York"])
def server_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    """The zone of the machine, which must not matter."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.parametrize(
    ("anchor", "limit", "expected"),
    [
        # 2024-09-30 is the last working day before eight days of 国庆; Saturday the 12th is worked.
        ("2024-09-30 16:00", 1, "2024-10-08"),
        ("2024-09-30 16:00", 5, "2024-10-12"),
        # A Sunday that is worked, as the start and as the end.
        ("2024-09-29 10:00", 1, "2024-09-30"),
        ("2024-09-27 10:00", 1, "2024-09-29"),
        # Local midnight, which is 16:00 in UTC.
        ("2024-05-06 23:59:59", 1, "2024-05-07"),
        ("2024-05-07 00:00:00", 1, "2024-05-08"),
        ("2024-05-06 23:59:59.999999", 1, "2024-05-07"),
        # Leap day, as the start and as the end.
        ("2024-02-29 09:00", 1, "2024-03-01"),
        ("2024-02-28 09:00", 1, "2024-02-29"),
        ("2023-02-28 09:00", 1, "2023-03-01"),
        # New year.
        ("2024-12-31 09:00", 1, "2025-01-02"),
        ("2025-12-31 09:00", 2, "2026-01-05"),
    ],
)
@pytest.mark.usefixtures("server_zone")
def test_case_44_starts(anchor: str, limit: int, expected: str) -> None:
    found = due(CHINA, WD, limit, at(anchor))
    assert found == Due(end_of(expected).astimezone(UTC), day(expected), provisional=False)
    assert due(CHINA, WD, limit, at(anchor).astimezone(UTC)) == found


def test_the_last_instant_in_time_and_the_first_too_late() -> None:
    found = due(CHINA, WD, 1, at("2024-05-06 09:00"))
    assert at("2024-05-07 23:59:59.999999") < found.at == at("2024-05-08 00:00")


def test_saturday_night_and_sunday_share_a_due_day() -> None:
    for limit in range(40):
        assert due_day(limit, "2024-05-18 23:30") == due_day(limit, "2024-05-19 10:00")
        assert due_day(limit, "2024-10-01 00:00") == due_day(limit, "2024-10-07 23:59")
        assert due(CHINA, HOUR, limit + 1, at("2024-05-18 23:30")) == due(
            CHINA, HOUR, limit + 1, at("2024-05-19 10:00")
        )


def test_calendar_days_count_from_the_day_after_whatever_day_that_is() -> None:
    assert due_day(30, "2024-05-18 23:30", CD) == "2024-06-17"
    assert due_day(30, "2024-05-19 10:00", CD) == "2024-06-18"


def test_case_45_an_unpublished_year_is_provisional_and_never_fails() -> None:
    today = at("2026-11-27 10:00")
    told = due(CHINA, WD, 30, today)
    assert (told.day, told.provisional) == (day("2027-01-08"), True)
    assert due(CHINA, WD, 24, today) == Due(end_of("2026-12-31").astimezone(UTC), day("2026-12-31"), provisional=False)
    assert due(CHINA, CD, 34, today).provisional is False
    assert due(CHINA, CD, 35, today).provisional is True
    assert due(CHINA, HOUR, 200, today).provisional is True
    assert due(WorkCalendar(0, {}), WD, 30, today) == Due(told.at, told.day, provisional=True)


def test_case_45_the_year_is_loaded_with_and_without_a_change() -> None:
    today = at("2026-11-27 10:00")
    told = due(CHINA, WD, 30, today)
    holiday = changed(off=["2027-01-01"])
    later = due(holiday, WD, 30, today)
    assert later == Due(end_of("2027-01-11").astimezone(UTC), day("2027-01-11"), provisional=False)
    unchanged = due(changed(off=["2027-10-01"]), WD, 30, today)
    assert unchanged == Due(told.at, told.day, provisional=False)
    # A make-up day would bring the end forward; what a citizen was told is kept by the clock (test_recompute.py).
    earlier = due(changed(off=["2027-10-01"], on=["2027-01-02"]), WD, 30, today)
    assert earlier.day == day("2027-01-07")


def test_case_46_a_holiday_changed_at_short_notice() -> None:
    """On 26 January 2020 the Spring Festival was extended to 2 February; the 1st had been a make-up day."""
    announced = changed(on=["2020-01-31", "2020-02-01"])
    anchor = at("2020-01-22 15:00")
    assert due(announced, WD, 3, anchor).day == day("2020-02-01")
    assert due(CHINA, WD, 3, anchor).day == day("2020-02-04")


BREAK = Interval(at("2024-09-30 18:00"), at("2024-10-08 08:00"))


@pytest.mark.parametrize("unit", [WD, HOUR])
def test_case_47_a_pause_over_a_holiday_adds_nothing(unit: Unit) -> None:
    anchor = at("2024-09-29 10:00")
    for limit in range(12):
        assert due(CHINA, unit, limit, anchor, [BREAK]) == due(CHINA, unit, limit, anchor)


def test_case_47_a_pause_takes_out_the_days_from_its_begin_to_the_day_before_its_end() -> None:
    anchor = "2024-05-06 10:00"
    assert due_day(6, anchor) == "2024-05-13"  # Saturday the 11th is worked
    for begin, end, expected in [
        ("2024-05-07 10:00", "2024-05-07 16:00", "2024-05-13"),  # within a day
        ("2024-05-07 10:00", "2024-05-08 09:30", "2024-05-14"),  # the 7th
        ("2024-05-07 10:00", "2024-05-09 09:30", "2024-05-15"),  # the 7th and 8th
        ("2024-05-06 10:00", "2024-05-08 10:00", "2024-05-14"),  # the start day is not counted anyway
        ("2024-05-07 20:00", "2024-05-08 08:00", "2024-05-13"),  # a night
        ("2024-05-11 18:00", "2024-05-13 08:00", "2024-05-13"),  # a Sunday
    ]:
        assert due_day(6, anchor, pauses=[Interval(at(begin), at(end))]) == expected, begin


def test_case_47_calendar_days_and_hours_lose_what_they_would_have_counted() -> None:
    weekend = Interval(at("2024-05-17 20:00"), at("2024-05-20 08:00"))
    assert due_day(10, "2024-05-15 10:00", CD) == "2024-05-27"  # the 25th is a Saturday
    assert due_day(12, "2024-05-15 10:00", CD) == "2024-05-27"
    assert due_day(12, "2024-05-15 10:00", CD, pauses=[weekend]) == "2024-05-30"
    lunch = Interval(at("2024-05-15 11:00"), at("2024-05-15 14:30"))  # an hour before it, an hour after
    assert due(CHINA, HOUR, 4, at("2024-05-15 10:00")).at == at("2024-05-15 15:30")
    assert due(CHINA, HOUR, 4, at("2024-05-15 10:00"), [lunch]).at == at("2024-05-15 17:30")


def test_case_47_overlapping_pauses_count_once() -> None:
    one = Interval(at("2024-05-07 10:00"), at("2024-05-09 10:00"))
    two = Interval(at("2024-05-08 10:00"), at("2024-05-10 10:00"))
    both = Interval(at("2024-05-07 10:00"), at("2024-05-10 10:00"))
    for unit in Unit:
        anchor = at("2024-05-06 10:00")
        assert due(CHINA, unit, 6, anchor, [two, one, one]) == due(CHINA, unit, 6, anchor, [both])


def test_case_47_begun_before_and_ended_after_due() -> None:
    anchor = "2024-05-06 10:00"
    after = Interval(at("2024-05-14 09:00"), at("2024-05-20 09:00"))
    assert due_day(6, anchor, pauses=[after]) == "2024-05-13"
    before = Interval(at("2024-04-01 09:00"), at("2024-05-05 09:00"))
    assert due_day(6, anchor, pauses=[before]) == "2024-05-13"
    over = Interval(at("2024-05-13 10:00"), at("2024-05-20 10:00"))  # begins on the due day, in office time
    assert due_day(6, anchor, pauses=[over]) == "2024-05-20"
    evening = Interval(at("2024-05-13 20:00"), at("2024-05-20 10:00"))  # nothing was left
    assert due_day(6, anchor, pauses=[evening]) == "2024-05-13"
    around = Interval(at("2024-05-01 10:00"), at("2024-05-20 10:00"))
    assert due_day(6, anchor, pauses=[around]) == "2024-05-27"


def test_an_open_pause_lasts_until_now() -> None:
    anchor, pause = at("2024-05-06 10:00"), Interval(at("2024-05-07 10:00"))
    assert due_day(6, "2024-05-06 10:00", pauses=[pause], now=at("2024-05-09 10:00")) == "2024-05-15"
    assert due_day(6, "2024-05-06 10:00", pauses=[pause], now=at("2024-05-07 09:00")) == "2024-05-13"
    with pytest.raises(ValueError, match="open pause"):
        due(CHINA, WD, 6, anchor, [pause])


def test_case_48_an_old_cycle_counts_as_it_did() -> None:
    """The same anchor, limit, pauses and version give the same due time, whatever was published since."""
    pause = Interval(at("2024-05-07 10:00"), at("2024-05-09 10:00"))
    again = WorkCalendar(CHINA.version, dict(LISTED))
    assert due(again, WD, 30, at("2024-05-06 10:00"), [pause]) == due(CHINA, WD, 30, at("2024-05-06 10:00"), [pause])


@pytest.mark.parametrize(
    ("unit", "anchor", "expected"),
    [
        # "On the spot": the day itself, or the first working day.
        (WD, "2024-05-06 10:00", ["2024-05-06", "2024-05-07"]),
        (WD, "2024-05-18 10:00", ["2024-05-20", "2024-05-20"]),
        (CD, "2024-05-06 10:00", ["2024-05-06", "2024-05-07"]),
        (CD, "2024-05-18 10:00", ["2024-05-20", "2024-05-20"]),
        # Ends on a holiday: the first working day after it, which may be a make-up day.
        (CD, "2024-09-30 10:00", ["2024-09-30", "2024-10-08"]),
        (CD, "2024-05-10 10:00", ["2024-05-10", "2024-05-11"]),
    ],
)
def test_case_49_limits_0_and_1(unit: Unit, anchor: str, expected: list[str]) -> None:
    assert [due_day(0, anchor, unit), due_day(1, anchor, unit)] == expected


def test_case_49_calendar_days_that_end_on_a_holiday() -> None:
    assert due_day(30, "2024-09-01 10:00", CD) == "2024-10-08"
    assert due_day(29, "2024-09-01 10:00", CD) == "2024-09-30"
    assert due_day(60, "2024-02-08 10:00", CD) == "2024-04-08"


def test_case_49_a_limit_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        due(CHINA, WD, -1, at("2024-05-06 10:00"))


def test_case_50_a_local_holiday_switched_on_and_off() -> None:
    """三月三, two days in Guangxi."""
    overlay = {day("2026-04-20"): False, day("2026-04-21"): False}
    guangxi = WorkCalendar(2, LISTED, overlay)
    anchor = "2026-04-17 10:00"
    assert due_day(1, anchor) == "2026-04-20"
    assert due_day(1, anchor, calendar=guangxi) == "2026-04-22"
    assert due_day(1, anchor, calendar=WorkCalendar(3, LISTED, {})) == "2026-04-20"
    # It goes before the national calendar, in both directions.
    worked = WorkCalendar(4, LISTED, {day("2026-10-01"): True, day("2026-09-20"): False})
    assert (worked.is_working_day(day("2026-10-01")), worked.is_working_day(day("2026-09-20"))) == (True, False)


def test_a_local_day_of_an_unpublished_year_counts() -> None:
    guangxi = WorkCalendar(2, LISTED, {day("2027-01-04"): False})
    found = due(guangxi, WD, 30, at("2026-11-27 10:00"))
    assert (found.day, found.provisional) == (day("2027-01-11"), True)
    assert guangxi.known_until == day("2026-12-31")
