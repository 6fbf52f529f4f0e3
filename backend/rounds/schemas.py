"""Rounds as the API takes and shows them; sections are in sections.py."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue, model_validator

from backend.core.erasing import Remains
from backend.core.fields import Day, Line, Prose
from backend.core.paging import PageQuery
from backend.core.text import Text
from backend.rounds.amounts import Amount
from backend.rounds.models import Collection, RoundKind, RoundState
from backend.rounds.sections import Body, Name
from backend.stats import Rounding

Year = Annotated[int, Field(ge=2000, le=2100)]
Number = Annotated[int, Field(ge=1, le=99, description="Which round of its year")]
Greeting = Annotated[Prose, Field(max_length=2000, description="Shown above the ballot")]
Contact = Annotated[Line, Field(max_length=200, description="Whom respondents can ask")]

_NOT_NULL = Text("不能为空", "Must not be null")


class RoundIn(Body):
    """A new round. Sections start from presets, or empty."""

    year: Year
    number: Number
    title: Name
    kind: RoundKind = RoundKind.FORMAL
    collection: Collection = Collection.CODED
    planned_open: Day | None = None
    planned_close: Day | None = None
    greeting: Greeting = ""
    contact: Contact = ""
    criteria_preset_id: UUID | None = None
    scale_preset_id: UUID | None = None
    strata_preset_id: UUID | None = None
    all_units: bool = Field(description="Put all active units of the register on the roll")


class RoundPatch(Body):
    """Changes of a draft; fields left out stay. `compare_to` may be changed in every state."""

    year: Year | None = None
    number: Number | None = None
    title: Name | None = None
    kind: RoundKind | None = None
    collection: Collection | None = None
    planned_open: Day | None = None
    planned_close: Day | None = None
    greeting: Greeting | None = None
    contact: Contact | None = None
    allow_small_strata: bool | None = None
    compare_to: UUID | None = None

    @model_validator(mode="after")
    def _refuse_null(self) -> "RoundPatch":
        nullable = {"planned_open", "planned_close", "compare_to"}
        if any(getattr(self, name) is None for name in self.model_fields_set - nullable):
            raise ValueError(_NOT_NULL)
        return self


class CopyIn(Body):
    """What differs in a copy."""

    year: Year
    number: Number
    title: Name


class PlannedCloseIn(Body):
    """Another planned closing for an open round."""

    planned_close: Day
    reason: Annotated[Line, Field(min_length=1, max_length=200)]


class PlannedCloseMove(BaseModel):
    """One change of the planned closing while the round was open."""

    at: datetime
    before: date | None
    after: date
    reason: str


class PublicationOut(BaseModel):
    """How results are shown."""

    k: int = Field(description="Fewest answers that are shown")
    decimals: int
    rounding: Rounding
    indicator_min_weight: Amount


class Step(BaseModel):
    """One step of the line on top of a round's pages."""

    key: Literal["setup", "codes", "progress", "screening", "results"]
    state: Literal["done", "current", "todo"]
    note: str


class RoundSummary(BaseModel):
    """A round in a list."""

    id: UUID
    year: int
    number: int
    title: str
    kind: RoundKind
    state: RoundState
    collection: Collection
    planned_open: date | None
    planned_close: date | None
    opened_at: datetime | None
    closed_at: datetime | None
    unit_count: int
    demo: bool = Field(description="Demonstration data")
    version: int


class RoundOut(RoundSummary):
    """A round. `codes_issued` counts codes of all states; `job_id` is the job that counts the sheets."""

    planned_close_moves: list[PlannedCloseMove]
    greeting: str
    contact: str
    publication: PublicationOut
    allow_small_strata: bool
    method_digest: str | None = Field(description="SHA-256 of the method, fixed by opening")
    tallied_at: datetime | None
    criterion_count: int
    stratum_count: int
    codes_issued: int
    compare_to: UUID | None
    copied_from: UUID | None
    job_id: UUID | None
    remains: Remains | None = Field(
        description="What is left of codes and unmixed sheets in the files of the database once they are counted; for those "
        "who read the turnout"
    )
    steps: list[Step]


class LeftOut(BaseModel):
    """A unit that a copy does not take over, because it is not active any more."""

    unit_id: UUID
    code: str
    name: str


class RoundCopied(RoundOut):
    """The copy, and what it could not take over."""

    left_out: list[LeftOut]


class RollUnitOut(BaseModel):
    unit_id: UUID
    code: str
    name: str
    short_name: str
    sequence_name: str
    duties: str
    key: bool
    pilot: bool
    team: str


class CriterionOut(BaseModel):
    code: str
    name: str
    help: str
    weight: Amount
    share: str = Field(description="Percentage of all weights; together exactly 100.00", examples=["16.67"])


class OptionOut(BaseModel):
    number: int
    label: str
    points: Amount | None
    satisfied: bool
    valid: bool


class StratumOut(BaseModel):
    id: UUID
    code: str
    name: str
    weight: Amount
    share: str = Field(description="Percentage of all weights; together exactly 100.00", examples=["10.00"])
    planned_codes: int
    population: int | None


class ConfigOut(BaseModel):
    """The whole configuration. `editable`: the round is a draft."""

    round_id: UUID
    version: int
    editable: bool
    roll: list[RollUnitOut]
    criteria: list[CriterionOut]
    options: list[OptionOut]
    strata: list[StratumOut]
    publication: PublicationOut


class ActionOut(BaseModel):
    """What could be done next: allowed when `reasons` is empty."""

    action: str
    label: str
    allowed: bool
    reasons: list[str]
    effect: str
    second_person: bool = Field(description="Another person has to countersign before")


class ActionsOut(BaseModel):
    items: list[ActionOut]


class MethodOut(BaseModel):
    """The method as it was fixed by opening; both null for a draft."""

    digest: str | None
    method: dict[str, JsonValue] | None


class PersonOut(BaseModel):
    """Who did something, and when."""

    name: str
    at: datetime


class OpeningState(StrEnum):
    """proposed -> countersigned or refused; changed: the method is not any more what was proposed."""

    PROPOSED = "proposed"
    COUNTERSIGNED = "countersigned"
    REFUSED = "refused"
    CHANGED = "changed"


class OpeningProposalOut(BaseModel):
    """The last proposal to open a round."""

    state: OpeningState
    digest: str
    proposed: PersonOut
    decided: PersonOut | None
    decision_note: str


class OpeningOut(BaseModel):
    """The method as opening fixed it, or would fix it now, and who proposed and countersigned it.

    `proposal` is null while nobody has proposed it, and of a round that was opened by command. `small_strata`: names of
    those with so few codes that people could be guessed.
    """

    digest: str
    method: dict[str, JsonValue]
    small_strata: list[str]
    proposal: OpeningProposalOut | None


class RoundSort(StrEnum):
    """Orders of the list; `number` is by year, then number."""

    OLDEST = "number"
    NEWEST = "-number"
    TITLE = "title"
    TITLE_DOWN = "-title"


class RoundQuery(PageQuery):
    """Filters of the list."""

    year: Year | None = None
    state: RoundState | None = None
    sort: RoundSort = RoundSort.NEWEST
