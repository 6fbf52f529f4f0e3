"""Adjusting p-values for being many (method, sections 6 and 7)."""

import numpy as np

from backend.stats.weighted import Floats


def holm(p: Floats) -> Floats:
    """Holm's adjusted p-values [tests]: those at most a limit are true claims together, but with that probability."""
    order = np.argsort(p, kind="stable")
    remaining = np.arange(len(p), 0, -1)
    return _put_back(np.maximum.accumulate(remaining * p[order]), order)


def benjamini_hochberg(p: Floats) -> Floats:
    """Benjamini and Hochberg's adjusted p-values [tests]: of those at most a limit, that share is expected to be false."""
    order = np.argsort(p, kind="stable")[::-1]
    ranks = np.arange(len(p), 0, -1)
    return _put_back(np.minimum.accumulate(len(p) / ranks * p[order]), order)


def _put_back(adjusted: Floats, order: np.typing.NDArray[np.intp]) -> Floats:
    found = np.empty_like(adjusted)
    found[order] = np.minimum(adjusted, 1.0)
    return found
