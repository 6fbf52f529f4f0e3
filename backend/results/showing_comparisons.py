"""Turning comparisons into what a reader sees: rounded by the round's rule, with verdicts (method, sections 6 and 12)."""

from decimal import Decimal

from backend.core.text import Language
from backend.results.comparisons import ComparedUnit, Earlier, Group, RoundComparisons, Standing
from backend.results.models import OutcomeName
from backend.results.schemas_comparisons import (
    AbolishedOut,
    AgainstMean,
    ChangeOut,
    ComparedUnitOut,
    ComparedWithOut,
    ComparisonsOut,
    Direction,
    GroupOut,
    StandingOut,
    UnitStandingOut,
)
from backend.results.showing import is_narrow, show_estimate, show_float, show_points, show_round
from backend.results.tally import scale_of
from backend.rounds.config import RoundConfig
from backend.rounds.models import Round
from backend.stats import Change, Estimate, Outcome, fixed

BOUND_DECIMALS = 1
P_DECIMALS = 3
_SMALLEST_P = Decimal("0.001")


def last_places(group: Group, wanted: int) -> int:
    """A group has fewer last places than units: of all of them, every unit would be in the last."""
    return min(wanted, max(len(group.standings) - 1, 0))


class Showing:
    """The rules of one round and outcome, and how many last places are spoken of."""

    def __init__(self, config: RoundConfig, outcome: Outcome, groups: tuple[Group, ...], last: int) -> None:
        self.rate, self.rule = outcome == "rate", config.publication
        self.narrow = not self.rate and is_narrow(config)
        self.bound_decimals = max(BOUND_DECIMALS, self.rule.decimals if self.narrow else 0)
        coding = scale_of(config).coding(outcome)
        self.lo, self.hi = coding.lo, coding.hi
        self.groups = {group.name: group for group in groups}
        self.last = last

    def value(self, value: float | None) -> str | None:
        return show_float(value, self.rule.decimals, self.rule, as_percent=self.rate)

    def bound(self, value: float | None) -> str | None:
        return show_float(value, self.bound_decimals, self.rule, as_percent=self.rate)

    def band_end(self, value: float) -> str:
        """Bands are drawn on the outcome's scale and end with it."""
        return self.bound(min(max(value, self.lo), self.hi)) or ""

    def standing(self, standing: Standing | None, sequence: str | None) -> StandingOut | None:
        group = self.groups[sequence]
        if standing is None or group.mean is None:
            return None
        ranks, against = standing.ranks, standing.against
        places = last_places(group, self.last)
        side = AgainstMean.ABOVE if against.deviation > 0 else AgainstMean.BELOW
        return StandingOut(
            rank=standing.rank,
            lower=ranks.lower,
            upper=ranks.upper,
            above=ranks.down,
            below=ranks.up,
            could_be_best=ranks.could_be_best,
            could_be_in_last=ranks.could_be_in_last(places),
            surely_in_last=ranks.surely_in_last(places),
            against_mean=side if against.separable else AgainstMean.NOT_SEPARABLE,
            deviation=_signed(self.value(against.deviation)) or "",
            band_lower=self.band_end(group.mean - against.half_width),
            band_upper=self.band_end(group.mean + against.half_width),
        )

    def group(self, group: Group) -> GroupOut:
        size, places = len(group.standings), last_places(group, self.last)
        standings = group.standings.values()
        separable = [s.against.deviation for s in standings if s.against.separable]
        return GroupOut(
            name=group.name,
            size=size,
            left_out=group.left_out,
            mean=self.value(group.mean),
            above=sum(deviation > 0 for deviation in separable),
            below=sum(deviation < 0 for deviation in separable),
            pairs=size * (size - 1) // 2,
            separated=group.separated_pairs,
            last=places,
            could_be_best=sum(s.ranks.could_be_best for s in standings),
            could_be_in_last=sum(s.ranks.could_be_in_last(places) for s in standings),
            surely_in_last=sum(s.ranks.surely_in_last(places) for s in standings),
        )

    def change(self, change: Change | None) -> ChangeOut | None:
        if change is None:
            return None
        first, second = (self._estimate(estimate) for estimate in (change.first, change.second))
        tested = change.difference is not None
        return ChangeOut(
            status=change.status,
            direction=direction_of(change),
            watched=change.watched,
            restricted=change.restricted,
            first=first,
            second=second,
            difference=_signed(_difference(second, first)) if tested else None,
            lower=self.bound(change.lower),
            upper=self.bound(change.upper),
            p=_show_p(change.p),
            p_holm=_show_p(change.p_holm),
            p_bh=_show_p(change.p_bh),
        )

    def unit(self, unit: ComparedUnit) -> UnitStandingOut:
        return UnitStandingOut(
            left_out=unit.left_out,
            overall=self.standing(unit.overall, None),
            in_sequence=self.standing(unit.in_sequence, unit.figures.unit.sequence_name),
            change=self.change(unit.change),
        )

    def row(self, unit: ComparedUnit) -> ComparedUnitOut:
        roll, figures = unit.figures.unit, unit.figures
        shown = show_estimate(unit.estimate, self.rule, rate=self.rate, narrow=self.narrow)
        plain = (
            figures.plain.percent(self.rule.decimals, self.rule.rounding)
            if self.rate
            else show_points(figures.plain_score, self.rule)
        )
        return ComparedUnitOut(
            **dict(self.unit(unit)),
            unit_id=roll.unit_id,
            code=roll.code,
            name=roll.name,
            short_name=roll.short_name,
            sequence=roll.sequence_name,
            value=shown.value,
            interval_lower=shown.lower,
            interval_upper=shown.upper,
            n=figures.n,
            flags=shown.flags,
            plain=plain,
            plain_rank=unit.plain_rank,
            plain_rank_in_sequence=unit.plain_rank_in_sequence,
        )

    def earlier(
        self, row: Round, earlier: Earlier, units: tuple[ComparedUnit, ...], language: Language
    ) -> ComparedWithOut:
        found = [unit.change for unit in units if unit.change is not None]
        directions = [direction_of(change) for change in found]
        return ComparedWithOut(
            round=show_round(row),
            comparable=not earlier.reasons,
            reasons=[reason.of(language) for reason in earlier.reasons],
            up=directions.count(Direction.UP),
            down=directions.count(Direction.DOWN),
            watched=sum(change.watched for change in found),
            abolished=[
                AbolishedOut(code=unit.code, name=unit.name, value=self._estimate(change.first))
                for unit, change in earlier.abolished
            ],
        )

    def _estimate(self, estimate: Estimate | None) -> str | None:
        return None if estimate is None else self.value(estimate.est)


def showing_of(found: RoundComparisons, last: int) -> Showing:
    return Showing(found.config, found.outcome, found.groups, last)


def show_comparisons(
    row: Round, found: RoundComparisons, earlier: Round | None, last: int, language: Language
) -> ComparisonsOut:
    """earlier: the row of the round in `found.earlier`."""
    show = showing_of(found, last)
    factor = 100 if show.rate else 1
    return ComparisonsOut(
        round=show_round(row),
        outcome=OutcomeName(found.outcome),
        lo=f"{factor * show.lo:g}",
        hi=f"{factor * show.hi:g}",
        earlier=show.earlier(earlier, found.earlier, found.units, language) if earlier and found.earlier else None,
        groups=[show.group(group) for group in found.groups],
        units=[show.row(unit) for unit in found.units],
    )


def direction_of(change: Change) -> Direction:
    if not change.claimed or change.difference is None:
        return Direction.NONE
    return Direction.UP if change.difference > 0 else Direction.DOWN


def _difference(second: str | None, first: str | None) -> str | None:
    """Of the shown values, so that the reader's own subtraction agrees."""
    return None if second is None or first is None else format(Decimal(second) - Decimal(first), "f")


def _signed(value: str | None) -> str | None:
    return None if value is None else format(Decimal(value), "+f")


def _show_p(p: float | None) -> str | None:
    if p is None:
        return None
    exact = Decimal(f"{p:.12f}")
    return f"<{_SMALLEST_P}" if exact < _SMALLEST_P else fixed(exact, P_DECIMALS)
