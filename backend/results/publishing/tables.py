"""Published results as open data: tables for a spreadsheet, from the public file alone, and what their columns mean."""

from collections.abc import Iterator
from typing import Final

from backend.core.spreadsheets import write_csv
from backend.results.publishing.files import Json
from backend.results.publishing.schemas import DictionaryEntry, TableName

# column, name in Chinese, meaning, unit
_UNITS: Final = (
    ("unit_code", "编码", "单位编码", ""),
    ("unit", "单位", "单位名称", ""),
    ("sequence", "序列", "单位所属序列", ""),
    ("n", "有效票", "对该单位作出有效评价的测评表", "份"),
    ("satisfied", "满意和基本满意", "计为满意的评价；有格子不公布时不给出", "项"),
    ("valid", "有效评价", "有效评价，不含不了解和空白；有格子不公布时不给出", "项"),
    ("plain_rate", "不加权满意率", "满意和基本满意除以有效评价", "%"),
    ("plain_score", "不加权满意度", "有效评价的平均分", "分"),
    ("weighted_rate", "加权满意率", "各层次满意率按层次权重加权", "%"),
    ("weighted_rate_lower", "加权满意率下限", "95% 误差范围的下限", "%"),
    ("weighted_rate_upper", "加权满意率上限", "95% 误差范围的上限", "%"),
    ("weighted_rate_se", "加权满意率标准误", "标准误", "个百分点"),
    ("weighted_score", "满意度得分", "各层次平均分按层次权重加权", "分"),
    ("weighted_score_lower", "满意度得分下限", "95% 误差范围的下限", "分"),
    ("weighted_score_upper", "满意度得分上限", "95% 误差范围的上限", "分"),
    ("weighted_score_se", "满意度得分标准误", "标准误", "分"),
    ("rank", "序列内名次", "加权满意率在本序列中的名次；总数不公布或不参与排名的不给出", ""),
    ("rank_lower", "名次上界", "95% 名次区间中最好的名次", ""),
    ("rank_upper", "名次下界", "95% 名次区间中最差的名次", ""),
    ("change", "比上轮", "加权满意率：up 显著上升，down 显著下降，none 无显著变化，new 新增", ""),
    ("difference", "比上轮差值", "加权满意率与上轮所公布数字之差；上轮没有公布的不给出", "个百分点"),
    ("awareness", "知晓率", "有效评价占全部评价的比例", "%"),
    ("dont_know", "不了解", "不了解占有效评价与不了解之和的比例", "%"),
    ("flags", "说明", "读数时需要知道的情况，见方法说明", ""),
)
_CELLS: Final = (
    ("unit_code", "编码", "单位编码", ""),
    ("stratum_code", "层次编码", "层次编码", ""),
    ("stratum", "层次", "层次名称", ""),
    ("criterion_code", "内容编码", "评议内容编码", ""),
    ("option", "选项", "选项名称；空白表示没有作答", ""),
    ("count", "数量", "作此选择的数量；不公布的格子为 *", "项"),
)
_COLUMNS: Final = {TableName.UNITS: _UNITS, TableName.CELLS: _CELLS}
HIDDEN: Final = "*"
BLANK: Final = "空白"


def dictionary() -> list[DictionaryEntry]:
    """Every column of both tables."""
    return [
        DictionaryEntry(table=table, column=column, name=name, meaning=meaning, unit=unit)
        for table, columns in _COLUMNS.items()
        for column, name, meaning, unit in columns
    ]


def table_csv(public: Json, table: TableName) -> bytes:
    """A table of a public file as CSV, figures as they were rounded."""
    rows = _unit_rows(public) if table is TableName.UNITS else _cell_rows(public)
    return b"".join(write_csv([column for column, *_ in _COLUMNS[table]], rows))


def _unit_rows(public: Json) -> Iterator[list[str | int | None]]:
    for unit in public["method"]["roll"]:
        found = public["results"][unit["code"]]
        plain, rate, score = found["plain"] or {}, found["rate"] or {}, found["score"] or {}
        standing = (found["ranks"]["rate"] or {}).get("sequence", {})
        change = (found["changes"] or {}).get("rate") or {}
        yield [
            unit["code"],
            unit["name"],
            unit["sequence"],
            found["n"],
            plain.get("numerator"),
            plain.get("denominator"),
            plain.get("percent"),
            found["plain_score"],
            *(estimate.get(name) for estimate in (rate, score) for name in ("value", "lower", "upper", "se")),
            *(standing.get(name) for name in ("rank", "lower", "upper")),
            _direction(change),
            change.get("difference"),
            (found["awareness"] or {}).get("percent"),
            (found["dont_know"] or {}).get("percent"),
            " ".join(rate.get("flags", [])),
        ]


def _direction(change: Json) -> str | None:
    if change.get("status") == "tested":
        return str(change["direction"])
    return "new" if change.get("status") == "new" else None


def _cell_rows(public: Json) -> Iterator[list[str | int]]:
    method = public["method"]
    options = [BLANK, *(option["label"] for option in method["scale"])]
    for unit in method["roll"]:
        for stratum in method["strata"]:
            cell = public["cells"][unit["code"]][stratum["code"]]
            for position, criterion in enumerate(method["criteria"]):
                for number, option in enumerate(options):
                    count = HIDDEN if cell is None else cell["counts"][position][number]
                    yield [unit["code"], stratum["code"], stratum["name"], criterion["code"], option, count]
