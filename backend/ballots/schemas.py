"""Bodies of the ballot routes."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.core.fields import Prose

COMMENT_MAX = 500
MAX_CELLS = 20_000


class CodeIn(BaseModel):
    """A ballot code as typed; case, spaces and dashes do not matter."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"code": "7K3M-9QRT-2WXY-4BCA"}]})

    code: Annotated[str, Field(min_length=1, max_length=64)]


class BallotUnit(BaseModel):
    code: str
    name: str
    sequence: str
    duties: str


class BallotCriterion(BaseModel):
    code: str
    name: str
    help: str


class BallotOption(BaseModel):
    number: int
    label: str
    valid: bool = Field(description="False: 不了解 and the like, outside every denominator")


class BallotForm(BaseModel):
    """What a ballot page needs. Answers are given in the order units x criteria."""

    round_id: UUID
    title: str
    year: int
    number: int
    greeting: str
    contact: str
    demo: bool
    stratum_name: str
    units: list[BallotUnit]
    criteria: list[BallotCriterion]
    options: list[BallotOption]
    comment_max: int = COMMENT_MAX


class CommentIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    unit: Annotated[int, Field(ge=0, description="Position of the unit in `units`, from 0")]
    text: Annotated[Prose, Field(max_length=COMMENT_MAX)]


class SubmissionIn(BaseModel):
    """One whole sheet."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "code": "7K3M-9QRT-2WXY-4BCA",
                    "round_id": "7f7a0f3c-9a53-4f3e-8d3f-5f3d2f1e0c9b",
                    "retry_nonce": "4b1d7f0c9a2e4c5f8d6b3a1907e5f2c8",
                    "answers": [1, 2, 0, 4],
                    "comments": [{"unit": 1, "text": "窗口排队时间长"}],
                }
            ]
        },
    )

    code: Annotated[str, Field(min_length=1, max_length=64)]
    round_id: UUID
    retry_nonce: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", description="128 random bits, kept for a repetition")]
    answers: Annotated[
        list[Annotated[int, Field(ge=0, le=9)]],
        Field(max_length=MAX_CELLS, description="Option numbers, unit by unit, criterion by criterion; 0 = no answer"),
    ]
    comments: Annotated[list[CommentIn], Field(max_length=2_000)] = []


class CodeStateName(StrEnum):
    ISSUED = "issued"
    USED = "used"


class CodeStateOut(BaseModel):
    """Whether somebody has answered with this code."""

    state: CodeStateName


class IssueFormat(StrEnum):
    ZIP = "zip"
    CSV = "csv"
    SLIPS = "slips"


class IssueItem(BaseModel):
    model_config = ConfigDict(extra="forbid")

    stratum_id: UUID
    count: Annotated[int, Field(ge=1, le=20_000)]


class IssueIn(BaseModel):
    """How many codes for which strata. The answer is the only copy of the codes that will ever exist."""

    model_config = ConfigDict(extra="forbid")

    items: Annotated[list[IssueItem], Field(min_length=1, max_length=40)]
    format: IssueFormat = IssueFormat.ZIP


class WithdrawIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    stratum_id: UUID


class CodeCount(BaseModel):
    """`used` is rounded down to a multiple of 5 while the round is open."""

    stratum_id: UUID
    name: str
    planned: int
    issued: int
    used: int | None = Field(description="Null in an open round for a stratum of fewer than 20")


class CodeCounts(BaseModel):
    items: list[CodeCount]


class StratumTurnout(BaseModel):
    stratum_id: UUID
    name: str
    share: str = Field(description="Weight as a percentage of all weights")
    issued: int
    web: int | None = Field(
        description="Null in an open round for a stratum so small that a count would point at people"
    )
    paper: int | None
    returned: int | None
    rate: str | None = Field(
        description="回收率 in percent; null when nothing was issued, when paper was handed out for several strata "
        "together, or when the count is not shown"
    )
    low: bool = Field(description="Below half")
    over: bool = Field(description="More came back than was issued")


class TurnoutOut(BaseModel):
    """回收情况. All counts are rounded down to multiples of 5 while the round is open."""

    live: bool
    issued: int
    issued_together: int = Field(description="Of `issued`: paper sheets handed out for several strata together")
    web: int
    paper: int
    returned: int
    rate: str | None
    strata: list[StratumTurnout]
