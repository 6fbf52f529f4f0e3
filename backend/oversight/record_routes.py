"""Service records: reading them, and the office's own hand."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from backend.core import clock
from backend.core.db import SessionDep
from backend.core.etags import IfMatch, check_match, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission
from backend.oversight import access, records
from backend.oversight.schemas_records import RecordDetail, RecordIn, RecordOut, RecordQuery, RecordSources

router = APIRouter(prefix="/api/v1/service-records", tags=["oversight"])


@router.get("", summary="List service records", responses=problems(401, 403, 422))
@permission("service_record.read")
def list_records(
    session: SessionDep, principal: PrincipalDep, query: Annotated[RecordQuery, Query()]
) -> Page[RecordOut]:
    found, page = records.list_records(session, principal, query)
    now = clock.now(session)
    return Page[RecordOut](items=[RecordOut.of(record, now) for record in found], **page)


@router.get("/sources", summary="Where service records come from", responses=problems(401, 403))
@permission("service_record.read")
def list_sources(session: SessionDep) -> RecordSources:
    return RecordSources(items=records.sources(session))


@router.post("", summary="Write a service record by hand", status_code=201, responses=problems(401, 403, 409, 422))
@permission("service_record.write")
def write_record(body: RecordIn, response: Response, session: SessionDep, principal: PrincipalDep) -> RecordDetail:
    """A repetition changes nothing; other content of the same number brings the record up to date."""
    record_id = records.write_by_hand(session, principal, body)
    response.headers["Location"] = f"/api/v1/service-records/{record_id}"
    return _shown(session, principal, record_id, response)


@router.get("/{record_id}", summary="One service record", responses=problems(401, 403, 404, 422))
@permission("service_record.read")
def read_record(record_id: UUID, response: Response, session: SessionDep, principal: PrincipalDep) -> RecordDetail:
    return _shown(session, principal, record_id, response)


@router.put("/{record_id}", summary="Put a service record right", responses=problems(401, 403, 404, 409, 412, 422, 428))
@permission("service_record.write")
def correct_record(
    record_id: UUID,
    body: RecordIn,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    if_match: IfMatch = None,
) -> RecordDetail:
    """For records of any source. The next push of the source replaces it again, unless the record is finished."""
    found = records.lock_record(session, principal, record_id)
    check_match(if_match, found)
    records.correct(session, principal, found, body)
    return _shown(session, principal, record_id, response)


def _shown(session: SessionDep, principal: PrincipalDep, record_id: UUID, response: Response) -> RecordDetail:
    detail = records.record_detail(session, principal, record_id)
    set_etag(response, access.get_record(session, principal, record_id))
    return detail
