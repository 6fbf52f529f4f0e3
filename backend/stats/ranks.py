"""Ranks, and which of them the data can separate (method, section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backend.stats.adjust import holm
from backend.stats.covariance import Compared, differences
from backend.stats.rounding import Exact
from backend.stats.weighted import Floats


def competition_ranks(shown: Sequence[Exact | None]) -> tuple[int | None, ...]:
    """1, 2, 2, 4 from the largest down; equal values share a rank (并列), None has none.

    shown: the published values, rounded (see `round_estimate`). Prizes among equals are policy, not statistics.
    """
    values = sorted((value for value in shown if value is not None), reverse=True)
    first = {value: position for position, value in reversed(list(enumerate(values, start=1)))}
    return tuple(None if value is None else first[value] for value in shown)


@dataclass(frozen=True, slots=True)
class RankSet:
    """名次区间 of one unit among `among` units. up: how many are surely above it; down: how many surely below."""

    up: int
    down: int
    among: int

    @property
    def lower(self) -> int:
        """The best rank that cannot be excluded."""
        return 1 + self.up

    @property
    def upper(self) -> int:
        """The worst rank that cannot be excluded."""
        return self.among - self.down

    @property
    def could_be_best(self) -> bool:
        return self.lower == 1

    def could_be_in_last(self, places: int) -> bool:
        return self.upper >= self.among - places + 1

    def surely_in_last(self, places: int) -> bool:
        """What alone may be called 数据支持 when units are dropped or rewarded by rank."""
        return self.lower >= self.among - places + 1


def pair_p_values(units: Compared) -> Floats:
    """Holm's adjusted p of all ordered pairs, [units, units], NaN on the diagonal: row is surely above column if small."""
    p = differences(units).p
    pairs = ~np.eye(len(p), dtype=np.bool_)
    p[pairs] = holm(p[pairs])
    return p


def rank_sets(units: Compared, confidence: float = 0.95) -> tuple[RankSet, ...]:
    """One set per compared unit; all of them hold together with this probability, whatever the dependence.

    Units without a standard error are in none of the sets (`Compared.left_out`, 未参与排名检验).
    """
    adjusted = pair_p_values(units)
    surely = _at_most(adjusted, 1 - confidence)
    up, down = surely.sum(axis=0), surely.sum(axis=1)
    return tuple(RankSet(int(above), int(below), len(up)) for above, below in zip(up, down, strict=True))


def single_rank_sets(units: Compared, confidence: float = 0.95) -> tuple[RankSet, ...]:
    """As `rank_sets`, but each holds by itself only (仅对本单位): narrower, and not to be read side by side."""
    p, number = differences(units).p, len(units.units)
    found = []
    for unit in range(number):
        others = np.arange(number) != unit
        adjusted = holm(np.concatenate([p[others, unit], p[unit, others]]))
        surely = _at_most(adjusted, 1 - confidence)
        found.append(RankSet(int(surely[: number - 1].sum()), int(surely[number - 1 :].sum()), number))
    return tuple(found)


def _at_most(p: Floats, limit: float) -> NDArray[np.bool_]:
    """1 - 0.95 is a little more than 0.05 as a float, so the limit is read in decimals. NaN is not below it."""
    return p <= float(f"{limit:.12f}")
