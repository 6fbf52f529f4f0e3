"""Comparisons as the API shows them: strings, already rounded, and verdicts, so that no page tests or counts."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.results.comparisons import NotRanked
from backend.results.models import OutcomeName
from backend.results.schemas import RoundRef
from backend.stats import ChangeStatus


class AgainstMean(StrEnum):
    """Where a unit stands by the mean of its group, as far as the data can say."""

    ABOVE = "above"
    BELOW = "below"
    NOT_SEPARABLE = "not_separable"


class Direction(StrEnum):
    """A change that holds with 95 % for the whole table, or none that does."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class StandingOut(BaseModel):
    """A unit among all units, or among those of its sequence."""

    rank: int = Field(description="By the value as shown; equal values share a rank")
    lower: int = Field(description="名次区间(95%): the best rank that cannot be excluded; all sets hold together")
    upper: int = Field(description="The worst rank that cannot be excluded")
    above: int = Field(description="How many units it is surely above")
    below: int = Field(description="How many units it is surely below")
    could_be_best: bool
    could_be_in_last: bool = Field(description="Of the group's `last` places")
    surely_in_last: bool = Field(description="Only then is a decision by last place 数据支持")
    against_mean: AgainstMean
    deviation: str = Field(description="Value less the group's mean, with its sign")
    band_lower: str = Field(description="What chance explains around the mean begins here")
    band_upper: str


class ChangeOut(BaseModel):
    """One unit in both rounds, by the weights of the later one. Null means: not computable."""

    status: ChangeStatus
    direction: Direction = Field(description="显著上升, 显著下降 or 无显著变化 (Holm, 5 % over the table)")
    watched: bool = Field(description="关注, inside the office only (Benjamini-Hochberg, 10 % over the table)")
    restricted: bool = Field(description="Both values are of the strata that answered in both rounds")
    first: str | None
    second: str | None
    difference: str | None = Field(description="Of the shown values, with its sign: percentage points or points")
    lower: str | None = Field(description="Lower end of the 95 % interval of the difference")
    upper: str | None
    p: str | None
    p_holm: str | None
    p_bh: str | None


class UnitStandingOut(BaseModel):
    """What comparisons say of one unit."""

    left_out: NotRanked | None = Field(description="Why it is in no rank (未参与排名检验)")
    overall: StandingOut | None
    in_sequence: StandingOut | None
    change: ChangeOut | None = Field(description="Null without an earlier round that compares")


class ComparedUnitOut(UnitStandingOut):
    """One row, in the order of the roll."""

    unit_id: UUID
    code: str
    name: str
    short_name: str
    sequence: str
    value: str | None
    interval_lower: str | None
    interval_upper: str | None
    n: int
    flags: list[str]
    plain: str | None = Field(description="The plain figure, percent or points")
    plain_rank: int | None = Field(description="By the plain figure; carries no test")
    plain_rank_in_sequence: int | None


class GroupOut(BaseModel):
    """Units compared with each other: all (name null), or a sequence."""

    name: str | None
    size: int = Field(description="Units that are compared")
    left_out: int
    mean: str | None = Field(description="Simple mean of the units compared")
    above: int = Field(description="Units surely above the mean")
    below: int
    pairs: int
    separated: int = Field(description="Pairs of which the data say who is above")
    last: int = Field(description="How many places at the end the next figures speak of")
    could_be_best: int
    could_be_in_last: int
    surely_in_last: int


class AbolishedOut(BaseModel):
    """撤并: only in the earlier round."""

    code: str
    name: str
    value: str | None


class ComparedWithOut(BaseModel):
    """The earlier round; with reasons, no change is computed."""

    round: RoundRef
    comparable: bool
    reasons: list[str]
    up: int
    down: int
    watched: int
    abolished: list[AbolishedOut]


class ComparisonsOut(BaseModel):
    """What the data of a round can tell apart."""

    round: RoundRef
    outcome: OutcomeName
    lo: str = Field(description="The smallest value that the outcome can take: percent or points")
    hi: str
    earlier: ComparedWithOut | None
    groups: list[GroupOut] = Field(description="All units first, then the sequences in the order of the roll")
    units: list[ComparedUnitOut]


Last = Annotated[int, Field(ge=1, le=100, description="How many last places the statements speak of")]
LAST = 5


class ComparisonsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    outcome: OutcomeName = OutcomeName.RATE
    last: Last = LAST
