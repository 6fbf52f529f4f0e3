"""What the unit side takes and gives. The fields given are the whole of what a unit ever learns of a case.

There is no id or number of the case, no mode, no category, no person of the public, nothing of another unit, and no
time finer than a day (security design, T1 and section 2). A test holds the list of fields still.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from backend.complaints.bodies import ActionBody, Note, OptionalNote
from backend.complaints.kinds import Conclusion
from backend.complaints.records import TransferState
from backend.complaints.records_requests import OrderLevel, OrderState, RequestState
from backend.core.fields import Prose
from backend.core.paging import PageQuery
from backend.files.attachments.kinds import Kind
from backend.files.attachments.models import AttachmentState

UnitRole = Literal["lead", "joint"]
Level = Literal["none", "yellow", "red"]
OptionalStory = Annotated[Prose, Field(max_length=5000)]


class TransferSort(StrEnum):
    """By what expires first; orders that nothing is expected for any more come last."""

    NEXT_DUE = "next_due"
    DISPATCHED = "-dispatched"
    NUMBER = "number"
    NUMBER_DESC = "-number"


class TransferFilter(StrEnum):
    """States to list: one, or all that wait for the unit."""

    OPEN = "open"
    SENT = "sent"
    SIGNED = "signed"
    ANSWERED = "answered"
    RETURNED = "returned"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    ALL = "all"


class TransferQuery(PageQuery):
    state: TransferFilter = Field(TransferFilter.OPEN, description="`open`: to be signed or in hand")
    overdue: bool | None = Field(None, description="Whether the unit is late")
    sort: TransferSort = TransferSort.NEXT_DUE


class DraftIn(ActionBody):
    """The result as far as it is written; what is empty is missing still."""

    conclusion: Conclusion | None = None
    findings: OptionalStory = ""
    measures: OptionalNote = ""
    reply: OptionalStory = Field("", description="The draft of the answer to the complainant")


class MessageIn(ActionBody):
    body: Note


class TransferItem(BaseModel):
    """An order in the list."""

    id: UUID
    number: str
    unit_name: str
    role: UnitRole = Field(description="`lead` 主办, `joint` 协办")
    state: TransferState
    final: bool = Field(description="指定办理: assigned for good")
    dispatched_on: date
    sign_by: date | None = Field(description="Null once signed")
    due_on: date
    provisional: bool = Field(description="The working days of that year are not published yet; it may move later")
    paused: bool
    level: Level
    excerpt: str = Field(description="The beginning of the matter")


class TransferResult(BaseModel):
    """What the unit found, as far as it is written."""

    conclusion: Conclusion | None
    findings: str
    measures: str
    reply: str
    drafted_by: str | None
    approved_by: str | None
    answered_on: date | None = Field(description="When it was submitted; null again once it is changed after that")


class TransferMessage(BaseModel):
    sender: Literal["officer", "unit"]
    on: date
    body: str


class TransferExtension(BaseModel):
    state: RequestState
    amount: int
    asked_on: date
    reason: str
    decided_on: date | None
    note: str | None = Field(description="Why it was denied")


class TransferReturn(BaseModel):
    state: RequestState
    asked_on: date
    decide_by: date = Field(description="Undecided after that day it counts as refused")
    basis: str
    reason: str
    decided_on: date | None
    note: str | None


class TransferSupervision(BaseModel):
    """A supervision order to the unit."""

    id: UUID
    number: str
    level: OrderLevel
    state: OrderState
    issued_on: date
    due_on: date
    demand: str
    report: str | None
    reported_on: date | None
    closed_on: date | None


class TransferAttachment(BaseModel):
    """A file of the order. One from the officer is a cleaned copy under a neutral name."""

    id: UUID
    sender: Literal["officer", "unit"]
    title: str
    kind: Kind
    size: int
    state: AttachmentState
    on: date
    removable: bool


class SentBack(BaseModel):
    """The centre sent the answer back."""

    on: date
    note: str


class TransferAction(BaseModel):
    """What can be done with the order as it stands: allowed when `reasons` is empty."""

    action: str
    label: str
    allowed: bool
    reasons: list[str]


class TransferOut(TransferItem):
    """An order with all that belongs to the unit's part."""

    matter: str
    result: TransferResult
    sent_back: list[SentBack]
    messages: list[TransferMessage]
    extensions: list[TransferExtension]
    returns: list[TransferReturn]
    supervision_orders: list[TransferSupervision]
    attachments: list[TransferAttachment]
    actions: list[TransferAction]
    reader_is_head: bool = Field(description="The reader has the account of the unit's head, who approves")
    version: int
