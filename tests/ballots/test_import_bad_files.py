"""Whatever is wrong with a file is named by row and column, and nothing changes."""

import csv
import io
import zipfile

import pytest
from fastapi import FastAPI

from backend.ballots.imports import collect
from backend.config import Settings
from tests.ballots.importing import LONG, Desk, ok
from tests.conftest import Client, Login


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def desk(app: FastAPI, client: Client, login: Login) -> Desk:
    return Desk(app, client, login)


WIDE = "序号,层次,U01,U02\n"
BAD_LONG = {
    "unit_unknown": ("1,A,U09,满意", [(7, "单位", "unit_unknown")]),
    "option_unknown": ("4,A,U01,很满意", [(7, "选项", "option_unknown")]),
    "stratum_unknown": ("4,C,U01,满意", [(7, "层次", "stratum_unknown")]),
    "no_stratum": ("4,,U01,满意", [(7, "层次", "stratum_unknown")]),
    "two_strata": ("1,B,U01,满意", [(7, "层次", "respondent_in_two_strata")]),
    "duplicate": ("3,A,U01,满意", [(7, "单位", "duplicate_answer")]),
    "duplicate_of_a_blank": ("2,B,U02,满意", [(7, "单位", "duplicate_answer")]),
    "duplicate_by_another_name": ("1,A,单位02,满意", [(7, "单位", "duplicate_answer")]),
    "duplicate_with_spaces": (" 1 ,A,U01,满意", [(7, "单位", "duplicate_answer")]),
    "several_options": ('4,A,U01,"满意,不满意"', [(7, "选项", "several_options")]),
    "several_options_chinese": ("4,A,U01,满意、不满意", [(7, "选项", "several_options")]),
    "no_number": (",A,U01,满意", [(7, "序号", "respondent_missing")]),
    "short_row": ("4,A,U01", [(7, "", "ragged_row")]),
    "long_row": ("4,A,U01,满意,满意", [(7, "", "ragged_row")]),
    "all_at_once": (
        "9,C,U09,好",
        [(7, "单位", "unit_unknown"), (7, "选项", "option_unknown"), (7, "层次", "stratum_unknown")],
    ),
    "two_rows": ("9,A,U09,满意\n9,A,U01,好", [(7, "单位", "unit_unknown"), (8, "选项", "option_unknown")]),
}
BAD_WIDE = {
    "option": ("1,A,满意,好\n", [(2, "U02", "option_unknown")]),
    "two_options": ("1,A,1/3,满意\n", [(2, "U01", "several_options")]),
    "both_cells": ("1,A,差,好\n", [(2, "U01", "option_unknown"), (2, "U02", "option_unknown")]),
    "same_number": ("1,A,满意,满意\n 1,A,满意,满意\n", [(3, "序号", "duplicate_respondent")]),
    "no_number": (",A,满意,满意\n", [(2, "序号", "respondent_missing")]),
    "stratum": ("1,D,满意,满意\n", [(2, "层次", "stratum_unknown")]),
    "short_row": ("1,A,满意\n", [(2, "", "ragged_row")]),
    "titles_only": ("", [(2, "", "empty_file")]),
    "nothing_but_commas": (",,,\n,,,\n", [(2, "", "empty_file")]),
}


def test_long(desk: Desk) -> None:
    found = {case: desk.problems(LONG + rows + "\n") for case, (rows, _) in BAD_LONG.items()}
    assert found == {case: expected for case, (_, expected) in BAD_LONG.items()}


def test_wide(desk: Desk) -> None:
    found = {case: desk.problems(WIDE + rows) for case, (rows, _) in BAD_WIDE.items()}
    assert found == {case: expected for case, (_, expected) in BAD_WIDE.items()}


def test_an_open_quote_far_down(desk: Desk) -> None:
    rows = "".join(f"{number},A,U01,满意\n" for number in range(10, 40))
    assert desk.problems(LONG + rows + '99,A,U01,"满意\n100,A,U01,满意\n') == [(37, "", "unreadable")]


def test_criterion(app: FastAPI, client: Client, login: Login) -> None:
    desk = Desk(app, client, login, criteria=2)
    content = "序号,层次,单位,指标,评价\n1,A,U01,C1,满意\n1,A,U01,C3,满意\n1,A,U01,指标1,满意\n"
    assert desk.problems(content) == [(3, "指标", "criterion_unknown"), (4, "单位", "duplicate_answer")]


def test_the_message_says_what_in_the_readers_language(desk: Desk) -> None:
    import_id = desk.checked(LONG + "4,A,U01,很满意\n")["id"]
    messages = {
        language: ok(desk.send("GET", f"/imports/{import_id}", headers={"Accept-Language": language}))["problems"][0]
        for language in ("zh-CN", "en")
    }
    assert messages["zh-CN"]["message"] == "“很满意”不是量表里的选项"
    assert messages["en"]["message"] == "“很满意” is not an option of the scale"
    assert messages["en"]["value"] == "很满意"


def test_five_hundred_are_listed_and_all_are_counted(desk: Desk) -> None:
    rows = "".join(f"{number},A,U01,好\n" for number in range(10, 1210))
    found = desk.checked(LONG + rows + "1,A,U01,满意\n")
    assert (found["state"], found["problem_count"], len(found["problems"])) == ("rejected", 1201, 500)
    assert found["totals"]["problem_codes"] == {"option_unknown": 1200, "duplicate_answer": 1}
    assert [problem["row"] for problem in found["problems"]] == list(range(7, 507))


def test_the_problems_as_a_table(desk: Desk) -> None:
    import_id = desk.checked(LONG + "4,A,=HYPERLINK(1),满意\n")["id"]
    response = desk.send("GET", f"/imports/{import_id}/problems.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows == [["行", "列", "问题"], ["7", "单位", "“=HYPERLINK(1)”不在本轮的单位名单里"]]


def test_a_title_that_is_a_formula_stays_text(desk: Desk) -> None:
    found = desk.uploaded("序号,层次,=1+1\n1,A,好\n")
    mapping = {**found["mapping"], "layout": "wide", "option_column": None, "unit_columns": {"=1+1": "U01"}}
    ok(desk.send("PUT", f"/imports/{found['id']}/mapping", json=mapping))
    ok(desk.send("POST", f"/imports/{found['id']}/check"), 202)
    desk.work()
    text = desk.send("GET", f"/imports/{found['id']}/problems.csv").content.decode("utf-8-sig")
    assert "2,'=1+1," in text


def test_too_many_sheets(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "MAX_SHEETS", 2)
    assert desk.problems(LONG + "4,A,U01,满意\n") == [(6, "", "too_many_sheets")]


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


UNREADABLE = {
    "empty": (b"", "a.csv"),
    "blank": (b"\n\n", "a.csv"),
    "nul": (b"a,b\n1,\x00\n", "a.csv"),
    "no_encoding": (b"a,b\n1,\xff\xff\xff\n", "a.csv"),
    "no_workbook": (zipped("a.txt", b"text"), "a.xlsx"),
    "not_a_zip": (b"PK\x03\x04 nothing", "a.xlsx"),
    "old_workbook": (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 100, "a.xls"),
}


def test_what_is_no_table_is_refused_at_once(desk: Desk) -> None:
    for case, (content, name) in UNREADABLE.items():
        response = desk.upload(content, name)
        assert (response.status_code, response.json()["code"]) == (422, "spreadsheet_unreadable"), case
        assert desk.stored() == 0
    assert ok(desk.send("GET", f"/rounds/{desk.round_id}/imports"))["items"] == []


def test_two_encodings_in_one_file(desk: Desk) -> None:
    response = desk.upload(LONG.encode() + "4,A,U01,不满意\n".encode("gb18030"))
    assert (response.status_code, response.json()["row"]) == (422, 7)
    assert desk.stored() == 0


def test_more_than_fifty_megabytes(desk: Desk) -> None:
    response = desk.upload(b"x" * (50 * 1024 * 1024 + 1))
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert desk.stored() == 0


BAD_MAPPINGS = {
    "no column": ({"respondent_column": None}, "/respondent_column", "missing"),
    "unknown column": ({"unit_column": "部门"}, "/unit_column", "column_unknown"),
    "no stratum": ({"stratum_column": None}, "/stratum_column", "stratum_missing"),
    "no option": ({"option_column": None}, "/option_column", "missing"),
    "unknown option": ({"option_map": {"好/坏": 7}}, "/option_map/好~1坏", "option_unknown"),
    "only blanks": ({"option_map": {"空": 0}}, "/option_map", "missing"),
    "unknown stratum": ({"stratum_map": {"甲": "X"}}, "/stratum_map/甲", "stratum_unknown"),
    "foreign stratum": (
        {"stratum_column": None, "stratum_id": "7f7a0f3c-9a53-4f3e-8d3f-5f3d2f1e0c9b"},
        "/stratum_id",
        "stratum_unknown",
    ),
    "wide without units": ({"layout": "wide"}, "/unit_columns", "missing"),
    "unknown unit": ({"layout": "wide", "unit_columns": {"选项": "U77"}}, "/unit_columns/选项", "unit_unknown"),
    "unknown criterion": (
        {"layout": "wide", "unit_columns": {"选项": "U01/X"}},
        "/unit_columns/选项",
        "criterion_unknown",
    ),
    "unit twice": (
        {"layout": "wide", "unit_columns": {"选项": "U01", "单位": "U01/C1"}},
        "/unit_columns/单位",
        "repeated",
    ),
}


def test_a_mapping_that_cannot_be(desk: Desk) -> None:
    found = desk.uploaded()
    refused = {}
    for case, (changes, _, _) in BAD_MAPPINGS.items():
        response = desk.send("PUT", f"/imports/{found['id']}/mapping", json={**found["mapping"], **changes})
        assert response.status_code == 422
        refused[case] = [(error["pointer"], error["code"]) for error in response.json()["errors"]]
    assert refused == {case: [(pointer, code)] for case, (_, pointer, code) in BAD_MAPPINGS.items()}
    assert desk.get(found["id"])["mapping"] == found["mapping"]


def test_a_file_whose_columns_say_nothing_needs_a_mapping(desk: Desk) -> None:
    found = desk.uploaded("甲,乙,丙\n1,2,3\n")
    response = desk.send("POST", f"/imports/{found['id']}/check")
    assert response.status_code == 422
    assert {error["pointer"] for error in response.json()["errors"]} == {
        "/respondent_column",
        "/stratum_column",
        "/unit_column",
        "/option_column",
    }
    assert desk.get(found["id"])["state"] == "uploaded"
