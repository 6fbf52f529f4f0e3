"""Reading a list that people keep in a table: a header somewhere at the top, then one thing a row."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from backend.core.spreadsheets.cells import Cell, cell_text, unguard
from backend.core.spreadsheets.errors import SpreadsheetError, SpreadsheetTooLarge
from backend.core.spreadsheets.reading import Table, open_table
from backend.core.text import Text

_HEADER_WITHIN = 10  # a title and a note may stand above the header


class ListColumn(Protocol):
    """A column as a list has it. `read` gives the cell's value; it raises ValueError with a Text."""

    @property
    def field(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def required(self) -> bool: ...

    def read(self, cell: Cell) -> Any: ...


Column = TypeVar("Column", bound=ListColumn)


@dataclass(frozen=True)
class ListLayout(Generic[Column]):
    """What a list looks like: its columns, which column a header means, and how much is taken at once."""

    columns: Sequence[Column]
    column_of: Callable[[str], Column | None]
    max_bytes: int
    max_rows: int
    too_many: Text


@dataclass(frozen=True)
class Problem:
    """Something wrong in a row; `column` is the header as it stands in the file."""

    column: str
    message: Text


@dataclass
class FileRow:
    """One row of the file: a value for each column of the file that could be read."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class ImportFile:
    """A read file. With `problems` of the header that lack a required column, `rows` is empty."""

    header_row: int
    columns: tuple[str, ...]
    problems: list[Problem]
    rows: list[FileRow]


def plain_header(header: str) -> str:
    """A header without what people add to it: spaces, line breaks, a star for required."""
    return re.sub(r"[\s_*＊]", "", header).casefold()


def read_list(data: bytes, filename: str, layout: ListLayout[Column]) -> ImportFile:
    """Read all rows. Raises SpreadsheetError for what is no table, is empty or too large."""
    if len(data) > layout.max_bytes:
        megabytes = layout.max_bytes // 1024 // 1024
        raise SpreadsheetTooLarge(Text(f"文件超过 {megabytes} MB", f"The file is over {megabytes} MB"))
    table = open_table(data, filename)
    header_row, headers = _find_header(table, layout)
    problems, columns = _read_header(headers, layout)
    missing = [column for column in layout.columns if column.required and column not in columns.values()]
    problems += [Problem(column.title, Text("缺少这一列", "This column is missing")) for column in missing]
    result = ImportFile(header_row, tuple(column.field for column in columns.values()), problems, [])
    if missing:
        return result
    for number, cells in table.rows():
        if number <= header_row or _empty(cells):
            continue
        if len(result.rows) == layout.max_rows:
            raise SpreadsheetTooLarge(layout.too_many)
        result.rows.append(_read_row(number, cells, columns, csv=table.kind == "csv"))
    if not result.rows:
        raise SpreadsheetError(Text("表头下面没有内容", "There is nothing below the header"), header_row)
    return result


def _empty(cells: list[Cell]) -> bool:
    return not any(cell_text(cell) for cell in cells)


def _find_header(table: Table, layout: ListLayout[Column]) -> tuple[int, list[str]]:
    """The first row with two known headers, or else the first row that is not empty."""
    first: tuple[int, list[str]] | None = None
    for number, cells in islice(table.rows(), _HEADER_WITHIN):
        headers = [cell_text(cell) for cell in cells]
        if sum(layout.column_of(header) is not None for header in headers) >= 2:
            return number, headers
        if first is None and any(headers):
            first = (number, headers)
    if first is None:
        raise SpreadsheetError(Text("表格是空的", "The table is empty"))
    return first


def _read_header(headers: list[str], layout: ListLayout[Column]) -> tuple[list[Problem], dict[int, Column]]:
    problems: list[Problem] = []
    columns: dict[int, Column] = {}
    for index, header in enumerate(headers):
        column = layout.column_of(header)
        if not header:
            continue
        shown = header[:60]
        if column is None:
            known = "、".join(known.title for known in layout.columns)
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
