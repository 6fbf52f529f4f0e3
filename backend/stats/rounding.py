"""Rounding and display (method, section 12).

An official figure is an exact ratio of integers and is rounded from it, never from a binary float. An estimate is a
float whose last bits depend on the order of additions and on the mathematical library; it is first written as a decimal
with ten places (correctly rounded by Python, alike on every machine) and only that decimal is rounded for display. So
81.25 that came out as 81.24999999999999 is shown as 81.3 like the exact figure.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Exact = int | Fraction | Decimal

_ESTIMATE_PLACES = 10


class Rounding(StrEnum):
    """Half away from zero (四舍五入, the default), or half to even (GB/T 8170 修约)."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share with the integers it is made of. With denominator 0 it has no value."""

    numerator: int
    denominator: int

    @property
    def fraction(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def share(self) -> float | None:
        """The nearest float of the ratio (1.0 = everybody), for charts and further computation."""
        return self.numerator / self.denominator if self.denominator else None

    def percent(self, decimals: int = 2, mode: Rounding = Rounding.HALF_UP) -> str | None:
        return percent(self.numerator, self.denominator, decimals, mode)


def round_exact(value: Exact, decimals: int, mode: Rounding = Rounding.HALF_UP) -> Decimal:
    """`value` with exactly `decimals` places (at least 0). Never negative zero. TypeError for a float."""
    if isinstance(value, float):
        raise TypeError("a float is not exact; use round_estimate")
    if decimals < 0:
        raise ValueError("decimals must not be negative")
    scaled = Fraction(value) * 10**decimals
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    half = 2 * rest - scaled.denominator
    if half > 0 or (half == 0 and (mode is Rounding.HALF_UP or whole % 2 == 1)):
        whole += 1
    sign = 1 if scaled < 0 and whole else 0
    # Built from its digits: arithmetic on Decimal would round to the precision of the context.
    return Decimal((sign, tuple(int(digit) for digit in str(whole)), -decimals))


def round_estimate(
    value: float, decimals: int, mode: Rounding = Rounding.HALF_UP, *, as_percent: bool = False
) -> Decimal:
    """An estimate for display; with `as_percent` a share (0..1) becomes a percentage. ValueError for NaN or infinity."""
    if value - value != 0:
        raise ValueError("only a finite estimate can be rounded")
    if as_percent:
        return round_exact(Fraction(f"{value:.{_ESTIMATE_PLACES + 2}f}") * 100, decimals, mode)
    return round_exact(Fraction(f"{value:.{_ESTIMATE_PLACES}f}"), decimals, mode)


def fixed(value: Exact, decimals: int, mode: Rounding = Rounding.HALF_UP) -> str:
    """`value` as text with exactly `decimals` places, such as "81.30"."""
    return format(round_exact(value, decimals, mode), "f")


def percent(numerator: int, denominator: int, decimals: int = 2, mode: Rounding = Rounding.HALF_UP) -> str | None:
    """100 x numerator / denominator as text without the sign, such as "81.25"; None when the denominator is 0."""
    return fixed(Fraction(100 * numerator, denominator), decimals, mode) if denominator else None
