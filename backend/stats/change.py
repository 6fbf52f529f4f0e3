"""Change of units between two anonymous rounds (method, section 7)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri, stdtrit

from backend.stats.adjust import benjamini_hochberg, holm
from backend.stats.estimate import Estimate, EstimateSettings, SamplingFractions, estimates, weight_of_cells
from backend.stats.interval import wilson_effective
from backend.stats.moments import Moments
from backend.stats.scale import ConfigurationError
from backend.stats.weighted import Floats

# Beyond this quantile a normal tail is no float any more.
_LARGEST_QUANTILE = 38.0
# Shares that differ by less are one: their last bits depend on the order of additions.
_SAME = 1e-12
_CLAIM, _WATCH = 0.05, 0.10


@dataclass(frozen=True, slots=True)
class Share:
    """A value on its range (0..1) and the normal sample size n* behind it, infinite in a census."""

    value: float
    size: float


def mover_interval(first: Share, second: Share, quantile: float) -> tuple[float, float]:
    """Interval of second less first, from the two Wilson intervals (MOVER; Newcombe's method 10). Within -1..1."""
    low_1, high_1 = wilson_effective(first.value, first.size, quantile)
    low_2, high_2 = wilson_effective(second.value, second.size, quantile)
    difference = second.value - first.value
    lower = difference - math.hypot(second.value - low_2, high_1 - first.value)
    upper = difference + math.hypot(high_2 - second.value, first.value - low_1)
    return max(-1.0, lower), min(1.0, upper)


def mover_p_value(first: Share, second: Share) -> float:
    """Two-sided p: 2 (1 - Phi(c)) with the quantile c at which the interval just reaches 0.

    So p is below 0.05 if and only if the 95% interval excludes 0. No difference, but for last bits, gives 1.
    """
    if abs(second.value - first.value) <= _SAME:
        return 1.0
    rises = second.value > first.value

    def bound(quantile: float) -> float:
        """What is left of the change at its nearer end."""
        lower, upper = mover_interval(first, second, quantile)
        return lower if rises else -upper

    if bound(_LARGEST_QUANTILE) > 0:
        return 0.0
    return float(2 * ndtr(-brentq(bound, 0.0, _LARGEST_QUANTILE, xtol=1e-13, rtol=1e-14)))


class ChangeStatus(StrEnum):
    TESTED = "tested"
    NEW = "new"
    """新增: only in the later round."""
    ABOLISHED = "abolished"
    """撤并: only in the earlier round."""
    NOT_COMPUTABLE = "not_computable"
    """Too few answers in one of the rounds, or none in a common stratum."""


@dataclass(frozen=True, slots=True)
class Change:
    """One unit, second less first round, in the outcome's unit (shares or points). None = not computable.

    first, second: both by the weights of the second round; where `restricted`, of the strata that answered both times.
    p_holm, p_bh: adjusted over the tested units of the table.
    """

    status: ChangeStatus
    first: Estimate | None
    second: Estimate | None
    restricted: bool = False
    difference: float | None = None
    se: float | None = None
    lower: float | None = None
    upper: float | None = None
    p: float | None = None
    p_holm: float | None = None
    p_bh: float | None = None

    @property
    def claimed(self) -> bool:
        """显著上升 or 显著下降: with 95% there is no false claim in the whole table."""
        return self.p_holm is not None and self.p_holm <= _CLAIM

    @property
    def watched(self) -> bool:
        """关注, for the office only: a tenth of these is expected to be chance."""
        return self.p_bh is not None and self.p_bh <= _WATCH


@dataclass(frozen=True, eq=False)
class RoundAnswers:
    """A round for comparison. fractions: as for `estimates`."""

    moments: Moments
    fractions: SamplingFractions | None = None


def changes(
    first: RoundAnswers,
    second: RoundAnswers,
    units: Sequence[tuple[int | None, int | None]],
    weights: Sequence[float | Decimal],
    settings: EstimateSettings | None = None,
) -> tuple[Change, ...]:
    """One change per entry of `units`: the positions of the unit in both rounds, None where it is not in one.

    Both rounds have the same strata, options and points; weights: of the strata in the second round, for both.
    ConfigurationError: the rounds have another outcome, range or number of strata.
    """
    settings = settings or EstimateSettings()
    if not _comparable(first.moments, second.moments):
        raise ConfigurationError("rounds with other strata, options or points cannot be compared")
    matched = [(before, after) for before, after in units if before is not None and after is not None]
    found = iter(_adjusted(_matched_changes(first, second, matched, weights, settings)))
    before_all, after_all = (estimates(part.moments, weights, part.fractions, settings) for part in (first, second))
    result = []
    for before, after in units:
        if before is not None and after is not None:
            result.append(next(found))
        elif after is not None:
            result.append(Change(ChangeStatus.NEW, None, after_all[after]))
        elif before is not None:
            result.append(Change(ChangeStatus.ABOLISHED, before_all[before], None))
        else:
            raise ValueError("a unit must be in one of the rounds")
    return tuple(result)


def _comparable(first: Moments, second: Moments) -> bool:
    same_scale = (first.outcome, first.lo, first.hi) == (second.outcome, second.lo, second.hi)
    return same_scale and len(first.n) == len(second.n)


def _matched_changes(
    first: RoundAnswers,
    second: RoundAnswers,
    matched: Sequence[tuple[int, int]],
    weights: Sequence[float | Decimal],
    settings: EstimateSettings,
) -> list[Change]:
    before = first.moments.each(lambda array: array[:, [position for position, _ in matched]])
    after = second.moments.each(lambda array: array[:, [position for _, position in matched]])
    counts = weight_of_cells(before, weights) > 0
    differ = counts & ((before.n > 0) != (after.n > 0))
    common = (counts & (before.n > 0) & (after.n > 0)).sum(axis=0) > 0
    restricted = (differ.sum(axis=0) > 0) & common
    dropped = differ & restricted
    before, after = (part.each(lambda array: np.where(dropped, 0, array)) for part in (before, after))
    pairs = zip(
        estimates(before, weights, first.fractions, settings),
        estimates(after, weights, second.fractions, settings),
        common.tolist(),
        restricted.tolist(),
        strict=True,
    )
    return [
        _tested(Change(ChangeStatus.NOT_COMPUTABLE, one, other, only_common), one, other, after, settings.confidence)
        if shared
        else Change(ChangeStatus.NOT_COMPUTABLE, one, other)
        for one, other, shared, only_common in pairs
    ]


def _tested(untested: Change, first: Estimate, second: Estimate, moments: Moments, confidence: float) -> Change:
    span = moments.hi - moments.lo
    one, other = (_share(estimate, moments.lo, span, confidence) for estimate in (first, second))
    if one is None or other is None or first.se is None or second.se is None:
        return untested
    lower, upper = mover_interval(one, other, float(ndtri((1 + confidence) / 2)))
    return replace(
        untested,
        status=ChangeStatus.TESTED,
        difference=(other.value - one.value) * span,
        se=math.hypot(first.se, second.se),
        lower=lower * span,
        upper=upper * span,
        p=mover_p_value(one, other),
    )


def _share(estimate: Estimate, lo: float, span: float, confidence: float) -> Share | None:
    """The estimate with the size n* at which the normal quantile gives its interval."""
    if estimate.est is None or estimate.n_eff is None:
        return None
    upper = (1 + confidence) / 2
    return Share((estimate.est - lo) / span, estimate.n_eff * (ndtri(upper) / stdtrit(estimate.df, upper)) ** 2)


def _adjusted(found: Sequence[Change]) -> list[Change]:
    p: Floats = np.array([change.p for change in found if change.p is not None], dtype=np.float64)
    together = iter(zip(holm(p).tolist(), benjamini_hochberg(p).tolist(), strict=True))
    result = []
    for change in found:
        p_holm, p_bh = next(together) if change.p is not None else (None, None)
        result.append(replace(change, p_holm=p_holm, p_bh=p_bh))
    return result
