"""Extensions: asked by the unit, decided by somebody else and in time, whoever comes at the moment of the breach."""

import threading
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.complaints.clockwork.sweep import sweep
from backend.complaints.deciding import AlreadyDecided
from backend.complaints.kinds import ClockKind
from backend.complaints.records import TransferOrder, TransferState
from backend.complaints.records_requests import Extension, RequestState
from backend.complaints.requests import extensions
from backend.complaints.requests.extensions import TooLateToDecide
from backend.core import clock
from tests.complaints.asking import (
    MORE_TIME,
    NOTE_BODY,
    ask_extension,
    names,
    total_of,
)
from tests.complaints.at_centre import Office
from tests.complaints.conftest import read
from tests.complaints.test_transfers import actions, dispatched, due_in, events, seat
from tests.complaints.timetravel import Notices, Travel, travel

__all__ = ["travel"]


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
