"""Hiding small cells of what is published (method, section 8).

A cell is a unit in a stratum. The office and the auditor see everything after closing; this is about all others.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.stats.disclosure import (
    Display,
    Grid,
    Line,
    Total,
    deducible,
    feasible_values,
    plain_total,
    weighted_total,
)
from backend.stats.scale import ConfigurationError

K: Final = 5
"""Fewest answers that are published, unless a round says otherwise. This is the one place where it is defined."""
K_INTERNAL: Final = 10
"""The same for strata of people inside the administration."""
K_LEAST: Final = 3
"""No round may set less."""

# Beyond this many combinations of hidden values there are many solutions, and no need to look.
_LIMIT = 10_000_000

Hidden = frozenset[int]


def is_small(n: int, part: int | None = None, k: int = K) -> bool:
    """Fewer than k, or fewer than 2 k that are all alike: then each of them is told (step 1).

    part: how many of the n count, such as the satisfied ones; None when there is no such share.
    """
    return 0 < n < k or (part in (0, n) and 0 < n < 2 * k)


class TotalKind(StrEnum):
    PLAIN = "plain"
    WEIGHTED = "weighted"


@dataclass(frozen=True)
class SuppressionRule:
    """k: fewest answers that are shown. totals: what is published beside a unit's cells, the first is given up last.

    weights: of the strata. stratum_totals: whether the plain rate of each stratum over all units is published, too.
    ConfigurationError: k below K_LEAST.
    """

    weights: tuple[Decimal, ...]
    k: int = K
    totals: tuple[TotalKind, ...] = (TotalKind.PLAIN, TotalKind.WEIGHTED)
    stratum_totals: bool = False
    display: Display = field(default_factory=Display)

    def __post_init__(self) -> None:
        if self.k < K_LEAST:
            raise ConfigurationError(f"at least {K_LEAST} answers must be asked for")


@dataclass(frozen=True, slots=True)
class LinePattern:
    """What a line hides, and how many of its totals may be published."""

    hidden: Hidden
    totals: int


def hide_line(
    line: Line, totals: Sequence[Total], rule: SuppressionRule, more: Hidden = frozenset(), ties: Sequence[Decimal] = ()
) -> LinePattern:
    """Steps 1 to 4 for a row or a column.

    more: cells that are hidden for another reason. ties: of cells with as many answers, the one with less goes first,
    then the earlier one. Where no choice of cells is safe, totals are given up from the last on.
    """
    present = frozenset(cell for cell, n in enumerate(line.n) if n)
    primary = frozenset(cell for cell in present if is_small(line.n[cell], line.satisfied[cell], rule.k))
    if 0 < sum(line.n) < rule.k:
        return LinePattern(present, 0)
    start = primary | (more & present)
    visible = sorted(present - start, key=lambda cell: (line.n[cell], ties[cell] if ties else 0, cell))
    for published in range(len(totals) if start else 0, 0, -1):
        for added in range(len(visible) + 1):
            hidden = start.union(visible[:added])
            enough = len(hidden) > published and sum(line.n[cell] for cell in hidden) >= rule.k
            if enough and _is_safe(line, hidden, primary, totals[:published], rule.display):
                return LinePattern(hidden, published)
    return LinePattern(start, 0 if start else len(totals))


def _is_safe(line: Line, hidden: Hidden, primary: Hidden, totals: Sequence[Total], display: Display) -> bool:
    """Step 3: no primary cell is told by the totals."""
    if math.prod(line.n[cell] + 1 for cell in hidden) > _LIMIT:
        return True
    possible = feasible_values(line, sorted(hidden), totals, display, enough=2)
    return all(len(possible[cell]) >= 2 for cell in primary)


@dataclass(frozen=True, eq=False)
class CellTable:
    """Answers of one criterion, or of all together: int64 [units, strata] valid answers and satisfied ones."""

    n: NDArray[np.int64]
    satisfied: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Pattern:
    """What of a round may be published: the same for rate, score, n, errors, charts and exports, and for every criterion.

    hidden: bool [units, strata]. totals: for each unit the kinds that may be shown. strata: bool, whose totals may be.
    A cell without an answer is never hidden ("—").
    """

    hidden: NDArray[np.bool_]
    totals: tuple[tuple[TotalKind, ...], ...]
    strata: NDArray[np.bool_]


def suppress(tables: Sequence[CellTable], rule: SuppressionRule, earlier: Pattern | None = None) -> Pattern:
    """The pattern of a publication. tables: of every criterion and, with several, of all together.

    earlier: the pattern of what was published before a correction; it is only added to.
    Rows and columns are repeated until nothing changes (step 4). Where strata have totals, a unit with hidden cells keeps
    the plain one only, and no small cell may be told by rows and columns together.
    """
    state = _State(tables, rule, earlier)
    size = None
    while size != state.size() or state.opens_a_ring():
        size = state.size()
        state.hide_in_rows()
        state.hide_in_columns()
    return Pattern(state.hidden, tuple(state.totals), state.strata)


class _State:
    """A pattern that grows: cells are only ever added, totals only ever given up."""

    def __init__(self, tables: Sequence[CellTable], rule: SuppressionRule, earlier: Pattern | None) -> None:
        units, strata = tables[0].n.shape
        if len(rule.weights) != strata:
            raise ConfigurationError(f"{len(rule.weights)} weights for {strata} strata")
        self._tables, self._rule = tables, rule
        self._fractions = tuple(Fraction(weight) for weight in rule.weights)
        self.hidden = np.zeros((units, strata), dtype=np.bool_)
        for table in tables:
            for unit, stratum in np.ndindex(units, strata):
                self.hidden[unit, stratum] |= self._small(table, unit, stratum)
        self.totals = [rule.totals] * units
        self.strata = np.full(strata, rule.stratum_totals)
        if earlier is not None:
            self.hidden |= earlier.hidden
            self.totals = [tuple(kind for kind in rule.totals if kind in kinds) for kinds in earlier.totals]
            self.strata &= earlier.strata

    def size(self) -> tuple[int, int, int]:
        return int(self.hidden.sum()), sum(map(len, self.totals)), int(self.strata.sum())

    def hide_in_rows(self) -> None:
        for unit in range(len(self.hidden)):
            for table in self._tables:
                line = _line(table.n[unit], table.satisfied[unit])
                kinds = self.totals[unit]
                if self.strata.any() and self.hidden[unit].any():
                    kinds = tuple(kind for kind in kinds if kind is TotalKind.PLAIN)
                totals = [self._total(line, kind) for kind in kinds]
                found = hide_line(line, totals, self._rule, _positions(self.hidden[unit]), self._rule.weights)
                self.hidden[unit, list(found.hidden)] = True
                self.totals[unit] = kinds[: found.totals]

    def hide_in_columns(self) -> None:
        for stratum in np.flatnonzero(self.strata).tolist():
            for table in self._tables:
                line = _line(table.n[:, stratum], table.satisfied[:, stratum])
                totals = [plain_total(line)] if self.strata[stratum] else []
                found = hide_line(line, totals, self._rule, _positions(self.hidden[:, stratum]))
                self.hidden[list(found.hidden), stratum] = True
                self.strata[stratum] = found.totals > 0

    def opens_a_ring(self) -> bool:
        """Whether rows and columns together told a small cell, so that more is hidden or given up."""
        for table in self._tables if self.strata.any() else ():
            published = np.array([bool(kinds) for kinds in self.totals], dtype=np.bool_)
            grid = Grid(table.n, table.satisfied, self.hidden & (table.n > 0), published, self.strata)
            for unit, stratum in deducible(grid):
                if self._small(table, unit, stratum):
                    self._protect(table, unit, stratum)
                    return True
        return False

    def _protect(self, table: CellTable, unit: int, stratum: int) -> None:
        """Hide the smallest cell in line with this one; without any, give up the stratum's total, then the unit's."""
        crossing = np.zeros_like(self.hidden)
        crossing[unit], crossing[:, stratum] = True, True
        visible = np.argwhere(crossing & ~self.hidden & (table.n > 0)).tolist()
        if visible:
            self.hidden[min(((int(table.n[row, column]), row, column) for row, column in visible))[1:]] = True
        elif self.strata[stratum]:
            self.strata[stratum] = False
        else:
            self.totals[unit] = ()

    def _small(self, table: CellTable, unit: int, stratum: int) -> bool:
        return is_small(int(table.n[unit, stratum]), int(table.satisfied[unit, stratum]), self._rule.k)

    def _total(self, line: Line, kind: TotalKind) -> Total:
        return plain_total(line) if kind is TotalKind.PLAIN else weighted_total(line, self._fractions)


def _line(n: NDArray[np.int64], satisfied: NDArray[np.int64]) -> Line:
    return Line(tuple(n.tolist()), tuple(satisfied.tolist()))


def _positions(mask: NDArray[np.bool_]) -> Hidden:
    return frozenset(np.flatnonzero(mask).tolist())
