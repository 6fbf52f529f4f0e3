"""Cards: raised once by the sweep, withdrawn when their record is put right, answered by the unit, closed by the office."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.audit.models import AuditEvent
from backend.calendar.editing import ListedDay, lock_calendar, next_version, put_days
from backend.calendar.models import DaySource
from backend.jobs.service import enqueue
from backend.notices.models import Notice
from backend.notices.service import notify
from backend.oversight.kinds import CardLevel
from backend.oversight.models_records import Card, ServiceRecord
from backend.oversight.pushing import push_many
from backend.oversight.sweep import JOB, sweep
from tests.asking import asked
from tests.oversight.conftest import Json, Oversight, ago, codes_of

PROMPT, YELLOW, RED = CardLevel.PROMPT, CardLevel.YELLOW, CardLevel.RED


def row(external_id: str = "N-1", promised: float | None = None, legal: float | None = None, **fields: Any) -> Json:
    """A record of a fortnight ago whose dates were, or will be, so many days ago."""
    dates = {"promised_due": promised, "legal_due": legal}
    given = {name: ago(days) for name, days in dates.items() if days is not None}
    key = {"external_id": external_id, "unit_code": "U01", "matter_code": "A-1"}
    return key | {"received_at": ago(14)} | given | fields


def pushed(desk: Oversight, *rows: Json) -> list[str]:
    with desk.database.write() as session:
        return [one.outcome.value for one in push_many(session, "approvals", "approvals", rows)]


def swept(desk: Oversight) -> Counter[CardLevel]:
    return sweep(desk.database, notify)


def cards(desk: Oversight, who: str = "office", **query: Any) -> list[Json]:
    items: list[Json] = desk.get("/oversight-cards", who, sort="raised_at", **query)["items"]
    return sorted(items, key=lambda card: ["prompt", "yellow", "red"].index(card["level"]))


def card(desk: Oversight, who: str = "liaison") -> Json:
    """The one card, as somebody sees it."""
    (found,) = cards(desk, who)
    return found


def noticed(desk: Oversight) -> list[str]:
    with desk.database.read() as session:
        return sorted(session.scalars(select(Notice.kind)))


@pytest.fixture(autouse=True)
def matter(desk: Oversight) -> Json:
    return desk.matter(promised_limit=None)


@pytest.mark.parametrize(
    ("promised", "legal", "expected"),
    [
        (-30, -40, []),
        (-0.04, None, [PROMPT]),
        (1, -30, [YELLOW]),
        (2, 1, [YELLOW, RED]),
        (2, 2.001, [RED]),
        (None, 1, [RED]),
    ],
)
def test_each_rung_is_raised_once(
    desk: Oversight, promised: float | None, legal: float | None, expected: list[CardLevel]
) -> None:
    pushed(desk, row(promised=promised, legal=legal))
    assert swept(desk) == Counter(expected)
    assert swept(desk) == Counter()
    assert [one["level"] for one in cards(desk)] == [level.value for level in expected]


def test_a_prompt_rests_when_the_date_passes_and_when_the_record_is_finished(desk: Oversight) -> None:
    soon = row(promised=-0.04)
    pushed(desk, soon, row("N-2", promised=-0.04))
    assert swept(desk) == Counter({PROMPT: 2})
    pushed(desk, soon | {"finished_at": ago(0), "result": "approved"})
    with desk.database.write() as session:
        passed = datetime.now(UTC) - timedelta(hours=1)
        late = update(ServiceRecord).where(ServiceRecord.external_id == "N-2")
        session.execute(late.values(judged_due=passed, due=passed, next_due=passed))
    assert swept(desk) == Counter({YELLOW: 1})
    found = {(one["external_id"], one["level"]): one["state"] for one in cards(desk)}
    assert found == {("N-1", "prompt"): "closed", ("N-2", "prompt"): "closed", ("N-2", "yellow"): "raised"}


def test_a_record_that_comes_in_finished_too_late_has_its_card(desk: Oversight) -> None:
    """Or whoever pushes only what is finished would never be warned."""
    pushed(desk, row(promised=3, finished_at=ago(1), result="approved"))
    pushed(desk, row("N-2", promised=1, finished_at=ago(2), result="approved"))
    pushed(desk, row("N-3", promised=3, finished_at=ago(1), result="withdrawn"))
    assert swept(desk) == Counter({YELLOW: 2})


def test_what_passed_long_before_it_came_in_has_none(desk: Oversight) -> None:
    pushed(desk, row(promised=40) | {"received_at": ago(50)}, row("N-2", promised=20) | {"received_at": ago(50)})
    assert swept(desk) == Counter({YELLOW: 1})


def test_a_paused_record_gets_none(desk: Oversight) -> None:
    pushed(desk, row(promised=1, pauses=[{"kind": "hearing", "begin": ago(5)}]))
    assert swept(desk) == Counter()


def test_what_had_passed_before_a_pause_counts_and_nothing_passes_in_it(desk: Oversight) -> None:
    pushed(desk, row(promised=5, legal=1, pauses=[{"kind": "hearing", "begin": ago(2)}]))
    assert swept(desk) == Counter({YELLOW: 1})
    (record,) = desk.get("/service-records", late=True)["items"]
    assert record["clock"] == "late"
    assert desk.get("/oversight-indicators", period_from=ago(20)[:10])["total"]["late"] == 1


def test_the_second_date_after_a_late_extension_is_red(desk: Oversight, matter: Json) -> None:
    first = row(promised=9)
    pushed(desk, first)
    assert swept(desk) == Counter({YELLOW: 1})
    late = {"days": 1, "reason": "会商", "approved_by": "局长", "told_in_advance": True, "granted_at": ago(8)}
    assert pushed(desk, first | {"extensions": [late]}) == ["updated"]
    assert swept(desk) == Counter({RED: 1}), "the yellow one stands"
    assert [one["rung"] for one in cards(desk, open=True)] == ["promised", "extended"]


def test_a_wrong_card_is_withdrawn_with_its_record(desk: Oversight) -> None:
    wrong = row(promised=2)
    pushed(desk, wrong)
    swept(desk)
    assert pushed(desk, wrong | {"promised_due": ago(-20)}) == ["updated"]
    withdrawn = card(desk)
    assert (withdrawn["state"], withdrawn["actions"]) == ("withdrawn", [])
    record = desk.get(f"/service-records/{withdrawn['record_id']}")
    told = [(event["subject"], event["action"]) for event in record["events"]]
    assert told.count(("card", "withdraw")) == told.count(("card", "raise")) == 1
    assert swept(desk) == Counter()
    again = wrong | {"promised_due": ago(1)}
    pushed(desk, again)
    assert swept(desk) == Counter({YELLOW: 1}), "a right one may be raised after it"


def test_sweeps_at_once_raise_one(desk: Oversight) -> None:
    pushed(desk, *(row(f"N-{number}", promised=1) for number in range(20)))
    totals: list[int] = []
    barrier = threading.Barrier(3)

    def work() -> None:
        barrier.wait()
        totals.append(swept(desk).total())

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(totals) + swept(desk).total() == 20
    assert len(cards(desk)) == 20


def test_the_way_of_a_card(desk: Oversight) -> None:
    late = row(promised=2)
    pushed(desk, late)
    swept(desk)
    raised = card(desk)
    path = f"/oversight-cards/{raised['id']}"
    assert raised["actions"] == [{"action": "acknowledge", "against": None}]
    assert desk.act("liaison", f"{path}/explain", raised, {"explanation": "早"}).json()["code"] == "card_state"
    acknowledged = desk.act("liaison", f"{path}/acknowledge", raised)
    assert (acknowledged.status_code, acknowledged.json()["state"]) == (200, "acknowledged")
    assert desk.act("liaison", f"{path}/acknowledge", raised).status_code == 412, "a double click"
    assert desk.act("liaison", f"{path}/explain", acknowledged.json(), {"explanation": " "}).status_code == 422
    explained = desk.act("liaison", f"{path}/explain", acknowledged.json(), {"explanation": "系统切换，漏办"}).json()
    assert (explained["state"], explained["actions"]) == ("explained", [])
    assert desk.act("liaison", f"{path}/close", explained).status_code == 403
    returned = desk.act("supervisor", f"{path}/return", explained, {"note": "请说明责任人和整改措施"}).json()
    assert (returned["state"], returned["note"]) == ("acknowledged", "请说明责任人和整改措施")
    again = desk.act("liaison", f"{path}/explain", returned, {"explanation": "已调整岗位，补办完毕"}).json()
    early = desk.act("office", f"{path}/close", again)
    assert (early.status_code, early.json()["code"]) == (409, "card_not_ready")
    assert desk.get(path)["actions"][1]["against"] == "办件还没有办结，不能销号"
    pushed(desk, late | {"finished_at": ago(0), "result": "approved"})
    closed = desk.act("office", f"{path}/close", again, {"note": "已补办"}).json()
    assert (closed["state"], closed["note"], closed["actions"]) == ("closed", "已补办", [])
    with desk.database.read() as session:
        told = session.scalars(select(AuditEvent.action).where(AuditEvent.object_type == "card")).all()
    assert set(told) == {"card.raise", "card.acknowledge", "card.explain", "card.return", "card.close"}
    assert noticed(desk) == [
        *["oversight.explained"] * 4,  # twice, to two people of the office
        "oversight.returned",
        *["oversight.unit_cards"] * 2,
        "oversight.yellow",
    ]


def test_a_prompt_asks_for_no_more_than_being_seen(desk: Oversight) -> None:
    pushed(desk, row(promised=-0.04))
    swept(desk)
    prompt = card(desk)
    done = desk.act("liaison", f"/oversight-cards/{prompt['id']}/acknowledge", prompt)
    assert done.json()["state"] == "closed"
    assert noticed(desk) == ["oversight.prompt"], "the office hears of yellow and red only"


def test_who_may_and_who_sees(desk: Oversight) -> None:
    pushed(desk, row(promised=2))
    swept(desk)
    raised = card(desk)
    path = f"/oversight-cards/{raised['id']}"
    assert desk.client.get("/api/v1/oversight-cards").status_code == 401
    assert desk.get("/oversight-cards", "other")["items"] == []
    assert desk.send("other", "GET", path).status_code == 404
    assert desk.act("other", f"{path}/acknowledge", raised).status_code == 404
    for who in ("office", "supervisor", "leader", "auditor"):
        assert desk.act(who, f"{path}/acknowledge", raised).status_code == 403
        assert desk.get(path, who)["actions"] == []
    assert desk.send("liaison", "POST", f"{path}/acknowledge", json={}).status_code == 428
    assert desk.send("leader", "POST", f"{path}/close", json={}).status_code == 403


def test_the_list_tells_what_was_not_acknowledged_in_time(desk: Oversight) -> None:
    pushed(desk, row("N-1", promised=2), row("N-2", promised=1, legal=0.5))
    swept(desk)
    assert cards(desk, overdue=True) == []
    with desk.database.write() as session:
        session.execute(update(Card).where(Card.level == RED).values(acknowledge_due=datetime.now(UTC)))
    (late,) = cards(desk, overdue=True)
    assert (late["external_id"], late["level"], late["overdue"]) == ("N-2", "red", True)
    assert len(cards(desk, overdue=False)) == 2
    today = datetime.now(UTC).date() + timedelta(days=2)
    assert cards(desk, raised_from=today.isoformat()) == []
    assert len(cards(desk, level="yellow", state="raised")) == 2
    assert codes_of(desk.send("office", "GET", "/oversight-cards?level=blue")) == [("query:level", "enum")]


def test_a_page_is_read_with_few_statements(desk: Oversight) -> None:
    pushed(desk, *(row(f"N-{number}", promised=2) for number in range(6)))
    swept(desk)
    with asked(desk.database) as few:
        assert len(cards(desk, limit=1)) == 1
    with asked(desk.database) as many:
        assert len(cards(desk)) == 6
    assert len(many) == len(few)


def test_a_new_calendar_moves_dates_and_withdraws_what_came_too_early(desk: Oversight) -> None:
    desk.matter("A-2", promised_limit=3)
    pushed(desk, row(matter_code="A-2"))
    assert swept(desk)[YELLOW] == 1
    today = datetime.now(UTC).date()
    off = [ListedDay(today + timedelta(days=day), False, "放假") for day in range(-13, 3)]
    with desk.database.write() as session:
        lock_calendar(session)
        put_days(session, next_version(session).version, DaySource.LOCAL, (), off)
        enqueue(session, JOB, {}, None)
    desk.app.state.worker.run_pending()
    assert {one["state"] for one in cards(desk)} == {"withdrawn"}
    record = desk.get(f"/service-records/{cards(desk)[0]['record_id']}")
    assert date.fromisoformat(record["due"][:10]) > today
    assert [event["action"] for event in record["events"]].count("recompute") == 1
    assert UUID(record["id"])
