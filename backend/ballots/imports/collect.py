"""Reading all answers of a file into packed sheets: once over the file, three look-ups an answer.

The same function serves check and load, so that what is loaded is what was checked. A million answers take about
twice the time of csv.reader, and the memory of the packed sheets with some 300 bytes more for each.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from operator import itemgetter
from typing import Final

from backend.ballots.imports.inspect import Rows
from backend.ballots.imports.mapping import Plan
from backend.ballots.imports.problems import Problems
from backend.core.spreadsheets import SpreadsheetError

FREE: Final = 255  # a cell that no row has spoken of; strata and options are far below
STEP: Final = 20_000
MAX_BYTES: Final = 160 * 1024 * 1024
MAX_SHEETS: Final = 300_000
_SEPARATORS = re.compile(r"[,;/|、,;/|\s++]+")

Progress = Callable[[int], None]


class Box:
    """Packed sheets, one behind the other in `buffer`: a byte for the stratum, then the cells.

    `starts` gives, for a respondent's number as it stands, where the cells begin and how the stratum was written;
    `sources` how many sheets came from each, if a column says so.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.length = plan.cells + 1
        self.buffer = bytearray()
        self.starts: dict[str, tuple[int, str]] = {}
        self.problems = Problems()
        self.rows = 0
        self.sources: Counter[str] = Counter()
        self._free = bytes([FREE]) * plan.cells

    @property
    def sheets(self) -> int:
        return len(self.buffer) // self.length

    def add(self, row: int, respondent: str, stratum: int, home: str) -> int | None:
        """Begin a sheet and return where its cells start; None, with a problem, when there is no room."""
        if self.sheets >= MAX_SHEETS or len(self.buffer) + self.length > MAX_BYTES:
            if "too_many_sheets" not in self.problems.by_code:
                self.problems.add(row, "", "too_many_sheets")
            return None
        self.buffer.append(stratum)
        start = len(self.buffer)
        self.buffer += self._free
        self.starts[respondent] = (start, home)
        return start

    def note_source(self, row: Sequence[str]) -> None:
        """Count the source of a new sheet."""
        if self.plan.source is not None and (source := row[self.plan.source].strip()):
            self.sources[source] += 1

    def refuse(self, row: int, column: int | None, code: str, value: str = "") -> None:
        """Note a problem in a column."""
        self.problems.add(row, "" if column is None else self.plan.columns[column], code, value)


def collect(plan: Plan, rows: Rows, progress: Progress) -> Box:
    """Read all rows. What is wrong is in the box's `problems`; `progress` is told the row every 20,000 rows."""
    box = Box(plan)
    read = _read_wide if plan.wide else _read_long
    row = 0
    try:
        while (last := read(box, rows)) > row:
            row = last
            progress(row)
    except SpreadsheetError as error:
        box.problems.add(error.row or row + 1, "", "unreadable")
    else:
        if not box.rows and not box.problems.count:
            box.problems.add(2, "", "empty_file")
    return box


def _read_long(box: Box, rows: Rows) -> int:
    """Read some rows; returns the number of the last, 0 at the end of the file."""
    plan, buffer, starts = box.plan, box.buffer, box.starts
    assert plan.respondent is not None
    who, unit_at, criterion_at, option_at = plan.respondent, plan.unit, plan.criterion, plan.option
    home_at = who if plan.stratum is None else plan.stratum
    units, criteria, options = plan.units.learned, plan.criteria.learned, plan.options.learned
    width, number, count = len(plan.columns), 0, 0
    for number, row in islice(rows, STEP):
        if len(row) != width and not _fits(box, number, row):
            continue
        count += 1
        try:
            at, home = starts[row[who]]
            at += units[row[unit_at]]
            if criterion_at is not None:
                at += criteria[row[criterion_at]]
            option = options[row[option_at]]
            plain = home == row[home_at]
        except KeyError:
            plain = False
        if not plain:  # something new, in another spelling, or wrong
            place = _place(box, number, row, home_at)
            if place is None:
                continue
            at, option = place
        if buffer[at] != FREE:
            box.refuse(number, unit_at, "duplicate_answer", row[unit_at])
            continue
        buffer[at] = option
    box.rows += count
    return number


def _place(box: Box, number: int, row: Sequence[str], home_at: int) -> tuple[int, int] | None:
    """The place in the buffer and the option of a row; None, with all that is wrong as problems."""
    plan = box.plan
    assert plan.respondent is not None
    if not any(row):
        box.rows -= 1
        return None
    unit = plan.units.find(row[plan.unit])
    if unit is None:
        box.refuse(number, plan.unit, "unit_unknown", row[plan.unit])
    criterion: int | None = 0
    if plan.criterion is not None:
        criterion = plan.criteria.find(row[plan.criterion])
        if criterion is None:
            box.refuse(number, plan.criterion, "criterion_unknown", row[plan.criterion])
    option = plan.options.find(row[plan.option])
    if option is None:
        _explain_option(box, number, plan.option, row[plan.option])
    start = _sheet_of(box, number, row, row[home_at])
    if start is None or unit is None or criterion is None or option is None:
        return None
    return start + unit + criterion, option


def _sheet_of(box: Box, number: int, row: Sequence[str], home: str) -> int | None:
    """Where the cells of the row's sheet start; begins a new one."""
    plan = box.plan
    assert plan.respondent is not None
    written = row[plan.respondent]
    respondent = written.strip()
    if not respondent:
        box.refuse(number, plan.respondent, "respondent_missing")
        return None
    stratum = _stratum_of(box, number, row)
    if stratum is None:
        return None
    start, _ = box.starts.get(respondent, (None, ""))
    if start is None:
        start = box.add(number, respondent, stratum, home)
        box.note_source(row)
    elif box.buffer[start - 1] != stratum:
        box.refuse(number, plan.stratum, "respondent_in_two_strata", home)
        return None
    if start is not None and written != respondent:
        box.starts[written] = (start, home)
    return start


def _read_wide(box: Box, rows: Rows) -> int:
    """As `_read_long`, for files with a row for each sheet."""
    plan, buffer = box.plan, box.buffer
    columns = [column for column, _ in plan.wide]
    cells_of: Callable[[Sequence[str]], Sequence[str]] = (
        itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
    )
    option_of = plan.options.learned.__getitem__
    whole = len(plan.wide) == plan.cells
    width, number, count = len(plan.columns), 0, 0
    values: bytes | None
    for number, row in islice(rows, STEP):
        if (len(row) != width and not _fits(box, number, row)) or not any(row):
            continue
        count += 1
        try:
            values = bytes(map(option_of, cells_of(row)))
        except KeyError:
            values = _options_of(box, number, row, columns)
        start = _new_sheet(box, number, row)
        if start is None or values is None:
            continue
        if whole:
            buffer[start : start + plan.cells] = values
        else:
            for (_, cell), value in zip(plan.wide, values, strict=True):
                buffer[start + cell] = value
    box.rows += count
    return number


def _options_of(box: Box, number: int, row: Sequence[str], columns: Sequence[int]) -> bytes | None:
    """The options of a row with a new spelling; None, with a problem for each cell that is none."""
    found = [box.plan.options.find(row[column]) for column in columns]
    for column, option in zip(columns, found, strict=True):
        if option is None:
            _explain_option(box, number, column, row[column])
    known = [option for option in found if option is not None]
    return bytes(known) if len(known) == len(found) else None


def _new_sheet(box: Box, number: int, row: Sequence[str]) -> int | None:
    plan = box.plan
    respondent = str(number) if plan.respondent is None else row[plan.respondent].strip()
    if not respondent:
        box.refuse(number, plan.respondent, "respondent_missing")
        return None
    if respondent in box.starts:
        box.refuse(number, plan.respondent, "duplicate_respondent")
        return None
    stratum = _stratum_of(box, number, row)
    if stratum is None:
        return None
    box.note_source(row)
    return box.add(number, respondent, stratum, "")


def _stratum_of(box: Box, number: int, row: Sequence[str]) -> int | None:
    plan = box.plan
    if plan.stratum is None:
        return plan.all_of
    text = row[plan.stratum]
    stratum = plan.strata.learned.get(text)
    if stratum is None:
        stratum = plan.strata.find(text)
    if stratum is None:
        box.refuse(number, plan.stratum, "stratum_unknown", text)
    return stratum


def _fits(box: Box, number: int, row: list[str]) -> bool:
    """Whether a row of another length than the titles can be read: it is longer by empty cells only."""
    width = len(box.plan.columns)
    if len(row) > width and not any(row[width:]):
        del row[width:]
        return any(row)
    if any(row):
        box.refuse(number, None, "ragged_row", str(len(row)))
    return False


def _explain_option(box: Box, number: int, column: int, text: str) -> None:
    parts = [part for part in _SEPARATORS.split(text) if part]
    several = len(parts) > 1 and all(box.plan.options.find(part) is not None for part in parts)
    box.refuse(number, column, "several_options" if several else "option_unknown", text)
