"""What a scale may look like (method, section 0)."""

from decimal import Decimal

import pytest

from backend.stats import ConfigurationError, Option, Scale


def test_vectors(three_levels):
    assert three_levels.valid.tolist() == [False, True, True, True, False]
    assert three_levels.satisfied.tolist() == [False, True, True, False, False]
    assert (three_levels.lo, three_levels.hi) == (Decimal(0), Decimal(100))
    rate, score = three_levels.coding("rate"), three_levels.coding("score")
    assert (rate.numerators.tolist(), rate.denominator, rate.lo, rate.hi) == ([0, 1, 1, 0, 0], 1, 0.0, 1.0)
    assert (score.numerators.tolist(), score.denominator) == ([0, 100, 80, 0, 0], 1)


def test_broken_points_stay_exact():
    scale = Scale((Option(1, Decimal("66.7"), True, True), Option(2, Decimal("33.25"), False, True)))
    coding = scale.coding("score")
    assert [value / coding.denominator for value in coding.numerators.tolist()] == [0.0, 66.7, 33.25]
    assert (coding.lo, coding.hi) == (33.25, 66.7)


def test_without_points_there_is_no_score():
    scale = Scale((Option(1, None, True, True), Option(2, None, False, True)))
    assert not scale.has_points
    assert scale.lo is None
    assert scale.coding("rate").hi == 1.0
    with pytest.raises(ConfigurationError, match="no score"):
        scale.coding("score")


GOOD = Option(1, Decimal(100), True, True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "satisfied"),
        ((Option(2, Decimal(1), True, True),), "numbered"),
        ((GOOD, Option(1, Decimal(0), False, True)), "numbered"),
        ((Option(1, Decimal(1), False, True), Option(2, Decimal(2), False, True)), "satisfied"),
        ((GOOD, Option(2, None, True, False)), "must be valid"),
        ((GOOD, Option(2, Decimal(0), False, False)), "must not have points"),
        ((GOOD, Option(2, None, False, True)), "every valid option"),
        ((GOOD, Option(2, Decimal("NaN"), False, True)), "finite"),
        ((GOOD, Option(2, Decimal(100), False, True)), "differ"),
        (tuple(Option(number, None, True, True) for number in range(1, 257)), "255"),
    ],
)
def test_what_makes_no_sense_is_refused(options, message):
    with pytest.raises(ConfigurationError, match=message):
        Scale(options)


def test_points_with_too_many_digits():
    scale = Scale((GOOD, Option(2, Decimal("0.0000000001"), False, True)))
    with pytest.raises(ConfigurationError, match="digits"):
        scale.coding("score")
