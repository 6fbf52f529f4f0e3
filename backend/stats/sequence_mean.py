"""Units against the mean of their sequence (method, section 5, last point)."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from backend.stats.covariance import Compared


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far a unit is from the mean, and the half-width of the band around the mean that chance explains.

    Both in the outcome's unit (shares or points). separable: outside the band, which is the test itself.
    """

    deviation: float
    half_width: float
    separable: bool


@dataclass(frozen=True, slots=True)
class SequenceMean:
    """The simple mean of the compared units, and each of them in their order. mean is None without a unit."""

    mean: float | None
    units: tuple[Deviation, ...]


def against_mean(units: Compared, confidence: float = 0.95) -> SequenceMean:
    """All statements hold together with this probability (Bonferroni). A page says which units the mean is of."""
    number = len(units.units)
    if number == 0:
        return SequenceMean(None, ())
    mean = float(units.est.sum()) / number
    quantile = stdtrit(int(units.df.min()), 1 - (1 - confidence) / 2 / number)
    to_mean = units.variance.sum(axis=1) / number
    variance = np.diagonal(units.variance) - 2 * to_mean + to_mean.sum() / number
    band = quantile * np.sqrt(np.maximum(variance, 0.0))
    deviation = units.est - mean
    separable = units.above(np.abs(deviation) - band)
    return SequenceMean(
        mean,
        tuple(
            Deviation(float(distance), float(width), bool(outside))
            for distance, width, outside in zip(deviation, band, separable, strict=True)
        ),
    )
