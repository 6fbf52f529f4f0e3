"""Service records as the API takes and gives them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.core.fields import Day, Instant, Line
from backend.core.paging import PageQuery
from backend.core.text import Text
from backend.oversight.kinds import NEVER, EventSubject, PauseKind, RecordResult, RecordState
from backend.oversight.models_records import ServiceEvent, ServiceRecord
from backend.oversight.schemas_matters import Body, MatterCode
from backend.units.schemas import UnitCode

ExternalId = Annotated[Line, Field(min_length=1, max_length=80)]


class RecordExtensionIn(Body):
    """More time: approved by somebody above, and told to the applicant beforehand (S3)."""

    days: Annotated[int, Field(ge=1, le=250, description="Working days")]
    reason: Annotated[Line, Field(min_length=1, max_length=200)]
    approved_by: Annotated[Line, Field(min_length=1, max_length=80, description="A post, not a person")]
    told_in_advance: bool
    granted_at: Instant


class RecordPauseIn(Body):
    """Time that the law does not count. Without `end` it goes on, and the clock stands still."""

    kind: PauseKind
    begin: Instant
    end: Instant | None = None


class RecordIn(Body):
    """The whole of a record, as its source has it now. What is absent has its default: this replaces, it does not
    patch. Dates that the source gives count where they are earlier than those that are computed; both are the first
    instant that is too late."""

    external_id: ExternalId = Field(description="The number of the source, for ever the same")
    unit_code: UnitCode
    matter_code: MatterCode
    received_at: Instant
    promised_due: Instant | None = None
    legal_due: Instant | None = None
    finished_at: Instant | None = None
    result: RecordResult | None = None
    on_site: bool = Field(False, description="Finished in one visit")
    immediate: bool = Field(False, description="Finished while the applicant waited")
    extensions: Annotated[list[RecordExtensionIn], Field(max_length=20)] = Field(default_factory=list)
    pauses: Annotated[list[RecordPauseIn], Field(max_length=50)] = Field(default_factory=list)
    correction: Annotated[Line, Field(min_length=1, max_length=200)] | None = Field(
        None, description="Why a finished record is changed; needed for that, no part of the content"
    )

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        for wrong, text in (
            (
                (self.finished_at is None) != (self.result is None),
                Text("办结时间和办理结果应同时填写", "A finished record has a time and a result"),
            ),
            (
                any(one is not None and one < self.received_at for one in self._later()),
                Text("有时间早于受理时间", "A time is before the record came in"),
            ),
            (
                any(pause.end is not None and pause.end < pause.begin for pause in self.pauses),
                Text("中止的结束时间早于开始时间", "A pause ends before it begins"),
            ),
            (
                self.finished_at is not None and any(pause.end is None for pause in self.pauses),
                Text("已办结的办件不能还在中止", "A finished record is not paused"),
            ),
        ):
            if wrong:
                raise ValueError(text)
        return self

    def _later(self) -> list[datetime | None]:
        times = [self.promised_due, self.legal_due, self.finished_at]
        return [*times, *(one.granted_at for one in self.extensions), *(one.begin for one in self.pauses)]


class RecordExtensionOut(BaseModel):
    days: int
    reason: str
    approved_by: str
    told_in_advance: bool
    granted_at: datetime


class RecordPauseOut(BaseModel):
    kind: PauseKind
    begin: datetime
    end: datetime | None


class RecordLimitOut(BaseModel):
    amount: int
    unit: str


class RecordClock(StrEnum):
    """Where a record stands with its dates, now."""

    NONE = "none"  # no limit
    RUNNING = "running"
    NEAR = "near"
    PAUSED = "paused"
    LATE = "late"  # the promised date has passed, or had when it was finished
    BEYOND_LAW = "beyond_law"
    IN_TIME = "in_time"


class RecordOut(BaseModel):
    id: UUID
    source: str
    external_id: str
    unit_id: UUID
    unit_code: str
    unit_name: str
    matter_id: UUID
    matter_code: str
    matter_name: str
    state: RecordState
    clock: RecordClock
    received_at: datetime
    due: datetime | None = Field(description="The promised date with all extensions; the first instant too late")
    judged_due: datetime | None = Field(description="What punctuality is judged by")
    legal_due: datetime | None
    provisional: bool = Field(description="A date lies in a year whose days off are not known yet")
    finished_at: datetime | None
    result: RecordResult | None
    on_site: bool
    immediate: bool
    promised_days: int | None = Field(description="Working days, promised")
    actual_days: int | None = Field(description="Working days, taken")
    version: int

    @classmethod
    def of(cls, record: ServiceRecord, now: datetime) -> "RecordOut":
        return cls(**_shown(record, now, cls.model_fields))


class ServiceEventOut(BaseModel):
    at: datetime
    actor: str = Field(description="A person by name, else the source or `system`")
    subject: EventSubject
    subject_id: UUID
    action: str
    data: dict[str, Any]

    @classmethod
    def of(cls, event: ServiceEvent, names: Mapping[str, str]) -> "ServiceEventOut":
        own = {name: getattr(event, name) for name in cls.model_fields if name != "actor"}
        return cls(**own, actor=names.get(event.actor, event.actor))


class RecordDetail(RecordOut):
    promised_limit: RecordLimitOut | None = Field(description="As it was when the record came in")
    legal_limit: RecordLimitOut | None
    given_promised_due: datetime | None
    given_legal_due: datetime | None
    timeout_effect: str
    extensions: list[RecordExtensionOut]
    pauses: list[RecordPauseOut]
    events: list[ServiceEventOut]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def whole(cls, record: ServiceRecord, now: datetime, events: list[ServiceEventOut]) -> "RecordDetail":
        shown = _shown(record, now, RecordOut.model_fields)
        own = ("given_promised_due", "given_legal_due", "extensions", "pauses", "created_at", "updated_at")
        return cls(
            **shown,
            **{name: getattr(record, name) for name in own},
            promised_limit=_limit(record.limits["promised"]),
            legal_limit=_limit(record.limits["legal"]),
            timeout_effect=record.matter.timeout_effect.value,
            events=events,
        )


def _limit(stored: list[Any] | None) -> RecordLimitOut | None:
    return None if stored is None else RecordLimitOut(amount=stored[0], unit=stored[1])


def _shown(record: ServiceRecord, now: datetime, fields: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: getattr(record, name) for name in fields if hasattr(record, name)}
    for name in ("due", "judged_due", "legal_due"):
        shown[name] = None if shown[name] >= NEVER else shown[name]
    return shown | {
        "unit_code": record.unit.code,
        "unit_name": record.unit.short_name or record.unit.name,
        "matter_code": record.matter.code,
        "matter_name": record.matter.name,
        "clock": clock_of(record, now),
    }


def clock_of(record: ServiceRecord, now: datetime) -> RecordClock:
    """Where a record stands with its dates at `now`."""
    if record.judged_due >= NEVER and record.legal_due >= NEVER:
        return RecordClock.NONE
    if record.state is RecordState.OPEN and record.paused:
        return RecordClock.PAUSED
    at = record.finished_at or min(now, record.stands_since or now)
    if at >= record.legal_due:
        return RecordClock.BEYOND_LAW
    if at >= record.judged_due:
        return RecordClock.LATE
    if record.finished_at is not None:
        return RecordClock.IN_TIME
    return RecordClock.NEAR if record.near_at is not None and record.near_at <= now else RecordClock.RUNNING


class RecordSort(StrEnum):
    DUE = "due"
    DUE_DESC = "-due"
    RECEIVED = "received_at"
    RECEIVED_DESC = "-received_at"


class RecordFilter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    q: Annotated[Line, Field(max_length=80)] | None = Field(None, description="The beginning of the number")
    unit: UUID | None = None
    matter: UUID | None = None
    source: Annotated[Line, Field(max_length=40)] | None = None
    state: RecordState | None = None
    late: bool | None = Field(None, description="The promised date has passed, or had when it was finished")
    received_from: Day | None = None
    received_to: Day | None = None
    sort: RecordSort = RecordSort.RECEIVED_DESC


class RecordQuery(RecordFilter, PageQuery):
    pass


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class PushOut(BaseModel):
    """What became of one record."""

    outcome: Outcome
    id: UUID
    external_id: str


class RecordSources(BaseModel):
    items: list[str]
