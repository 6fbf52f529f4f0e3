"""The columns of the power list as a table, the same for template, import and export."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from backend.calendar.engine import Unit as TimeUnit
from backend.core.fields import LINE_PATTERN, PROSE_PATTERN
from backend.core.spreadsheets import Cell, cell_text
from backend.core.spreadsheets.lists import plain_header
from backend.core.text import Text
from backend.oversight.kinds import TimeoutEffect
from backend.oversight.schemas_matters import CODE_PATTERN

_LINE = re.compile(LINE_PATTERN)
_PROSE = re.compile(PROSE_PATTERN)
_CODE = re.compile(CODE_PATTERN)
_BREAKS = re.compile(r"[\r\n]+")
_MOST = 9_999

TIME_WORDS: Final = {TimeUnit.WORKING_DAY: "工作日", TimeUnit.CALENDAR_DAY: "自然日", TimeUnit.HOUR: "小时"}
EFFECT_WORDS: Final = {TimeoutEffect.NONE: "无", TimeoutEffect.DEEMED_APPROVED: "超时默认"}
BOOL_WORDS: Final = {True: "是", False: "否"}

_READ_TIME: Final = {
    "工作日": TimeUnit.WORKING_DAY,
    "个工作日": TimeUnit.WORKING_DAY,
    "自然日": TimeUnit.CALENDAR_DAY,
    "日": TimeUnit.CALENDAR_DAY,
    "天": TimeUnit.CALENDAR_DAY,
    "小时": TimeUnit.HOUR,
    **{unit.value: unit for unit in TimeUnit},
}
_READ_BOOL: Final = {"是": True, "否": False, "1": True, "0": False, "true": True, "false": False, "√": True}
_READ_EFFECT: Final = {
    "": TimeoutEffect.NONE,
    **{word: effect for effect, word in EFFECT_WORDS.items()},
    **{effect.value: effect for effect in TimeoutEffect},
}


class Kind(StrEnum):
    """What a column's cells hold; `unit` is the code of a unit."""

    UNIT = "unit"
    CODE = "code"
    LINE = "line"
    PROSE = "prose"
    AMOUNT = "amount"
    TIME = "time"
    BOOL = "bool"
    EFFECT = "effect"


_DEFAULTS: Final[dict[Kind, Any]] = {
    Kind.PROSE: "",
    Kind.AMOUNT: None,
    Kind.TIME: TimeUnit.WORKING_DAY,
    Kind.BOOL: False,
    Kind.EFFECT: TimeoutEffect.NONE,
}
_WORDS: Final[dict[Kind, Mapping[Any, str]]] = {
    Kind.TIME: TIME_WORDS,
    Kind.EFFECT: EFFECT_WORDS,
    Kind.BOOL: BOOL_WORDS,
}


@dataclass(frozen=True)
class Column:
    """`field` names the column in the API and is its English header."""

    field: str
    title: str
    kind: Kind
    note: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    limit: int = 0
    default: Any = None

    @property
    def empty(self) -> Any:
        """What a new matter has where the file says nothing, and what an empty cell means."""
        return self.default if self.default is not None else _DEFAULTS.get(self.kind)

    def read(self, cell: Cell) -> Any:
        """The cell's value. Raises ValueError with a Text."""
        text = cell_text(cell)
        match self.kind:
            case Kind.UNIT | Kind.CODE:
                return _read_code(text)
            case Kind.LINE:
                return _read_text(_BREAKS.sub(" ", text), self.limit, _LINE)
            case Kind.PROSE:
                return _read_text(text.replace("\r\n", "\n"), self.limit, _PROSE)
            case Kind.AMOUNT:
                return _read_amount(text)
            case Kind.TIME:
                return self.empty if not text else _read_word(text, _READ_TIME, TIME_WORDS)
            case Kind.EFFECT:
                return _read_word(text, _READ_EFFECT, EFFECT_WORDS)
        return self.empty if not text else _read_word(text, _READ_BOOL, BOOL_WORDS)

    def shown(self, value: Any) -> str | None:
        """A value as the table writes it."""
        if value is None or value == "":
            return None
        return _WORDS[self.kind][value] if self.kind in _WORDS else str(value)


def _read_code(text: str) -> str:
    if text and not _CODE.fullmatch(text):
        raise ValueError(
            Text("编码只能用字母、数字和“-”“_”“.”“/”，最多 64 位", "A code has letters, digits and - _ . /, at most 64")
        )
    return text.upper()


def _read_text(text: str, limit: int, pattern: re.Pattern[str]) -> str:
    if len(text) > limit:
        raise ValueError(Text(f"最多 {limit} 个字", f"At most {limit} characters"))
    if not pattern.fullmatch(text):
        raise ValueError(Text("含有不能使用的控制字符", "Holds control characters"))
    return text


def _read_amount(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > _MOST:
        raise ValueError(Text(f"应为 0 到 {_MOST} 的整数", f"Should be a whole number from 0 to {_MOST}"))
    return int(text)


def _read_word(text: str, known: Mapping[str, Any], words: Mapping[Any, str]) -> Any:
    found = known.get(text.casefold())
    if found is None:
        shown = "、".join(words.values())
        raise ValueError(Text(f"只能是：{shown}", f"Should be one of: {shown}"))
    return found


COLUMNS: Final = (
    Column("unit_code", "单位编码", Kind.UNIT, "必填。单位名册中的编码", ("单位",), required=True),
    Column("code", "事项编码", Kind.CODE, "必填。同一单位内不能重复；按单位和事项编码更新", ("编码",), required=True),
    Column("name", "事项名称", Kind.LINE, "必填", ("名称", "事项"), required=True, limit=120),
    Column("legal_limit", "法定时限", Kind.AMOUNT, "数字；法律没有规定的不填"),
    Column("legal_time_unit", "法定时限单位", Kind.TIME, "工作日、自然日或小时；不填为工作日"),
    Column("promised_limit", "承诺时限", Kind.AMOUNT, "数字，不能长于法定时限；0 表示当天", ("承诺期限",)),
    Column("promised_time_unit", "承诺时限单位", Kind.TIME, "工作日、自然日或小时；不填为工作日"),
    Column("on_site", "当场办结", Kind.BOOL, "是或否；不填为否", ("即办",)),
    Column("in_centre", "进政务服务中心", Kind.BOOL, "是或否；不填为否", ("进驻中心", "进中心")),
    Column("fee", "是否收费", Kind.BOOL, "是或否；不填为否", ("收费",)),
    Column("basis", "办事依据", Kind.PROSE, "六公开之一", limit=1000),
    Column("procedure", "办事程序", Kind.PROSE, "六公开之一", ("办理流程",), limit=1000),
    Column("conditions", "申报条件和材料", Kind.PROSE, "六公开之一", ("办事条件", "申报材料"), limit=1000),
    Column("time_limits", "时限说明", Kind.PROSE, "六公开之一", ("承诺时限说明",), limit=1000),
    Column("fee_standard", "收费标准", Kind.PROSE, "六公开之一；不收费的写“不收费”", limit=1000),
    Column("supervision", "办事结果和监督投诉方式", Kind.PROSE, "六公开之一", ("监督投诉方式",), limit=1000),
    Column("timeout_effect", "超时默认", Kind.EFFECT, "无，或超时默认。只作记录，不自动执行"),
    Column("active", "在用", Kind.BOOL, "是或否；不填为是", default=True),
)
BY_FIELD: Final = {column.field: column for column in COLUMNS}
WRITTEN: Final = tuple(column for column in COLUMNS if column.kind is not Kind.UNIT)
"""The columns that are fields of ServiceMatter."""

NOTES: Final = (
    ("列", "说明"),
    *((column.title, column.note + (f"；最多 {column.limit} 字" if column.limit else "")) for column in COLUMNS),
    ("没有的列", "文件中没有的列，已有事项的该项内容保持不变"),
    ("空的格子", "文件中有这一列而格子为空，已有事项的该项内容会被清空或恢复为默认"),
    ("列的顺序", "可以任意；也可以使用英文列名"),
)

_BY_HEADER: Final = {
    plain_header(header): column for column in COLUMNS for header in (column.title, column.field, *column.aliases)
}


def column_of(header: str) -> Column | None:
    """The column that a header means."""
    return _BY_HEADER.get(plain_header(header))
