"""Counting what a workbook's parts hold, as they are unpacked."""

from array import array
from pyexpat import ExpatError, ParserCreate, XMLParserType

from backend.core.spreadsheets.errors import SpreadsheetTooLarge, damaged
from backend.core.text import Text

MAX_CELLS = 6_000_000
"""Cells in the rectangle from A1 to the outermost cell of a sheet."""
MAX_TEXT = 200_000_000
"""Characters of a workbook when every cell has its own copy of a shared text."""
_MAX_ROW = 1_048_576
_MAX_COLUMN = 16_384


class CellCount:
    """The texts that cells of all parts share, and the characters they use."""

    def __init__(self) -> None:
        self.lengths = array("I")
        self.used = 0

    def part(self) -> "PartCount":
        """A counter for one more part."""
        return PartCount(self)


class PartCount:
    """Fed with the bytes of one xml part, raises SpreadsheetTooLarge as soon as it holds too much.

    The names of the elements decide, not the name of the part: a relation may call any part a sheet.
    """

    def __init__(self, whole: CellCount) -> None:
        self._whole = whole
        self._row = self._column = 0
        self._last_row = self._last_column = 0
        self._shared = False
        self._parser: XMLParserType = ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._text: list[str] = []

    def feed(self, data: bytes) -> None:
        try:
            self._parser.Parse(data)
        except (ExpatError, ValueError) as problem:
            raise damaged() from problem

    def finish(self) -> None:
        try:
            self._parser.Parse(b"", True)
        except ExpatError as problem:
            raise damaged() from problem

    def _refuse(self, *_declaration: object) -> None:
        raise damaged()  # Excel writes none, and entities can multiply

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._place_cell(attributes.get("r"))
            self._shared = attributes.get("t") == "s"
        elif name == "row":
            self._place_row(attributes.get("r"))
        elif name == "si" or (name == "v" and self._shared):
            # Handlers cost time a million times over: these two are on only while there is something to hear.
            self._text.clear()
            self._parser.CharacterDataHandler = self._text.append
            self._parser.EndElementHandler = self._end

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name not in ("si", "v"):
            return
        self._parser.CharacterDataHandler = None
        self._parser.EndElementHandler = None
        if name == "si":
            self._whole.lengths.append(sum(map(len, self._text)))
        else:
            self._use("".join(self._text))

    def _use(self, index: str) -> None:
        try:
            self._whole.used += self._whole.lengths[int(index)]
        except (ValueError, IndexError) as problem:
            raise damaged() from problem
        if self._whole.used > MAX_TEXT:
            raise SpreadsheetTooLarge(Text("表格中的文字过多", "The workbook holds too much text"))

    def _place_row(self, reference: str | None) -> None:
        self._row = _number(reference) if reference else self._row + 1
        self._column = 0
        self._last_row = max(self._last_row, self._row)
        self._check()

    def _place_cell(self, reference: str | None) -> None:
        if reference:
            letters = reference.rstrip("0123456789")
            self._row = _number(reference[len(letters) :])
            self._column = _column(letters)
        else:
            self._column += 1
        if self._column > self._last_column or self._row > self._last_row:
            self._last_column = max(self._last_column, self._column)
            self._last_row = max(self._last_row, self._row)
            self._check()

    def _check(self) -> None:
        if self._last_row > _MAX_ROW or self._last_column > _MAX_COLUMN:
            raise damaged()
        if self._last_row * self._last_column > MAX_CELLS:
            raise SpreadsheetTooLarge(
                Text(
                    "表格范围过大（上限 {limit} 个单元格），请删除数据区以外的行和列，或改用 csv",
                    "The sheet spans more than {limit} cells; delete what lies outside the data, or use csv",
                ).format(limit=f"{MAX_CELLS:,}")
            )


def _number(digits: str) -> int:
    if len(digits) > 7:
        raise damaged()
    return int(digits)


def _column(letters: str) -> int:
    number = 0
    if not letters.isascii() or len(letters) > 3:
        raise damaged()
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
