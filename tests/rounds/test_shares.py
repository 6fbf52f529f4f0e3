"""Shares that add up to 100.00 exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.rounds.shares import shown_shares

weights = st.lists(st.decimals(0, 10**9, places=6), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("given_weights", "expected"),
    [
        (["1", "1", "1"], ["33.34", "33.33", "33.33"]),
        (["50", "25", "25"], ["50.00", "25.00", "25.00"]),
        (["1"] * 6, ["16.67", "16.67", "16.67", "16.67", "16.66", "16.66"]),
        (["0", "2"], ["0.00", "100.00"]),
        (["0.000001", "999999999"], ["0.00", "100.00"]),
        (["0", "0"], ["0.00", "0.00"]),
        ([], []),
    ],
)
def test_known_shares(given_weights: list[str], expected: list[str]) -> None:
    assert shown_shares([Decimal(weight) for weight in given_weights]) == expected


@given(weights)
def test_shares_add_up_and_keep_the_order(values: list[Decimal]) -> None:
    shown = [Decimal(share) for share in shown_shares(values)]
    if not any(values):
        assert not any(shown)
        return
    assert sum(shown) == Decimal("100.00")
    total = sum(values)
    for value, share in zip(values, shown, strict=True):
        assert abs(share - 100 * value / total) < Decimal("0.01")
    for (one, first), (other, second) in zip(
        sorted(zip(values, shown, strict=True)), sorted(zip(values, shown, strict=True))[1:], strict=False
    ):
        assert one == other or first <= second
