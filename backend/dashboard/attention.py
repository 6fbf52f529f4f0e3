"""The attention level of a unit: a pure function of its figures (domain model, unit status).

So far the evaluation, the complaints and the cards speak; rectification will add its own reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from backend.complaints.figures.standing import UnitStanding
from backend.core.text import Text
from backend.oversight.standing import OversightStanding
from backend.results.figures import UnitFigures
from backend.stats import Change, Flag

DONT_KNOW_LIMIT = Fraction(1, 2)


class Level(StrEnum):
    """`overdue` outranks `watch`: a date of the unit has passed."""

    NONE = "none"
    WATCH = "watch"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with a stable code."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Attention:
    level: Level
    reasons: Sequence[Reason]


_FLAG_REASONS = {
    Flag.NO_ESTIMATE: Text("没有有效评价", "No valid answer"),
    Flag.UNDER_REPRESENTED: Text(
        "代表性不足：无人评价的层次权重超过 20%", "Strata without answers hold over 20 % of the weight"
    ),
    Flag.INSUFFICIENT: Text("样本不足，算不出误差范围", "Too few answers for an interval"),
    Flag.IMPRECISE: Text("精度不足：误差范围超过 ±10 个百分点", "The interval is wider than ±10 points"),
}
_DONT_KNOW = Reason("mostly_unknown", Text("“不了解”过半", "More than half do not know the unit"))


_OVERDUE = Reason("complaints_overdue", Text("有投诉转办单超期未办结", "A complaint is overdue at the unit"))
_NEAR = Reason("complaints_near", Text("有投诉转办单即将到期", "A complaint is soon due at the unit"))


_CARDS = Reason("cards_unacknowledged", Text("有红黄牌逾期未签收", "A card was not acknowledged in time"))
_RATINGS_LATE = Reason("ratings_overdue", Text("有差评逾期未整改", "A bad rating was not followed up in time"))
_RATINGS = Reason("ratings_open", Text("有差评待处理", "A bad rating is being followed up"))
_PROMPTS = Reason("records_near", Text("有办件即将到期", "A service record is soon due"))


_WORSE = Reason("significantly_down", Text("满意率比上轮显著下降", "The rate is significantly down"))


def attention_of(
    figures: UnitFigures | None,
    complaints: UnitStanding | None = None,
    change: Change | None = None,
    oversight: OversightStanding | None = None,
) -> Attention:
    """The level of a unit and why; without figures there is nothing to watch in the evaluation."""
    overdue = [_OVERDUE] if complaints is not None and complaints.overdue else []
    reasons = [_NEAR] if complaints is not None and complaints.watch else []
    if oversight is not None:
        overdue += [_CARDS] if oversight.unacknowledged else []
        overdue += [_RATINGS_LATE] if oversight.ratings_overdue else []
        reasons += [_RATINGS] if oversight.bad_ratings > oversight.ratings_overdue else []
        reasons += [_PROMPTS] if oversight.prompts else []
    if figures is not None:
        reasons += [Reason(flag.value, text) for flag, text in _FLAG_REASONS.items() if flag in figures.rate.flags]
        share = figures.dont_know.fraction
        if share is not None and share > DONT_KNOW_LIMIT:
            reasons.append(_DONT_KNOW)
    if change is not None and change.claimed and change.difference is not None and change.difference < 0:
        reasons.append(_WORSE)
    level = Level.OVERDUE if overdue else Level.WATCH if reasons else Level.NONE
    return Attention(level, (*overdue, *reasons))
