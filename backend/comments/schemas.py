"""Comments as the API takes and shows them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.ballots.schemas import COMMENT_MAX
from backend.comments.alike import Likeness
from backend.comments.models import ReviewState, WithheldReason
from backend.comments.personal import PersonalKind
from backend.core.fields import Line, Prose
from backend.core.paging import PageQuery
from backend.results.schemas import FileFormat, RoundRef

MOST_AT_ONCE = 200
MOST_TOPICS = 20
Name = Annotated[Line, Field(min_length=1, max_length=40)]
Keyword = Annotated[Line, Field(min_length=1, max_length=20)]
Words = Annotated[Line, Field(max_length=500, description="Why it is withheld; needed with the reason `other`")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CommentTopicIn(Body):
    name: Name
    keywords: list[Keyword] = Field([], max_length=60, description="Words of a comment that propose the topic")


class CommentTopicPatch(Body):
    """Fields left out stay."""

    name: Name | None = None
    keywords: list[Keyword] | None = Field(None, max_length=60)
    active: bool | None = None


class TopicRef(BaseModel):
    id: UUID
    name: str


class CommentTopicOut(TopicRef):
    keywords: list[str]
    active: bool
    version: int


class CommentTopicList(BaseModel):
    items: list[CommentTopicOut]


class CommentUnit(BaseModel):
    id: UUID
    code: str
    name: str
    short_name: str


class CommentPiece(BaseModel):
    """Part of an original; `kind` says what it looks like, null for the words between."""

    text: str
    kind: PersonalKind | None


class CommentDecided(BaseModel):
    """A decision, who took it and when."""

    state: ReviewState
    text: str
    reason: WithheldReason | None
    words: str
    decided_by: str | None
    decided_at: datetime


class CommentDesk(BaseModel):
    """What the office works with, and the auditor looks at."""

    state: ReviewState
    version: int
    original: list[CommentPiece] | None = Field(description="For the office alone")
    proposal: str = Field(description="The comment with the personal data covered that the program found")
    findings: int = Field(description="How many pieces look like personal data")
    same_as: UUID | None
    likeness: Likeness | None
    alike: int = Field(description="How many other comments on the unit say the same or nearly the same")
    decided: CommentDecided | None
    earlier: list[CommentDecided] = Field(description="Decisions before the present one, oldest first")


class CommentOut(BaseModel):
    """A comment as it may leave the office; `desk` for those who see how it was decided."""

    id: UUID
    unit: CommentUnit
    text: str
    topics: list[TopicRef]
    desk: CommentDesk | None


class CommentFilter(BaseModel):
    """What of the comments."""

    model_config = ConfigDict(extra="forbid")

    unit_id: UUID | None = None
    topic: UUID | Literal["none"] | None = Field(None, description="An id, or `none`: without any topic")
    q: Annotated[Line, Field(max_length=60)] | None = Field(None, description="Words in the text")


class CommentQuery(CommentFilter, PageQuery):
    state: ReviewState | None = None
    found: bool | None = Field(None, description="With personal data that the program found, or without")
    same_as: UUID | None = Field(None, description="This comment and those like it")


class CommentExportQuery(CommentFilter):
    format: FileFormat = FileFormat.XLSX


class ReviewedState(StrEnum):
    """What can be decided."""

    RELEASED = "released"
    WITHHELD = "withheld"


class CommentDecisionIn(Body):
    """`text` for a release: the comment with places covered by `*`; left out, the text stays as it is."""

    state: ReviewedState
    text: Annotated[Prose, Field(min_length=1, max_length=2 * COMMENT_MAX)] | None = None
    reason: WithheldReason | None = None
    words: Words = ""
    topics: Annotated[list[UUID], Field(max_length=MOST_TOPICS)] | None = None


class SeenComment(Body):
    """A comment and the version that was read."""

    id: UUID
    version: int


class CommentDecisionsIn(Body):
    """The same for several, all or none; each keeps its text and its topics."""

    state: ReviewedState
    reason: WithheldReason | None = None
    words: Words = ""
    items: Annotated[list[SeenComment], Field(min_length=1, max_length=MOST_AT_ONCE)]


class CommentDecisionsOut(BaseModel):
    decided: int


class CommentTopicsIn(Body):
    topics: Annotated[list[UUID], Field(max_length=MOST_TOPICS)]


class ReasonCount(BaseModel):
    reason: WithheldReason
    count: int


class CommentProgress(BaseModel):
    """How far the office is. `unprepared`: comments that the program has not looked through yet."""

    total: int
    pending: int
    released: int
    withheld: int
    unprepared: int
    clear: int = Field(description="Pending ones in which no personal data was found")
    reasons: list[ReasonCount]


class CommentsSummary(BaseModel):
    """What there is to read. `released` counts what the reader may see; `progress` is for the office and the auditor."""

    round: RoundRef
    released: int
    units: list[CommentUnit]
    progress: CommentProgress | None


class CommentedRound(BaseModel):
    round: RoundRef
    released: int


class CommentedRounds(BaseModel):
    """The published rounds in which comments on a unit were released, newest first."""

    items: list[CommentedRound]


class TopicCount(BaseModel):
    """Null: hidden, since so few say it."""

    topic_id: UUID
    count: int | None


class UnitTopicCounts(BaseModel):
    unit: CommentUnit
    total: int | None = Field(description="Comments; null when hidden. Not the sum: a comment may have several topics")
    untitled: int | None = Field(description="Without a topic")
    cells: list[TopicCount]


class CommentCounts(BaseModel):
    """Topics by unit. Before publication of all that are not withheld; for readers outside of what was released."""

    round: RoundRef
    k: int | None = Field(description="Counts below it are hidden; null: none is")
    topics: list[TopicRef]
    totals: list[TopicCount]
    units: list[UnitTopicCounts]
