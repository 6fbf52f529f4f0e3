"""Cards that nobody acknowledged in time: the unit, its head, the office and the supervisors are told, once."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.auth.models import UserAccount
from backend.background import NOTICE_KINDS
from backend.calendar.engine import is_office_time, next_office_time
from backend.calendar.queries import load_calendar
from backend.core.text import Text
from backend.notices.kinds import rendered
from backend.notices.models import Notice
from backend.notices.service import notify
from backend.oversight.models_records import Card
from backend.oversight.pushing import push_many
from backend.oversight.reminding import remind
from backend.oversight.sweep import sweep
from backend.units.models import Unit
from tests.conftest import Login
from tests.oversight.conftest import Json, Oversight, ago

TO_UNIT, TO_OFFICE = "oversight.unacknowledged", "oversight.unit_unacknowledged"


def raised(desk: Oversight, *numbers: str, promised: float = 2, unit_code: str = "U01") -> None:
    """Records whose promised date was so many days ago, each with its card."""
    key = {"unit_code": unit_code, "matter_code": "A-1", "received_at": ago(14), "promised_due": ago(promised)}
    with desk.database.write() as session:
        done = push_many(session, "approvals", "approvals", [key | {"external_id": number} for number in numbers])
        assert not any(one.problem for one in done)
    sweep(desk.database, notify)


def let_pass(desk: Oversight, hours: int = 1) -> None:
    """The time in which cards are to be acknowledged ended some hours ago."""
    passed = datetime.now(UTC) - timedelta(hours=hours)
    with desk.database.write() as session:
        late = update(Card).where(Card.remind_at.is_not(None))
        session.execute(late.values(acknowledge_due=passed, remind_at=passed))


def told(desk: Oversight, kind: str) -> list[UUID]:
    with desk.database.read() as session:
        return sorted(session.scalars(select(Notice.user_id).where(Notice.kind == kind)))


def people(desk: Oversight, *who: str) -> list[UUID]:
    found = [desk.send(one, "GET", "/auth/me") for one in who]
    return sorted(UUID(answer.json()["id"]) for answer in found)


@pytest.fixture(autouse=True)
def matters(desk: Oversight) -> None:
    for unit in range(2):
        desk.matter(unit=unit, promised_limit=None)


def test_each_late_card_is_told_once(desk: Oversight, login: Login) -> None:
    desk.people["lead"] = login("lead_supervisor")
    raised(desk, "N-1", "N-2")
    assert remind(desk.database, notify) == 0, "there is time left"
    let_pass(desk)
    assert remind(desk.database, notify) == 2
    assert remind(desk.database, notify) == 0
    (liaison,) = people(desk, "liaison")
    assert told(desk, TO_UNIT) == [liaison] * 2
    above = people(desk, "office", "colleague", "supervisor", "lead")
    assert told(desk, TO_OFFICE) == above, "once a day for all cards of a unit"
    record = desk.get("/service-records", q="N-1")["items"][0]
    events = desk.get(f"/service-records/{record['id']}")["events"]
    (reminded,) = [event for event in events if event["action"] == "remind"]
    assert (reminded["subject"], reminded["actor"], reminded["data"]["level"]) == ("card", "system", "yellow")


def test_the_head_of_a_section_s_bureau_is_told(desk: Oversight, login: Login) -> None:
    """Whoever leads the unit above, where the section has liaisons but no head."""
    desk.people["head"] = login("liaison", unit_id=desk.units[1].id)
    head, liaison = people(desk, "head"), people(desk, "liaison")
    with desk.database.write() as session:
        session.execute(update(UserAccount).where(UserAccount.id.in_(head)).values(unit_head=True))
        session.execute(update(Unit).where(Unit.id == desk.units[0].id).values(parent_id=desk.units[1].id))
    raised(desk, "N-1")
    let_pass(desk)
    assert remind(desk.database, notify) == 1
    assert told(desk, TO_UNIT) == sorted(head + liaison)


def test_nobody_is_reminded_of_what_was_answered_or_only_reminds(desk: Oversight) -> None:
    raised(desk, "N-1")
    (card,) = desk.get("/oversight-cards", "liaison")["items"]
    assert desk.act("liaison", f"/oversight-cards/{card['id']}/acknowledge", card).status_code == 200
    raised(desk, "N-2", promised=-0.04)
    assert {one["level"] for one in desk.get("/oversight-cards")["items"]} == {"prompt", "yellow"}
    let_pass(desk)
    assert remind(desk.database, notify) == 0
    assert told(desk, TO_UNIT) == told(desk, TO_OFFICE) == []


def test_who_acknowledges_before_reading_is_reminded_no_more(desk: Oversight) -> None:
    raised(desk, "N-1")
    let_pass(desk)
    remind(desk.database, notify)
    (card,) = desk.get("/oversight-cards", "liaison")["items"]
    assert desk.act("liaison", f"/oversight-cards/{card['id']}/acknowledge", card).status_code == 200, "same version"
    assert told(desk, TO_UNIT) == []
    assert len(told(desk, TO_OFFICE)) == 3


def test_nobody_is_told_at_night_and_on_holidays(desk: Oversight) -> None:
    raised(desk, "N-1")
    let_pass(desk)
    remind(desk.database, notify)
    with desk.database.read() as session:
        found = session.scalars(select(Notice).where(Notice.kind.in_((TO_UNIT, TO_OFFICE)))).all()
        calendar = load_calendar(session)
    for notice in found:
        assert is_office_time(calendar, notice.not_before)
        assert notice.not_before == next_office_time(calendar, notice.created_at)


def test_sweeps_at_once_tell_once(desk: Oversight) -> None:
    raised(desk, *(f"N-{number}" for number in range(12)))
    let_pass(desk)
    totals: list[int] = []
    barrier = threading.Barrier(3)

    def work() -> None:
        barrier.wait()
        totals.append(remind(desk.database, notify))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(totals) + remind(desk.database, notify) == 12
    assert len(told(desk, TO_UNIT)) == 12


def test_the_words_and_the_pages_they_lead_to(desk: Oversight) -> None:
    raised(desk, "N-1")
    let_pass(desk, hours=0)
    remind(desk.database, notify)
    (card,) = desk.get("/oversight-cards")["items"]
    found: dict[str, tuple[Text, str]] = {}
    with desk.database.read() as session:
        for notice in session.scalars(select(Notice).where(Notice.kind.in_((TO_UNIT, TO_OFFICE)))):
            found[notice.kind] = rendered(NOTICE_KINDS, notice.kind, notice.params)
    text, page = found[TO_UNIT]
    assert ("N-1" in text.zh, "逾期未签收" in text.zh, "N-1" in text.en) == (True, True, True)
    assert page == f"/oversight/cards/{card['id']}"
    text, page = found[TO_OFFICE]
    assert ("U01" in text.zh, "U01" in text.en) == (True, True)
    assert page == f"/oversight/cards?unit={desk.units[0].id}&overdue=true"
    listed: Json = desk.get("/oversight-cards", unit=str(desk.units[0].id), overdue=True)
    assert [one["id"] for one in listed["items"]] == [card["id"]]
