"""Reading one cell as what a column should hold."""

import re
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta | None

# A text that a spreadsheet program would run as a formula, also in its full-width form.
RISKY_START = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?")


def cell_text(cell: Cell) -> str:
    """The cell as a person reads it, stripped; a whole number has no decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return str(cell).strip()


def guard(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet program would run."""
    return "'" + text if text.lstrip("'").startswith(RISKY_START) else text


def unguard(text: str) -> str:
    """The text of a csv cell without the apostrophe of `guard`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(RISKY_START) else text


def cell_date(cell: Cell) -> date | None:
    """The cell as a day: a date of Excel, or 2026-01-05, 2026/1/5, 2026.1.5, 2026年1月5日. Empty is None.

    Raises ValueError for anything else, a bare number included: nobody can tell which day was meant.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = cell_text(cell)
    if not text:
        return None
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError("not a date")
    year, month, day = (int(part) for part in match.groups())
    return date(year, month, day)
