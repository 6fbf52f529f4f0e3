from enum import StrEnum


class StoppedBy(StrEnum):
    ADMINISTRATOR = "administrator"
    CLIENT = "client"
    FAILURES = "failures"
    GONE = "gone"

    def __str__(self) -> str:
        return str(self.value)
