"""Figures as the API shows them: strings, already rounded, so that no page rounds."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.results.models import OutcomeName
from backend.rounds.models import RoundState


class RateOut(BaseModel):
    """A plain rate with the integers it is made of."""

    numerator: int
    denominator: int
    percent: str | None = Field(description="Null when the denominator is 0, never 0")


class EstimateOut(BaseModel):
    """A weighted estimate: percent for a rate, points for a score. Null means: not computable."""

    value: str | None
    lower: str | None = Field(description="Lower end of the 95 % interval")
    upper: str | None
    se: str | None
    n: int = Field(description="Valid answers behind it")
    n_eff: str | None = Field(description="Effective number of answers; null in a census")
    df: int
    flags: list[str]
    missing_weight: str = Field(description="Share of the strata without an answer, in percent")


class UnitFiguresOut(BaseModel):
    """One unit in one round."""

    unit_id: UUID
    code: str
    name: str
    short_name: str
    sequence: str
    n: int
    plain: RateOut
    plain_score: str | None
    rate: EstimateOut
    score: EstimateOut | None
    awareness: RateOut
    dont_know: RateOut
    blank: RateOut


class StratumTurnoutOut(BaseModel):
    stratum_id: UUID
    name: str
    share: str
    issued: int
    web: int
    paper: int
    valid: int
    rate: str | None = Field(
        description="Null when nothing was issued, or when paper was handed out for several strata together"
    )
    over: bool = Field(description="More came back than was issued: the rate is shown as it is")


class OverallOut(BaseModel):
    """All units together: pooled plain figures, and the simple mean of the units' weighted rates."""

    sheets: int
    issued: int
    issued_together: int = Field(description="Of `issued`: paper sheets handed out for several strata together")
    valid: int
    turnout: str | None = Field(description="有效回收率: valid / issued, percent")
    plain: RateOut
    plain_score: str | None
    mean_rate: str | None
    awareness: RateOut


class RoundRef(BaseModel):
    """A round, named."""

    id: UUID
    year: int
    number: int
    title: str
    state: RoundState
    demo: bool
    method_digest: str | None


class ResultsOut(BaseModel):
    """The results of a tallied round."""

    round: RoundRef
    overall: OverallOut
    turnout: list[StratumTurnoutOut]
    units: list[UnitFiguresOut]


class CellBy(StrEnum):
    CRITERION = "criterion"
    STRATUM = "stratum"


class CellOut(BaseModel):
    """One square of a heat map."""

    value: str | None
    n: int
    step: int | None = Field(description="1 (low) to 5 (high) on the fixed colour scale; null without a value")
    small: bool = Field(description="Fewer answers than may ever be published")


class CellColumn(BaseModel):
    key: str
    name: str
    share: str | None = None


class CellRow(BaseModel):
    unit_id: UUID
    code: str
    name: str
    short_name: str
    sequence: str
    cells: list[CellOut]
    total: CellOut


class CellsOut(BaseModel):
    """A heat map as a table: rows are units in the order of the roll."""

    round: RoundRef
    by: CellBy
    outcome: OutcomeName
    cuts: list[str] = Field(description="Where the steps 2 to 5 of the colour scale begin: percent, or points")
    columns: list[CellColumn]
    rows: list[CellRow]


class CellsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    by: CellBy = CellBy.STRATUM
    outcome: OutcomeName = OutcomeName.RATE
    unit_id: Annotated[UUID | None, Field(description="Only this unit")] = None


class HistoryItem(BaseModel):
    """One past round of a unit."""

    round: RoundRef
    figures: UnitFiguresOut
    mean_rate: str | None


class UnitHistory(BaseModel):
    """A unit's figures in every tallied round, oldest first."""

    figures_visible: bool
    items: list[HistoryItem]


class FileFormat(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class ExportQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    format: FileFormat = FileFormat.XLSX
