"""Jobs as the API shows them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field

from backend.core.fields import Line
from backend.core.openapi import Problem
from backend.core.paging import PageQuery
from backend.core.text import Language
from backend.jobs.models import Job, JobState


class Progress(BaseModel):
    """How far a job is, in units of its kind; `total` 0 means not known yet."""

    done: int
    total: int


class JobOut(BaseModel):
    """A job. `result` depends on the kind; `problem` says why it failed."""

    id: UUID
    kind: str
    state: JobState
    progress: Progress
    result: dict[str, Any] | None
    problem: Problem | None
    created_at: datetime
    finished_at: datetime | None


class JobSort(StrEnum):
    """Orders of the list."""

    OLDEST = "created_at"
    NEWEST = "-created_at"


class JobQuery(PageQuery):
    """Filters of the list."""

    state: JobState | None = None
    kind: Annotated[Line | None, Field(max_length=40)] = None
    sort: JobSort = JobSort.NEWEST


def job_out(job: Job, language: Language) -> JobOut:
    """A job with its problem in the reader's language."""
    return JobOut(
        id=job.id,
        kind=job.kind,
        state=job.state,
        progress=Progress(done=job.progress_done, total=job.progress_total),
        result=job.result,
        problem=Problem.model_validate(job.problem[language]) if job.problem else None,
        created_at=job.created_at,
        finished_at=job.finished_at,
    )
