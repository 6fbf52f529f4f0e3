from enum import StrEnum


class IdentityMode(StrEnum):
    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    OPEN = "open"

    def __str__(self) -> str:
        return str(self.value)
