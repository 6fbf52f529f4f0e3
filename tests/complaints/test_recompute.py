"""The calendar changes under running clocks (complaint design, cases 45 and 46)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from backend.calendar.editing import ListedDay, next_version, put_days
from backend.calendar.models import DaySource
from backend.calendar.queries import listed_days
from backend.complaints.clockwork.recompute import Recomputed, recompute_provisional
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.kinds import ClockKind
from backend.complaints.models import Case
from backend.complaints.records import CaseClock, CaseEvent, ClockRung
from backend.complaints.records_requests import OrderLevel, OrderState, SupervisionOrder
from backend.complaints.requests import supervision
from backend.core.clock import LOCAL_ZONE, local_date
from tests.complaints.conftest import Centre, read
from tests.complaints.timetravel import Notices, Travel, notices, travel

__all__ = ["notices", "travel"]


def publish(centre: Centre, year: int, *changes: ListedDay) -> None:
    """A new version of the calendar in which `changes` are the listed days of the year, beside those before."""
    with centre.database.write() as session:
        before = listed_days(session, DaySource.NATIONAL, year)
        days = {row.day: ListedDay(row.day, row.working, row.name) for row in before}
        days |= {change.day: change for change in changes}
        put_days(session, next_version(session).version, DaySource.NATIONAL, before, list(days.values()))


def off(first: str, count: int) -> list[ListedDay]:
    return [ListedDay(date.fromisoformat(first) + timedelta(days=n), False, "放假") for n in range(count)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


def total(centre: Centre, case_id: UUID) -> CaseClock:
    statement = select(CaseClock).where(CaseClock.case_id == case_id, CaseClock.kind == ClockKind.TOTAL)
    return read(centre.database, lambda s: s.scalars(statement).one())


def last_day(clock: CaseClock) -> date:
    return local_date(clock.due - timedelta(seconds=1))


def recomputations(centre: Centre, case_id: UUID) -> list[CaseEvent]:
    statement = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.action == "recompute")
    return read(centre.database, lambda s: list(s.scalars(statement.order_by(CaseEvent.seq))))


def recompute(centre: Centre, notices: Notices) -> Recomputed:
    return recompute_provisional(centre.database, centre.keys, notices.withdraw)


def accepted(centre: Centre) -> UUID:
    case_id, _ = centre.register()
    centre.accept(case_id)
    return case_id


def test_case_45_a_clock_into_an_unpublished_year_is_provisional_and_moves_later_only(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-11-27 10:00")
    case_id = accepted(centre)
    told = total(centre, case_id)
    assert told.provisional
    assert last_day(told) == date(2027, 1, 8)  # 30 working days, as if 2027 had no holiday

    publish(centre, 2027, *off("2027-01-01", 3))
    assert recompute(centre, notices).moved >= 1
    later = total(centre, case_id)
    assert not later.provisional
    assert last_day(later) == date(2027, 1, 11)
    assert later.due_original == told.due
    assert later.promised == later.due
    next_due = read(centre.database, lambda s: s.get_one(Case, case_id).next_due)
    assert next_due <= later.due

    # A correction that would shorten it: the complainant has seen the later date.
    publish(centre, 2027, ListedDay(date(2027, 1, 1), True, "上班"))
    recompute(centre, notices)
    assert total(centre, case_id).due == later.due

    assert recompute(centre, notices) == Recomputed()
    assert [len(event.data["moved"]) for event in recomputations(centre, case_id)] == [1]


def test_case_45_a_year_that_changes_nothing_is_only_confirmed(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-11-27 10:00")
    case_id = accepted(centre)
    told = total(centre, case_id)
    publish(centre, 2027, *off("2027-10-01", 7))
    assert recompute(centre, notices).moved == 0
    after = total(centre, case_id)
    assert (after.due, after.provisional) == (told.due, False)
    assert after.calendar_version > told.calendar_version
    assert recomputations(centre, case_id) == []


def test_case_46_a_holiday_at_short_notice_takes_warnings_back(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id = accepted(centre)
    due = total(centre, case_id).due
    travel("2026-04-15 09:00")
    sweep(centre.database, centre.keys, notices.notify)
    clock = total(centre, case_id)
    assert clock.breached_at == due
    given = [told.key for told in notices.told if told.key.startswith(str(clock.id))]

    publish(centre, 2026, *off("2026-04-13", 5))  # announced when it was nearly over
    recompute(centre, notices)
    moved = total(centre, case_id)
    assert last_day(moved) == date(2026, 4, 21)
    assert moved.breached_at is None
    assert set(notices.withdrawn) == {f"{clock.id}:{step}" for step in ("breach", "remind")}
    rungs = select(ClockRung.rung).where(ClockRung.clock_id == clock.id)
    assert read(centre.database, lambda s: set(s.scalars(rungs))) == {"warn"}
    (event,) = recomputations(centre, case_id)
    assert event.data["moved"][0]["undone"] == ["breach", "remind"]

    assert sweep(centre.database, centre.keys, notices.notify).steps["breach"] == 0
    assert [told.key for told in notices.told if told.key.startswith(str(clock.id))] == given  # no second one
    travel("2026-04-22 09:00")
    sweep(centre.database, centre.keys, notices.notify)
    assert total(centre, case_id).breached_at == moved.due


def test_case_46_what_stays_late_keeps_its_rungs(centre: Centre, travel: Travel, notices: Notices) -> None:
    """The date moves by two days, and both are long past: nothing is taken back or done again."""
    travel("2026-03-02 10:00")
    case_id = accepted(centre)
    travel("2026-06-01 09:00")
    sweep(centre.database, centre.keys, notices.notify)
    before = read(centre.database, lambda s: s.scalars(select(ClockRung.rung)).all())
    publish(centre, 2026, *off("2026-04-13", 2))
    recompute(centre, notices)
    clock = total(centre, case_id)
    assert clock.breached_at == clock.due
    assert notices.withdrawn == []
    assert sorted(read(centre.database, lambda s: s.scalars(select(ClockRung.rung)).all())) == sorted(before)
    assert sweep(centre.database, centre.keys, notices.notify).steps == {}


def orders(centre: Centre) -> list[SupervisionOrder]:
    statement = select(SupervisionOrder).order_by(SupervisionOrder.number)
    return list(read(centre.database, lambda s: s.scalars(statement).all()))


def test_case_46_orders_of_undone_rungs_are_closed_and_follow_once(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id = centre.in_hand()
    travel("2026-04-15 09:00")
    sweep(centre.database, centre.keys, notices.notify)
    assert [(order.level, order.state) for order in orders(centre)] == [(OrderLevel.REMIND, OrderState.ISSUED)]
    publish(centre, 2026, *off("2026-04-13", 5))
    recompute(centre, notices)
    (undone,) = orders(centre)
    assert (undone.state, undone.closed_at, undone.closed_by) == (OrderState.CLOSED, at("2026-04-15 09:00"), None)
    (event,) = recomputations(centre, case_id)
    assert [moved["closed_orders"] for moved in event.data["moved"] if moved["clock"] == "total"] == [[undone.number]]
    travel("2026-04-22 09:00")
    sweep(centre.database, centre.keys, notices.notify)
    assert [order.state for order in orders(centre)] == [OrderState.CLOSED, OrderState.ISSUED]


def test_case_46_what_people_ordered_or_reported_stays(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    case_id = centre.in_hand()
    travel("2026-04-15 09:00")
    sweep(centre.database, centre.keys, notices.notify)
    with centre.desk("head") as desk:
        case, order = desk.session.get_one(Case, case_id), desk.session.scalars(select(SupervisionOrder)).one()
        supervision.report(desk, case, order, "正在办理", "transfer.answer")
    with centre.database.write() as session:
        mine = SupervisionOrder(
            case_id=case_id,
            number="督〔2026〕99号",
            level=OrderLevel.REMIND,
            demand=b"sealed",
            issued_by=centre.people["chief"].user_id,
            issued_at=at("2026-04-15 09:00"),
            due=at("2026-04-23 00:00"),
        )
        session.add(mine)
    publish(centre, 2026, *off("2026-04-13", 5))
    recompute(centre, notices)
    assert {order.state for order in orders(centre)} == {OrderState.REPORTED, OrderState.ISSUED}
