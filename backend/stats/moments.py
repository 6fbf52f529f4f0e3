"""Moments: all that an estimate needs to know about the answers (method, sections 0, 2, 3 and 15).

They are built once, when a round closes, and stored; estimates are then computed without sheets. No digit depends on
the order of the sheets: counts are integers, and the sums of the weighted whole are correctly rounded (math.fsum).
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.stats.scale import Coding, ConfigurationError, Outcome, Scale

# Integers up to here are exact as floats, so that one division gives the nearest float of a ratio.
_EXACT = 1 << 53


@dataclass(frozen=True)
class Criteria:
    """The criteria of a round, in order, and their weights.

    minimum_weight: a sheet has a value for a unit when the criteria it answered make up at least this share of the total
    weight. ConfigurationError: a negative weight, only zero weights, a share outside 0..1.
    """

    weights: tuple[Decimal, ...]
    minimum_weight: Decimal = Decimal("0.5")

    def __post_init__(self) -> None:
        if not all(weight.is_finite() and weight >= 0 for weight in self.weights):
            raise ConfigurationError("weights of criteria must be finite and not negative")
        if not any(self.weights):
            raise ConfigurationError("at least one criterion needs a weight above 0")
        if not (self.minimum_weight.is_finite() and 0 <= self.minimum_weight <= 1):
            raise ConfigurationError("the minimum weight of answered criteria must lie between 0 and 1")

    def integer_weights(self) -> tuple[int, ...]:
        """The smallest integers in the proportions of the weights."""
        ratios = [weight.as_integer_ratio() for weight in self.weights]
        denominator = math.lcm(*(bottom for _, bottom in ratios))
        scaled = [top * (denominator // bottom) for top, bottom in ratios]
        common = math.gcd(*scaled)
        return tuple(value // common for value in scaled)

    def least_answered(self) -> int:
        """The smallest sum of `integer_weights` over answered criteria that gives a value; never 0."""
        top, bottom = self.minimum_weight.as_integer_ratio()
        return max(1, -(-sum(self.integer_weights()) * top // bottom))


@dataclass(frozen=True, eq=False)
class Clusters:
    """Sheets that came from one place count together (PSU of section 3).

    number: int64 [strata, units], places with a valid value. m2: float64 of the same shape, the squared sum of a place's
    deviations from the mean of the stratum, added over places. With one sheet a place both are those of the sheets.
    """

    number: NDArray[np.int64]
    m2: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Moments:
    """Per stratum and unit: number, mean and spread of the valid values of one outcome.

    n: int64 [strata, units], sheets with a value. mean, m2: float64 of the same shape; m2 is the sum of squared
    deviations from the mean. Both are 0 where n is 0. Rates are shares (0..1), scores are points. lo, hi: the range.
    places: where sheets came from, when several may come from one place and that is known (see `with_places`).
    """

    outcome: Outcome
    n: NDArray[np.int64]
    mean: NDArray[np.float64]
    m2: NDArray[np.float64]
    lo: float
    hi: float
    places: Clusters | None = None

    def __post_init__(self) -> None:
        if self.n.ndim != 2 or not self.n.shape == self.mean.shape == self.m2.shape:
            raise ValueError("n, mean and m2 must have the same shape [strata, units]")
        if not self.clusters.number.shape == self.clusters.m2.shape == self.n.shape:
            raise ValueError("places must have the shape of n, [strata, units]")

    @property
    def clusters(self) -> Clusters:
        """What is independent of each other: the places where they are known, the sheets otherwise."""
        return self.places or Clusters(self.n, self.m2)

    def each(self, change: Callable[[NDArray[Any]], NDArray[Any]]) -> "Moments":
        """The same change to every array, such as a selection of units."""
        places = self.places and Clusters(change(self.places.number), change(self.places.m2))
        return Moments(self.outcome, change(self.n), change(self.mean), change(self.m2), self.lo, self.hi, places)


def moments_from_counts(counts: NDArray[np.int64], scale: Scale, outcome: Outcome) -> Moments:
    """One criterion: exact integers, each mean and each m2 is the nearest float.

    counts: [strata, units, options + 1]. ConfigurationError: a score without points.
    """
    coding = scale.coding(outcome)
    # Python integers have no largest value, so squares of sums need no care.
    count = counts[..., scale.valid].astype(object)
    value = coding.numerators[scale.valid].astype(object)
    number = counts[..., scale.valid].sum(axis=-1)
    total, squares = (count * value).sum(axis=-1), (count * value * value).sum(axis=-1)
    size = np.maximum(number, 1).astype(object)
    mean = total / (size * coding.denominator)
    m2 = (size * squares - total * total) / (size * coding.denominator**2)
    return Moments(outcome, number, mean.astype(np.float64), m2.astype(np.float64), coding.lo, coding.hi)


def moments_from_sheets(
    sheets: Iterable[NDArray[np.uint8]], units: int, scale: Scale, criteria: Criteria
) -> dict[Outcome, Moments]:
    """The weighted whole of several criteria: one value per sheet and unit, for the rate and, with points, the score.

    sheets: for each stratum in order its packed answers [sheets, units * criteria] (see `count_answers`); one stratum is
    held at a time. With one criterion the counts say the same, exactly: use `moments_from_counts`.
    ConfigurationError: weights or points with too many digits.
    """
    reading = SheetReading(units, scale, criteria)
    found: dict[Outcome, list[tuple[int, float, float]]] = {outcome: [] for outcome in reading.codings}
    strata = 0
    for answers in sheets:
        strata += 1
        for _, values in reading.values(answers):
            for outcome, valid_values in values.items():
                found[outcome].append(_moments(valid_values))
    return {
        outcome: _assemble(outcome, reading.codings[outcome], cells, (strata, units))
        for outcome, cells in found.items()
    }


class SheetReading:
    """How packed sheets become one value per sheet and unit (section 0).

    codings: the rate's and, where the scale has points, the score's. ConfigurationError: too many digits.
    """

    def __init__(self, units: int, scale: Scale, criteria: Criteria) -> None:
        outcomes: tuple[Outcome, ...] = ("rate", "score") if scale.has_points else ("rate",)
        self.codings = {outcome: scale.coding(outcome) for outcome in outcomes}
        self._weights = np.array(_checked_weights(criteria, self.codings.values()), dtype=np.int64)
        self._units, self._scale, self._least = units, scale, criteria.least_answered()

    def values(
        self, answers: NDArray[np.uint8]
    ) -> Iterator[tuple[NDArray[np.bool_], dict[Outcome, NDArray[np.float64]]]]:
        """Unit by unit: which sheets have a value, and the values of those. ValueError: not packed sheets."""
        valid = self._scale.valid.astype(np.int64)
        for block in _unit_blocks(answers, self._units, len(self._weights), len(self._scale.options)):
            answered = _sum_over_criteria(valid, block, self._weights)
            enough = answered >= self._least
            yield (
                enough,
                {
                    outcome: _sum_over_criteria(coding.numerators, block, self._weights)[enough]
                    / (answered[enough] * coding.denominator)
                    for outcome, coding in self.codings.items()
                },
            )


def _sum_over_criteria(
    values: NDArray[np.int64], block: NDArray[np.uint8], weights: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Weighted sum over the criteria of the values of one unit's answers: [sheets] from block [sheets, criteria]."""
    total = np.zeros(len(block), dtype=np.int64)
    for column, weight in enumerate(weights):
        total += (values * weight)[block[:, column]]
    return total


def _checked_weights(criteria: Criteria, codings: Iterable[Coding]) -> tuple[int, ...]:
    weights = criteria.integer_weights()
    largest = max(max(int(np.abs(coding.numerators).max()), coding.denominator) for coding in codings)
    if sum(weights) * largest >= _EXACT:
        raise ConfigurationError("the weights of the criteria and the points have too many digits together")
    return weights


def _unit_blocks(answers: NDArray[np.uint8], units: int, criteria: int, options: int) -> Iterator[NDArray[np.uint8]]:
    if answers.dtype != np.uint8 or answers.ndim != 2 or answers.shape[1] != units * criteria:
        raise ValueError(f"packed answers must be uint8 with {units * criteria} columns, got {answers.shape}")
    if answers.max(initial=0) > options:
        raise ValueError(f"an answer is larger than the number of options, {options}")
    for unit in range(units):
        yield answers[:, unit * criteria : (unit + 1) * criteria]


def _moments(values: NDArray[np.float64]) -> tuple[int, float, float]:
    """n, mean and m2. Deviations are taken from the smallest value first, so that equal values give exactly 0."""
    if not len(values):
        return 0, 0.0, 0.0
    origin = float(values.min())
    mean = origin + math.fsum((values - origin).tolist()) / len(values)
    return len(values), mean, math.fsum(((values - mean) ** 2).tolist())


def _assemble(
    outcome: Outcome, coding: Coding, cells: list[tuple[int, float, float]], shape: tuple[int, int]
) -> Moments:
    n, mean, m2 = np.array(cells, dtype=np.float64).reshape(-1, 3).T
    return Moments(
        outcome, n.astype(np.int64).reshape(shape), mean.reshape(shape), m2.reshape(shape), coding.lo, coding.hi
    )


def stack_strata(parts: Sequence[Moments]) -> Moments:
    """The moments of a round from those of its strata, in order. Sheets only: no places."""
    first = parts[0]
    n, mean, m2 = (np.concatenate([getattr(part, name) for part in parts]) for name in ("n", "mean", "m2"))
    return Moments(first.outcome, n, mean, m2, first.lo, first.hi)
