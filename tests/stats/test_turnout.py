"""Method, section 9."""

from fractions import Fraction

import pytest

from backend.stats import Turnout, TurnoutFlag


def test_worked_cases(cases):
    for case in cases["turnout"]:
        turnout = Turnout(case["issued"], case["returned"], case["valid"])
        for name in ("return_rate", "valid_share", "valid_return_rate"):
            share = getattr(turnout, name).share
            assert share == (None if case[name] is None else pytest.approx(case[name], rel=1e-14)), (case, name)
        assert [flag for flag in turnout.flags() if flag is not TurnoutFlag.LOW_RETURN] == (
            [case["flag"]] if case["flag"] else []
        ), case


def test_flags():
    assert Turnout(10, 5, 5).flags() == ()
    assert Turnout(10, 5, 4).flags() == (TurnoutFlag.LOW_RETURN,)
    assert Turnout(10, 5, 4).flags(low_below=Fraction(2, 5)) == ()
    assert Turnout(10, 11, 12).flags() == (TurnoutFlag.RETURNED_EXCEEDS_ISSUED, TurnoutFlag.VALID_EXCEEDS_RETURNED)
    assert Turnout(0, 0, 0).flags() == ()


def test_negative_numbers_are_refused():
    with pytest.raises(ValueError, match="negative"):
        Turnout(10, -1, 0)
