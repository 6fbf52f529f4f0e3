"""Results as a table for a spreadsheet: exactly what the page shows, rounded the same way."""

from collections.abc import Iterator
from typing import Any

from backend.core.spreadsheets import write_csv, write_xlsx
from backend.results.schemas import FileFormat, ResultsOut, UnitFiguresOut

COLUMNS = (
    "编码",
    "单位",
    "序列",
    "有效票",
    "满意和基本满意",
    "有效评价",
    "不加权满意率(%)",
    "加权满意率(%)",
    "误差范围下限",
    "误差范围上限",
    "标准误",
    "满意度得分",
    "知晓率(%)",
    "不了解(%)",
    "说明",
)
FLAG_WORDS = {
    "no_estimate": "没有有效评价",
    "missing_strata": "有层次无人评价",
    "under_represented": "代表性不足",
    "lone_strata": "有层次只有一份",
    "insufficient": "样本不足，无误差范围",
    "roster_exceeded": "份数超过名册",
    "census": "全员",
    "imprecise": "精度不足",
}


def unit_row(unit: UnitFiguresOut) -> list[Any]:
    """One unit as cells; figures stay text so that no spreadsheet rounds them again."""
    return [
        unit.code,
        unit.name,
        unit.sequence,
        unit.n,
        unit.plain.numerator,
        unit.plain.denominator,
        unit.plain.percent,
        unit.rate.value,
        unit.rate.lower,
        unit.rate.upper,
        unit.rate.se,
        unit.score.value if unit.score else None,
        unit.awareness.percent,
        unit.dont_know.percent,
        "；".join(FLAG_WORDS[flag] for flag in unit.rate.flags),
    ]


def table_file(columns: tuple[str, ...], rows: Iterator[list[Any]], kind: FileFormat) -> tuple[bytes, str]:
    """A table as file content and media type."""
    if kind is FileFormat.CSV:
        return b"".join(write_csv(columns, rows)), "text/csv; charset=utf-8"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return write_xlsx(columns, rows), media_type


def results_file(found: ResultsOut, kind: FileFormat) -> tuple[bytes, str]:
    """The unit table of a round."""
    return table_file(COLUMNS, (unit_row(unit) for unit in found.units), kind)
