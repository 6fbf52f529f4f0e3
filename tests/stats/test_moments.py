"""Method, sections 0, 3 and 15: what is stored at closing."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.stats import (
    ConfigurationError,
    Criteria,
    Moments,
    Option,
    Scale,
    count_answers,
    moments_from_counts,
    moments_from_sheets,
)

THREE = Criteria((Decimal("0.5"), Decimal("0.3"), Decimal("0.2")))
SHEETS = st.integers(0, 30).flatmap(lambda rows: arrays(np.uint8, (rows, 6), elements=st.integers(0, 4)))


def same_bits(one, other):
    same = all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in ("n", "mean", "m2"))
    return same and (one.lo, one.hi) == (other.lo, other.hi)


def exact(values):
    """n, mean and m2 of exact values, as the nearest floats."""
    n = len(values)
    if not n:
        return 0, 0.0, 0.0
    mean = sum(values, Fraction(0)) / n
    return n, float(mean), float(sum((value - mean) ** 2 for value in values))


def sheet_values(answers, unit, numerators, valid):
    """The rule of section 0, in fractions."""
    values = []
    for row in answers.tolist():
        answered = [
            (Fraction(weight), option)
            for weight, option in zip(THREE.weights, row[3 * unit : 3 * unit + 3], strict=True)
            if valid[option]
        ]
        weight = sum((part for part, _ in answered), Fraction(0))
        if weight >= Fraction(1, 2):
            values.append(sum(part * int(numerators[option]) for part, option in answered) / weight)
    return values


@given(SHEETS)
def test_weighted_whole_follows_the_rule(three_levels, answers):
    found = moments_from_sheets([answers], 2, three_levels, THREE)
    for outcome, moments in found.items():
        for unit in range(2):
            values = sheet_values(answers, unit, three_levels.coding(outcome).numerators, three_levels.valid)
            n, mean, m2 = exact(values)
            assert moments.n[0, unit] == n
            assert moments.mean[0, unit] == pytest.approx(mean, rel=1e-14)
            assert moments.m2[0, unit] == pytest.approx(m2, rel=1e-12, abs=1e-20)
            if len(set(values)) == 1:
                assert moments.m2[0, unit] == 0.0


@given(SHEETS, st.randoms(use_true_random=False))
def test_the_order_of_sheets_changes_no_digit(three_levels, answers, random):
    rows = list(range(len(answers)))
    random.shuffle(rows)
    first = moments_from_sheets([answers], 2, three_levels, THREE)
    second = moments_from_sheets([answers[rows]], 2, three_levels, THREE)
    assert all(same_bits(first[outcome], second[outcome]) for outcome in ("rate", "score"))


def test_the_order_of_sheets_changes_no_digit_of_a_real_round(load_set):
    vectors = load_set("ind6")
    rng = np.random.default_rng(1)
    shuffled = [rng.permutation(answers) for answers in vectors.sheets]
    first = moments_from_sheets(vectors.sheets, 43, vectors.scale, vectors.criteria)
    second = moments_from_sheets(shuffled, 43, vectors.scale, vectors.criteria)
    assert all(same_bits(first[outcome], second[outcome]) for outcome in ("rate", "score"))


@given(SHEETS)
def test_counts_give_the_nearest_floats(three_levels, answers):
    counts = count_answers(answers, 6, 1, 4)[None, :, 0]
    for outcome in ("rate", "score"):
        moments, coding = moments_from_counts(counts, three_levels, outcome), three_levels.coding(outcome)
        for unit in range(6):
            values = [Fraction(int(coding.numerators[a])) for a in answers[:, unit] if three_levels.valid[a]]
            assert (moments.n[0, unit], moments.mean[0, unit], moments.m2[0, unit]) == exact(values)


@given(SHEETS)
def test_one_criterion_from_sheets_agrees_with_counts(three_levels, answers):
    whole = moments_from_sheets([answers], 6, three_levels, Criteria((Decimal(1),)))
    for outcome, moments in whole.items():
        counted = moments_from_counts(count_answers(answers, 6, 1, 4)[None, :, 0], three_levels, outcome)
        assert np.array_equal(moments.n, counted.n)
        np.testing.assert_allclose(moments.mean, counted.mean, rtol=1e-14)
        np.testing.assert_allclose(moments.m2, counted.m2, rtol=1e-12)


def test_equal_answers_of_broken_points_have_no_spread():
    """0.1 has no exact float: even the correctly rounded sum of 24 of them, divided by 24, is another float."""
    scale = Scale((Option(1, Decimal("0.1"), True, True), Option(2, Decimal(1), False, True)))
    answers = np.array([[1, 1, 1], [1, 0, 0], [1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 0, 0]] * 4, dtype=np.uint8)
    found = moments_from_sheets([answers], 1, scale, THREE)
    assert (found["score"].n[0, 0], found["score"].mean[0, 0], found["score"].m2[0, 0]) == (24, 0.1, 0.0)
    counted = moments_from_counts(np.array([[[0, 24, 0]]]), scale, "score")
    assert (counted.mean[0, 0], counted.m2[0, 0]) == (0.1, 0.0)


def test_counts_are_not_enough_for_several_criteria(three_levels):
    """The example of section 15: the same counts, a spread of 5000 per degree of freedom and of 0."""
    halves = Criteria((Decimal(1), Decimal(1)))
    split = moments_from_sheets([np.array([[1, 1], [3, 3]], dtype=np.uint8)], 1, three_levels, halves)["score"]
    mixed = moments_from_sheets([np.array([[1, 3], [3, 1]], dtype=np.uint8)], 1, three_levels, halves)["score"]
    assert (split.mean[0, 0], split.m2[0, 0]) == (50.0, 5000.0)
    assert (mixed.mean[0, 0], mixed.m2[0, 0]) == (50.0, 0.0)


@pytest.mark.parametrize(
    ("minimum", "answered", "expected"),
    [("0.5", (1, 0, 0), 1), ("0.5", (0, 1, 1), 1), ("0.5", (0, 1, 0), 0), ("0.51", (1, 0, 0), 0), ("0", (0, 0, 4), 0)],
)
def test_exactly_half_of_the_weight_is_enough(three_levels, minimum, answered, expected):
    criteria = Criteria(THREE.weights, Decimal(minimum))
    found = moments_from_sheets([np.array([answered], dtype=np.uint8)], 1, three_levels, criteria)
    assert found["rate"].n[0, 0] == expected


def test_no_score_without_points():
    scale = Scale((Option(1, None, True, True), Option(2, None, False, True)))
    found = moments_from_sheets([np.array([[1, 2, 0]], dtype=np.uint8)], 1, scale, THREE)
    assert set(found) == {"rate"}
    assert found["rate"].mean[0, 0] == 0.625


def test_shapes_must_agree():
    with pytest.raises(ValueError, match="same shape"):
        Moments("rate", np.zeros((2, 3), dtype=np.int64), np.zeros((2, 3)), np.zeros((3, 2)), 0.0, 1.0)


@pytest.mark.parametrize(("answers", "message"), [([[1, 2]], "columns"), ([[1, 2, 5]], "larger")])
def test_what_is_not_a_sheet_is_refused(three_levels, answers, message):
    with pytest.raises(ValueError, match=message):
        moments_from_sheets([np.array(answers, dtype=np.uint8)], 1, three_levels, THREE)


@pytest.mark.parametrize(
    ("weights", "minimum"),
    [(("-1", "2"), "0.5"), (("NaN", "1"), "0.5"), (("0", "0"), "0.5"), ((), "0.5"), (("1",), "1.1"), (("1",), "NaN")],
)
def test_criteria_that_make_no_sense_are_refused(weights, minimum):
    with pytest.raises(ConfigurationError):
        Criteria(tuple(Decimal(weight) for weight in weights), Decimal(minimum))


def test_too_many_digits_are_refused_rather_than_rounded(three_levels):
    criteria = Criteria((Decimal(1), Decimal("1e-15")))
    with pytest.raises(ConfigurationError, match="digits"):
        moments_from_sheets([], 1, three_levels, criteria)
