"""Screening as the API shows it. Numbers are texts, already rounded, so that no page rounds."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.core.fields import Line
from backend.core.text import Text
from backend.results.models import OutcomeName
from backend.results.schemas import RateOut, RoundRef
from backend.results.screening.models import Decision, FlagKind

OFTEN = 1_000_000
"""Rounds in which chance would do so once are counted up to here."""


class WindowOut(BaseModel):
    """Five minutes with more ballots than chance explains."""

    begins_at: datetime
    sheets: int


class StratumShare(BaseModel):
    """How many of something are of one stratum."""

    name: str
    sheets: int


class LargestChange(BaseModel):
    """The unit whose plain rate would change most without the sheets of a flag: percent, and points of percent."""

    unit: str
    before: str | None
    after: str | None
    difference: str | None


class FlagNumbers(BaseModel):
    """What was seen. Which fields there are depends on the kind of the flag."""

    one_in: int = Field(description=f"Chance alone would show this once in so many rounds; {OFTEN} also for more")
    of: int | None = Field(None, description="straight_lines: sheets of the stratum")
    share: str | None = Field(None, description="straight_lines: of the stratum's sheets, percent")
    overall: str | None = Field(None, description="straight_lines: of all sheets, percent")
    strata: list[StratumShare] | None = Field(None, description="duplicates: whose sheets they are")
    source: str | None = Field(None, description="source: its name in the file")
    seen: int | None = Field(None, description="source, batch: sheets; burst: windows with too many")
    usual: str | None = Field(None, description="burst, source, batch: the median")
    compared: int | None = Field(
        None, description="burst, source, batch: how many windows, sources or batches there are"
    )
    windows: list[WindowOut] | None = Field(None, description="burst: the fullest ones, by time")
    outcome: OutcomeName | None = Field(None, description="outlier")
    value: str | None = Field(None, description="outlier: of this stratum or batch; percent or points")
    others: str | None = Field(None, description="outlier: of all others together")
    n: int | None = Field(None, description="outlier: sheets that judged the unit")
    z: str | None = Field(None, description="outlier: robust standard deviations from what is expected")
    largest: LargestChange | None = Field(None, description="With sheets: what excluding them would change most")


class DecisionName(StrEnum):
    """What can be decided."""

    KEPT = "kept"
    EXCLUDED = "excluded"


class DecisionOut(BaseModel):
    """A decision, who took it and why."""

    decision: DecisionName
    reason: str
    decided_by: str | None
    decided_at: datetime


class FlagOut(BaseModel):
    """Something that a person has to look at."""

    id: UUID
    number: int
    kind: FlagKind
    stratum: str | None
    unit: str | None
    batch: str | None
    sheets: int = Field(
        description="How many sheets it names; 0: it is about no single sheets, and none can be excluded"
    )
    numbers: FlagNumbers
    decision: Decision
    decided: DecisionOut | None
    earlier: list[DecisionOut] = Field(description="Decisions before the present one, oldest first")
    in_force: bool = Field(description="The count follows the decision already")
    version: int


class StraightOut(BaseModel):
    """How many sheets of a stratum give every unit the same answer, flagged or not."""

    stratum: str
    straight: int
    sheets: int
    share: str | None


class ScreeningOut(BaseModel):
    """The screening of a counted round. Before it has run, `screened_at` is null and everything is empty."""

    round: RoundRef
    screened_at: datetime | None
    sheets: int
    total: int
    decided: int
    recounting: bool
    straight: list[StraightOut]
    flags: list[FlagOut]


Reason = Annotated[Line, Field(min_length=5, max_length=500)]


class DecisionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    decision: DecisionName
    reason: Reason


class FlagVersion(BaseModel):
    """A flag as it was read."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    version: int


class SeveralDecisionsIn(BaseModel):
    """One decision about several flags that nobody has decided. They can be kept so, not excluded: what leaves sheets
    out takes a look at each flag."""

    model_config = ConfigDict(extra="forbid")

    decision: Literal[DecisionName.KEPT]
    reason: Reason
    flags: list[FlagVersion] = Field(min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _refuse_repeats(self) -> Self:
        if len({flag.id for flag in self.flags}) < len(self.flags):
            raise ValueError(Text("同一条疑点出现了两次", "The same flag appears twice"))
        return self


class EffectFigures(BaseModel):
    """One unit's figures from some of the sheets; differences are those of the figures shown, to all sheets."""

    n: int
    plain: RateOut
    plain_difference: str | None
    rate: str | None
    rate_difference: str | None


class UnitEffect(BaseModel):
    """A unit with all sheets, without every sheet that was flagged, and as the decisions stand."""

    unit_id: UUID
    code: str
    name: str
    short_name: str
    sequence: str
    all: EffectFigures
    flagged: EffectFigures
    final: EffectFigures


class EffectSheets(BaseModel):
    """Valid sheets behind each column."""

    all: int
    flagged: int
    final: int


class EffectOut(BaseModel):
    """Results with and without."""

    round: RoundRef
    sheets: EffectSheets
    units: list[UnitEffect]
