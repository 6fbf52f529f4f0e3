"""What screening finds in the demonstration: planted from a fixed seed, of nobody."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from backend.core.clock import LOCAL_ZONE
from backend.demo.sheets import NOT
from backend.stats import WINDOW_SECONDS

COPIED: Final = ("2", 4)  # stratum, sheets that are copies of one
TURNED: Final = ("5", 20, 0.6)  # stratum, place of the unit, share of the sheets that turn on it
BURST: Final = (1, 26)  # place of the stratum, ballots within five minutes
_OPENS, _HOURS = time(8, 0), 13


def plant(sheets: Mapping[str, NDArray[np.uint8]], criteria: int) -> None:
    """Copy some sheets of one stratum, and have another turn on one unit. Changes the arrays."""
    stratum, copies = COPIED
    sheets[stratum][1:copies] = sheets[stratum][0]
    stratum, unit, share = TURNED
    rows = sheets[stratum][: int(len(sheets[stratum]) * share)]
    rows[:, unit * criteria : (unit + 1) * criteria] = NOT


def draw_windows(
    seed: int, ballots: Mapping[UUID, int], first: date, last: date, *, odd: bool
) -> Counter[tuple[UUID, int]]:
    """When the ballots of each stratum came: (stratum, slot of five minutes) -> how many, by day and between days.

    odd: many of one stratum come at once.
    """
    generator = np.random.default_rng(seed)
    days = (last - first).days + 1
    found: Counter[tuple[UUID, int]] = Counter()
    for place, (stratum_id, count) in enumerate(ballots.items()):
        chosen = generator.integers(days, size=count), generator.integers(_HOURS * 3600, size=count)
        slots = [_slot(first + timedelta(days=int(day)), int(second)) for day, second in zip(*chosen, strict=True)]
        if odd and place == BURST[0]:
            slots[: BURST[1]] = [slots[0]] * len(slots[: BURST[1]])
        found.update((stratum_id, slot) for slot in slots)
    return found


def _slot(day: date, second: int) -> int:
    """The five minutes so many seconds after the doors open."""
    opens = datetime.combine(day, _OPENS, LOCAL_ZONE)
    return int(opens.timestamp() + second) // WINDOW_SECONDS
