"""The columns of the register as a table, the same for template, import and export."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.core.fields import LINE_PATTERN
from backend.core.spreadsheets import Cell, cell_date, cell_text
from backend.core.spreadsheets.lists import plain_header
from backend.core.text import Text
from backend.units.schemas import CODE_PATTERN, FIRST_DAY, LAST_DAY

Value = str | date | None

_LINE = re.compile(LINE_PATTERN)
_CODE = re.compile(CODE_PATTERN)
_BREAKS = re.compile(r"[\r\n]+")


class Kind(StrEnum):
    """What a column's cells hold; `unit` is the code of another unit."""

    CODE = "code"
    LINE = "line"
    DAY = "day"
    SEQUENCE = "sequence"
    UNIT = "unit"


@dataclass(frozen=True)
class Column:
    """`field` names the column in the API and is its English header; `target` is the field of Unit it sets."""

    field: str
    title: str
    kind: Kind
    note: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    limit: int = 0

    @property
    def target(self) -> str:
        return {Kind.SEQUENCE: "sequence_id", Kind.UNIT: self.field.replace("_code", "_id")}.get(self.kind, self.field)

    def read(self, cell: Cell) -> Value:
        """The cell's value; empty is "" or, for a day, None. Raises ValueError with a Text."""
        if self.kind is Kind.DAY:
            return _read_day(cell)
        text = _BREAKS.sub(" ", cell_text(cell))
        if self.kind in (Kind.CODE, Kind.UNIT):
            if text and not _CODE.fullmatch(text):
                raise ValueError(
                    Text(
                        "编码只能用字母、数字、“-”和“_”，最多 32 位", "A code has letters, digits, - and _, at most 32"
                    )
                )
            return text.upper()
        if len(text) > self.limit:
            raise ValueError(Text(f"最多 {self.limit} 个字", f"At most {self.limit} characters"))
        if not _LINE.fullmatch(text):
            raise ValueError(Text("含有不能使用的控制字符", "Holds control characters"))
        return text


def _read_day(cell: Cell) -> date | None:
    try:
        day = cell_date(cell)
    except ValueError as problem:
        raise ValueError(
            Text("日期应写成 2026-01-05 或 2026/1/5", "A date is written 2026-01-05 or 2026/1/5")
        ) from problem
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(Text("日期超出范围", "The date is out of range"))
    return day


COLUMNS = (
    Column(
        "code",
        "编码",
        Kind.CODE,
        "必填。字母、数字、“-”和“_”，不分大小写；按编码更新已有单位",
        ("单位编码",),
        required=True,
    ),
    Column(
        "name", "名称", Kind.LINE, "必填。同一上级下的在用单位不能重名", ("单位名称", "单位"), required=True, limit=100
    ),
    Column("short_name", "简称", Kind.LINE, "可不填", ("单位简称",), limit=40),
    Column("sequence", "序列", Kind.SEQUENCE, "新单位必填。须是已有序列的名称", ("类别", "所属序列"), limit=40),
    Column("parent_code", "上级编码", Kind.UNIT, "下属科室填写上级单位的编码；最多三级", ("上级单位编码", "parent")),
    Column("duties", "职能", Kind.LINE, "一句话说明管什么", ("职责", "主要职能"), limit=200),
    Column("responsible_post", "责任岗位", Kind.LINE, "填岗位，不填姓名", limit=80),
    Column("responsible_since", "任职日期", Kind.DAY, "如 2026-01-05"),
    Column("contact_post", "联系岗位", Kind.LINE, "填岗位，不填姓名", limit=80),
    Column("contact_phone", "联系电话", Kind.LINE, "可不填", ("电话", "phone"), limit=40),
    Column("active_from", "启用日期", Kind.DAY, "如 2026-01-05"),
    Column("active_to", "停用日期", Kind.DAY, "最后一天。填写即停用该单位；清空不能恢复已停用的单位"),
    Column("successor_code", "承接单位编码", Kind.UNIT, "停用后由哪个在用单位承接", ("承接编码", "successor")),
)
BY_FIELD = {column.field: column for column in COLUMNS}

NOTES = (
    ("列", "说明"),
    *((column.title, column.note + (f";最多 {column.limit} 字" if column.limit else "")) for column in COLUMNS),
    ("没有的列", "文件中没有的列，已有单位的该项内容保持不变"),
    ("空的格子", "文件中有这一列而格子为空，已有单位的该项内容会被清空"),
    ("列的顺序", "可以任意；也可以使用英文列名"),
)


_BY_HEADER = {
    plain_header(header): column for column in COLUMNS for header in (column.title, column.field, *column.aliases)
}


def column_of(header: str) -> Column | None:
    """The column that a header means."""
    return _BY_HEADER.get(plain_header(header))
