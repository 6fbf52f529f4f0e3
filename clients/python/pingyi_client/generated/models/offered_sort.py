from enum import StrEnum


class OfferedSort(StrEnum):
    CODE = "code"

    def __str__(self) -> str:
        return str(self.value)
