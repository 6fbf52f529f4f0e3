"""Method, section 5: covariances against R, differences, and what must not change them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.stats import (
    Criteria,
    compared,
    comparison_covariance,
    covariance,
    differences,
    estimates,
    moments_from_sheets,
    products_from_sheets,
    sampling_fractions,
    with_places,
)
from tests.stats.test_moments import THREE
from tests.stats.test_reference import SETS

ONE = Criteria(THREE.weights[:1])
SHEETS = st.integers(0, 12).flatmap(lambda rows: arrays(np.uint8, (rows, 4), elements=st.integers(0, 4)))
STRATA = st.tuples(SHEETS, SHEETS, SHEETS)
WEIGHTS = (0.5, 0.3, 0.2)


def build(sheets, scale, outcome="rate", roster=None):
    moments = moments_from_sheets(sheets, 4, scale, ONE)
    products = products_from_sheets(sheets, moments, scale, ONE)[outcome]
    plain = covariance(moments[outcome], products, WEIGHTS, roster)
    found = estimates(moments[outcome], WEIGHTS, roster)
    lo, hi = moments[outcome].lo, moments[outcome].hi
    return plain, found, compared(found, comparison_covariance(plain, found, lo, hi), lo, hi)


@pytest.mark.parametrize("outcome", ["rate", "score"])
@pytest.mark.parametrize(
    ("name", "places"), [(name, places) for name in SETS for places in (False, True) if not (places and name == "edge")]
)
def test_against_r(name, places, outcome, load_set, load_matrix):
    vectors = load_set(name)
    moments, products = vectors.moments(outcome), vectors.products(places=places)[outcome]
    units, expected = load_matrix(name, f"cov_{outcome}{'_psu' if places else ''}.csv")
    assert units == vectors.units
    found = covariance(moments, products, vectors.weights)
    # Twelve decimals of a rate; the tables were printed with about fifteen digits of their largest number.
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12 * moments.hi)
    if places:
        moments = with_places(moments, products)
    for unit, estimate in enumerate(estimates(moments, vectors.weights)):
        if estimate.se is not None and not estimate.strata_lone:
            assert math.sqrt(found[unit, unit]) == pytest.approx(estimate.se, rel=1e-12)


def test_half_of_the_people_asked(three_levels):
    """The correction scales each stratum's part; a census leaves nothing to compare by chance."""
    sheets = [np.array([[1, 1, 3, 2], [3, 1, 3, 1], [1, 3, 1, 1]] * 2, dtype=np.uint8)] * 3
    whole, _, _ = build(sheets, three_levels)
    halved, _, _ = build(sheets, three_levels, roster=sampling_fractions([6] * 3, [12] * 3))
    np.testing.assert_allclose(halved, whole / 2, rtol=1e-14)
    _, _, census = build(sheets, three_levels, roster=sampling_fractions([6] * 3, [6] * 3))
    found = differences(census)
    assert not census.variance.any()
    assert found.p[3, 0] == 0.0
    assert found.p[0, 3] == found.p[0, 1] == found.p[1, 0] == 1.0
    assert (found.t[3, 0], found.t[0, 3], found.t[0, 1]) == (math.inf, -math.inf, 0.0)


def test_last_bits_are_no_difference(three_levels):
    """In a census 0.5 + 0.3 and 0.3 + 0.5 times a half differ in no digit that anybody could claim."""
    sheets = [np.array([[1, 1, 1, 1], [1, 3, 1, 1], [3, 1, 3, 3]], dtype=np.uint8)] * 3
    _, _, census = build(sheets, three_levels, roster=sampling_fractions([3] * 3, [3] * 3))
    shifted = census.est.copy()
    shifted[0] = math.nextafter(shifted[0], 1)
    object.__setattr__(census, "est", shifted)
    assert differences(census).p[0, 1] == 1.0


def test_units_that_nobody_doubts(three_levels):
    """A variance of 0 is replaced by that of a share with two more successes and failures; covariances are 0."""
    sheets = [np.array([[1, 3, 1, 1], [1, 3, 3, 1], [1, 3, 1, 1]], dtype=np.uint8)] * 3
    _, found, units = build(sheets, three_levels)
    assert (found[0].se, found[1].se) == (0.0, 0.0)
    z = 1.959963984540054
    size = found[0].n_kish + z**2
    share = (found[0].n_kish + z**2 / 2) / size
    assert units.variance[0, 0] == pytest.approx(share * (1 - share) / size, rel=1e-12)
    assert not units.variance[0, 1:].any()
    assert units.variance[2, 2] == pytest.approx(found[2].se_ci ** 2, rel=1e-14)
    assert 0 < differences(units).p[0, 1] < 1e-3


def test_units_without_a_standard_error_are_left_out(three_levels):
    sheets = [np.array([[1, 1, 1, 4], [2, 1, 4, 4], [3, 3, 4, 4]], dtype=np.uint8), *[np.zeros((0, 4), np.uint8)] * 2]
    _, found, units = build(sheets, three_levels)
    assert (units.units, units.left_out) == ((0, 1), (2, 3))
    assert units.variance.shape == (2, 2)
    sequence = compared(found, np.eye(4), 0.0, 1.0, among=[3, 1])
    assert (sequence.units, sequence.left_out) == ((1,), (3,))
    assert sequence.est.tolist() == [found[1].est]


@given(STRATA, st.sampled_from(["rate", "score"]))
def test_a_covariance_is_one(three_levels, sheets, outcome):
    _, _, units = build(sheets, three_levels, outcome)
    assert np.array_equal(units.variance, units.variance.T)
    if len(units.units):
        assert np.linalg.eigvalsh(units.variance).min() >= -1e-12 * units.span**2
    found = differences(units)
    off = ~np.eye(len(units.units), dtype=bool)
    assert ((found.p >= 0) & (found.p <= 1))[off].all()
    both = (found.p + found.p.T)[off]
    assert (np.isclose(both, 1, rtol=1e-12) | (both == 2)).all()
    assert (found.df >= 1).all()


@given(STRATA, st.sampled_from(["rate", "score"]), st.randoms(use_true_random=False))
def test_the_order_of_sheets_changes_no_digit(three_levels, sheets, outcome, random):
    shuffled = []
    for answers in sheets:
        rows = list(range(len(answers)))
        random.shuffle(rows)
        shuffled.append(answers[rows])
    one, other = (build(parts, three_levels, outcome) for parts in (sheets, shuffled))
    assert one[0].tobytes() == other[0].tobytes()
    assert differences(one[2]).p.tobytes() == differences(other[2]).p.tobytes()


@given(STRATA, st.lists(st.sampled_from([0, 4]), min_size=1, max_size=4))
def test_a_sheet_that_knows_nothing_changes_nothing(three_levels, sheets, answers):
    """Only what it answers may move: blanks and 不了解 have no part in any figure."""
    one = build(sheets, three_levels)
    silent = np.array([(answers * 4)[:4]], dtype=np.uint8)
    other = build([np.vstack([sheets[0], silent]), *sheets[1:]], three_levels)
    assert one[0].tobytes() == other[0].tobytes()
    assert differences(one[2]).p.tobytes() == differences(other[2]).p.tobytes()


@given(STRATA, st.integers(1, 3), st.integers(0, 3))
def test_a_sheet_about_one_unit_leaves_the_pairs_of_others(three_levels, sheets, answer, unit):
    one = build(sheets, three_levels)[0]
    single = np.zeros((1, 4), dtype=np.uint8)
    single[0, unit] = answer
    other = build([np.vstack([sheets[0], single]), *sheets[1:]], three_levels)[0]
    untouched = [position for position in range(4) if position != unit]
    assert one[np.ix_(untouched, untouched)].tobytes() == other[np.ix_(untouched, untouched)].tobytes()
