"""Scores of scales that do not run from 0 to 100."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import uuid4

import numpy as np
import pytest

from backend.results.figures import Cell
from backend.results.schemas import OutcomeName
from backend.results.showing import cuts_of, is_narrow, show_cell, show_estimate
from backend.results.tally import scale_of
from backend.rounds.config import Option, Publication, RoundConfig
from backend.rounds.models import Collection, RoundKind, RoundState
from backend.stats import Rounding, estimates, moments_from_counts


def config(points: Sequence[str | None], decimals: int = 2) -> RoundConfig:
    options = tuple(
        Option(number, f"选项{number}", None if p is None else Decimal(p), satisfied=number == 1, valid=True)
        for number, p in enumerate(points, start=1)
    )
    return RoundConfig(
        round_id=uuid4(),
        year=2026,
        number=1,
        title="测试",
        kind=RoundKind.FORMAL,
        state=RoundState.TALLIED,
        collection=Collection.CODED,
        allow_small_strata=False,
        units=(),
        criteria=(),
        options=options,
        strata=(),
        publication=Publication(5, decimals, Rounding.HALF_UP, Decimal("0.5")),
    )


@pytest.mark.parametrize(
    ("points", "cuts", "narrow"),
    [
        (("100", "50", "0"), ("75", "82", "88", "94"), False),
        (("5", "3", "1"), ("4", "4.28", "4.52", "4.76"), True),
        (("100", "90", "80"), ("95", "96.4", "97.6", "98.8"), False),
        ((None, None), ("75", "82", "88", "94"), False),
    ],
)
def test_cuts_lie_at_their_place_in_the_scale(
    points: tuple[str | None, ...], cuts: tuple[str, ...], *, narrow: bool
) -> None:
    round_ = config(points)
    assert cuts_of(round_, OutcomeName.SCORE) == tuple(Decimal(cut) for cut in cuts)
    assert [str(cut) for cut in cuts_of(round_, OutcomeName.RATE)] == ["75", "82", "88", "94"]
    assert is_narrow(round_) is narrow


def test_a_narrow_scale_is_shown_with_the_decimals_of_the_round() -> None:
    """30 times 5 points, 10 times 3: the mean is 4.5, between the cuts at 4.28 and 4.52."""
    round_ = config(("5", "3", "1"), decimals=3)
    moments = moments_from_counts(np.array([[[0, 30, 10, 0]]]), scale_of(round_), "score")
    (estimate,) = estimates(moments, (1,))
    cell = show_cell(Cell(40, estimate), round_, OutcomeName.SCORE)
    assert (cell.value, cell.step) == ("4.500", 3)
    shown = show_estimate(estimate, round_.publication, rate=False, narrow=True)
    coarse = show_estimate(estimate, round_.publication, rate=False)
    places = [len(text.partition(".")[2]) for text in (shown.lower or "", shown.upper or "", shown.se or "")]
    assert places == [3, 3, 3]
    assert [len(text.partition(".")[2]) for text in (coarse.lower or "", coarse.se or "")] == [1, 2]
