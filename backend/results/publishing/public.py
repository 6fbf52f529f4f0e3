"""The public file: the method, the published results, and the cells that may be seen."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backend.results.figures import RoundFigures, UnitFigures
from backend.results.publishing.evidence import Evidence
from backend.results.publishing.files import PUBLIC_FORMAT, Json
from backend.results.publishing.standings import Standings
from backend.results.schemas import EstimateOut, RateOut
from backend.results.showing import BOUND_DECIMALS, show_overall, show_ratio, show_turnout, show_unit
from backend.results.tally import scale_of
from backend.stats import Flag, Outcome, Pattern, Ratio, TotalKind, plain_rate


def public_content(
    about: Json, sealed_digest: str, evidence: Evidence, figures: RoundFigures, pattern: Pattern
) -> Json:
    """The blocks of the public file. A cell that is hidden is null; figures are text, rounded by the round's rule."""
    config, earlier = figures.config, evidence.compared_with
    standings = Standings(evidence, figures, {outcome: _shown(pattern, outcome) for outcome in evidence.products})
    results = [_result(figures, position, unit, pattern) for position, unit in enumerate(figures.units)]
    return {
        "about": {**about, "format": PUBLIC_FORMAT, "sealed_sha256": sealed_digest},
        "method": evidence.method,
        "compared_with": earlier.about if earlier else None,
        "turnout": _turnout(figures),
        "overall": _overall(figures, pattern),
        "cells": {
            unit.code: _cells(figures, position, pattern.hidden[position]) for position, unit in enumerate(config.units)
        },
        "results": {
            unit.code: {
                **result,
                "ranks": standings.ranks(position),
                "changes": standings.changes(position, result),
            }
            for position, (unit, result) in enumerate(zip(config.units, results, strict=True))
        },
    }


def _shown(pattern: Pattern, outcome: Outcome) -> frozenset[int]:
    """Positions of the units whose weighted figure is published: scores are not, beside hidden cells (see `_result`)."""
    return frozenset(
        unit
        for unit, kinds in enumerate(pattern.totals)
        if TotalKind.WEIGHTED in kinds and (outcome == "rate" or not pattern.hidden[unit].any())
    )


def _turnout(figures: RoundFigures) -> list[Json]:
    """By stratum, in the order of the method."""
    rows = show_turnout(figures.config, figures)
    return [row.model_dump(include={"issued", "web", "paper", "valid", "rate", "over"}) for row in rows]


def _overall(figures: RoundFigures, pattern: Pattern) -> Json:
    """All units together. What would tell the figure of the one unit that has none is left out."""
    shown = show_overall(figures).model_dump()
    if not all(TotalKind.PLAIN in kinds for kinds in pattern.totals) or pattern.hidden.any():
        shown |= {"plain": _without_counts(shown["plain"]), "awareness": _without_counts(shown["awareness"])}
        shown["plain_score"] = None
    if not all(TotalKind.PLAIN in kinds for kinds in pattern.totals):
        shown |= {"plain": None, "plain_score": None, "awareness": None}
    if not all(TotalKind.WEIGHTED in kinds for kinds in pattern.totals):
        shown["mean_rate"] = None
    return shown


def _cells(figures: RoundFigures, unit: int, hidden: NDArray[np.bool_]) -> Json:
    """By stratum: answers [criteria][blank, then the options], and their plain rate."""
    config, counts = figures.config, figures.tally.counts
    return {
        stratum.code: None
        if hidden[position]
        else {
            "counts": counts[position, unit].tolist(),
            "percent": plain_rate(counts[position, unit], scale_of(config)).percent(
                BOUND_DECIMALS, config.publication.rounding
            ),
        }
        for position, stratum in enumerate(config.strata)
    }


def _result(figures: RoundFigures, position: int, unit: UnitFigures, pattern: Pattern) -> Json:
    """Of a unit. What is published beside hidden cells is what the audit has looked at (section 8, step 3): rounded rates.

    Scores, errors and intervals follow from the hidden cells, too, and would tell them.
    """
    kinds = pattern.totals[position]
    shown = show_unit(unit, figures.config)
    plain, weighted = TotalKind.PLAIN in kinds, TotalKind.WEIGHTED in kinds
    open_cells = not pattern.hidden[position].any()

    def ratio(value: RateOut) -> Json | None:
        if not plain:
            return None
        return value.model_dump() if open_cells else _without_counts(value.model_dump())

    def rate(value: EstimateOut) -> Json | None:
        if not weighted:
            return None
        return value.model_dump() if open_cells else _without_errors(value.model_dump())

    return {
        "totals": [kind.value for kind in kinds],
        "n": shown.n if kinds else None,
        "plain": ratio(shown.plain),
        "plain_score": shown.plain_score if plain and open_cells else None,
        "criteria": [
            ratio(show_ratio(found, figures.config.publication)) for found in _by_criterion(figures, position)
        ],
        "awareness": ratio(shown.awareness),
        "dont_know": ratio(shown.dont_know),
        "blank": ratio(shown.blank),
        "rate": rate(shown.rate),
        "score": shown.score.model_dump() if shown.score and weighted and open_cells else None,
    }


def _by_criterion(figures: RoundFigures, unit: int) -> list[Ratio]:
    """Each criterion's plain rate."""
    counts = figures.tally.counts[:, unit]
    return [plain_rate(counts[:, criterion], scale_of(figures.config)) for criterion in range(counts.shape[1])]


def _without_counts(ratio: dict[str, Any]) -> Json:
    """Beside hidden cells only the rounded share is published: the integers would tell more about them."""
    return {"numerator": None, "denominator": None, "percent": ratio["percent"]}


def _without_errors(estimate: dict[str, Any]) -> Json:
    kept = [flag for flag in estimate["flags"] if flag != Flag.IMPRECISE]
    return {**estimate, **dict.fromkeys(("lower", "upper", "se", "n_eff", "df")), "flags": kept}
