"""Who is told at once of what others have done, by a notice that says no word of it."""

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from backend.auth.models import UserAccount
from backend.complaints import bodies
from backend.complaints.kinds import Actor
from backend.complaints.models import Case
from backend.notices.models import Notice
from tests.complaints.at_centre import Office
from tests.complaints.conftest import read
from tests.complaints.test_transfers import dispatched
from tests.complaints.with_files import sent

STORY = "卡纳里又去了一次窗口"


def told(office: Office, kind: str) -> dict[str, int]:
    """How many notices of a kind each person has."""
    names = {principal.user_id: name for name, principal in office.centre.people.items()}
    rows: list[Notice] = read(office.centre.database, lambda s: s.scalars(select(Notice)).all())
    found: dict[str, int] = {}
    for row in rows:
        assert "卡纳里" not in str(row.params)
        if row.kind == kind:
            found[names[row.user_id]] = found.get(names[row.user_id], 0) + 1
    return found


def give_to_officer(office: Office, case_id: UUID) -> None:
    officer = office.centre.people["officer"].user_id
    with office.centre.database.write() as session:
        session.execute(update(Case).where(Case.id == case_id).values(officer_id=officer))


def write(office: Office, code: str) -> None:
    answer = office.client.post("/api/v1/tracking/message", json={"code": code, "text": STORY})
    assert answer.status_code == 200, answer.text


def test_a_unit_is_told_of_its_order(office: Office) -> None:
    case_id = dispatched(office)
    assert told(office, "transfer.new") == {"liaison": 1, "head": 1}
    order = office.order()
    rows: list[Notice] = read(
        office.centre.database, lambda s: s.scalars(select(Notice).where(Notice.kind == "transfer.new")).all()
    )
    assert {row.params["number"] for row in rows} == {order["number"]}
    number = read(office.centre.database, lambda s: s.get_one(Case, case_id).number)
    assert number not in str([row.params for row in rows]), "the case has no number for units"


def test_the_order_of_a_section_without_an_account_is_told_to_the_unit_above(office: Office) -> None:
    centre = office.centre
    case_id, _ = centre.register(unit_id=centre.units["B"])
    centre.accept(case_id)
    centre.dispatch(case_id, "A1")
    assert told(office, "transfer.new") == {"liaison": 1, "head": 1}


def test_the_officer_and_the_leads_are_told_of_what_the_complainant_adds(office: Office) -> None:
    case_id, code = office.centre.register()
    write(office, code)
    assert told(office, "complaint.message") == {}, "nobody has the case: a flood of complaints is none of notices"
    give_to_officer(office, case_id)
    write(office, code)
    sent(office, code)
    found = told(office, "complaint.message")
    assert found["officer"] == 2
    assert "lead" in found
    assert not {"liaison", "head", "supervisor", "chief"} & found.keys()


def test_what_waits_for_a_decision_is_told_and_not_to_who_asks(office: Office) -> None:
    case_id = dispatched(office)
    give_to_officer(office, case_id)
    order = office.do("liaison", f"/transfers/{office.order()['id']}/sign")
    office.do("liaison", f"/transfers/{order['id']}/extensions", {"amount": 2, "reason": "需要鉴定"})
    assert told(office, "complaint.request")["officer"] == 1
    office.do("officer", f"/complaints/{case_id}/pauses", {"cause": "appraisal", "days": 10, "reason": "等待鉴定"})
    assert told(office, "complaint.request")["officer"] == 1, "who asks knows"


def test_an_answer_of_the_unit_is_told(office: Office) -> None:
    case_id = dispatched(office)
    give_to_officer(office, case_id)
    office.centre.to_review(case_id)
    assert told(office, "complaint.answer")["officer"] == 1


def test_nobody_is_told_of_a_case_about_the_own_unit(office: Office) -> None:
    centre = office.centre
    with centre.database.write() as session:
        session.get_one(UserAccount, centre.people["lead"].user_id).unit_id = centre.units["A"]
    case_id, code = centre.register()
    give_to_officer(office, case_id)
    write(office, code)
    assert set(told(office, "complaint.message")) & {"lead", "officer"} == {"officer"}


def test_supervisors_are_told_of_retaliation(office: Office) -> None:
    _, code = office.centre.register()
    body: dict[str, Any] = {"code": code, "text": STORY}
    answer = office.client.post("/api/v1/tracking/retaliation", json=body)
    assert answer.status_code == 200, answer.text
    assert told(office, "complaint.retaliation") == {"supervisor": 1, "chief": 1}


def test_a_supplement_is_told(office: Office) -> None:
    case_id, _ = office.centre.register()
    give_to_officer(office, case_id)
    office.centre.move("lead", case_id, "ask_supplement", bodies.AskSupplementBody(missing=["收件回执"]))
    office.centre.move(Actor.CITIZEN, case_id, "supplement", bodies.SupplementBody(text=STORY))
    assert told(office, "complaint.message")["officer"] == 1
