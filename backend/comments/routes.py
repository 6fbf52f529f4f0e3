"""Comments over HTTP: the office's desk, and what others read of a published round."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from fastapi.concurrency import run_in_threadpool

from backend.audit.record import record
from backend.comments import counting, deciding, service
from backend.comments.models import CommentReview
from backend.comments.schemas import (
    CommentCounts,
    CommentDecisionIn,
    CommentDecisionsIn,
    CommentDecisionsOut,
    CommentedRounds,
    CommentExportQuery,
    CommentOut,
    CommentQuery,
    CommentsSummary,
    CommentTopicsIn,
)
from backend.core.db import DatabaseDep, SessionDep
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission
from backend.core.text import choose_language
from backend.jobs.schemas import JobOut, job_out
from backend.results.routes import FILE_RESPONSE, as_download

router = APIRouter(prefix="/api/v1/rounds/{round_id}/comments", tags=["comments"])
of_unit = APIRouter(prefix="/api/v1/units/{unit_id}/comments", tags=["comments"])

_READ = problems(401, 403, 404, 422)
_WRITE = problems(401, 403, 404, 409, 412, 422, 428)


@router.get("", summary="Comments, in no order that tells when they came", responses=_READ)
@permission("comment.read")
def list_comments(
    round_id: UUID, query: Annotated[CommentQuery, Query()], session: SessionDep, principal: PrincipalDep
) -> Page[CommentOut]:
    return service.list_comments(session, principal, round_id, query)


@router.get("/summary", summary="What there is to read, and how far the office is", responses=_READ)
@permission("comment.read")
def read_summary(round_id: UUID, session: SessionDep, principal: PrincipalDep) -> CommentsSummary:
    return service.summary(session, principal, round_id)


@router.get("/counts", summary="Topics by unit", responses=_READ)
@permission("comment.read")
def read_counts(round_id: UUID, session: SessionDep, principal: PrincipalDep) -> CommentCounts:
    return counting.counts(session, principal, round_id)


@router.get(
    "/export",
    summary="The released comments as a file",
    response_class=Response,
    responses={**FILE_RESPONSE, **_READ},
)
@permission("comment.export")
async def export_comments(
    round_id: UUID, query: Annotated[CommentExportQuery, Query()], database: DatabaseDep, principal: PrincipalDep
) -> Response:
    def read() -> tuple[str, int, bytes, str]:
        with database.read() as session:
            return service.released_file(session, principal, round_id, query, query.format)

    title, count, content, media_type = await run_in_threadpool(read)
    async with database.write_async() as session:
        record(session, principal, "comment.export", "round", round_id, format=query.format.value, comments=count)
    return as_download(content, media_type, f"{title}-群众意见", query.format)


@router.post(
    "/preparation",
    status_code=202,
    summary="Have comments looked through that were not, after the count",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("comment.moderate")
def start_preparation(
    round_id: UUID,
    session: SessionDep,
    principal: PrincipalDep,
    accept_language: Annotated[str | None, Header(description="Language of a problem")] = None,
) -> JobOut:
    return job_out(deciding.start_preparation(session, principal, round_id), choose_language(accept_language))


@router.post(
    "/decisions",
    summary="Decide several alike, all or none, by the versions that were read",
    responses=problems(401, 403, 404, 409, 412, 422),
)
@permission("comment.moderate")
def decide_many(
    round_id: UUID, body: CommentDecisionsIn, session: SessionDep, principal: PrincipalDep
) -> CommentDecisionsOut:
    return CommentDecisionsOut(decided=deciding.decide_many(session, principal, round_id, body))


@router.post("/{comment_id}/decision", summary="Release a comment, or withhold it", responses=_WRITE)
@permission("comment.moderate")
def decide(
    round_id: UUID,
    comment_id: UUID,
    body: CommentDecisionIn,
    session: SessionDep,
    principal: PrincipalDep,
    response: Response,
    if_match: IfMatch = None,
) -> CommentOut:
    review = deciding.decide(session, principal, round_id, comment_id, body, if_match)
    return _answer(session, principal, review, response)


@router.put("/{comment_id}/topics", summary="Set the topics of a comment", responses=_WRITE)
@permission("comment.moderate")
def set_topics(
    round_id: UUID,
    comment_id: UUID,
    body: CommentTopicsIn,
    session: SessionDep,
    principal: PrincipalDep,
    response: Response,
    if_match: IfMatch = None,
) -> CommentOut:
    review = deciding.set_topics(session, principal, round_id, comment_id, body, if_match)
    return _answer(session, principal, review, response)


@of_unit.get(
    "", summary="In which published rounds there are comments on a unit to read", responses=problems(401, 403, 422)
)
@permission("comment.read")
def read_of_unit(unit_id: UUID, session: SessionDep, principal: PrincipalDep) -> CommentedRounds:
    return service.rounds_of_unit(session, principal, unit_id)


def _answer(session: SessionDep, principal: PrincipalDep, review: CommentReview, response: Response) -> CommentOut:
    set_etag(response, review)
    return service.one_comment(session, principal, review)
