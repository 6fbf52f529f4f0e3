"""Opening a csv or xlsx file as a stream of rows."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import BinaryIO, Literal, TypeVar

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from backend.core.spreadsheets.cells import Cell, cell_text
from backend.core.spreadsheets.encoding import Opener, detect_delimiter, detect_encoding
from backend.core.spreadsheets.errors import SpreadsheetError, SpreadsheetTooLarge, damaged
from backend.core.spreadsheets.unpacking import unpack_workbook
from backend.core.spreadsheets.writing import NOTES_SHEET
from backend.core.text import Text

MAX_CSV = 50 * 1024 * 1024
MAX_XLSX = 20 * 1024 * 1024
_NAMED_SHEETS = 3  # in a refusal; each has to be laid out to be looked into
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Table:
    """An opened table. `rows()` may be called again; each call reads from the top.

    It yields `(row, cells)`: the row's number from 1 as Excel shows it, and a list whose length may differ from row to
    row. csv cells are texts as they stand in the file, empty rows are empty lists, and a million rows need no more
    memory than one; xlsx cells are typed, an empty cell is "". Reading may raise SpreadsheetError.
    """

    kind: Literal["csv", "xlsx"]
    encoding: str | None
    delimiter: str | None
    sheets: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[int, list[Cell]]]]


def open_table(source: Path | bytes, filename: str, sheet: str | None = None) -> Table:
    """Look at a file and open it; its content decides what it is, `filename` only words the refusal.

    `sheet` names a sheet of a workbook, otherwise the first is read and no other may hold rows, except the notes that
    `write_xlsx` adds. Raises SpreadsheetError (422), or SpreadsheetTooLarge (413) for a file over 50 MB csv, 20 MB xlsx
    or the limits of `unpacking.py`.
    """

    def opener() -> BinaryIO:
        return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")

    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    with opener() as file:
        head = file.read(8)
    if head.startswith(_ZIP):
        _check_size(size, MAX_XLSX)
        return _open_xlsx(opener, sheet)
    if head == _OLE:
        raise _old_or_protected(opener)
    if filename.lower().endswith((".xlsx", ".xlsm")):
        raise damaged()
    _check_size(size, MAX_CSV)
    return _open_csv(opener)


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        megabytes = limit // 1024 // 1024
        raise SpreadsheetTooLarge(Text(f"文件超过 {megabytes} MB", f"The file is over {megabytes} MB"))
    if size == 0:
        raise SpreadsheetError(Text("文件是空的", "The file is empty"))


def _old_or_protected(opener: Opener) -> SpreadsheetError:
    with opener() as file:
        protected = _ENCRYPTED in file.read(MAX_XLSX)
    if protected:
        return SpreadsheetError(
            Text("文件设有打开密码，请取消密码后再上传", "The file is protected by a password; remove it first")
        )
    return SpreadsheetError(
        Text(
            "这是旧版 .xls 文件，请在 Excel 中另存为 .xlsx 后再上传",
            "This is an old .xls file; save it as .xlsx in Excel",
        )
    )


def _open_csv(opener: Opener) -> Table:
    encoding = detect_encoding(opener)
    with _text(opener, encoding) as lines:
        delimiter = detect_delimiter(lines)

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        numbers = count(1)
        with _text(opener, encoding) as text:
            try:
                # zip runs in C: a million rows cost what csv.reader costs.
                yield from zip(numbers, csv.reader(text, delimiter=delimiter, strict=True), strict=False)
            except csv.Error as problem:
                row = next(numbers) - 1
                message = Text(
                    f"第 {row} 行读不出来：引号不成对，或单元格过长",
                    f"Row {row} cannot be read: a quote is not closed, or a cell is too long",
                )
                raise SpreadsheetError(message, row) from problem

    return Table("csv", encoding.removesuffix("-sig"), delimiter, (), rows)


def _text(opener: Opener, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(opener(), encoding=encoding, newline="")


def _open_xlsx(opener: Opener, sheet: str | None) -> Table:
    with tempfile.TemporaryDirectory(prefix="pingyi-") as folder, opener() as file:
        plain = Path(folder) / "plain.xlsx"
        unpack_workbook(file, plain)
        # The reader keeps the file open; the name may go.
        workbook = _calamine(lambda: CalamineWorkbook.from_path(plain))
    # A sheet that is only a chart has no cells.
    sheets = tuple(meta.name for meta in workbook.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet)
    if sheet is not None and sheet not in sheets:
        raise SpreadsheetError(Text("表格中没有这个工作表", "The workbook has no such sheet"))
    if not sheets:
        raise damaged()
    if sheet is None:
        _refuse_other_rows(workbook, sheets)

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        content = _calamine(lambda: workbook.get_sheet_by_name(sheet or sheets[0]))
        if content.start is None:
            return
        # The reader counts rows from the top of the sheet, but columns from the first that is used.
        left: list[Cell] = [""] * content.start[1]
        for number, cells in enumerate(content.iter_rows(), 1):
            yield number, [*left, *cells]

    return Table("xlsx", None, None, sheets, rows)


def _refuse_other_rows(workbook: CalamineWorkbook, sheets: Sequence[str]) -> None:
    """Nothing is left unread in silence: raises SpreadsheetError when a sheet after the first holds rows."""
    others = (name for name in sheets[1:] if name != NOTES_SHEET and _holds_rows(workbook, name))
    found = [sheets[0], *islice(others, _NAMED_SHEETS)]
    if len(found) > 1:
        names = [name if len(name) <= 31 else name[:30] + "…" for name in found]
        raise SpreadsheetError(
            Text(
                "只能导入一个工作表，而这个文件里有内容的不止一个：{zh}；请只保留一个（隐藏的工作表也算）",
                "Only one sheet can be imported, but more hold rows: {en}; keep only one (hidden sheets count too)",
            ).format(zh="、".join(f"“{name}”" for name in names), en=", ".join(f"“{name}”" for name in names))
        )


def _holds_rows(workbook: CalamineWorkbook, name: str) -> bool:
    content = _calamine(lambda: workbook.get_sheet_by_name(name))
    return content.start is not None and any(cell_text(cell) for row in content.iter_rows() for cell in row)


def _calamine(read: Callable[[], Result]) -> Result:
    """Run a call of the reader; what it finds wrong is a damaged file. A panic of its Rust code is no Exception."""
    try:
        return read()
    except (CalamineError, OSError, ValueError) as problem:
        raise damaged() from problem
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        raise damaged() from problem
