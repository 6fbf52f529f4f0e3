"""The rules and categories of complaints as the API takes and gives them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend.complaints.bodies import ActionBody
from backend.complaints.kinds import ClockKind
from backend.complaints.rules.policy import DEFAULT_SCOPE, Policy
from backend.core.fields import Line

PolicyScope = Annotated[
    Line, Field(min_length=1, max_length=40, description="A category's code, or `*` for all others")
]


class PolicyQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    scope: PolicyScope | None = None


class PolicyIn(ActionBody):
    """A new version of a scope. It is based on `after`, the newest number that the writer has seen (0: none)."""

    scope: PolicyScope = DEFAULT_SCOPE
    after: Annotated[int, Field(ge=0)]
    policy: Policy
    note: Annotated[Line, Field(max_length=300)] = ""


class PolicyOut(BaseModel):
    """One version of the rules. `in_force`: cases accepted now get it."""

    id: UUID
    scope: str
    number: int
    policy: Policy
    note: str
    created_by: str | None
    created_at: datetime
    in_force: bool
    cases: int = Field(description="Cases that were accepted under it")


class PolicyList(BaseModel):
    items: list[PolicyOut]


class PreviewDue(BaseModel):
    """When a clock that starts now would turn yellow and be due: with the rules in force and with the new ones."""

    clock: ClockKind
    due_now: datetime
    due_new: datetime
    yellow_new: datetime | None
    provisional: bool


class PolicyPreview(BaseModel):
    """The effect of a new version. Cases already accepted keep the version of their acceptance."""

    clocks: list[PreviewDue]
    open_cases: int = Field(description="Open cases of the scope that keep their rules")
    waiting_cases: int = Field(description="Cases of the scope that are not accepted yet and would get the new ones")


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


CategoryName = Annotated[Line, Field(min_length=1, max_length=60)]
GroupName = Annotated[Line, Field(min_length=1, max_length=40)]


class CategoryIn(ActionBody):
    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
    group_name: GroupName
    name: CategoryName
    hint: Annotated[Line, Field(max_length=200)] = ""
    position: Annotated[int, Field(ge=0, le=9999)] | None = Field(None, description="Null: behind all others")


class CategoryEdit(ActionBody):
    """What is absent stays as it is. A retired category is no longer offered."""

    group_name: GroupName | None = None
    name: CategoryName | None = None
    hint: Annotated[Line, Field(max_length=200)] | None = None
    position: Annotated[int, Field(ge=0, le=9999)] | None = None
    active: bool | None = None
