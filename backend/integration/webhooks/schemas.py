"""What the routes of webhooks take and give."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, field_validator

from backend.auth.schemas import Body
from backend.core.fields import Line
from backend.core.paging import PageQuery
from backend.integration.events.schemas import TypePrefix, TypePrefixes, of_known_types
from backend.integration.webhooks.models import DeliveryState, EndpointState, StoppedBy

LONGEST_OVERLAP = 24 * 7

Url = Annotated[
    Line,
    Field(
        min_length=1,
        max_length=500,
        description="https; the machine must be in the operator's list of machines that may be reached",
        examples=["https://hooks.example.gov.cn/pingyi"],
    ),
]
Description = Annotated[Line, Field(max_length=200)]


class EndpointIn(Body):
    """An address that events are sent to."""

    url: Url
    types: TypePrefixes = Field([])
    description: Description = ""

    _types = field_validator("types")(of_known_types)


class EndpointEdit(Body):
    """What is not named stays."""

    url: Url | None = None
    types: list[TypePrefix] | None = Field(None, max_length=20)
    description: Description | None = None

    @field_validator("types")
    @classmethod
    def _types(cls, value: list[str] | None) -> list[str] | None:
        return None if value is None else of_known_types(value)


class EndpointOut(BaseModel):
    """An endpoint with its health. `url`, which may hold a secret, is for its client only."""

    id: UUID
    client_id: UUID
    client_name: str
    url: str | None = Field(description="null for people, who see the host")
    host: str
    types: list[str]
    description: str
    state: EndpointState
    stopped_by: StoppedBy | None
    failing_since: datetime | None = Field(description="Since then nothing was taken")
    previous_until: datetime | None = Field(description="Until then the secret before signs too")
    waiting: int = Field(description="Deliveries still to be made")
    dead: int = Field(description="Deliveries that were given up")
    last_delivered_at: datetime | None
    created_at: datetime
    version: int


class EndpointMade(EndpointOut):
    """A new endpoint."""

    secret: str = Field(description="Shown this once: receivers verify signatures with it")


class EndpointSort(StrEnum):
    OLDEST = "created_at"
    NEWEST = "-created_at"


class EndpointQuery(PageQuery):
    state: EndpointState | None = None
    client_id: UUID | None = Field(None, description="Of one client; a client sees only its own anyway")
    sort: EndpointSort = EndpointSort.OLDEST


class RotationIn(Body):
    overlap_hours: int = Field(24, ge=24, le=LONGEST_OVERLAP, description="How long the secret before signs too")


class SecretOut(BaseModel):
    """A new secret, shown this once."""

    secret: str
    previous_until: datetime


class TestOut(BaseModel):
    """What came of one attempt that counts for nothing."""

    delivered: bool
    status: int | None = Field(description="What the receiver answered")
    error: str | None = Field(description="A word: why nothing was sent, or what went wrong")
    milliseconds: int


class DeliveryOut(BaseModel):
    """One event on its way to one endpoint."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    message_id: str = Field(description="The `webhook-id`")
    sequence: str = Field(description="That of the event")
    type: str
    subject: str
    state: DeliveryState
    attempt: int = Field(description="Attempts begun")
    next_at: datetime | None = Field(description="When it is tried again")
    last_status: int | None
    last_error: str | None
    created_at: datetime
    first_at: datetime | None
    delivered_at: datetime | None


class DeliverySort(StrEnum):
    OLDEST = "sequence"
    NEWEST = "-sequence"


class DeliveryQuery(PageQuery):
    state: DeliveryState | None = None
    type: TypePrefix | None = Field(None, description="Types that begin so")
    subject: Annotated[Line, Field(max_length=80)] | None = None
    sort: DeliverySort = DeliverySort.NEWEST


class ReplayIn(Body):
    """Which deliveries are made again: of these, those that were given up, or all."""

    first_sequence: Annotated[str, Field(pattern=r"^[0-9]{1,20}$")] | None = Field(
        None, description="From this event on"
    )
    last_sequence: Annotated[str, Field(pattern=r"^[0-9]{1,20}$")] | None = Field(None, description="Up to this event")
    delivered_too: bool = Field(False, description="Also those that were delivered")


class ReplayOut(BaseModel):
    count: int = Field(description="Deliveries that will be made again, in the order of the record")
