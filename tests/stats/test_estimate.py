"""Method, sections 2 to 4: edge cases, flags and properties; the figures themselves are in test_reference.py."""

import dataclasses
import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.stats import (
    ConfigurationError,
    EstimateSettings,
    Flag,
    Option,
    Scale,
    cell_estimates,
    estimates,
    moments_from_counts,
    plain_rate,
    sampling_fractions,
)

COUNTS = arrays(np.int64, (3, 4, 5), elements=st.integers(0, 30))
WEIGHTS = (Decimal("0.5"), Decimal("0.3"), Decimal("0.2"))


def one_unit(three_levels, *strata, outcome="rate"):
    """Moments of one unit; each stratum is (满意, 基本满意, 不满意)."""
    counts = np.array([[[0, *answers, 0]] for answers in strata])
    return moments_from_counts(counts, three_levels, outcome)


@pytest.mark.parametrize("weights", [(-1, 2), (math.nan, 1), (math.inf, 1), (0, 0), (1,), (Decimal("NaN"), 1)])
def test_weights_that_make_no_sense_are_refused(three_levels, weights):
    with pytest.raises(ConfigurationError):
        estimates(one_unit(three_levels, (5, 1, 1), (4, 1, 1)), weights)


@pytest.mark.parametrize("settings", [{"confidence": 1.0}, {"max_missing_weight": -0.1}, {"max_half_width": math.nan}])
def test_settings_that_make_no_sense_are_refused(settings):
    with pytest.raises(ConfigurationError):
        EstimateSettings(**settings)


def test_no_valid_answer_is_null_not_zero(three_levels):
    (found,) = estimates(one_unit(three_levels, (0, 0, 0), (0, 0, 0)), (1, 1))
    assert (found.est, found.se, found.se_ci, found.n_kish, found.n_eff, found.lower, found.half_width) == (None,) * 7
    assert (found.n_valid, found.df, found.missing_weight) == (0, 0, 1.0)
    assert found.flags == (Flag.NO_ESTIMATE, Flag.MISSING_STRATA, Flag.UNDER_REPRESENTED)


def test_answers_only_where_the_weight_is_zero(three_levels):
    (found,) = estimates(one_unit(three_levels, (9, 1, 1), (0, 0, 0)), (0, 1))
    assert found.est is None
    assert found.n_valid == 11
    assert Flag.NO_ESTIMATE in found.flags


@pytest.mark.parametrize(
    ("weights", "flagged"),
    [(("0.8", "0.15", "0.05"), False), (("0.79", "0.15", "0.06"), True), ((16, 3, 1), False)],
)
def test_missing_weight_above_a_fifth(three_levels, weights, flagged):
    moments = one_unit(three_levels, (90, 5, 5), (0, 0, 0), (0, 0, 0))
    (found,) = estimates(moments, [Decimal(weight) for weight in weights])
    assert found.strata_missing == (1, 2)
    assert found.missing_weight == pytest.approx(0.21 if flagged else 0.2)
    assert (Flag.UNDER_REPRESENTED in found.flags) is flagged
    (strict,) = estimates(moments, (8, 1, 1), settings=EstimateSettings(max_missing_weight=0.1))
    assert Flag.UNDER_REPRESENTED in strict.flags


def test_exactly_a_fifth_is_not_above_a_fifth(three_levels):
    """In binary the two missing weights add up to a little more than 0.2."""
    moments = one_unit(three_levels, (90, 5, 5), (90, 5, 5), (0, 0, 0), (0, 0, 0))
    (found,) = estimates(moments, (0.58, 0.22, 0.06, 0.14))
    assert found.missing_weight > 0.2
    assert Flag.UNDER_REPRESENTED not in found.flags


def test_missing_strata_are_renormalised(three_levels):
    (found,) = estimates(one_unit(three_levels, (8, 0, 2), (0, 0, 0), (5, 0, 5)), (1, 7, 3))
    assert found.est == pytest.approx(0.8 / 4 + 0.5 * 3 / 4)


def test_lone_strata_borrow_the_pooled_variance(three_levels):
    first, second = (estimates(one_unit(three_levels, (8, 0, 2), last), (1, 1))[0] for last in [(1, 0, 0), (0, 0, 1)])
    assert first.se == second.se == pytest.approx(math.sqrt(0.25 * (1.6 / 9) / 10 + 0.25 * (1.6 / 9)))
    assert first.strata_lone == (1,)
    assert first.flags == (Flag.LONE_STRATA, Flag.IMPRECISE)


def test_one_answer_a_stratum_is_not_enough(three_levels):
    (found,) = estimates(one_unit(three_levels, (1, 0, 0), (0, 0, 1)), (3, 1))
    assert found.est == 0.75
    assert (found.se, found.se_ci, found.lower, found.upper, found.n_eff) == (None,) * 5
    assert found.flags == (Flag.LONE_STRATA, Flag.INSUFFICIENT)


@pytest.mark.parametrize("weights", [(1, 2, 4), (1, 3, 3), (1, 4, 1), (0.1, 0.7, 0.3)])
@pytest.mark.parametrize("outcome", ["rate", "score"])
def test_answers_that_all_agree(three_levels, outcome, weights):
    """Shares that do not sum to 1 in binary must not make up a variance; the interval still has a width."""
    moments = one_unit(three_levels, (0, 7, 0), (0, 3, 0), (0, 11, 0), outcome=outcome)
    (found,) = estimates(moments, weights)
    assert found.est == (1.0 if outcome == "rate" else 80.0)
    assert (found.se, found.se_ci) == (0.0, 0.0)
    assert found.n_eff == found.n_kish
    assert found.lower < found.est
    assert found.upper - found.lower > 0.1


@pytest.mark.parametrize(("lo", "hi"), [("0.3", "0.9"), ("0.2", "0.9")])
def test_points_whose_range_is_not_exact(lo, hi):
    """0.3 + (0.9 - 0.3) is above 0.9 and 0.2 + (0.9 - 0.2) below it; the interval ends at 0.9 all the same."""
    scale = Scale((Option(1, Decimal(hi), True, True), Option(2, Decimal(lo), False, True)))
    for counts in ([0, 12, 0], [0, 11, 1], [0, 0, 12]):
        (found,) = estimates(moments_from_counts(np.array([[counts]]), scale, "score"), (1,))
        assert float(lo) <= found.lower <= found.est <= found.upper <= float(hi)


def test_a_weight_too_small_to_count(three_levels):
    """The estimate is 1 to the last bit although not all answers agree: no division by an effective size of 0."""
    (found,) = estimates(one_unit(three_levels, (9, 0, 0), (5, 0, 5)), (1, 1e-20))
    assert found.est == found.upper == 1.0
    assert found.n_eff == pytest.approx(9)
    assert found.lower == pytest.approx(9 / (9 + 2.1098155778331806**2), rel=1e-9)  # t quantile with df 17


def test_census(three_levels):
    moments = one_unit(three_levels, (8, 0, 2), (4, 1, 0))
    (found,) = estimates(moments, (1, 1), sampling_fractions([10, 5], [10, 5]))
    assert (found.se, found.se_ci, found.n_kish, found.n_eff) == (0.0, 0.0, math.inf, math.inf)
    assert found.lower == found.est == found.upper == 0.9
    assert found.flags == (Flag.CENSUS,)
    (partly,) = estimates(moments, (1, 1), sampling_fractions([10, 5], [10, None]))
    assert Flag.CENSUS not in partly.flags
    assert partly.lower < partly.est < partly.upper


def test_rosters_without_correction_raise_flags_only(three_levels):
    moments = one_unit(three_levels, (8, 0, 2), (4, 1, 0))
    (plain,) = estimates(moments, (1, 1))
    for sheets, people, flag in (
        ([10, 5], [10, 5], (Flag.CENSUS,)),
        ([10, 5], [9, 5], (Flag.ROSTER_EXCEEDED, Flag.CENSUS)),
        ([10, 5], [9, None], (Flag.ROSTER_EXCEEDED,)),
        ([10, 5], [11, 5], ()),
    ):
        (found,) = estimates(moments, (1, 1), sampling_fractions(sheets, people, corrected=False))
        roster_flags = {Flag.ROSTER_EXCEEDED, Flag.CENSUS}
        assert tuple(raised for raised in found.flags if raised in roster_flags) == flag
        assert dataclasses.replace(found, flags=()) == dataclasses.replace(plain, flags=())


def test_a_roster_that_is_too_small(three_levels):
    moments = one_unit(three_levels, (8, 0, 2), (4, 1, 0))
    roster = sampling_fractions([10, 5], [9, 50])
    assert roster.fractions.tolist() == [1.0, 0.1]
    assert Flag.ROSTER_EXCEEDED in estimates(moments, (1, 1), roster)[0].flags
    assert Flag.ROSTER_EXCEEDED not in estimates(moments, (0, 1), roster)[0].flags
    exceeded, within = cell_estimates(moments, roster)
    assert Flag.ROSTER_EXCEEDED in exceeded[0].flags
    assert Flag.ROSTER_EXCEEDED not in within[0].flags
    with pytest.raises(ConfigurationError, match="roster"):
        sampling_fractions([10], [0])


@pytest.mark.parametrize("outcome", ["rate", "score"])
def test_an_interval_wider_than_ten_points_either_way(three_levels, outcome):
    wide, narrow = (
        estimates(one_unit(three_levels, answers, outcome=outcome), (1,))[0] for answers in [(40, 0, 40), (80, 0, 80)]
    )
    assert Flag.IMPRECISE in wide.flags
    assert Flag.IMPRECISE not in narrow.flags
    point = 0.01 if outcome == "rate" else 1
    assert wide.half_width > 10 * point > narrow.half_width
    (allowed,) = estimates(
        one_unit(three_levels, (40, 0, 40), outcome=outcome), (1,), settings=EstimateSettings(max_half_width=12)
    )
    assert Flag.IMPRECISE not in allowed.flags


def test_the_limit_of_a_score_is_a_tenth_of_its_scale(three_levels):
    """The same answers on 1 to 5 points and on 0 to 100 are equally precise."""
    narrow = Scale(tuple(Option(n, Decimal(p), p == 5, valid=True) for n, p in ((1, 5), (2, 3), (3, 1))))
    wide = Scale(tuple(Option(n, Decimal(p), p == 100, valid=True) for n, p in ((1, 100), (2, 50), (3, 0))))
    for answers, imprecise in (((40, 0, 40), True), ((80, 0, 80), False)):
        counts = np.array([[[0, *answers]]])
        for scale in (narrow, wide):
            (found,) = estimates(moments_from_counts(counts, scale, "score"), (1,))
            assert (Flag.IMPRECISE in found.flags) is imprecise


def test_cells_follow_the_rule_of_one_stratum(three_levels):
    rows = cell_estimates(one_unit(three_levels, (8, 0, 2), (4, 1, 0), (0, 0, 1), (0, 0, 0)))
    mixed, agreed, lone, empty = (row[0] for row in rows)
    assert (mixed.est, mixed.df) == (0.8, 9)
    assert mixed.n_eff == pytest.approx(9, rel=1e-12)
    assert agreed.n_eff == 5
    assert (lone.est, lone.se, lone.flags) == (0.0, None, (Flag.INSUFFICIENT,))
    assert (empty.est, empty.flags) == (None, (Flag.NO_ESTIMATE,))
    assert not any(row[0].strata_missing or row[0].strata_lone for row in rows)


@given(COUNTS)
def test_self_weighted_gives_the_plain_rate(three_levels, counts):
    found = estimates(moments_from_counts(counts, three_levels, "rate"), None)
    for unit, estimate in enumerate(found):
        plain = plain_rate(counts[:, unit], three_levels).share
        assert estimate.est == (None if plain is None else pytest.approx(plain, rel=1e-12))
        assert Flag.UNDER_REPRESENTED not in estimate.flags


@given(COUNTS, st.sampled_from(["rate", "score"]), st.floats(0.5, 0.999), st.booleans())
def test_interval_contains_the_estimate_and_stays_on_the_scale(three_levels, counts, outcome, confidence, corrected):
    moments = moments_from_counts(counts, three_levels, outcome)
    roster = sampling_fractions([90, 90, 90], [120, 90, None]) if corrected else None
    settings = EstimateSettings(confidence=confidence)
    cells = [cell for row in cell_estimates(moments, roster, settings) for cell in row]
    for found in [*estimates(moments, WEIGHTS, roster, settings), *cells]:
        if found.lower is None:
            assert found.est is None or found.df == 0
            continue
        assert moments.lo <= found.lower <= found.est <= found.upper <= moments.hi
        assert found.se <= found.se_ci
        assert found.n_eff > 0
        assert (found.lower == found.upper) is (Flag.CENSUS in found.flags)


@given(COUNTS, st.floats(1e-6, 1e6))
def test_only_the_proportions_of_weights_matter(three_levels, counts, factor):
    moments = moments_from_counts(counts, three_levels, "score")
    first = estimates(moments, [float(weight) for weight in WEIGHTS])
    second = estimates(moments, [float(weight) * factor for weight in WEIGHTS])
    for one, other in zip(first, second, strict=True):
        assert one.flags == other.flags
        for field in dataclasses.fields(one):
            left, right = getattr(one, field.name), getattr(other, field.name)
            if isinstance(left, float):
                assert left == pytest.approx(right, rel=1e-12, abs=1e-12), field.name
            else:
                assert left == right, field.name


def test_a_unit_is_not_touched_by_its_neighbours(load_set):
    """The same bits, whether a unit is estimated alone or among all."""
    vectors = load_set("round1")
    counts = vectors.counts[:, :, 0]
    together = estimates(moments_from_counts(counts, vectors.scale, "score"), vectors.weights)
    alone = [
        estimates(moments_from_counts(counts[:, [unit]], vectors.scale, "score"), vectors.weights)[0]
        for unit in range(len(vectors.units))
    ]
    assert list(together) == alone
