"""The ladder behind the date of a case: each rung once, in order, and however late (complaint design, 2.5, case 51)."""

from sqlalchemy import func, select

from backend.complaints import bodies
from backend.complaints.kinds import ClockKind, HandlingMode
from backend.complaints.records_requests import OrderLevel, SupervisionOrder
from tests.complaints.conftest import Centre, read
from tests.complaints.sweeping import clock_of, events, ids, local, run, rungs, to_handling
from tests.complaints.timetravel import Notices, Travel, notices, travel

__all__ = ["notices", "travel"]


def test_case_51_down_for_days_then_each_rung_once_in_order_at_its_true_time(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id = to_handling(centre)
    due = clock_of(centre, case_id, ClockKind.TOTAL).due
    assert due == local("2026-04-15 00:00")
    travel("2026-05-03 02:00")  # a holiday, at night, eighteen days late
    run(centre, notices)
    clock = clock_of(centre, case_id, ClockKind.TOTAL)
    assert clock.breached_at == due
    assert rungs(centre, clock) == ["warn", "breach", "remind", "head", "supervise", "account"]
    assert [e.action for e in events(centre, case_id) if e.data.get("clock") != "unit"][-5:] == [
        "breach",
        "remind",
        "head",
        "supervise",
        "account",
    ]
    orders = read(
        centre.database, lambda s: list(s.scalars(select(SupervisionOrder).order_by(SupervisionOrder.number)))
    )
    assert [(order.level, order.issued_by) for order in orders] == [
        (OrderLevel.REMIND, None),
        (OrderLevel.SUPERVISE, None),
    ]
    ladder = {told.kind: told.people for told in notices.told}
    assert ladder["transfer.head"] == ids(centre, "head")
    assert ladder["transfer.remind"] == ids(centre, "liaison", "head")
    assert ladder["complaint.supervise"] == ids(centre, "supervisor", "chief")
    opening = local("2026-05-06 09:00")
    assert {told.not_before for told in notices.told} == {opening}
    before = len(notices.told), len(events(centre, case_id))
    assert run(centre, notices).steps == {}
    assert (len(notices.told), len(events(centre, case_id))) == before


def test_case_51_the_rungs_come_on_their_days(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    to_handling(centre)
    taken = {}
    for day in ("2026-04-14", "2026-04-15", "2026-04-17", "2026-04-22", "2026-04-29"):
        travel(f"{day} 09:00")
        taken[day] = sorted(run(centre, notices).steps)
    assert taken == {
        "2026-04-14": ["warn"],
        "2026-04-15": ["breach", "remind"],
        "2026-04-17": ["head"],
        "2026-04-22": ["supervise"],
        "2026-04-29": ["account"],
    }


def test_a_unit_that_explains_itself_is_not_supervised_for_silence(
    centre: Centre, travel: Travel, notices: Notices
) -> None:
    travel("2026-03-02 10:00")
    case_id = to_handling(centre)
    travel("2026-04-15 09:00")
    run(centre, notices)
    with centre.database.write() as session:
        order = session.scalars(select(SupervisionOrder)).one()
        order.reported_at, order.report = order.issued_at, b"sealed"
    travel("2026-04-23 09:00")
    run(centre, notices)
    assert read(centre.database, lambda s: s.scalars(select(func.count()).select_from(SupervisionOrder)).one()) == 1
    assert events(centre, case_id)[-1].data == {"explained": True}
    assert "complaint.bulletin" not in notices.kinds()


def test_a_self_handled_case_is_late_by_the_centre(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    case_id, _ = centre.register("officer")
    centre.accept(case_id, HandlingMode.SELF)
    officers = [centre.people[name].user_id for name in ("officer", "officer2")]
    centre.move("lead", case_id, "self_handle", bodies.SelfHandleBody(handler_ids=officers, no_conflict=True))
    travel("2026-05-03 02:00")
    run(centre, notices)
    orders = read(centre.database, lambda s: list(s.scalars(select(SupervisionOrder))))
    assert [(order.level, order.transfer_id) for order in orders] == [(OrderLevel.SUPERVISE, None)]
    assert not [told for told in notices.told if told.kind.startswith("transfer")]
