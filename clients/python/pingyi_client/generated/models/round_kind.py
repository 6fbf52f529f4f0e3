from enum import StrEnum


class RoundKind(StrEnum):
    FORMAL = "formal"
    INTERNAL = "internal"
    RECHECK = "recheck"

    def __str__(self) -> str:
        return str(self.value)
