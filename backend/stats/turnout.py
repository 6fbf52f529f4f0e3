"""Turnout (method, section 9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from backend.stats.rounding import Ratio


class TurnoutFlag(StrEnum):
    RETURNED_EXCEEDS_ISSUED = "returned_exceeds_issued"
    VALID_EXCEEDS_RETURNED = "valid_exceeds_returned"
    LOW_RETURN = "low_return"


@dataclass(frozen=True, slots=True)
class Turnout:
    """Sheets of a stratum, a batch or a whole round. Rates are exact and not clamped. ValueError: a negative number."""

    issued: int
    returned: int
    valid: int

    def __post_init__(self) -> None:
        if min(self.issued, self.returned, self.valid) < 0:
            raise ValueError("numbers of sheets must not be negative")

    @property
    def return_rate(self) -> Ratio:
        """回收率: returned / issued."""
        return Ratio(self.returned, self.issued)

    @property
    def valid_share(self) -> Ratio:
        """有效率: valid / returned."""
        return Ratio(self.valid, self.returned)

    @property
    def valid_return_rate(self) -> Ratio:
        """有效回收率: valid / issued."""
        return Ratio(self.valid, self.issued)

    def flags(self, low_below: Fraction = Fraction(1, 2)) -> tuple[TurnoutFlag, ...]:
        """What the office should look at; LOW_RETURN when valid / issued is below `low_below`."""
        valid_return = self.valid_return_rate.fraction
        found = {
            TurnoutFlag.RETURNED_EXCEEDS_ISSUED: self.returned > self.issued,
            TurnoutFlag.VALID_EXCEEDS_RETURNED: self.valid > self.returned,
            TurnoutFlag.LOW_RETURN: valid_return is not None and valid_return < low_below,
        }
        return tuple(flag for flag, raised in found.items() if raised)


def total_turnout(parts: Iterable[Turnout]) -> Turnout:
    """The parts together: ratios of sums, never means of ratios."""
    found = tuple(parts)
    return Turnout(
        issued=sum(part.issued for part in found),
        returned=sum(part.returned for part in found),
        valid=sum(part.valid for part in found),
    )


def no_assumption_band(
    est: float, valid_return_rate: float | None, lo: float = 0.0, hi: float = 1.0
) -> tuple[float, float] | None:
    """Where the mean over everybody who got a sheet can lie, whatever the silent ones think (Manski).

    est, lo, hi: the estimate and the ends of its range (0 and 1 for a rate). None when the return rate is unknown or
    above 1, because then nobody knows how many are silent.
    """
    if valid_return_rate is None or not 0 <= valid_return_rate <= 1:
        return None
    silent = 1 - valid_return_rate
    return est * valid_return_rate + lo * silent, est * valid_return_rate + hi * silent
