"""Method, section 7: the interval and p of a change, its family, and what two rounds have in common."""

import json
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.stats import (
    ChangeStatus,
    ConfigurationError,
    EstimateSettings,
    RoundAnswers,
    Share,
    changes,
    estimates,
    moments_from_counts,
    mover_interval,
    mover_p_value,
    sampling_fractions,
)
from tests.vectors import DATA

COUNTS = arrays(np.int64, (3, 4, 5), elements=st.integers(0, 12))
WEIGHTS = (0.5, 0.3, 0.2)
Z = 1.959963984540054


def compare(first, second, scale, outcome="rate", units: Sequence = (), weights=WEIGHTS):
    one, other = (RoundAnswers(moments_from_counts(counts, scale, outcome)) for counts in (first, second))
    return changes(one, other, units or [(unit, unit) for unit in range(first.shape[1])], weights)


@pytest.mark.parametrize("outcome", ["rate", "score"])
def test_against_r(outcome, load_set):
    first, second = load_set("round1"), load_set("round2")
    assert first.units == second.units
    reference = json.loads((DATA / "statistics" / "change_round1_round2.json").read_text(encoding="utf-8"))[outcome]
    one, other = (RoundAnswers(vectors.moments(outcome)) for vectors in (first, second))
    found = changes(one, other, [(unit, unit) for unit in range(43)], second.weights)
    for unit, change, expected in zip(second.units, found, reference, strict=True):
        assert expected["unit"] == unit
        numbers = change.first.est, change.second.est, change.difference, change.se, change.lower, change.upper
        wanted = *(expected[key] for key in ("est1", "est2", "diff", "se_diff")), *expected["ci"]
        assert numbers == pytest.approx(wanted, rel=1e-9, abs=1e-12), unit
        adjusted = change.p, change.p_holm, change.p_bh
        assert adjusted == pytest.approx([expected[key] for key in ("p", "p_holm", "p_bh")], rel=1e-7, abs=1e-12)
    assert [change.claimed for change in found] == [entry["p_holm"] <= 0.05 for entry in reference]
    assert [change.watched for change in found] == [entry["p_bh"] <= 0.1 for entry in reference]


def test_worked_cases(cases):
    for case in cases["mover"]:
        first, second = Share(case["p1"], case["n1"]), Share(case["p2"], case["n2"])
        assert mover_interval(first, second, case["c"]) == pytest.approx(case["ci"], rel=1e-9, abs=1e-12)
        assert mover_p_value(first, second) == pytest.approx(case["p"], rel=1e-7, abs=1e-12)
        assert mover_p_value(first, second) == pytest.approx(case["p"], rel=1e-5, abs=0)


def test_newcombe_1998():
    interval = mover_interval(Share(48 / 80, 80), Share(56 / 70, 70), Z)
    assert [round(end, 4) for end in interval] == [0.0524, 0.3339]


SHARES = st.builds(Share, st.integers(0, 10**6).map(lambda part: part / 10**6), st.floats(1, 1e6) | st.just(math.inf))


@given(SHARES, SHARES)
def test_p_is_below_a_level_when_the_interval_excludes_no_change(first, second):
    p = mover_p_value(first, second)
    assert 0 <= p <= 1
    assert p == pytest.approx(mover_p_value(second, first), rel=1e-6, abs=1e-300)
    for quantile, level in ((Z, 0.05), (2.5758293035489004, 0.01), (1.0, 0.31731050786291415)):
        lower, upper = mover_interval(first, second, quantile)
        assert -1 <= lower <= second.value - first.value <= upper <= 1
        if abs(p - level) > 1e-9 * level:
            assert (p < level) is (lower > 0 or upper < 0)


def test_last_bits_are_no_change():
    for size in (100, math.inf):
        assert mover_p_value(Share(0.0, size), Share(5e-324, size)) == 1.0
        assert mover_p_value(Share(0.3, size), Share(math.nextafter(0.3, 1), size)) == 1.0


def test_a_census_has_no_error():
    same, other = Share(0.5, math.inf), Share(0.6, math.inf)
    assert mover_interval(same, other, Z) == pytest.approx((0.1, 0.1))
    assert (mover_p_value(same, other), mover_p_value(same, same)) == (0.0, 1.0)
    half = mover_interval(same, Share(0.6, 100), Z)
    assert half[0] < 0.1 < half[1]


@given(COUNTS, COUNTS, st.sampled_from(["rate", "score"]))
def test_a_change_stays_in_range_and_turns_round(three_levels, first, second, outcome):
    forward, back = (compare(*pair, three_levels, outcome) for pair in ((first, second), (second, first)))
    for change, turned in zip(forward, back, strict=True):
        assert change.status is turned.status
        if change.status is not ChangeStatus.TESTED:
            assert change.p is change.difference is change.lower is change.p_holm is None
            assert not change.claimed
            continue
        span = 1 if outcome == "rate" else 100
        assert -span <= change.lower <= change.difference <= change.upper <= span
        assert change.difference == -turned.difference
        assert (change.lower, change.upper) == pytest.approx((-turned.upper, -turned.lower), rel=1e-12, abs=1e-12)
        assert change.p <= change.p_bh <= change.p_holm <= 1


@given(COUNTS)
def test_no_change_is_none(three_levels, counts):
    for change in compare(counts, counts, three_levels):
        if change.status is ChangeStatus.TESTED:
            assert (change.difference, change.p, change.restricted) == (0.0, 1.0, False)


def test_only_strata_that_answered_both_times(three_levels):
    """The first round has no answer from the third stratum, the second none from the second."""
    first = np.array([[[0, 8, 0, 2, 0]], [[0, 5, 0, 5, 0]], [[9, 0, 0, 0, 3]]])
    second = np.array([[[0, 9, 0, 1, 0]], [[0, 0, 0, 0, 5]], [[0, 6, 0, 4, 0]]])
    (change,) = compare(first, second, three_levels)
    assert change.restricted
    assert (change.first.est, change.second.est) == (0.8, 0.9)
    assert change.first.strata_missing == change.second.strata_missing == (1, 2)
    (other,) = compare(first[:, :1], np.array([first[0], first[1], second[2]]), three_levels, weights=(0.5, 0.5, 0))
    assert not other.restricted


def test_units_come_and_go(three_levels):
    first = np.array([[[0, 8, 0, 2, 0], [0, 9, 0, 1, 0]]])
    second = np.array([[[0, 7, 0, 3, 0], [0, 5, 0, 5, 0], [0, 1, 0, 0, 0]]])
    moved, gone, new, alone = compare(
        first, second, three_levels, units=[(0, 1), (1, None), (None, 0), (1, 2)], weights=(1,)
    )
    assert moved.difference == pytest.approx(-0.3)
    assert (gone.status, gone.first.est, gone.second) == (ChangeStatus.ABOLISHED, 0.9, None)
    assert (new.status, new.first, new.second.est) == (ChangeStatus.NEW, None, 0.7)
    assert alone.status is ChangeStatus.NOT_COMPUTABLE
    assert moved.p_holm == moved.p
    (only,) = compare(first, second, three_levels, units=[(None, 0)], weights=(1,))
    assert only == new
    with pytest.raises(ValueError, match="one of the rounds"):
        compare(first, second, three_levels, units=[(None, None)], weights=(1,))


def test_no_common_stratum(three_levels):
    first = np.array([[[0, 8, 0, 2, 0]], [[0, 0, 0, 0, 0]]])
    (change,) = compare(first, first[::-1], three_levels, weights=(1, 1))
    assert (change.status, change.restricted) == (ChangeStatus.NOT_COMPUTABLE, False)
    assert change.first.est == change.second.est == 0.8


def test_rounds_that_are_not_alike(three_levels):
    counts = np.ones((2, 1, 5), dtype=np.int64)
    rate, score = (RoundAnswers(moments_from_counts(counts, three_levels, name)) for name in ("rate", "score"))
    fewer = RoundAnswers(moments_from_counts(counts[:1], three_levels, "rate"))
    for second in (score, fewer):
        with pytest.raises(ConfigurationError, match="compared"):
            changes(rate, second, [(0, 0)], (1, 1))


def test_the_interval_follows_confidence_and_rosters(three_levels):
    counts = [np.array([[[0, 30, 0, 10, 0]]]), np.array([[[0, 36, 0, 4, 0]]])]
    first, second = (moments_from_counts(part, three_levels, "rate") for part in counts)
    census = sampling_fractions([40], [40])
    wide, narrow, sure = (
        changes(RoundAnswers(first, roster), RoundAnswers(second, roster), [(0, 0)], (1,), EstimateSettings(level))[0]
        for level, roster in ((0.99, None), (0.9, None), (0.95, census))
    )
    assert wide.lower < narrow.lower < sure.lower == pytest.approx(0.15) == sure.upper < narrow.upper < wide.upper
    assert (sure.se, sure.p) == (0.0, 0.0)
    at_95 = estimates(first, (1,))[0]
    (same,) = changes(RoundAnswers(first), RoundAnswers(first, census), [(0, 0)], (1,))
    # One round without error: the interval is that of the other round.
    assert (same.lower, same.upper) == pytest.approx((0.75 - at_95.upper, 0.75 - at_95.lower))
