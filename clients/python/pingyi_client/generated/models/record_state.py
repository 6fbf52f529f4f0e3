from enum import StrEnum


class RecordState(StrEnum):
    FINISHED = "finished"
    OPEN = "open"
    WITHDRAWN = "withdrawn"

    def __str__(self) -> str:
        return str(self.value)
