"""The rules of a section, and their words."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy.dialects import sqlite

from backend.core.errors import InvalidInput
from backend.rounds.models import POINT_PLACES, WEIGHT_PLACES, ScaledDecimal
from backend.rounds.sections import (
    CriteriaIn,
    PublicationIn,
    ScaleIn,
    StrataIn,
    check_criteria,
    check_publication,
    check_scale,
    check_strata,
)
from backend.stats import Option, Scale

GOOD_SCALE = [
    {"number": 1, "label": "满意", "points": "100", "satisfied": True, "valid": True},
    {"number": 2, "label": "不满意", "points": "30", "satisfied": False, "valid": True},
    {"number": 3, "label": "不了解", "points": None, "satisfied": False, "valid": False},
]


def scale(*changes: tuple[int, dict[str, Any]]) -> ScaleIn:
    options = [dict(option) for option in GOOD_SCALE]
    for row, change in changes:
        options[row] |= change
    return ScaleIn.model_validate({"options": options})


def problems_of(check: Any, *arguments: Any, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        check(*arguments, **options)
    return [(problem.pointer, problem.code) for problem in refused.value.errors]


def test_a_good_scale_passes() -> None:
    check_scale(scale())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([(0, {"number": 2})], [("/options/0/number", "number_order")]),
        ([(1, {"label": "满意"})], [("/options/1/label", "label_repeated")]),
        ([(1, {"points": None})], [("/options/1/points", "points_missing")]),
        ([(1, {"points": "100.0"})], [("/options", "points_equal")]),
        ([(1, {"points": "-1"})], [("/options/1/points", "points_range")]),
        ([(0, {"points": "1000.01"})], [("/options/0/points", "points_range")]),
        ([(0, {"points": Decimal("1E+500")})], [("/options/0/points", "points_range")]),
        ([(0, {"points": "99.999"})], [("/options/0/points", "points_places")]),
        ([(0, {"points": Decimal("1E-500")})], [("/options/0/points", "points_places")]),
        ([(2, {"points": "0"})], [("/options/2/points", "invalid_points")]),
        ([(2, {"satisfied": True})], [("/options/2/satisfied", "invalid_satisfied")]),
        ([(0, {"satisfied": False})], [("/options", "satisfied_missing")]),
        ([(1, {"valid": False, "points": None})], [("/options", "valid_too_few")]),
    ],
)
def test_what_a_scale_must_not_be(changes: list[tuple[int, dict[str, Any]]], expected: list[tuple[str, str]]) -> None:
    assert problems_of(check_scale, scale(*changes)) == expected


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "百"])
def test_points_are_finite_numbers(value: str) -> None:
    with pytest.raises(ValidationError):
        scale((0, {"points": value}))


def test_a_message_names_the_row() -> None:
    with pytest.raises(InvalidInput) as refused:
        check_scale(scale((1, {"points": None})))
    message = refused.value.errors[0].message
    assert message.zh == "第 2 行“不满意”：其他选项有分值，这一项也要填"
    assert message.en.startswith("Row 2 “不满意”: ")


points = st.none() | st.decimals(0, 1000, places=2)
options = st.lists(
    st.fixed_dictionaries({"points": points, "satisfied": st.booleans(), "valid": st.booleans()}),
    min_size=2,
    max_size=9,
)


@given(options)
def test_every_accepted_scale_can_be_computed_with(rows: list[dict[str, Any]]) -> None:
    """The rules here and those of the statistics agree, except that one valid option is no choice."""
    numbered = [row | {"number": number, "label": f"选项{number}"} for number, row in enumerate(rows, start=1)]
    section = ScaleIn.model_validate({"options": numbered})
    computable = True
    try:
        Scale(tuple(Option(o.number, o.points, o.satisfied, o.valid) for o in section.options))
    except ValueError:
        computable = False
    if computable and sum(o.valid for o in section.options) >= 2:
        check_scale(section)
    else:
        problems_of(check_scale, section)


def criteria(*rows: dict[str, Any]) -> CriteriaIn:
    return CriteriaIn.model_validate({"criteria": list(rows)})


def test_weights_of_criteria() -> None:
    one, two = {"code": "C1", "name": "甲", "weight": 0}, {"code": "C2", "name": "乙", "weight": "0.0"}
    assert problems_of(check_criteria, criteria(one, two)) == [("/criteria", "weights_all_zero")]
    check_criteria(criteria(one, two | {"weight": "0.000001"}))
    for weight, code in (
        ("-0.1", "weight_negative"),
        ("1000000001", "weight_too_large"),
        ("0.0000001", "weight_places"),
    ):
        found = problems_of(check_criteria, criteria(one | {"weight": 1}, two | {"weight": weight}))
        assert found == [("/criteria/1/weight", code)]


def test_codes_and_names_are_unique() -> None:
    rows = [{"code": "C1", "name": "甲"}, {"code": "C1", "name": "乙"}, {"code": "C3", "name": "乙"}]
    assert problems_of(check_criteria, criteria(*rows)) == [
        ("/criteria/1/code", "code_repeated"),
        ("/criteria/2/name", "name_repeated"),
    ]


@pytest.mark.parametrize("count", [0, 41])
def test_one_to_forty_criteria(count: int) -> None:
    with pytest.raises(ValidationError):
        criteria(*({"code": f"C{number}", "name": f"指标{number}"} for number in range(count)))


def strata(*planned: int) -> StrataIn:
    rows = [{"code": f"S{n}", "name": f"层次{n}", "planned_codes": count} for n, count in enumerate(planned)]
    return StrataIn.model_validate({"strata": rows})


def test_small_strata_are_meant_or_refused() -> None:
    assert problems_of(check_strata, strata(20, 19, 0, 1), allow_small=False) == [
        ("/strata/1/planned_codes", "stratum_too_small"),
        ("/strata/3/planned_codes", "stratum_too_small"),
    ]
    check_strata(strata(20, 19, 0, 1), allow_small=True)


@pytest.mark.parametrize("planned", [-1, 1_000_001])
def test_planned_codes_are_bounded(planned: int) -> None:
    with pytest.raises(ValidationError):
        strata(planned)


@pytest.mark.parametrize("value", ["-0.1", "1.1", "0.0000001"])
def test_the_smallest_weight_is_a_share(value: str) -> None:
    section = PublicationIn.model_validate({"indicator_min_weight": value})
    assert problems_of(check_publication, section) == [("/indicator_min_weight", "share_range")]


@given(st.decimals(0, 10**9, places=WEIGHT_PLACES))
def test_amounts_come_back_exactly(value: Decimal) -> None:
    column = ScaledDecimal(WEIGHT_PLACES)
    stored = column.process_bind_param(value, sqlite.dialect())
    assert column.process_result_value(stored, sqlite.dialect()) == value


def test_more_places_than_stored_are_an_error() -> None:
    with pytest.raises(ValueError, match="decimals"):
        ScaledDecimal(POINT_PLACES).process_bind_param(Decimal("0.001"), sqlite.dialect())
