"""A first guess at a mapping, from the titles of the columns and the words of the round."""

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from backend.ballots.imports.mapping import criterion_positions, normal, unit_positions
from backend.ballots.imports.schemas import Layout, MappingIn
from backend.rounds.config import RoundConfig

RESPONDENT: Final = (
    "序号",
    "编号",
    "表号",
    "票号",
    "测评表编号",
    "respondent",
    "respondent_id",
    "respondent id",
    "id",
    "no",
)
STRATUM: Final = ("层次", "层面", "类别", "人员类别", "身份", "stratum", "group")
UNIT: Final = ("单位", "单位代码", "单位编码", "单位名称", "被评单位", "部门", "unit", "unit_code", "unit code")
CRITERION: Final = ("指标", "评议内容", "内容", "项目", "criterion", "criterion_code", "criterion code")
OPTION: Final = ("选项", "评价", "评价结果", "满意度", "结果", "option", "answer", "rating")
SOURCE: Final = ("来源", "发放点", "录入员", "录入人", "source")
_SEPARATORS = re.compile(r"[/_\-—:：|.·\s（(\[【]+")


def suggest_mapping(columns: Sequence[str], config: RoundConfig, stratum_id: UUID | None) -> MappingIn:
    """The mapping that fits the titles; fields that nothing fits stay empty. `stratum_id`: all of one stratum."""
    unit_columns = _unit_columns(columns, config)
    unit = _find(columns, UNIT)
    option = _find(columns, OPTION)
    wide = bool(unit_columns) and (unit is None or option is None or len(unit_columns) > 1)
    stratum = None if stratum_id else _find(columns, STRATUM)
    return MappingIn(
        layout=Layout.WIDE if wide else Layout.LONG,
        respondent_column=_find(columns, RESPONDENT),
        stratum_column=stratum,
        stratum_id=stratum_id,
        unit_column=None if wide else unit,
        criterion_column=None if wide else _find(columns, CRITERION),
        option_column=None if wide else option,
        source_column=_find(columns, SOURCE),
        unit_columns=unit_columns if wide else {},
        option_map=_option_map(config),
        stratum_map={} if stratum_id else _stratum_map(config),
    )


def _find(columns: Sequence[str], words: Sequence[str]) -> str | None:
    by_word = {normal(title): title for title in reversed(columns)}
    return next((by_word[word] for word in words if word in by_word), None)


def _unit_columns(columns: Sequence[str], config: RoundConfig) -> dict[str, str]:
    """Titles that name a unit, or a unit and a criterion with something between them."""
    units, criteria = unit_positions(config), criterion_positions(config)
    codes = {}
    for unit, position in units.items():
        code = config.units[position].code
        if len(config.criteria) == 1:
            codes[_joined(unit)] = code
        for criterion, number in criteria.items():
            codes[_joined(f"{unit}/{criterion}")] = f"{code}/{config.criteria[number].code}"
    found: dict[str, str] = {}
    taken: set[str] = set()
    for title in columns:
        named = codes.get(_joined(normal(title)))
        if named is not None and named not in taken:
            taken.add(named)
            found[title] = named
    return found


def _joined(text: str) -> str:
    return _SEPARATORS.sub("/", text).strip("/)]】）")


def _option_map(config: RoundConfig) -> dict[str, int]:
    """Labels, and numbers unless a label is a number itself: then the label is what people wrote."""
    labels = {option.label: option.number for option in config.options}
    if any(normal(label).isdigit() for label in labels):
        return labels
    return labels | {str(option.number): option.number for option in config.options}


def _stratum_map(config: RoundConfig) -> dict[str, str]:
    return {stratum.name: stratum.code for stratum in config.strata} | {
        stratum.code: stratum.code for stratum in config.strata
    }
