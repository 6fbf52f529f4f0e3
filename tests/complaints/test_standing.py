"""How units stand with their complaints, on the dashboard (security design, section 2: liaisons get no live counters)."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.config import Settings
from backend.results.tally import count_round, save_tally
from backend.rounds.models import RoundState
from backend.units.models import Unit
from tests.complaints.conftest import Centre
from tests.complaints.timetravel import Travel, travel
from tests.conftest import Client, Login
from tests.factories import make_round

__all__ = ["travel"]

URL = "/api/v1/dashboard"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """These tests travel in time: a sweep that comes by would act on it."""
    return settings.model_copy(update={"run_worker": False})


def with_unit(centre: Centre, count: int, unit: str = "A") -> list[UUID]:
    made = []
    for _ in range(count):
        case_id, _ = centre.register()
        centre.accept(case_id)
        centre.dispatch(case_id, unit)
        made.append(case_id)
    return made


def unit_row(client: Client, headers: dict[str, str], code: str = "A") -> Any:
    return next(unit for unit in client.get(URL, headers=headers).json()["units"] if unit["code"] == code)


def test_a_unit_is_watched_and_then_overdue(centre: Centre, travel: Travel, client: Client, login: Login) -> None:
    auditor = login("auditor")
    travel("2026-03-02 10:00")
    assert unit_row(client, auditor)["complaints"]["open"] == 0
    case_id = with_unit(centre, 1)[0]
    row = unit_row(client, auditor)
    assert row["complaints"] == {
        "open": 1,
        "overdue": 0,
        "on_time": {"numerator": 0, "denominator": 0, "percent": None},
        "hidden": [],
    }
    assert row["status"]["level"] == "none"
    travel("2026-04-14 10:00")
    assert unit_row(client, auditor)["status"] == {
        "level": "watch",
        "reasons": [{"code": "complaints_near", "text": "有投诉转办单即将到期"}],
    }
    travel("2026-04-15 10:00")
    row = unit_row(client, auditor)
    assert (row["complaints"]["overdue"], row["status"]["level"]) == (1, "overdue")
    centre.to_review(case_id)
    row = unit_row(client, auditor)
    assert (row["complaints"]["open"], row["complaints"]["overdue"], row["status"]["level"]) == (1, 0, "none")


def test_readers_of_published_figures_see_no_small_numbers(
    centre: Centre, travel: Travel, client: Client, login: Login
) -> None:
    travel("2026-03-02 10:00")
    with_unit(centre, 2)
    with_unit(centre, 6, "B")
    leader, officer = login("leader"), login("complaint_officer")
    assert unit_row(client, leader)["complaints"]["open"] is None
    assert unit_row(client, leader)["complaints"]["hidden"] == ["open"]
    assert unit_row(client, leader, "B")["complaints"]["open"] is None  # else a total would tell the other
    assert unit_row(client, officer)["complaints"]["open"] == 2
    assert unit_row(client, officer, "B")["complaints"]["open"] == 6
    total = {who: client.get(URL, headers=headers).json()["complaints"] for who, headers in
             (("leader", leader), ("officer", officer))}  # fmt: skip
    assert total["officer"]["open"] == 8
    assert total["leader"]["open"] == 8  # two hidden units of at least five together
    assert client.get(URL, headers=login("liaison", unit_id=centre.units["A"])).json()["complaints"] is None


def test_a_small_total_is_hidden_too(centre: Centre, travel: Travel, client: Client, login: Login) -> None:
    travel("2026-03-02 10:00")
    assert client.get(URL, headers=login("leader")).json()["complaints"]["open"] == 0
    with_unit(centre, 2)
    assert client.get(URL, headers=login("leader")).json()["complaints"]["open"] is None
    assert client.get(URL, headers=login("auditor")).json()["complaints"]["open"] == 2


def test_a_complaint_changes_nothing_that_its_unit_sees(
    centre: Centre, travel: Travel, client: Client, login: Login
) -> None:
    travel("2026-03-02 10:00")
    liaison = login("liaison", unit_id=centre.units["A"])
    before = client.get(URL, headers=liaison).content
    with_unit(centre, 6)
    travel("2026-06-02 10:00")
    assert client.get(URL, headers=liaison).content == before
    assert unit_row(client, liaison)["complaints"] is None


COLUMNS = ("在办投诉（件）", "超期投诉（件）", "本年按期答复投诉（件）", "本年答复投诉（件）", "本年按期答复率(%)")


def counted(centre: Centre) -> None:
    """A tallied round of all units, in which nobody answered: without one there are no rows."""
    with centre.database.write() as session:
        units = session.scalars(select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.code)).all()
        round_id = make_round(session, units, state=RoundState.TALLIED).id
    content = count_round(centre.database, centre.database.write, round_id, lambda _done, _total: None)
    with centre.database.write() as session:
        save_tally(session, round_id, content.tally)


def exported(client: Client, headers: dict[str, str]) -> dict[str, list[str]]:
    """By unit the cells of the columns about complaints in the file."""
    answer = client.get(f"{URL}/export", headers=headers, params={"format": "csv"})
    assert answer.status_code == 200, answer.text
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {row["编码"]: [row[name] for name in COLUMNS] for row in rows}


def test_the_workbook_has_what_the_page_has(centre: Centre, travel: Travel, client: Client, login: Login) -> None:
    travel("2026-03-02 10:00")
    counted(centre)
    with_unit(centre, 1)
    with_unit(centre, 6, "B")
    answered, _ = centre.register()
    centre.to_replied(answered)
    travel("2026-06-02 10:00")
    seen = exported(client, login("auditor"))
    assert (seen["A"], seen["B"]) == (["1", "1", "1", "1", "100.00"], ["6", "6", "0", "0", ""])
    office, few = login("office"), "件数过少，不显示"
    assert unit_row(client, office)["complaints"]["hidden"] == ["on_time", "open", "overdue"]
    assert exported(client, office)["A"] == [few] * 5
