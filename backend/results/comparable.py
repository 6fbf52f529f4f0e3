"""Whether two rounds can be compared at all (method, section 7): the same strata, weights, options and points."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from backend.core.text import Text
from backend.rounds.config import RoundConfig

_SCALE = Text("两轮的量表或分值不同", "The scales or points differ")
_STRATA = Text("两轮的层次或权重不同", "The strata or their weights differ")
_CRITERIA = Text("两轮的评议内容或权重不同", "The criteria or their weights differ")
_LEAST = Text("两轮计为有效票的最低作答权重不同", "The weight that a valid sheet must answer differs")


def why_not_comparable(now: RoundConfig, then: RoundConfig) -> list[Text]:
    """Every reason why a difference between the two rounds would mean nothing; empty when they compare."""
    differs = {
        _SCALE: _scale(now) != _scale(then),
        _STRATA: _strata(now) != _strata(then),
        _CRITERIA: _criteria(now) != _criteria(then),
        _LEAST: _least_answered(now) != _least_answered(then),
    }
    return [text for text, found in differs.items() if found]


def order_of_strata(now: RoundConfig, then: RoundConfig) -> NDArray[np.int64]:
    """The positions in `then` of the strata of `now`, for rounds that compare."""
    position = {stratum.code: place for place, stratum in enumerate(then.strata)}
    return np.array([position[stratum.code] for stratum in now.strata], dtype=np.int64)


def _scale(config: RoundConfig) -> list[tuple[object, ...]]:
    return [(o.label, o.points, o.satisfied, o.valid) for o in config.options]


def _strata(config: RoundConfig) -> dict[str, Fraction]:
    total = sum((Fraction(s.weight) for s in config.strata), Fraction(0))
    return {s.code: Fraction(s.weight) / total if total else Fraction(0) for s in config.strata}


def _criteria(config: RoundConfig) -> dict[str, Fraction]:
    total = sum((Fraction(c.weight) for c in config.criteria), Fraction(0))
    return {c.code: Fraction(c.weight) / total if total else Fraction(0) for c in config.criteria}


def _least_answered(config: RoundConfig) -> Decimal | None:
    """With one criterion a sheet answers all or nothing."""
    return config.publication.indicator_min_weight if len(config.criteria) > 1 else None
