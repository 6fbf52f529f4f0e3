"""Method, section 15: counting, and the plain figures of sections 0 and 1 that follow from counts."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.stats import (
    Option,
    Ratio,
    Scale,
    awareness,
    blank_rate,
    count_answers,
    dont_know_rate,
    plain_rate,
    plain_score,
)

SHEETS = st.integers(0, 40).flatmap(lambda rows: arrays(np.uint8, (rows, 6), elements=st.integers(0, 4)))


def one_by_one(answers):
    counts = np.zeros((3, 2, 5), dtype=np.int64)
    for row in answers:
        for column, answer in enumerate(row):
            counts[column // 2, column % 2, answer] += 1
    return counts


@given(SHEETS)
def test_counts_what_is_there(answers):
    assert np.array_equal(count_answers(answers, 3, 2, 4), one_by_one(answers))


@given(SHEETS, st.integers(0, 40), st.randoms(use_true_random=False))
def test_halves_add_up_in_any_order(answers, cut, random):
    rows = list(range(len(answers)))
    random.shuffle(rows)
    shuffled = answers[rows]
    whole = count_answers(answers, 3, 2, 4)
    assert np.array_equal(count_answers(shuffled[:cut], 3, 2, 4) + count_answers(shuffled[cut:], 3, 2, 4), whole)


def test_more_sheets_than_are_handled_at_once():
    answers = np.random.default_rng(7).integers(0, 5, size=(20_000, 43), dtype=np.uint8)
    counts = count_answers(answers, 43, 1, 4)
    for option in range(5):
        assert np.array_equal(counts[:, 0, option], (answers == option).sum(axis=0))


def test_what_is_not_on_the_scale_is_refused():
    with pytest.raises(ValueError, match="larger"):
        count_answers(np.array([[1, 5]], dtype=np.uint8), 2, 1, 4)
    with pytest.raises(ValueError, match="columns"):
        count_answers(np.array([[1, 2, 3]], dtype=np.uint8), 2, 1, 4)
    with pytest.raises(ValueError, match="uint8"):
        count_answers(np.array([[1, 2]]), 2, 1, 4)


def test_plain_figures_of_one_unit(three_levels):
    # [strata, criteria, answers]: blank, 满意, 基本满意, 不满意, 不了解
    counts = np.array([[[1, 10, 4, 2, 3]], [[0, 5, 1, 1, 3]]])
    assert plain_rate(counts, three_levels) == Ratio(20, 23)
    assert plain_score(counts, three_levels) == Fraction(1900, 23)
    assert awareness(counts, three_levels) == Ratio(23, 30)
    assert dont_know_rate(counts, three_levels) == Ratio(6, 29)
    assert blank_rate(counts, three_levels) == Ratio(1, 30)


def test_plain_figures_without_a_valid_rating(three_levels):
    counts = np.array([2, 0, 0, 0, 3])
    assert plain_rate(counts, three_levels).fraction is None
    assert plain_score(counts, three_levels) is None
    assert awareness(counts, three_levels).fraction == 0
    assert dont_know_rate(counts, three_levels).fraction == 1


def test_no_plain_score_without_points():
    scale = Scale((Option(1, None, True, True), Option(2, None, False, True)))
    assert plain_score(np.array([0, 3, 1]), scale) is None
    with pytest.raises(ValueError, match="columns"):
        plain_rate(np.array([0, 3, 1, 0]), scale)
