"""Service records of a client system, by the number that it gives them."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response

from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import ClientDep, permission
from backend.core.sealing import SealerDep
from backend.integration.records import service
from backend.integration.records.schemas import (
    MatterOffered,
    MatterOfferedQuery,
    PushAnswer,
    PushedQuery,
    PushedRating,
    PushedRecord,
)
from backend.oversight.schemas_ratings import ServiceRatingIn
from backend.oversight.schemas_records import ExternalId, Outcome, RecordIn

router = APIRouter(prefix="/api/v1/source-records", tags=["records"])
matters = APIRouter(prefix="/api/v1/source-matters", tags=["records"])

Number = Annotated[ExternalId, Path(description="The number that the client gave the record")]


# Before the route of the record, whose number may have slashes.
@router.put(
    "/{external_id:path}/rating",
    summary="Hand in the rating of a service record",
    responses={201: {"model": PushedRating, "description": "The rating is new"}, **problems(401, 403, 404, 409, 422)},
)
@permission("source_record.write")
def rate(
    external_id: Number,
    body: ServiceRatingIn,
    response: Response,
    session: SessionDep,
    client: ClientDep,
    sealer: SealerDep,
) -> PushedRating:
    """One record, one rating: whoever is unsure whether it arrived sends it again, and another one is refused. A bad one
    (level 2 or below) is followed up by the unit."""
    rating, is_new = service.rate(session, sealer, client, external_id, body)
    if is_new:
        response.status_code = 201
    return PushedRating.of(rating, external_id)


@router.put(
    "/{external_id:path}",
    summary="Push a service record",
    responses={201: {"model": PushAnswer, "description": "The record is new"}, **problems(401, 403, 422)},
)
@permission("source_record.write")
def push(external_id: Number, body: RecordIn, response: Response, session: SessionDep, client: ClientDep) -> PushAnswer:
    """The whole of the record as it is now: whoever is unsure whether a push arrived sends it again. A finished record
    is changed only with a `correction`, the reason. A number that ends in `/rating` goes by `POST /bulk-jobs`."""
    row, done = service.put(session, client, external_id, body)
    if done.outcome is Outcome.CREATED:
        response.status_code = 201
        response.headers["Location"] = f"{router.prefix}/{quote(external_id, safe='')}"
    return PushAnswer(**PushedRecord.of(row).model_dump(), outcome=done.outcome)


@router.get("", summary="The own service records", responses=problems(401, 403, 422))
@permission("source_record.read")
def list_own(session: SessionDep, client: ClientDep, query: Annotated[PushedQuery, Query()]) -> Page[PushedRecord]:
    rows, page = service.list_own(session, client, query)
    return Page[PushedRecord](items=[PushedRecord.of(row) for row in rows], **page)


@router.get("/{external_id:path}", summary="One of the own service records", responses=problems(401, 403, 404, 422))
@permission("source_record.read")
def read(external_id: Number, session: SessionDep, client: ClientDep) -> PushedRecord:
    return PushedRecord.of(service.find(session, client, external_id))


@matters.get("", summary="Matters that records can be pushed of", responses=problems(401, 403, 422))
@permission("source_record.read")
def list_matters(
    session: SessionDep, client: ClientDep, query: Annotated[MatterOfferedQuery, Query()]
) -> Page[MatterOffered]:
    rows, page = service.list_matters(session, client, query)
    return Page[MatterOffered](items=[MatterOffered.of(row) for row in rows], **page)
