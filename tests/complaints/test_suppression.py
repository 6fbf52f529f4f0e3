"""Small cells of published figures (method, section 8; complaint design, case 26)."""

from hypothesis import given
from hypothesis import strategies as st

from backend.complaints.figures.suppression import (
    ANSWERS,
    TOTAL,
    Cell,
    Hidden,
    hide,
    hide_months,
    hide_table,
    hide_year,
)
from backend.stats import K


def column(*ns: int) -> dict[str, Cell]:
    return {f"u{number}": Cell(n) for number, n in enumerate(ns)} | {TOTAL: Cell(sum(ns))}


def test_small_cells_are_hidden_with_one_more_so_that_the_total_does_not_tell_them() -> None:
    assert hide(column(3, 7, 20)) == {"u0", "u1"}
    assert hide(column(0, 7, 20)) == frozenset()
    assert hide(column(1, 1, 20)) == {"u0", "u1", "u2"}
    assert hide(column(2, 3, 20)) == {"u0", "u1"}


def test_without_another_cell_the_total_goes_too() -> None:
    assert hide(column(3, 0, 0)) == {"u0", TOTAL}


def test_all_alike_tells_each() -> None:
    cells = {"u0": Cell(9, 9), "u1": Cell(9, 5), "u2": Cell(12, 12), TOTAL: Cell(30, 26)}
    assert hide(cells) == {"u0", "u1"}


def test_case_26_a_year_does_not_tell_a_hidden_month() -> None:
    months = [column(8, 9), column(3, 9), column(8, 9)]
    year = column(19, 27)
    assert "u0" in hide_year(year, months, [hide(month) for month in months])


def test_case_26_the_months_of_a_year_hide_the_year_when_one_is_missing() -> None:
    assert hide_months(column(8, 3, 9)) == {"u1", TOTAL}
    assert hide_months(column(8, 3, 4)) == {"u1", "u2"}


def test_case_26_measures_that_add_up_hide_the_same_cells() -> None:
    """20 answers, 18 of them rated: who sees both knows the 2 that are hidden."""
    measures = {
        "received": column(20, 30, 40),
        "on_time": column(20, 30, 40),
        "satisfaction": column(18, 20, 30),
        "unrated": column(2, 10, 10),
    }

    def hide_one(name: str, more: Hidden) -> Hidden:
        return hide(measures[name], more)

    found = hide_table(measures, hide_one)
    assert found["unrated"] == {"u0", "u1"}
    assert [found[name] for name in ANSWERS] == [found["unrated"]] * 3
    assert found["received"] == frozenset()


@given(st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=2, max_size=4))
def test_case_26_no_small_cell_follows_from_what_is_shown_by_one_subtraction(table: list[list[int]]) -> None:
    months = [column(*row) for row in table]
    year = column(*map(sum, zip(*table, strict=True)))
    hidden_months = [hide(month) for month in months]
    hidden_year = hide_year(year, months, hidden_months)
    for key in year:  # a year less its months
        missing = [month[key].n for month, hidden in zip(months, hidden_months, strict=True) if key in hidden]
        if key not in hidden_year and missing:
            assert len(missing) >= 2
            assert sum(missing) >= K
    for cells, hidden in [*zip(months, hidden_months, strict=True), (year, hidden_year)]:  # a total less its cells
        missing = [cells[key].n for key in hidden if key != TOTAL]
        if TOTAL not in hidden and missing:
            assert len(missing) >= 2
            assert sum(missing) >= K
        assert all(not cell.small or key in hidden for key, cell in cells.items())
