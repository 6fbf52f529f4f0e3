"""The power list, its files, and the rules of the oversight."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from backend.auth.enforce import UploadRoute
from backend.core.db import Database, DatabaseDep, SessionDep
from backend.core.etags import IfMatch, check_match, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission
from backend.oversight import access, export, matter_import, matters, rules
from backend.oversight.schemas_matters import (
    MatterEdit,
    MatterExportQuery,
    MatterImportOut,
    MatterIn,
    MatterOut,
    MatterQuery,
    OversightRulesEdit,
    OversightRulesOut,
)
from backend.units.import_routes import LanguageDep
from backend.units.schemas import ImportResult, TemplateQuery

_MULTIPART = 64 * 1024  # what an upload has around the file

router = APIRouter(prefix="/api/v1/service-matters", tags=["oversight"])
imports = APIRouter(prefix="/api/v1/matter-imports", tags=["oversight"], route_class=UploadRoute)
settings = APIRouter(prefix="/api/v1/oversight-rules", tags=["oversight"])

FILE: dict[int | str, dict[str, Any]] = export.FILE_RESPONSES


@router.get("", summary="List matters of the power list", responses=problems(401, 403, 422))
@permission("service_matter.read")
def list_matters(
    session: SessionDep, principal: PrincipalDep, query: Annotated[MatterQuery, Query()]
) -> Page[MatterOut]:
    found, page = matters.list_matters(session, principal, query)
    return Page[MatterOut](items=[MatterOut.of(matter) for matter in found], **page)


@router.post("", summary="Add a matter", status_code=201, responses=problems(401, 403, 409, 422))
@permission("service_matter.write")
def create_matter(body: MatterIn, response: Response, session: SessionDep, principal: PrincipalDep) -> MatterOut:
    matter = matters.create_matter(session, principal, body)
    response.headers["Location"] = f"/api/v1/service-matters/{matter.id}"
    set_etag(response, matter)
    return MatterOut.of(matter)


@router.get(
    "/export",
    summary="The power list as a file, as far as the filter goes",
    response_class=Response,
    responses=FILE | problems(401, 403, 422),
)
@permission("service_matter.read")
def export_matters(
    session: SessionDep, principal: PrincipalDep, query: Annotated[MatterExportQuery, Query()]
) -> Response:
    """Has the columns of the import: brought in again it changes nothing."""
    return export.matter_file(matters.all_matters(session, principal, query), query.format)


@router.get("/{matter_id}", summary="One matter", responses=problems(401, 403, 404, 422))
@permission("service_matter.read")
def read_matter(matter_id: UUID, response: Response, session: SessionDep, principal: PrincipalDep) -> MatterOut:
    matter = access.get_matter(session, principal, matter_id)
    set_etag(response, matter)
    return MatterOut.of(matter)


@router.patch("/{matter_id}", summary="Edit a matter", responses=problems(401, 403, 404, 409, 412, 422, 428))
@permission("service_matter.write")
def edit_matter(
    matter_id: UUID,
    body: MatterEdit,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    if_match: IfMatch = None,
) -> MatterOut:
    matter = access.get_matter(session, principal, matter_id, lock=True)
    check_match(if_match, matter, MatterOut.of(matter).model_dump(mode="json"))
    matters.edit_matter(session, principal, matter, body)
    set_etag(response, matter)
    return MatterOut.of(matter)


@imports.get(
    "/template",
    summary="An empty table of matters to fill in",
    response_class=Response,
    responses=FILE | problems(401, 403, 422),
)
@permission("service_matter.write")
def matter_template(query: Annotated[TemplateQuery, Query()]) -> Response:
    return export.matter_template(query.format)


@imports.post(
    "",
    summary="Read a file of matters and preview what it would change",
    status_code=201,
    max_body_size=matter_import.MAX_FILE + _MULTIPART,
    responses=problems(401, 403, 413, 422),
)
@permission("service_matter.write")
async def prepare_import(
    file: UploadFile, response: Response, database: DatabaseDep, principal: PrincipalDep, language: LanguageDep
) -> MatterImportOut:
    """Takes xlsx and csv. Nothing changes before the confirmation; an unconfirmed preview is kept for a day."""
    filename = "".join(character for character in file.filename or "" if character.isprintable())[:200]
    made = await run_in_threadpool(_preview, database, await file.read(), filename)
    async with database.write_async() as session:
        stored = await run_in_threadpool(matter_import.store, session, principal, made, filename)
    response.headers["Location"] = f"/api/v1/matter-imports/{stored.id}"
    return await run_in_threadpool(MatterImportOut.of, stored, language)


def _preview(database: Database, content: bytes, filename: str) -> matter_import.Preview:
    """The slow part, outside the turn to write."""
    file = matter_import.read_file(content, filename)
    with database.read() as session:
        return matter_import.preview(session, file)


@imports.get("/{import_id}", summary="One import of matters, row by row", responses=problems(401, 403, 404, 422))
@permission("service_matter.write")
def read_import(import_id: UUID, session: SessionDep, language: LanguageDep) -> MatterImportOut:
    return MatterImportOut.of(matter_import.get_import(session, import_id), language)


@imports.post(
    "/{import_id}/confirm", summary="Carry out an import of matters", responses=problems(401, 403, 404, 409, 422)
)
@permission("service_matter.write")
def confirm_import(import_id: UUID, session: SessionDep, principal: PrincipalDep) -> ImportResult:
    """All or nothing, and once: a repetition gives the same answer. Refused when the list has changed since."""
    return ImportResult(**matter_import.confirm(session, principal, import_id))


@settings.get("", summary="How the clocks of the oversight are set", responses=problems(401, 403))
@permission("service_matter.read")
def read_rules(response: Response, session: SessionDep) -> OversightRulesOut:
    found = rules.load_rules(session)
    set_etag(response, found)
    return OversightRulesOut.of(found)


@settings.patch("", summary="Set the clocks of the oversight", responses=problems(401, 403, 412, 422, 428))
@permission("service_matter.write")
def edit_rules(
    body: OversightRulesEdit, response: Response, session: SessionDep, principal: PrincipalDep, if_match: IfMatch = None
) -> OversightRulesOut:
    found = rules.load_rules(session, lock=True)
    check_match(if_match, found, OversightRulesOut.of(found).model_dump(mode="json"))
    rules.edit_rules(session, principal, found, body)
    set_etag(response, found)
    return OversightRulesOut.of(found)
