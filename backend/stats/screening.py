"""Screening for a human (method, section 11): flags, never a deletion.

Arrays of sheets are packed as for `count_answers`, [sheets, units * criteria], 0 blank. Sheets are named by position.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc, ndtr, pdtrc

from backend.stats.moments import Moments
from backend.stats.scale import Scale
from backend.stats.weighted import Floats

_LEAST_ANSWERS = 10
_STRATUM_LEVEL = 0.01
_PAIRS_EXPECTED = 0.01
_BURST_LEVEL = 0.01
_SECONDS_A_UNIT = 1.0
_OUTLIER, _OUTLIER_LEAST = 4.0, 5
_POLISH_ROUNDS, _POLISH_END = 50, 1e-10

WINDOW_SECONDS = 300


def straight_lines(answers: NDArray[np.uint8], scale: Scale) -> NDArray[np.bool_]:
    """Sheets with at least 10 valid answers, all the same. Honest people do so too."""
    valid = scale.valid[answers]
    number = valid.sum(axis=1)
    highest = np.where(valid, answers, 0).max(axis=1, initial=0)
    lowest = np.where(valid, answers, np.iinfo(np.uint8).max).min(axis=1, initial=np.iinfo(np.uint8).max)
    found: NDArray[np.bool_] = (number >= _LEAST_ANSWERS) & (highest == lowest)
    return found


@dataclass(frozen=True, slots=True)
class StraightShare:
    """A stratum's straight sheets and all of them. p: of so many or more at the share of the round. flagged: look here."""

    straight: int
    sheets: int
    p: float
    flagged: bool


def straight_shares(straight: Sequence[int], sheets: Sequence[int]) -> tuple[StraightShare, ...]:
    """Per stratum, whether straight sheets are more frequent than in the whole round (one-sided binomial, Bonferroni)."""
    overall = sum(straight) / sum(sheets) if sum(sheets) else 0.0
    found = []
    for some, of in zip(straight, sheets, strict=True):
        p = float(bdtrc(some - 1, of, overall)) if some else 1.0
        found.append(StraightShare(some, of, p, p < _STRATUM_LEVEL / len(sheets)))
    return tuple(found)


def duplicates(answers: NDArray[np.uint8], straight: NDArray[np.bool_]) -> list[tuple[int, ...]]:
    """Groups of equal sheets that chance would make in fewer than one of a hundred rounds.

    Each answer's surprise is its share among all sheets, blanks included. Answers go together, so this proves nothing.
    straight: of the same sheets, which are left out.
    """
    sheets = len(answers)
    if sheets < 2:
        return []
    _, group, size = np.unique(answers, axis=0, return_inverse=True, return_counts=True)
    members: dict[int, list[int]] = {}
    for sheet in np.flatnonzero((size[group] > 1) & ~straight).tolist():
        members.setdefault(int(group[sheet]), []).append(sheet)
    groups = [tuple(same) for same in members.values()]
    expected = pairs_expected(answers, [same[0] for same in groups])
    return sorted(same for same, pairs in zip(groups, expected, strict=True) if pairs < _PAIRS_EXPECTED)


def pairs_expected(answers: NDArray[np.uint8], sheets: Sequence[int]) -> list[float]:
    """How many pairs of sheets equal to each of `sheets` chance would make in the round."""
    number = len(answers)
    pairs = math.log2(number * (number - 1) / 2) if number > 1 else -math.inf
    shares = [np.bincount(column) / number for column in answers.T]
    return [
        2 ** (pairs + math.fsum(math.log2(share[answer]) for share, answer in zip(shares, answers[sheet], strict=True)))
        for sheet in sheets
    ]


def window_counts(seconds: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts of the five-minute windows in which something was entered, and how much in each."""
    starts, counts = np.unique(seconds // WINDOW_SECONDS * WINDOW_SECONDS, return_counts=True)
    return starts, counts


def bursts(counts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Windows with more sheets than chance explains; batches or sources of an import by the same rule.

    counts: of the windows of one stratum or one clerk. Those without a sheet make no difference.
    """
    found: NDArray[np.bool_] = windows_expected(counts) < _BURST_LEVEL
    return found


def usual_count(counts: NDArray[np.int64]) -> float:
    """What is usual for a window with a sheet; 1 at least."""
    some = counts[counts > 0]
    return max(1.0, float(np.median(some))) if len(some) else 1.0


def windows_expected(counts: NDArray[np.int64]) -> Floats:
    """For each window, how many with so many sheets or more chance would make."""
    tail = np.where(counts > 0, pdtrc(np.maximum(counts - 1, 0), usual_count(counts)), 1.0)
    expected: Floats = tail * np.count_nonzero(counts)
    return np.where(counts > 0, expected, np.inf)


def hasty(seconds: NDArray[np.int64], answered: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Imported sheets that took less than a second a unit, or less than a quarter of the usual time.

    seconds: how long each took; answered: how many units it answered about.
    """
    if not len(seconds):
        return np.zeros(0, dtype=np.bool_)
    found: NDArray[np.bool_] = seconds < np.maximum(_SECONDS_A_UNIT * answered, float(np.median(seconds)) / 4)
    return found


def outlier_cells(moments: Moments) -> tuple[Floats, NDArray[np.bool_]]:
    """Strata (or clerks, or batches) that turned on one unit, or canvassed for it: z and flag [strata, units].

    What remains of a cell's mean after median polish, so that a strict stratum is not punished, against its error. NaN
    where a cell has no answer.
    """
    n, present = moments.n, moments.n > 0
    z = np.full(n.shape, np.nan)
    spread = np.sqrt(moments.m2[n > 1] / (n[n > 1] - 1))
    usual = float(np.median(spread)) if len(spread) else 0.0
    if usual > 0:
        residual = _median_polish(np.where(present, moments.mean, np.nan))
        z = residual / (usual / np.sqrt(np.maximum(n, 1)))
        z = z / max(1.0, 1.4826 * float(np.nanmedian(np.abs(z))))
    return z, (np.abs(z) > _OUTLIER) & (n >= _OUTLIER_LEAST)


def cells_expected(z: float, cells: int) -> float:
    """How many of so many cells chance would put so far out, if z were that of a normal deviate."""
    return cells * 2 * float(ndtr(-abs(z)))


def _median_polish(table: Floats) -> Floats:
    """What remains after the medians of rows and columns are taken off by turns (Tukey). NaN stays and counts nowhere."""
    residual, before = table.copy(), math.inf
    for _ in range(_POLISH_ROUNDS):
        for axis in (1, 0):
            known = np.isfinite(residual).any(axis=axis, keepdims=True)
            middle = np.nanmedian(np.where(known, residual, 0.0), axis=axis, keepdims=True)
            residual = residual - middle
        total = float(np.nansum(np.abs(residual)))
        if before - total <= _POLISH_END * max(total, _POLISH_END):
            break
        before = total
    return residual
