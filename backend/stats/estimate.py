"""Weighted estimates with standard error, interval and what a reader must know (method, sections 2 to 4)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from backend.stats.moments import Moments
from backend.stats.scale import ConfigurationError
from backend.stats.weighted import Figure, Floats, weighted_figures

# Sums of decimal weights such as 0.05 + 0.15 may miss a limit of 0.2 by a rounding error.
_SLACK = 1e-9


class Flag(StrEnum):
    """What a reader must know beside the number."""

    NO_ESTIMATE = "no_estimate"
    """No valid answer, or only in strata of weight 0."""
    MISSING_STRATA = "missing_strata"
    """Some strata gave no valid answer; the weights of the others were scaled up."""
    UNDER_REPRESENTED = "under_represented"
    """代表性不足: the missing strata hold more weight than allowed; leave out of published ranks."""
    LONE_STRATA = "lone_strata"
    """Some strata gave one valid answer only; they borrow the unit's pooled variance."""
    INSUFFICIENT = "insufficient"
    """No stratum gave two answers: no standard error, no interval, no tests."""
    ROSTER_EXCEEDED = "roster_exceeded"
    """More valid sheets than people on the roster of a stratum."""
    CENSUS = "census"
    """全员: everybody on the roster of every stratum that counts gave a valid sheet."""
    IMPRECISE = "imprecise"
    """精度不足: the interval is wider than allowed."""


@dataclass(frozen=True, slots=True)
class EstimateSettings:
    """confidence 0..1; limits for the flags: missing weight as a share, half-width in percent of
    the outcome's range, so points for a rate and for a score of 0 to 100."""

    confidence: float = 0.95
    max_missing_weight: float = 0.20
    max_half_width: float = 10.0

    def __post_init__(self) -> None:
        if not 0 < self.confidence < 1:
            raise ConfigurationError("confidence must lie between 0 and 1")
        if not (self.max_missing_weight >= 0 and self.max_half_width >= 0):
            raise ConfigurationError("limits must not be negative")


@dataclass(frozen=True, slots=True)
class Estimate:
    """One unit's weighted rate (shares, 0..1) or score (points). None = not computable, never 0.

    se is the design-based standard error; se_ci, never smaller, is the one behind the interval and comparisons.
    n_valid counts the valid answers of all strata. n_kish and n_eff are infinite in a census.
    strata_missing, strata_lone: positions of the strata; missing_weight: the share of all weight that is missing.
    """

    est: float | None
    se: float | None
    se_ci: float | None
    df: int
    n_valid: int
    n_kish: float | None
    n_eff: float | None
    lower: float | None
    upper: float | None
    flags: tuple[Flag, ...]
    strata_missing: tuple[int, ...]
    strata_lone: tuple[int, ...]
    missing_weight: float

    @property
    def half_width(self) -> float | None:
        return None if self.lower is None or self.upper is None else (self.upper - self.lower) / 2


@dataclass(frozen=True, eq=False)
class SamplingFractions:
    """Finite population correction: share of each stratum's roster that gave a valid sheet.

    fractions: float64 [strata], 0..1, 0 where the roster is unknown or the correction is off. exceeded, complete: bool
    [strata], more sheets than people; at least as many.
    """

    fractions: Floats
    exceeded: NDArray[np.bool_]
    complete: NDArray[np.bool_]


def sampling_fractions(
    valid_sheets: Sequence[int], populations: Sequence[int | None], *, corrected: bool = True
) -> SamplingFractions:
    """From valid sheets and roster size (None = unknown) of each stratum. ConfigurationError: a roster below 1.

    `corrected` False: the rosters raise their flags but change no figure (the default of section 3).
    """
    pairs = list(zip(valid_sheets, populations, strict=True))
    if any(people is not None and people < 1 for _, people in pairs):
        raise ConfigurationError("a roster must have at least one person")
    fractions = [0.0 if people is None or not corrected else min(1.0, sheets / people) for sheets, people in pairs]
    exceeded = [people is not None and sheets > people for sheets, people in pairs]
    complete = [people is not None and sheets >= people for sheets, people in pairs]
    return SamplingFractions(
        np.array(fractions, dtype=np.float64), np.array(exceeded, dtype=np.bool_), np.array(complete, dtype=np.bool_)
    )


def estimates(
    moments: Moments,
    weights: Sequence[float | Decimal] | None,
    fractions: SamplingFractions | None = None,
    settings: EstimateSettings = EstimateSettings(),
) -> tuple[Estimate, ...]:
    """One estimate per unit.

    weights: of the strata, in any unit, they need not sum to 1; 0 leaves a stratum out. None: no weights are configured,
    each stratum counts by its valid answers ("self-weighted"), which gives the plain figure its interval.
    ConfigurationError: another number of weights than strata, negative, not finite or all 0.
    """
    strata, units = moments.n.shape
    finite = fractions or _no_correction(strata)
    base = None if weights is None else _checked(weights, strata)
    weight = weight_of_cells(moments, weights)
    fraction = np.repeat(finite.fractions[:, None], units, axis=1)
    figures = weighted_figures(moments, weight, fraction, settings.confidence)
    counts = np.full(strata, fill_value=True) if base is None else base > 0
    shares = np.zeros(strata) if base is None else base / base.sum()
    exceeded, complete = bool((finite.exceeded & counts).any()), bool(finite.complete[counts].all())
    found = []
    for unit, figure in enumerate(figures):
        number = moments.n[:, unit]
        missing, lone = counts & (number == 0), counts & (moments.clusters.number[:, unit] == 1)
        gaps = _Gaps(_positions(missing), _positions(lone), float(shares[missing].sum()), exceeded, complete)
        found.append(_judge(figure, int(number.sum()), moments.hi - moments.lo, gaps, settings))
    return tuple(found)


def weight_of_cells(moments: Moments, weights: Sequence[float | Decimal] | None) -> Floats:
    """float64 [strata, units] from the weights of the strata, or from the valid answers (see `estimates`)."""
    strata, units = moments.n.shape
    if weights is None:
        return moments.n.astype(np.float64)
    return np.repeat(_checked(weights, strata)[:, None], units, axis=1)


def cell_estimates(
    moments: Moments, fractions: SamplingFractions | None = None, settings: EstimateSettings = EstimateSettings()
) -> tuple[tuple[Estimate, ...], ...]:
    """One estimate per stratum and unit, [strata][units]: the same rules with that stratum alone.

    A cell lists no missing or lone strata: it is `no_estimate` without an answer and `insufficient` with one.
    """
    strata, units = moments.n.shape
    finite = fractions or _no_correction(strata)
    cells = moments.each(lambda array: array.reshape(1, -1))
    fraction = np.repeat(finite.fractions, units)[None]
    figures = iter(weighted_figures(cells, cells.n.astype(np.float64), fraction, settings.confidence))
    found = []
    for row, exceeded, complete in zip(moments.n, finite.exceeded, finite.complete, strict=True):
        gaps = _Gaps((), (), 0.0, bool(exceeded), bool(complete))
        found.append(tuple(_judge(next(figures), int(n), moments.hi - moments.lo, gaps, settings) for n in row))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Gaps:
    missing: tuple[int, ...]
    lone: tuple[int, ...]
    missing_weight: float
    exceeded: bool
    complete: bool


def _no_correction(strata: int) -> SamplingFractions:
    never = np.zeros(strata, dtype=np.bool_)
    return SamplingFractions(np.zeros(strata), never, never)


def _positions(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(mask).tolist())


def _checked(weights: Sequence[float | Decimal], strata: int) -> Floats:
    base = np.array([float(weight) for weight in weights], dtype=np.float64)
    if len(base) != strata:
        raise ConfigurationError(f"{len(base)} weights for {strata} strata")
    if not np.all(np.isfinite(base)) or np.any(base < 0) or not np.any(base > 0):
        raise ConfigurationError("weights of strata must be finite, not negative and not all 0")
    return base


def _judge(figure: Figure, n_valid: int, span: float, gaps: _Gaps, settings: EstimateSettings) -> Estimate:
    """Blank out what cannot be computed and raise the flags. span: length of the outcome's range."""
    exists = figure.est is not None
    tested = exists and figure.df > 0
    half_width = (figure.upper - figure.lower) / 2 / (span / 100)
    raised = {
        Flag.NO_ESTIMATE: not exists,
        Flag.MISSING_STRATA: bool(gaps.missing),
        Flag.UNDER_REPRESENTED: gaps.missing_weight > settings.max_missing_weight + _SLACK,
        Flag.LONE_STRATA: bool(gaps.lone),
        Flag.INSUFFICIENT: exists and not tested,
        Flag.ROSTER_EXCEEDED: gaps.exceeded,
        Flag.CENSUS: tested and (gaps.complete or math.isinf(figure.n_kish)),
        Flag.IMPRECISE: tested and half_width > settings.max_half_width,
    }
    return Estimate(
        est=figure.est,
        se=math.sqrt(figure.variance) if tested else None,
        se_ci=math.sqrt(figure.variance_ci) if tested else None,
        df=figure.df,
        n_valid=n_valid,
        n_kish=figure.n_kish if exists else None,
        n_eff=figure.n_eff if tested else None,
        lower=figure.lower if tested else None,
        upper=figure.upper if tested else None,
        flags=tuple(flag for flag, up in raised.items() if up),
        strata_missing=gaps.missing,
        strata_lone=gaps.lone,
        missing_weight=gaps.missing_weight,
    )
