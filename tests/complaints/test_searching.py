"""Finding cases by their number and by words of their summary."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from backend.complaints import bodies, queries, searching
from backend.complaints.kinds import HandlingMode
from backend.complaints.models import Case
from backend.complaints.searching import Gram
from tests.complaints.at_centre import Office
from tests.complaints.conftest import read

SUMMARIES = ("反映施工许可超期未办结", "反映 ETC 通行费多收 30%", "反映窗口_态度差")


@pytest.fixture
def numbers(office: Office) -> dict[str, str]:
    """The numbers of accepted cases by their summaries, in the order of their registration."""
    found = {}
    for summary in SUMMARIES:
        case_id, _ = office.centre.register()
        body = bodies.AcceptBody(handling=HandlingMode.PASSED, summary=summary)
        office.centre.move("lead", case_id, "accept", body)
        found[summary] = read(office.centre.database, lambda s, id_=case_id: s.get_one(Case, id_).number)
    return found


def search(office: Office, typed: str) -> set[str]:
    answer = office.ask("lead", "GET", f"/complaints?q={typed}")
    assert answer.status_code == 200, answer.text
    return {item["summary"] for item in answer.json()["items"]}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("施工许可", {0}),
        ("许可", {0}),
        ("许", {0}),
        ("结", {0}),
        ("反映", {0, 1, 2}),
        ("etc", {1}),
        ("ETC 通行", {1}),
        ("0%25", {1}),
        ("%25", {1}),
        ("_态", {2}),
        ("口态", set()),
        ("许可施工", set()),
        ("许可超期未办结了", set()),
        ("'; DROP TABLE", set()),
    ],
)
def test_words_of_the_summary(
    office: Office, numbers: dict[str, str], typed: str, found: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert search(office, typed) == {SUMMARIES[place] for place in found}
    monkeypatch.setattr(searching, "COMMON", 0)  # from now on everything is common, and found by the other way
    assert search(office, typed) == {SUMMARIES[place] for place in found}


def test_what_words_found_is_counted_up_to_a_limit(
    office: Office, numbers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "EXACT_MATCHES", 2)
    some = office.get("lead", "/complaints?q=反映&limit=1")
    assert (some["total"], some["total_at_least"]) == (None, 2)
    few = office.get("lead", "/complaints?q=窗口&limit=1")
    assert (few["total"], few["total_at_least"]) == (1, None)


def test_the_number_and_its_beginning(office: Office, numbers: dict[str, str]) -> None:
    first, *_, last = numbers.values()
    assert search(office, last) == {SUMMARIES[-1]}
    assert search(office, first[:7]) == set(SUMMARIES)
    assert search(office, first[:4]) == set(SUMMARIES)
    assert search(office, "9999") == set()


def test_a_corrected_summary_is_found_by_its_new_words_only(office: Office, numbers: dict[str, str]) -> None:
    case = office.get("lead", f"/complaints?q={numbers[SUMMARIES[0]]}")["items"][0]
    new = "反映规划许可超期"
    match = {"If-Match": f'"{case["version"]}"'}
    assert office.ask("lead", "PATCH", f"/complaints/{case['id']}", {"summary": new}, **match).status_code == 200
    assert search(office, "施工") == set()
    assert search(office, "规划许可") == {new}
    rows = select(func.count()).select_from(Gram).where(Gram.case_id == UUID(case["id"]))
    assert read(office.centre.database, lambda s: s.scalar(rows)) == len(new)
