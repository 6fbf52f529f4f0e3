"""The worked example of docs/method: its figures are those that the program computes."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from backend.stats import (
    Criteria,
    Estimate,
    Option,
    Outcome,
    Scale,
    Share,
    against_mean,
    compared,
    comparison_covariance,
    count_answers,
    covariance,
    differences,
    estimates,
    moments_from_counts,
    mover_interval,
    plain_rate,
    products_from_sheets,
    rank_sets,
)

DOCS = Path(__file__).parents[2] / "docs"
SCALE = Scale(
    (
        Option(1, Decimal(100), satisfied=True, valid=True),
        Option(2, Decimal(80), satisfied=True, valid=True),
        Option(3, Decimal(30), satisfied=False, valid=True),
        Option(4, None, satisfied=False, valid=False),
    )
)
CLIENTS, STAFF = "ABC AAC BBB ACC BAD ABC", "AAB BBC BAB ACC"
WEIGHTS = (Decimal(60), Decimal(40))
NAMES = "甲乙丙"
LABELS = {"A": "满意", "B": "基本满意", "C": "不满意", "D": "不了解"}


def _sheets(text: str) -> np.ndarray:
    return np.array([["ABCD".index(letter) + 1 for letter in sheet] for sheet in text.split()], dtype=np.uint8)


class Example:
    """Everything that the document computes, for one outcome."""

    def __init__(self, outcome: Outcome) -> None:
        sheets = [_sheets(CLIENTS), _sheets(STAFF)]
        self.counts = np.stack([count_answers(answers, 3, 1, 4) for answers in sheets])
        moments = moments_from_counts(self.counts[:, :, 0, :], SCALE, outcome)
        products = products_from_sheets(sheets, {outcome: moments}, SCALE, Criteria((Decimal(1),)))[outcome]
        self.found: tuple[Estimate, ...] = estimates(moments, WEIGHTS)
        self.variance = comparison_covariance(
            covariance(moments, products, WEIGHTS), self.found, moments.lo, moments.hi
        )
        self.units = compared(self.found, self.variance, moments.lo, moments.hi)


def _written(text: str) -> None:
    """The text stands in both documents, whatever the lines are broken like and whatever is printed bold."""
    for name in ("method.md", "method.zh-CN.md"):
        document = (DOCS / name).read_text().replace("**", "")
        assert text in " ".join(document.split()), (name, text)


def test_the_sheets_are_those_of_the_tables() -> None:
    chinese = (DOCS / "method.zh-CN.md").read_text()
    rows = [
        [part.strip() for part in line.strip("|").split("|")]
        for line in chinese.splitlines()
        if line.startswith(("| 服务对象", "| 机关干部"))
    ]
    expected = [
        [stratum, *(LABELS[letter] for letter in sheet)]
        for stratum, text in (("服务对象", CLIENTS), ("机关干部", STAFF))
        for sheet in text.split()
    ]
    assert rows == expected
    english = " ".join((DOCS / "method.md").read_text().split())
    assert CLIENTS.replace(" ", ", ") in english
    assert STAFF.replace(" ", ", ") in english


def test_plain_and_weighted_figures() -> None:
    rate, score = Example("rate"), Example("score")
    for position, name in enumerate(NAMES):
        ratio = plain_rate(rate.counts[:, position], SCALE)
        shown = f"{ratio.numerator}/{ratio.denominator} = {ratio.percent(2)} %"
        assert f"{name} {shown}" in (DOCS / "method.md").read_text()
        assert f"{name} {shown.replace('/', ' ÷ ')}" in (DOCS / "method.zh-CN.md").read_text()
        assert rate.found[position].est is not None
    _written(f"= {100 * rate.found[1].est:.2f} %")
    _written(f"= {100 * rate.found[2].est:.2f} %")
    _written(f"× 78.3333 + 0.4 × 77.5 = {score.found[1].est:.2f}")
    _written(f"0.6 × 40 + 0.4 × 55 = {score.found[2].est:.2f}")
    _written(f"{score.found[0].est:.2f}")


def test_error_and_interval() -> None:
    first, second, _ = Example("rate").found
    assert second.se is not None
    assert second.lower is not None
    assert second.upper is not None
    assert first.lower is not None
    _written(f"{100 * second.se:.2f}")
    assert (second.df, round(second.n_eff or 0, 9), first.n_eff) == (8, 8.0, first.n_kish)
    ends = f"{100 * second.lower:.1f} %", f"{100 * second.upper:.1f} %"
    assert "–".join(ends) in (DOCS / "method.md").read_text()
    assert "～".join(ends) in (DOCS / "method.zh-CN.md").read_text()
    _written(f"{100 * first.lower:.1f} %")


def test_comparison_and_ranks() -> None:
    rate, score = Example("rate"), Example("score")
    for value in (rate.variance[1, 1], rate.variance[2, 2], rate.variance[1, 2]):
        _written(f"{value:.4f}")
    found = differences(rate.units)
    _written(f"{found.t[1, 2]:.2f}")
    assert found.df[1, 2] == 7
    for example in (rate, score):
        for place, (name, ranks) in enumerate(zip(NAMES, rank_sets(example.units), strict=True), start=1):
            shown = f"{name} {place} ({ranks.lower}–{ranks.upper})"
            assert shown in " ".join((DOCS / "method.md").read_text().replace("**", "").split())
            chinese = (DOCS / "method.zh-CN.md").read_text().replace("**", "")
            assert f"{name} {place}（{ranks.lower}–{ranks.upper}）" in chinese
    mean = against_mean(score.units)
    _written(f"{mean.mean:.2f}")
    for unit in mean.units:
        _written(f"{abs(unit.deviation):.2f}")
        _written(f"{unit.half_width:.2f}")
    assert [unit.separable for unit in mean.units] == [True, False, True]


def test_change() -> None:
    lower, upper = mover_interval(Share(48 / 80, 80), Share(56 / 70, 70), 1.959963984540054)
    assert (lower, upper) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    _written(f"{100 * lower:.1f}")
    _written(f"{100 * upper:.1f}")
