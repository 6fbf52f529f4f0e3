"""Hiding small cells of the complaint figures (method, section 8, steps 1 and 2) from who reads published figures only.

Published tables are of whole months and years that are over, by one dimension at a time. So what could be subtracted
from each other is known: the cells of a table from its total, and the months of a year from the year.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.stats import K, is_small

ANSWERS: Final = ("on_time", "satisfaction", "unrated")
"""Measures of which the answers of a period are the sum: those that were rated, and those that were not."""
TOTAL: Final = ""
"""The key of a table's total."""

Hidden = frozenset[str]
"""Keys of the cells that a column does not show."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many cases or answers a cell is about, and of a share how many of them count."""

    n: int
    part: int | None = None

    @property
    def small(self) -> bool:
        """Fewer than K, or fewer than 2 K that are all alike: then each of them is told."""
        return is_small(self.n, self.part)


Column = Mapping[str, Cell]
"""The cells of one measure by key, with the total under TOTAL."""


def hide(column: Column, more: Hidden = frozenset()) -> Hidden:
    """What a column hides: small cells, those of `more`, and as many of the others as subtraction calls for."""
    rows = {key: cell for key, cell in column.items() if key != TOTAL}
    hidden = {key for key, cell in column.items() if cell.small} | more
    if not hidden:
        return frozenset()
    others = sorted((cell.n, key) for key, cell in rows.items() if cell.n and key not in hidden)
    while others and not _safe([rows[key].n for key in hidden if key in rows]):
        hidden.add(others.pop(0)[1])
    if not _safe([rows[key].n for key in hidden if key in rows]):
        hidden.add(TOTAL)
    return frozenset(hidden)


def hide_year(
    year: Column, months: Sequence[Column], hidden_months: Sequence[Hidden], more: Hidden = frozenset()
) -> Hidden:
    """What the table of a year hides, knowing that its months are published, too, and what they hide."""
    told = set(more)
    for key in year:
        missing = [month[key].n for month, hidden in zip(months, hidden_months, strict=True) if key in hidden]
        if missing and not _safe(missing):
            told.add(key)
    return hide(year, frozenset(told))


def hide_months(year: Column, more: Hidden = frozenset()) -> Hidden:
    """What the table of the months of a year hides: the totals of the months, which their own tables show, too."""
    small = {key for key, cell in year.items() if cell.small} | more
    missing = [year[key].n for key in small if key != TOTAL]
    return frozenset(small | ({TOTAL} if missing and not _safe(missing) else set()))


def hide_table(measures: Iterable[str], hide_one: Callable[[str, Hidden], Hidden]) -> dict[str, Hidden]:
    """What each measure of a table hides, `hide_one(measure, more)` being what it hides with `more` by itself.

    Those of ANSWERS add up to each other, so a cell that one of them hides is hidden by all.
    """
    found = {name: hide_one(name, frozenset()) for name in measures}
    common: Hidden = frozenset()
    while (union := common.union(*(hide_one(name, common) for name in ANSWERS))) != common:
        common = union
    return found | dict.fromkeys(ANSWERS, common)


def _safe(hidden: Sequence[int]) -> bool:
    """Whether the sum of the hidden cells, which may be known, tells none of them."""
    return len(hidden) >= 2 and sum(hidden) >= K
