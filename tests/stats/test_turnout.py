"""Method, section 9."""

from fractions import Fraction

import pytest

from backend.stats import Ratio, Turnout, TurnoutFlag, no_assumption_band


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


def test_what_silence_could_hide():
    assert no_assumption_band(0.9, Ratio(60, 100)) == pytest.approx((0.54, 0.94))
    assert no_assumption_band(80.0, Ratio(1, 2), 0.0, 100.0) == (40.0, 90.0)
    assert no_assumption_band(3.0, Ratio(1, 2), 1.0, 5.0) == (2.0, 4.0)
    assert no_assumption_band(0.9, Ratio(0, 100)) == (0.0, 1.0)
    assert no_assumption_band(0.9, Ratio(110, 100)) == no_assumption_band(0.9, Ratio(5, 5)) == (0.9, 0.9)
    assert no_assumption_band(0.9, Ratio(0, 0)) is None
