"""Method, sections 5 and 6: adjusted p, ranks and rank sets against R, the mean of a sequence."""

import json
import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, t

from backend.stats import (
    Compared,
    RankSet,
    against_mean,
    benjamini_hochberg,
    compared,
    comparison_covariance,
    competition_ranks,
    covariance,
    estimates,
    holm,
    pair_p_values,
    rank_sets,
    round_estimate,
    round_exact,
    single_rank_sets,
)
from tests.stats.test_covariance import STRATA, build
from tests.stats.test_reference import SETS
from tests.vectors import DATA

P = st.lists(st.floats(0, 1), min_size=1, max_size=12).map(np.array)


def of_set(vectors, outcome):
    moments = vectors.moments(outcome)
    found = estimates(moments, vectors.weights)
    plain = covariance(moments, vectors.products()[outcome], vectors.weights)
    star = comparison_covariance(plain, found, moments.lo, moments.hi)
    return compared(found, star, moments.lo, moments.hi)


def shown(units):
    return [round_estimate(value, 2, as_percent=units.span == 1) for value in units.est.tolist()]


@pytest.mark.parametrize("outcome", ["rate", "score"])
@pytest.mark.parametrize("name", SETS)
def test_against_r(name, outcome, load_set, load_matrix):
    vectors = load_set(name)
    units = of_set(vectors, outcome)
    codes = [vectors.units[unit] for unit in units.units]
    expected = json.loads((DATA / "statistics" / name / "ranks.json").read_text(encoding="utf-8"))[outcome]
    assert codes == expected["unit"]
    assert units.est.tolist() == pytest.approx(expected["est"], rel=1e-9)
    assert list(competition_ranks(shown(units))) == expected["rank"]
    sets = rank_sets(units)
    assert [found.lower for found in sets] == expected["rank_lo"]
    assert [found.upper for found in sets] == expected["rank_hi"]
    columns, holm_p = load_matrix(name, f"pair_holm_{outcome}.csv")
    assert list(columns) == codes
    np.testing.assert_allclose(pair_p_values(units), holm_p, rtol=1e-7, atol=1e-12)


def test_adjusted_p_of_the_cases(cases):
    for case in cases["padj"]:
        p = np.array(case["p"])
        np.testing.assert_allclose(holm(p), case["holm"], rtol=1e-12)
        np.testing.assert_allclose(benjamini_hochberg(p), case["bh"], rtol=1e-12)


def test_ranks_of_the_cases(cases):
    values = [round_exact(Decimal(value), 2) for value in cases["rank_ties"]["values"]]
    assert list(competition_ranks(values)) == cases["rank_ties"]["rank"]


def test_no_value_has_no_rank():
    assert competition_ranks([Decimal(3), None, Fraction(3), 7]) == (2, None, 2, 1)
    assert competition_ranks([]) == ()


@given(P, st.randoms(use_true_random=False))
def test_adjusting_follows_its_definition(p, random):
    ordered, adjusted = sorted(p.tolist()), holm(p)
    for value, found in zip(p.tolist(), adjusted.tolist(), strict=True):
        smaller = [(len(p) - rank) * other for rank, other in enumerate(ordered) if other <= value]
        assert found == min(1.0, max(smaller))
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p), rtol=1e-12)
    order = random.sample(range(len(p)), len(p))
    assert holm(p[order]).tolist() == adjusted[order].tolist()
    assert (benjamini_hochberg(p) <= adjusted).all()


@given(STRATA, st.sampled_from(["rate", "score"]))
def test_a_set_contains_the_rank(three_levels, sheets, outcome):
    _, _, units = build(sheets, three_levels, outcome)
    ranks, sets = competition_ranks(shown(units)), rank_sets(units)
    for rank, together, alone in zip(ranks, sets, single_rank_sets(units), strict=True):
        assert 1 <= together.lower <= alone.lower <= rank <= alone.upper <= together.upper <= len(sets)


@given(STRATA, st.permutations(range(4)))
def test_the_order_of_units_changes_nothing(three_levels, sheets, order):
    _, found, units = build(sheets, three_levels)
    star = np.zeros((4, 4))
    star[np.ix_(units.units, units.units)] = units.variance
    other = compared(found, star, 0.0, 1.0, among=order)
    for sets in (rank_sets, single_rank_sets):
        by_unit = dict(zip(other.units, sets(other), strict=True))
        assert [by_unit[unit] for unit in units.units] == list(sets(units))


def test_what_follows_from_a_set():
    best, middle, last = RankSet(0, 3, 5), RankSet(1, 1, 5), RankSet(3, 0, 5)
    assert [(found.lower, found.upper) for found in (best, middle, last)] == [(1, 2), (2, 4), (4, 5)]
    assert [found.could_be_best for found in (best, middle, last)] == [True, False, False]
    assert [found.could_be_in_last(2) for found in (best, middle, last)] == [False, True, True]
    assert [found.surely_in_last(2) for found in (best, middle, last)] == [False, False, True]
    assert not last.surely_in_last(1)


def test_one_unit_and_none():
    one = Compared((3,), (), np.array([0.4]), np.array([5]), np.array([[0.01]]), 1.0)
    assert rank_sets(one) == single_rank_sets(one) == (RankSet(0, 0, 1),)
    assert (against_mean(one).mean, against_mean(one).units[0].separable) == (0.4, False)
    none = Compared((), (0,), np.zeros(0), np.zeros(0, np.int64), np.zeros((0, 0)), 1.0)
    assert rank_sets(none) == single_rank_sets(none) == ()
    assert against_mean(none).mean is None


@pytest.mark.parametrize("outcome", ["rate", "score"])
def test_against_the_mean_in_its_own_words(outcome, load_set):
    """c = e_j - 1/J, Var = c' V* c, the t quantile at 1 - 0.025 / J, df the smallest."""
    units = of_set(load_set("round1"), outcome)
    number, found = len(units.units), against_mean(units)
    assert found.mean == pytest.approx(units.est.mean(), rel=1e-15)
    quantile = t.ppf(1 - 0.025 / number, units.df.min())
    for unit, entry in enumerate(found.units):
        c = np.eye(number)[unit] - 1 / number
        assert entry.deviation == pytest.approx(float(c @ units.est), rel=1e-9, abs=1e-12 * units.span)
        assert entry.half_width == pytest.approx(quantile * float(c @ units.variance @ c) ** 0.5, rel=1e-9)
        assert entry.separable is (abs(entry.deviation) > entry.half_width)
    assert 0 < sum(entry.separable for entry in found.units) < number


def test_people_who_are_lenient_to_all_do_not_widen_the_band():
    """The more the answers about two units go together, the better they can be told apart."""
    together, apart = (
        Compared((0, 1), (), np.array([0.8, 0.7]), np.array([99, 99]), np.array([[1, r], [r, 1]]) * 0.001, 1.0)
        for r in (0.9, 0.0)
    )
    assert against_mean(together).units[0].separable
    assert not against_mean(apart).units[0].separable


def test_a_thousand_units_take_seconds():
    rng = np.random.default_rng(5)
    factors = rng.normal(0, 0.01, (1000, 3))
    variance = factors @ factors.T + np.eye(1000) * 0.0002
    many = Compared(tuple(range(1000)), (), rng.uniform(0.6, 1, 1000), np.full(1000, 1300), variance, 1.0)
    started = time.process_time()
    sets = rank_sets(many)
    assert time.process_time() - started < 20
    assert len(sets) == 1000
