"""Reading an import file: cells become values, nothing is compared with the register yet."""

from dataclasses import dataclass, field
from itertools import islice

from backend.core.spreadsheets import (
    Cell,
    SpreadsheetError,
    SpreadsheetTooLarge,
    Table,
    cell_text,
    open_table,
    unguard,
)
from backend.core.text import Text
from backend.units.columns import COLUMNS, Column, Value, column_of

MAX_FILE = 10 * 1024 * 1024
MAX_ROWS = 2_000  # so that confirming holds up other writers for no more than a second
_HEADER_WITHIN = 10  # a title and a note may stand above the header


@dataclass(frozen=True)
class Problem:
    """Something wrong in a row; `column` is the header as it stands in the file."""

    column: str
    message: Text


@dataclass
class FileRow:
    """One unit of the file: a value for each column of the file that could be read."""

    number: int
    values: dict[str, Value] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class ImportFile:
    """A read file. With `problems` of the header that lack a required column, `rows` is empty."""

    header_row: int
    columns: tuple[str, ...]
    problems: list[Problem]
    rows: list[FileRow]


def read_file(data: bytes, filename: str) -> ImportFile:
    """Read all rows. Raises SpreadsheetError for what is no table, is empty or too large."""
    if len(data) > MAX_FILE:
        megabytes = MAX_FILE // 1024 // 1024
        raise SpreadsheetTooLarge(Text(f"文件超过 {megabytes} MB", f"The file is over {megabytes} MB"))
    table = open_table(data, filename)
    header_row, headers = _find_header(table)
    problems, columns = _read_header(headers)
    missing = [column for column in COLUMNS if column.required and column not in columns.values()]
    problems += [Problem(column.title, Text("缺少这一列", "This column is missing")) for column in missing]
    result = ImportFile(header_row, tuple(column.field for column in columns.values()), problems, [])
    if missing:
        return result
    for number, cells in table.rows():
        if number <= header_row or _empty(cells):
            continue
        if len(result.rows) == MAX_ROWS:
            raise SpreadsheetTooLarge(Text(f"一次最多导入 {MAX_ROWS:,} 个单位", f"At most {MAX_ROWS:,} units at once"))
        result.rows.append(_read_row(number, cells, columns, csv=table.kind == "csv"))
    if not result.rows:
        raise SpreadsheetError(Text("表头下面没有内容", "There is nothing below the header"), header_row)
    return result


def _empty(cells: list[Cell]) -> bool:
    return not any(cell_text(cell) for cell in cells)


def _find_header(table: Table) -> tuple[int, list[str]]:
    """The first row with two known headers, or else the first row that is not empty."""
    first: tuple[int, list[str]] | None = None
    for number, cells in islice(table.rows(), _HEADER_WITHIN):
        headers = [cell_text(cell) for cell in cells]
        if sum(column_of(header) is not None for header in headers) >= 2:
            return number, headers
        if first is None and any(headers):
            first = (number, headers)
    if first is None:
        raise SpreadsheetError(Text("表格是空的", "The table is empty"))
    return first


def _read_header(headers: list[str]) -> tuple[list[Problem], dict[int, Column]]:
    problems: list[Problem] = []
    columns: dict[int, Column] = {}
    for index, header in enumerate(headers):
        column = column_of(header)
        if not header:
            continue
        shown = header[:60]
        if column is None:
            known = "、".join(known.title for known in COLUMNS)
            text = Text("不认识的列；可用的列：{known}", "Unknown column; known are: {known}")
            problems.append(Problem(shown, text.format(known=known)))
        elif column in columns.values():
            problems.append(Problem(shown, Text("这一列重复了", "This column stands twice")))
        else:
            columns[index] = column
    return problems, columns


def _read_row(number: int, cells: list[Cell], columns: dict[int, Column], *, csv: bool) -> FileRow:
    row = FileRow(number)
    for index, column in columns.items():
        cell = cells[index] if index < len(cells) else ""
        if csv and isinstance(cell, str):
            cell = unguard(cell)
        try:
            row.values[column.field] = column.read(cell)
        except ValueError as problem:
            row.problems.append(Problem(column.title, problem.args[0]))
    for column in columns.values():
        if column.required and row.values.get(column.field) == "":
            row.problems.append(Problem(column.title, Text("必填", "This is required")))
    return row
