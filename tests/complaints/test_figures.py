"""The figures of the complaint centre (complaint design, case 17; method, section 8; security design, section 2)."""

import csv
import io
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, func, select, update

from backend.audit.models import AuditEvent
from backend.complaints import bodies
from backend.complaints.figures.counting import Groups, count_with_months
from backend.complaints.figures.schemas import Dimension
from backend.complaints.figures.suppression import TOTAL
from backend.complaints.kinds import Actor, IdentityMode, Rating
from backend.complaints.models import Case
from backend.complaints.records import CaseResult
from backend.units.models import Unit
from tests.complaints.conftest import Centre, read
from tests.complaints.timetravel import Travel, travel
from tests.conftest import Client, Login

__all__ = ["travel"]

URL = "/api/v1/complaint-figures"
OCTOBER = {"period_from": "2026-10-01", "period_to": "2026-11-01"}
Ask = Callable[..., Any]


@pytest.fixture
def ask(centre: Centre, client: Client, login: Login) -> Ask:
    """`ask("leader", by="unit")`: the figures of October as that role gets them."""
    headers: dict[str, dict[str, str]] = {}

    def get(role: str, **params: str) -> Any:
        headers.setdefault(role, login(role))
        response = client.get(URL, params=OCTOBER | params, headers=headers[role])
        assert response.status_code == 200, response.text
        return response.json()

    return get


def row(found: Any, label: str) -> Any:
    return next(row for row in found["rows"] if row["label"] == label)


def test_what_came_in_and_what_became_of_it(centre: Centre, travel: Travel, ask: Ask) -> None:
    travel("2026-10-12 10:00")
    answered, _ = centre.register(persons=3)
    centre.to_replied(answered)
    centre.register(unit_id=None, category="other")
    centre.register(unit_id=centre.units["B"])
    with centre.database.write() as session:
        session.execute(update(CaseResult).values(rating=Rating.BASICALLY, rated_at=CaseResult.issued_at))
    travel("2026-10-20 10:00")
    found = ask("auditor")
    assert found["k"] is None
    unit = row(found, "测试单位A")
    assert (unit["received"], unit["persons"], unit["accepted"], unit["closed"]) == (1, 3, 1, 0)
    assert unit["on_time"] == {"numerator": 1, "denominator": 1, "percent": "100.00"}
    assert unit["satisfaction"] == {"numerator": 1, "denominator": 1, "percent": "100.00"}
    assert row(found, "测试单位B")["overdue"] == 1
    assert row(found, "未指明单位")["received"] == 1
    assert (found["total"]["received"], found["total"]["persons"], found["total"]["overdue"]) == (3, 5, 3)
    assert found["total"]["satisfaction"]["percent"] == "100.00"
    assert row(ask("auditor", by="category"), "其他")["received"] == 1
    assert row(ask("auditor", by="channel"), "网上")["received"] == 3
    by_month = ask("auditor", by="month", period_from="2026-09-01")
    assert [(r["key"], r["received"]) for r in by_month["rows"]] == [("2026-09", 0), ("2026-10", 3)]


def test_an_answer_without_rating_is_in_no_denominator(centre: Centre, travel: Travel, ask: Ask) -> None:
    travel("2026-10-12 10:00")
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    total = ask("supervisor")["total"]
    assert total["unrated"] == 1
    assert total["satisfaction"] == {"numerator": 0, "denominator": 0, "percent": None}


def test_the_period_is_of_local_days(centre: Centre, travel: Travel, ask: Ask) -> None:
    for minute in ("2026-09-30 23:59", "2026-10-01 00:00", "2026-10-31 23:59", "2026-11-01 00:00"):
        travel(minute)
        centre.register()
    assert ask("auditor")["total"]["received"] == 2


def test_case_17_merged_cases_are_one_matter_of_many_people(centre: Centre, travel: Travel, ask: Ask) -> None:
    travel("2026-10-12 10:00")
    master, _ = centre.register(persons=200)
    centre.accept(master)
    for number in range(3):
        other, _ = centre.register(persons=10 + number)
        centre.move("lead", other, "merge", bodies.MergeBody(master_id=master))
    total = ask("auditor")["total"]
    assert (total["received"], total["persons"], total["accepted"]) == (1, 233, 1)


def test_a_second_handling_changes_no_figure_of_the_first(centre: Centre, travel: Travel, ask: Ask) -> None:
    travel("2026-10-12 10:00")
    case_id, _ = centre.register()
    centre.to_replied(case_id)
    with centre.database.write() as session:
        session.execute(update(CaseResult).values(rating=Rating.DISSATISFIED, rated_at=CaseResult.issued_at))
    before = ask("auditor")["total"]["on_time"]
    travel("2026-10-13 10:00")
    centre.move("lead", case_id, "rework", bodies.ReworkBody(cause="subjective", note="没有解决"))
    assert ask("auditor")["total"]["on_time"] == before == {"numerator": 1, "denominator": 1, "percent": "100.00"}


def test_case_48_a_review_changes_no_month_that_is_over(centre: Centre, travel: Travel, ask: Ask) -> None:
    travel("2026-10-12 10:00")
    case_id, _ = centre.register(mode=IdentityMode.ANONYMOUS)
    centre.to_replied(case_id)
    with centre.database.write() as session:
        session.execute(update(CaseResult).values(rating=Rating.SATISFIED, rated_at=CaseResult.issued_at))
    centre.move("officer", case_id, "close")
    before = ask("auditor")["total"]
    assert before["closed"] == 1
    travel("2026-11-02 10:00")
    centre.move(Actor.CITIZEN, case_id, "ask_review", bodies.NoteBody(note="不服"))
    assert ask("auditor")["total"]["closed"] == 1
    centre.move("chief", case_id, "overturn", bodies.NoteBody(note="事实不清"))
    assert ask("auditor")["total"] == before | {"overdue": ask("auditor")["total"]["overdue"]}


def many(centre: Centre, unit: str, count: int) -> None:
    """Copies of a registered case, without the rest that belongs to it: only the figures of receipt look at them."""
    case_id, _ = centre.register(unit_id=centre.units[unit])
    with centre.database.write() as session:
        first = session.execute(select(Case.__table__).where(Case.id == case_id)).mappings().one()
        for number in range(count - 1):
            copied = dict(first) | {
                "id": UUID(int=first["id"].int ^ (number + 1)),
                "number": f"{unit}-{number}",
                "code_hash": secrets.token_bytes(32),
                "request_key": None,
            }
            session.execute(Case.__table__.insert().values(copied))


def test_case_26_published_figures_hide_small_numbers(centre: Centre, travel: Travel, ask: Ask) -> None:
    travel("2026-10-12 10:00")
    many(centre, "A", 3)
    many(centre, "B", 9)
    many(centre, "A1", 20)
    travel("2026-11-27 10:00")
    found = ask("leader")
    assert found["k"] == 5
    assert [row(found, f"测试单位{unit}")["received"] for unit in ("A", "B", "A1")] == [None, None, 20]
    assert row(found, "测试单位A")["persons"] is None
    assert "received" in row(found, "测试单位A")["hidden"]
    assert found["total"]["received"] == 32
    full = ask("complaint_officer")
    assert [row(full, f"测试单位{unit}")["received"] for unit in ("A", "B", "A1")] == [3, 9, 20]


def test_case_26_published_figures_are_of_fixed_periods(
    centre: Centre, travel: Travel, client: Client, login: Login
) -> None:
    """Two reports that differ by a day would tell who complained on that day."""
    travel("2026-11-27 10:00")
    leader, auditor = login("leader"), login("auditor")
    for start, end in (
        ("2026-10-01", "2026-10-31"),
        ("2026-10-02", "2026-11-01"),
        ("2026-09-01", "2026-11-01"),
        ("2026-11-01", "2026-12-01"),  # not over
        ("2026-01-01", "2027-01-01"),
    ):
        params = {"period_from": start, "period_to": end}
        refused = client.get(URL, params=params, headers=leader)
        assert refused.status_code == 422, params
        assert refused.json()["errors"][0]["code"] == "fixed_period"
        assert client.get(URL, params=params, headers=auditor).status_code == 200
    for start, end in (("2026-10-01", "2026-11-01"), ("2025-01-01", "2026-01-01")):
        params = {"period_from": start, "period_to": end}
        assert client.get(URL, params=params, headers=leader).status_code == 200


@pytest.mark.parametrize("end", ["2026-10-01", "2026-09-01", "2030-01-01"])
def test_a_period_that_is_none(client: Client, login: Login, end: str) -> None:
    params = {"period_from": "2026-10-01", "period_to": end}
    assert client.get(URL, params=params, headers=login("auditor")).status_code == 422


def test_who_may_ask(centre: Centre, client: Client, login: Login) -> None:
    assert client.get(URL, params=OCTOBER).status_code == 401
    for role in ("liaison", "evaluator", "sysadmin"):
        unit_id = centre.units["A"] if role == "liaison" else None
        assert client.get(URL, params=OCTOBER, headers=login(role, unit_id=unit_id)).status_code == 403


def test_case_36_the_table_as_a_file_runs_no_formula(
    centre: Centre, travel: Travel, client: Client, login: Login
) -> None:
    travel("2026-10-12 10:00")
    with centre.database.write() as session:
        session.execute(update(Unit).where(Unit.id == centre.units["A"]).values(name="=cmd|'/c calc'!A1"))
    centre.register()
    params = OCTOBER | {"format": "csv"}
    response = client.get(f"{URL}/export", params=params, headers=login("auditor"))
    assert response.status_code == 200
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][0] == "类别"
    assert rows[1][0] == "'=cmd|'/c calc'!A1"
    assert rows[-1][:3] == ["合计", "1", "1"]
    assert {len(cells) for cells in rows} == {14}
    exports = select(func.count()).where(AuditEvent.action == "complaint.export")
    assert read(centre.database, lambda s: s.scalar(exports)) == 1


def test_a_hidden_number_is_an_asterisk_in_the_file(
    centre: Centre, travel: Travel, client: Client, login: Login
) -> None:
    travel("2026-10-12 10:00")
    centre.register()
    travel("2026-11-27 10:00")
    params = OCTOBER | {"format": "csv"}
    content = client.get(f"{URL}/export", params=params, headers=login("leader")).content.decode("utf-8-sig")
    assert content.splitlines()[1].split(",")[:4] == ["测试单位A", "*", "*", "0"]


def test_a_year_is_counted_by_as_few_statements_as_a_month(centre: Centre, travel: Travel) -> None:
    """And its months are what they are by themselves."""
    for month in (1, 1, 2, 12):
        travel(f"2025-{month:02}-28 10:00")
        centre.to_replied(centre.register(persons=2)[0])

    def counted(start: date, end: date) -> tuple[int, Groups, list[Groups]]:
        with centre.database.read() as session:
            sent: list[str] = []
            event.listen(session.connection(), "before_cursor_execute", lambda *args: sent.append(args[2]))
            groups, months = count_with_months(session, start, end, Dimension.UNIT)
            return len(sent), groups, months

    one, january, _ = counted(date(2025, 1, 1), date(2025, 2, 1))
    all_, year, months = counted(date(2025, 1, 1), date(2026, 1, 1))
    assert all_ == one <= 6
    assert [table[TOTAL].received for table in months] == [2, 1, *[0] * 9, 1]
    assert [table[TOTAL].replied for table in months] == [2, 1, *[0] * 9, 1]
    assert (january[TOTAL].persons, year[TOTAL].persons, year[TOTAL].accepted) == (4, 8, 4)
    assert months[0][str(centre.units["A"])].persons == 4
