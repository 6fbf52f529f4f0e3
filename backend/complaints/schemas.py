"""What registering takes, and what the pages of the centre get."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, model_validator

from backend.complaints.bodies import ActionBody, OptionalNote, Story
from backend.complaints.kinds import (
    CaseState,
    Channel,
    ClockKind,
    IdentityMode,
)
from backend.core.fields import Day, Instant, Line
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
    received_at: Instant | None = Field(None, description="At most five working days ago; null: now")
    source_system: Annotated[Line, Field(min_length=1, max_length=40)] | None = None
    source_id: Annotated[Line, Field(min_length=1, max_length=80)] | None = None
    external_due: Instant | None = Field(None, description="The date of the other system; the earlier governs")

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


class CaseScope(StrEnum):
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
    scope: CaseScope = CaseScope.OPEN
    state: CaseState | None = None
    overdue: bool = False
    mine: bool = False
    unassigned: bool = Field(False, description="Nobody has it, or somebody whose account was disabled")
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
    days_left: int | None = Field(description="Working days until then; 0: today; negative: since then")
    level: ClockLevel
    version: int
    demo: bool

    @classmethod
    def fields_of(cls, row: Any) -> dict[str, Any]:
        names = ("id", "number", "state", "cycle", "channel", "mode", "unit_id", "summary", "persons", "received_at")
        return {name: getattr(row, name) for name in (*names, "officer_id", "version", "demo")}
