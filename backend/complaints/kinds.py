"""The words of a case: its states, channels, modes and clocks, with their Chinese and English names."""

from enum import StrEnum
from typing import Final

from backend.core.text import Text


class CaseState(StrEnum):
    """The 14 states (complaint design, 2.2). Archived is a flag with a date, not a state."""

    REGISTERED = "registered"
    SUPPLEMENTING = "supplementing"
    NOT_ACCEPTED = "not_accepted"
    TRANSFERRED_OUT = "transferred_out"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    REPLY_REVIEW = "reply_review"
    REPLIED = "replied"
    CLOSED = "closed"
    REVIEWING = "reviewing"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    TERMINATED = "terminated"


S = CaseState
TERMINAL: Final = frozenset({S.NOT_ACCEPTED, S.TRANSFERRED_OUT, S.CLOSED, S.WITHDRAWN, S.MERGED, S.TERMINATED})
"""States in which nothing is being handled; the constraint of the clocks reads the same list."""

UNANSWERED: Final = frozenset({S.REGISTERED, S.SUPPLEMENTING, S.ACCEPTED, S.DISPATCHED, S.HANDLING, S.REPLY_REVIEW})
"""States before the answer of a cycle."""

STATE_NAMES: Final[dict[CaseState, Text]] = {
    S.REGISTERED: Text("已登记待审", "registered"),
    S.SUPPLEMENTING: Text("待补正", "awaiting details"),
    S.NOT_ACCEPTED: Text("不予受理", "not accepted"),
    S.TRANSFERRED_OUT: Text("移送其他渠道", "transferred elsewhere"),
    S.ACCEPTED: Text("已受理待派", "accepted"),
    S.DISPATCHED: Text("已派待签收", "dispatched"),
    S.HANDLING: Text("办理中", "in hand"),
    S.REPLY_REVIEW: Text("答复审核", "reply under review"),
    S.REPLIED: Text("已答复待回访", "replied"),
    S.CLOSED: Text("已办结", "closed"),
    S.REVIEWING: Text("复查中", "under review"),
    S.WITHDRAWN: Text("已撤诉", "withdrawn"),
    S.MERGED: Text("已并案", "merged"),
    S.TERMINATED: Text("终止办理", "terminated"),
}

_IN_HAND = Text("办理中", "In hand")
PUBLIC_LABELS: Final[dict[CaseState, Text]] = {
    S.REGISTERED: Text("已收到", "Received"),
    S.SUPPLEMENTING: Text("请补充材料", "Please add details"),
    S.NOT_ACCEPTED: Text("不予受理", "Not accepted"),
    S.TRANSFERRED_OUT: Text("已转其他单位", "Passed on"),
    S.ACCEPTED: _IN_HAND,
    S.DISPATCHED: _IN_HAND,
    S.HANDLING: _IN_HAND,
    S.REPLY_REVIEW: _IN_HAND,
    S.REPLIED: Text("已答复", "Answered"),
    S.CLOSED: Text("已办结", "Closed"),
    S.REVIEWING: Text("复查中", "Under review"),
    S.WITHDRAWN: Text("已撤回", "Withdrawn"),
    S.MERGED: Text("已并案办理", "Handled together with others"),
    S.TERMINATED: Text("已终止", "Ended"),
}
"""What the complainant reads. A merged case shows the label of its master."""


class Channel(StrEnum):
    """How a complaint came in."""

    WEB = "web"
    HOTLINE = "hotline"
    LETTER = "letter"
    VISIT = "visit"
    MAYOR_MAILBOX = "mayor_mailbox"
    RECEPTION_DAY = "reception_day"
    API = "api"


CHANNEL_NAMES: Final[dict[Channel, Text]] = {
    Channel.WEB: Text("网上", "web page"),
    Channel.HOTLINE: Text("热线电话", "hotline"),
    Channel.LETTER: Text("来信（意见箱）", "letter"),
    Channel.VISIT: Text("来访", "visit"),
    Channel.MAYOR_MAILBOX: Text("市长信箱", "mayor's mailbox"),
    Channel.RECEPTION_DAY: Text("领导接待日", "reception day"),
    Channel.API: Text("系统对接", "another system"),
}


class IdentityMode(StrEnum):
    """Who may know the complainant (complaint design, 2.7)."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


MODE_NAMES: Final[dict[IdentityMode, Text]] = {
    IdentityMode.OPEN: Text("实名，可告知承办单位", "named, the unit may know"),
    IdentityMode.CONFIDENTIAL: Text("实名，对承办单位保密", "named, hidden from the unit"),
    IdentityMode.ANONYMOUS: Text("匿名", "anonymous"),
}


class HandlingMode(StrEnum):
    """How an accepted case is handled: by the centre itself, assigned to a unit, or passed to a unit."""

    SELF = "self"
    ASSIGNED = "assigned"
    PASSED = "passed"


HANDLING_NAMES: Final[dict[HandlingMode, Text]] = {
    HandlingMode.SELF: Text("自办", "by the centre"),
    HandlingMode.ASSIGNED: Text("交办", "assigned"),
    HandlingMode.PASSED: Text("转办", "passed on"),
}


class ClockKind(StrEnum):
    """The clocks C1 to C9 (complaint design, 2.5); C8, rectification, comes with its feature."""

    ACCEPT = "accept"  # C1
    SUPPLEMENT = "supplement"  # C1s
    RECEIPT = "receipt"  # C2x
    DISPATCH = "dispatch"  # C2d
    SIGN = "sign"  # C2
    TOTAL = "total"  # C3
    UNIT = "unit"  # C3u
    CHECK = "check"  # C4r
    CALLBACK = "callback"  # C5
    RATING = "rating"  # C6
    OBJECTION = "objection"  # C7
    REVIEW = "review"  # C9


CLOCK_NAMES: Final[dict[ClockKind, Text]] = {
    ClockKind.ACCEPT: Text("受理审查", "acceptance"),
    ClockKind.SUPPLEMENT: Text("补正", "supplement"),
    ClockKind.RECEIPT: Text("移送回执", "receipt of transfer"),
    ClockKind.DISPATCH: Text("派单", "dispatch"),
    ClockKind.SIGN: Text("签收", "signing"),
    ClockKind.TOTAL: Text("办理总时限", "handling"),
    ClockKind.UNIT: Text("单位办理", "handling by the unit"),
    ClockKind.CHECK: Text("答复审核", "quality check"),
    ClockKind.CALLBACK: Text("回访", "callback"),
    ClockKind.RATING: Text("评价", "rating"),
    ClockKind.OBJECTION: Text("申请复查", "asking for review"),
    ClockKind.REVIEW: Text("复查决定", "review decision"),
}

OUTLIVING: Final = frozenset({ClockKind.OBJECTION, ClockKind.RECEIPT})
"""Clocks that may run in a terminal case (complaint design, 2.5 f)."""


class Conclusion(StrEnum):
    """What the investigation found."""

    TRUE = "true"
    PARTLY = "partly"
    UNTRUE = "untrue"
    UNKNOWN = "unknown"


CONCLUSION_NAMES: Final[dict[Conclusion, Text]] = {
    Conclusion.TRUE: Text("属实", "confirmed"),
    Conclusion.PARTLY: Text("部分属实", "partly confirmed"),
    Conclusion.UNTRUE: Text("不属实", "not confirmed"),
    Conclusion.UNKNOWN: Text("无法查实", "could not be established"),
}


class Rating(StrEnum):
    """What the complainant says of the answer. No rating is stored as none, never as satisfied."""

    SATISFIED = "satisfied"
    BASICALLY = "basically"
    DISSATISFIED = "dissatisfied"


RATING_NAMES: Final[dict[Rating, Text]] = {
    Rating.SATISFIED: Text("满意", "satisfied"),
    Rating.BASICALLY: Text("基本满意", "basically satisfied"),
    Rating.DISSATISFIED: Text("不满意", "dissatisfied"),
}


class RefusalReason(StrEnum):
    """Why a complaint is not accepted: a closed list, each with a free text and where to go instead."""

    OUT_OF_SCOPE = "out_of_scope"
    OTHER_CHANNEL = "other_channel"
    IN_COURT = "in_court"
    ALREADY_HANDLED = "already_handled"
    NO_FACTS = "no_facts"
    NOT_CHECKABLE = "not_checkable"


REFUSAL_NAMES: Final[dict[RefusalReason, Text]] = {
    RefusalReason.OUT_OF_SCOPE: Text("不属于效能投诉范围", "not a matter of efficiency"),
    RefusalReason.OTHER_CHANNEL: Text("应当通过其他法定途径解决", "another legal way applies"),
    RefusalReason.IN_COURT: Text("已进入诉讼、仲裁或行政复议程序", "before a court, arbitration or review"),
    RefusalReason.ALREADY_HANDLED: Text("同一事项已经办结，没有新的事实", "decided already, without new facts"),
    RefusalReason.NO_FACTS: Text("没有具体事实", "no concrete facts"),
    RefusalReason.NOT_CHECKABLE: Text("线索不清，无法核查", "cannot be checked"),
}


class TerminationReason(StrEnum):
    """Why handling ends without a conclusion."""

    LITIGATION = "litigation"
    RECONSIDERATION = "reconsideration"
    PETITION_ENDED = "petition_ended"
    DISCIPLINE = "discipline"
    NOT_SUPPLEMENTED = "not_supplemented"


TERMINATION_NAMES: Final[dict[TerminationReason, Text]] = {
    TerminationReason.LITIGATION: Text("已进入诉讼或仲裁", "before a court or arbitration"),
    TerminationReason.RECONSIDERATION: Text("已进入行政复议", "under administrative reconsideration"),
    TerminationReason.PETITION_ENDED: Text("信访程序已经终结", "the petition procedure has ended"),
    TerminationReason.DISCIPLINE: Text("纪检监察机关已立案", "a disciplinary body has opened a case"),
    TerminationReason.NOT_SUPPLEMENTED: Text("逾期未补充材料", "details were not supplied in time"),
}


class DissatisfactionCause(StrEnum):
    """Why a complainant is dissatisfied, as the callback found: only subjective causes lead to a rework."""

    SUBJECTIVE = "subjective"
    OBJECTIVE = "objective"


class Actor(StrEnum):
    """Who acts when it is no user."""

    CITIZEN = "citizen"
    SYSTEM = "system"
