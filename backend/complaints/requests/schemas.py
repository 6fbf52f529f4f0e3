"""What requests and supervision orders take, and what the centre sees of them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from backend.complaints.bodies import ActionBody, Note
from backend.complaints.records_requests import OrderLevel, OrderState, RequestState
from backend.core.fields import Line


class ExtensionIn(ActionBody):
    amount: Annotated[int, Field(ge=1, le=400, description="In the unit of the case's limit, mostly working days")]
    reason: Note


class ReturnIn(ActionBody):
    basis: Annotated[Line, Field(min_length=4, max_length=200, description="The rule by which it is another unit's")]
    reason: Note


class DemandIn(ActionBody):
    demand: Note
    within: Annotated[int, Field(ge=0, le=60, description="Working days to report in")] = 3


class SupervisionIn(DemandIn):
    level: OrderLevel
    transfer_id: UUID | None = Field(None, description="The transfer order it is about; the lead unit's when absent")


class ReportIn(ActionBody):
    report: Note


class RequestOut(BaseModel):
    """A request as the centre sees it. Texts are null for those who see headers only."""

    id: UUID
    state: RequestState
    transfer_number: str | None
    unit_name: str | None
    asked_at: datetime
    asked_by_name: str
    reason: str | None
    decided_at: datetime | None
    decided_by_name: str | None
    note: str | None
    may_decide: bool = Field(description="Pending, and neither of the person nor of the person's unit")


class ExtensionOut(RequestOut):
    amount: int


class ReturnOut(RequestOut):
    decide_by: datetime


class SupervisionOut(BaseModel):
    """A supervision order as centre and supervisors see it. Texts are null for the auditor."""

    id: UUID
    number: str
    level: OrderLevel
    state: OrderState
    transfer_number: str | None
    unit_name: str | None
    issued_at: datetime
    issued_by_name: str | None = Field(description="Null: by the program, when the time had run out")
    due: datetime
    demand: str | None
    report: str | None
    acknowledged_at: datetime | None
    reported_at: datetime | None
    closed_at: datetime | None
    repeats: str | None = Field(description="Number of the order whose report did not satisfy")


class ExtensionList(BaseModel):
    items: list[ExtensionOut]


class ReturnList(BaseModel):
    items: list[ReturnOut]


class SupervisionList(BaseModel):
    items: list[SupervisionOut]


class RetaliationState(StrEnum):
    """Nobody has it, a supervisor looks into it, or it came to something."""

    NEW = "new"
    TAKEN = "taken"
    SETTLED = "settled"


class RetaliationOut(BaseModel):
    """What a complainant reported, of which case, and what became of it."""

    id: UUID
    case_id: UUID
    case_number: str
    at: datetime
    body: str
    state: RetaliationState
    taken_by_name: str | None
    taken_at: datetime | None
    outcome: str | None
    settled_at: datetime | None
    may_settle: bool = Field(description="In hand, by the person or by somebody whose lead the person is")


class RetaliationList(BaseModel):
    items: list[RetaliationOut]


class RetaliationOutcomeIn(ActionBody):
    outcome: Note
