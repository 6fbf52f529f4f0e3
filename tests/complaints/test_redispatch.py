"""Dispatching anew while joint units have their orders: a unit holds one order of a case (complaint design, 2.3)."""

from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from backend.auth.models import UserAccount
from backend.complaints import bodies
from backend.complaints.kinds import CaseState
from backend.complaints.models import Case
from backend.complaints.moves import NotReady
from backend.complaints.records import CaseClock, TransferOrder, TransferState
from backend.complaints.situation import LIVE
from backend.core.errors import InvalidInput
from tests.complaints.at_centre import Office
from tests.complaints.conftest import RESULT, Centre, read
from tests.complaints.test_cycles import end_and_overturn, give_back, live
from tests.complaints.test_transfers import dispatched, events, seat


def order_of(centre: Centre, unit: str) -> TransferOrder:
    statement = select(TransferOrder).where(TransferOrder.unit_id == centre.units[unit], TransferOrder.state.in_(LIVE))
    found: TransferOrder = read(centre.database, lambda s: s.scalars(statement).one())
    return found


def running(centre: Centre, order: TransferOrder) -> list[str]:
    statement = select(CaseClock.kind).where(CaseClock.transfer_id == order.id, CaseClock.stopped_at.is_(None))
    return read(centre.database, lambda s: sorted(s.scalars(statement)))


def anew(centre: Centre, case_id: UUID, unit: str, *joint: str, who: str = "lead", note: str = "") -> None:
    def order(name: str) -> bodies.OrderBody:
        return bodies.OrderBody(unit_id=centre.units[name], matter="请你单位牵头办理。")

    body = bodies.RedispatchBody(lead=order(unit), joint=[order(name) for name in joint], note=note)
    centre.move(who, case_id, "redispatch", body)


def test_a_unit_whose_return_was_granted_gets_it_again_only_by_the_lead_with_a_reason(office: Office) -> None:
    centre = office.centre
    case_id = dispatched(office)
    give_back(centre, case_id, "liaison")
    for who, note, pointer in (("officer", "说明", "/lead/unit_id"), ("lead", "", "/note")):
        with pytest.raises(InvalidInput) as refused:
            anew(centre, case_id, "A", who=who, note=note)
        assert [problem.pointer for problem in refused.value.errors] == [pointer]
    with pytest.raises(InvalidInput) as refused:
        anew(centre, case_id, "B", "A", who="officer", note="说明")
    assert [problem.pointer for problem in refused.value.errors] == ["/joint/0/unit_id"]
    assert live(centre, case_id) == []
    anew(centre, case_id, "A", note="三定方案已经修订，该事项由你单位承担")
    assert live(centre, case_id) == [("A", True)]
    last = read(centre.database, lambda s: events(s, case_id))[-1]
    assert (last.action, last.note is not None) == ("redispatch", True)


def test_a_joint_unit_that_becomes_the_lead_has_one_order(office: Office) -> None:
    centre = office.centre
    seat(office, "other_liaison", "B")
    case_id = dispatched(office, joint="B")
    before = order_of(centre, "B")
    give_back(centre, case_id, "liaison")
    asked = {"basis": "三定方案第二条", "reason": "与我单位无关"}
    office.do("other_liaison", f"/transfers/{before.id}/returns", asked)
    anew(centre, case_id, "B")
    assert live(centre, case_id) == [("B", True)]
    assert read(centre.database, lambda s: s.get_one(TransferOrder, before.id).state) is TransferState.CANCELLED
    assert running(centre, before) == []
    order = order_of(centre, "B")
    assert running(centre, order) == ["sign", "unit"]
    signed = office.do("other_liaison", f"/transfers/{order.id}/sign")
    drafted = office.draft("other_liaison", signed)
    with centre.database.write() as session:
        user_id = centre.people["other_liaison"].user_id
        session.execute(update(UserAccount).where(UserAccount.id == user_id).values(unit_head=True))
    assert office.approve("other_liaison", drafted).status_code == 200, "nothing else is waited for"
    assert read(centre.database, lambda s: s.get_one(Case, case_id).state) is CaseState.REPLY_REVIEW


def test_it_has_one_order_in_the_next_cycle_too(office: Office) -> None:
    centre = office.centre
    case_id = dispatched(office, joint="B")
    give_back(centre, case_id, "liaison")
    anew(centre, case_id, "B")
    end_and_overturn(centre, case_id)
    assert live(centre, case_id) == [("B", True)]


def test_a_unit_with_an_order_is_not_told_twice(office: Office) -> None:
    centre = office.centre
    case_id = dispatched(office, joint="B")
    give_back(centre, case_id, "liaison")
    with pytest.raises(InvalidInput) as refused:
        anew(centre, case_id, "A1", "B")
    assert [problem.pointer for problem in refused.value.errors] == ["/joint/0/unit_id"]
    anew(centre, case_id, "A", note="重新研究后仍由你单位牵头")
    assert live(centre, case_id) == [("A", True), ("B", False)]
    count = select(func.count()).select_from(TransferOrder).where(TransferOrder.case_id == case_id)
    assert read(centre.database, lambda s: s.scalars(count).one()) == 3


def test_a_joint_order_is_called_off_and_the_lead_can_answer(office: Office) -> None:
    """A joint unit that stays silent would keep the answer of the others for ever."""
    centre = office.centre
    case_id, _ = centre.register()
    centre.accept(case_id)
    lead = bodies.OrderBody(unit_id=centre.units["A"], matter="请核查窗口收件情况。")
    joint = bodies.OrderBody(unit_id=centre.units["B"], matter="请提供收件记录。")
    centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=lead, joint=[joint]))
    centre.move("liaison", case_id, "sign")
    orders = {order["lead"]: order for order in office.get("lead", f"/complaints/{case_id}")["content"]["orders"]}
    path = f"/complaints/{case_id}/orders"
    reason = {"note": "协办单位无收件记录"}
    office.refused("lead", f"{path}/{orders[True]['id']}/call-off", reason, 409)
    office.refused("supervisor", f"{path}/{orders[False]['id']}/call-off", reason, 403)
    with pytest.raises(NotReady):
        centre.move("head", case_id, "answer", RESULT)
    found = office.do("lead", f"{path}/{orders[False]['id']}/call-off", reason)
    assert [order["state"] for order in found["content"]["orders"] if not order["lead"]] == ["cancelled"]
    assert not [
        clock
        for clock in found["clocks"]
        if clock["kind"] == "unit" and clock["unit_name"] == "测试单位B" and clock["stopped_at"] is None
    ]
    office.refused("lead", f"{path}/{orders[False]['id']}/call-off", reason, 409)
    centre.move("head", case_id, "answer", RESULT)
