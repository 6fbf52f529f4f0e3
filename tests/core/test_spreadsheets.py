"""Reading csv and xlsx, and writing what Excel opens."""

import csv
import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from backend.core.spreadsheets import (
    SpreadsheetError,
    SpreadsheetTooLarge,
    cell_date,
    cell_text,
    open_table,
    unguard,
    write_csv,
    write_xlsx,
)

CHINESE = "编码,名称\nB01,财政局\nB02,公安局\n"


def read(data: bytes, filename: str = "a.csv") -> list[tuple[int, list[object]]]:
    return [(number, list(cells)) for number, cells in open_table(data, filename).rows()]


def refusal(data: bytes, filename: str = "a.csv") -> SpreadsheetError:
    with pytest.raises(SpreadsheetError) as caught:
        read(data, filename)
    return caught.value


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("gb18030", "gb18030"), ("gbk", "gb18030")],
)
def test_encodings(encoding: str, found: str) -> None:
    table = open_table(CHINESE.encode(encoding), "a.csv")
    assert (table.kind, table.encoding) == ("csv", found)
    assert list(table.rows()) == [(1, ["编码", "名称"]), (2, ["B01", "财政局"]), (3, ["B02", "公安局"])]


def test_big_endian_utf16_and_ascii() -> None:
    assert read(b"\xfe\xff" + CHINESE.encode("utf-16-be"))[1] == (2, ["B01", "财政局"])
    assert open_table(b"a,b\n1,2\n", "a.csv").encoding == "utf-8"


def test_short_gb18030_that_is_accidentally_valid_utf8_is_no_mix() -> None:
    # 联通 and the like: two bytes that UTF-8 would read as one Latin letter.
    accidental = "选项\n推\n同\n满意\n".encode("gb18030")
    assert read(accidental)[1:] == [(2, ["推"]), (3, ["同"]), (4, ["满意"])]


@pytest.mark.parametrize("first", ["utf-8", "gb18030"])
def test_mixed_encodings_name_the_row(first: str) -> None:
    second = "gb18030" if first == "utf-8" else "utf-8"
    data = '编码,名称\nB01,财政局\nB02,"公安\n局"\n'.encode(first) + "B03,自然资源和规划局\n".encode(second)
    error = refusal(data)
    # The quoted line break makes line 5 of the file the fourth row.
    assert error.row == 4
    assert "混用" in error.detail.zh
    assert error.status == 422


def test_utf8_cut_inside_a_character_is_refused() -> None:
    assert refusal(CHINESE.encode()[:-2]).row == 3


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (b"a,b\n1,\0\n", 2),
        (b"a,b\n1,2\n\xff\xff,3\n", 3),
        (b"\xff\xfe" + "a,b\n1,\0\n".encode("utf-16-le"), 2),
        (b"\xff\xfe" + "a,b\n1,2\n".encode("utf-16-le") + b"\x00\xd8", 3),
    ],
    ids=["nul", "neither", "nul in utf-16", "half a surrogate"],
)
def test_bytes_that_are_no_text(data: bytes, row: int) -> None:
    assert refusal(data).row == row


@pytest.mark.parametrize(
    ("line", "delimiter"), [("a,b", ","), ("a;b", ";"), ("a\tb", "\t"), ('"x;y;z",b', ","), ("a", ",")]
)
def test_delimiters(line: str, delimiter: str) -> None:
    assert open_table(f"\n{line}\n1{delimiter}2\n".encode(), "a.csv").delimiter == delimiter


def test_row_numbers_count_empty_rows_and_quoted_line_breaks() -> None:
    assert read(b'a,b\n\n"x\ny",2\nz,3\n') == [(1, ["a", "b"]), (2, []), (3, ["x\ny", "2"]), (4, ["z", "3"])]


def test_unclosed_quote_is_named() -> None:
    assert refusal(b'a,b\n1,2\n"3,4\n5,6\n').row == 3


def test_a_cell_longer_than_any_sheet_allows() -> None:
    assert refusal(b"a\n" + b"x" * 200_000 + b"\n").row == 2


def test_empty_and_too_large() -> None:
    assert refusal(b"").status == 422
    too_large = refusal(b"a,b\n" * (50 * 1024 * 1024 // 4 + 1))
    assert (too_large.status, type(too_large)) == (413, SpreadsheetTooLarge)


def test_rows_stream_from_a_path_and_can_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_bytes(b"respondent,option\n" + b"1234567,2\n" * 200_000)
    table = open_table(path, path.name)
    tracemalloc.start()
    assert sum(1 for _ in table.rows()) == 200_001
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()
    assert next(iter(table.rows())) == (1, ["respondent", "option"])


# Cells


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (101.0, "101"), (7.5, "7.5"), (True, "True"), (" x ", "x"), (date(2026, 1, 5), "2026-01-05")],
)
def test_cell_text(cell: object, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    "cell", ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "2026-01-05 00:00:00", date(2026, 1, 5)]
)
def test_cell_date(cell: object) -> None:
    assert cell_date(cell) == date(2026, 1, 5)


@pytest.mark.parametrize("cell", ["2026-02-30", "5/1/2026", "46027", 46027.0, "today", "2026-1"])
def test_no_date(cell: object) -> None:
    with pytest.raises(ValueError, match=r"date|day"):
        cell_date(cell)


# Writing

RISKY = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", "'=1", "''@x"]


def test_w05_csv_neutralises_texts_and_leaves_numbers() -> None:
    data = b"".join(write_csv(["列", "数"], [*([text, -1] for text in RISKY), ["-", Decimal("-2.50")], [None, 3]]))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["列", "数"]
    assert [row[0] for row in rows[1:13]] == ["'" + text for text in RISKY]
    assert {row[1] for row in rows[1:13]} == {"-1"}
    assert rows[13:] == [["'-", "-2.50"], ["", "3"]]


@pytest.mark.parametrize("text", [*RISKY, "普通", "'平常", ""])
def test_w05_a_csv_text_comes_back_as_it_was(text: str) -> None:
    data = b"".join(write_csv(["列", "x"], [[text, "."]]))
    (_, (cell, _)) = list(open_table(data, "a.csv").rows())[1]
    assert unguard(str(cell)) == text


def test_csv_comes_in_pieces() -> None:
    def rows() -> Iterator[list[int]]:
        yield from ([number] for number in range(2000))

    pieces = list(write_csv(["n"], rows()))
    assert len(pieces) > 3
    assert b"".join(pieces).count(b"\r\n") == 2001


def test_a_workbook_does_not_tell_when_it_was_made() -> None:
    """So the same table gives the same bytes."""
    with zipfile.ZipFile(io.BytesIO(write_xlsx(["n"], [[1]]))) as archive:
        properties = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", properties)) == {"1980-01-01T00:00:00Z"}


def test_w05_workbook_keeps_texts_numbers_and_dates() -> None:
    rows = [["001", Decimal("77.80"), date(2026, 1, 5)], *([text, 1, None] for text in ("=1+1", "http://x.cn", "@x"))]
    data = write_xlsx(["编码", "数", "日"], rows, notes=[["列", "说明"], ["编码", "必填"]])
    table = open_table(data, "a.xlsx")
    assert table.sheets == ("数据", "说明")
    assert [cells for _, cells in table.rows()] == [
        ["编码", "数", "日"],
        ["001", 77.8, date(2026, 1, 5)],
        ["=1+1", 1.0, ""],
        ["http://x.cn", 1.0, ""],
        ["@x", 1.0, ""],
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'state="frozen"' in sheet
    assert 'formatCode="0.00"' in styles or 'numFmtId="2"' in styles
    # Chinese takes two columns a character: the first column holds a short header and an address.
    assert '<col min="1" max="1" width="13.7' in sheet


def test_w05_no_table_is_written_elsewhere() -> None:
    """What neutralises cells is passed by nobody."""
    backend = Path(__file__).parents[2] / "backend"
    writing = re.compile(r"csv\.(writer|DictWriter)|import xlsxwriter|import openpyxl")
    found = {path for path in backend.rglob("*.py") if writing.search(path.read_text(encoding="utf-8"))}
    assert found == {backend / "core" / "spreadsheets" / "writing.py"}
