"""What is old enough goes, what is held stays, and figures stay what they were (P01, case 29)."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from backend.auth import repeating
from backend.complaints.kinds import CaseState
from backend.complaints.models import Case, CaseIdentity
from backend.complaints.records import CaseEvent, CaseResult
from backend.complaints.searching import Gram
from backend.complaints.tracking import TrackingUnknown, find_by_code
from backend.config import Settings
from backend.files.attachments.models import Attachment, AttachmentState
from backend.files.storage import FolderStore
from backend.oversight.models_records import ServiceRating
from backend.retention.rules import Keeping
from backend.retention.running import RULES, look, run
from backend.sealed import sealed_columns
from tests.complaints.at_centre import Office
from tests.complaints.conftest import Centre, centre, office
from tests.complaints.timetravel import Travel
from tests.complaints.timetravel import travel as jump
from tests.security.keeping import CANARY, PHONE, opened, write_rating
from tests.security.retaining import (
    YEAR,
    closed,
    counts,
    end,
    events,
    everything,
    files,
    keeping,
    settings,
    travel,
)

__all__ = ["centre", "files", "jump", "keeping", "office", "settings", "travel"]  # fixtures


def test_every_rule_has_a_period_and_a_text() -> None:
    assert [rule.id for rule in RULES] == [
        "sessions",
        "throttle",
        "identity",
        "texts",
        "ratings",
        "codes",
        "sheets",
        "bulk",
    ]
    for rule in RULES:
        assert Settings.model_fields[rule.setting].default >= 1
        assert rule.text.zh
        assert rule.text.en


def test_p01_nothing_goes_before_its_time(centre: Centre, keeping: Keeping, files: FolderStore, travel: Travel) -> None:
    case_id = closed(centre, files)
    before = opened(centre.database, centre.keys, files)
    travel(datetime.now(UTC) + YEAR - timedelta(hours=1))
    assert {"identity", "texts"} & counts(look(keeping)).keys() == set()
    run(keeping)
    assert opened(centre.database, centre.keys, files) == before
    with centre.database.read() as session:
        assert session.get_one(Case, case_id).identity_erased_at is None


def test_p01_the_identity_after_a_year(centre: Centre, keeping: Keeping, files: FolderStore, travel: Travel) -> None:
    case_id = closed(centre, files)
    going_on, _ = centre.register()
    before = opened(centre.database, centre.keys, files)
    travel(datetime.now(UTC) + YEAR + timedelta(hours=1))
    assert counts(look(keeping))["identity"] == 1
    assert opened(centre.database, centre.keys, files) == before, "looking changes nothing"
    assert counts(run(keeping))["identity"] == 1
    left = opened(centre.database, centre.keys, files)
    assert before.keys() - left.keys() == {f"complaint_identity.sealed:{case_id}"}
    with centre.database.read() as session:
        assert session.get(CaseIdentity, case_id) is None
        assert session.get(CaseIdentity, going_on) is not None, "a case that goes on keeps it"
        assert session.get_one(Case, case_id).identity_erased_at is not None
    ((about, data),) = [one for one in events(centre.database, "retention.delete") if one[1]["what"] == "identity"]
    assert about == case_id
    assert data.keys() == {"what", "count", "before"}
    assert counts(run(keeping)).get("identity") is None, "once"


@pytest.mark.parametrize("known", [True, False])
def test_p01_the_number_of_the_hotline_goes_with_the_identity(
    centre: Centre, keeping: Keeping, travel: Travel, known: bool
) -> None:
    """The hotline knows who called, even if the complaint is anonymous here; so does who guesses at the digest."""
    case_id, _ = centre.register() if known else centre.register(contact=None, mode="anonymous")
    with centre.database.write() as session:
        case = session.get_one(Case, case_id)
        case.source_system, case.source_id = "12345", "TICKET-2026-0815"
        channel = case.channel
    end(centre, case_id)
    travel(datetime.now(UTC) + YEAR - timedelta(hours=1))
    assert counts(run(keeping)) == {}
    assert "TICKET-2026-0815" in everything(centre.database)
    travel(datetime.now(UTC) + YEAR + timedelta(hours=1))
    assert counts(run(keeping)) == {"identity": 1}
    assert "TICKET-2026-0815" not in everything(centre.database)
    with centre.database.read() as session:
        case = session.get_one(Case, case_id)
        assert (case.source_system, case.request_key, case.request_digest) == (None, None, None)
        assert case.channel is channel, "figures count it"
        assert case.text_erased_at is None
    assert counts(run(keeping)) == {}, "once"


def test_case_29_the_purge_removes_people_and_words_and_the_statistic_stays(
    centre: Centre, keeping: Keeping, files: FolderStore, travel: Travel
) -> None:
    """PII goes from database, files and search; state, dates, conclusion and rating stay. (The feed holds none.)"""
    case_id = closed(centre, files)
    with centre.database.read() as session:
        case = session.get_one(Case, case_id)
        kept = {name: getattr(case, name) for name in ("number", "state", "unit_id", "category_id", "closed_at")}
        result = session.scalars(select(CaseResult).where(CaseResult.case_id == case_id)).one()
        figures = (result.conclusion, result.rating, result.rated_at, result.on_time)
        grams = select(func.count()).select_from(Gram).where(Gram.case_id == case_id)
        assert session.scalars(grams).one() > 0
        assert case.summary
        happened = session.scalars(select(func.count()).where(CaseEvent.case_id == case_id)).one()
    assert CANARY in "".join(
        text.decode(errors="ignore") for text in opened(centre.database, centre.keys, files).values()
    )

    travel(datetime.now(UTC) + 3 * YEAR + timedelta(days=2))
    assert counts(run(keeping)) == {"identity": 1, "texts": 1}
    with centre.database.write() as session:
        repeating.forget_old(session)  # what the periodic task does with answers that are kept for seven days

    left = opened(centre.database, centre.keys, files)
    of_others = ("user_account.", "webhook_endpoint.")  # of the staff, of client systems
    left = {place: text for place, text in left.items() if not place.startswith(of_others)}
    assert {place.partition(":")[0] for place in left} == {
        "case_callback.note",
        "case_conflict.reason",
        "case_extension.reason",
        "case_message.body",
        "case_pause.reason",
        "case_result.findings",
        "case_result.reply",
        "case_return.reason",
        "case_termination.reason",
        "complaint_original.sealed",
        "identity_access.reason",
        "retaliation_report.body",
        "supervision_order.demand",
        "transfer_order.matter",
    }, "columns that a row must have"
    empty = {b"", json.dumps({"subject": "", "text": "", "wish": ""}).encode()}
    assert set(left.values()) <= empty
    assert list(files.kept()) == []
    said = everything(centre.database)
    for secret in (CANARY, PHONE, "反映审批超期"):
        assert secret not in said
    with centre.database.read() as session:
        case = session.get_one(Case, case_id)
        assert {name: getattr(case, name) for name in kept} == kept
        result = session.scalars(select(CaseResult).where(CaseResult.case_id == case_id)).one()
        assert (result.conclusion, result.rating, result.rated_at, result.on_time) == figures
        assert session.scalars(grams).one() == 0
        assert {row.state for row in session.scalars(select(Attachment))} == {AttachmentState.DELETED}
        assert session.scalars(select(func.count()).where(CaseEvent.case_id == case_id)).one() == happened + 2
    assert (case_id, "texts") in [(one, data["what"]) for one, data in events(centre.database, "retention.delete")]


def test_p01_the_tracking_code_opens_nothing_any_more(centre: Centre, keeping: Keeping, travel: Travel) -> None:
    case_id, code = centre.register()
    with centre.database.read() as session:
        assert find_by_code(session, centre.keys, code, None).id == case_id
    end(centre, case_id)
    travel(datetime.now(UTC) + 4 * YEAR)
    run(keeping)
    with centre.database.read() as session, pytest.raises(TrackingUnknown):
        find_by_code(session, centre.keys, code, None)


@pytest.mark.parametrize("state", [CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN, CaseState.TERMINATED])
def test_p01_every_way_to_end_counts(centre: Centre, keeping: Keeping, travel: Travel, state: CaseState) -> None:
    case_id, _ = centre.register()
    end(centre, case_id, state)
    travel(datetime.now(UTC) + 4 * YEAR)
    assert counts(run(keeping)) == {"identity": 1, "texts": 1}


def test_p01_the_time_begins_with_the_last_ending(centre: Centre, keeping: Keeping, travel: Travel) -> None:
    """A case that was taken up again two years later is as old as its second ending."""
    case_id, _ = centre.register()
    end(centre, case_id)
    again = datetime.now(UTC) + 2 * YEAR
    with centre.database.write() as session:
        last = session.scalars(select(func.max(CaseEvent.seq)).where(CaseEvent.case_id == case_id)).one()
        session.add(
            CaseEvent(
                case_id=case_id,
                seq=(last or 0) + 1,
                at=again,
                actor="system",
                role="system",
                action="close",
                source=CaseState.REPLIED,
                target=CaseState.CLOSED,
                cycle=2,
                data={},
                clocks={},
            )
        )
    travel(again + YEAR - timedelta(days=1))
    assert counts(run(keeping)) == {}
    travel(again + YEAR + timedelta(days=1))
    assert counts(run(keeping)) == {"identity": 1}


def test_an_erased_case_is_still_shown(office: Office, settings: Settings, files: FolderStore, travel: Travel) -> None:
    centre = office.centre
    case_id = closed(centre, files)
    travel(datetime.now(UTC) + 4 * YEAR)
    signed_in = settings.model_copy(update={"keep_sessions_days": 36_500})
    run(Keeping(centre.database, centre.keys, files, signed_in, threading.Event()))
    travel(datetime.now(UTC))
    shown = office.get("lead", f"/complaints/{case_id}")
    assert shown["text_erased_at"]
    assert shown["identity_erased_at"]
    assert CANARY not in json.dumps(shown, ensure_ascii=False)
    assert [event["action"] for event in shown["events"][-2:]] == ["erase_identity", "erase_text"]
    words = office.do("lead", f"/complaints/{case_id}/original")
    assert words == {"subject": "", "text": "", "wish": ""}
    assert {file["state"] for file in office.get("lead", f"/complaints/{case_id}/attachments")["items"]} <= {"deleted"}


def test_all_texts_of_a_case_are_reached() -> None:
    """A sealed column belongs to a case by `case_id`, to an attachment, which is erased as a whole, to a rating, or to a
    person of the staff."""
    elsewhere = {column.table.name for column in sealed_columns() if "case_id" not in column.table.c}
    elsewhere -= {"repeated_request", "webhook_endpoint"}  # of client systems: answers, gone in a week, and secrets
    assert elsewhere == {"attachment", "service_rating", "user_account"}


def test_comments_of_ratings_go_and_open_ones_stay(centre: Centre, settings: Settings, files: FolderStore) -> None:
    old, kept = write_rating(centre, level=4, days_ago=2000), write_rating(centre, level=4, days_ago=10)
    followed_up = write_rating(centre, level=1, days_ago=2000)
    keeping = Keeping(centre.database, centre.keys, files, settings, threading.Event())
    assert look(keeping)["ratings"].count == 1
    assert run(keeping, clock_is_right=True)["ratings"].count == 1
    with centre.database.read() as session:
        left = {row.id: row.comment for row in session.scalars(select(ServiceRating))}
    assert left[old] is None
    assert left[kept] is not None
    assert left[followed_up] is not None
