"""The scale of a round: what an answer is worth (method, section 0)."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Outcome = Literal["rate", "score"]


class ConfigurationError(ValueError):
    """The method of a round cannot be computed: a weight, a point value or a threshold makes no sense."""


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. `number` is the byte in a packed sheet, counted from 1. 不了解 is an option with valid=False."""

    number: int
    points: Decimal | None
    satisfied: bool
    valid: bool


@dataclass(frozen=True, slots=True)
class Coding:
    """The values of one outcome as exact integers.

    numerators: int64 [options + 1], index 0 is blank; the value of option o is numerators[o] / denominator.
    lo, hi: ends of the outcome's range, 0 and 1 for the rate, smallest and largest points for the score.
    """

    numerators: NDArray[np.int64]
    denominator: int
    lo: float
    hi: float


@dataclass(frozen=True)
class Scale:
    """The options in the order of their numbers 1, 2, 3 ...

    Either every valid option has points or none has; without points there is no score. An option that is not valid has
    neither points nor `satisfied`. ConfigurationError otherwise.
    """

    options: tuple[Option, ...]

    def __post_init__(self) -> None:
        if [option.number for option in self.options] != list(range(1, len(self.options) + 1)):
            raise ConfigurationError("options must be numbered 1, 2, 3 ... in this order")
        if len(self.options) > np.iinfo(np.uint8).max:
            raise ConfigurationError("a scale has at most 255 options")
        if any(option.satisfied and not option.valid for option in self.options):
            raise ConfigurationError("an option that counts as satisfied must be valid")
        if not any(option.satisfied for option in self.options):
            raise ConfigurationError("at least one option must count as satisfied")
        self._check_points()

    def _check_points(self) -> None:
        if any(option.points is not None for option in self.options if not option.valid):
            raise ConfigurationError("an option that is not valid must not have points")
        points = [option.points for option in self.options if option.valid]
        given = [value for value in points if value is not None]
        if not given:
            return
        if len(given) != len(points):
            raise ConfigurationError("either every valid option has points or none")
        if not all(value.is_finite() for value in given):
            raise ConfigurationError("points must be finite")
        if min(given) == max(given):
            raise ConfigurationError("the points of the valid options must differ")

    @property
    def has_points(self) -> bool:
        """Whether a score can be computed."""
        return any(option.points is not None for option in self.options)

    @property
    def lo(self) -> Decimal | None:
        """Smallest points of a valid option."""
        return min((option.points for option in self.options if option.points is not None), default=None)

    @property
    def hi(self) -> Decimal | None:
        """Largest points of a valid option."""
        return max((option.points for option in self.options if option.points is not None), default=None)

    @property
    def valid(self) -> NDArray[np.bool_]:
        """[options + 1], index 0 is blank: which answers are substantive."""
        return np.array([False, *(option.valid for option in self.options)])

    @property
    def satisfied(self) -> NDArray[np.bool_]:
        """[options + 1], index 0 is blank: which answers count as satisfied (z of the method)."""
        return np.array([False, *(option.satisfied for option in self.options)])

    def coding(self, outcome: Outcome) -> Coding:
        """The values of the rate (z, 0 or 1) or of the score (points). ConfigurationError: a score without points."""
        if outcome == "rate":
            return Coding(self.satisfied.astype(np.int64), 1, 0.0, 1.0)
        if self.lo is None or self.hi is None:
            raise ConfigurationError("the options have no points, so there is no score")
        ratios = [option.points.as_integer_ratio() if option.points is not None else (0, 1) for option in self.options]
        denominator = math.lcm(*(bottom for _, bottom in ratios))
        numerators = [0, *(top * (denominator // bottom) for top, bottom in ratios)]
        if max(abs(value) for value in numerators) > np.iinfo(np.int32).max:
            raise ConfigurationError("points have too many digits")
        return Coding(np.array(numerators, dtype=np.int64), denominator, float(self.lo), float(self.hi))
