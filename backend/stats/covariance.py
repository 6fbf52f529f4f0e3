"""Comparing units that the same people answered about (method, section 5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr

from backend.stats.estimate import Estimate, SamplingFractions, weight_of_cells
from backend.stats.moments import Moments
from backend.stats.products import Products
from backend.stats.weighted import Floats, shares

# The specification writes 1.96; the reference figures need the quantile itself.
_Z = float(ndtri(0.975))
# Below this share of the squared range a variance is none.
_NO_VARIANCE = 1e-16
# Below this share of the range two estimates are one: their last bits depend on the order of additions.
_SAME = 1e-12


def covariance(
    moments: Moments,
    products: Products,
    weights: Sequence[float | Decimal] | None,
    fractions: SamplingFractions | None = None,
) -> Floats:
    """V of section 5: float64 [units, units], the design-based covariance of the units' estimates.

    Arguments as for `estimates`; with places, `products` are those of the places. The diagonal is the square of `se`,
    except that a stratum with a single answer (or place) contributes nothing.
    """
    w = shares(moments, weight_of_cells(moments, weights))
    m = products.number
    scale = np.where(m > 1, w / np.maximum(moments.n, 1) * np.sqrt(m / np.maximum(m - 1, 1)), 0.0)
    found = np.zeros(products.sums.shape[1:])
    for stratum, sums in enumerate(products.sums):
        sampled = 1.0 if fractions is None else 1 - fractions.fractions[stratum]
        found += sampled * np.outer(scale[stratum], scale[stratum]) * sums
    return found


def comparison_covariance(plain: Floats, found: Sequence[Estimate], lo: float, hi: float) -> Floats:
    """V* of section 5: V scaled up to the variances behind the intervals, so that heavy small strata claim no certainty.

    plain: `covariance` of the units of `found`. lo, hi: the outcome's range. Units without a standard error have 0.
    """
    factor = np.array([unit.se_ci / unit.se if unit.se and unit.se_ci else 0.0 for unit in found])
    scaled = plain * np.outer(factor, factor)
    np.fill_diagonal(scaled, [_own_variance(unit, lo, hi) for unit in found])
    return scaled


def _own_variance(unit: Estimate, lo: float, hi: float) -> float:
    if unit.est is None or unit.se_ci is None or unit.n_kish is None:
        return 0.0
    if unit.se or np.isinf(unit.n_kish):
        return unit.se_ci**2
    size = unit.n_kish + _Z**2
    middle = (unit.n_kish * (unit.est - lo) / (hi - lo) + _Z**2 / 2) / size
    return (hi - lo) ** 2 * middle * (1 - middle) / size


@dataclass(frozen=True, eq=False)
class Compared:
    """The units of a comparison: all of a round, or one sequence.

    units: their positions in the round; all arrays are in this order. left_out: positions of those asked for that have
    no standard error (未参与排名检验). est, df: [units]. variance: V* [units, units]. span: length of the outcome's range.
    """

    units: tuple[int, ...]
    left_out: tuple[int, ...]
    est: Floats
    df: NDArray[np.int64]
    variance: Floats
    span: float

    def above(self, difference: Floats) -> NDArray[np.bool_]:
        """Where a difference of estimates is more than the last bits of a float."""
        return difference > _SAME * self.span


def compared(
    found: Sequence[Estimate],
    variance: Floats,
    lo: float,
    hi: float,
    among: Sequence[int] | None = None,
) -> Compared:
    """found, variance: estimates and `comparison_covariance` of the whole round. among: positions of a sequence."""
    asked = range(len(found)) if among is None else among
    units = tuple(unit for unit in asked if found[unit].se is not None)
    return Compared(
        units=units,
        left_out=tuple(unit for unit in asked if found[unit].se is None),
        est=np.array([found[unit].est for unit in units], dtype=np.float64),
        df=np.array([found[unit].df for unit in units], dtype=np.int64),
        variance=variance[np.ix_(units, units)],
        span=hi - lo,
    )


@dataclass(frozen=True, eq=False)
class Differences:
    """Every unit (row) less every other (column): t, degrees of freedom and one-sided p that the row is not above.

    float64 or int64 [units, units]; t and p are NaN on the diagonal. Without variance t is infinite or 0, p 0 or 1.
    """

    t: Floats
    df: NDArray[np.int64]
    p: Floats


def differences(units: Compared) -> Differences:
    """All ordered pairs (section 5). That intervals overlap is no test and is not used as one."""
    own = np.diagonal(units.variance)
    variance = own[:, None] + own[None, :] - 2 * units.variance
    difference = units.est[:, None] - units.est[None, :]
    certain = variance <= _NO_VARIANCE * units.span**2
    above = units.above(difference)
    t = difference / np.sqrt(np.where(certain, 1.0, variance))
    t = np.where(certain, np.where(above, np.inf, np.where(above.T, -np.inf, 0.0)), t)
    df = np.minimum(units.df[:, None], units.df[None, :])
    p = np.where(certain, np.where(above, 0.0, 1.0), stdtr(df, np.where(certain, 0.0, -t)))
    np.fill_diagonal(t, np.nan)
    np.fill_diagonal(p, np.nan)
    return Differences(t, df, p)
