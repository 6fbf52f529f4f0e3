"""Which changes of the record other systems learn of, and in which words: the one table.

What is not in it leaves the house in no form. Events are thin: ids, states and versions, and never a text, a name, a
mode of identity or who did it. The source of the words for complaints is what the complainant sees of the own case
(complaint design, 2.2): an inner step, such as a check of the reply, is no event.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from backend.auth.policy import Scope
from backend.complaints.kinds import CaseState

PREFIX: Final = "cn.gov.efficiency."
VERSION: Final = ".v1"


class Subject(StrEnum):
    """What an event is about, as the record names it."""

    COMPLAINT = "complaint"
    SERVICE_RECORD = "service_record"
    CARD = "card"
    SERVICE_RATING = "service_rating"
    ROUND = "round"


SCOPES: Final[dict[Subject, Scope]] = {
    Subject.COMPLAINT: Scope.COMPLAINTS_READ,
    Subject.SERVICE_RECORD: Scope.RECORDS_READ,
    Subject.CARD: Scope.RECORDS_READ,
    Subject.SERVICE_RATING: Scope.RECORDS_READ,
    Subject.ROUND: Scope.STATS_READ,
}
"""What a client needs, beside the right to be told of events at all, to see those of a subject. Which objects it sees
is decided in `seeing.py`."""

LINKS: Final[dict[Subject, str]] = {
    Subject.COMPLAINT: "/api/v1/intake/complaints/{id}",
    Subject.ROUND: "/api/v1/public/results/{id}",
}
"""Where the object is read, with the reader's own rights."""

# The words of a subject for the actions of the record.
_WORDS: Final[dict[Subject, dict[str, str]]] = {
    Subject.COMPLAINT: {
        "register": "registered",
        "ask_supplement": "supplement_wanted",
        "supplement": "supplemented",
        "lapse": "lapsed",
        "lapse_to_decision": "supplement_lapsed",
        "refuse": "not_accepted",
        "transfer_out": "passed_on",
        "confirm_receipt": "receipt_confirmed",
        "accept": "accepted",
        "merge": "merged",
        "dispatch": "dispatched",
        "redispatch": "redispatched",
        "self_handle": "taken_in_hand",
        "extend": "extended",
        "pause": "paused",
        "issue_reply": "replied",
        "rework": "reworked",
        "close": "closed",
        "withdraw": "withdrawn",
        "terminate": "terminated",
        "ask_review": "review_asked",
        "uphold": "review_upheld",
        "overturn": "review_overturned",
    },
    Subject.SERVICE_RECORD: {
        # Pushes are no events: the record has one for a batch of thousands, which names none of them.
        "correct": "corrected",
    },
    Subject.CARD: {
        "raise": "raised",
        "acknowledge": "acknowledged",
        "explain": "explained",
        "return": "returned",
        "close": "closed",
        "settle": "settled",
        "withdraw": "withdrawn",
    },
    Subject.SERVICE_RATING: {
        # Of bad ratings alone, and of these steps only those that end it: `seeing.py` looks at the level and the state.
        "create": "follow_up_opened",
        "verify": "follow_up_closed",
        "rate_again": "follow_up_closed",
        "end": "follow_up_closed",
    },
    Subject.ROUND: {
        "publish": "published",
        "correct": "corrected",
    },
}

PUBLIC_STATES: Final[dict[CaseState, str]] = {
    CaseState.REGISTERED: "received",
    CaseState.SUPPLEMENTING: "supplement_wanted",
    CaseState.NOT_ACCEPTED: "not_accepted",
    CaseState.TRANSFERRED_OUT: "passed_on",
    CaseState.ACCEPTED: "in_progress",
    CaseState.DISPATCHED: "in_progress",
    CaseState.HANDLING: "in_progress",
    CaseState.REPLY_REVIEW: "in_progress",
    CaseState.REPLIED: "replied",
    CaseState.CLOSED: "closed",
    CaseState.REVIEWING: "reviewing",
    CaseState.WITHDRAWN: "withdrawn",
    CaseState.MERGED: "merged",
    CaseState.TERMINATED: "terminated",
}
"""The states of a case as its complainant knows them: the public labels as words."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of event."""

    subject: Subject
    action: str
    type: str


KINDS: Final[dict[tuple[str, str], Kind]] = {
    (subject.value, f"{subject}.{action}"): Kind(subject, f"{subject}.{action}", f"{PREFIX}{subject}.{word}{VERSION}")
    for subject, words in _WORDS.items()
    for action, word in words.items()
}
"""By object type and action of the record."""

TYPES: Final = tuple(sorted({kind.type for kind in KINDS.values()}))
TEST_TYPE: Final = f"{PREFIX}webhook.test{VERSION}"
"""Of the delivery by which a receiver is tried out; nothing has happened."""


def is_wanted(type_: str, prefixes: Iterable[str]) -> bool:
    """Whether a type begins in one of these ways; no prefixes want all."""
    wanted = tuple(prefixes)
    return not wanted or type_.startswith(wanted)


def kinds_for(scopes: Iterable[str], prefixes: Iterable[str] = ()) -> list[Kind]:
    """What a reader with these scopes may be told of, if it wants to."""
    held, wanted = frozenset(scopes), tuple(prefixes)
    return [kind for kind in KINDS.values() if SCOPES[kind.subject] in held and is_wanted(kind.type, wanted)]


def plain_state(state: Any) -> str | None:
    """The public word for the state that the record keeps of a case; None for one of a later version."""
    try:
        return PUBLIC_STATES[CaseState(state)]
    except ValueError:
        return None
