"""Turning figures into what is shown: rounding by the round's rule (method, section 12)."""

from decimal import Decimal
from fractions import Fraction
from math import isinf

from backend.results.figures import Cell, RoundFigures, UnitFigures
from backend.results.models import OutcomeName
from backend.results.schemas import (
    CellOut,
    EstimateOut,
    OverallOut,
    RateOut,
    RoundRef,
    StratumTurnoutOut,
    UnitFiguresOut,
)
from backend.results.tally import scale_of
from backend.rounds.config import Publication, RoundConfig
from backend.rounds.models import Round
from backend.rounds.shares import shown_shares
from backend.stats import Estimate, Ratio, fixed, percent, round_estimate

BOUND_DECIMALS = 1
SE_DECIMALS = 2
# Where the steps of the fixed colour scale begin (design tokens, section 2), in percent of the outcome's range.
CUTS = (Decimal(75), Decimal(82), Decimal(88), Decimal(94))
NARROW = 20  # points between the ends of a scale; below, one decimal of an interval's ends would say too little


def show_round(row: Round) -> RoundRef:
    return RoundRef(
        id=row.id,
        year=row.year,
        number=row.number,
        title=row.title,
        state=row.state,
        demo=row.demo,
        method_digest=row.method_digest,
    )


def show_ratio(ratio: Ratio, rule: Publication) -> RateOut:
    return RateOut(
        numerator=ratio.numerator,
        denominator=ratio.denominator,
        percent=ratio.percent(rule.decimals, rule.rounding),
    )


def show_points(score: Fraction | None, rule: Publication) -> str | None:
    return None if score is None else fixed(score, rule.decimals, rule.rounding)


def show_float(value: float | None, decimals: int, rule: Publication, *, as_percent: bool) -> str | None:
    if value is None or isinf(value):
        return None
    return format(round_estimate(value, decimals, rule.rounding, as_percent=as_percent), "f")


def is_narrow(config: RoundConfig) -> bool:
    """Whether the scale's points lie so close together that all of a score needs the round's decimals."""
    scale = scale_of(config)
    return scale.lo is not None and scale.hi is not None and scale.hi - scale.lo < NARROW


def cuts_of(config: RoundConfig, outcome: OutcomeName) -> tuple[Decimal, ...]:
    """Where steps 2 to 5 begin, in percent of a rate or in the points of the round's scale."""
    scale = scale_of(config)
    if outcome is OutcomeName.RATE or scale.lo is None or scale.hi is None:
        return CUTS
    return tuple(scale.lo + cut * (scale.hi - scale.lo) / 100 for cut in CUTS)


def show_estimate(estimate: Estimate, rule: Publication, *, rate: bool, narrow: bool = False) -> EstimateOut:
    """`narrow`: ends and standard error have at least the decimals of the value."""
    least = rule.decimals if narrow else 0

    def show(value: float | None, decimals: int) -> str | None:
        return show_float(value, decimals, rule, as_percent=rate)

    return EstimateOut(
        value=show(estimate.est, rule.decimals),
        lower=show(estimate.lower, max(BOUND_DECIMALS, least)),
        upper=show(estimate.upper, max(BOUND_DECIMALS, least)),
        se=show(estimate.se, max(SE_DECIMALS, least)),
        n=estimate.n_valid,
        n_eff=show_float(estimate.n_eff, 1, rule, as_percent=False),
        df=estimate.df,
        flags=[flag.value for flag in estimate.flags],
        missing_weight=format(round_estimate(estimate.missing_weight, 1, as_percent=True), "f"),
    )


def show_unit(figures: UnitFigures, config: RoundConfig) -> UnitFiguresOut:
    unit, rule = figures.unit, config.publication
    return UnitFiguresOut(
        unit_id=unit.unit_id,
        code=unit.code,
        name=unit.name,
        short_name=unit.short_name,
        sequence=unit.sequence_name,
        n=figures.n,
        plain=show_ratio(figures.plain, rule),
        plain_score=show_points(figures.plain_score, rule),
        rate=show_estimate(figures.rate, rule, rate=True),
        score=show_estimate(figures.score, rule, rate=False, narrow=is_narrow(config)) if figures.score else None,
        awareness=show_ratio(figures.awareness, rule),
        dont_know=show_ratio(figures.dont_know, rule),
        blank=show_ratio(figures.blank, rule),
    )


def show_overall(figures: RoundFigures) -> OverallOut:
    rule = figures.config.publication
    undivided = figures.tally.issued_together
    issued = sum(stratum.issued for stratum in figures.tally.turnout) + undivided
    valid = sum(figures.tally.valid_sheets)
    return OverallOut(
        sheets=figures.tally.sheets,
        issued=issued,
        issued_together=undivided,
        valid=valid,
        turnout=percent(valid, issued, BOUND_DECIMALS),
        plain=show_ratio(figures.plain, rule),
        plain_score=show_points(figures.plain_score, rule),
        mean_rate=show_float(figures.mean_rate, rule.decimals, rule, as_percent=True),
        awareness=show_ratio(figures.awareness, rule),
    )


def show_turnout(config: RoundConfig, figures: RoundFigures) -> list[StratumTurnoutOut]:
    shares = shown_shares([stratum.weight for stratum in config.strata])
    return [
        StratumTurnoutOut(
            stratum_id=stratum.id,
            name=stratum.name,
            share=share,
            issued=count.issued,
            web=count.web,
            paper=count.paper,
            valid=valid,
            rate=None if count.shared else percent(valid, count.issued, BOUND_DECIMALS),
            over=not count.shared and 0 < count.issued < count.returned,
        )
        for stratum, share, count, valid in zip(
            config.strata, shares, figures.tally.turnout, figures.tally.valid_sheets, strict=True
        )
    ]


def show_cell(cell: Cell, config: RoundConfig, outcome: OutcomeName) -> CellOut:
    """A square; its step is that of the value as shown."""
    rule, rate = config.publication, outcome is OutcomeName.RATE
    decimals = max(1, rule.decimals) if not rate and is_narrow(config) else 1
    value = show_float(cell.estimate.est, decimals, rule, as_percent=rate)
    step = None if value is None else 1 + sum(Decimal(value) >= cut for cut in cuts_of(config, outcome))
    return CellOut(value=value, n=cell.n, step=step, small=0 < cell.n < rule.k)
