"""The register of units and the sequences they are ranked in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from backend.core.db import SessionDep
from backend.core.etags import IfMatch, check_match, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission
from backend.units import access, export, queries, service
from backend.units.schemas import (
    CloseIn,
    ExportQuery,
    SequenceEdit,
    SequenceIn,
    SequenceList,
    SequenceOut,
    UnitCode,
    UnitEdit,
    UnitIn,
    UnitOut,
    UnitQuery,
)

router = APIRouter(prefix="/api/v1/units", tags=["units"])
sequences = APIRouter(prefix="/api/v1/sequences", tags=["sequences"])


@router.get("", summary="List units", responses=problems(401, 403, 422))
@permission("unit.read")
def list_units(session: SessionDep, principal: PrincipalDep, query: Annotated[UnitQuery, Query()]) -> Page[UnitOut]:
    units, page = queries.list_units(session, principal, query)
    return Page[UnitOut](items=[UnitOut.of(unit) for unit in units], **page)


@router.post("", summary="Add a unit", status_code=201, responses=problems(401, 403, 409, 422))
@permission("unit.write")
def create(body: UnitIn, response: Response, session: SessionDep, principal: PrincipalDep) -> UnitOut:
    unit = service.create_unit(session, principal, body)
    response.headers["Location"] = f"/api/v1/units/{unit.id}"
    set_etag(response, unit)
    return UnitOut.of(unit)


@router.get(
    "/export",
    summary="The register as a file, as far as the filter goes",
    response_class=Response,
    responses=export.FILE_RESPONSES | problems(401, 403, 422),
)
@permission("unit.read")
def export_units(session: SessionDep, principal: PrincipalDep, query: Annotated[ExportQuery, Query()]) -> Response:
    """Has the columns of the import: brought in again it changes nothing."""
    return export.register_file(session, queries.all_units(session, principal, query), query.format)


@router.get("/by-code/{code}", summary="One unit by its code", responses=problems(401, 403, 404, 422))
@permission("unit.read")
def read_by_code(
    code: Annotated[UnitCode, Path()], response: Response, session: SessionDep, principal: PrincipalDep
) -> UnitOut:
    unit = access.get_unit_by_code(session, principal, code)
    set_etag(response, unit)
    return UnitOut.of(unit)


@router.get("/{unit_id}", summary="One unit", responses=problems(401, 403, 404, 422))
@permission("unit.read")
def read(unit_id: UUID, response: Response, session: SessionDep, principal: PrincipalDep) -> UnitOut:
    unit = access.get_unit(session, principal, unit_id)
    set_etag(response, unit)
    return UnitOut.of(unit)


@router.patch("/{unit_id}", summary="Edit a unit", responses=problems(401, 403, 404, 409, 412, 422, 428))
@permission("unit.write")
def edit(
    unit_id: UUID,
    body: UnitEdit,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    if_match: IfMatch = None,
) -> UnitOut:
    unit = service.get_unit_to_change(session, principal, unit_id)
    check_match(if_match, unit, UnitOut.of(unit).model_dump(mode="json"))
    service.edit_unit(session, principal, unit, body)
    set_etag(response, unit)
    return UnitOut.of(unit)


@router.post("/{unit_id}/close", summary="Close a unit", responses=problems(401, 403, 404, 409, 422))
@permission("unit.write")
def close(unit_id: UUID, body: CloseIn, response: Response, session: SessionDep, principal: PrincipalDep) -> UnitOut:
    """Units are never deleted; earlier rounds keep them, and the successor keeps trends honest."""
    unit = service.get_unit_to_change(session, principal, unit_id)
    service.close_unit(session, principal, unit, body)
    set_etag(response, unit)
    return UnitOut.of(unit)


@sequences.get("", summary="List sequences", responses=problems(401, 403))
@permission("unit.read")
def list_sequences(session: SessionDep) -> SequenceList:
    return SequenceList(items=[SequenceOut.of(sequence) for sequence in queries.list_sequences(session)])


@sequences.post("", summary="Add a sequence", status_code=201, responses=problems(401, 403, 409, 422))
@permission("unit.write")
def create_sequence(body: SequenceIn, response: Response, session: SessionDep, principal: PrincipalDep) -> SequenceOut:
    sequence = service.create_sequence(session, principal, body)
    response.headers["Location"] = f"/api/v1/sequences/{sequence.id}"
    set_etag(response, sequence)
    return SequenceOut.of(sequence)


@sequences.get("/{sequence_id}", summary="One sequence", responses=problems(401, 403, 404, 422))
@permission("unit.read")
def read_sequence(sequence_id: UUID, response: Response, session: SessionDep) -> SequenceOut:
    sequence = service.get_sequence(session, sequence_id)
    set_etag(response, sequence)
    return SequenceOut.of(sequence)


@sequences.patch("/{sequence_id}", summary="Edit a sequence", responses=problems(401, 403, 404, 409, 412, 422, 428))
@permission("unit.write")
def edit_sequence(
    sequence_id: UUID,
    body: SequenceEdit,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    if_match: IfMatch = None,
) -> SequenceOut:
    sequence = service.get_sequence(session, sequence_id, lock=True)
    check_match(if_match, sequence, SequenceOut.of(sequence).model_dump(mode="json"))
    service.edit_sequence(session, principal, sequence, body)
    set_etag(response, sequence)
    return SequenceOut.of(sequence)
