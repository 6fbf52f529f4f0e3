from enum import StrEnum


class TrackAct(StrEnum):
    ATTACHMENT = "attachment"
    CODE = "code"
    ERASURE = "erasure"
    MESSAGE = "message"
    PIN = "pin"
    RATING = "rating"
    RETALIATION = "retaliation"
    REVIEW = "review"
    SUPPLEMENT = "supplement"
    WITHDRAWAL = "withdrawal"

    def __str__(self) -> str:
        return str(self.value)
