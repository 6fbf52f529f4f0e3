"""How units stand with their complaints, on the dashboard (security design, section 2: liaisons get no live counters)."""

from typing import Any
from uuid import UUID

from tests.complaints.conftest import Centre
from tests.complaints.timetravel import Travel, travel
from tests.conftest import Client, Login

__all__ = ["travel"]

URL = "/api/v1/dashboard"


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
