"""What single letters say, and in whose words: more time, referral, termination, and the date of an acceptance."""

from backend.complaints import bodies
from backend.complaints.kinds import TerminationReason
from backend.complaints.models import Case
from backend.complaints.requests import consents
from backend.complaints.schemas_case import TerminationIn
from tests.complaints.asking import ask_extension
from tests.complaints.at_centre import Office
from tests.complaints.conftest import Centre
from tests.complaints.test_documents import centre, fetch, lead, paragraphs, registered
from tests.complaints.test_transfers import dispatched
from tests.complaints.timetravel import Travel, travel
from tests.conftest import Client

__all__ = ["centre", "lead", "travel"]  # fixtures


def test_more_time_gives_the_reason_of_who_approved_it(office: Office) -> None:
    """What a unit writes to its application is between unit and centre."""
    case_id = dispatched(office)
    request = ask_extension(office, case_id, reason="卡纳里内部理由")
    told = "需要委托专业机构鉴定"
    office.do("lead", f"/complaints/{case_id}/extensions/{request}/approve", {"note": told})
    for form in ({}, {"format": "html"}):
        letter = office.ask("lead", "POST", f"/complaints/{case_id}/documents/extension", form)
        text = "".join(paragraphs(letter.content) if not form else [letter.text])
        assert told in text
        assert "卡纳里" not in text


def test_referral_and_termination(centre: Centre, travel: Travel, client: Client, lead: dict[str, str]) -> None:
    travel("2026-03-02 10:00")
    referred = registered(centre)
    centre.move(
        "lead", referred, "transfer_out", bodies.TransferOutBody(destination="市纪委监委信访室", note="问题线索")
    )
    found = "".join(fetch(client, lead, referred, "referral"))
    assert "效能投诉移送告知书" in found
    assert "应由市纪委监委信访室处理" in found
    assert "本中心已于2026年3月2日移送" in found
    assert "问题线索" not in found
    ended = registered(centre)
    centre.accept(ended)
    with centre.desk("officer") as desk:
        desk.session.get_one(Case, ended).officer_id = desk.user_id
        proposal = TerminationIn(cause=TerminationReason.LITIGATION, reason="内部说明")
        consents.ask_termination(desk, ended, proposal)
    centre.move("lead", ended, "terminate", bodies.NoteBody(note="同意"))
    found = "".join(fetch(client, lead, ended, "termination"))
    assert "因已进入诉讼或仲裁，本中心决定自2026年3月2日起终止办理" in found
    assert "内部说明" not in found


def test_the_acceptance_gives_the_date_of_the_acceptance_and_says_that_it_may_move(
    office: Office,
) -> None:
    """Not that of an extension, which has a letter of its own."""
    case_id = dispatched(office)
    first = office.ask("lead", "POST", f"/complaints/{case_id}/documents/acceptance", {"format": "html"}).text
    assert "该期限涉及尚未公布放假安排的年份" in first
    request = ask_extension(office, case_id)
    office.do("lead", f"/complaints/{case_id}/extensions/{request}/approve", {"note": "情况复杂"})
    assert office.ask("lead", "POST", f"/complaints/{case_id}/documents/acceptance", {"format": "html"}).text == first
