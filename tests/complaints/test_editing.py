"""Correcting a case: what may be corrected, by whom, and that nothing is lost of what was there."""

from typing import Any

from sqlalchemy import select

from backend.complaints import bodies
from backend.complaints.records import CaseEvent
from tests.complaints.at_centre import Office
from tests.complaints.conftest import NOTE, read
from tests.complaints.test_announcing import told
from tests.complaints.test_transfers import case_of
from tests.complaints.with_files import with_officer


def edit(office: Office, who: str, case_id: Any, **fields: Any) -> Any:
    version = case_of(office, case_id).version
    return office.ask(who, "PATCH", f"/complaints/{case_id}", fields, **{"If-Match": f'"{version}"'})


def test_what_was_there_before_is_kept(office: Office) -> None:
    centre = office.centre
    case_id, _ = with_officer(office)
    centre.accept(case_id)
    before = case_of(office, case_id)
    unit = str(centre.units["B"])
    assert (
        edit(office, "officer", case_id, summary="反映窗口态度", category="inaction", unit_id=unit).status_code == 200
    )
    event = read(centre.database, lambda s: s.scalars(select(CaseEvent).where(CaseEvent.action == "edit")).one())
    assert event.data == {
        "fields": ["summary", "category", "unit_id"],
        "was": {"category": str(before.category_id), "unit": str(before.unit_id)},
    }
    with centre.desk("lead") as desk:
        assert desk.open(event.note, "case_event", "note", event.id) == before.summary


def test_what_has_ended_is_corrected_no_more(office: Office) -> None:
    """Else a unit's figures of last year could be moved to another unit."""
    centre = office.centre
    case_id, _ = with_officer(office)
    centre.move("lead", case_id, "withdraw", bodies.WithdrawBody(note="来电撤回，录音 12 号"))
    answer = edit(office, "lead", case_id, unit_id=str(centre.units["B"]))
    assert answer.status_code == 409, answer.text
    assert case_of(office, case_id).unit_id == centre.units["A"]


def test_the_unit_that_decides_who_may_handle_is_the_lead_s(office: Office) -> None:
    """An officer would otherwise name another unit and send the order to the very head complained of (case 67)."""
    centre = office.centre
    other = str(centre.units["B"])
    case_id, _ = with_officer(office, about_head=True)
    centre.accept(case_id)
    answer = edit(office, "officer", case_id, unit_id=other)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "lead_only")
    assert edit(office, "lead", case_id, unit_id=other).status_code == 200
    sent, _ = with_officer(office)
    centre.accept(sent)
    centre.dispatch(sent)
    assert edit(office, "officer", sent, unit_id=other).status_code == 422


def test_a_withdrawal_taken_down_by_the_staff_says_how_it_came(office: Office) -> None:
    """And the lead is told: nobody buries a case alone."""
    case_id, _ = with_officer(office)
    office.refused("officer", f"/complaints/{case_id}/withdraw", {"note": ""}, 422)
    office.do("officer", f"/complaints/{case_id}/withdraw", {"note": "来电撤回，录音 12 号"})
    assert "lead" in told(office, "complaint.withdrawn")


def test_notes_are_kept(office: Office) -> None:
    case_id, _ = with_officer(office)
    office.do("officer", f"/complaints/{case_id}/notes", {"note": NOTE.note})
    assert "note" in [event["action"] for event in office.get("officer", f"/complaints/{case_id}")["events"]]
