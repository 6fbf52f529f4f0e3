"""Comparisons of a round: units with each other, with their mean, with an earlier round (method, sections 5 to 7).

Pure: from figures and products, unrounded. What is shown of it is in `showing_comparisons`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from backend.core.text import Text
from backend.results.comparable import order_of_strata, why_not_comparable
from backend.results.figures import RoundFigures, UnitFigures
from backend.rounds.config import RollUnit, RoundConfig
from backend.stats import (
    Change,
    Deviation,
    Estimate,
    Exact,
    Flag,
    Outcome,
    Products,
    RankSet,
    RoundAnswers,
    against_mean,
    changes,
    compared,
    comparison_covariance,
    competition_ranks,
    covariance,
    rank_sets,
    round_estimate,
    round_exact,
)
from backend.stats.weighted import Floats


class NotRanked(StrEnum):
    """Why a unit is compared with no other (未参与排名检验)."""

    NO_ESTIMATE = "no_estimate"
    INSUFFICIENT = "insufficient"
    """No standard error."""
    UNDER_REPRESENTED = "under_represented"
    """代表性不足 (section 2): it could be tested, but its rank is not published."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit in a group: its rank by the value as shown, the ranks that the data leave open, its way from the mean."""

    rank: int
    ranks: RankSet
    against: Deviation


@dataclass(frozen=True, slots=True)
class Group:
    """Units that are compared with each other: all of a round (name None), or a sequence.

    standings: by position in the round, in its order. left_out: how many of the group are not among them. mean: the
    simple mean of those compared, in the outcome's unit; None when there are none.
    """

    name: str | None
    standings: dict[int, Standing]
    left_out: int
    mean: float | None

    @property
    def separated_pairs(self) -> int:
        """Pairs of which the data say who is above; each is counted once."""
        return sum(standing.ranks.down for standing in self.standings.values())


@dataclass(frozen=True, slots=True)
class ComparedUnit:
    """One unit of the round; plain ranks are of the plain figures (section 1), which carry no test."""

    figures: UnitFigures
    estimate: Estimate
    left_out: NotRanked | None
    overall: Standing | None
    in_sequence: Standing | None
    plain_rank: int | None
    plain_rank_in_sequence: int | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier round. reasons: why a change would mean nothing; empty when the rounds compare.

    abolished: units that only the earlier round has (撤并).
    """

    config: RoundConfig
    reasons: tuple[Text, ...]
    abolished: tuple[tuple[RollUnit, Change], ...]


@dataclass(frozen=True, slots=True)
class RoundComparisons:
    """All comparisons of one outcome; units in the order of the roll, groups[0] is of all units."""

    config: RoundConfig
    outcome: Outcome
    units: tuple[ComparedUnit, ...]
    groups: tuple[Group, ...]
    earlier: Earlier | None


def comparisons_of(
    figures: RoundFigures,
    products: Products,
    earlier: RoundFigures | None,
    outcome: Outcome,
    among: Collection[int] | None = None,
) -> RoundComparisons:
    """products: of this round and outcome. The outcome is one that the round's tally has.

    among: positions of the units that are compared with each other; of all when left out. Changes are of all.
    """
    config = figures.config
    found = _estimates(figures, outcome)
    everybody = range(len(found))
    of_sequence: dict[str, list[int]] = {}
    for position, unit in enumerate(config.units):
        of_sequence.setdefault(unit.sequence_name, []).append(position)
    wanted = {position for position in everybody if among is None or position in among}
    star = _variance(figures, products, found, outcome)

    def group(name: str | None, units: Sequence[int]) -> Group:
        return _group(name, [unit for unit in units if unit in wanted], figures, found, star, outcome)

    whole, sequences = group(None, everybody), {name: group(name, units) for name, units in of_sequence.items()}
    plain = [_plain(unit, config, outcome) for unit in figures.units]
    plain_ranks = competition_ranks(plain)
    plain_in_sequence = {
        unit: rank
        for units in of_sequence.values()
        for unit, rank in zip(units, competition_ranks([plain[unit] for unit in units]), strict=True)
    }
    before, of_unit = changes_of(figures, earlier, outcome)
    return RoundComparisons(
        config=config,
        outcome=outcome,
        units=tuple(
            ComparedUnit(
                figures=unit,
                estimate=found[position],
                left_out=_left_out(found[position]),
                overall=whole.standings.get(position),
                in_sequence=sequences[unit.unit.sequence_name].standings.get(position),
                plain_rank=plain_ranks[position],
                plain_rank_in_sequence=plain_in_sequence[position],
                change=of_unit.get(position),
            )
            for position, unit in enumerate(figures.units)
        ),
        groups=(whole, *sequences.values()),
        earlier=before,
    )


def _estimates(figures: RoundFigures, outcome: Outcome) -> list[Estimate]:
    found = [unit.rate if outcome == "rate" else unit.score for unit in figures.units]
    return [estimate for estimate in found if estimate is not None]


def _left_out(estimate: Estimate) -> NotRanked | None:
    if estimate.est is None:
        return NotRanked.NO_ESTIMATE
    if estimate.se is None:
        return NotRanked.INSUFFICIENT
    return NotRanked.UNDER_REPRESENTED if Flag.UNDER_REPRESENTED in estimate.flags else None


def _variance(figures: RoundFigures, products: Products, found: Sequence[Estimate], outcome: Outcome) -> Floats:
    moments = figures.tally.moments[outcome]
    plain = covariance(moments, products, [stratum.weight for stratum in figures.config.strata])
    return comparison_covariance(plain, found, moments.lo, moments.hi)


def _group(
    name: str | None,
    among: Sequence[int],
    figures: RoundFigures,
    found: Sequence[Estimate],
    star: Floats,
    outcome: Outcome,
) -> Group:
    moments, rule = figures.tally.moments[outcome], figures.config.publication
    ranked = [unit for unit in among if _left_out(found[unit]) is None]
    units = compared(found, star, moments.lo, moments.hi, ranked)
    mean = against_mean(units)
    shown = [
        round_estimate(float(est), rule.decimals, rule.rounding, as_percent=outcome == "rate") for est in units.est
    ]
    standings = {
        unit: Standing(rank, ranks, against)
        for unit, rank, ranks, against in zip(
            units.units, competition_ranks(shown), rank_sets(units), mean.units, strict=True
        )
        if rank is not None
    }
    return Group(name, standings, len(among) - len(ranked), mean.mean)


def _plain(unit: UnitFigures, config: RoundConfig, outcome: Outcome) -> Exact | None:
    """The plain figure as shown."""
    share = unit.plain.fraction
    value: Fraction | None = unit.plain_score if outcome == "score" else None if share is None else 100 * share
    rule = config.publication
    return None if value is None else round_exact(value, rule.decimals, rule.rounding)


def changes_of(
    figures: RoundFigures, earlier: RoundFigures | None, outcome: Outcome, among: Collection[int] | None = None
) -> tuple[Earlier | None, dict[int, Change]]:
    """The earlier round, and the change of each unit by its position in this one.

    among: positions of the units that are tested together; all when left out.
    """
    if earlier is None:
        return None, {}
    now, then = figures.config, earlier.config
    reasons = tuple(why_not_comparable(now, then))
    if reasons:
        return Earlier(then, reasons, ()), {}
    order = order_of_strata(now, then)
    before = {unit.unit_id: position for position, unit in enumerate(then.units)}
    places = [position for position in range(len(now.units)) if among is None or position in among]
    pairs = [(before.get(now.units[position].unit_id), position) for position in places]
    still = {unit.unit_id for unit in now.units}
    abolished = tuple(position for unit_id, position in before.items() if unit_id not in still)
    found = changes(
        RoundAnswers(earlier.tally.moments[outcome].each(lambda array: array[order])),
        RoundAnswers(figures.tally.moments[outcome]),
        [*pairs, *((position, None) for position in abolished)],
        [one.weight for one in now.strata],
    )
    gone = tuple(zip((then.units[position] for position in abolished), found[len(pairs) :], strict=True))
    return Earlier(then, (), gone), dict(zip(places, found, strict=False))
