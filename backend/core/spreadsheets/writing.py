"""Writing tables that Excel opens as they are meant: Chinese readable, nothing run as a formula."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

import xlsxwriter

from backend.core.spreadsheets.cells import guard

XLSX_MEDIA: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_MEDIA: Final = "text/csv; charset=utf-8"

OutCell = str | int | float | Decimal | date | None

NOTES_SHEET: Final = "说明"

_MADE = datetime(1980, 1, 1, tzinfo=UTC)  # in each workbook, as in the archive around it
_WIDEST = 60
_MEASURED_ROWS = 1_000
_CSV_ROWS = 500


def write_xlsx(
    columns: Sequence[str],
    rows: Iterable[Sequence[OutCell]],
    *,
    sheet: str = "数据",
    notes: Sequence[Sequence[str]] = (),
) -> bytes:
    """A workbook with a fixed header row and columns as wide as their content; `notes` are the rows of a second sheet.

    Texts stay texts, whatever they begin with; a Decimal shows its own number of decimals; dates are real dates. The
    same content gives the same bytes, so that exports can be compared by their digests.
    """
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"created": _MADE})
        _write_sheet(workbook, sheet, columns, rows)
        if notes:
            _write_sheet(workbook, NOTES_SHEET, notes[0], notes[1:])
    return buffer.getvalue()


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[OutCell]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, in pieces. A text that Excel would run as a formula gets a leading apostrophe;
    numbers stay numbers."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([_safe(title) for title in columns])
    for number, row in enumerate(rows, 1):
        writer.writerow([_safe(cell) for cell in row])
        if number % _CSV_ROWS == 0:
            yield _take(buffer)
    yield _take(buffer)


def _take(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def _safe(cell: OutCell) -> OutCell:
    return guard(cell) if isinstance(cell, str) else cell


def _write_sheet(
    workbook: xlsxwriter.Workbook, name: str, columns: Sequence[str], rows: Iterable[Sequence[OutCell]]
) -> None:
    sheet = workbook.add_worksheet(name)
    header = workbook.add_format({"bold": True, "bottom": 1, "valign": "vcenter"})
    formats = _Formats(workbook)
    widths = [_width(title) for title in columns]
    for column, title in enumerate(columns):
        sheet.write_string(0, column, title, header)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell, formats)
            if number <= _MEASURED_ROWS:
                widths[column] = max(widths[column], _width(cell))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, _WIDEST) + 2)
    sheet.freeze_panes(1, 0)


class _Formats:
    """The cell formats of a workbook, made when first needed."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, xlsxwriter.format.Format] = {}

    def __getitem__(self, pattern: str) -> "xlsxwriter.format.Format":
        if pattern not in self._made:
            self._made[pattern] = self._workbook.add_format({"num_format": pattern})
        return self._made[pattern]


def _write_cell(
    sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, cell: OutCell, formats: _Formats
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.replace(tzinfo=None), formats["yyyy-mm-dd hh:mm"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats["yyyy-mm-dd"])
    elif isinstance(cell, Decimal):
        places = -int(cell.as_tuple().exponent)
        sheet.write_number(row, column, cell, formats["0." + "0" * places if places > 0 else "0"])
    else:
        sheet.write_number(row, column, cell)


def _width(cell: OutCell) -> int:
    """Columns of a Latin character; a Chinese one takes two."""
    if cell is None:
        return 0
    text = str(cell)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
