"""Cards as the API takes and gives them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from backend.core.fields import Day, Line, Prose
from backend.core.paging import PageQuery
from backend.oversight.kinds import CardLevel, CardRung, CardState, RecordState
from backend.oversight.models_records import Card
from backend.oversight.schemas_matters import Body


class CardAcknowledgeIn(Body):
    """An action that needs no words."""


class CardExplainIn(Body):
    explanation: Annotated[Prose, Field(min_length=1, max_length=2000)]


class CardReturnIn(Body):
    note: Annotated[Line, Field(min_length=1, max_length=500)]


class CardCloseIn(Body):
    note: Annotated[Line, Field(max_length=500)] = ""


class OversightActionOut(BaseModel):
    """Something that the reader may do next. With `against`, not yet, and why."""

    action: str
    against: str | None


class CardOut(BaseModel):
    id: UUID
    record_id: UUID
    external_id: str
    source: str
    record_state: RecordState
    unit_id: UUID
    unit_code: str
    unit_name: str
    matter_name: str
    level: CardLevel
    rung: CardRung
    breach_at: datetime = Field(description="The date that came or passed")
    raised_at: datetime
    acknowledge_due: datetime
    overdue: bool = Field(description="Not acknowledged in time")
    state: CardState
    acknowledged_at: datetime | None
    explained_at: datetime | None
    explanation: str
    ended_at: datetime | None
    note: str = Field(description="Why the explanation was returned, or what was said when the card was closed")
    actions: list[OversightActionOut]
    version: int

    @classmethod
    def of(cls, card: Card, now: datetime, actions: list[OversightActionOut]) -> "CardOut":
        own = {name: getattr(card, name) for name in cls.model_fields if hasattr(card, name)}
        return cls(
            **own,
            external_id=card.record.external_id,
            source=card.record.source,
            record_state=card.record.state,
            unit_code=card.unit.code,
            unit_name=card.unit.short_name or card.unit.name,
            matter_name=card.record.matter.name,
            overdue=is_overdue(card, now),
            actions=actions,
        )


def is_overdue(card: Card, now: datetime) -> bool:
    """Whether a yellow or red card waits for its acknowledgement longer than it may. A prompt only reminds."""
    return card.state is CardState.RAISED and card.level is not CardLevel.PROMPT and card.acknowledge_due <= now


class CardSort(StrEnum):
    RAISED = "raised_at"
    RAISED_DESC = "-raised_at"


class CardQuery(PageQuery):
    unit: UUID | None = None
    record: UUID | None = None
    level: CardLevel | None = None
    state: CardState | None = None
    open: bool | None = Field(None, description="Neither closed nor withdrawn")
    overdue: bool | None = Field(None, description="Not acknowledged in time")
    raised_from: Day | None = None
    raised_to: Day | None = None
    sort: CardSort = CardSort.RAISED_DESC
