"""Files of a year's days: checked without a change, then published."""

import pytest

from backend.core.spreadsheets import write_xlsx
from tests.workdays.conftest import Desk

HEADER = "日期,安排,名称\n"
GOOD = HEADER + "2027-01-01,放假,元旦\n2027/5/1,休,劳动节\n2027年10月1日,放假,国庆节\n2027-10-09,补班,国庆节\n"


def test_a_good_file_is_compared_and_changes_nothing(desk: Desk) -> None:
    check = desk.check(2027, GOOD.encode("gb18030"), "2027\u202e.csv")
    assert (check["year"], check["version"], check["filename"], check["can_confirm"]) == (2027, 1, "2027.csv", True)
    assert (check["days_off"], check["makeup_days"], check["working_days"]) == (3, 1, 260)
    assert [(row["row"], row["action"], row["day"]) for row in check["rows"]] == [
        (2, "create", "2027-01-01"),
        (3, "create", "2027-05-01"),
        (4, "create", "2027-10-01"),
        (5, "create", "2027-10-09"),
    ]
    assert (check["problems"], check["removed"]) == ([], [])
    assert (desk.get()["version"], desk.get("/years/2027")["published"]) == (1, False)
    assert desk.put("/years/2027", check["version"], {"days": check["days"]})["working_days"] == 260


def test_a_correction_shows_what_differs(desk: Desk) -> None:
    desk.put("/years/2027", 1, {"days": desk.check(2027, GOOD)["days"]})
    check = desk.check(2027, GOOD.replace("2027-10-09,补班", "2027-10-10,补班").replace("元旦", "新年"))
    assert [row["action"] for row in check["rows"]] == ["update", "unchanged", "unchanged", "create"]
    assert check["removed"] == [{"day": "2027-10-09", "working": True, "name": "国庆节"}]


def test_problems_by_row(desk: Desk) -> None:
    content = HEADER + (
        "2027-01-01,放假,元旦\n"
        "2027-01-01,放假,元旦\n"
        "2026-12-31,补班,元旦\n"
        ",放假,春节\n"
        "1月3日,放假,春节\n"
        "2027-02-08,也许,春节\n"
        "2027-02-09,放假,\n"
        f"2027-02-10,放假,{'长' * 41}\n"
        "2027-02-11,补班,春节\n"
        "\n"
        "2027-10-01,放假,国庆节\n"
    )
    check = desk.check(2027, content)
    assert (check["can_confirm"], check["days"]) == (False, [])
    found = [(row["row"], [problem["column"] for problem in row["problems"]]) for row in check["rows"]]
    assert found == [
        (2, ["日期"]),
        (3, ["日期"]),
        (4, ["日期"]),
        (5, ["日期"]),
        (6, ["日期"]),
        (7, ["安排"]),
        (8, ["名称"]),
        (9, ["名称"]),
        (10, ["日期"]),
        (12, []),
    ]
    assert [row["action"] for row in check["rows"]] == ["error"] * 9 + ["create"]
    assert [problem["message"] for problem in check["problems"]] == [
        "缺少 5 月 1 日（劳动节）放假",
    ]
    assert "上一年的日历" in check["rows"][2]["problems"][0]["message"]


def test_english_answers(desk: Desk) -> None:
    response = desk.upload(2027, HEADER + "2027-01-04,补班,元旦\n", **{"Accept-Language": "en"})
    assert response.json()["rows"][0]["problems"][0]["message"] == "Monday to Friday are worked anyway"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_published_year_comes_back_unchanged(desk: Desk, kind: str) -> None:
    response = desk.send("GET", f"/years/2026/file?format={kind}")
    assert response.status_code == 200
    check = desk.check(2026, response.content, f"2026.{kind}")
    assert {row["action"] for row in check["rows"]} == {"unchanged"}
    assert (check["removed"], check["can_confirm"], check["working_days"]) == ([], True, 248)
    assert desk.put("/years/2026", 1, {"days": check["days"]})["version"] == 1
    assert desk.send("GET", "/years/2027/file").status_code == 404


def test_a_workbook_with_a_title_and_english_columns(desk: Desk) -> None:
    rows = [["", "name", "day", "working"], ["", "元旦", "2027-01-01", 0], ["", "劳动节", "2027-05-01", 0]]
    rows += [["", "国庆节", "2027-10-01", 0], ["", "国庆节", "2027-10-09", 1]]
    check = desk.check(2027, write_xlsx(["2027 年安排", "", "", ""], rows), "a.xlsx")
    assert (check["can_confirm"], check["makeup_days"]) == (True, 1)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "spreadsheet_unreadable"),
        (b"a,b\n1,2\n", 422, "spreadsheet_unreadable"),
        (HEADER.encode(), 422, "spreadsheet_unreadable"),
        ((HEADER + "2027-01-01,放假,元旦\n" * 121).encode(), 413, "spreadsheet_too_large"),
        (b"x" * (1024 * 1024 + 1), 413, "spreadsheet_too_large"),
        (b"PK\x03\x04nonsense", 422, "spreadsheet_unreadable"),
    ],
)
def test_files_that_are_refused(desk: Desk, content: bytes, status: int, code: str) -> None:
    response = desk.upload(2027, content)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_file_for_a_year_out_of_order(desk: Desk) -> None:
    assert desk.upload(2028, GOOD.replace("2027", "2028")).status_code == 409
