from enum import StrEnum


class RatingReason(StrEnum):
    ATTITUDE = "attitude"
    ERRANDS = "errands"
    EXTRA_PAPERS = "extra_papers"
    FACILITIES = "facilities"
    FEES = "fees"
    OTHER = "other"
    RESULT = "result"
    SLOW = "slow"
    UNCLEAR = "unclear"

    def __str__(self) -> str:
        return str(self.value)
