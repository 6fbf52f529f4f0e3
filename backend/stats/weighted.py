"""The arithmetic of a weighted estimate, vectorised over units (method, sections 2 to 4).

Sums over strata are taken stratum by stratum in their order, so that the same moments give the same bits everywhere.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from backend.stats.interval import wilson_effective
from backend.stats.moments import Moments

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """The numbers of one unit before they are judged. est is None without weight, the rest is then meaningless."""

    est: float | None
    variance: float
    variance_ci: float
    df: int
    n_kish: float
    n_eff: float
    lower: float
    upper: float


def weighted_figures(moments: Moments, weight: Floats, fraction: Floats, confidence: float) -> list[Figure]:
    """One figure per unit. weight, fraction (of the roster that answered): float64 [strata, units]."""
    lo, span = moments.lo, moments.hi - moments.lo
    number = np.maximum(moments.n, 1).astype(np.float64)
    w = shares(moments, weight)
    counts = w > 0
    known = w.sum(axis=0) > 0

    # Measured from the first stratum that counts: strata that agree give its mean, and a variance of 0, exactly.
    first = np.argmax(counts, axis=0)[None]
    origin = np.take_along_axis(moments.mean, first, axis=0)[0]
    est = np.clip(origin + _over_strata(w * (moments.mean - origin)), lo, moments.hi)

    # With several sheets from one place, the places are what counts as observed; m / n is 1 otherwise.
    m = moments.clusters.number
    per_place = m / number * moments.clusters.m2
    df = np.where(counts, m - 1, 0).sum(axis=0)
    pooled = _over_strata(np.where(counts & (m > 1), per_place, 0.0)) / np.maximum(df, 1)
    s2 = np.where(m > 1, per_place / np.maximum(m - 1, 1), pooled)
    spread = (1 - fraction) * w**2 / number
    variance, kish = _over_strata(spread * s2), _over_strata(spread)
    # mean(y^2) - est^2 of the method, written as within plus between so that nothing cancels.
    total_variance = _over_strata(w * (moments.m2 / number + (moments.mean - est) ** 2))
    variance_ci = np.maximum(variance, total_variance * kish)

    n_kish = np.divide(1.0, kish, out=np.full_like(kish, np.inf), where=kish > 0)
    position = (est - lo) / span
    binomial = position * (1 - position) * span**2
    n_eff = np.divide(binomial, variance_ci, out=n_kish.copy(), where=(variance_ci > 0) & (binomial > 0))
    quantile = stdtrit(np.maximum(df, 1), (1 + confidence) / 2)

    return [
        Figure(
            est=float(est[j]) if known[j] else None,
            variance=float(variance[j]),
            variance_ci=float(variance_ci[j]),
            df=int(df[j]),
            n_kish=float(n_kish[j]),
            n_eff=float(n_eff[j]),
            lower=bounds[0],
            upper=bounds[1],
        )
        for j, bounds in enumerate(_bounds(moments, est, n_eff, quantile))
    ]


def shares(moments: Moments, weight: Floats) -> Floats:
    """W* of section 2: the weights of the strata that answered, made to sum to 1 for every unit (all 0 if none did)."""
    kept = np.where((weight > 0) & (moments.n > 0), weight, 0.0)
    total = _over_strata(kept)
    found: Floats = kept / np.where(total > 0, total, 1.0)
    return found


def _bounds(moments: Moments, est: Floats, n_eff: Floats, quantile: Floats) -> Iterator[tuple[float, float]]:
    lo, span = moments.lo, moments.hi - moments.lo
    for theta, size, c in zip(est.tolist(), n_eff.tolist(), quantile.tolist(), strict=True):
        if math.isinf(size):
            yield theta, theta
            continue
        lower, upper = wilson_effective((theta - lo) / span, size, c)
        # lo + span may miss hi by the last bit; the interval ends on the scale and contains the estimate.
        yield lo + span * lower, min(max(lo + span * upper, theta), moments.hi)


def _over_strata(values: Floats) -> Floats:
    """[units] from [strata, units], added in the order of the strata."""
    total: Floats = reduce(np.add, values)
    return total
