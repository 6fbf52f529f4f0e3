"""Counting packed sheets (method, section 15)."""

import numpy as np
from numpy.typing import NDArray

# Answers handled at once: small enough for the processor's cache, large enough that the loop costs nothing.
_CHUNK = 1 << 18


def count_answers(answers: NDArray[np.uint8], units: int, criteria: int, options: int) -> NDArray[np.int64]:
    """Count every answer of a set of sheets, usually those of one stratum.

    answers: [sheets, units * criteria], all criteria of the first unit, then of the second; 0 blank, else option number.
    Returns [units, criteria, options + 1]; the last axis is the answer. The counts of two sets add up.
    ValueError: another shape, or an answer that is not on the scale.
    """
    columns, cells = units * criteria, options + 1
    if answers.dtype != np.uint8 or answers.ndim != 2 or answers.shape[1] != columns:
        raise ValueError(f"packed answers must be uint8 with {columns} columns, got {answers.dtype} {answers.shape}")
    total = np.zeros(columns * cells, dtype=np.int64)
    offsets = np.arange(columns, dtype=np.intp) * cells
    rows = max(1, _CHUNK // max(1, columns))
    for start in range(0, len(answers), rows):
        block = answers[start : start + rows]
        if block.max(initial=0) > options:
            raise ValueError(f"an answer is larger than the number of options, {options}")
        total += np.bincount((block + offsets).ravel(), minlength=columns * cells)
    return total.reshape(units, criteria, cells)
