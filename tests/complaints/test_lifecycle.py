"""A case from registration to its end, step by step, with what the clocks do."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from backend.complaints import bodies
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.kinds import Actor, CaseState, ClockKind, DissatisfactionCause, HandlingMode, IdentityMode
from backend.complaints.models import Case, CaseIdentity
from backend.complaints.moves import NotReady, WrongState
from backend.complaints.public.view import track
from backend.complaints.records import CaseClock, CaseEvent, CaseResult, TransferOrder, TransferState
from backend.complaints.tracking import find_by_code
from backend.core.errors import Forbidden, InvalidInput
from tests.complaints.conftest import NOTE, RESULT, Centre, read
from tests.complaints.timetravel import Notices, Travel, notices, travel

__all__ = ["notices", "travel"]


def state(centre: Centre, case_id: object) -> CaseState:
    return read(centre.database, lambda s: s.get_one(Case, case_id).state)


def running(centre: Centre, case_id: object) -> set[ClockKind]:
    statement = select(CaseClock.kind).where(CaseClock.case_id == case_id, CaseClock.stopped_at.is_(None))
    return read(centre.database, lambda s: set(s.scalars(statement)))


def test_a_case_goes_through_a_unit_to_its_close(centre: Centre) -> None:
    case_id, code = centre.register()
    assert len(code) == 16
    assert running(centre, case_id) == {ClockKind.ACCEPT}
    centre.accept(case_id)
    assert running(centre, case_id) == {ClockKind.TOTAL, ClockKind.DISPATCH}
    centre.dispatch(case_id)
    assert state(centre, case_id) is CaseState.DISPATCHED
    assert running(centre, case_id) == {ClockKind.TOTAL, ClockKind.SIGN, ClockKind.UNIT}
    centre.move("liaison", case_id, "sign")
    centre.move("head", case_id, "answer", RESULT)
    assert state(centre, case_id) is CaseState.REPLY_REVIEW
    centre.move("lead", case_id, "send_back", NOTE)
    centre.move("head", case_id, "answer", RESULT)
    centre.move("lead", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    assert running(centre, case_id) == {ClockKind.CALLBACK, ClockKind.RATING, ClockKind.OBJECTION}
    with pytest.raises(NotReady, match="reached"):
        centre.move("lead", case_id, "close")
    centre.move(Actor.CITIZEN, case_id, "withdraw", bodies.WithdrawBody())
    assert state(centre, case_id) is CaseState.WITHDRAWN
    assert running(centre, case_id) <= {ClockKind.OBJECTION}
    events = read(
        centre.database,
        lambda s: s.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)).all(),
    )
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [event.action for event in events][:4] == ["register", "accept", "dispatch", "sign"]
    result = read(centre.database, lambda s: s.scalars(select(CaseResult)).one())
    assert result.on_time is True
    assert result.sent_back == 1


def test_a_second_cycle_keeps_the_figures_of_the_first(centre: Centre) -> None:
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    body = bodies.ReworkBody(cause=DissatisfactionCause.SUBJECTIVE, note="没有解决")
    with pytest.raises(NotReady, match="not said"):
        centre.move("lead", case_id, "rework", body)
    with centre.desk("lead") as desk:
        result = desk.session.scalars(select(CaseResult)).one()
        result.rating, result.rated_at = "dissatisfied", result.issued_at
    with pytest.raises(InvalidInput):
        centre.move("lead", case_id, "rework", bodies.ReworkBody(cause=DissatisfactionCause.OBJECTIVE, note="政策"))
    centre.move("lead", case_id, "rework", body)
    assert state(centre, case_id) is CaseState.HANDLING
    assert running(centre, case_id) == {ClockKind.TOTAL, ClockKind.UNIT}
    orders = read(centre.database, lambda s: s.scalars(select(TransferOrder).order_by(TransferOrder.cycle)).all())
    assert [(order.cycle, order.state) for order in orders] == [
        (1, TransferState.FINISHED),
        (2, TransferState.SIGNED),
    ]


def test_c12_self_handling_needs_two_people_and_another_hand(centre: Centre) -> None:
    case_id, _ = centre.register("officer")
    centre.accept(case_id, HandlingMode.SELF)
    officers = [centre.people["officer"].user_id, centre.people["officer2"].user_id]
    with pytest.raises(InvalidInput):
        centre.move("lead", case_id, "self_handle", bodies.SelfHandleBody(handler_ids=officers[:1], no_conflict=True))
    centre.move("lead", case_id, "self_handle", bodies.SelfHandleBody(handler_ids=officers, no_conflict=True))
    centre.move("officer", case_id, "submit_result", RESULT)
    with pytest.raises(Forbidden):
        centre.move("officer", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    centre.move("chief", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))


def test_a_refused_case_can_be_reviewed_and_overturned(centre: Centre) -> None:
    case_id, _ = centre.register()
    body = bodies.RefuseBody(reason="out_of_scope", note="不属于效能投诉", where_to_go="市信访局")
    centre.move("lead", case_id, "refuse", body)
    assert running(centre, case_id) == {ClockKind.OBJECTION}
    centre.move(Actor.CITIZEN, case_id, "ask_review", NOTE)
    assert running(centre, case_id) == {ClockKind.REVIEW}
    with pytest.raises(NotReady, match="not acted"):
        centre.move("lead", case_id, "overturn", NOTE)
    centre.move("lead2", case_id, "overturn", NOTE)
    assert state(centre, case_id) is CaseState.REGISTERED
    assert running(centre, case_id) == {ClockKind.ACCEPT}


def test_what_is_not_in_the_table_does_not_happen(centre: Centre) -> None:
    case_id, _ = centre.register()
    with pytest.raises(WrongState):
        centre.dispatch(case_id)
    with pytest.raises(Forbidden):
        centre.move("officer", case_id, "accept", bodies.AcceptBody(handling=HandlingMode.SELF, summary="x"))
    with pytest.raises(Forbidden):
        centre.move(Actor.CITIZEN, case_id, "accept", bodies.AcceptBody(handling=HandlingMode.SELF, summary="x"))


def test_an_anonymous_case_has_no_identity(centre: Centre) -> None:
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    assert read(centre.database, lambda s: s.get(CaseIdentity, case_id)) is None


def test_case_6_events_are_append_only(centre: Centre) -> None:
    centre.register()
    for statement in ("UPDATE case_event SET action = 'x'", "DELETE FROM case_event"):
        with pytest.raises(DBAPIError, match="append-only"), centre.desk("lead") as desk:
            desk.session.execute(text(statement))


def test_a_terminal_case_cannot_run_a_clock(centre: Centre) -> None:
    """The constraint of the database, past all code (complaint design, 2.5 f)."""
    case_id, _ = centre.register()
    statement = text("UPDATE complaint_case SET state = 'closed', terminal = :yes WHERE id = :id")
    with pytest.raises(DBAPIError), centre.desk("lead") as desk:
        desk.session.execute(
            statement, {"yes": True, "id": case_id.hex if desk.session.get_bind().dialect.name == "sqlite" else case_id}
        )


@pytest.mark.parametrize("unit", ["A", "A1"])
def test_case_67_neither_lead_nor_joint_unit_is_that_of_the_head_complained_of(centre: Centre, unit: str) -> None:
    case_id, _ = centre.register(about_head=True)
    centre.accept(case_id)
    own = bodies.OrderBody(unit_id=centre.units[unit], matter="请调查。")
    other = bodies.OrderBody(unit_id=centre.units["B"], matter="请调查。")
    with pytest.raises(InvalidInput):
        centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=own))
    with pytest.raises(InvalidInput):
        centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=other, joint=[own]))
    assert state(centre, case_id) is CaseState.ACCEPTED
    centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=other))


def test_the_receipt_of_a_transfer_is_confirmed_once(centre: Centre, travel: Travel, notices: Notices) -> None:
    travel("2026-03-02 10:00")
    case_id, code = centre.register("officer")
    centre.move("lead", case_id, "transfer_out", bodies.TransferOutBody(destination="市纪委监委", note="非本市单位"))
    assert running(centre, case_id) == {ClockKind.RECEIPT}
    confirmed = bodies.NoteBody(note="市纪委监委信访室张科长来电确认收到")
    centre.move("officer", case_id, "confirm_receipt", confirmed)
    assert state(centre, case_id) is CaseState.TRANSFERRED_OUT
    assert running(centre, case_id) == set()
    with pytest.raises(NotReady, match="confirmed"):
        centre.move("officer", case_id, "confirm_receipt", confirmed)
    travel("2026-03-31 10:00")
    assert sweep(centre.database, centre.keys, notices.notify).steps == {}
    with centre.desk(Actor.CITIZEN) as desk:
        steps = track(desk, find_by_code(desk.session, desk.keys, code, None)).steps
    assert (steps[-1].text, steps[-1].note) == ("接收单位已确认收到", None)
