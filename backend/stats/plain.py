"""Official plain figures: exact integer ratios, unweighted (method, sections 0 and 1).

Every function takes counts of answers, int64 [..., options + 1] with index 0 = blank, and pools whatever leading axes it
is given: pass one unit's counts of all strata and criteria for its official figure, a single cell for that cell.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from backend.stats.rounding import Ratio
from backend.stats.scale import Scale


def plain_rate(counts: NDArray[np.int64], scale: Scale) -> Ratio:
    """满意率: satisfied / valid ratings."""
    pooled = _pool(counts, scale)
    return Ratio(int(pooled[scale.satisfied].sum()), int(pooled[scale.valid].sum()))


def plain_score(counts: NDArray[np.int64], scale: Scale) -> Fraction | None:
    """满意度: mean points of the valid ratings; None without a valid rating or when the scale has no points."""
    if not scale.has_points:
        return None
    pooled, coding = _pool(counts, scale), scale.coding("score")
    valid = int(pooled[scale.valid].sum())
    total = sum(int(count) * int(value) for count, value in zip(pooled, coding.numerators, strict=True))
    return Fraction(total, valid * coding.denominator) if valid else None


def awareness(counts: NDArray[np.int64], scale: Scale) -> Ratio:
    """知晓率: valid / all ratings, blanks included."""
    pooled = _pool(counts, scale)
    return Ratio(int(pooled[scale.valid].sum()), int(pooled.sum()))


def dont_know_rate(counts: NDArray[np.int64], scale: Scale) -> Ratio:
    """不了解 / (valid + 不了解); a blank is not in the denominator."""
    answered = _pool(counts, scale)[1:]
    return Ratio(int(answered[~scale.valid[1:]].sum()), int(answered.sum()))


def blank_rate(counts: NDArray[np.int64], scale: Scale) -> Ratio:
    """Blank / all ratings."""
    pooled = _pool(counts, scale)
    return Ratio(int(pooled[0]), int(pooled.sum()))


def _pool(counts: NDArray[np.int64], scale: Scale) -> NDArray[np.int64]:
    cells = len(scale.options) + 1
    if counts.shape[-1] != cells:
        raise ValueError(f"counts must have {cells} columns, blank and every option, got {counts.shape[-1]}")
    pooled: NDArray[np.int64] = counts.reshape(-1, cells).sum(axis=0)
    return pooled
