"""Two people change the register at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.units.conftest import Office


def together(*calls: Callable[[], httpx.Response]) -> list[httpx.Response]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def test_an_import_is_confirmed_once(office: Office) -> None:
    preview = office.preview("编码,名称,序列\nA,甲局,镇街\nB,乙局,镇街\n")
    answers = together(*[lambda: office.confirm(preview)] * 4)
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {answer.text for answer in answers} == {'{"created":2,"updated":0,"unchanged":0}'}
    assert office.codes() == ["A", "B"]


def test_two_moves_do_not_close_a_circle(office: Office) -> None:
    for attempt in range(5):
        first, second = office.create(f"A{attempt}", f"甲{attempt}"), office.create(f"B{attempt}", f"乙{attempt}")
        answers = together(
            lambda a=first, b=second: office.patch(a, parent_id=b["id"]),
            lambda a=first, b=second: office.patch(b, parent_id=a["id"]),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 422]


def test_one_of_two_edits_wins(office: Office) -> None:
    unit = office.create("A", "甲局")
    answers = together(lambda: office.patch(unit, duties="x"), lambda: office.patch(unit, duties="y"))
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert office.get("/units/by-code/A")["version"] == 2


def test_two_imports_of_the_same_preview_state(office: Office) -> None:
    previews = [office.preview(f"编码,名称,序列\nA,{name},镇街\n") for name in ("甲局", "乙局")]
    answers = together(*[lambda made=made: office.confirm(made) for made in previews])
    assert sorted(answer.status_code for answer in answers) == [200, 409]
