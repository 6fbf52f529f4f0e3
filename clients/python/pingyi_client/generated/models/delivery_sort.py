from enum import StrEnum


class DeliverySort(StrEnum):
    SEQUENCE = "sequence"
    VALUE_1 = "-sequence"

    def __str__(self) -> str:
        return str(self.value)
