"""Who is compared with whom, and when a change means something: from figures, without a database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from backend.results.comparisons import NotRanked, RoundComparisons, comparisons_of
from backend.results.figures import RoundFigures
from backend.results.showing_comparisons import showing_of
from backend.rounds.config import RoundConfig
from backend.stats import ChangeStatus, Rounding
from tests.results.reference import pure_figures, pure_products, silenced, with_strata, without_units
from tests.vectors import VectorSet, load_set


def compare(vectors: VectorSet, earlier: RoundFigures | None = None, *sequences: str) -> RoundComparisons:
    figures = pure_figures(vectors, sequences or ("甲类",))
    return comparisons_of(figures, pure_products(vectors, "rate"), earlier, "rate")


def test_a_sequence_is_compared_among_its_own() -> None:
    vectors = load_set("round2")
    found = compare(vectors, None, "甲类", "乙类", "丙类")
    assert [group.name for group in found.groups] == [None, "甲类", "乙类", "丙类"]
    for place, group in enumerate(found.groups[1:]):
        own = list(range(place, 43, 3))
        assert list(group.standings) == own
        alone = compare(without_units(vectors, [unit for unit in range(43) if unit not in own]))
        expected = alone.groups[0]
        assert [(s.rank, s.ranks) for s in group.standings.values()] == [
            (s.rank, s.ranks) for s in expected.standings.values()
        ]
        assert group.mean == pytest.approx(expected.mean, rel=1e-12)
        for unit, other in zip(own, alone.units, strict=True):
            standing, against = found.units[unit].in_sequence, other.overall
            assert standing is not None
            assert against is not None
            assert standing.against.half_width == pytest.approx(against.against.half_width, rel=1e-9)
            assert standing.against.separable is against.against.separable


def test_units_that_cannot_be_ranked_say_why_and_take_no_rank() -> None:
    vectors = load_set("round2")
    heavy = [0, 1]  # 30 % of the weight
    unheard = silenced(silenced(vectors, 3, heavy), 5, range(10))
    found = compare(unheard)
    assert {u.figures.unit.code: u.left_out for u in found.units if u.left_out} == {
        "U04": NotRanked.UNDER_REPRESENTED,
        "U06": NotRanked.NO_ESTIMATE,
    }
    assert found.units[3].overall is None
    assert found.units[3].in_sequence is None
    assert found.units[3].plain_rank is not None
    assert found.units[5].plain_rank is None
    whole = found.groups[0]
    assert (len(whole.standings), whole.left_out) == (41, 2)
    assert {s.ranks.among for s in whole.standings.values()} == {41}
    assert sorted(s.rank for s in whole.standings.values())[-1] <= 41
    rest = compare(without_units(vectors, [3, 5]))
    assert [s.ranks for s in whole.standings.values()] == [s.ranks for s in rest.groups[0].standings.values()]


def test_a_change_is_by_codes_not_by_places() -> None:
    """The earlier round has its strata in another order and another roll; one unit is new, one is gone."""
    first, second = load_set("round1"), load_set("round2")
    straight = compare(second, pure_figures(first))
    earlier = pure_figures(without_units(with_strata(first, [3, 1, 4, 0, 9, 2, 6, 5, 8, 7]), [6]))
    found = compare(without_units(second, [0]), earlier)
    assert found.earlier is not None
    assert found.earlier.reasons == ()
    assert [unit.code for unit, _ in found.earlier.abolished] == ["U01"]
    for unit in found.units:
        code = unit.figures.unit.code
        expected = straight.units[int(code[1:]) - 1].change
        assert unit.change is not None
        assert expected is not None
        if code == "U07":
            assert (unit.change.status, unit.change.difference) == (ChangeStatus.NEW, None)
        else:
            assert unit.change.difference == pytest.approx(expected.difference, abs=1e-12)
            assert unit.change.p == pytest.approx(expected.p, rel=1e-9)


def other_weights(config: RoundConfig) -> RoundConfig:
    return replace(config, strata=(replace(config.strata[0], weight=Decimal("0.2")), *config.strata[1:]))


def other_points(config: RoundConfig) -> RoundConfig:
    return replace(config, options=(replace(config.options[0], points=Decimal(95)), *config.options[1:]))


def test_rounds_that_do_not_compare_say_why() -> None:
    earlier = pure_figures(load_set("round1"))
    for change, reason in ((other_weights, "两轮的层次或权重不同"), (other_points, "两轮的量表或分值不同")):
        found = compare(load_set("round2"), replace(earlier, config=change(earlier.config)))
        assert found.earlier is not None
        assert [text.zh for text in found.earlier.reasons] == [reason]
        assert {unit.change for unit in found.units} == {None}


def test_the_share_that_must_be_answered_is_part_of_the_method() -> None:
    figures = pure_figures(load_set("ind6"))
    rule = replace(figures.config.publication, indicator_min_weight=Decimal("0.9"))
    earlier = replace(figures, config=replace(figures.config, publication=rule))
    found = compare(load_set("ind6"), earlier)
    assert found.earlier is not None
    assert [text.en for text in found.earlier.reasons] == ["The weight that a valid sheet must answer differs"]


def test_equal_values_as_shown_share_a_rank() -> None:
    figures = pure_figures(load_set("round2"))
    coarse = replace(figures.config, publication=replace(figures.config.publication, decimals=0))
    found = comparisons_of(replace(figures, config=coarse), pure_products(load_set("round2"), "rate"), None, "rate")
    show = showing_of(found, 5)
    rows = [show.row(unit) for unit in found.units]
    by_value: dict[str | None, set[int]] = {}
    for row in rows:
        assert row.overall is not None
        by_value.setdefault(row.value, set()).add(row.overall.rank)
        assert row.overall.lower <= row.overall.rank <= row.overall.upper
    assert all(len(ranks) == 1 for ranks in by_value.values())
    assert len(by_value) < 43
    assert coarse.publication.rounding is Rounding.HALF_UP


def test_statements_of_the_last_places_need_more_units_than_places() -> None:
    found = compare(load_set("small"))
    group = showing_of(found, 100).group(found.groups[0])
    assert group.last == group.size - 1
    assert group.could_be_in_last >= group.surely_in_last


def test_a_single_unit_and_none() -> None:
    vectors = load_set("small")
    one = compare(without_units(vectors, range(1, len(vectors.units))))
    standing = showing_of(one, 5).unit(one.units[0]).overall
    assert standing is not None
    assert (standing.rank, standing.lower, standing.upper, standing.against_mean) == (1, 1, 1, "not_separable")
    assert (standing.could_be_best, standing.surely_in_last) == (True, False)
    mute = compare(silenced(without_units(vectors, range(1, len(vectors.units))), 0, range(len(vectors.strata))))
    group = showing_of(mute, 5).group(mute.groups[0])
    assert (group.size, group.left_out, group.mean, group.pairs, group.last) == (0, 1, None, 0, 0)
