"""What a reader could work out about hidden cells (method, section 8, step 3).

The reader is taken to know how many people answered in every cell, the cells that are shown, and the rounded totals.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from backend.stats.rounding import Rounding, round_exact

# Whole numbers of numpy end here; larger ones are left to Python.
_LARGEST = 1 << 62


@dataclass(frozen=True, slots=True)
class Total:
    """A published percentage: of the sum over the line's cells of satisfied x weight, divided by `over`."""

    weights: tuple[Fraction, ...]
    over: Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a table: per cell how many answered and how many of them are satisfied."""

    n: tuple[int, ...]
    satisfied: tuple[int, ...]


def plain_total(line: Line) -> Total:
    """满意率: everybody counts once."""
    return Total((Fraction(1),) * len(line.n), Fraction(sum(line.n)))


def weighted_total(line: Line, weights: Sequence[Fraction]) -> Total:
    """加权满意率 of section 2: each cell's rate by its weight, over the weights of the cells with an answer."""
    kept = [weight if n else Fraction(0) for weight, n in zip(weights, line.n, strict=True)]
    return Total(
        tuple(weight / n if n else Fraction(0) for weight, n in zip(kept, line.n, strict=True)),
        sum(kept, Fraction(0)),
    )


@dataclass(frozen=True, slots=True)
class Display:
    """How percentages are published."""

    decimals: int = 2
    rounding: Rounding = Rounding.HALF_UP


def feasible_values(
    line: Line, hidden: Sequence[int], totals: Sequence[Total], display: Display, enough: int | None = None
) -> dict[int, frozenset[int]]:
    """For every hidden cell the numbers of satisfied people that agree with all that is published, by enumeration.

    enough: stop once every cell has that many.
    """
    if not hidden:
        return {}
    order = sorted(hidden, key=lambda cell: (-line.n[cell], cell))
    limits = [_limits(line, order, total, display) for total in totals if total.over]
    first, rest = order[0], order[1:]
    shape = tuple(line.n[cell] + 1 for cell in rest)
    grids = [_grid(rest, shape, parts) for parts, _, _ in limits]
    found: dict[int, set[int]] = {cell: set() for cell in order}
    for value in _outwards(line.satisfied[first], line.n[first]):
        fits = np.ones(shape, dtype=np.bool_)
        for grid, (parts, low, high) in zip(grids, limits, strict=True):
            start = value * parts[first]
            fits &= (grid >= low - start) & (grid <= high - start)
        if fits.any():
            found[first].add(value)
            for axis, cell in enumerate(rest):
                others = tuple(other for other in range(len(rest)) if other != axis)
                found[cell].update(np.flatnonzero(fits.any(axis=others)).tolist())
        if enough is not None and all(len(values) >= enough for values in found.values()):
            break
    return {cell: frozenset(found[cell]) for cell in hidden}


def _outwards(start: int, top: int) -> Iterator[int]:
    """0..top from `start` on, nearest first: the truth has neighbours, so that a search can stop early."""
    yield from sorted(range(top + 1), key=lambda value: abs(value - start))


def _grid(cells: Sequence[int], shape: tuple[int, ...], parts: dict[int, int]) -> NDArray[np.int64]:
    """For every combination of values of `cells` the sum of value x part."""
    largest = sum(abs(parts[cell]) * (size - 1) for cell, size in zip(cells, shape, strict=True))
    grid = np.zeros(shape, dtype=np.int64 if largest < _LARGEST else object)
    for axis, cell in enumerate(cells):
        along = [1] * len(shape)
        along[axis] = -1
        grid += np.arange(shape[axis]).astype(grid.dtype).reshape(along) * parts[cell]
    return grid


def _limits(line: Line, hidden: Sequence[int], total: Total, display: Display) -> tuple[dict[int, int], int, int]:
    """The hidden cells' parts in a total as whole numbers, and the least and largest sum that rounds to what is shown."""
    exact = sum((part * count for part, count in zip(total.weights, line.satisfied, strict=True)), Fraction(0))
    known = exact - sum((total.weights[cell] * line.satisfied[cell] for cell in hidden), Fraction(0))
    low, high, ends_belong = _rounds_to(100 * exact / total.over, display)
    scale = math.lcm(*(total.weights[cell].denominator for cell in hidden))
    parts = {cell: int(total.weights[cell] * scale) for cell in hidden}
    least, most = ((end * total.over / 100 - known) * scale for end in (low, high))
    below, above = math.ceil(least), math.floor(most)
    if not ends_belong[0] and below == least:
        below += 1
    if not ends_belong[1] and above == most:
        above -= 1
    return parts, below, above


def _rounds_to(percentage: Fraction, display: Display) -> tuple[Fraction, Fraction, tuple[bool, bool]]:
    """All that is shown alike: both ends, and whether they belong to it."""
    shown = Fraction(round_exact(percentage, display.decimals, display.rounding))
    half = Fraction(1, 2 * 10**display.decimals)
    ends = shown - half, shown + half
    belong = [Fraction(round_exact(end, display.decimals, display.rounding)) == shown for end in ends]
    return *ends, (belong[0], belong[1])


@dataclass(frozen=True, eq=False)
class Grid:
    """A table whose rows' and columns' plain totals are known where published.

    n, satisfied: int64 [rows, columns]; hidden: bool; rows, columns: bool, whose totals are published.
    """

    n: NDArray[np.int64]
    satisfied: NDArray[np.int64]
    hidden: NDArray[np.bool_]
    rows: NDArray[np.bool_]
    columns: NDArray[np.bool_]


def deducible(grid: Grid) -> list[tuple[int, int]]:
    """Hidden cells that rows and columns together tell, were totals exact (rounding can only leave more open).

    A cell can be otherwise if one more there can be balanced along a ring of hidden cells, one more and one less by turns,
    none of them beyond 0 or n; a line without a published total ends the ring.
    """
    arcs: dict[str, set[str]] = {}

    def connect(start: str, end: str) -> None:
        arcs.setdefault(start, set()).add(end)

    rows, columns = grid.hidden.shape
    for names, published in (
        ([f"r{row}" for row in range(rows)], grid.rows),
        ([f"c{column}" for column in range(columns)], grid.columns),
    ):
        for name, known in zip(names, published, strict=True):
            if not known:
                connect(name, "free")
                connect("free", name)
    cells = [(int(row), int(column)) for row, column in np.argwhere(grid.hidden)]
    for row, column in cells:
        if grid.satisfied[row, column] < grid.n[row, column]:
            connect(f"r{row}", f"c{column}")
        if grid.satisfied[row, column] > 0:
            connect(f"c{column}", f"r{row}")
    found = []
    for row, column in cells:
        one, other = f"r{row}", f"c{column}"
        more = other in arcs.get(one, ()) and _leads(arcs, other, one)
        less = one in arcs.get(other, ()) and _leads(arcs, one, other)
        if not more and not less:
            found.append((row, column))
    return found


def _leads(arcs: dict[str, set[str]], start: str, end: str) -> bool:
    """Whether a way leads from start to end other than the arc between them."""
    seen, waiting = {start}, [node for node in arcs.get(start, ()) if node != end]
    while waiting:
        node = waiting.pop()
        if node == end:
            return True
        if node not in seen:
            seen.add(node)
            waiting.extend(arcs.get(node, ()))
    return False
