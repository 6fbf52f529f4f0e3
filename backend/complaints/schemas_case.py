"""One case as the centre sees it, and what is done at it beside moving it on."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from backend.complaints.bodies import ActionBody, Note, Summary
from backend.complaints.kinds import (
    CaseState,
    ClockKind,
    Conclusion,
    DissatisfactionCause,
    HandlingMode,
    Rating,
    TerminationReason,
)
from backend.complaints.records import CallbackOutcome, MessageSender, TransferState
from backend.complaints.records_requests import PauseReason, RequestState
from backend.complaints.schemas import CaseHeader, ClockLevel
from backend.core.fields import Line


class ClockOut(BaseModel):
    """A clock. `due` is the first instant that is too late; provisional: its year is not published yet."""

    id: UUID
    kind: ClockKind
    cycle: int
    unit_name: str | None
    due: datetime
    due_original: datetime
    provisional: bool
    paused: bool
    days_left: int | None = Field(description="Working days, negative when past; null when the clock has stopped")
    level: ClockLevel
    stopped_at: datetime | None
    breached_at: datetime | None


class EventOut(BaseModel):
    """What happened. `note` is null for those who may not read what was written."""

    seq: int
    at: datetime
    actor: str = Field(description="Display name, 投诉人 or 系统")
    role: str
    action: str
    source: CaseState | None
    target: CaseState | None
    cycle: int
    data: dict[str, Any]
    note: str | None


class OrderOut(BaseModel):
    """A transfer order as the centre sees it."""

    id: UUID
    number: str
    cycle: int
    unit_id: UUID
    unit_name: str
    lead: bool
    final: bool
    state: TransferState
    matter: str
    dispatched_at: datetime
    signed_at: datetime | None
    answered_at: datetime | None
    conclusion: Conclusion | None
    findings: str | None
    measures: str | None
    draft_reply: str | None


class ResultOut(BaseModel):
    """What a cycle came to."""

    cycle: int
    conclusion: Conclusion
    findings: str
    measures: str | None
    reply: str
    sent_back: int
    issued_at: datetime | None
    on_time: bool | None
    rating: Rating | None
    rating_note: str | None
    rated_at: datetime | None
    rating_flagged: bool


class CallbackOut(BaseModel):
    cycle: int
    outcome: CallbackOutcome
    cause: DissatisfactionCause | None
    note: str
    made_by: str
    at: datetime


class MessageOut(BaseModel):
    id: UUID
    transfer_number: str | None = Field(description="Null: with the complainant")
    sender: MessageSender
    author: str
    at: datetime
    body: str
    read: bool


class RequestOut(BaseModel):
    """Something asked for: an extension, a pause, a return, a termination, a look at the identity."""

    id: UUID
    kind: str
    state: RequestState
    asked_by: str
    asked_at: datetime
    reason: str
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str | None
    own: bool = Field(description="Asked by the caller")
    may_decide: bool = Field(description="Pending, and the caller may decide it: never what one asked for oneself")
    detail: dict[str, Any]


class CaseContent(BaseModel):
    """What was written about a case: for the lead, the officer assigned and named handlers."""

    orders: list[OrderOut]
    results: list[ResultOut]
    callbacks: list[CallbackOut]
    messages: list[MessageOut]
    similar: list[CaseHeader] = Field(description="Perhaps the same matter or person; nothing is dropped")
    merged: list[CaseHeader] = Field(description="Cases merged into this one")


class CaseActionOut(BaseModel):
    """Something the caller could do. `reasons` says what stands against it; empty means allowed."""

    action: str
    label: str
    reasons: list[str]


class CaseDetail(BaseModel):
    """A case as far as the reader may see it."""

    header: CaseHeader
    handling: HandlingMode | None
    reason: str | None
    about_head: bool
    ex_officio: bool
    taken_over: bool
    merged_into: UUID | None
    accepted_at: datetime | None
    replied_at: datetime | None
    closed_at: datetime | None
    external_due: datetime | None
    source: str | None = Field(description="System and number that it came with, for who reads the content")
    held: bool = Field(description="Nothing of it is erased, however old")
    publishable: bool = Field(description="Its state may be named in public, nothing of its texts")
    identity_erased_at: datetime | None = Field(description="Since then nobody can know who complained")
    text_erased_at: datetime | None = Field(description="Since then texts and attachments are gone")
    handlers: list[str]
    clocks: list[ClockOut]
    events: list[EventOut]
    requests: list[RequestOut]
    actions: list[CaseActionOut]
    against_callback: list[str] = Field(
        description="Why the caller cannot call back; empty where nothing is against it"
    )
    content: CaseContent | None


class CaseEdit(ActionBody):
    """What is absent stays as it is."""

    summary: Summary | None = None
    category: Annotated[Line, Field(min_length=1, max_length=40)] | None = None
    unit_id: UUID | None = None


class BasisReason(BaseModel):
    """Why something was proposed, decided or objected to."""

    action: str
    at: datetime
    text: str


class BasisOut(BaseModel):
    """What a second person decides on. A text that names the complainant is withheld. Reading it is an event."""

    decisions: list[str] = Field(
        description="What the caller may decide on now: actions, and events by which something was asked for"
    )
    summary: str
    conclusion: Conclusion | None
    reply: str | None = Field(description="The draft; in a review the answer as it went out")
    reasons: list[BasisReason]


class OriginalOut(BaseModel):
    """The complainant's own words. Reading them is an event of the case."""

    subject: str
    text: str
    wish: str


class IdentityOut(BaseModel):
    """Who the complainant is, or that nobody knows."""

    known: bool
    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""
    email: str = ""


class AssignIn(ActionBody):
    officer_id: UUID


class ReasonIn(ActionBody):
    reason: Note


class CaseMessageIn(ActionBody):
    body: Note
    transfer_id: UUID | None = Field(None, description="To the unit of this order; null: to the complainant")


class CallbackIn(ActionBody):
    outcome: CallbackOutcome
    rating: Rating | None = Field(None, description="What the complainant said, if not rated on the page already")
    cause: DissatisfactionCause | None = Field(None, description="Of dissatisfaction")
    note: Note


class PauseIn(ReasonIn):
    cause: PauseReason
    days: Annotated[int, Field(ge=1, le=365, description="Calendar days from approval")]


class ConflictIn(ReasonIn):
    user_id: UUID | None = Field(None, description="Null: the caller")


class TerminationIn(ReasonIn):
    cause: TerminationReason


class OfficerOut(BaseModel):
    """Somebody of the centre whom a case can be given to."""

    id: UUID
    display_name: str
    lead: bool
    open_cases: int


class OfficerList(BaseModel):
    items: list[OfficerOut]
