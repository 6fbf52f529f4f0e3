"""What registering takes, and what the pages of the centre get."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from backend.complaints.bodies import ActionBody, Note, OptionalNote, Story, Summary
from backend.complaints.kinds import (
    CaseState,
    Channel,
    ClockKind,
    Conclusion,
    DissatisfactionCause,
    HandlingMode,
    IdentityMode,
    Rating,
    TerminationReason,
)
from backend.complaints.records import CallbackOutcome, MessageSender, TransferState
from backend.complaints.requests import PauseReason, RequestState
from backend.core.fields import Day, Line
from backend.core.paging import PageQuery

Pin = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$"), Field(description="Six digits of the own choice")]
TypedCode = Annotated[str, Field(min_length=1, max_length=40, description="As typed: case and dashes do not matter")]
RequestKey = Annotated[str, Field(min_length=22, max_length=200)]


class ContactIn(ActionBody):
    """Who complains. Stored sealed; no unit ever sees it."""

    name: Annotated[Line, Field(max_length=60)] = ""
    phone: Annotated[Line, Field(max_length=30)] = ""
    id_number: Annotated[Line, Field(max_length=30)] = ""
    address: Annotated[Line, Field(max_length=120)] = ""
    email: Annotated[Line, Field(max_length=120)] = ""


class ComplaintIn(ActionBody):
    """A complaint as the public page sends it."""

    mode: IdentityMode
    category: Annotated[Line, Field(min_length=1, max_length=40, description="Code of a category")]
    unit_id: UUID | None = Field(None, description="The unit complained of; null when not known")
    about_head: bool = Field(False, description="The unit's own head is complained of")
    subject: Annotated[Line, Field(max_length=80)] = ""
    text: Story
    wish: OptionalNote = ""
    persons: Annotated[int, Field(ge=1, le=100_000, description="Complainants in this matter (人次)")] = 1
    contact: ContactIn | None = None
    pin: Pin | None = None


class RegisterIn(ComplaintIn):
    """A complaint that the staff takes down, or another system sends."""

    channel: Channel = Channel.HOTLINE
    received_at: AwareDatetime | None = Field(None, description="At most five working days ago; null: now")
    source_system: Annotated[Line, Field(min_length=1, max_length=40)] | None = None
    source_id: Annotated[Line, Field(min_length=1, max_length=80)] | None = None
    external_due: AwareDatetime | None = Field(None, description="The date of the other system; the earlier governs")

    @model_validator(mode="after")
    def _source_is_whole(self) -> "RegisterIn":
        if (self.source_system is None) != (self.source_id is None):
            raise ValueError("source_system and source_id go together")
        return self


class CaseRegistered(BaseModel):
    """The answer to a registration. The tracking code is shown this once."""

    number: str
    tracking_code: str = Field(description="In groups of four; opens the case on the tracking page")
    temporary: bool = Field(description="To be changed at the first own use")
    received_at: datetime
    decide_by: datetime = Field(description="Before when the centre decides whether it accepts the complaint")


class StaffRegistered(CaseRegistered):
    id: UUID


class ClockLevel(StrEnum):
    """How near a clock is; in this order."""

    NONE = "none"
    YELLOW = "yellow"
    RED = "red"


class Scope(StrEnum):
    """Cases that are being handled, those that have ended, or both."""

    OPEN = "open"
    ENDED = "ended"
    ALL = "all"


class CaseSort(StrEnum):
    """Orders of the list; `next_due`, what expires first, is the work list."""

    NEXT_DUE = "next_due"
    NEXT_DUE_DESC = "-next_due"
    OLDEST = "registered_at"
    NEWEST = "-registered_at"
    NUMBER = "number"
    NUMBER_DESC = "-number"


class CaseQuery(PageQuery):
    """Filters of the list. Nothing sealed can be filtered or sorted by."""

    q: Annotated[Line, Field(max_length=60)] | None = Field(
        None, description="Begin of the number, part of the summary"
    )
    scope: Scope = Scope.OPEN
    state: CaseState | None = None
    overdue: bool = False
    mine: bool = False
    unassigned: bool = False
    unit: UUID | None = None
    category: Annotated[Line, Field(max_length=40)] | None = None
    channel: Channel | None = None
    received_from: Day | None = None
    received_to: Day | None = None
    sort: CaseSort = CaseSort.NEXT_DUE


class CaseHeader(BaseModel):
    """What overseers, and officers before assignment, see of a case: nothing that was written but the summary."""

    id: UUID
    number: str
    state: CaseState
    cycle: int
    channel: Channel
    mode: IdentityMode
    category: str
    category_name: str
    unit_id: UUID | None
    unit_name: str | None
    summary: str
    persons: int
    received_at: datetime
    officer_id: UUID | None
    officer_name: str | None
    next_due: datetime | None = Field(description="Null when the office has nothing to meet")
    next_clock: ClockKind | None
    level: ClockLevel
    version: int
    demo: bool

    @classmethod
    def fields_of(cls, row: Any) -> dict[str, Any]:
        names = ("id", "number", "state", "cycle", "channel", "mode", "unit_id", "summary", "persons", "received_at")
        return {name: getattr(row, name) for name in (*names, "officer_id", "version", "demo")}


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
    detail: dict[str, Any]


class CaseContent(BaseModel):
    """What was written about a case: for the lead, the officer assigned and named handlers."""

    orders: list[OrderOut]
    results: list[ResultOut]
    callbacks: list[CallbackOut]
    messages: list[MessageOut]
    similar: list[CaseHeader] = Field(description="Perhaps the same matter or person; nothing is dropped")
    merged: list[CaseHeader] = Field(description="Cases merged into this one")


class ActionOut(BaseModel):
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
    handlers: list[str]
    clocks: list[ClockOut]
    events: list[EventOut]
    requests: list[RequestOut]
    actions: list[ActionOut]
    content: CaseContent | None


class CaseEdit(ActionBody):
    """What is absent stays as it is."""

    summary: Summary | None = None
    category: Annotated[Line, Field(min_length=1, max_length=40)] | None = None
    unit_id: UUID | None = None


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


class MessageIn(ActionBody):
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


class CategoryOut(BaseModel):
    """A category of complaints."""

    id: UUID
    code: str
    group_name: str
    name: str
    hint: str
    source: str
    active: bool
    version: int

    @classmethod
    def of(cls, row: Any) -> "CategoryOut":
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class CategoryList(BaseModel):
    items: list[CategoryOut]


class OfficerOut(BaseModel):
    """Somebody of the centre whom a case can be given to."""

    id: UUID
    display_name: str
    lead: bool
    open_cases: int


class OfficerList(BaseModel):
    items: list[OfficerOut]
