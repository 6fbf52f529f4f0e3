"""The sections of a round's configuration as they are sent, and the rules each must keep.

A section is checked as a whole: every problem is reported at once, naming its row in the words of the person
who filled it in.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.core.errors import FieldProblem, InvalidInput
from backend.core.fields import Line, Prose
from backend.core.text import Text
from backend.rounds.amounts import Amount, has_places
from backend.rounds.models import POINT_PLACES, WEIGHT_PLACES
from backend.stats import K_LEAST, K, Rounding

MAX_UNITS = 2000
MAX_CRITERIA = 40
MAX_OPTIONS = 9
MAX_STRATA = 40
MAX_WEIGHT = Decimal(10**9)
MAX_POINTS = Decimal(1000)
MAX_CODES = 1_000_000
SMALL_STRATUM = 20  # fewer codes than this let people be guessed (security design, 3A.1)

Code = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[0-9A-Za-z_.-]+$")]
Name = Annotated[Line, Field(min_length=1, max_length=100)]


class Body(BaseModel):
    """A request body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class RollUnitIn(Body):
    unit_id: UUID
    key: bool = Field(False, description="重点评议部门")
    pilot: bool = Field(False, description="试点单位")
    team: Annotated[Line, Field(max_length=100)] = Field("", description="Evaluator team")


class RollIn(Body):
    """The roll, in the order of the ballot."""

    units: list[RollUnitIn] = Field(max_length=MAX_UNITS)


class CriterionIn(Body):
    code: Code
    name: Name
    help: Annotated[Prose, Field(max_length=2000)] = ""
    weight: Amount = Decimal(1)


class CriteriaIn(Body):
    """What is rated, in the order of the ballot."""

    criteria: list[CriterionIn] = Field(min_length=1, max_length=MAX_CRITERIA)


class OptionIn(Body):
    number: int = Field(ge=1, le=MAX_OPTIONS, description="Position in the scale, counted from 1")
    label: Annotated[Line, Field(min_length=1, max_length=40)]
    points: Amount | None = None
    satisfied: bool
    valid: bool


class ScaleIn(Body):
    """The answers that can be given, from the best on."""

    options: list[OptionIn] = Field(min_length=2, max_length=MAX_OPTIONS)


class StratumIn(Body):
    code: Code
    name: Name
    weight: Amount = Decimal(1)
    planned_codes: int = Field(0, ge=0, le=MAX_CODES)
    population: int | None = Field(None, ge=1, le=2_000_000_000)


class StrataIn(Body):
    """Groups of respondents. A stratum keeps its identity by its code."""

    strata: list[StratumIn] = Field(min_length=1, max_length=MAX_STRATA)


class PublicationIn(Body):
    """How results are shown. `k`: fewest answers that are shown at all; minimum 3 (method, section 10)."""

    k: int = Field(K, ge=K_LEAST, le=1000)
    decimals: int = Field(2, ge=0, le=4)
    rounding: Rounding = Rounding.HALF_UP
    indicator_min_weight: Amount = Field(
        Decimal("0.5"), description="Share of the criteria's weight that must be answered for a sheet to count"
    )


def refuse(problems: Sequence[FieldProblem]) -> None:
    """Raise InvalidInput with `problems`, if there are any."""
    if problems:
        raise InvalidInput(errors=problems)


def check_criteria(section: CriteriaIn) -> None:
    rows = section.criteria
    refuse(
        [
            *_repeated("criteria", "code", "代码", "code", [row.code for row in rows]),
            *_repeated("criteria", "name", "名称", "name", [row.name for row in rows]),
            *_weights("criteria", [(row.name, row.weight) for row in rows]),
        ]
    )


def check_strata(section: StrataIn, *, allow_small: bool) -> None:
    rows = section.strata
    problems = [
        *_repeated("strata", "code", "代码", "code", [row.code for row in rows]),
        *_repeated("strata", "name", "名称", "name", [row.name for row in rows]),
        *_weights("strata", [(row.name, row.weight) for row in rows]),
    ]
    for index, row in enumerate(rows):
        if 0 < row.planned_codes < SMALL_STRATUM and not allow_small:
            problems.append(_row("strata", index, "planned_codes", "stratum_too_small", row.name, _TOO_SMALL))
    refuse(problems)


def check_scale(section: ScaleIn) -> None:
    """The rules of a scale (method, section 0): what passes here can be computed with."""
    options = section.options
    problems = [
        _row("options", index, "number", "number_order", option.label, _NUMBER_ORDER.format(number=index + 1))
        for index, option in enumerate(options)
        if option.number != index + 1
    ]
    problems += _repeated("options", "label", "名称", "label", [option.label for option in options])
    for index, option in enumerate(options):
        problems += _option_problems(index, option)
    valid = [option for option in options if option.valid]
    if len(valid) < 2:
        problems.append(FieldProblem("/options", "valid_too_few", _TWO_VALID))
    if not any(option.satisfied for option in options):
        problems.append(FieldProblem("/options", "satisfied_missing", _ONE_SATISFIED))
    points = [option.points for option in valid if option.points is not None]
    if points and len(points) != len(valid):
        problems += [
            _row("options", index, "points", "points_missing", option.label, _POINTS_MISSING)
            for index, option in enumerate(options)
            if option.valid and option.points is None
        ]
    elif len(points) > 1 and min(points) == max(points):
        problems.append(FieldProblem("/options", "points_equal", _POINTS_EQUAL))
    refuse(problems)


def check_publication(section: PublicationIn) -> None:
    value = section.indicator_min_weight
    if not (0 <= value <= 1 and has_places(value, WEIGHT_PLACES)):
        refuse([FieldProblem("/indicator_min_weight", "share_range", _SHARE_RANGE)])


def _option_problems(index: int, option: OptionIn) -> Iterable[FieldProblem]:
    if not option.valid and option.satisfied:
        yield _row("options", index, "satisfied", "invalid_satisfied", option.label, _INVALID_SATISFIED)
    if option.points is None:
        return
    if not option.valid:
        yield _row("options", index, "points", "invalid_points", option.label, _INVALID_POINTS)
    elif not 0 <= option.points <= MAX_POINTS:
        yield _row("options", index, "points", "points_range", option.label, _POINTS_RANGE)
    elif not has_places(option.points, POINT_PLACES):
        yield _row("options", index, "points", "points_places", option.label, _POINTS_PLACES)


def _weights(section: str, rows: Sequence[tuple[str, Decimal]]) -> Iterable[FieldProblem]:
    for index, (name, weight) in enumerate(rows):
        if weight < 0:
            yield _row(section, index, "weight", "weight_negative", name, _WEIGHT_NEGATIVE)
        elif weight > MAX_WEIGHT:
            yield _row(section, index, "weight", "weight_too_large", name, _WEIGHT_LARGE)
        elif not has_places(weight, WEIGHT_PLACES):
            yield _row(section, index, "weight", "weight_places", name, _WEIGHT_PLACES)
    if all(weight == 0 for _, weight in rows):
        yield FieldProblem(f"/{section}", "weights_all_zero", _ALL_ZERO)


def _repeated(section: str, field: str, zh: str, en: str, values: Sequence[str]) -> Iterable[FieldProblem]:
    first: dict[str, int] = {}
    for index, value in enumerate(values):
        if value in first:
            text = Text("{zh}与第 {other} 行重复", "The {en} repeats row {other}")
            text = text.format(zh=zh, en=en, other=first[value] + 1)
            yield _row(section, index, field, f"{field}_repeated", value, text)
        else:
            first[value] = index


def _row(section: str, index: int, field: str, code: str, name: str, text: Text) -> FieldProblem:
    message = Text(f"第 {index + 1} 行“{name}”：{text.zh}", f"Row {index + 1} “{name}”: {text.en}")
    return FieldProblem(f"/{section}/{index}/{field}", code, message)


_TOO_SMALL = Text(
    f"少于 {SMALL_STRATUM} 个评议码，容易被猜出是谁；如确需如此，请先允许小层次",
    f"fewer than {SMALL_STRATUM} codes identify people; allow small strata first if this is meant",
)
_NUMBER_ORDER = Text(
    "序号应为 {number}，选项从 1 起依次编号", "the number should be {number}; options count 1, 2, 3 ..."
)
_TWO_VALID = Text("至少要有两个计入的选项", "At least two options must be valid")
_ONE_SATISFIED = Text("至少要有一个选项计为满意", "At least one option must count as satisfied")
_POINTS_MISSING = Text("其他选项有分值，这一项也要填", "the other options have points, so this one needs them too")
_POINTS_EQUAL = Text("各选项的分值不能全部相同", "The points of the options must differ")
_INVALID_SATISFIED = Text("不计入的选项不能计为满意", "an option that is not valid cannot count as satisfied")
_INVALID_POINTS = Text("不计入的选项不能有分值", "an option that is not valid cannot have points")
_POINTS_RANGE = Text("分值应在 0 到 1000 之间", "points must lie between 0 and 1000")
_POINTS_PLACES = Text(f"分值最多 {POINT_PLACES} 位小数", f"points have at most {POINT_PLACES} decimals")
_WEIGHT_NEGATIVE = Text("权重不能为负", "the weight must not be negative")
_WEIGHT_LARGE = Text("权重过大", "the weight is too large")
_WEIGHT_PLACES = Text(f"权重最多 {WEIGHT_PLACES} 位小数", f"weights have at most {WEIGHT_PLACES} decimals")
_ALL_ZERO = Text("权重不能全部为 0", "The weights must not all be zero")
_SHARE_RANGE = Text("应在 0 到 1 之间，最多 6 位小数", "Should lie between 0 and 1, with at most 6 decimals")
