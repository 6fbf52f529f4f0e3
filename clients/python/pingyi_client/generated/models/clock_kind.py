from enum import StrEnum


class ClockKind(StrEnum):
    ACCEPT = "accept"
    CALLBACK = "callback"
    CHECK = "check"
    DISPATCH = "dispatch"
    OBJECTION = "objection"
    RATING = "rating"
    RECEIPT = "receipt"
    REVIEW = "review"
    SIGN = "sign"
    SUPPLEMENT = "supplement"
    TOTAL = "total"
    UNIT = "unit"

    def __str__(self) -> str:
        return str(self.value)
