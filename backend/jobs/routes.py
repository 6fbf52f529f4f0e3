"""Looking at jobs."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query

from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import CallerDep, permission
from backend.core.text import choose_language
from backend.jobs import service
from backend.jobs.schemas import JobOut, JobQuery, job_out

router = APIRouter(prefix="/api/v1/jobs", tags=["jobs"])

AcceptLanguage = Annotated[str | None, Header(description="Language of the problem of a failed job")]


@router.get("", summary="Jobs, newest first", responses=problems(401, 403, 422))
@permission("job.read")
def list_jobs(
    session: SessionDep,
    principal: CallerDep,
    query: Annotated[JobQuery, Query()],
    accept_language: AcceptLanguage = None,
) -> Page[JobOut]:
    rows, page = service.list_jobs(session, principal, query)
    language = choose_language(accept_language)
    return Page(items=[job_out(job, language) for job in rows], **page)


@router.get("/{job_id}", summary="State, progress and result of a job", responses=problems(401, 403, 404, 422))
@permission("job.read")
def get_job(session: SessionDep, principal: CallerDep, job_id: UUID, accept_language: AcceptLanguage = None) -> JobOut:
    return job_out(service.get_job(session, principal, job_id), choose_language(accept_language))
