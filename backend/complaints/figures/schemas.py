"""What the figures of the complaint centre are asked by, and how they are given."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from backend.core.fields import Day
from backend.results.schemas import FileFormat, RateOut


class Dimension(StrEnum):
    """What the figures are grouped by, one at a time."""

    UNIT = "unit"
    CATEGORY = "category"
    CHANNEL = "channel"
    MONTH = "month"


class FiguresQuery(BaseModel):
    """A half-open period of local days. Who reads published figures only asks for a whole month or year that is over."""

    model_config = ConfigDict(extra="forbid")

    period_from: Annotated[Day, Field(description="First day", examples=["2026-10-01"])]
    period_to: Annotated[Day, Field(description="The day after the last", examples=["2026-11-01"])]
    by: Dimension = Dimension.UNIT


class FiguresExportQuery(FiguresQuery):
    format: FileFormat = FileFormat.XLSX


class FigureRow(BaseModel):
    """The figures of one group. Null where `hidden` names the measure: too few cases to publish."""

    key: str = Field(description="Unit id, category code, channel or month; `unknown`: no unit named")
    label: str
    received: int | None = Field(description="Cases received (件)")
    persons: int | None = Field(description="Complainants in them (人次)")
    accepted: int | None
    closed: int | None
    on_time: RateOut | None = Field(description="Of the first answers of the period, those before their due date")
    satisfaction: RateOut | None = Field(description="Of the rated answers, satisfied and basically satisfied")
    flagged: int | None = Field(description="Rated answers whose praise came too soon or in bulk; to be looked into")
    unrated: int | None = Field(description="Answers without a rating; in no denominator")
    overdue: int | None = Field(description="Open cases with a passed date, now; null by month")
    hidden: list[str]


class FiguresOut(BaseModel):
    """The table, its total, and from how many on a number is shown (null: all are)."""

    by: Dimension
    period_from: date
    period_to: date
    k: int | None
    rows: list[FigureRow]
    total: FigureRow
