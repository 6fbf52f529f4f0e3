"""The record as the API shows it."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from backend.audit.checkpoints import code_of
from backend.audit.models import AuditEvent, Checkpoint


class CheckpointOut(BaseModel):
    """What the record was at an instant. Whoever keeps a copy can show later that nothing before it was altered."""

    seq: int = Field(description="Number of the last event")
    at: datetime
    hash: str = Field(description="Hash of that event, hexadecimal; it covers all events before")
    code: str = Field(description="First 16 digits of the hash, for paper")
    key_id: str = Field(description="One of /api/v1/public/keys")
    signature: str = Field(
        description='Ed25519, hexadecimal, of the canonical JSON of `at`, `hash`, `seq` and `type` "pingyi-checkpoint-1"'
    )

    @classmethod
    def of(cls, point: Checkpoint) -> "CheckpointOut":
        return cls(
            seq=point.seq,
            at=point.at,
            hash=point.hash,
            code=code_of(point),
            key_id=point.key_id,
            signature=point.signature,
        )


class CheckpointsOut(BaseModel):
    """Checkpoints, newest first."""

    items: list[CheckpointOut]


class CheckpointQuery(BaseModel):
    """How many, and before which number."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=10_000)] = 100
    before: Annotated[int | None, Field(ge=1, le=2**53)] = None


class MarkOut(BaseModel):
    """An event by number and hash."""

    seq: int
    hash: str


class LostOut(MarkOut):
    """The last checkpoint that is known although the database does not have it."""

    at: datetime


class RestoredOut(MarkOut):
    """The event of `pingyi restore` that no auditor has acknowledged; of the backup the time and the last event."""

    at: datetime
    made_at: datetime
    backup_head: int

    @classmethod
    def of(cls, event: AuditEvent) -> Self:
        made_at, head = datetime.fromisoformat(event.data["made_at"]), event.data["head"]
        return cls(seq=event.seq, hash=event.hash, at=event.at, made_at=made_at, backup_head=head)


class MaintenanceOut(BaseModel):
    """Whether the database is older than what is known of it, or was restored; `head`: the last event that it has."""

    lost: LostOut | None
    restored: RestoredOut | None
    head: MarkOut


class AcknowledgeIn(BaseModel):
    """`hash` of the lost checkpoint, or else of the event of the restore, as it was shown."""

    model_config = ConfigDict(extra="forbid")

    hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
