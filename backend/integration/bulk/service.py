"""Taking a bulk file, and telling what became of it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.core import clock
from backend.core.db import Database
from backend.core.errors import FieldProblem, Forbidden, InvalidInput, NotFound
from backend.core.ids import new_id
from backend.core.openapi import Problem
from backend.core.paging import Page, Sorting, paginate
from backend.core.principal import Client
from backend.core.text import Language, Text
from backend.files import service as files_service
from backend.files.storage import Saved
from backend.integration.bulk.models import BulkForm, BulkJob, BulkPart
from backend.integration.bulk.schemas import BulkCounts, BulkOptions, BulkOut, BulkQuery
from backend.integration.bulk.targets import TARGETS, BulkTarget
from backend.integration.bulk.work import JOB, PORTION, counts_of
from backend.jobs.models import Job, JobState
from backend.jobs.schemas import Progress
from backend.jobs.service import enqueue

PATH: Final = "/api/v1/bulk-jobs"
_SORTINGS: Final = {"created_at": Sorting(BulkJob.created_at, lambda bulk: bulk.created_at)}


def check_scope(client: Client, options: BulkOptions) -> None:
    """Bulk is a way in, not a right of its own. Raises Forbidden."""
    if TARGETS[options.target].scope not in client.scopes:
        raise Forbidden


def begin(session: Session, client: Client, options: BulkOptions, form: BulkForm, saved: Saved, rows: int) -> BulkJob:
    """Enter a file and its job. Raises InvalidInput."""
    if options.atomic and rows > PORTION:
        text = Text(f"整批生效的文件最多 {PORTION} 行", f"A file that counts as a whole has at most {PORTION} rows")
        raise InvalidInput(errors=[FieldProblem("query:atomic", "too_many_rows", text)])
    file = files_service.add(session, saved, f"bulk.{form}", client.client_id)
    bulk = BulkJob(
        id=new_id(),
        client_id=client.client_id,
        target=options.target.value,
        form=form,
        dry_run=options.dry_run,
        atomic=options.atomic,
        rows=rows,
        sha256=saved.sha256,
        file_id=file.id,
        created_at=clock.now(session),
    )
    job = enqueue(session, JOB, {"bulk_id": str(bulk.id)}, client.client_id)
    job.progress_total = rows
    bulk.job_id = job.id
    session.add(bulk)
    session.flush()
    record(
        session,
        client,
        "bulk.begin",
        "bulk_job",
        bulk.id,
        target=bulk.target,
        rows=rows,
        sha256=saved.sha256,
        dry_run=bulk.dry_run,
    )
    return bulk


def find(session: Session, client: Client, bulk_id: UUID) -> BulkJob:
    """One of the client's own. Raises NotFound."""
    bulk = session.get(BulkJob, bulk_id)
    if bulk is None or bulk.client_id != client.client_id:
        raise NotFound
    return bulk


def list_own(session: Session, client: Client, query: BulkQuery, language: Language) -> Page[BulkOut]:
    own = select(BulkJob).where(BulkJob.client_id == client.client_id)
    rows, page = paginate(session, own, query, query.sort, _SORTINGS, BulkJob.id)
    return Page(items=shown(session, rows, language), **page)


def shown(session: Session, rows: Sequence[BulkJob], language: Language) -> list[BulkOut]:
    """Bulk jobs with how far they are."""
    jobs = {job.id: job for job in session.scalars(select(Job).where(Job.id.in_([row.job_id for row in rows])))}
    counts = counts_of(session, [row.id for row in rows])
    return [_out(row, jobs[row.job_id], counts[row.id], language) for row in rows if row.job_id is not None]


def _out(bulk: BulkJob, job: Job, counts: dict[str, int], language: Language) -> BulkOut:
    return BulkOut(
        id=bulk.id,
        target=BulkTarget(bulk.target),
        form=bulk.form,
        dry_run=bulk.dry_run,
        atomic=bulk.atomic,
        state=job.state,
        progress=Progress(done=sum(counts.values()), total=bulk.rows),
        counts=BulkCounts(**counts),
        problem=Problem.model_validate(job.problem[language]) if job.problem else None,
        sha256=bulk.sha256,
        results=f"{PATH}/{bulk.id}/results",
        created_at=bulk.created_at,
        finished_at=job.finished_at if job.state in (JobState.DONE, JobState.FAILED) else None,
    )


def results(database: Database, bulk_id: UUID, outcome: str | None, language: Language) -> Iterator[bytes]:
    """A line for each row that is done, in the order of the file; parts are read one at a time."""
    after = 0
    while True:
        with database.read() as session:
            following = select(BulkPart).where(BulkPart.bulk_id == bulk_id, BulkPart.first_row > after)
            part = session.scalars(following.order_by(BulkPart.first_row).limit(1)).one_or_none()
        if part is None:
            return
        after = part.first_row
        yield b"".join(
            json.dumps(_line(part.first_row + at, one, language), ensure_ascii=False).encode() + b"\n"
            for at, one in enumerate(part.outcomes)
            if outcome in (None, one[1])
        )


def _line(row: int, one: list[Any], language: Language) -> dict[str, Any]:
    external_id, outcome, made, problem = one
    line = {"row": row, "external_id": external_id, "outcome": outcome, "id": made}
    if problem is not None:
        line["error"] = {"pointer": problem["pointer"], "code": problem["code"], "message": problem[language]}
    return line
