"""Who learns who complains, and who ends a case alone (security design, C09 to C12)."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.audit.models import AuditEvent
from backend.complaints import bodies
from backend.complaints.moves import WrongState
from backend.complaints.records_requests import IdentityAccess
from backend.core import clock
from backend.core.errors import Forbidden
from tests.complaints.conftest import RESULT, Centre, centre
from tests.complaints.registering import URL, register, registration, units
from tests.conftest import Client, Login

__all__ = ["centre", "units"]


def test_c11_a_look_at_a_confidential_identity_ends_after_a_day_and_each_step_is_recorded(
    client: Client, app: FastAPI, login: Login, units: dict[str, Any]
) -> None:
    officer, lead = login("complaint_officer"), login("complaint_lead")
    made = register(client, officer, registration(units))
    url = f"{URL}/{made['id']}/identity-accesses"
    asked = client.post(url, json={"reason": "回访"}, headers=officer).json()["requests"][0]
    assert client.post(f"{url}/{asked['id']}/grant", json={}, headers=lead).status_code == 200
    looked = client.post(f"{url}/{asked['id']}/look", headers=officer)
    assert looked.json()["known"] is True
    with app.state.database.write() as session:
        row = session.scalars(select(IdentityAccess)).one()
        assert row.expires_at is not None
        assert row.expires_at - clock.now(session) <= timedelta(hours=24)
        session.execute(update(IdentityAccess).values(expires_at=clock.now(session)))
    late = client.post(f"{url}/{asked['id']}/look", headers=officer)
    assert late.status_code == 403
    assert looked.json()["name"] not in late.text
    with app.state.database.read() as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all()
    steps = [action for action in actions if "identity" in action]
    assert steps == ["complaint.ask_identity", "complaint.grant_identity", "complaint.look_identity"]


@pytest.fixture
def under_review(centre: Centre) -> Any:
    case_id, _ = centre.register("officer")
    centre.accept(case_id)
    centre.dispatch(case_id, "A")
    centre.to_review(case_id)
    return case_id


def test_c12_an_officer_neither_answers_nor_closes_alone(centre: Centre, under_review: Any) -> None:
    reply = bodies.IssueReplyBody(reply=RESULT.reply)
    with pytest.raises(Forbidden):
        centre.move("officer", under_review, "issue_reply", reply)
    with pytest.raises(WrongState):
        centre.move("officer", under_review, "close")
    centre.move("lead", under_review, "issue_reply", reply)
