"""Asking for a job, and looking at jobs."""

import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.db import after_commit
from backend.core.errors import NotFound
from backend.core.paging import Sorting, paginate
from backend.core.principal import Caller
from backend.jobs.access import visible_jobs
from backend.jobs.models import Job
from backend.jobs.schemas import JobQuery

_SORTINGS = {"created_at": Sorting(Job.created_at, lambda job: job.created_at)}


def enqueue(session: Session, kind: str, params: dict[str, Any], created_by: UUID | None) -> Job:
    """Add a job with the transaction of `session`; a worker begins it after the commit.

    `params` must be JSON of ids and plain values. Handlers may run more than once and must then do the work
    only once.
    """
    job = Job(kind=kind, params=params, created_by=created_by, created_at=clock.now(session))
    session.add(job)
    session.flush()
    work_waiting: threading.Event | None = session.info.get("work_waiting")
    if work_waiting is not None:
        after_commit(session, work_waiting.set)
    return job


def get_job(session: Session, principal: Caller, job_id: UUID) -> Job:
    """One visible job. Raises NotFound."""
    job = session.scalars(visible_jobs(principal).where(Job.id == job_id)).one_or_none()
    if job is None:
        raise NotFound
    return job


def list_jobs(session: Session, principal: Caller, query: JobQuery) -> tuple[Sequence[Job], dict[str, Any]]:
    """One page of visible jobs, and the other fields of the page."""
    jobs = visible_jobs(principal)
    if query.state is not None:
        jobs = jobs.where(Job.state == query.state)
    if query.kind is not None:
        jobs = jobs.where(Job.kind == query.kind)
    return paginate(session, jobs, query, query.sort, _SORTINGS, Job.id)
