"""Returns, extensions: asked by the unit, decided by somebody else, lapsing by themselves; no clock ever stops."""

import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.auth.models import UserAccount
from backend.complaints import bodies
from backend.complaints.clockwork.sweep import sweep
from backend.complaints.deciding import AlreadyDecided, OwnRequest
from backend.complaints.kinds import Actor, CaseState, ClockKind, HandlingMode
from backend.complaints.models import Case
from backend.complaints.moves import NotReady
from backend.complaints.records import CaseClock, TransferOrder, TransferState
from backend.complaints.records_requests import Extension, RequestState, ReturnRequest
from backend.complaints.requests import extensions, returns
from backend.complaints.requests.extensions import TooLateToDecide
from backend.core import clock
from tests.complaints.at_centre import Office
from tests.complaints.conftest import NOTE, read
from tests.complaints.test_transfers import actions, case_of, dispatched, due_in, events, seat
from tests.complaints.timetravel import Notices, Travel, travel

__all__ = ["travel"]

RETURN = {"basis": "三定规定第五条", "reason": "该事项由自然资源部门办理"}
MORE_TIME = {"amount": 10, "reason": "需要现场鉴定"}
NOTE_BODY = {"note": "经研究，情况复杂，延长办理时间。"}


def total_of(office: Office, case_id: UUID) -> CaseClock:
    return clock_of(office, CaseClock.case_id == case_id, CaseClock.kind == ClockKind.TOTAL)


def clock_of(office: Office, *where: Any) -> CaseClock:
    found: CaseClock = read(office.centre.database, lambda s: s.scalars(select(CaseClock).where(*where)).one())
    return found


def ask_return(office: Office, case_id: UUID) -> str:
    """The unit asks to return its newest order; gives the id of the request."""
    office.do("liaison", f"/transfers/{office.order()['id']}/returns", RETURN)
    return str(office.get("lead", f"/complaints/{case_id}/returns")["items"][-1]["id"])


def ask_extension(office: Office, case_id: UUID, **fields: Any) -> str:
    office.do("liaison", f"/transfers/{office.order()['id']}/extensions", MORE_TIME | fields)
    return str(office.get("lead", f"/complaints/{case_id}/extensions")["items"][-1]["id"])


def redispatch(office: Office, case_id: UUID, who: str = "lead") -> None:
    order = bodies.OrderBody(unit_id=office.centre.units["A"], matter="请再次核查。")
    office.centre.move(who, case_id, "redispatch", bodies.RedispatchBody(lead=order, note="指定办理"))


def names(office: Office, case_id: UUID) -> list[str]:
    return [event.action for event in read(office.centre.database, lambda s: events(s, case_id))]


def test_case_66_the_third_return_is_refused_and_the_clock_never_stops(office: Office) -> None:
    case_id = dispatched(office)
    before = total_of(office, case_id)
    orders = []
    for _ in range(2):
        order = office.order()
        assert (order["final"], actions(order)["return"]) == (False, True)
        orders.append(order["id"])
        request = ask_return(office, case_id)
        assert not actions(office.order())["return"], "one at a time"
        granted = office.do("lead", f"/complaints/{case_id}/returns/{request}/grant", {"note": "同意"})
        assert (granted["state"], granted["reason"]) == ("approved", "三定规定第五条\n该事项由自然资源部门办理")
        assert office.get("liaison", f"/transfers/{order['id']}")["state"] == "returned"
        with office.centre.database.write() as session:
            lead = session.get_one(Case, case_id)
            lead.officer_id = office.centre.people["officer"].user_id
        if len(orders) == 2:
            with pytest.raises(NotReady):
                redispatch(office, case_id, "officer")
        redispatch(office, case_id)
    third = office.order()
    assert third["final"] is True
    reasons = next(entry["reasons"] for entry in third["actions"] if entry["action"] == "return")
    assert reasons == ["本单为指定办理，不能再退"]
    problem = office.refused("liaison", f"/transfers/{third['id']}/returns", RETURN, 409)
    assert problem["code"] == "complaint_not_ready"
    after = total_of(office, case_id)
    assert (after.id, after.due, after.anchor, after.pauses) == (before.id, before.due, before.anchor, [])
    assert after.stopped_at is None
    assert len(read(office.centre.database, lambda s: s.scalars(select(ReturnRequest)).all())) == 2


def test_case_48_a_return_leaves_the_figures_of_before_unchanged(office: Office) -> None:
    """The returned unit is not charged, and what the case was promised stays."""
    case_id = dispatched(office)
    before, first = total_of(office, case_id), office.order()["id"]
    office.do("liaison", f"/transfers/{first}/sign")
    request = ask_return(office, case_id)
    office.do("lead", f"/complaints/{case_id}/returns/{request}/grant", {})
    old = clock_of(office, CaseClock.transfer_id == UUID(first), CaseClock.kind == ClockKind.UNIT)
    assert (old.stopped_at is not None, old.breached_at) == (True, None)
    assert case_of(office, case_id).state is CaseState.HANDLING
    redispatch(office, case_id)
    now = case_of(office, case_id)
    after = total_of(office, case_id)
    assert (after.id, after.due_original, after.promised) == (before.id, before.due_original, before.promised)
    assert (now.state, now.cycle) == (CaseState.DISPATCHED, 1)
    newest = office.order()
    assert newest["id"] != first
    new = clock_of(office, CaseClock.transfer_id == UUID(newest["id"]), CaseClock.kind == ClockKind.UNIT)
    assert new.due == after.due, "the next unit has what is left of the case"
    assert newest["returns"] == [], "the new order knows nothing of the old one"


def test_a_return_has_its_time_its_basis_and_its_decider(office: Office) -> None:
    case_id = dispatched(office)
    order = office.order()
    for body in ({"reason": "不属我单位"}, {"basis": "", "reason": "x"}, RETURN | {"state": "approved"}):
        office.refused("liaison", f"/transfers/{order['id']}/returns", body, 422)
    request = ask_return(office, case_id)
    assert not actions(office.get("head", f"/transfers/{order['id']}"))["return"]
    office.do("liaison", f"/transfers/{order['id']}/sign")
    drafted = office.draft("liaison", office.order())
    assert office.approve("head", drafted).status_code == 409, "first the return is decided"
    office.refused("supervisor", f"/complaints/{case_id}/returns/{request}/grant", {}, 403)
    office.refused("officer2", f"/complaints/{case_id}/returns/{request}/grant", {}, 404)
    office.refused("lead", f"/complaints/{case_id}/returns/{request}/refuse", {"note": "王测试就在你辖区"}, 422)
    refusal = {"note": "按职责分工由你单位办理"}
    office.do("lead", f"/complaints/{case_id}/returns/{request}/refuse", refusal)
    office.refused("lead", f"/complaints/{case_id}/returns/{request}/grant", {}, 409)
    order = office.order()
    assert (order["returns"][0]["state"], order["returns"][0]["note"]) == ("denied", refusal["note"])
    with office.centre.database.write() as session:
        session.execute(update(TransferOrder).values(dispatched_at=clock.now(session) - timedelta(days=15)))
    reasons = next(entry["reasons"] for entry in office.order()["actions"] if entry["action"] == "return")
    assert reasons == ["退单应在派单后 1 个工作日内提出"]
    assert names(office, case_id)[3:] == ["ask_return", "sign", "draft", "refuse_return"]


def test_an_undecided_return_is_refused_by_itself(office: Office) -> None:
    case_id = dispatched(office)
    request = ask_return(office, case_id)
    with office.centre.desk(Actor.SYSTEM) as desk:
        assert returns.lapse_returns(desk) == 0, "it is not time yet"
    with office.centre.database.write() as session:
        late = clock.now(session) - timedelta(minutes=1)
        session.execute(update(ReturnRequest).values(decide_by=late, asked_at=late))
    office.refused("lead", f"/complaints/{case_id}/returns/{request}/grant", {}, 409)
    for expected in (1, 0):
        with office.centre.desk(Actor.SYSTEM) as desk:
            assert returns.lapse_returns(desk) == expected
    row = read(office.centre.database, lambda s: s.scalars(select(ReturnRequest)).one())
    assert (row.state, row.decided_by) == (RequestState.LAPSED, None)
    assert names(office, case_id).count("lapse_return") == 1
    order = office.do("liaison", f"/transfers/{office.order()['id']}/sign")
    order = office.draft("liaison", order)
    assert office.approve("head", order).status_code == 200, "the order stayed with the unit"


def test_more_time_for_the_case_and_its_units(office: Office) -> None:
    seat(office, "other_liaison", "B")
    case_id = dispatched(office, joint="B")
    before = total_of(office, case_id)
    order = office.order()
    office.refused("liaison", f"/transfers/{order['id']}/extensions", MORE_TIME | {"amount": 31}, 422)
    request = ask_extension(office, case_id)
    assert total_of(office, case_id).due == before.due, "asking stops nothing"
    assert not actions(office.order())["extend"], "one at a time"
    office.refused("officer", f"/complaints/{case_id}/extensions/{request}/approve", NOTE_BODY, 403)
    done = office.do("chief", f"/complaints/{case_id}/extensions/{request}/approve", NOTE_BODY)
    assert (done["state"], done["decided_by_name"]) == ("approved", "测试chief")
    after = total_of(office, case_id)
    assert (after.amount, after.due_original) == (40, before.due_original)
    assert after.due > before.due
    assert after.promised == after.due
    for who in ("liaison", "other_liaison"):
        item = office.get(who, "/transfers")["items"][0]
        assert item["due_on"] == (after.due - timedelta(microseconds=1)).astimezone(clock.LOCAL_ZONE).date().isoformat()
    extended = office.order()["extensions"][0]
    assert (extended["state"], extended["note"]) == ("approved", None), "the note is the complainant's"
    event = read(office.centre.database, lambda s: events(s, case_id))[-1]
    assert (event.action, event.role) == ("extend", "lead_supervisor")
    with office.centre.desk("lead") as desk:
        assert event.note is not None
        assert desk.open(event.note, "case_event", "note", event.id) == NOTE_BODY["note"]
    more = ask_extension(office, case_id, amount=20)
    office.do("lead", f"/complaints/{case_id}/extensions/{more}/approve", NOTE_BODY)
    assert total_of(office, case_id).amount == 60
    assert not actions(office.order())["extend"], "that is all the time there is"


def test_a_denied_extension_tells_the_unit_why(office: Office) -> None:
    case_id = dispatched(office)
    request = ask_extension(office, case_id)
    office.refused("lead", f"/complaints/{case_id}/extensions/{request}/deny", {"note": "13800000001"}, 422)
    office.do("lead", f"/complaints/{case_id}/extensions/{request}/deny", {"note": "理由不充分"})
    office.refused("chief", f"/complaints/{case_id}/extensions/{request}/approve", NOTE_BODY, 409)
    shown = office.order()["extensions"][0]
    assert (shown["state"], shown["note"]) == ("denied", "理由不充分")
    assert office.get("supervisor", f"/complaints/{case_id}/extensions")["items"][0]["reason"] is None
    assert office.get("auditor", f"/complaints/{case_id}/extensions")["items"][0]["note"] is None


def test_too_late_to_ask(office: Office, travel: Travel) -> None:
    travel("2026-03-02 10:00")
    case_id = dispatched(office)
    due_in(office, case_id, ClockKind.UNIT, hours=1)
    reasons = next(entry["reasons"] for entry in office.order()["actions"] if entry["action"] == "extend")
    assert reasons == ["延期应在到期前至少 1 个工作日提出"]
    office.refused("liaison", f"/transfers/{office.order()['id']}/extensions", MORE_TIME, 409)


def test_case_68_nobody_decides_what_is_their_own(office: Office) -> None:
    """The asker, and whoever belongs to the unit that asked; nor is a review decided by who acted in the case."""
    centre = office.centre
    case_id, _ = centre.register()
    centre.accept(case_id, HandlingMode.SELF)
    handlers = [centre.people[who].user_id for who in ("officer", "lead")]
    body = bodies.SelfHandleBody(handler_ids=handlers, no_conflict=True)
    centre.move("lead", case_id, "self_handle", body)
    own = office.do("lead", f"/complaints/{case_id}/extensions", MORE_TIME)
    assert own["may_decide"] is False
    problem = office.refused("lead", f"/complaints/{case_id}/extensions/{own['id']}/approve", NOTE_BODY, 409)
    assert problem["code"] == "own_request"
    with centre.desk("lead") as desk, pytest.raises(OwnRequest):
        extensions.deny(desk, case_id, UUID(own["id"]), "不")
    office.do("lead2", f"/complaints/{case_id}/extensions/{own['id']}/approve", NOTE_BODY)
    other_id = dispatched(office, unit_id=centre.units["B"])
    request = ask_extension(office, other_id)
    seat(office, "lead2", "A")
    path = f"/complaints/{other_id}/extensions/{request}/approve"
    assert office.refused("lead2", path, NOTE_BODY, 409)["code"] == "own_request"
    with centre.database.write() as session:
        session.execute(
            update(UserAccount).where(UserAccount.id == centre.people["lead2"].user_id).values(unit_id=None)
        )
    office.do("lead2", path, NOTE_BODY)
    centre.to_review(other_id)
    centre.move("lead", other_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    with centre.database.write() as session:
        session.execute(
            update(CaseClock)
            .where(CaseClock.case_id == other_id, CaseClock.kind.in_((ClockKind.CALLBACK, ClockKind.RATING)))
            .values(stopped_at=clock.now(session), next_at=None, next_step=None)
        )
        case = session.get_one(Case, other_id)
        case.state, case.terminal = CaseState.CLOSED, True
    centre.move(Actor.CITIZEN, other_id, "ask_review", NOTE)
    for who in ("lead", "lead2"):
        with pytest.raises(NotReady):
            centre.move(who, other_id, "uphold", NOTE)
    centre.move("chief", other_id, "uphold", NOTE)


def test_case_4_an_extension_at_the_moment_of_the_breach(office: Office) -> None:
    """Before the due time it is approved and nothing lapses; from then on it has lapsed, swept or not."""
    in_time, late = dispatched(office), dispatched(office)
    requests = {}
    for case_id in (in_time, late):
        with office.centre.database.write() as session:
            asked = Extension(
                case_id=case_id,
                cycle=1,
                amount=5,
                asked_at=clock.now(session),
                asked_by=office.centre.people["liaison"].user_id,
                reason=b"",
            )
            session.add(asked)
            session.flush()
            requests[case_id] = asked.id
    due_in(office, in_time, ClockKind.TOTAL, seconds=60)
    due_in(office, late, ClockKind.TOTAL, seconds=0)
    with office.centre.desk("chief") as desk:
        extensions.approve(desk, in_time, requests[in_time], "情况复杂")
    with office.centre.desk("chief") as desk, pytest.raises(TooLateToDecide):
        extensions.approve(desk, late, requests[late], "情况复杂")
    for _ in range(2):
        sweep(office.centre.database, office.centre.keys, Notices().notify)
    assert names(office, in_time)[-1] == "extend"
    assert [name for name in names(office, late) if name in ("breach", "lapse_extension")] == [
        "breach",
        "lapse_extension",
    ]
    assert total_of(office, in_time).due > datetime.now(clock.LOCAL_ZONE) + timedelta(days=7)


@pytest.mark.parametrize("round_", range(4))
def test_case_4_approval_and_sweep_at_once_have_one_order(office: Office, round_: int) -> None:
    case_id = dispatched(office)
    request = UUID(ask_extension(office, case_id))
    before = total_of(office, case_id)
    due_in(office, case_id, ClockKind.TOTAL, milliseconds=40 + 40 * round_)
    begin = threading.Barrier(2)
    outcome: list[str] = []

    def approve() -> None:
        begin.wait()
        try:
            with office.centre.desk("chief") as desk:
                extensions.approve(desk, case_id, request, "情况复杂")
            outcome.append("approved")
        except (TooLateToDecide, AlreadyDecided):
            outcome.append("refused")

    def sweep_often() -> None:
        begin.wait()
        for _ in range(20):
            sweep(office.centre.database, office.centre.keys, Notices().notify)

    threads = [threading.Thread(target=approve), threading.Thread(target=sweep_often)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if "refused" in outcome:
        sweep(office.centre.database, office.centre.keys, Notices().notify)
    row = read(office.centre.database, lambda s: s.get_one(Extension, request))
    last = names(office, case_id)
    if "approved" in outcome:
        assert (row.state, last.count("extend"), last.count("lapse_extension")) == (RequestState.APPROVED, 1, 0)
        assert total_of(office, case_id).due > before.due
    else:
        assert (row.state, last.count("extend"), last.count("lapse_extension")) == (RequestState.LAPSED, 0, 1)
    assert len(outcome) == 1


def test_the_centre_asks_only_for_its_own_cases(office: Office) -> None:
    case_id = dispatched(office)
    office.refused("lead", f"/complaints/{case_id}/extensions", MORE_TIME, 409)
    request = ask_extension(office, case_id)
    other = dispatched(office)
    path = f"/complaints/{other}/extensions/{request}/approve"
    office.refused("chief", path, NOTE_BODY, 404)
    row = read(office.centre.database, lambda s: s.scalars(select(TransferOrder)).first())
    assert row is not None
    assert row.state is TransferState.SENT
