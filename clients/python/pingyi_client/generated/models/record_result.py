from enum import StrEnum


class RecordResult(StrEnum):
    APPROVED = "approved"
    OTHER = "other"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    def __str__(self) -> str:
        return str(self.value)
