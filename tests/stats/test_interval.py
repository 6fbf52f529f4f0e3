"""Method, section 4."""

import math
from statistics import NormalDist

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.stats import wilson, wilson_effective


def test_worked_cases(cases):
    for case in cases["wilson"]:
        found = wilson_effective(case["p"], case["n"], case["c"])
        assert found == pytest.approx(tuple(case["ci"]), rel=1e-9, abs=1e-12), case


def test_plain():
    assert wilson(81, 263) == pytest.approx((0.255288519878274, 0.3662095769828), rel=1e-12)
    assert wilson(0, 0) is None
    square = NormalDist().inv_cdf(0.975) ** 2
    assert wilson(0, 5) == (0.0, pytest.approx(square / (5 + square), rel=1e-12))
    square = NormalDist().inv_cdf(0.95) ** 2
    assert wilson(5, 5, confidence=0.9) == (pytest.approx(5 / (5 + square), rel=1e-12), 1.0)
    with pytest.raises(ValueError, match="between"):
        wilson(6, 5)


def test_a_census_has_no_width():
    assert wilson_effective(0.3, math.inf, 1.96) == (0.3, 0.3)


@example(1.7468198846019026e-19, 943.7858207258076, 1.96)  # without care the lower end is negative
@given(st.floats(0, 1), st.floats(0.1, 1e12), st.floats(0.1, 700))
def test_stays_in_the_scale_and_contains_the_share(share, n_eff, quantile):
    lower, upper = wilson_effective(share, n_eff, quantile)
    assert 0 <= lower <= share <= upper <= 1
