"""Office time: limits in hours, warning marks, and when messages may go out."""

from datetime import UTC, time

import pytest

from backend.calendar.days import WorkCalendar
from backend.calendar.engine import Interval, Unit, due, is_office_time, next_office_time
from tests.calendar.days import CHINA, LISTED, at, day


@pytest.mark.parametrize(
    ("anchor", "hours", "expected"),
    [
        ("2026-11-27 17:30", 2, "2026-11-30 11:00"),  # Friday, at the close
        ("2026-11-27 17:00", 2, "2026-11-30 10:30"),
        ("2026-11-27 10:00", 2, "2026-11-27 12:00"),  # the end of a session, not the begin of the next
        ("2026-11-27 11:00", 2, "2026-11-27 14:30"),
        ("2026-11-27 12:30", 2, "2026-11-27 15:30"),
        ("2026-11-27 08:00", 7, "2026-11-27 17:30"),
        ("2026-11-27 00:00", 8, "2026-11-30 10:00"),
        ("2026-11-28 12:00", 24, "2026-12-03 12:00"),
        ("2026-11-28 12:00", 0, "2026-11-28 12:00"),
        ("2026-09-30 17:29:59.999999", 1, "2026-10-08 09:59:59.999999"),
        ("2026-12-31 17:00", 1, "2027-01-01 09:30"),
    ],
)
def test_limits_in_hours(anchor: str, hours: int, expected: str) -> None:
    found = due(CHINA, Unit.HOUR, hours, at(anchor))
    assert (found.at, found.at.tzinfo, found.day) == (at(expected), UTC, day(expected[:10]))
    assert found.provisional is (found.day.year == 2027)


def test_office_time() -> None:
    for text, expected in [
        ("2026-11-27 08:59:59", False),
        ("2026-11-27 09:00", True),
        ("2026-11-27 11:59:59", True),
        ("2026-11-27 12:00", False),
        ("2026-11-27 13:30", True),
        ("2026-11-27 17:30", False),
        ("2026-11-28 10:00", False),  # Saturday
        ("2026-10-01 10:00", False),
        ("2026-10-10 10:00", True),  # a Saturday that is worked
    ]:
        assert is_office_time(CHINA, at(text)) is expected, text


def test_next_office_time() -> None:
    for text, expected in [
        ("2026-11-27 08:00", "2026-11-27 09:00"),
        ("2026-11-27 09:30", "2026-11-27 09:30"),
        ("2026-11-27 12:15", "2026-11-27 13:30"),
        ("2026-11-27 17:30", "2026-11-30 09:00"),
        ("2026-11-28 10:00", "2026-11-30 09:00"),
        ("2026-09-30 23:00", "2026-10-08 09:00"),
        ("2026-12-31 18:00", "2027-01-01 09:00"),  # as far as anybody knows
    ]:
        assert next_office_time(CHINA, at(text)) == at(expected), text


def test_other_office_hours() -> None:
    summer = WorkCalendar(1, LISTED, hours=((time(8), time(12)), (time(15), time(18))))
    assert due(summer, Unit.HOUR, 5, at("2026-07-01 10:00")).at == at("2026-07-01 18:00")
    assert next_office_time(summer, at("2026-07-01 13:00")) == at("2026-07-01 15:00")
    for hours in ((), ((time(9), time(9)),), ((time(9), time(12)), (time(11), time(15)))):
        with pytest.raises(ValueError, match="office hours"):
            WorkCalendar(1, LISTED, hours=hours)


def test_instants_have_a_zone_and_intervals_an_order() -> None:
    with pytest.raises(ValueError, match="zone"):
        due(CHINA, Unit.WORKING_DAY, 1, at("2026-11-27 10:00").replace(tzinfo=None))
    with pytest.raises(ValueError, match="before"):
        Interval(at("2026-11-27 10:00"), at("2026-11-27 09:00"))
