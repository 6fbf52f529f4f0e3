"""Bulk jobs that have ended: what they took in stays, what became of each row goes."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import Session

from backend.integration.bulk.models import BulkJob, BulkPart
from backend.integration.bulk.reading import MAX_ROWS
from backend.integration.bulk.work import PORTION
from backend.jobs.models import Job
from backend.retention.rules import PART, Keeping

_AT_ONCE: Final = PART // (MAX_ROWS // PORTION + 1)
"""Jobs in one transaction: as many as have `PART` rows with their parts."""


def _old(limit: datetime) -> Select[Any]:
    """The ids of those that ended so long ago; one that waits or runs stays, whatever its age."""
    without_job = BulkJob.job_id.is_(None) & (BulkJob.created_at < limit)
    return select(BulkJob.id).outerjoin(Job, Job.id == BulkJob.job_id).where(or_(Job.finished_at < limit, without_job))


def count_jobs(session: Session, _: UUID | None, limit: datetime) -> int:
    return session.scalars(select(func.count()).select_from(_old(limit).subquery())).one()


def erase_jobs(_keeping: Keeping, session: Session, _: UUID | None, limit: datetime) -> int:
    ids = session.scalars(_old(limit).order_by(BulkJob.id).limit(_AT_ONCE)).all()
    session.execute(delete(BulkPart).where(BulkPart.bulk_id.in_(ids)))
    session.execute(delete(BulkJob).where(BulkJob.id.in_(ids)))
    return len(ids)
