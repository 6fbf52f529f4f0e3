"""What client systems send and get."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, field_validator

from backend.complaints.bodies import ActionBody, Note, Story
from backend.complaints.kinds import CaseState, Channel
from backend.complaints.public.schemas import TrackAnswer, TrackChoice, TrackDeadline, TrackStep
from backend.complaints.schemas import RegisterIn
from backend.core.fields import Instant, Line
from backend.core.paging import PageQuery
from backend.core.text import Text

SourceSystem = Annotated[Line, Field(min_length=1, max_length=40)]
SourceId = Annotated[Line, Field(min_length=1, max_length=80)]


class IntakeIn(RegisterIn):
    """A complaint that another system hands on, with the identity mode that the complainant chose there."""

    channel: Channel = Channel.API
    source_system: SourceSystem = Field(description="What the system is called; together with `source_id` unique")
    source_id: SourceId = Field(description="The number of the complaint in that system")
    give_code: bool = Field(
        False, description="Give the tracking code, to be passed on to the complainant, who has to exchange it first"
    )

    @field_validator("channel")
    @classmethod
    def _not_ours(cls, channel: Channel) -> Channel:
        if channel is Channel.WEB:
            raise ValueError(Text("网上渠道只用于本系统的投诉页面", "`web` is this program's own page"))
        return channel


class IntakeRegistered(BaseModel):
    """A registered complaint."""

    id: UUID
    number: str
    state: CaseState
    label: str = Field(description="The state as the complainant reads it")
    source_state: str | None = Field(description="The state in the words of the source system, if they are known")
    received_at: datetime
    decide_by: datetime = Field(description="Before when the centre decides whether it accepts the complaint")
    tracking_code: str | None = Field(description="Only if it was asked for; kept nowhere")


class IntakeSort(StrEnum):
    OLDEST = "registered_at"
    NEWEST = "-registered_at"


class IntakeQuery(PageQuery):
    """Filters of the own complaints."""

    updated_since: Instant | None = Field(None, description="Something that the complainant may know happened since")
    source_system: SourceSystem | None = None
    source_id: SourceId | None = None
    sort: IntakeSort = IntakeSort.OLDEST


class IntakeItem(BaseModel):
    """A complaint as the system that sent it sees it; once merged, with the state of the case that it was merged into."""

    id: UUID
    number: str
    source_system: str | None
    source_id: str | None
    state: CaseState
    label: str
    source_state: str | None
    open: bool
    merged: bool
    category: str = Field(description="Code")
    unit_id: UUID | None
    unit_name: str | None
    received_at: datetime
    accepted_at: datetime | None
    replied_at: datetime | None
    closed_at: datetime | None
    updated_at: datetime = Field(description="When something happened last that the complainant may know")


class IntakeDetail(IntakeItem):
    """One complaint, with what the complainant would read on the tracking page; without the messages."""

    deadlines: list[TrackDeadline]
    steps: list[TrackStep]
    answers: list[TrackAnswer]
    where_to_go: str | None
    asked_for: str | None = Field(description="What the centre wants to know, while it waits for details")
    choices: list[TrackChoice]


class RelayedText(ActionBody):
    """What the complainant adds."""

    text: Story


class RelayedMessage(ActionBody):
    text: Note


class RelayedReview(ActionBody):
    reason: Note


class RelayedWithdrawal(ActionBody):
    note: Note = Field(description="When and how the complainant withdrew")
