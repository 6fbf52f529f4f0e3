"""Method, sections 3 (clusters), 5 and 15: cross products and places."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.stats import (
    Clusters,
    Criteria,
    Moments,
    estimates,
    moments_from_sheets,
    products_from_sheets,
    with_places,
)
from tests.stats.test_moments import THREE, sheet_values

SHEETS = st.integers(0, 25).flatmap(lambda rows: arrays(np.uint8, (rows, 6), elements=st.integers(0, 4)))


def build(sheets, scale, places=None, criteria=THREE):
    moments = moments_from_sheets(sheets, sheets[0].shape[1] // len(criteria.weights), scale, criteria)
    return moments, products_from_sheets(sheets, moments, scale, criteria, places)


def same_bits(one, other):
    return one.number.tobytes() == other.number.tobytes() and one.sums.tobytes() == other.sums.tobytes()


@given(SHEETS)
def test_sums_of_products_in_fractions(three_levels, answers):
    _, found = build([answers], three_levels)
    for outcome, products in found.items():
        numerators = three_levels.coding(outcome).numerators
        deviations = []
        for unit in range(2):
            rows = [sheet_values(row[None], unit, numerators, three_levels.valid) for row in answers]
            values = [value for row in rows for value in row]
            mean = sum(values, Fraction(0)) / max(1, len(values))
            deviations.append([row[0] - mean if row else Fraction(0) for row in rows])
            assert products.number[0, unit] == len(values)
        for one in range(2):
            for other in range(2):
                exact = sum((a * b for a, b in zip(deviations[one], deviations[other], strict=True)), Fraction(0))
                assert products.sums[0, one, other] == pytest.approx(float(exact), rel=1e-12, abs=1e-10)


@given(SHEETS)
def test_the_diagonal_is_the_spread_of_the_unit(three_levels, answers):
    moments, found = build([answers], three_levels)
    for outcome, products in found.items():
        assert np.array_equal(products.sums, products.sums.transpose(0, 2, 1))
        diagonal = np.diagonal(products.sums, axis1=1, axis2=2)
        np.testing.assert_allclose(diagonal, moments[outcome].m2, rtol=1e-13, atol=1e-18)
        assert not diagonal[moments[outcome].m2 == 0].any()


@given(SHEETS, st.randoms(use_true_random=False), st.booleans())
def test_neither_the_order_of_sheets_nor_the_numbers_of_places_change_a_digit(three_levels, answers, random, placed):
    rows = list(range(len(answers)))
    random.shuffle(rows)
    place = np.array([random.randrange(5) for _ in rows], dtype=np.int64)
    renamed = np.array(random.sample(range(100), 5), dtype=np.int64)[place]
    _, first = build([answers], three_levels, [place] if placed else None)
    _, second = build([answers[rows]], three_levels, [renamed[rows]] if placed else None)
    assert all(same_bits(first[outcome], second[outcome]) for outcome in ("rate", "score"))


def test_more_sheets_than_are_multiplied_at_once(three_levels):
    answers = np.random.default_rng(3).integers(0, 5, size=(70_000, 3), dtype=np.uint8)
    one = Criteria(THREE.weights[:1])
    moments, found = build([answers], three_levels, criteria=one)
    np.testing.assert_allclose(np.diagonal(found["score"].sums[0]), moments["score"].m2[0], rtol=1e-14)
    assert same_bits(found["score"], build([answers[::-1]], three_levels, criteria=one)[1]["score"])


@given(SHEETS)
def test_one_sheet_a_place_changes_nothing(three_levels, answers):
    moments, sheets = build([answers], three_levels)
    _, places = build([answers], three_levels, [np.arange(len(answers))[::-1]])
    for outcome, products in sheets.items():
        assert same_bits(products, places[outcome])
        together = with_places(moments[outcome], places[outcome])
        np.testing.assert_allclose(together.clusters.m2, moments[outcome].m2, rtol=1e-13, atol=1e-18)
        for alone, placed in zip(estimates(moments[outcome], (1,)), estimates(together, (1,)), strict=True):
            assert (alone.df, alone.flags, alone.est) == (placed.df, placed.flags, placed.est)
            assert alone.se == (None if placed.se is None else pytest.approx(placed.se, rel=1e-12))


def test_sheets_of_one_place_that_agree_are_one_voice(three_levels):
    """Four places, two sheets each: the error is that of four answers, not of eight."""
    one = Criteria(THREE.weights[:1])
    answers = np.repeat(np.array([[1], [1], [3], [1]], dtype=np.uint8), 2, axis=0)
    moments, products = build([answers], three_levels, [np.repeat(np.arange(4), 2)], one)
    single, _ = build([answers[::2]], three_levels, criteria=one)
    (placed,) = estimates(with_places(moments["rate"], products["rate"]), (1,))
    (plain,) = estimates(single["rate"], (1,))
    assert (placed.est, placed.df, placed.n_valid) == (plain.est, 3, 8)
    assert placed.se == pytest.approx(plain.se, rel=1e-14)


def test_a_stratum_with_a_single_place_is_lone(three_levels):
    """It borrows the pooled variance of the others; with one sheet a place that is the rule for single sheets."""
    one = Criteria(THREE.weights[:1])
    sheets = [np.array([[1], [1], [3], [1], [2]], dtype=np.uint8), np.array([[1]], dtype=np.uint8)]
    moments, products = build(sheets, three_levels, [np.arange(5), np.array([7])], one)
    (placed,) = estimates(with_places(moments["score"], products["score"]), (3, 1))
    (plain,) = estimates(moments["score"], (3, 1))
    assert placed.se == pytest.approx(plain.se, rel=1e-12)
    moments, products = build(
        [sheets[0], np.array([[1], [3], [3]], dtype=np.uint8)], three_levels, [np.arange(5), np.full(3, 7)], one
    )
    (placed,) = estimates(with_places(moments["score"], products["score"]), (3, 1))
    assert (placed.strata_lone, placed.df) == ((1,), 4)
    pooled = moments["score"].m2[0, 0] / 4
    assert placed.se**2 == pytest.approx(9 / 16 * pooled / 5 + 1 / 16 * pooled / 3, rel=1e-12)


def test_shapes_must_agree(three_levels):
    answers = np.array([[1, 2, 3]], dtype=np.uint8)
    with pytest.raises(ValueError, match="place"):
        build([answers], three_levels, [np.arange(2)])
    with pytest.raises(ValueError, match="shorter"):
        build([answers], three_levels, [])
    flat = np.zeros((1, 2))
    with pytest.raises(ValueError, match="places"):
        Moments("rate", flat.astype(np.int64), flat, flat, 0.0, 1.0, Clusters(np.zeros((2, 1), np.int64), flat))
