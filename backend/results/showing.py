"""Turning figures into what is shown: rounding by the round's rule (method, section 12)."""

from fractions import Fraction
from math import isinf

from backend.results.figures import Cell, RoundFigures, UnitFigures
from backend.results.schemas import (
    CellOut,
    EstimateOut,
    OutcomeName,
    OverallOut,
    RateOut,
    RoundRef,
    StratumTurnoutOut,
    UnitFiguresOut,
)
from backend.rounds.config import Publication, RoundConfig
from backend.rounds.models import Round
from backend.rounds.shares import shown_shares
from backend.stats import Estimate, Ratio, fixed, percent, round_estimate

BOUND_DECIMALS = 1
SE_DECIMALS = 2
# Where the steps of the fixed colour scale begin (design tokens, section 2): percent, or points of 100.
CUTS = (Fraction(75), Fraction(82), Fraction(88), Fraction(94))


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


def show_estimate(estimate: Estimate, rule: Publication, *, rate: bool) -> EstimateOut:
    def show(value: float | None, decimals: int) -> str | None:
        return show_float(value, decimals, rule, as_percent=rate)

    return EstimateOut(
        value=show(estimate.est, rule.decimals),
        lower=show(estimate.lower, BOUND_DECIMALS),
        upper=show(estimate.upper, BOUND_DECIMALS),
        se=show(estimate.se, SE_DECIMALS),
        n=estimate.n_valid,
        n_eff=show_float(estimate.n_eff, 1, rule, as_percent=False),
        df=estimate.df,
        flags=[flag.value for flag in estimate.flags],
        missing_weight=format(round_estimate(estimate.missing_weight, 1, as_percent=True), "f"),
    )


def show_unit(figures: UnitFigures, rule: Publication) -> UnitFiguresOut:
    unit = figures.unit
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
        score=show_estimate(figures.score, rule, rate=False) if figures.score else None,
        awareness=show_ratio(figures.awareness, rule),
        dont_know=show_ratio(figures.dont_know, rule),
        blank=show_ratio(figures.blank, rule),
    )


def show_overall(figures: RoundFigures) -> OverallOut:
    rule = figures.config.publication
    issued = sum(stratum.issued for stratum in figures.tally.turnout)
    valid = sum(figures.tally.valid_sheets)
    return OverallOut(
        sheets=figures.tally.sheets,
        issued=issued,
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
            rate=percent(valid, count.issued, BOUND_DECIMALS),
        )
        for stratum, share, count, valid in zip(
            config.strata, shares, figures.tally.turnout, figures.tally.valid_sheets, strict=True
        )
    ]


def show_cell(cell: Cell, rule: Publication, outcome: OutcomeName) -> CellOut:
    rate = outcome is OutcomeName.RATE
    value = show_float(cell.estimate.est, 1, rule, as_percent=rate)
    step = None if value is None else 1 + sum(Fraction(value) >= cut for cut in CUTS)
    return CellOut(value=value, n=cell.n, step=step, small=0 < cell.n < rule.k)
