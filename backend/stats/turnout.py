"""Turnout (method, section 9)."""

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


def no_assumption_band(
    estimate: float, valid_return: Ratio, lo: float = 0.0, hi: float = 1.0
) -> tuple[float, float] | None:
    """What the mean over all people with a sheet could be, whatever those would say who sent none back (Manski).

    estimate: among the valid sheets; lo, hi: the outcome's range. None when no sheet was issued. More valid sheets than
    issued ones leave nobody to assume about.
    """
    returned = valid_return.share
    if returned is None:
        return None
    heard = min(1.0, returned)
    return estimate * heard + lo * (1 - heard), estimate * heard + hi * (1 - heard)
