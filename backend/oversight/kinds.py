"""Words of the oversight: enums by value, and what they are called."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from backend.core.text import Text

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
"""The due date of what has no limit, so that dates compare without a case for null."""

BAD: Final = 2
"""A rating of this level or below is a bad one (差评)."""


class TimeoutEffect(StrEnum):
    """What a rule attaches to a passed limit. Recorded and shown, never carried out."""

    NONE = "none"
    DEEMED_APPROVED = "deemed_approved"  # 超时默认


class RecordState(StrEnum):
    OPEN = "open"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


class RecordResult(StrEnum):
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OTHER = "other"


class PauseKind(StrEnum):
    """What the law takes out of a limit."""

    HEARING = "hearing"
    INSPECTION = "inspection"
    EXPERT_REVIEW = "expert_review"


class CardLevel(StrEnum):
    PROMPT = "prompt"
    YELLOW = "yellow"
    RED = "red"


class CardRung(StrEnum):
    """Why a card was raised: which date came or passed."""

    NEAR = "near"
    PROMISED = "promised"
    EXTENDED = "extended"  # the second date passed, too
    LEGAL = "legal"


class CardState(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    EXPLAINED = "explained"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class RatingChannel(StrEnum):
    WINDOW = "window"
    DEVICE = "device"
    WEB = "web"
    SMS = "sms"


class RatingReason(StrEnum):
    """Why somebody was not content."""

    ATTITUDE = "attitude"
    SLOW = "slow"
    ERRANDS = "errands"  # more than one visit
    UNCLEAR = "unclear"
    EXTRA_PAPERS = "extra_papers"
    FEES = "fees"
    RESULT = "result"
    FACILITIES = "facilities"
    OTHER = "other"


class RatingState(StrEnum):
    """`settled` needs nothing; a bad rating goes from `open` to `done`, or is `excluded` from the figures."""

    SETTLED = "settled"
    OPEN = "open"
    ASSESSED = "assessed"
    VALID = "valid"
    RECTIFIED = "rectified"
    DONE = "done"
    EXCLUDED = "excluded"


class Verdict(StrEnum):
    VALID = "valid"
    MISTAKEN = "mistaken"
    MALICIOUS = "malicious"


class EventSubject(StrEnum):
    """What an event is about."""

    RECORD = "record"
    CARD = "card"
    RATING = "rating"


CARD_NAMES: Final = {
    CardLevel.PROMPT: Text("提示", "prompt"),
    CardLevel.YELLOW: Text("黄牌", "yellow card"),
    CardLevel.RED: Text("红牌", "red card"),
}
CARD_STATES: Final = {
    CardState.RAISED: Text("待签收", "to be acknowledged"),
    CardState.ACKNOWLEDGED: Text("已签收，待说明", "acknowledged, to be explained"),
    CardState.EXPLAINED: Text("已说明，待销号", "explained, to be closed"),
    CardState.CLOSED: Text("已销号", "closed"),
    CardState.WITHDRAWN: Text("已撤销", "withdrawn"),
}
RATING_STATES: Final = {
    RatingState.SETTLED: Text("无需回访", "nothing to follow up"),
    RatingState.OPEN: Text("待核实", "to be checked"),
    RatingState.ASSESSED: Text("待复核", "to be verified"),
    RatingState.VALID: Text("属实，待整改", "true, to be put right"),
    RatingState.RECTIFIED: Text("已整改，待再评", "put right, to be rated again"),
    RatingState.DONE: Text("已办结", "done"),
    RatingState.EXCLUDED: Text("已剔除", "excluded"),
}
