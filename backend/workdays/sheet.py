"""A year's days as a table: read and checked before anything changes, and written for a later import."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from fastapi import Response
from sqlalchemy.orm import Session

from backend.calendar.days import WorkCalendar
from backend.calendar.editing import ListedDay, listed, published_years
from backend.calendar.models import CalendarDay, DaySource
from backend.calendar.queries import listed_days, load_calendar
from backend.core.downloads import saved_as
from backend.core.errors import NotFound
from backend.core.fields import LINE_PATTERN
from backend.core.spreadsheets import (
    CSV_MEDIA,
    XLSX_MEDIA,
    Cell,
    SpreadsheetError,
    SpreadsheetTooLarge,
    cell_date,
    cell_text,
    open_table,
    unguard,
    write_csv,
    write_xlsx,
)
from backend.core.text import Language, Text
from backend.workdays.rules import check_order, day_problem, missing_days
from backend.workdays.schemas import (
    MAX_DAYS,
    CheckAction,
    CheckOut,
    CheckProblem,
    CheckRow,
    ListedDayOut,
    TableFormat,
)
from backend.workdays.showing import working_days_of

MAX_FILE = 1024 * 1024
FILE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {
            XLSX_MEDIA: {"schema": {"type": "string", "format": "binary"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    }
}
_HEADER_WITHIN = 10  # a title and a note may stand above the header
_TITLES = ("日期", "安排", "名称")
_COLUMNS = {
    **dict.fromkeys(("日期", "day", "date"), 0),
    **dict.fromkeys(("安排", "上班", "working"), 1),
    **dict.fromkeys(("名称", "节日", "假期", "name"), 2),
}
_WORDS = {
    **dict.fromkeys(("补班", "上班", "班", "是", "1", "true", "work"), True),
    **dict.fromkeys(("放假", "休息", "休", "否", "0", "false", "off"), False),
}
_LINE = re.compile(LINE_PATTERN)
_NOTES = (
    ("列", "说明"),
    ("日期", "如 2026-10-01；一天一行"),
    ("安排", "放假（含放假期间的周末）或补班（周末上班）"),
    ("名称", "节日名称，最多 40 字"),
    ("没有列出的日子", "周一至周五上班，周末休息"),
)


@dataclass
class _Row:
    """A row of the file, as far as it could be read."""

    number: int
    day: date | None = None
    working: bool | None = None
    name: str = ""
    problems: list[tuple[str, Text]] = field(default_factory=list)

    @property
    def listed(self) -> ListedDay | None:
        if self.day is None or self.working is None or not self.name:
            return None
        return ListedDay(self.day, self.working, self.name)


def check(session: Session, year: int, content: bytes, filename: str, language: Language) -> CheckOut:
    """What publishing this file as a year would change, and what is wrong with it, row by row.

    Raises YearGap, and SpreadsheetError for what is no table with the three columns.
    """
    check_order(year, published_years(session))
    rows = _read(content, filename)
    times = Counter(row.day for row in rows if row.day is not None)
    for row in rows:
        problem = day_problem(year, row.listed, times) if row.listed else None
        if problem is not None:
            row.problems.append((_TITLES[0], problem))
    days = [row.listed for row in rows if row.listed is not None and not row.problems]
    lacking = missing_days(year, [row.listed for row in rows if row.listed is not None])
    before = {row.day: listed(row) for row in listed_days(session, DaySource.NATIONAL, year)}
    calendar = load_calendar(session)
    sound = not lacking and all(not row.problems for row in rows)
    return CheckOut(
        year=year,
        version=calendar.version,
        filename=filename,
        problems=[CheckProblem(column=_TITLES[0], message=text.of(language)) for text in lacking],
        rows=[_shown(row, before, language) for row in rows],
        removed=[ListedDayOut.model_validate(entry) for day, entry in before.items() if day not in times],
        working_days=working_days_of(_with_year(calendar, year, days), year),
        days_off=sum(not entry.working for entry in days),
        makeup_days=sum(entry.working for entry in days),
        days=[ListedDayOut.model_validate(entry) for entry in days] if sound else [],
        can_confirm=sound,
    )


def year_file(session: Session, year: int, kind: TableFormat) -> Response:
    """A published year as a file that the import takes back without a change. Raises NotFound."""
    days = listed_days(session, DaySource.NATIONAL, year)
    if not days:
        raise NotFound
    rows = [_cells(row) for row in days]
    if kind is TableFormat.CSV:
        content, media = b"".join(write_csv(_TITLES, rows)), CSV_MEDIA
    else:
        content, media = write_xlsx(_TITLES, rows, sheet=f"{year}年", notes=_NOTES), XLSX_MEDIA
    return Response(content, media_type=media, headers=saved_as(f"{year}年工作日历.{kind}", "calendar"))


def _cells(row: CalendarDay) -> list[date | str]:
    return [row.day, "补班" if row.working else "放假", row.name]


def _with_year(calendar: WorkCalendar, year: int, days: Sequence[ListedDay]) -> WorkCalendar:
    others = {day: working for day, working in calendar.national.items() if day.year != year}
    national = others | {entry.day: entry.working for entry in days}
    return WorkCalendar(calendar.version, national, calendar.local, calendar.hours)


def _shown(row: _Row, before: dict[date, ListedDay], language: Language) -> CheckRow:
    if row.problems or row.listed is None:
        action = CheckAction.ERROR
    elif row.listed.day not in before:
        action = CheckAction.CREATE
    else:
        action = CheckAction.UNCHANGED if before[row.listed.day] == row.listed else CheckAction.UPDATE
    return CheckRow(
        row=row.number,
        action=action,
        day=row.day,
        working=row.working,
        name=row.name,
        problems=[CheckProblem(column=column, message=text.of(language)) for column, text in row.problems],
    )


def _read(content: bytes, filename: str) -> list[_Row]:
    if len(content) > MAX_FILE:
        raise SpreadsheetTooLarge(Text("文件超过 1 MB", "The file is over 1 MB"))
    table = open_table(content, filename)
    header, columns = _find_header(table.rows())
    rows: list[_Row] = []
    for number, cells in table.rows():
        if number <= header or not any(cell_text(cell) for cell in cells):
            continue
        if len(rows) == MAX_DAYS:
            raise SpreadsheetTooLarge(Text(f"一年最多列出 {MAX_DAYS} 天", f"At most {MAX_DAYS} days a year"))
        texts = [cells[column] if column < len(cells) else "" for column in columns]
        rows.append(_read_row(number, [unguard(cell) if isinstance(cell, str) else cell for cell in texts]))
    if not rows:
        raise SpreadsheetError(Text("表头下面没有内容", "There is nothing below the header"), header)
    return rows


def _find_header(rows: Iterator[tuple[int, list[Cell]]]) -> tuple[int, list[int]]:
    """The number of the header and where the three columns stand. Raises SpreadsheetError."""
    for number, cells in islice(rows, _HEADER_WITHIN):
        found = {_COLUMNS.get(cell_text(cell).casefold()): index for index, cell in reversed(list(enumerate(cells)))}
        if {0, 1, 2} <= found.keys():
            return number, [found[0], found[1], found[2]]
    text = Text("没有找到表头：须有“日期”“安排”“名称”三列", "No header with the columns day, working, name")
    raise SpreadsheetError(text)


def _read_row(number: int, cells: list[Cell]) -> _Row:
    row = _Row(number)
    try:
        row.day = cell_date(cells[0])
        if row.day is None:
            row.problems.append((_TITLES[0], Text("必填", "This is required")))
    except ValueError:
        text = Text("日期应写成 2026-01-05 或 2026/1/5", "A date is written 2026-01-05 or 2026/1/5")
        row.problems.append((_TITLES[0], text))
    row.working = _WORDS.get(cell_text(cells[1]).casefold())
    if row.working is None:
        row.problems.append((_TITLES[1], Text("应写“放假”或“补班”", "Must be off or work")))
    name = cell_text(cells[2])
    if 0 < len(name) <= 40 and _LINE.fullmatch(name):
        row.name = name
    else:
        text = Text("必填，最多 40 字，不能有换行", "Required, at most 40 characters, one line")
        row.problems.append((_TITLES[2], text))
    return row
