"""Bulk jobs of client systems."""

from collections.abc import Iterator
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from backend.auth.enforce import UploadRoute
from backend.auth.repeating import ClientRepeatDep, json_answer
from backend.core.db import DatabaseDep, SessionDep
from backend.core.errors import UnsupportedContent
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import ClientDep, permission
from backend.core.text import Text, choose_language
from backend.files.storage import FilesDep, FileStore, Saved
from backend.integration.bulk import service
from backend.integration.bulk.models import BulkForm
from backend.integration.bulk.reading import MAX_BYTES, count_rows, unpacked
from backend.integration.bulk.schemas import BulkOptions, BulkOut, BulkQuery, ResultQuery

router = APIRouter(prefix=service.PATH, tags=["bulk"], route_class=UploadRoute)

NDJSON_MEDIA: Final = "application/x-ndjson"
_FORMS: Final = {
    NDJSON_MEDIA: BulkForm.NDJSON,
    "application/ndjson": BulkForm.NDJSON,
    "application/jsonl": BulkForm.NDJSON,
    "text/csv": BulkForm.CSV,
}
_BODY: Final = {
    "requestBody": {
        "required": True,
        # Generated clients send the last form that they can: lines, whose fields have types.
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in ("text/csv", NDJSON_MEDIA)},
    }
}


def _form(request: Request) -> BulkForm:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in _FORMS:
        raise UnsupportedContent(Text("请用 application/x-ndjson 或 text/csv", "Send application/x-ndjson or text/csv"))
    return _FORMS[media]


def _is_packed(request: Request) -> bool:
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", "gzip"):
        raise UnsupportedContent(Text("只支持 gzip 压缩", "gzip is the only compression"))
    return coding == "gzip"


AcceptLanguage = Annotated[str | None, Header(description="Language of the problems")]


@router.post(
    "",
    status_code=202,
    max_body_size=MAX_BYTES,
    summary="Send a file of rows",
    openapi_extra=_BODY,
    response_model=BulkOut,
    responses=problems(401, 403, 409, 413, 415, 422),
)
@permission("bulk.write")
async def send(
    request: Request,
    form: Annotated[BulkForm, Depends(_form)],
    packed: Annotated[bool, Depends(_is_packed)],
    database: DatabaseDep,
    client: ClientDep,
    repeat: ClientRepeatDep,
    files: FilesDep,
    options: Annotated[BulkOptions, Query()],
    accept_language: AcceptLanguage = None,
) -> Response:
    """One JSON object a line, or a csv table with the names of fields in its first row; at most 10,000 rows and 20 MB,
    also as `Content-Encoding: gzip`. A row that is wrong is told in the results and stops no other."""
    service.check_scope(client, options)
    body = await request.body()
    saved, rows = await run_in_threadpool(_keep, files, body, form, packed=packed)

    def enter(session: Session) -> Response:
        begun = repeat.begin(session)
        bulk = service.begin(session, client, options, form, saved, rows)
        [shown] = service.shown(session, [bulk], choose_language(accept_language))
        answer = json_answer(shown, 202, {"Location": f"{service.PATH}/{bulk.id}"})
        begun.keep(answer)
        return answer

    try:
        return await database.run(enter)
    except BaseException:  # also if it was entered before
        await run_in_threadpool(files.delete, saved.key)
        raise


@router.get("", summary="The own bulk jobs, newest first", responses=problems(401, 403, 422))
@permission("bulk.write")
def list_jobs(
    session: SessionDep, client: ClientDep, query: Annotated[BulkQuery, Query()], accept_language: AcceptLanguage = None
) -> Page[BulkOut]:
    return service.list_own(session, client, query, choose_language(accept_language))


@router.get("/{bulk_id}", summary="How far a bulk job is", responses=problems(401, 403, 404, 422))
@permission("bulk.write")
def read(bulk_id: UUID, session: SessionDep, client: ClientDep, accept_language: AcceptLanguage = None) -> BulkOut:
    bulk = service.find(session, client, bulk_id)
    return service.shown(session, [bulk], choose_language(accept_language))[0]


@router.get(
    "/{bulk_id}/results",
    summary="What became of each row",
    response_class=StreamingResponse,
    responses={200: {"content": {NDJSON_MEDIA: {}}}, **problems(401, 403, 404, 422)},
)
@permission("bulk.write")
def results(
    bulk_id: UUID,
    database: DatabaseDep,
    client: ClientDep,
    query: Annotated[ResultQuery, Query()],
    accept_language: AcceptLanguage = None,
) -> StreamingResponse:
    """`{row, external_id, outcome, id, error?}` a line; rows that are not done yet are not in it."""
    with database.read() as session:
        service.find(session, client, bulk_id)
    lines = service.results(database, bulk_id, query.outcome, choose_language(accept_language))
    return StreamingResponse(lines, media_type=NDJSON_MEDIA)


def _keep(files: FileStore, body: bytes, form: BulkForm, *, packed: bool) -> tuple[Saved, int]:
    """Store what was sent, unpacked, and count its rows; nothing stays of what is none."""
    chunks: Iterator[bytes] = iter([body])
    saved = files.save(unpacked(chunks) if packed else chunks, MAX_BYTES)
    try:
        with files.local(saved.key) as path:
            return saved, count_rows(path, form)
    except BaseException:
        files.delete(saved.key)
        raise
