from enum import StrEnum


class PushedSort(StrEnum):
    UPDATED_AT = "updated_at"

    def __str__(self) -> str:
        return str(self.value)
