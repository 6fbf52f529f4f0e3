"""What the routes of bulk jobs take and give."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.core.openapi import Problem
from backend.core.paging import PageQuery
from backend.integration.bulk.models import BulkForm
from backend.integration.bulk.targets import BulkTarget
from backend.jobs.models import JobState
from backend.jobs.schemas import Progress


class BulkOptions(BaseModel):
    """How a file is to be taken."""

    model_config = ConfigDict(extra="forbid")

    target: BulkTarget
    dry_run: bool = Field(False, description="Say what would become of the rows, and change nothing")
    atomic: bool = Field(False, description="All rows or none; at most 500")


class BulkCounts(BaseModel):
    """Rows so far, by what became of them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


class BulkOut(BaseModel):
    """A bulk job. Its row results are at `results`."""

    id: UUID
    target: BulkTarget
    form: BulkForm
    dry_run: bool
    atomic: bool
    state: JobState
    progress: Progress = Field(description="In rows")
    counts: BulkCounts
    problem: Problem | None = Field(description="Why the job failed as a whole")
    sha256: str = Field(description="Of the file as it was unpacked")
    results: str = Field(description="Where the row results are, as NDJSON")
    created_at: datetime
    finished_at: datetime | None


class BulkSort(StrEnum):
    OLDEST = "created_at"
    NEWEST = "-created_at"


class BulkQuery(PageQuery):
    sort: BulkSort = BulkSort.NEWEST


class ResultQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    outcome: str | None = Field(None, pattern="^(created|updated|unchanged|rejected)$", description="Only these rows")
