"""The calendar against other people's: the table of 2004 to 2026, chinesecalendar, and the City of Boston."""

import csv
import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from backend.calendar.days import WorkCalendar
from backend.calendar.editing import shipped_years
from backend.calendar.engine import Unit, due, next_office_time, working_days_between
from backend.core.clock import LOCAL_ZONE
from backend.workdays.rules import missing_days
from tests.calendar.days import CHINA, at, day, days

DATA = Path(__file__).parents[1] / "data"
EXPECTED: dict[str, Any] = json.loads((DATA / "calendar" / "expected.json").read_text(encoding="utf-8"))
ALL_DAYS = days("2004-01-01", "2026-12-31")


def table(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_case_43_every_day_is_that_of_the_published_table() -> None:
    rows = table("calendar/workdays_2004_2026.csv")
    assert [day(row["date"]) for row in rows] == ALL_DAYS
    assert [row["date"] for row in rows if CHINA.is_working_day(day(row["date"])) != (row["is_workday"] == "1")] == []


def test_case_43_every_day_is_that_of_chinesecalendar() -> None:
    assert [one for one in ALL_DAYS if CHINA.is_working_day(one) != chinese_calendar.is_workday(one)] == []


@pytest.mark.parametrize("year", EXPECTED["per_year"])
def test_counts_of_a_year(year: str) -> None:
    expected = EXPECTED["per_year"][year]
    listed = shipped_years()[int(year)]
    assert working_days_between(CHINA, date(int(year) - 1, 12, 31), date(int(year), 12, 31)) == expected["workdays"]
    assert [entry.day.isoformat() for entry in listed if entry.working] == expected["makeup_workdays"]
    off = [entry.day.isoformat() for entry in listed if not entry.working and entry.day.weekday() < 5]
    assert off == expected["weekday_holidays"]
    assert missing_days(int(year), listed) == []


SUMS = [
    (entry["start"], int(limit), end) for entry in EXPECTED["add_working_days"] for limit, end in entry["plus"].items()
]


@pytest.mark.parametrize(("start", "limit", "end"), SUMS)
def test_adding_working_days(start: str, limit: int, end: str) -> None:
    assert due(CHINA, Unit.WORKING_DAY, limit, at(f"{start} 11:00")).day == day(end)
    assert working_days_between(CHINA, day(start), day(end)) == limit


# What the city's own clock says of these is not one working day: two, two, two and three days, and 51 seconds.
CITY_DIFFERS = {"101000999897", "101001029286", "101001128224", "101001177777", "101001706554"}


def test_boston_due_days() -> None:
    """One working day of 08:30 to 17:00, which begins at the next opening: 5,317 of the city's 5,322 due days."""
    holidays = {day(row["date"]): False for row in table("boston_311_2016/holidays_ma_2013_2020.csv")}
    boston = WorkCalendar(1, holidays, hours=((time(8, 30), time(17)),))
    rows = table("boston_311_2016/deadline_oracle.csv")
    differs = set()
    for row in rows:
        received = datetime.fromisoformat(row["created_at"]).replace(tzinfo=LOCAL_ZONE)
        ours = due(boston, Unit.WORKING_DAY, 1, next_office_time(boston, received)).day
        if ours != datetime.fromisoformat(row["city_due_at"]).date():
            differs.add(row["case_no"])
    assert len(rows) == 5_322
    assert differs == CITY_DIFFERS
