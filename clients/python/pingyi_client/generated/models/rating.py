from enum import StrEnum


class Rating(StrEnum):
    BASICALLY = "basically"
    DISSATISFIED = "dissatisfied"
    SATISFIED = "satisfied"

    def __str__(self) -> str:
        return str(self.value)
