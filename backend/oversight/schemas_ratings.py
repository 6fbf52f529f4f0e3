"""Ratings as the API takes and gives them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from backend.core.fields import Day, Instant, Prose
from backend.core.paging import PageQuery
from backend.oversight.kinds import BAD, NEVER, RatingChannel, RatingReason, RatingState, Verdict
from backend.oversight.models_records import ServiceRating
from backend.oversight.schemas_cards import OversightActionOut
from backend.oversight.schemas_matters import Body

Level = Annotated[int, Field(ge=1, le=5, description="5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意")]


class ServiceRatingIn(Body):
    """The one rating of a record."""

    level: Level
    channel: RatingChannel
    reasons: Annotated[list[RatingReason], Field(max_length=len(RatingReason))] = Field(default_factory=list)
    comment: Annotated[Prose, Field(min_length=1, max_length=1000)] | None = Field(
        None, description="Kept sealed; shown to who follows the rating up"
    )
    rated_at: Instant


class RatingAssessIn(Body):
    verdict: Verdict = Field(description="Proposed; another person gives it")
    finding: Annotated[Prose, Field(min_length=1, max_length=2000)]


class RatingVerifyIn(Body):
    verdict: Verdict = Field(description="Mistaken and malicious ones are left out of the figures, and counted")
    note: Annotated[Prose, Field(max_length=500)] = ""


class RatingCallBackIn(Body):
    callback: Annotated[Prose, Field(min_length=1, max_length=1000)]


class RatingRectifyIn(Body):
    rectification: Annotated[Prose, Field(min_length=1, max_length=2000)]


class RatingAgainIn(Body):
    level: Level


class RatingNoteIn(Body):
    note: Annotated[Prose, Field(min_length=1, max_length=500)]


class RatingOut(BaseModel):
    id: UUID
    record_id: UUID
    external_id: str
    unit_id: UUID
    unit_code: str
    unit_name: str
    matter_name: str
    level: int
    channel: RatingChannel
    reasons: list[RatingReason]
    rated_at: datetime
    state: RatingState
    due: datetime | None = Field(description="Until when a bad rating is to be followed up")
    overdue: bool
    proposed: Verdict | None
    finding: str
    verdict: Verdict | None
    called_back_at: datetime | None
    callback: str
    rectified_at: datetime | None
    rectification: str
    second_level: int | None
    ended_at: datetime | None
    note: str
    actions: list[OversightActionOut]
    version: int

    @classmethod
    def of(cls, rating: ServiceRating, now: datetime, actions: list[OversightActionOut]) -> "RatingOut":
        own = {name: getattr(rating, name) for name in cls.model_fields if hasattr(rating, name)}
        return cls(
            **own
            | {
                "due": None if rating.due >= NEVER else rating.due,
                "external_id": rating.record.external_id,
                "unit_code": rating.unit.code,
                "unit_name": rating.unit.short_name or rating.unit.name,
                "matter_name": rating.record.matter.name,
                "overdue": is_overdue(rating, now),
                "actions": actions,
            }
        )


class RatingDetail(RatingOut):
    comment: str | None = Field(description="Null when there is none, or it is not for the reader")


FOLLOWED_UP = (RatingState.OPEN, RatingState.ASSESSED, RatingState.VALID, RatingState.RECTIFIED)
"""States in which somebody has something to do."""


def is_overdue(rating: ServiceRating, now: datetime) -> bool:
    return rating.state in FOLLOWED_UP and rating.due <= now


class RatingSort(StrEnum):
    RATED = "rated_at"
    RATED_DESC = "-rated_at"
    DUE = "due"
    DUE_DESC = "-due"


class RatingQuery(PageQuery):
    unit: UUID | None = None
    record: UUID | None = None
    bad: bool | None = Field(None, description=f"Level {BAD} or below")
    open: bool | None = Field(None, description="Bad ones that are not over with")
    overdue: bool | None = None
    state: RatingState | None = None
    rated_from: Day | None = None
    rated_to: Day | None = None
    sort: RatingSort = RatingSort.RATED_DESC
