"""Reading an import file: cells become values, nothing is compared with the register yet."""

from typing import Final

from backend.core.spreadsheets.lists import FileRow, ImportFile, ListLayout, Problem, read_list
from backend.core.text import Text
from backend.units.columns import COLUMNS, column_of

__all__ = ["MAX_FILE", "MAX_ROWS", "FileRow", "ImportFile", "Problem", "read_file"]

MAX_FILE = 10 * 1024 * 1024
MAX_ROWS = 2_000  # so that confirming holds up other writers for no more than a second

_LAYOUT: Final = ListLayout(
    COLUMNS,
    column_of,
    MAX_FILE,
    MAX_ROWS,
    Text(f"一次最多导入 {MAX_ROWS:,} 个单位", f"At most {MAX_ROWS:,} units at once"),
)


def read_file(data: bytes, filename: str) -> ImportFile:
    """Read all rows. Raises SpreadsheetError for what is no table, is empty or too large."""
    return read_list(data, filename, _LAYOUT)
