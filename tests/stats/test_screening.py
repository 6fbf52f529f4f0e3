"""Method, section 11: what was planted is found, and little else."""

import csv
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backend.stats import (
    Moments,
    bursts,
    cells_expected,
    count_answers,
    duplicates,
    hasty,
    moments_from_counts,
    outlier_cells,
    pairs_expected,
    straight_lines,
    straight_shares,
    usual_count,
    window_counts,
    windows_expected,
)
from tests.vectors import DATA

FOLDER = DATA / "statistics" / "anomaly"
SHEETS = st.integers(0, 20).flatmap(lambda rows: arrays(np.uint8, (rows, 12), elements=st.integers(0, 4)))


@pytest.fixture(scope="module")
def forms():
    with (FOLDER / "forms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def units(forms):
    return [name for name in forms[0] if name.startswith("U")]


@pytest.fixture(scope="module")
def answers(forms, units):
    return np.array([[" ABCD".index(form[unit] or " ") for unit in units] for form in forms], dtype=np.uint8)


@pytest.fixture(scope="module")
def truth():
    return json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))


def test_planted_copies(forms, answers, truth, three_levels):
    found = duplicates(answers, straight_lines(answers, three_levels))
    groups = {frozenset(forms[sheet]["form_id"] for sheet in group) for group in found}
    planted = {frozenset(group) for name, group in truth.items() if name.startswith("dup")}
    assert planted <= groups
    assert len(groups - planted) <= 2


def test_planted_burst(forms, truth):
    seconds = np.array([int(form["submitted_s"]) for form in forms])
    starts, counts = window_counts(seconds)
    assert counts.sum() == len(forms)
    flagged = set(starts[bursts(counts)].tolist())
    inside = {
        form["form_id"] for form, second in zip(forms, seconds.tolist(), strict=True) if second // 300 * 300 in flagged
    }
    assert inside == set(truth["burst"])
    sources, numbers = np.unique([form["source"] for form in forms], return_counts=True)
    assert sources[bursts(numbers)].tolist() == ["ip_farm"]


@pytest.mark.parametrize("outcome", ["rate", "score"])
def test_planted_outlier(forms, units, answers, truth, three_levels, outcome):
    strata = sorted({form["stratum"] for form in forms})
    place = np.array([strata.index(form["stratum"]) for form in forms])
    counts = np.stack([count_answers(answers[place == stratum], 43, 1, 4)[:, 0] for stratum in range(len(strata))])
    z, flagged = outlier_cells(moments_from_counts(counts, three_levels, outcome))
    cells = [[strata[stratum], units[unit]] for stratum, unit in np.argwhere(flagged)]
    assert truth["outlier_cell"] in cells
    assert len(cells) <= 4
    assert z[strata.index("S08"), units.index("U21")] < -10


def test_planted_haste(forms, answers, truth, three_levels):
    seconds = np.array([int(form["duration_s"]) for form in forms])
    flagged = hasty(seconds, three_levels.valid[answers].sum(axis=1))
    assert {forms[sheet]["form_id"] for sheet in np.flatnonzero(flagged)} == set(truth["burst"])


def test_straight_lines(three_levels):
    rows = [[1] * 10 + [0, 4], [1] * 9 + [0, 4, 4], [1] * 9 + [2, 0, 0], [3] * 12, [4] * 12, [0] * 12]
    found = straight_lines(np.array(rows, dtype=np.uint8), three_levels)
    assert found.tolist() == [True, False, False, True, False, False]


def test_a_stratum_with_many_straight_lines():
    found = straight_shares([30, 10, 10, 0], [100, 100, 100, 0])
    assert [share.flagged for share in found] == [True, False, False, False]
    expected = math.fsum(math.comb(100, k) * (1 / 6) ** k * (5 / 6) ** (100 - k) for k in range(30, 101))
    assert found[0].p == pytest.approx(expected, rel=1e-9)
    assert found[3].p == 1.0
    assert [share.flagged for share in straight_shares([5, 0], [5, 0])] == [False, False]
    assert straight_shares([0], [0])[0].p == 1.0


def test_bursts():
    calm = np.array([1, 2, 0, 1, 3, 1, 2])
    assert not bursts(calm).any()
    assert bursts(np.append(calm, 15)).tolist() == [False] * 7 + [True]
    assert not bursts(np.zeros(3, dtype=np.int64)).any()
    # Where forty a window are usual, forty are nothing.
    assert not bursts(np.array([38, 41, 40, 44])).any()


@given(arrays(np.int64, st.integers(0, 30), elements=st.integers(0, 60)), st.integers(0, 20))
def test_windows_without_a_sheet_change_nothing(counts, empty):
    padded = np.concatenate([counts, np.zeros(empty, dtype=np.int64)])
    assert bursts(padded)[: len(counts)].tolist() == bursts(counts).tolist()


@given(SHEETS, st.randoms(use_true_random=False))
def test_the_order_of_sheets_only_renames_them(three_levels, sheets, random):
    order = random.sample(range(len(sheets)), len(sheets))
    doubled = np.concatenate([sheets, sheets[:3]])
    moved = np.concatenate([sheets[order], sheets[:3]])
    straight = straight_lines(doubled, three_levels)
    assert straight_lines(sheets, three_levels)[order].tolist() == straight_lines(sheets[order], three_levels).tolist()
    names = [*order, *range(len(sheets), len(doubled))]
    there = {
        frozenset(names[sheet] for sheet in group) for group in duplicates(moved, straight_lines(moved, three_levels))
    }
    assert there == {frozenset(group) for group in duplicates(doubled, straight)}
    for group in there:
        assert len(group) > 1
        assert not straight[list(group)].any()


def test_common_sheets_are_no_copies(three_levels):
    common = np.ones((50, 12), dtype=np.uint8)
    common[:, 0] = 2
    rare = np.array([[2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1]] * 2, dtype=np.uint8)
    sheets = np.concatenate([common, rare])
    assert duplicates(sheets, straight_lines(sheets, three_levels)) == [(50, 51)]
    assert duplicates(sheets[:1], np.zeros(1, dtype=np.bool_)) == []


def test_haste():
    assert hasty(np.array([40, 400, 400, 90]), np.array([20, 20, 20, 95])).tolist() == [True, False, False, True]
    assert hasty(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).tolist() == []


def test_a_strict_stratum_is_no_outlier():
    """Rows and columns may differ as they like; only what fits neither is flagged, and with five answers at least."""
    mean = 0.5 + np.linspace(-0.3, 0.2, 5)[:, None] + np.linspace(-0.1, 0.1, 7)
    n = np.full((5, 7), 60)

    def cells(changed, number=60):
        some, means = n.copy(), mean.copy()
        means[2, 3] += changed
        some[2, 3], some[0, 0] = number, 0
        means[0, 0] = 0.0
        return outlier_cells(Moments("rate", some, means, some * 0.2, 0.0, 1.0))

    assert not cells(0.0)[1].any()
    z, flagged = cells(-0.4)
    assert np.argwhere(flagged).tolist() == [[2, 3]]
    assert math.isnan(z[0, 0])
    assert not cells(-0.4, number=4)[1].any()


@pytest.mark.parametrize("n", [0, 3])
def test_no_answers_or_no_spread(n):
    table = Moments("rate", np.full((2, 3), n), np.full((2, 3), 1.0), np.zeros((2, 3)), 0.0, 1.0)
    z, flagged = outlier_cells(table)
    assert np.isnan(z).all()
    assert not flagged.any()


def test_how_often_chance_does_so(three_levels):
    """The rules flag what chance makes in fewer than one of a hundred rounds, and these numbers are what they compare."""
    rows = np.array([[1, 2], [1, 2], [1, 1], [2, 1]], dtype=np.uint8)
    assert pairs_expected(rows, [0, 3]) == pytest.approx([6 * 0.75 * 0.5, 6 * 0.25 * 0.5])
    counts = np.array([1, 2, 0, 1, 3, 1, 2, 15])
    assert usual_count(counts) == 2.0
    expected = windows_expected(counts)
    assert expected[2] == math.inf
    assert expected[7] == pytest.approx(7 * (1 - sum(math.exp(-2) * 2**k / math.factorial(k) for k in range(15))))
    assert cells_expected(-4.0, 430) == pytest.approx(430 * math.erfc(4 / math.sqrt(2)))
    assert usual_count(np.zeros(2, dtype=np.int64)) == 1.0
