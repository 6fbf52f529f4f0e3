"""The dashboard's answer."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.core.fields import Line
from backend.dashboard.attention import Level
from backend.results.schemas import FileFormat, OverallOut, RateOut, RoundRef, UnitFiguresOut
from backend.results.schemas_comparisons import ComparedWithOut, GroupOut, UnitStandingOut


class DashboardQuery(BaseModel):
    """Filters; all of them live in the page's address."""

    model_config = ConfigDict(extra="forbid")

    round_id: Annotated[UUID | None, Field(description="Default: the newest tallied round")] = None
    compare_to: Annotated[
        UUID | None, Field(description="Default: the round that the office chose to compare with")
    ] = None
    sequence: Annotated[Line | None, Field(max_length=100)] = None
    attention: Annotated[bool, Field(description="Only units that need attention")] = False


class DashboardExportQuery(DashboardQuery):
    format: FileFormat = FileFormat.XLSX


class ReasonOut(BaseModel):
    code: str
    text: str


class StatusOut(BaseModel):
    """What needs attention, and why."""

    level: Level
    reasons: list[ReasonOut]


class PreviousOut(BaseModel):
    """The same unit in the earlier round."""

    plain: RateOut
    rate: str | None
    n: int


class ComplaintsOut(BaseModel):
    """The complaints that were sent to a unit, or to all. Null: too few to show to this reader; `hidden` names them."""

    open: int | None = Field(description="Transfer orders with the unit now")
    overdue: int | None = Field(description="Of them, those whose date has passed")
    on_time: RateOut | None = Field(description="Of those answered this year, those in time")
    hidden: list[str]


class OversightOut(BaseModel):
    """The cards and dates of a unit's service records, or of all."""

    yellow: int = Field(description="Open now")
    red: int
    bad_ratings: int = Field(description="Bad ratings that are being followed up")
    on_time: RateOut = Field(description="Of the records of this year that are finished or due, those in time")


class DashboardUnit(BaseModel):
    """One row. `figures` is null when the unit was not on the roll or the reader may not see figures yet."""

    unit_id: UUID
    code: str
    name: str
    short_name: str
    sequence: str
    figures: UnitFiguresOut | None
    previous: PreviousOut | None
    standing: UnitStandingOut | None = Field(
        description="Ranks, distance from the mean and change of the weighted rate; null without figures"
    )
    complaints: ComplaintsOut | None = Field(description="Null when the reader gets no figures of complaints")
    oversight: OversightOut | None = Field(description="Null when the unit is not in the reader's sight")
    status: StatusOut


class SequenceCount(BaseModel):
    name: str
    count: int


class Axis(BaseModel):
    """The common axis of the dots, in percent; it may begin above 0 and then the page says so."""

    min: int
    max: int


class DashboardOut(BaseModel):
    """总览."""

    figures_visible: bool
    rounds: list[RoundRef] = Field(description="Rounds that can be chosen, newest first")
    round: RoundRef | None
    comparison: ComparedWithOut | None
    groups: list[GroupOut] = Field(description="All units first, then the sequences; empty without figures")
    overall: OverallOut | None
    complaints: ComplaintsOut | None = Field(
        description="All transfer orders together; null when the reader gets no figures of complaints"
    )
    oversight: OversightOut | None = Field(description="All units together; null for who does not see all")
    axis: Axis
    sequences: list[SequenceCount]
    attention_count: int
    units: list[DashboardUnit]
