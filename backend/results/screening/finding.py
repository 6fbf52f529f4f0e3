"""What looks odd among the sheets of a counted round: a pure function of the sheets, by the rules of `stats`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.ballots.models import Sheet
from backend.results.models import OutcomeName
from backend.results.screening.models import FlagKind
from backend.results.screening.schemas import OFTEN, FlagNumbers, LargestChange, StratumShare
from backend.results.tally import FETCH, criteria_of, scale_of
from backend.rounds.config import RoundConfig
from backend.stats import (
    Moments,
    Outcome,
    Ratio,
    cells_expected,
    count_answers,
    duplicates,
    fixed,
    moments_from_counts,
    moments_from_sheets,
    outlier_cells,
    pairs_expected,
    percent,
    plain_rate,
    round_estimate,
    straight_lines,
    straight_shares,
)

LEAST_ROWS = 3
"""Of two batches that differ nobody can say which is the odd one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A flag to be: what, where, the numbers, and the ids of the sheets it names."""

    kind: FlagKind
    numbers: FlagNumbers
    stratum_id: UUID | None = None
    unit_id: UUID | None = None
    batch_id: UUID | None = None
    sheets: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sheets:
    """All sheets of a round: ids, place of the stratum and batch of each (None: the ballot page), packed answers."""

    ids: list[UUID]
    strata: NDArray[np.intp]
    batches: list[UUID | None]
    answers: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ids)


def read_sheets(session: Session, config: RoundConfig) -> Sheets:
    """The stored sheets, in no order that says anything."""
    ids: list[UUID] = []
    batches: list[UUID | None] = []
    packed = bytearray()
    sizes = []
    for stratum in config.strata:
        rows = session.execute(
            select(Sheet.id, Sheet.batch_id, Sheet.answers)
            .where(Sheet.round_id == config.round_id, Sheet.stratum_id == stratum.id)
            .execution_options(yield_per=FETCH)
        )
        before = len(ids)
        for id_, batch_id, answers in rows:
            ids.append(id_)
            batches.append(batch_id)
            packed += answers
        sizes.append(len(ids) - before)
    return Sheets(
        ids=ids,
        strata=np.repeat(np.arange(len(sizes)), sizes),
        batches=batches,
        answers=np.frombuffer(bytes(packed), dtype=np.uint8).reshape(-1, config.cells),
    )


def one_in(expected: float) -> int:
    """Once in how many rounds chance would do what it does `expected` times in one."""
    return OFTEN if expected * OFTEN <= 1 else max(1, int(1 / expected))


class Finder:
    """Looks through the sheets of a round."""

    def __init__(self, config: RoundConfig, sheets: Sheets) -> None:
        self.config, self.sheets = config, sheets
        self.scale = scale_of(config)
        self.straight = straight_lines(sheets.answers, self.scale)
        self._counts = self._count(sheets.answers)

    def straight_by_stratum(self) -> list[tuple[UUID, int, int]]:
        """Per stratum: its id, sheets that give one answer only, all sheets."""
        number = len(self.config.strata)
        straight = np.bincount(self.sheets.strata[self.straight], minlength=number).tolist()
        sheets = np.bincount(self.sheets.strata, minlength=number).tolist()
        ids = [stratum.id for stratum in self.config.strata]
        return list(zip(ids, straight, sheets, strict=True))

    def findings(self) -> list[Finding]:
        """All that the sheets themselves show, what names sheets first."""
        return [
            *self._duplicates(),
            *self._straight_lines(),
            *self._outliers(
                FlagKind.OUTLIER,
                [(stratum.id, self.sheets.strata == place) for place, stratum in enumerate(self.config.strata)],
            ),
            *self._batch_outliers(),
        ]

    def _duplicates(self) -> Iterable[Finding]:
        """Sheets without a valid answer are left out: there are few ways to say nothing, and they enter no figure."""
        answers = self.sheets.answers
        silent = ~self.scale.valid[answers].any(axis=1)
        groups = duplicates(answers, self.straight | silent)
        expected = pairs_expected(answers, [group[0] for group in groups])
        for group, pairs in sorted(zip(groups, expected, strict=True), key=lambda found: (-len(found[0]), found[1])):
            places = np.bincount(self.sheets.strata[list(group)], minlength=len(self.config.strata)).tolist()
            strata = [
                StratumShare(name=stratum.name, sheets=number)
                for stratum, number in zip(self.config.strata, places, strict=True)
                if number
            ]
            only = self.config.strata[places.index(len(group))].id if len(strata) == 1 else None
            yield self._about(
                FlagKind.DUPLICATES, group, FlagNumbers(one_in=one_in(pairs), strata=strata), stratum_id=only
            )

    def _straight_lines(self) -> Iterable[Finding]:
        counts = self.straight_by_stratum()
        shares = straight_shares([straight for _, straight, _ in counts], [sheets for _, _, sheets in counts])
        overall = percent(int(self.straight.sum()), len(self.sheets), 1)
        for place, (stratum, share) in enumerate(zip(self.config.strata, shares, strict=True)):
            if share.flagged:
                numbers = FlagNumbers(
                    one_in=one_in(share.p * len(shares)),
                    of=share.sheets,
                    share=percent(share.straight, share.sheets, 1),
                    overall=overall,
                )
                named = np.flatnonzero(self.straight & (self.sheets.strata == place)).tolist()
                yield self._about(FlagKind.STRAIGHT_LINES, named, numbers, stratum_id=stratum.id)

    def _batch_outliers(self) -> Iterable[Finding]:
        """Batches against each other and against what came through the ballot page."""
        known: dict[UUID | None, int] = {}
        places = np.array([known.setdefault(batch, len(known)) for batch in self.sheets.batches], dtype=np.intp)
        if len(known) < LEAST_ROWS:
            return
        rows = [(batch, places == place) for batch, place in known.items()]
        yield from (found for found in self._outliers(FlagKind.BATCH_OUTLIER, rows) if found.batch_id is not None)

    def _outliers(self, kind: FlagKind, rows: Sequence[tuple[UUID | None, NDArray[np.bool_]]]) -> Iterable[Finding]:
        """Cells that stand out in the rate or in the score; of one that does in both, where it does so more."""
        worst: dict[tuple[int, int], tuple[float, Outcome]] = {}
        moments = self._moments([self.sheets.answers[chosen] for _, chosen in rows])
        for outcome, table in moments.items():
            z, flagged = outlier_cells(table)
            for row, unit in np.argwhere(flagged).tolist():
                found = (float(z[row, unit]), outcome)
                worst[row, unit] = max(worst.get((row, unit), found), found, key=lambda one: abs(one[0]))
        for (row, unit), (z_score, outcome) in sorted(worst.items(), key=lambda cell: -abs(cell[1][0])):
            table = moments[outcome]
            where = rows[row][0]
            rest = np.arange(len(rows)) != row
            others, number = table.n[rest, unit], int(table.n[rest, unit].sum())
            mean = float((others * table.mean[rest, unit]).sum() / number) if number else None
            numbers = FlagNumbers(
                one_in=one_in(cells_expected(z_score, table.n.size)),
                outcome=OutcomeName(outcome),
                value=_shown(float(table.mean[row, unit]), outcome),
                others=None if mean is None else _shown(mean, outcome),
                n=int(table.n[row, unit]),
                z=format(round_estimate(z_score, 1), "f"),
            )
            yield Finding(
                kind,
                numbers,
                stratum_id=where if kind is FlagKind.OUTLIER else None,
                batch_id=where if kind is FlagKind.BATCH_OUTLIER else None,
                unit_id=self.config.units[unit].unit_id,
            )

    def _moments(self, groups: list[NDArray[np.uint8]]) -> dict[Outcome, Moments]:
        units = len(self.config.units)
        if len(self.config.criteria) > 1:
            return moments_from_sheets(groups, units, self.scale, criteria_of(self.config))
        counts = np.stack([self._count(group)[:, 0] for group in groups])
        outcomes: tuple[Outcome, ...] = ("rate", "score") if self.scale.has_points else ("rate",)
        return {outcome: moments_from_counts(counts, self.scale, outcome) for outcome in outcomes}

    def _count(self, answers: NDArray[np.uint8]) -> NDArray[np.int64]:
        config = self.config
        return count_answers(answers, len(config.units), len(config.criteria), len(config.options))

    def _about(self, kind: FlagKind, named: Sequence[int], numbers: FlagNumbers, stratum_id: UUID | None) -> Finding:
        """A finding about sheets, with what excluding them would do to plain rates."""
        numbers.largest = self._largest_change(self._counts - self._count(self.sheets.answers[list(named)]))
        return Finding(kind, numbers, stratum_id=stratum_id, sheets=[self.sheets.ids[place] for place in named])

    def _largest_change(self, rest: NDArray[np.int64]) -> LargestChange | None:
        """Of all units the one whose plain rate differs most between all sheets and the counts of the rest."""
        changes: list[tuple[Fraction, int, Ratio, Ratio]] = []
        for unit in range(len(self.config.units)):
            before, after = plain_rate(self._counts[unit], self.scale), plain_rate(rest[unit], self.scale)
            if before.fraction is not None and after.fraction is not None:
                changes.append((after.fraction - before.fraction, unit, before, after))
        if not changes:
            return None
        change, unit, before, after = max(changes, key=lambda found: abs(found[0]))
        rule = self.config.publication
        return LargestChange(
            unit=self.config.units[unit].short_name,
            before=before.percent(rule.decimals, rule.rounding),
            after=after.percent(rule.decimals, rule.rounding),
            difference=fixed(100 * change, rule.decimals, rule.rounding),
        )


def _shown(value: float, outcome: Outcome) -> str:
    return format(round_estimate(value, 1, as_percent=outcome == "rate"), "f")
