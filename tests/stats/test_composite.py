"""Method, section 10: the worked cases, and what may not change a total."""

from decimal import Decimal, getcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.stats import (
    Component,
    CompositeInput,
    CompositeRule,
    ConfigurationError,
    Grade,
    Incomplete,
    Rounding,
    composite,
    fixed,
)

WEIGHTS = {Component.SELF: Decimal("0.2"), Component.APPRAISAL: Decimal("0.3"), Component.SURVEY: Decimal("0.5")}
RULE = CompositeRule(WEIGHTS)
POINTS = st.decimals(0, 100, places=4)


def parts(own, appraisal, survey):
    return dict(zip(Component, (own, appraisal, survey), strict=True))


def decimal(text):
    return None if text is None else Decimal(text)


def test_worked_cases(cases):
    for case in cases["composite"]:
        text, expected = case["input"], case["expect"]
        weights = {Component(name): Decimal(weight) for name, weight in text["weights"].items()}
        if expected["status"] == "config_error":
            with pytest.raises(ConfigurationError):
                CompositeRule(weights)
            continue
        caps = decimal(text.get("deduct_cap")), decimal(text.get("bonus_cap"))
        ends = text.get("survey_ci")
        found = composite(
            CompositeRule(weights, deduction_cap=caps[0], bonus_cap=caps[1]),
            CompositeInput(
                {Component(name): decimal(part) for name, part in text["parts"].items()},
                [Decimal(points) for points in text["deductions"]],
                [Decimal(points) for points in text["bonuses"]],
                (Decimal(ends[0]), Decimal(ends[1])) if ends else None,
                text.get("veto"),
            ),
        )
        if expected["status"] == "incomplete":
            assert found == Incomplete(tuple(Component(name) for name in expected["missing"]))
            continue
        shown = {
            "status": "ok",
            "base": fixed(found.base, 6),
            "raw": fixed(found.raw, 6),
            "score": str(found.total),
            "clamped": found.clamped,
            "grade": found.grade,
        }
        if ends:
            shown["ci"] = [str(found.lower), str(found.upper)]
            shown["grade_at_ci"] = list(found.grades_at_ends)
            shown["grade_certain"] = not found.grade_uncertain
        assert shown == expected, case


def test_a_component_without_weight_is_ignored():
    rule = CompositeRule({Component.SELF: Decimal(1), Component.SURVEY: Decimal(0)})
    found = composite(rule, CompositeInput(parts(Decimal(88), None, None), survey_interval=(Decimal(1), Decimal(99))))
    assert (found.total, found.lower, found.upper, found.grade_uncertain) == (Decimal(88), 88, 88, False)


def test_rounding_happens_once_and_decides_the_grade():
    """89.995 is 90.00 and excellent; by 修约 89.985 is 89.98."""
    assert composite(RULE, CompositeInput(parts(Decimal(90), Decimal(90), Decimal("89.99")))).grade == "优秀"
    even = CompositeRule(WEIGHTS, rounding=Rounding.HALF_EVEN)
    given_ = CompositeInput(parts(Decimal(90), Decimal(90), Decimal("89.97")))
    assert (str(composite(RULE, given_).total), str(composite(even, given_).total)) == ("89.99", "89.98")


@given(POINTS, POINTS, st.lists(POINTS, max_size=3), st.lists(POINTS, max_size=3), POINTS, POINTS)
def test_a_total_is_on_the_scale_and_within_its_interval(own, survey, minus, plus, below, above):
    ends = max(Decimal(0), survey - below), min(Decimal(100), survey + above)
    found = composite(RULE, CompositeInput(parts(own, own, survey), minus, plus, ends, "良好"))
    assert 0 <= found.lower <= found.total <= found.upper <= 100
    assert found.raw == found.base - found.deductions + found.bonus
    assert found.grade in {"良好", "合格", "不合格"}
    mirrored = composite(RULE, CompositeInput(parts(own, own, survey), minus[::-1], plus[::-1], ends, "良好"))
    assert mirrored == found


def test_the_precision_of_the_caller_does_not_matter():
    given_ = CompositeInput(parts(Decimal("88.123456789"), Decimal("77.7"), Decimal("66.66666666666666")))
    found, precision = composite(RULE, given_), getcontext().prec
    getcontext().prec = 4
    try:
        assert composite(RULE, given_) == found
    finally:
        getcontext().prec = precision


@pytest.mark.parametrize("weights", [("0.2", "0.9"), ("-0.5", "1.5"), ("NaN", "1"), ()])
def test_weights_that_make_no_sense_are_refused(weights):
    with pytest.raises(ConfigurationError):
        CompositeRule(dict(zip(Component, map(Decimal, weights), strict=False)))


@pytest.mark.parametrize("floors", [(), ("90", "60"), ("60", "90", "0"), ("60", "60", "0")])
def test_grades_that_make_no_sense_are_refused(floors):
    with pytest.raises(ConfigurationError, match="grades"):
        CompositeRule(WEIGHTS, tuple(Grade(floor, Decimal(floor)) for floor in floors))


def test_numbers_that_make_no_sense_are_refused():
    with pytest.raises(ConfigurationError, match="caps"):
        CompositeRule(WEIGHTS, bonus_cap=Decimal(-1))
    fine = parts(Decimal(80), Decimal(80), Decimal(80))
    with pytest.raises(ValueError, match="negative"):
        composite(RULE, CompositeInput(fine, deductions=[Decimal(-1)]))
    with pytest.raises(ValueError, match="finite"):
        composite(RULE, CompositeInput(fine | {Component.SURVEY: Decimal("NaN")}))
    with pytest.raises(ValueError, match="not in list"):
        composite(RULE, CompositeInput(fine, veto="很好"))
