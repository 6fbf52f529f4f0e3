"""What holds for every clock: hypothesis looks for one for which it does not."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.calendar.days import WorkCalendar
from backend.calendar.engine import Due, Interval, Unit, due, next_office_time, working_days_between
from backend.core.clock import LOCAL_ZONE, local_date
from tests.calendar.days import CHINA, LISTED

INSTANTS = st.datetimes(datetime(2003, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
NEAR = st.datetimes(datetime(2024, 9, 1), datetime(2024, 11, 1), timezones=st.just(UTC))  # noqa: DTZ001
UNITS = st.sampled_from(Unit)
LIMITS = st.integers(0, 400)
DAYS = st.dates(date(2003, 1, 1), date(2029, 1, 1))
PAUSES = st.lists(st.tuples(NEAR, st.timedeltas(timedelta(0), timedelta(days=20))), max_size=5).map(
    lambda pauses: [Interval(start, start + length) for start, length in pauses]
)


def counted(calendar: WorkCalendar, start: date, end: date) -> int:
    """Working days after `start` up to `end`, one by one."""
    return sum(calendar.is_working_day(start + timedelta(days=number)) for number in range(1, (end - start).days + 1))


def opened(start: datetime, end: datetime) -> timedelta:
    """How long the office is open between two instants, session by session."""
    day, last, found = local_date(start), local_date(end), timedelta(0)
    while day <= last:
        for opening, closing in CHINA.hours if CHINA.is_working_day(day) else ():
            first, behind = (datetime.combine(day, moment, LOCAL_ZONE) for moment in (opening, closing))
            found += max(min(behind, end) - max(first, start), timedelta(0))
        day += timedelta(days=1)
    return found


@given(UNITS, LIMITS, INSTANTS)
def test_a_longer_limit_never_ends_earlier(unit: Unit, limit: int, anchor: datetime) -> None:
    assert due(CHINA, unit, limit, anchor).at <= due(CHINA, unit, limit + 1, anchor).at


@given(UNITS, LIMITS, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_a_later_anchor_never_ends_earlier(unit: Unit, limit: int, anchor: datetime, later: timedelta) -> None:
    assert due(CHINA, unit, limit, anchor).at <= due(CHINA, unit, limit, anchor + later).at


@given(UNITS, LIMITS, INSTANTS)
def test_nothing_is_due_before_its_anchor(unit: Unit, limit: int, anchor: datetime) -> None:
    found = due(CHINA, unit, limit, anchor)
    assert found.at >= anchor
    assert found.provisional is (found.day > CHINA.known_until)
    assert unit is Unit.HOUR or found.day == local_date(found.at - timedelta(microseconds=1))


@given(st.integers(1, 400), INSTANTS)
def test_working_days_are_counted_one_by_one(limit: int, anchor: datetime) -> None:
    found = due(CHINA, Unit.WORKING_DAY, limit, anchor)
    assert CHINA.is_working_day(found.day)
    assert counted(CHINA, local_date(anchor), found.day) == limit


@given(DAYS, st.integers(0, 500))
def test_between_two_days(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    assert working_days_between(CHINA, start, end) == counted(CHINA, start, end)
    assert working_days_between(CHINA, end, start) == -counted(CHINA, start, end)


@given(st.integers(1, 400), INSTANTS)
def test_calendar_days_end_on_the_day_or_the_first_working_day_after(limit: int, anchor: datetime) -> None:
    found = due(CHINA, Unit.CALENDAR_DAY, limit, anchor)
    plain = local_date(anchor) + timedelta(days=limit)
    assert CHINA.is_working_day(found.day)
    assert found.day >= plain
    assert not any(CHINA.is_working_day(plain + timedelta(days=n)) for n in range((found.day - plain).days))


@given(st.integers(1, 400), INSTANTS)
def test_hours_are_used_up_exactly(limit: int, anchor: datetime) -> None:
    found = due(CHINA, Unit.HOUR, limit, anchor)
    assert opened(anchor, found.at) == timedelta(hours=limit)
    assert due(CHINA, Unit.HOUR, limit, next_office_time(CHINA, anchor)) == found


@given(UNITS, st.integers(0, 40), NEAR, PAUSES, PAUSES)
def test_a_pause_never_shortens(
    unit: Unit, limit: int, anchor: datetime, some: list[Interval], more: list[Interval]
) -> None:
    assert due(CHINA, unit, limit, anchor).at <= due(CHINA, unit, limit, anchor, some).at
    assert due(CHINA, unit, limit, anchor, some).at <= due(CHINA, unit, limit, anchor, some + more).at


@given(UNITS, st.integers(0, 40), NEAR, PAUSES, st.data())
def test_pauses_are_a_set_of_instants(
    unit: Unit, limit: int, anchor: datetime, pauses: list[Interval], data: st.DataObject
) -> None:
    """In any order, given twice, or cut in two at any instant: the same."""
    whole = due(CHINA, unit, limit, anchor, pauses)
    cut = data.draw(NEAR)
    pieces: list[Interval] = []
    for pause in data.draw(st.permutations(pauses)):
        assert pause.end is not None
        if pause.start < cut < pause.end:
            pieces += [Interval(cut, pause.end), Interval(pause.start, cut)]
        else:
            pieces += [pause, pause]
    assert due(CHINA, unit, limit, anchor, pieces) == whole


@given(st.integers(1, 40), NEAR, PAUSES)
def test_paused_days_are_those_of_the_office_days_between(limit: int, anchor: datetime, pauses: list[Interval]) -> None:
    """The plain rule, day by day, against the arithmetic of the engine."""
    out: set[date] = set()
    for pause in pauses:
        assert pause.end is not None
        if pause.end <= anchor:
            continue
        first = local_date(next_office_time(CHINA, max(pause.start, anchor)))
        last = local_date(next_office_time(CHINA, pause.end))
        out |= {first + timedelta(days=number) for number in range((last - first).days)}
    found = due(CHINA, Unit.WORKING_DAY, limit, anchor, pauses)
    plain, day = limit, local_date(anchor)
    while plain:
        day += timedelta(days=1)
        plain -= CHINA.is_working_day(day) and day not in out
    assert found.day == day


@given(st.integers(0, 3_000), INSTANTS, UNITS)
def test_without_a_published_year_the_weekdays_count(limit: int, anchor: datetime, unit: Unit) -> None:
    found = due(WorkCalendar(0, {}), unit, limit, anchor)
    assert isinstance(found, Due)
    assert found.provisional
    if limit or unit is not Unit.HOUR:
        assert found.day.weekday() < 5


@given(st.dictionaries(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.booleans(), max_size=20), DAYS)
def test_local_days_go_before_everything(overlay: dict[date, bool], some: date) -> None:
    calendar = WorkCalendar(1, LISTED, overlay)
    for day in (*overlay, some):
        assert calendar.is_working_day(day) is overlay.get(day, CHINA.is_working_day(day))
