"""The short transactions by which a worker takes, keeps and gives back rows of the job table."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.errors import DomainError
from backend.core.problems import problem_body
from backend.core.text import Language, Text
from backend.jobs.models import Job, JobState

MAX_ATTEMPTS = 3
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

Failures = Mapping[str, Callable[[Session, Job], None]]
"""Kind -> what a failure for good changes besides the job, in the same transaction; it must not raise."""
NOTHING: Final[Failures] = MappingProxyType({})


class LeaseLost(Exception):
    """Another worker has taken the job over: this run must write nothing more."""


class JobFailed(DomainError):
    status = 500
    code = "job_failed"
    title = Text("后台任务没有完成，请把编号告诉管理员", "The job failed; please report the trace id")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a job: `attempt` is the fence that tells it from earlier and later runs."""

    job_id: UUID
    attempt: int
    kind: str
    params: dict[str, Any]
    created_by: UUID | None
    trace_id: str


def waiting(session: Session) -> bool:
    """Whether some job could be taken now."""
    return session.scalars(_takeable(clock.now(session))).first() is not None


def take(session: Session, lease: timedelta, failures: Failures = NOTHING) -> Run | None:
    """Take the oldest job that nobody runs, or None. Jobs that have used up their attempts fail here."""
    now = clock.now(session)
    while (job := session.scalars(_takeable(now).with_for_update(skip_locked=True)).first()) is not None:
        trace_id = secrets.token_hex(8)
        if job.attempts < MAX_ATTEMPTS:
            job.state = JobState.RUNNING
            job.attempts += 1
            job.started_at = job.started_at or now
            job.lease_until = now + lease
            return Run(job.id, job.attempts, job.kind, job.params, job.created_by, trace_id)
        _fail(session, job, JobFailed(), trace_id, failures)
        session.flush()
    return None


def release_all(session: Session) -> None:
    """Free the jobs of a process that is gone. Only for a process that has the database to itself."""
    session.execute(update(Job).where(Job.state == JobState.RUNNING).values(lease_until=clock.now(session)))


def hold(session: Session, run: Run) -> Job:
    """The row of a run, locked until the end of the transaction. Raises LeaseLost."""
    mine = select(Job).where(Job.id == run.job_id, Job.attempts == run.attempt, Job.state == JobState.RUNNING)
    job = session.scalars(mine.with_for_update()).one_or_none()
    if job is None:
        raise LeaseLost
    return job


def extend(session: Session, run: Run, lease: timedelta) -> None:
    """Keep a run's lease for another while. Raises LeaseLost."""
    hold(session, run).lease_until = clock.now(session) + lease


def finish(session: Session, run: Run, result: dict[str, Any]) -> None:
    """Note the result of a run. Raises LeaseLost."""
    job = hold(session, run)
    job.finished_at = clock.now(session)
    job.state = JobState.DONE
    job.lease_until = None
    job.progress_done = job.progress_total
    job.result = result


def fail(session: Session, run: Run, error: DomainError, failures: Failures = NOTHING) -> None:
    """Note why a run was refused; it is not tried again. Raises LeaseLost."""
    _fail(session, hold(session, run), error, run.trace_id, failures)


def retry(session: Session, run: Run, delay: timedelta, failures: Failures = NOTHING) -> None:
    """Try a broken run again after `delay`, unless it was the last attempt. Raises LeaseLost."""
    job = hold(session, run)
    if run.attempt >= MAX_ATTEMPTS:
        _fail(session, job, JobFailed(), run.trace_id, failures)
    else:
        job.lease_until = clock.now(session) + delay
        job.state = JobState.QUEUED


def give_back(session: Session, run: Run) -> None:
    """Put back a run that ends because its worker stops: it does not count as an attempt. Raises LeaseLost."""
    job = hold(session, run)
    job.state = JobState.QUEUED
    job.attempts -= 1
    job.lease_until = None


def _takeable(now: datetime) -> Select[Job]:
    free = or_(Job.lease_until.is_(None), Job.lease_until <= now)
    return select(Job).where(Job.state.in_(UNFINISHED), free).order_by(Job.created_at, Job.id).limit(1)


def _fail(session: Session, job: Job, error: DomainError, trace_id: str, failures: Failures) -> None:
    job.finished_at = clock.now(session)
    job.state = JobState.FAILED
    job.lease_until = None
    job.problem = {language: problem_body(error, language, trace_id) for language in LANGUAGES}
    if job.kind in failures:
        failures[job.kind](session, job)
