from enum import StrEnum


class TableName(StrEnum):
    CELLS = "cells"
    UNITS = "units"

    def __str__(self) -> str:
        return str(self.value)
