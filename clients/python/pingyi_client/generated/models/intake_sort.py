from enum import StrEnum


class IntakeSort(StrEnum):
    REGISTERED_AT = "registered_at"
    VALUE_1 = "-registered_at"

    def __str__(self) -> str:
        return str(self.value)
