"""Events of the record as auditors see them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.audit.models import AuditEvent
from backend.core.fields import Day, Line
from backend.core.paging import PageQuery

_CODE = "^[a-z0-9_.]*$"


class EventFilters(BaseModel):
    """What to look for; all that is given must fit."""

    model_config = ConfigDict(extra="forbid")

    seq: Annotated[int | None, Field(ge=1, le=2**53, description="This event alone")] = None
    actor: Annotated[Line | None, Field(max_length=64, description="A user id, a username, `system` or `command`")] = (
        None
    )
    action: Annotated[
        str | None, Field(max_length=60, pattern=_CODE, description="An action or the beginning of one: `round.`")
    ] = None
    object_type: Annotated[str | None, Field(max_length=40, pattern=_CODE)] = None
    object_id: UUID | None = None
    first_day: Annotated[Day | None, Field(description="From this day on, in the zone of the office")] = None
    last_day: Annotated[Day | None, Field(description="Up to the end of this day")] = None


class EventQuery(EventFilters, PageQuery):
    """A page of what fits."""


class ExportFormat(StrEnum):
    """`jsonl`: one event a line in the form that is hashed, with which anybody can compute the chain anew."""

    CSV = "csv"
    JSONL = "jsonl"


class EventExportQuery(EventFilters):
    """All that fits, as a file."""

    format: ExportFormat


class RecordEventOut(BaseModel):
    """One event. `actor_name` is empty where the actor is neither a user nor a client system; `data` holds ids, states and counts."""

    seq: int
    at: datetime
    actor: str
    actor_name: str | None
    action: str
    object_type: str
    object_id: UUID | None
    data: dict[str, Any]
    hash: str

    @classmethod
    def of(cls, event: AuditEvent, names: dict[str, str]) -> "RecordEventOut":
        return cls(
            seq=event.seq,
            at=event.at,
            actor=event.actor,
            actor_name=names.get(event.actor),
            action=event.action,
            object_type=event.object_type,
            object_id=event.object_id,
            data=event.data,
            hash=event.hash,
        )
