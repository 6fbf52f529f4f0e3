"""Ranks and changes as they are published: of figures that the file shows, and, of changes, that the earlier file shows too.

A unit whose figure is hidden is compared with nobody: a gap in the ranks would tell its place. Nor is it tested with others
for changes: what is claimed of them would depend on it. What is not shown tells nothing, the direction neither.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from backend.results.comparisons import RoundComparisons, Standing, changes_of, comparisons_of
from backend.results.figures import RoundFigures
from backend.results.publishing.evidence import Evidence
from backend.results.publishing.files import Json
from backend.results.schemas_comparisons import Direction
from backend.results.showing_comparisons import direction_of
from backend.stats import Change, ChangeStatus, Outcome

NOT_SHOWN: Final = "not_shown"
"""There is an earlier figure, which is not published, or not of the same strata."""


class Standings:
    """Of every unit of a round, by its position in the roll. shown: by outcome the positions whose figures are published."""

    def __init__(self, evidence: Evidence, figures: RoundFigures, shown: Mapping[Outcome, frozenset[int]]) -> None:
        self._figures, self._shown, self._with = figures, shown, evidence.compared_with
        self._found: dict[Outcome, RoundComparisons] = {
            outcome: comparisons_of(figures, products, None, outcome, shown[outcome])
            for outcome, products in evidence.products.items()
        }
        self._changes = {outcome: self._tested(outcome) for outcome in self._found}

    def ranks(self, position: int) -> Json:
        """By outcome the rank in the unit's sequence and among all; null for a unit that is not ranked."""
        return {outcome: self._ranks(found, position) for outcome, found in self._found.items()}

    def changes(self, position: int, result: Json) -> Json | None:
        """By outcome; null where the figure is hidden, and altogether without an earlier round. result: as published."""
        if self._with is None:
            return None
        return {
            outcome: self._change(outcome, position, result[outcome]["value"]) if position in shown else None
            for outcome, shown in self._shown.items()
        }

    @staticmethod
    def _ranks(found: RoundComparisons, position: int) -> Json | None:
        unit = found.units[position]
        if unit.overall is None or unit.in_sequence is None:
            return None
        return {"sequence": _rank(unit.in_sequence), "all": _rank(unit.overall)}

    def _tested(self, outcome: Outcome) -> dict[int, Change]:
        """The changes between published figures of the same strata, tested together; and the units that are new."""
        if self._with is None:
            return {}
        units, before = self._figures.config.units, self._with.figures
        existed = {unit.unit_id for unit in before.config.units}
        told = {
            position
            for position in self._shown[outcome]
            if units[position].unit_id in self._with.shown[outcome] or units[position].unit_id not in existed
        }
        _, found = changes_of(self._figures, before, outcome, told)
        _, found = changes_of(self._figures, before, outcome, {p for p in told if not found[p].restricted})
        return found

    def _change(self, outcome: Outcome, position: int, value: str | None) -> Json:
        change = self._changes[outcome].get(position)
        if change is None:
            return _said(NOT_SHOWN, Direction.NONE, None, None)
        unit_id, first = self._figures.config.units[position].unit_id, None
        if self._with is not None and change.status is not ChangeStatus.NEW:
            first = self._with.shown[outcome][unit_id]
        tested = change.status is ChangeStatus.TESTED
        difference = f"{Decimal(value) - Decimal(first):+f}" if tested and first and value else None
        return _said(change.status.value, direction_of(change), first, difference)


def _said(status: str, direction: Direction, first: str | None, difference: str | None) -> Json:
    return {"status": status, "direction": direction.value, "first": first, "difference": difference}


def _rank(standing: Standing) -> Json:
    ranks = standing.ranks
    return {"rank": standing.rank, "lower": ranks.lower, "upper": ranks.upper, "among": ranks.among}
