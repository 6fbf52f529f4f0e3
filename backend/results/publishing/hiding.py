"""Which cells of a round are published: method, section 8, on units by strata."""

from typing import Any

import numpy as np

from backend.results.publishing.files import Json
from backend.results.tally import RoundTally, scale_of
from backend.rounds.config import RoundConfig
from backend.stats import K_LEAST, CellTable, Display, Pattern, SuppressionRule, TotalKind, suppress


def pattern_of(config: RoundConfig, tally: RoundTally, earlier: Pattern | None) -> Pattern:
    """The pattern of a version; `earlier`: of the version published before, which is only added to.

    Beside the cells a unit's plain and weighted totals are published, but no totals of strata: so nothing follows from
    columns. A round may ask for less than the fewest answers that any publication needs; then those count.
    """
    rule = SuppressionRule(
        weights=tuple(stratum.weight for stratum in config.strata),
        k=max(config.publication.k, K_LEAST),
        display=Display(config.publication.decimals, config.publication.rounding),
    )
    return suppress(_tables(config, tally), rule, earlier)


def earlier_pattern(public: Json) -> Pattern:
    """The pattern that a public file shows."""
    method: Any = public["method"]
    units, strata = [unit["code"] for unit in method["roll"]], [stratum["code"] for stratum in method["strata"]]
    return Pattern(
        hidden=np.array([[public["cells"][unit][stratum] is None for stratum in strata] for unit in units]),
        totals=tuple(tuple(TotalKind(kind) for kind in public["results"][unit]["totals"]) for unit in units),
        strata=np.zeros(len(strata), dtype=np.bool_),
    )


def _tables(config: RoundConfig, tally: RoundTally) -> list[CellTable]:
    """Of every criterion and, with several, of all together."""
    scale = scale_of(config)
    valid = tally.counts[..., scale.valid].sum(axis=-1).swapaxes(0, 1)
    satisfied = tally.counts[..., scale.satisfied].sum(axis=-1).swapaxes(0, 1)
    criteria = len(config.criteria)
    tables = [CellTable(valid[..., c], satisfied[..., c]) for c in range(criteria)]
    return tables if criteria == 1 else [*tables, CellTable(valid.sum(axis=-1), satisfied.sum(axis=-1))]
