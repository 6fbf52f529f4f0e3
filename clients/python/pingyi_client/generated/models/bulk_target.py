from enum import StrEnum


class BulkTarget(StrEnum):
    SERVICE_RECORDS = "service_records"

    def __str__(self) -> str:
        return str(self.value)
