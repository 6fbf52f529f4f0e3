"""Merging (并案): what a merged case came to is what its master came to."""

import pytest
from sqlalchemy import select

from backend.complaints import bodies
from backend.complaints.kinds import CaseState
from backend.complaints.models import Case
from backend.complaints.moves import NotReady
from backend.complaints.records import TransferOrder
from backend.complaints.requests import returns
from backend.complaints.requests.schemas import ReturnIn
from backend.complaints.transfers import service as unit_side
from tests.complaints.conftest import NOTE, Centre, read
from tests.complaints.test_cycles import end_and_overturn


def test_a_case_with_a_result_of_its_own_is_not_merged(centre: Centre) -> None:
    """Its unit answered, was sent back to work, and returned the order; that the case was then ended did not stand."""
    case_id, _ = centre.register()
    centre.accept(case_id)
    centre.dispatch(case_id)
    centre.to_review(case_id)
    centre.move("lead", case_id, "send_back", NOTE)
    with centre.desk("liaison") as desk:
        order = desk.session.scalars(select(TransferOrder.id).where(TransferOrder.case_id == case_id)).one()
        unit_side.ask_return(desk, order, ReturnIn(basis="三定方案第二条", reason="不属"))
    with centre.desk("lead") as desk:
        returns.grant(desk, case_id, desk.session.scalars(select(returns.ReturnRequest.id)).one(), "同意")
    end_and_overturn(centre, case_id)
    assert read(centre.database, lambda s: s.get_one(Case, case_id).state) is CaseState.ACCEPTED
    master, _ = centre.register()
    with pytest.raises(NotReady) as refused:
        centre.move("lead", case_id, "merge", bodies.MergeBody(master_id=master))
    assert "已有办理结果" in str(refused.value.errors[0])
