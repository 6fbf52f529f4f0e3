from enum import StrEnum


class CaseState(StrEnum):
    ACCEPTED = "accepted"
    CLOSED = "closed"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    MERGED = "merged"
    NOT_ACCEPTED = "not_accepted"
    REGISTERED = "registered"
    REPLIED = "replied"
    REPLY_REVIEW = "reply_review"
    REVIEWING = "reviewing"
    SUPPLEMENTING = "supplementing"
    TERMINATED = "terminated"
    TRANSFERRED_OUT = "transferred_out"
    WITHDRAWN = "withdrawn"

    def __str__(self) -> str:
        return str(self.value)
