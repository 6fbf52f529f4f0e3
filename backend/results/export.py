"""Results as a table for a spreadsheet: exactly what the page shows, rounded the same way."""

from collections.abc import Iterator
from typing import Any

from backend.core.spreadsheets import write_csv, write_xlsx
from backend.results.schemas import FileFormat, ResultsOut, UnitFiguresOut
from backend.results.schemas_comparisons import (
    AgainstMean,
    ComparisonsOut,
    Direction,
    StandingOut,
    UnitStandingOut,
)
from backend.stats import ChangeStatus

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
STANDING_COLUMNS = (
    "名次(全部)",
    "名次区间95%(全部)",
    "名次(本序列)",
    "名次区间95%(本序列)",
    "与全部平均",
    "与本序列平均",
    "比上轮(百分点)",
    "变化",
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


_AGAINST_WORDS = {
    AgainstMean.ABOVE: "明确高于平均",
    AgainstMean.BELOW: "明确低于平均",
    AgainstMean.NOT_SEPARABLE: "与平均分不出高低",
}
_DIRECTION_WORDS = {Direction.UP: "显著上升", Direction.DOWN: "显著下降", Direction.NONE: "无显著变化"}
_STATUS_WORDS = {ChangeStatus.NEW: "新增", ChangeStatus.NOT_COMPUTABLE: "不能比较"}


def standing_row(standing: UnitStandingOut) -> list[Any]:
    """What comparisons say of a unit, as cells."""
    overall, own, change = standing.overall, standing.in_sequence, standing.change
    return [
        *_ranks(overall),
        *_ranks(own),
        _AGAINST_WORDS[overall.against_mean] if overall else None,
        _AGAINST_WORDS[own.against_mean] if own else None,
        change.difference if change else None,
        (_STATUS_WORDS.get(change.status) or _DIRECTION_WORDS[change.direction]) if change else None,
    ]


def _ranks(standing: StandingOut | None) -> tuple[int | None, str]:
    if standing is None:
        return None, "未参与排名检验"
    return standing.rank, f"{standing.lower}–{standing.upper}"


def table_file(columns: tuple[str, ...], rows: Iterator[list[Any]], kind: FileFormat) -> tuple[bytes, str]:
    """A table as file content and media type."""
    if kind is FileFormat.CSV:
        return b"".join(write_csv(columns, rows)), "text/csv; charset=utf-8"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return write_xlsx(columns, rows), media_type


def results_file(found: ResultsOut, compared: ComparisonsOut, kind: FileFormat) -> tuple[bytes, str]:
    """The unit table of a round; `compared` by the rate."""
    rows = (
        [*unit_row(unit), *standing_row(standing)] for unit, standing in zip(found.units, compared.units, strict=True)
    )
    return table_file((*COLUMNS, *STANDING_COLUMNS), rows, kind)
