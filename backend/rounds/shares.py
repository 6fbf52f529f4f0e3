"""Weights as shares that people can add up."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

_PLACES = 2
_WHOLE = 100 * 10**_PLACES


def shown_shares(weights: Sequence[Decimal]) -> list[str]:
    """Each weight as a percentage with two decimals, such as "33.34"; together they are exactly 100.00.

    Largest remainder: every share is rounded down, and what is missing goes to the largest fractions cut off
    (the earlier row first when they are equal). Weights must be finite and not negative; all zero gives all "0.00".
    """
    total = sum((Fraction(weight) for weight in weights), Fraction(0))
    exact = [Fraction(weight) * _WHOLE / total if total else Fraction(0) for weight in weights]
    parts = [int(value) for value in exact]
    missing = _WHOLE - sum(parts) if total else 0
    by_remainder = sorted(range(len(exact)), key=lambda row: (parts[row] - exact[row], row))
    for row in by_remainder[:missing]:
        parts[row] += 1
    return [str(Decimal(part).scaleb(-_PLACES)) for part in parts]
