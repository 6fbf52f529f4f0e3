"""What can be wrong with a file of answers: a code, a place, and the words for it."""

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from backend.core.text import Text

KEPT: Final = 500
_VALUE_LENGTH = 40

TEXTS: Final[dict[str, Text]] = {
    "empty_file": Text("文件里没有数据行", "The file has no rows of data"),
    "unreadable": Text(
        "从这一行起读不出来：引号不成对，或单元格过长", "Unreadable from here: an open quote or a long cell"
    ),
    "ragged_row": Text("这一行有 {value} 个单元格，与表头的列数不同", "This row has {value} cells, unlike the header"),
    "respondent_missing": Text("没有填写序号", "The respondent's number is missing"),
    "duplicate_respondent": Text("序号重复：这个人的测评表已经出现过", "This respondent's sheet appeared before"),
    "duplicate_answer": Text(
        "重复：同一个人对同一单位的同一内容已经评过", "Repeated: this person rated this unit on this criterion before"
    ),
    "respondent_in_two_strata": Text(
        "同一个人前面属于另一个层次，这里是“{value}”", "This person was in another stratum before; here “{value}”"
    ),
    "stratum_unknown": Text("本轮没有“{value}”这个层次", "The round has no stratum “{value}”"),
    "unit_unknown": Text("“{value}”不在本轮的单位名单里", "“{value}” is not on the roll of the round"),
    "criterion_unknown": Text("本轮没有“{value}”这项评议内容", "The round has no criterion “{value}”"),
    "option_unknown": Text("“{value}”不是量表里的选项", "“{value}” is not an option of the scale"),
    "several_options": Text("一格里有多个选项：“{value}”", "More than one option in a cell: “{value}”"),
    "too_many_sheets": Text("测评表太多，请把文件拆开分批导入", "Too many sheets for one import; split the file"),
}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong: `row` as a spreadsheet program counts, `column` a title or empty, `value` the cell's text."""

    row: int
    column: str
    code: str
    value: str

    @property
    def message(self) -> Text:
        return TEXTS[self.code].format(value=self.value)


@dataclass(slots=True)
class Problems:
    """Collects problems: all are counted, the first 500 are kept."""

    count: int = 0
    by_code: Counter[str] = field(default_factory=Counter)
    kept: list[RowProblem] = field(default_factory=list)

    def add(self, row: int, column: str, code: str, value: str = "") -> None:
        self.count += 1
        self.by_code[code] += 1
        if len(self.kept) < KEPT:
            self.kept.append(RowProblem(row, column, code, clipped(value)))


def clipped(value: str) -> str:
    """The visible beginning of a cell, at most 40 characters."""
    visible = "".join(c for c in value[: 4 * _VALUE_LENGTH] if unicodedata.category(c)[0] != "C").strip()
    return visible if len(visible) <= _VALUE_LENGTH else visible[: _VALUE_LENGTH - 1] + "…"
