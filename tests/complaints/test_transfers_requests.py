"""Returns: asked by the unit, decided by somebody else, lapsing by themselves; no clock ever stops."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.auth.models import UserAccount
from backend.complaints import bodies
from backend.complaints.deciding import OwnRequest
from backend.complaints.kinds import Actor, CaseState, ClockKind, HandlingMode
from backend.complaints.models import Case
from backend.complaints.moves import NotReady
from backend.complaints.records import CaseClock, TransferOrder
from backend.complaints.records_requests import RequestState, ReturnRequest
from backend.complaints.requests import extensions, returns
from backend.core import clock
from tests.complaints.asking import (
    MORE_TIME,
    NOTE_BODY,
    RETURN,
    ask_extension,
    ask_return,
    clock_of,
    names,
    redispatch,
    total_of,
)
from tests.complaints.at_centre import Office
from tests.complaints.conftest import NOTE, read
from tests.complaints.test_transfers import actions, case_of, dispatched, seat


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


def test_case_68_and_c12_nobody_decides_what_is_their_own(office: Office) -> None:
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
