"""The stored calendar: versions, and what is kept in memory of them."""

import pytest
from sqlalchemy import func, select

from backend.calendar.days import WorkCalendar
from backend.calendar.editing import (
    ListedDay,
    lock_calendar,
    next_version,
    published_years,
    put_days,
    seed_calendar,
)
from backend.calendar.models import CalendarDay, DaySource
from backend.calendar.queries import listed_days, load_calendar
from backend.core.db import Database
from tests.calendar.days import CHINA, day, days

LOCAL = ListedDay(day("2026-04-20"), working=False, name="三月三")


def seed(database: Database) -> int | None:
    with database.write() as session:
        return seed_calendar(session)


def put(database: Database, source: DaySource, year: int, *entries: ListedDay) -> int:
    with database.write() as session:
        lock_calendar(session)
        version = next_version(session).version
        put_days(session, version, source, listed_days(session, source, year), entries)
        return version


def load(database: Database, version: int | None = None) -> WorkCalendar:
    with database.read() as session:
        return load_calendar(session, version)


def test_without_a_row_there_is_an_empty_calendar(database: Database) -> None:
    empty = load(database)
    assert (empty.version, empty.is_working_day(day("2026-10-01"))) == (0, True)


def test_seeding_gives_the_published_years_once(database: Database) -> None:
    assert seed(database) == 1
    assert seed(database) is None
    calendar = load(database)
    assert (calendar.version, calendar.known_until) == (1, day("2026-12-31"))
    every = days("2003-12-01", "2027-02-01")
    assert [one for one in every if calendar.is_working_day(one) != CHINA.is_working_day(one)] == []
    with database.read() as session:
        assert published_years(session) == list(range(2004, 2027))


def test_seeding_leaves_what_the_office_has_published(database: Database) -> None:
    own = ListedDay(day("2026-10-01"), working=False, name="国庆")
    put(database, DaySource.NATIONAL, 2026, own)
    assert seed(database) == 2
    with database.read() as session:
        assert [row.name for row in listed_days(session, DaySource.NATIONAL, 2026)] == ["国庆"]


def test_every_version_can_be_read_again(database: Database) -> None:
    seed(database)
    assert put(database, DaySource.LOCAL, 2026, LOCAL) == 2
    assert put(database, DaySource.LOCAL, 2026) == 3
    assert [load(database, version).is_working_day(LOCAL.day) for version in (1, 2, 3)] == [True, False, True]
    assert load(database).version == 3
    with pytest.raises(LookupError):
        load(database, 4)


def test_what_stays_the_same_keeps_its_row(database: Database) -> None:
    seed(database)
    with database.read() as session:
        before = listed_days(session, DaySource.NATIONAL, 2026)
        entries = [ListedDay(row.day, row.working, row.name) for row in before]
    changed = ListedDay(entries[-1].day, working=False, name=entries[-1].name)
    put(database, DaySource.NATIONAL, 2026, *entries[1:-1], changed)
    with database.read() as session:
        after = listed_days(session, DaySource.NATIONAL, 2026)
        ended = session.execute(select(func.count()).where(CalendarDay.until.is_not(None))).scalar_one()
    assert {row.id for row in after} & {row.id for row in before} == {row.id for row in before[1:-1]}
    assert (len(after), ended) == (len(before) - 1, 2)


def test_a_calendar_is_kept_until_a_new_version_is_made(database: Database) -> None:
    seed(database)
    first = load(database)
    assert load(database) is first
    put(database, DaySource.LOCAL, 2026, LOCAL)
    assert load(database).is_working_day(LOCAL.day) is False
    assert load(database, 1) is first


def test_what_was_rolled_back_is_not_remembered(database: Database) -> None:
    seed(database)
    with database.write() as session:
        version = next_version(session).version
        put_days(session, version, DaySource.LOCAL, [], [LOCAL])
        assert load_calendar(session).is_working_day(LOCAL.day) is False
        session.rollback()
    assert load(database).is_working_day(LOCAL.day) is True
    other = ListedDay(day("2026-04-21"), working=False, name="三月三")
    assert put(database, DaySource.LOCAL, 2026, other) == version
    assert load(database).is_working_day(LOCAL.day) is True
    assert load(database).is_working_day(other.day) is False
