"""Cross products of the answers about two units, built at closing (method, sections 3, 5 and 15).

People who are lenient to one unit are lenient to others. What units are compared by is therefore, per stratum, the sum
over sheets of the products of their deviations from the means; with several sheets from one place, the sum over places.
It is stored in place of the three sums of section 15, from which it would follow: points are frozen at the opening.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from backend.stats.moments import Clusters, Criteria, Moments, SheetReading
from backend.stats.scale import Outcome, Scale

# A deviation is cut into three whole numbers below 2^18, so that a sum of 2^16 products is exact as a float.
_BITS, _PIECES, _ROWS = 17, 3, 1 << 16


@dataclass(frozen=True, eq=False)
class Products:
    """Per stratum: int64 [strata, units] sheets (or places) with a value, and float64 [strata, units, units] the sums.

    The sums are symmetric; their diagonal is m2 of the moments.
    """

    number: NDArray[np.int64]
    sums: NDArray[np.float64]


def products_from_sheets(
    sheets: Iterable[NDArray[np.uint8]],
    moments: Mapping[Outcome, Moments],
    scale: Scale,
    criteria: Criteria,
    places: Iterable[NDArray[np.int64]] | None = None,
) -> dict[Outcome, Products]:
    """For the rate and, with points, the score. One stratum is held at a time.

    sheets: for each stratum its packed answers (see `moments_from_sheets`). moments: of the same sheets, for their means.
    places: for each stratum the number of the place of each sheet; left out, each sheet stands for itself.
    No digit depends on the order of the sheets, on how places are numbered, or on the machine.
    """
    units = next(iter(moments.values())).n.shape[1]
    reading = SheetReading(units, scale, criteria)
    found: dict[Outcome, list[tuple[NDArray[np.int64], NDArray[np.float64]]]] = {name: [] for name in moments}
    labels = repeat(None) if places is None else places
    for stratum, (answers, label) in enumerate(zip(sheets, labels, strict=places is not None)):
        valid = np.zeros((len(answers), units), dtype=np.int64)
        deviations = {outcome: np.zeros((len(answers), units)) for outcome in found}
        for unit, (has_value, values) in enumerate(reading.values(answers)):
            valid[:, unit] = has_value
            for outcome in found:
                deviations[outcome][has_value, unit] = values[outcome] - moments[outcome].mean[stratum, unit]
        for outcome, rows in deviations.items():
            found[outcome].append(_sums(valid, rows, moments[outcome].hi - moments[outcome].lo, label))
    return {
        outcome: Products(
            np.array([number for number, _ in parts], dtype=np.int64).reshape(-1, units),
            np.array([sums for _, sums in parts], dtype=np.float64).reshape(-1, units, units),
        )
        for outcome, parts in found.items()
    }


def with_places(moments: Moments, products: Products) -> Moments:
    """The moments for estimates that count places, not sheets; products: built with `places` (section 3, clusters)."""
    m2 = np.diagonal(products.sums, axis1=1, axis2=2).copy()
    return replace(moments, places=Clusters(products.number, m2))


def stack_products(parts: Sequence[Products]) -> Products:
    """The products of a round from those of its strata, in order."""
    return Products(np.concatenate([part.number for part in parts]), np.concatenate([part.sums for part in parts]))


def _sums(
    valid: NDArray[np.int64], rows: NDArray[np.float64], span: float, place: NDArray[np.int64] | None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Number of sheets or places with a value [units] and sums of products [units, units] of one stratum."""
    if place is None:
        return valid.sum(axis=0), _exact_products(rows, span)
    if place.shape != (len(rows),):
        raise ValueError("every sheet needs the number of its place")
    position = np.unique(place, return_inverse=True)[1]
    seen = np.zeros((len(position), rows.shape[1]), dtype=np.int64)
    np.add.at(seen, position, valid)
    scale, pieces = _pieces(rows, span)
    together = np.zeros_like(rows)
    for power, piece in enumerate(pieces, start=1):
        summed = np.zeros(rows.shape, dtype=np.int64)
        np.add.at(summed, position, piece.astype(np.int64))
        together += summed * (scale * 2.0 ** (-_BITS * power))
    largest = int(seen.max(initial=1))
    return np.minimum(seen, 1).sum(axis=0), _exact_products(together, span * largest)


def _exact_products(rows: NDArray[np.float64], span: float) -> NDArray[np.float64]:
    """rows' rows for numbers of at most `span`: sums of whole numbers, so that their order does not matter."""
    units = rows.shape[1]
    totals = np.zeros((_PIECES, _PIECES, units, units), dtype=np.int64)
    scale = 1.0
    for start in range(0, len(rows), _ROWS):
        scale, pieces = _pieces(rows[start : start + _ROWS], span)
        for left in range(_PIECES):
            for right in range(left, _PIECES):
                totals[left, right] += (pieces[left].T @ pieces[right]).astype(np.int64)
    sums = np.zeros((units, units))
    for left in reversed(range(_PIECES)):
        for right in reversed(range(left, _PIECES)):
            both = totals[left, right] if left == right else totals[left, right] + totals[left, right].T
            sums += both * (scale * scale * 2.0 ** (-_BITS * (left + right + 2)))
    return sums


def _pieces(rows: NDArray[np.float64], span: float) -> tuple[float, list[NDArray[np.float64]]]:
    """Whole numbers p1, p2, p3 with row = scale (p1 2^-17 + p2 2^-34 + p3 2^-51), to the last bits of a float."""
    scale = float(2.0 ** math.ceil(math.log2(span)))
    rest, pieces = rows / scale, []
    for power in range(1, _PIECES + 1):
        step = 2.0 ** (-_BITS * power)
        piece = np.rint(rest / step)
        rest = rest - piece * step
        pieces.append(piece)
    return scale, pieces
