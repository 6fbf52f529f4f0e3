"""What the routes of pushed service records take and give."""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from backend.core.fields import Instant
from backend.core.paging import PageQuery
from backend.oversight.kinds import NEVER, RatingChannel, RatingReason, RecordResult, RecordState
from backend.oversight.models import ServiceMatter
from backend.oversight.models_records import ServiceRating, ServiceRecord
from backend.oversight.schemas_records import Outcome


class PushedRecord(BaseModel):
    """A record as its source sees it. Dates are the first instant that is too late; null: there is no limit."""

    id: UUID
    external_id: str
    unit_code: str
    matter_code: str
    state: RecordState
    received_at: datetime
    promised_due: datetime | None = Field(description="With all extensions")
    legal_due: datetime | None
    finished_at: datetime | None
    result: RecordResult | None
    updated_at: datetime

    @classmethod
    def of(cls, row: ServiceRecord) -> "PushedRecord":
        """The query must have loaded `matter` and its unit."""
        return cls(
            id=row.id,
            external_id=row.external_id,
            unit_code=row.matter.unit.code,
            matter_code=row.matter.code,
            state=row.state,
            received_at=row.received_at,
            promised_due=_date(row.due),
            legal_due=_date(row.legal_due),
            finished_at=row.finished_at,
            result=row.result,
            updated_at=row.updated_at,
        )


class PushAnswer(PushedRecord):
    outcome: Outcome = Field(description="What the push did")


class PushedRating(BaseModel):
    """A rating as the system sees it that handed it in. Not what people make of it, nor the comment."""

    id: UUID
    external_id: str = Field(description="Of the record")
    level: int
    channel: RatingChannel
    reasons: list[RatingReason]
    rated_at: datetime
    due: datetime | None = Field(description="Until when a bad one is followed up; null: it is not bad")

    @classmethod
    def of(cls, row: ServiceRating, external_id: str) -> "PushedRating":
        return cls(
            id=row.id,
            external_id=external_id,
            level=row.level,
            channel=row.channel,
            reasons=[RatingReason(reason) for reason in row.reasons],
            rated_at=row.rated_at.astimezone(UTC),  # a new one still has the zone that was sent
            due=_date(row.due),
        )


class PushedSort(StrEnum):
    UPDATED = "updated_at"


class PushedQuery(PageQuery):
    state: RecordState | None = None
    updated_since: Instant | None = Field(None, description="A convenience: the change feed misses nothing, clocks may")
    sort: PushedSort = PushedSort.UPDATED


class MatterOffered(BaseModel):
    """A matter that records can be pushed of."""

    unit_code: str
    matter_code: str
    name: str
    promised_limit: int | None
    promised_time_unit: str
    legal_limit: int | None
    legal_time_unit: str
    active: bool

    @classmethod
    def of(cls, row: ServiceMatter) -> "MatterOffered":
        """The query must have loaded `unit`."""
        return cls(
            unit_code=row.unit.code,
            matter_code=row.code,
            name=row.name,
            promised_limit=row.promised_limit,
            promised_time_unit=row.promised_time_unit.value,
            legal_limit=row.legal_limit,
            legal_time_unit=row.legal_time_unit.value,
            active=row.active,
        )


class OfferedSort(StrEnum):
    CODE = "code"


class MatterOfferedQuery(PageQuery):
    sort: OfferedSort = OfferedSort.CODE


def _date(at: datetime | None) -> datetime | None:
    return None if at is None or at == NEVER else at
