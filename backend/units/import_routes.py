"""Bringing a file of units in: a preview of every row first, then the confirmation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from backend.auth.enforce import UploadRoute
from backend.core.db import Database, DatabaseDep, SessionDep
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.text import Language, choose_language
from backend.units import export, imports
from backend.units.import_file import MAX_FILE, read_file
from backend.units.schemas import ImportOut, ImportResult, TemplateQuery

_MULTIPART = 64 * 1024  # what an upload has around the file

router = APIRouter(prefix="/api/v1/unit-imports", tags=["unit_imports"], route_class=UploadRoute)


def _language(accept_language: Annotated[str | None, Header()] = None) -> Language:
    return choose_language(accept_language)


LanguageDep = Annotated[Language, Depends(_language)]


@router.get(
    "/template",
    summary="An empty table to fill in",
    response_class=Response,
    responses=export.FILE_RESPONSES | problems(401, 403, 422),
)
@permission("unit.write")
def template(query: Annotated[TemplateQuery, Query()]) -> Response:
    return export.template_file(query.format)


@router.post(
    "",
    summary="Read a file and preview what it would change",
    status_code=201,
    max_body_size=MAX_FILE + _MULTIPART,
    responses=problems(401, 403, 413, 422),
)
@permission("unit.write")
async def create(
    file: UploadFile, response: Response, database: DatabaseDep, principal: PrincipalDep, language: LanguageDep
) -> ImportOut:
    """Takes xlsx and csv. Nothing changes before the confirmation; an unconfirmed preview is kept for a day."""
    filename = "".join(character for character in file.filename or "" if character.isprintable())[:200]
    made = await run_in_threadpool(_preview, database, await file.read(), filename)
    async with database.write_async() as session:
        stored = await run_in_threadpool(imports.store, session, principal, made, filename)
    response.headers["Location"] = f"/api/v1/unit-imports/{stored.id}"
    return await run_in_threadpool(ImportOut.of, stored, language)


def _preview(database: Database, content: bytes, filename: str) -> imports.Preview:
    """The slow part, outside the turn to write."""
    file = read_file(content, filename)
    with database.read() as session:
        return imports.preview(session, file)


@router.get("/{import_id}", summary="One import, row by row", responses=problems(401, 403, 404, 422))
@permission("unit.write")
def read(import_id: UUID, session: SessionDep, language: LanguageDep) -> ImportOut:
    return ImportOut.of(imports.get_import(session, import_id), language)


@router.post(
    "/{import_id}/confirm",
    summary="Carry out an import",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("unit.write")
def confirm(import_id: UUID, session: SessionDep, principal: PrincipalDep) -> ImportResult:
    """All or nothing, and once: a repetition gives the same answer. Refused when the register has changed since the
    preview."""
    return ImportResult(**imports.confirm(session, principal, import_id))
