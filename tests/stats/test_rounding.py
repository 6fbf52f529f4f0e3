"""Method, section 12."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.stats import Ratio, Rounding, fixed, percent, round_estimate, round_exact


def test_worked_cases(cases):
    for case in cases["rounding"]:
        for mode in Rounding:
            assert fixed(Decimal(case["value"]), case["decimals"], mode) == case[mode], case


def test_worked_cases_from_counts(cases):
    for case in cases["rounding_from_counts"]:
        ratio = Ratio(case["satisfied"], case["valid"])
        assert ratio.percent(2) == case["percent_2dp"], case
        assert ratio.percent(1) == case["percent_1dp"], case


def test_worked_cases_survive_a_float(cases):
    """A tie is a tie, also when the estimate that should be 2.675 is the float just below it."""
    for case in cases["rounding"]:
        assert str(round_estimate(float(case["value"]), case["decimals"])) == case["half_up"], case


@pytest.mark.parametrize(
    ("value", "half_up", "half_even"),
    [("-0.125", "-0.13", "-0.12"), ("-0.004", "0.00", "0.00"), ("0", "0.00", "0.00"), ("-2.5", "-2.50", "-2.50")],
)
def test_negative_values(value, half_up, half_even):
    assert fixed(Decimal(value), 2) == half_up
    assert fixed(Decimal(value), 2, Rounding.HALF_EVEN) == half_even


def test_long_numbers_keep_every_digit():
    assert fixed(Fraction(10**40 * 3 + 1, 3), 3) == "1" + "0" * 40 + ".333"


def test_nothing_to_divide_by():
    assert percent(0, 0) is None
    assert Ratio(0, 0).fraction is None
    assert Ratio(0, 0).share is None
    assert Ratio(3, 4).share == 0.75


def test_share_as_percentage():
    assert str(round_estimate(0.92511961722488, 2, as_percent=True)) == "92.51"
    assert str(round_estimate(13 / 16, 1, as_percent=True)) == "81.3"
    assert str(round_estimate(13 / 16, 1, Rounding.HALF_EVEN, as_percent=True)) == "81.2"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_figure_from_what_is_not_a_number(value):
    with pytest.raises(ValueError, match="finite"):
        round_estimate(value, 2)


def test_a_float_is_never_exact():
    with pytest.raises(TypeError):
        round_exact(0.125, 2)
    with pytest.raises(ValueError, match="negative"):
        round_exact(1, -1)


@given(st.fractions(), st.integers(0, 8), st.sampled_from(Rounding))
def test_the_error_is_at_most_half_a_unit(value, decimals, mode):
    rounded = round_exact(value, decimals, mode)
    assert abs(Fraction(rounded) - value) <= Fraction(1, 2 * 10**decimals)
    assert rounded.as_tuple().exponent == -decimals
    assert round_exact(rounded, decimals, mode) == rounded


@given(st.integers(-(10**6), 10**6), st.integers(0, 3))
def test_last_bits_of_an_estimate_do_not_show(thousandths, decimals):
    value = thousandths / 1000
    expected = round_exact(Fraction(thousandths, 1000), decimals)
    for neighbour in (value, math.nextafter(value, math.inf), math.nextafter(value, -math.inf)):
        assert round_estimate(neighbour, decimals) == expected
