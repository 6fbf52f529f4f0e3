"""Method, section 8: the worked rows, and that nobody can work out a small cell, by brute force."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.stats import (
    CellTable,
    ConfigurationError,
    Display,
    Line,
    Pattern,
    Rounding,
    SuppressionRule,
    TotalKind,
    feasible_values,
    hide_line,
    is_small,
    plain_total,
    suppress,
    weighted_total,
)

WEIGHTS = (Decimal("0.5"), Decimal("0.3"), Decimal("0.2"))
BOTH = (TotalKind.PLAIN, TotalKind.WEIGHTED)


def test_worked_rows(cases):
    for case in cases["suppression_row"]:
        given_, expected = case["input"], case["expect"]
        line = Line(tuple(given_["n"]), tuple(given_["satisfied"]))
        weights = tuple(Decimal(str(weight)) for weight in given_["weights"])
        number, display = given_["published_totals"], Display(given_["percent_decimals"])
        rule = SuppressionRule(weights, given_["k"], BOTH[:number], display=display)
        totals = [plain_total(line), weighted_total(line, [Fraction(weight) for weight in weights])][:number]
        primary = [cell for cell, n in enumerate(line.n) if is_small(n, line.satisfied[cell], rule.k)]
        assert primary == expected["primary"], case
        found = hide_line(line, totals, rule, ties=weights)
        assert sorted(found.hidden) == expected["suppressed"], case
        assert found.totals == expected["published_totals"], case
        assert (found.totals == 0) is (expected["status"] == "WITHHOLD_TOTALS")
        if expected.get("feasible"):
            values = feasible_values(line, sorted(found.hidden), totals[: found.totals], display)
            ends = {str(cell): [min(possible), max(possible)] for cell, possible in values.items()}
            assert ends == expected["feasible"], case


@pytest.mark.parametrize(
    ("n", "part", "small"),
    [(0, 0, False), (4, 2, True), (5, 2, False), (9, 9, True), (9, 0, True), (10, 10, False), (9, None, False)],
)
def test_what_is_small(n, part, small):
    assert is_small(n, part) is small
    assert is_small(n, part, k=10) is (n > 0 and (n < 10 or part == n))


def one_table(n, satisfied):
    return [CellTable(np.array(n, dtype=np.int64), np.array(satisfied, dtype=np.int64))]


def shown(satisfied, n, weights, kind, display):
    """A total as it is printed; None where there is none."""
    if kind is TotalKind.PLAIN:
        share = Fraction(sum(satisfied), sum(n)) if sum(n) else None
    else:
        kept = sum(Fraction(weight) for weight, number in zip(weights, n, strict=True) if number)
        parts = (Fraction(w) * Fraction(s, m) for w, s, m in zip(weights, satisfied, n, strict=True) if m)
        share = sum(parts, Fraction(0)) / kept if kept else None
    if share is None:
        return None
    scaled = share * 100 * 10**display.decimals
    if display.rounding is Rounding.HALF_EVEN:
        return round(scaled)
    return int(scaled + Fraction(1, 2))


def told(n, satisfied, pattern, rule):
    """Small hidden cells of which all that is published leaves one value: every table of the hidden cells is tried."""
    units = len(n)
    hidden = [tuple(cell) for cell in np.argwhere(pattern.hidden & (n > 0)).tolist()]

    def published(table):
        for unit in range(units):
            for kind in pattern.totals[unit]:
                yield shown(table[unit].tolist(), n[unit].tolist(), rule.weights, kind, rule.display)
        for stratum in np.flatnonzero(pattern.strata).tolist():
            column = table[:, stratum].tolist(), n[:, stratum].tolist()
            yield shown(*column, (1,) * units, TotalKind.PLAIN, rule.display)

    truth = list(published(satisfied))
    possible = {cell: set() for cell in hidden}
    for values in product(*(range(n[cell] + 1) for cell in hidden)):
        table = satisfied.copy()
        for cell, value in zip(hidden, values, strict=True):
            table[cell] = value
        if all(one == other for one, other in zip(published(table), truth, strict=True)):
            for cell, value in zip(hidden, values, strict=True):
                possible[cell].add(value)
    return [cell for cell in hidden if is_small(n[cell], satisfied[cell], rule.k) and len(possible[cell]) < 2]


def tables_of(units, strata, most):
    cell = st.integers(0, most).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
    cells = st.lists(cell, min_size=units * strata, max_size=units * strata)
    return cells.map(lambda found: np.array(found, dtype=np.int64).reshape(units, strata, 2))


DISPLAYS = st.builds(Display, st.integers(0, 2), st.sampled_from(Rounding))


@given(
    tables_of(1, 3, 7),
    st.sampled_from([BOTH, BOTH[:1], BOTH[1:]]),
    DISPLAYS,
    st.sampled_from([WEIGHTS, (Decimal(1), Decimal(1), Decimal(1)), (Decimal("0.6"), Decimal("0.4"), Decimal(0))]),
)
@settings(max_examples=60)
def test_nobody_can_work_out_a_small_cell_of_a_row(table, totals, display, weights):
    n, satisfied = table[..., 0], table[..., 1]
    rule = SuppressionRule(weights, 3, totals, display=display)
    pattern = suppress(one_table(n, satisfied), rule)
    check_pattern(n, satisfied, pattern, rule)


@given(tables_of(2, 2, 7) | tables_of(2, 3, 3) | tables_of(3, 2, 3), st.sampled_from([BOTH, BOTH[:1]]), DISPLAYS)
@settings(max_examples=60)
def test_nor_from_rows_and_columns_together(table, totals, display):
    n, satisfied = table[..., 0], table[..., 1]
    rule = SuppressionRule(WEIGHTS[: n.shape[1]], 3, totals, stratum_totals=True, display=display)
    pattern = suppress(one_table(n, satisfied), rule)
    check_pattern(n, satisfied, pattern, rule)


def check_pattern(n, satisfied, pattern, rule):
    for cell in np.ndindex(n.shape):
        if is_small(int(n[cell]), int(satisfied[cell]), rule.k):
            assert pattern.hidden[cell]
        if n[cell] == 0:
            assert not pattern.hidden[cell]
    for unit, row in enumerate(n.tolist()):
        assert not pattern.totals[unit] or not 0 < sum(row) < rule.k
    assert told(n, satisfied, pattern, rule) == []
    again = suppress(one_table(n, satisfied), rule, earlier=pattern)
    assert np.array_equal(again.hidden, pattern.hidden)
    assert again.totals == pattern.totals
    assert np.array_equal(again.strata, pattern.strata)


def test_a_ring_that_cannot_turn():
    """Each row and each column alone leaves several values; together they leave one, since no cell can give way."""
    n, satisfied = np.full((2, 2), 4), np.array([[0, 2], [2, 4]])
    rule = SuppressionRule(WEIGHTS[:2], 5, BOTH[:1], stratum_totals=True)
    naive = Pattern(np.full((2, 2), fill_value=True), (BOTH[:1], BOTH[:1]), np.array([True, True]))
    assert len(told(n, satisfied, naive, rule)) == 4
    found = suppress(one_table(n, satisfied), rule)
    assert not found.strata.all()
    assert told(n, satisfied, found, rule) == []


def test_a_stratum_total_would_tell_what_the_row_hides():
    n, satisfied = [[3, 20, 30], [40, 50, 60], [45, 35, 25]], [[2, 15, 20], [30, 40, 50], [40, 30, 20]]
    rule = SuppressionRule(WEIGHTS, totals=BOTH[:1])
    assert np.argwhere(suppress(one_table(n, satisfied), rule).hidden).tolist() == [[0, 0], [0, 1]]
    rule = SuppressionRule(WEIGHTS, totals=BOTH, stratum_totals=True)
    found = suppress(one_table(n, satisfied), rule)
    # Each column hides its smallest other cell, whose row then hides one more, and so on until all is even.
    assert found.hidden.tolist() == [[True, True, True], [True, True, False], [False, True, True]]
    assert found.totals == (BOTH[:1],) * 3
    assert found.strata.all()


def test_a_unit_with_few_answers_is_hidden_as_a_whole():
    found = suppress(one_table([[2, 0, 2], [30, 30, 30]], [[1, 0, 2], [20, 20, 20]]), SuppressionRule(WEIGHTS))
    assert found.hidden.tolist() == [[True, False, True], [False, False, False]]
    assert found.totals == ((), BOTH)


def test_every_criterion_has_the_pattern_of_all():
    plenty, few = one_table([[30, 30, 30]], [[20, 20, 20]]), one_table([[30, 3, 30]], [[20, 2, 20]])
    together, alone = suppress(plenty + few, SuppressionRule(WEIGHTS)), suppress(few, SuppressionRule(WEIGHTS))
    assert together.hidden[0, 1]
    assert (together.hidden >= alone.hidden).all()
    assert together.totals[0] == alone.totals[0]


@given(tables_of(2, 3, 9), tables_of(2, 3, 9), st.booleans())
def test_a_correction_only_adds(first, second, stratum_totals):
    rule = SuppressionRule(WEIGHTS, 3, stratum_totals=stratum_totals)
    before = suppress(one_table(first[..., 0], first[..., 1]), rule)
    after = suppress(one_table(second[..., 0], second[..., 1]), rule, earlier=before)
    assert (after.hidden >= before.hidden).all()
    assert (after.strata <= before.strata).all()
    assert all(set(late) <= set(early) for late, early in zip(after.totals, before.totals, strict=True))


def test_many_answers_hide_nothing():
    n = np.random.default_rng(2).integers(20, 90, (43, 10))
    rule = SuppressionRule((Decimal("0.1"),) * 10, stratum_totals=True)
    found = suppress(one_table(n, n // 2), rule)
    assert not found.hidden.any()
    assert found.totals == (BOTH,) * 43
    assert found.strata.all()


def test_numbers_too_large_for_the_machine():
    """Weights with many digits: the sums are then Python's."""
    weights = (Decimal("0.3333333333333333"), Decimal("0.6666666666666667"))
    line = Line((97, 89), (90, 80))
    totals = [weighted_total(line, [Fraction(weight) for weight in weights])]
    values = feasible_values(line, [0, 1], totals, Display(1))
    assert {90} < set(values[0])
    assert {80} < set(values[1])
    assert feasible_values(line, [], totals, Display(1)) == {}


def test_rules_that_make_no_sense_are_refused():
    with pytest.raises(ConfigurationError, match="at least 3"):
        SuppressionRule(WEIGHTS, 2)
    with pytest.raises(ConfigurationError, match="weights"):
        suppress(one_table([[1, 2]], [[1, 1]]), SuppressionRule(WEIGHTS))
