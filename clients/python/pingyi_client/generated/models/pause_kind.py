from enum import StrEnum


class PauseKind(StrEnum):
    EXPERT_REVIEW = "expert_review"
    HEARING = "hearing"
    INSPECTION = "inspection"

    def __str__(self) -> str:
        return str(self.value)
