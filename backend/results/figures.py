"""Figures of a round: a pure function of its method and its tally. Nothing is stored, nothing is cached."""

from dataclasses import dataclass
from fractions import Fraction

from backend.results.tally import RoundTally, scale_of
from backend.rounds.config import RollUnit, RoundConfig
from backend.stats import (
    Estimate,
    Outcome,
    Ratio,
    awareness,
    blank_rate,
    cell_estimates,
    dont_know_rate,
    estimates,
    moments_from_counts,
    plain_rate,
    plain_score,
    sampling_fractions,
)


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit's figures, unrounded. `n` counts the sheets with a valid value; `score` is None without points."""

    unit: RollUnit
    n: int
    plain: Ratio
    plain_score: Fraction | None
    rate: Estimate
    score: Estimate | None
    awareness: Ratio
    dont_know: Ratio
    blank: Ratio


@dataclass(frozen=True, slots=True)
class RoundFigures:
    """All units of a round, and all of them together."""

    config: RoundConfig
    tally: RoundTally
    units: tuple[UnitFigures, ...]
    plain: Ratio
    plain_score: Fraction | None
    awareness: Ratio

    @property
    def mean_rate(self) -> float | None:
        """The simple mean of the units' weighted rates, the "average" that units are compared with."""
        found = [unit.rate.est for unit in self.units if unit.rate.est is not None]
        return sum(found) / len(found) if found else None


def figures_of(config: RoundConfig, tally: RoundTally) -> RoundFigures:
    """Compute every unit's figures (method, sections 1 to 4).

    The finite population correction is off (section 3): the size of a stratum raises flags and changes no figure.
    """
    scale = scale_of(config)
    weights = [stratum.weight for stratum in config.strata]
    rosters = sampling_fractions(tally.valid_sheets, [stratum.population for stratum in config.strata], corrected=False)
    rates = estimates(tally.moments["rate"], weights, rosters)
    score_moments = tally.moments.get("score")
    scores: tuple[Estimate | None, ...] = (
        estimates(score_moments, weights, rosters) if score_moments else (None,) * len(config.units)
    )
    units = []
    for position, unit in enumerate(config.units):
        counts = tally.counts[:, position]
        units.append(
            UnitFigures(
                unit=unit,
                n=int(tally.moments["rate"].n[:, position].sum()),
                plain=plain_rate(counts, scale),
                plain_score=plain_score(counts, scale),
                rate=rates[position],
                score=scores[position],
                awareness=awareness(counts, scale),
                dont_know=dont_know_rate(counts, scale),
                blank=blank_rate(counts, scale),
            )
        )
    return RoundFigures(
        config=config,
        tally=tally,
        units=tuple(units),
        plain=plain_rate(tally.counts, scale),
        plain_score=plain_score(tally.counts, scale),
        awareness=awareness(tally.counts, scale),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of a heat map: the plain count behind it and its estimate."""

    n: int
    estimate: Estimate


def by_stratum(figures: RoundFigures, outcome: Outcome) -> tuple[tuple[Cell, ...], ...]:
    """[units][strata]: each stratum's own figure for each unit."""
    moments = figures.tally.moments[outcome]
    cells = cell_estimates(moments)
    strata, units = moments.n.shape
    return tuple(tuple(Cell(int(moments.n[s, u]), cells[s][u]) for s in range(strata)) for u in range(units))


def by_criterion(figures: RoundFigures, outcome: Outcome) -> tuple[tuple[Cell, ...], ...]:
    """[units][criteria]: each criterion alone, weighted over the strata by the same formulas."""
    scale = scale_of(figures.config)
    weights = [stratum.weight for stratum in figures.config.strata]
    columns = []
    for criterion in range(len(figures.config.criteria)):
        moments = moments_from_counts(figures.tally.counts[:, :, criterion, :], scale, outcome)
        columns.append((moments.n.sum(axis=0), estimates(moments, weights)))
    return tuple(tuple(Cell(int(n[unit]), found[unit]) for n, found in columns) for unit in range(len(figures.units)))
