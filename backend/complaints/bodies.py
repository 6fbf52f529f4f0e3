"""What the actions on a case take. Every free text is bounded and sealed where it is kept."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.complaints.kinds import (
    Conclusion,
    DissatisfactionCause,
    HandlingMode,
    Rating,
    RefusalReason,
)
from backend.core.fields import Line, Prose

Note = Annotated[Prose, Field(min_length=1, max_length=2000)]
OptionalNote = Annotated[Prose, Field(max_length=2000)]
Summary = Annotated[Prose, Field(min_length=1, max_length=500)]
Story = Annotated[Prose, Field(min_length=1, max_length=5000)]


class ActionBody(BaseModel):
    """Base of the bodies; extra fields are refused, so that nobody sends a state or a version along."""

    model_config = ConfigDict(extra="forbid")


class NoteBody(ActionBody):
    note: Note


class ReviewBody(NoteBody):
    """`asked_in` is the merged case whose complainant asks; no route takes it."""

    asked_in: UUID | None = None


class PlainBody(ActionBody):
    note: OptionalNote = ""


class AskSupplementBody(ActionBody):
    missing: Annotated[list[Annotated[Line, Field(min_length=1, max_length=200)]], Field(min_length=1, max_length=10)]


class SupplementBody(ActionBody):
    text: Story


class RefuseBody(ActionBody):
    reason: RefusalReason
    note: Note
    where_to_go: Annotated[Line, Field(min_length=1, max_length=200)]


class TransferOutBody(ActionBody):
    destination: Annotated[Line, Field(min_length=1, max_length=100)]
    note: Note


class AcceptBody(ActionBody):
    handling: HandlingMode
    summary: Summary
    category_id: UUID | None = Field(None, description="Corrects the category")
    unit_id: UUID | None = Field(None, description="Corrects the unit complained of")


class MergeBody(ActionBody):
    master_id: UUID
    note: OptionalNote = ""


class OrderBody(ActionBody):
    unit_id: UUID
    matter: Story = Field(description="What the unit is told, in the officer's words")
    name_released: bool = Field(False, description="The complainant agreed to be named in `matter`")
    within: Annotated[int, Field(ge=1, le=400)] | None = Field(
        None, description="An own limit in working days from dispatch, not beyond that of the case"
    )


class DispatchBody(ActionBody):
    lead: OrderBody
    joint: Annotated[list[OrderBody], Field(max_length=5)] = []


class RedispatchBody(DispatchBody):
    note: OptionalNote = Field("", description="Why a unit whose return was granted gets the order again; lead only")


class SelfHandleBody(ActionBody):
    handler_ids: Annotated[list[UUID], Field(min_length=1, max_length=5)]
    no_conflict: bool = Field(description="The officers named have declared that they have no conflict of interest")


class ResultBody(ActionBody):
    conclusion: Conclusion
    findings: Story
    measures: OptionalNote = ""
    reply: Story = Field(description="The draft of the answer to the complainant")


class IssueReplyBody(ActionBody):
    reply: Story


class ReworkBody(ActionBody):
    cause: DissatisfactionCause
    note: Note


class WithdrawBody(ActionBody):
    note: OptionalNote = ""
    ex_officio: bool = Field(False, description="The centre goes on with the case in the public interest")


class RateBody(ActionBody):
    rating: Rating
    note: OptionalNote = ""
