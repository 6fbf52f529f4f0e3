"""The table of jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.models import Base, HasId, enum_type


class JobState(StrEnum):
    """queued -> running -> done or failed; a run that was lost leads from running to running."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(HasId, Base):
    """One piece of work. The row is the truth; any worker may run it.

    `attempts` counts the runs begun and is the fence between them: a run may write only while the row still
    has its number. `lease_until` is until when the row is left alone: by others while it runs, by all while a
    failed run waits to be tried again. `problem` holds a problem document in each language. `created_by` is the
    id of a user or a client system, without a foreign key: this layer knows neither.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("progress_done >= 0 AND progress_total >= 0 AND attempts >= 0", name="counts"),
        CheckConstraint("(finished_at IS NULL) = (state IN ('queued', 'running'))", name="finished"),
        Index("ix_job_state_created_at", "state", "created_at"),
        Index("ix_job_created_by_created_at", "created_by", "created_at"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[JobState] = mapped_column(enum_type(JobState, 8), default=JobState.QUEUED)
    params: Mapped[dict[str, Any]] = mapped_column(JSON)
    progress_done: Mapped[int] = mapped_column(default=0)
    progress_total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
