"""Reading xlsx: what is a workbook, and what would exhaust the machine."""

import io
import tracemalloc
import zipfile

import pytest
import xlsxwriter

from backend.core.spreadsheets import SpreadsheetError, open_table, write_xlsx


def read(data: bytes, filename: str = "a.xlsx") -> list[tuple[int, list[object]]]:
    return [(number, list(cells)) for number, cells in open_table(data, filename).rows()]


def refusal(data: bytes, filename: str = "a.xlsx") -> SpreadsheetError:
    with pytest.raises(SpreadsheetError) as caught:
        read(data, filename)
    return caught.value


def workbook(cells: dict[tuple[int, int], object], sheets: tuple[str, ...] = ("一",)) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            for (row, column), value in cells.items():
                sheet.write(row, column, value)
    return buffer.getvalue()


def rezip(data: bytes, replace: dict[str, bytes] | None = None, extra: dict[str, bytes] | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, content in (extra or {}).items():
            new.writestr(name, content)
    return buffer.getvalue()


def sheet_xml(rows: str) -> dict[str, bytes]:
    head = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return {"xl/worksheets/sheet1.xml": f"{head}{rows}</sheetData></worksheet>".encode()}


def test_workbook_rows_keep_their_numbers_and_columns() -> None:
    rows = read(workbook({(2, 1): "x", (4, 2): 7.5}))
    assert [row for row in rows if any(row[1])] == [(3, ["", "x", ""]), (5, ["", "", 7.5])]


def test_named_sheet() -> None:
    data = workbook({(0, 0): "x"}, ("一", "二"))
    table = open_table(data, "a.xlsx", "二")
    assert table.sheets == ("一", "二")
    assert list(table.rows()) == [(1, ["x"])]
    with pytest.raises(SpreadsheetError):
        open_table(data, "a.xlsx", "三")


def test_empty_sheet_has_no_rows() -> None:
    assert read(workbook({})) == []


def test_content_decides_not_the_name() -> None:
    assert read(workbook({(0, 0): "x"}), "a.csv") == [(1, ["x"])]
    assert refusal(b"a,b\n1,2\n").status == 422


def test_old_and_protected_workbooks_are_told_apart() -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1")
    assert ".xls" in refusal(ole + b"\0" * 600, "a.xls").detail.zh
    assert "密码" in refusal(ole + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")).detail.zh


@pytest.mark.parametrize("cut", [100, 1000, -200])
def test_damaged_workbook(cut: int) -> None:
    assert refusal(workbook({(0, 0): "x"})[:cut]).status == 422


def test_other_zip_files_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "不是 .xlsx" in refusal(buffer.getvalue(), "a.ods").detail.zh


def test_too_many_parts() -> None:
    data = rezip(workbook({(0, 0): "x"}), extra={f"part{n}": b"" for n in range(1000)})
    assert refusal(data).status == 413


def test_bomb_by_declared_size_and_by_ratio() -> None:
    data = rezip(workbook({(0, 0): "x"}), extra={"xl/media/a.bin": b"\0" * (12 * 1024 * 1024)})
    assert len(data) < 100_000
    assert refusal(data).status == 413


def test_bomb_with_a_lying_header() -> None:
    size = 64 * 1024 * 1024
    data = rezip(workbook({(0, 0): "x"}), extra={"xl/a.xml": b"<a>".ljust(size)})
    true_size = size.to_bytes(4, "little")
    assert data.count(true_size) == 2
    lying = data.replace(true_size, (1000).to_bytes(4, "little"))
    tracemalloc.start()
    error = refusal(lying)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.status == 422
    assert peak < 5_000_000


def test_small_lie_is_refused() -> None:
    data = rezip(workbook({(0, 0): "x"}), extra={"xl/media/a.bin": b"y" * 123_457})
    lying = data.replace((123_457).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != data
    assert refusal(lying).status == 422


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<x:row xmlns:x="y" r="1000000"/><row r="3"><c r="ZZ3"/></row>',
        '<row r="&#49;048576"><c r="XF&#68;1048576"><v>1</v></c></row>',
    ],
    ids=["far corner", "empty elements", "entities"],
)
def test_two_cells_far_apart_do_not_exhaust_memory(rows: str) -> None:
    assert refusal(rezip(workbook({(0, 0): "x"}), sheet_xml(rows))).status == 413


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="99999999"/>',
        '<row r="x"/>',
        '<row r="1"><c r="AAAA1"/></row>',
        '<row r="1"><c t="s"><v>9</v></c></row>',
        "<row>",
    ],
)
def test_nonsense_in_a_sheet(rows: str) -> None:
    assert refusal(rezip(workbook({(0, 0): "x"}), sheet_xml(rows))).status == 422


def test_one_long_text_in_a_million_cells() -> None:
    cells = '<c t="s"><v>0</v></c>' * 10
    rows = "".join(f"<row>{cells}</row>" for _ in range(1000))
    text = f"<sst><si><t>{'长' * 30_000}</t></si></sst>".encode()
    data = rezip(workbook({(0, 0): "x"}), sheet_xml(rows) | {"xl/sharedStrings.xml": text})
    assert refusal(data).status == 413


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>'
    data = rezip(workbook({(0, 0): "x"}), {"xl/worksheets/sheet1.xml": bomb})
    assert refusal(data).status == 422


def test_rows_on_another_sheet_are_refused_and_the_sheets_named() -> None:
    problem = refusal(workbook({(0, 0): "x"}, ("一月", "二月", "三月")))
    assert (problem.status, problem.code) == (422, "spreadsheet_unreadable")
    detail = problem.detail
    assert detail is not None
    assert "只能导入一个工作表" in detail.zh
    assert "“一月”、“二月”、“三月”" in detail.zh
    assert "“一月”, “二月”, “三月”" in detail.en


@pytest.mark.parametrize("second", ["hidden", "first_is_empty"])
def test_no_other_sheet_is_passed_over(second: str) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        first, other = book.add_worksheet("一"), book.add_worksheet("二")
        other.write(5, 5, "x")
        if second == "hidden":
            first.write(0, 0, "x")
            other.hide()
    detail = refusal(buffer.getvalue()).detail
    assert detail is not None
    assert "“一”、“二”" in detail.zh


def test_sheets_without_rows_do_no_harm() -> None:
    """An empty sheet, one with formats and blank texts only, one that is a chart."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet("一").write_row(0, 0, ["x", 1])
        book.add_worksheet("二")
        formatted = book.add_worksheet("三")
        formatted.write_blank(3, 3, None, book.add_format({"bold": True}))
        formatted.write_string(4, 4, "  ")
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=一!$B$1:$B$1"})
        book.add_chartsheet("图").set_chart(chart)
    assert read(buffer.getvalue()) == [(1, ["x", 1.0])]


def test_our_own_notes_are_known() -> None:
    data = write_xlsx(["a"], [["x"]], notes=[["列", "说明"], ["a", "b"]])
    assert open_table(data, "a.xlsx").sheets == ("数据", "说明")
    assert read(data) == [(1, ["a"]), (2, ["x"])]
