"""The composite score of a year, in decimal arithmetic (method, section 10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from itertools import pairwise

from backend.stats.rounding import Rounding, round_exact
from backend.stats.scale import ConfigurationError

# Enough for every product of what people type in; the context of the caller does not matter.
_EXACT = Context(prec=60)
_LOWEST, _HIGHEST = Decimal(0), Decimal(100)
_DECIMALS = 2


class Component(StrEnum):
    SELF = "self"
    """自评"""
    APPRAISAL = "appraisal"
    """考评"""
    SURVEY = "survey"
    """社会测评"""


@dataclass(frozen=True, slots=True)
class Grade:
    """at_least: the smallest total, in points, with two decimals at most."""

    name: str
    at_least: Decimal


GRADES = (
    Grade("优秀", Decimal(90)),
    Grade("良好", Decimal(80)),
    Grade("合格", Decimal(60)),
    Grade("不合格", Decimal(0)),
)


@dataclass(frozen=True)
class CompositeRule:
    """weights: sum to 1 exactly. grades: from the best down, the last from 0. caps: largest sum that counts, None = all.

    ConfigurationError otherwise.
    """

    weights: Mapping[Component, Decimal]
    grades: tuple[Grade, ...] = GRADES
    deduction_cap: Decimal | None = None
    bonus_cap: Decimal | None = None
    rounding: Rounding = Rounding.HALF_UP

    def __post_init__(self) -> None:
        weights = list(self.weights.values())
        with localcontext(_EXACT):
            if not all(weight.is_finite() and weight >= 0 for weight in weights) or sum(weights) != 1:
                raise ConfigurationError("the weights of the components must sum to 1")
        floors = [grade.at_least for grade in self.grades]
        if not floors or floors[-1] != 0 or any(one <= other for one, other in pairwise(floors)):
            raise ConfigurationError("grades must begin at strictly decreasing totals, the last at 0")
        if any(cap is not None and not cap >= 0 for cap in (self.deduction_cap, self.bonus_cap)):
            raise ConfigurationError("caps must not be negative")

    def grade(self, total: Decimal) -> str:
        """By the rounded total."""
        return next(grade.name for grade in self.grades if total >= grade.at_least)

    def worse(self, one: str, other: str) -> str:
        """ValueError: not a grade of this rule."""
        names = [grade.name for grade in self.grades]
        return names[max(names.index(one), names.index(other))]


@dataclass(frozen=True, slots=True)
class CompositeInput:
    """Points of one unit. parts: unrounded, None where missing. deductions, bonuses: each at least 0.

    survey_interval: of the survey score; veto: 一票否决, the best grade that is left.
    """

    parts: Mapping[Component, Decimal | None]
    deductions: Sequence[Decimal] = ()
    bonuses: Sequence[Decimal] = ()
    survey_interval: tuple[Decimal, Decimal] | None = None
    veto: str | None = None


@dataclass(frozen=True, slots=True)
class Composite:
    """A total that can be followed line by line: base - deductions + bonus = raw, clamped to 0..100 and rounded once.

    deductions, bonus: what counts, after the caps. lower, upper: the total at the ends of the survey's interval, with
    自评 and 考评 taken as they are; grades_at_ends: their grades, with the veto. All None without an interval.
    """

    base: Decimal
    deductions: Decimal
    bonus: Decimal
    raw: Decimal
    clamped: bool
    total: Decimal
    grade: str
    lower: Decimal | None = None
    upper: Decimal | None = None
    grades_at_ends: tuple[str, str] | None = None

    @property
    def grade_uncertain(self) -> bool:
        """等级受抽样误差影响: the grades at the two ends differ."""
        return self.grades_at_ends is not None and self.grades_at_ends[0] != self.grades_at_ends[1]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """No total: parts with a weight are missing. It is never computed from the rest."""

    missing: tuple[Component, ...]


def composite(rule: CompositeRule, given: CompositeInput) -> Composite | Incomplete:
    """ValueError: a negative deduction or bonus, a number that is not finite, a veto that is no grade."""
    counting = {component: weight for component, weight in rule.weights.items() if weight}
    missing = tuple(component for component in counting if given.parts.get(component) is None)
    if missing:
        return Incomplete(missing)
    parts = {component: part for component, part in given.parts.items() if part is not None and component in counting}
    found = _total(rule, counting, parts, given)
    if given.survey_interval is None:
        return found
    low, high = (
        _total(rule, counting, parts | {Component.SURVEY: end} if Component.SURVEY in counting else parts, given)
        for end in given.survey_interval
    )
    return replace(found, lower=low.total, upper=high.total, grades_at_ends=(low.grade, high.grade))


def _total(
    rule: CompositeRule,
    weights: Mapping[Component, Decimal],
    parts: Mapping[Component, Decimal],
    given: CompositeInput,
) -> Composite:
    adjustments = [*given.deductions, *given.bonuses]
    if not all(number.is_finite() for number in [*parts.values(), *adjustments]):
        raise ValueError("points must be finite")
    if any(number < 0 for number in adjustments):
        raise ValueError("deductions and bonuses must not be negative")
    with localcontext(_EXACT):
        base = sum((weights[component] * part for component, part in parts.items()), Decimal(0))
        deductions = _capped(given.deductions, rule.deduction_cap)
        bonus = _capped(given.bonuses, rule.bonus_cap)
        raw = base - deductions + bonus
        clamped = min(max(raw, _LOWEST), _HIGHEST)
    total = round_exact(clamped, _DECIMALS, rule.rounding)
    grade = rule.grade(total)
    if given.veto is not None:
        grade = rule.worse(grade, given.veto)
    return Composite(base, deductions, bonus, raw, clamped != raw, total, grade)


def _capped(numbers: Sequence[Decimal], cap: Decimal | None) -> Decimal:
    together = sum(numbers, Decimal(0))
    return together if cap is None else min(together, cap)
