"""A first look at a file: its columns and first rows."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, cast

from backend.ballots.imports.problems import clipped
from backend.ballots.imports.schemas import MAX_COLUMNS
from backend.core.spreadsheets import SpreadsheetError, Table, cell_text, open_table
from backend.core.text import Text

SAMPLE_ROWS: Final = 20
SAMPLE_COLUMNS: Final = 300
_TITLE_LENGTH = 200
_CHUNK = 1 << 20

Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is. `lines` estimates its rows for the progress of a job; 0 for a workbook."""

    encoding: str | None
    delimiter: str | None
    lines: int
    columns: list[str]
    sample: list[list[str]]


def look_at(path: Path, filename: str) -> Look:
    """Read titles and first rows. Raises SpreadsheetError for what is not a table."""
    table = open_table(path, filename)
    columns, rows = read_table(table)
    sample = [[clipped(cell) for cell in row[:SAMPLE_COLUMNS]] for _, row in islice(filter(_filled, rows), SAMPLE_ROWS)]
    return Look(table.encoding, table.delimiter, _lines(path) if table.kind == "csv" else 0, columns, sample)


def read_table(table: Table) -> tuple[list[str], Rows]:
    """The titles of the first row that holds anything, and the rows below it as texts."""
    rows = cast(Rows, table.rows()) if table.kind == "csv" else _as_texts(table)
    header = next(filter(_filled, rows), None)
    if header is None:
        raise SpreadsheetError(Text("文件是空的", "The file is empty"), 1)
    number, titles = header
    if len(titles) > MAX_COLUMNS:
        raise SpreadsheetError(Text("第一行的列太多", "The first row has too many columns"), number)
    return unique_titles(titles), rows


def unique_titles(cells: list[str]) -> list[str]:
    """Titles as names: visible characters only, never empty, never twice; empty ones at the end are dropped."""
    titles = [_clean(cell) for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    seen: Counter[str] = Counter()
    unique = []
    for number, title in enumerate(titles, start=1):
        name = title or f"第{number}列"
        seen[name] += 1
        unique.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return unique


def _clean(cell: str) -> str:
    visible = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in cell_text(cell))
    return " ".join(visible.split())[:_TITLE_LENGTH]


def _filled(row: tuple[int, list[str]]) -> bool:
    return any(cell.strip() for cell in row[1])


def _as_texts(table: Table) -> Rows:
    for number, cells in table.rows():
        yield number, [cell_text(cell) for cell in cells]


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b""))
