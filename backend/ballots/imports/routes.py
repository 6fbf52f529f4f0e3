"""Importing answers, and the batches they become."""

from collections.abc import Iterator
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Header, Query, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from backend.auth.enforce import UploadRoute
from backend.ballots.imports import batches, service
from backend.ballots.imports.access import find_import
from backend.ballots.imports.inspect import Look, look_at
from backend.ballots.imports.problems import RowProblem
from backend.ballots.imports.schemas import (
    AnswerImportOut,
    AnswerImportSummary,
    BatchOut,
    BatchQuery,
    ImportOrigin,
    ImportQuery,
    LoadIn,
    MappingIn,
    VoidIn,
    import_out,
)
from backend.ballots.imports.service import Delivery
from backend.core.db import DatabaseDep, SessionDep
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission
from backend.core.spreadsheets import CSV_MEDIA, write_csv
from backend.core.text import Text, choose_language
from backend.files.storage import FilesDep, FileStore, Saved
from backend.jobs.models import Job
from backend.jobs.schemas import JobOut, job_out

router = APIRouter(prefix="/api/v1", tags=["imports"], route_class=UploadRoute)

MAX_FILE = 50 * 1024 * 1024
_MULTIPART = 64 * 1024  # the other fields and the envelope of an upload
_CHUNK = 1 << 20
_PARTS: Final = frozenset({"file", "origin", "stratum_id", "issued", "returned"})

AcceptLanguage = Annotated[str | None, Header(description="Language of the problems")]
Sheets = Annotated[int | None, Form(ge=0, le=10_000_000)]


@router.post(
    "/rounds/{round_id}/imports",
    status_code=201,
    max_body_size=MAX_FILE + _MULTIPART,
    summary="Upload a file of answers (csv, xlsx) and look at its columns",
    responses=problems(401, 403, 404, 409, 413, 422),
)
@permission("import.write")
async def upload_import(
    round_id: UUID,
    file: UploadFile,
    request: Request,
    response: Response,
    database: DatabaseDep,
    principal: PrincipalDep,
    files: FilesDep,
    origin: Annotated[ImportOrigin, Form()] = ImportOrigin.IMPORT,
    stratum_id: Annotated[UUID | None, Form(description="All sheets are of this stratum")] = None,
    issued: Sheets = None,
    returned: Sheets = None,
    accept_language: AcceptLanguage = None,
) -> AnswerImportOut:
    _refuse_other_parts([name for name, _ in (await request.form()).multi_items()])
    filename = file.filename or ""
    saved, look = await run_in_threadpool(_keep, files, file, filename)  # outside the turn to write
    delivery = Delivery(origin, stratum_id, issued, returned)
    try:
        async with database.write_async() as session:
            row = await run_in_threadpool(
                service.create_import, session, principal, round_id, saved, filename, look, delivery
            )
    except BaseException:
        await run_in_threadpool(files.delete, saved.key)
        raise
    response.headers["Location"] = f"/api/v1/imports/{row.id}"
    return import_out(row, choose_language(accept_language))


def _refuse_other_parts(names: list[str]) -> None:
    """Raises InvalidInput for a part of the form that would go unread: of another name, or a second of one name."""
    found = [FieldProblem("", "extra_forbidden", Text("不认识的字段", "Unknown field"))] if set(names) - _PARTS else []
    found += [
        FieldProblem(f"/{name}", "repeated", Text("这一项只能有一个", "Only one of this is taken"))
        for name in sorted(_PARTS)
        if names.count(name) > 1
    ]
    if found:
        raise InvalidInput(errors=found)


def _keep(files: FileStore, file: UploadFile, filename: str) -> tuple[Saved, Look]:
    """Store an upload and look into it; nothing stays of what is no table."""

    def chunks() -> Iterator[bytes]:
        while chunk := file.file.read(_CHUNK):
            yield chunk

    saved = files.save(chunks(), MAX_FILE)
    try:
        with files.local(saved.key) as path:
            return saved, look_at(path, filename)
    except BaseException:
        files.delete(saved.key)
        raise


@router.get("/rounds/{round_id}/imports", summary="Imports of a round, newest first", responses=problems(401, 403, 404))
@permission("import.write")
def list_imports(
    round_id: UUID, session: SessionDep, principal: PrincipalDep, query: Annotated[ImportQuery, Query()]
) -> Page[AnswerImportSummary]:
    rows, page = service.list_imports(session, principal, round_id, query)
    return Page(items=[AnswerImportSummary.model_validate(row, from_attributes=True) for row in rows], **page)


@router.get("/imports/{import_id}", summary="An import with totals and problems", responses=problems(401, 403, 404))
@permission("import.write")
def get_import(
    import_id: UUID, session: SessionDep, principal: PrincipalDep, accept_language: AcceptLanguage = None
) -> AnswerImportOut:
    return import_out(find_import(session, principal, import_id), choose_language(accept_language))


@router.put(
    "/imports/{import_id}/mapping",
    summary="Say what the columns mean; the file must be checked again",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("import.write")
def set_mapping(
    import_id: UUID,
    body: MappingIn,
    session: SessionDep,
    principal: PrincipalDep,
    accept_language: AcceptLanguage = None,
) -> AnswerImportOut:
    return import_out(service.set_mapping(session, principal, import_id, body), choose_language(accept_language))


@router.post(
    "/imports/{import_id}/check",
    status_code=202,
    summary="Check the whole file",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("import.write")
def check_import(
    import_id: UUID,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    accept_language: AcceptLanguage = None,
) -> JobOut:
    return _started(response, service.start_check(session, principal, import_id), accept_language)


@router.post(
    "/imports/{import_id}/load",
    status_code=202,
    summary="Load a file that was checked and has no problem",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("import.write")
def load_import(
    import_id: UUID,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    body: LoadIn | None = None,
    accept_language: AcceptLanguage = None,
) -> JobOut:
    again = body is not None and body.again
    return _started(response, service.start_load(session, principal, import_id, again=again), accept_language)


def _started(response: Response, job: Job, accept_language: str | None) -> JobOut:
    response.headers["Location"] = f"/api/v1/jobs/{job.id}"
    return job_out(job, choose_language(accept_language))


@router.post(
    "/imports/{import_id}/discard",
    summary="Give a file up; nothing of it stays",
    responses=problems(401, 403, 404, 409),
)
@permission("import.write")
def discard_import(
    import_id: UUID,
    session: SessionDep,
    principal: PrincipalDep,
    files: FilesDep,
    accept_language: AcceptLanguage = None,
) -> AnswerImportOut:
    return import_out(service.discard(session, principal, import_id, files), choose_language(accept_language))


@router.get(
    "/imports/{import_id}/problems.csv",
    summary="The problems of an import as a table",
    response_class=Response,
    responses={200: {"content": {"text/csv": {}}, "description": "The problems"}, **problems(401, 403, 404)},
)
@permission("import.write")
def download_problems(
    import_id: UUID, session: SessionDep, principal: PrincipalDep, accept_language: AcceptLanguage = None
) -> Response:
    row = find_import(session, principal, import_id)
    language = choose_language(accept_language)
    titles = ("row", "column", "problem") if language == "en" else ("行", "列", "问题")
    kept = [RowProblem(*problem) for problem in row.problems]
    table = write_csv(titles, ((problem.row, problem.column, problem.message.of(language)) for problem in kept))
    return Response(
        b"".join(table),
        media_type=CSV_MEDIA,
        headers={"Content-Disposition": "attachment; filename=problems.csv"},
    )


@router.get(
    "/rounds/{round_id}/batches", summary="Batches of a round, newest first", responses=problems(401, 403, 404, 422)
)
@permission("batch.read")
def list_batches(
    round_id: UUID, session: SessionDep, principal: PrincipalDep, query: Annotated[BatchQuery, Query()]
) -> Page[BatchOut]:
    rows, page = batches.list_batches(session, principal, round_id, query)
    return Page(items=rows, **page)


@router.post(
    "/batches/{batch_id}/void",
    summary="Take a batch out of an open round",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("import.write")
def void_batch(batch_id: UUID, body: VoidIn, session: SessionDep, principal: PrincipalDep) -> BatchOut:
    return batches.void_batch(session, principal, batch_id, body.reason)
