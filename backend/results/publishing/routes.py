"""Freezing, countersigning and publishing a round, and its versions for those inside."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from backend.audit.record import record, record_reading
from backend.core.db import SessionDep, note_reading
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.results.publishing import service
from backend.results.publishing.schemas import CountersignIn, SnapshotsOut, VersionIn
from backend.results.publishing.showing import snapshots_out
from backend.rounds.access import find_round
from backend.rounds.routes import ReaderDep
from backend.rounds.schemas import RoundOut
from backend.rounds.views import round_out

router = APIRouter(prefix="/api/v1/rounds/{round_id}", tags=["publication"])

_MOVE = problems(401, 403, 404, 409, 412, 422)
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {}}, "description": "The signed file"}}


@router.post("/freeze", summary="Fix the results and propose version 1", responses=_MOVE)
@permission("round.freeze")
def freeze_round(
    round_id: UUID,
    request: Request,
    session: SessionDep,
    reader: ReaderDep,
    response: Response,
    if_match: IfMatch = None,
) -> RoundOut:
    facts = reader.facts_of(session, round_id)
    row = service.freeze(session, request.app.state.keys, reader.principal, round_id, facts, if_match)
    set_etag(response, row)
    return round_out(session, reader, row)


@router.post("/snapshots", summary="Propose another version, with the reason for it", responses=_MOVE)
@permission("round.freeze")
def propose_version(
    round_id: UUID,
    body: VersionIn,
    request: Request,
    session: SessionDep,
    reader: ReaderDep,
    response: Response,
    if_match: IfMatch = None,
) -> RoundOut:
    facts = reader.facts_of(session, round_id)
    keys = request.app.state.keys
    row = service.propose_version(session, keys, reader.principal, round_id, body.reason, facts, if_match)
    set_etag(response, row)
    return round_out(session, reader, row)


@router.post("/countersign", summary="Confirm or refuse, as the second person, what is proposed", responses=_MOVE)
@permission("round.countersign", step_up=True)
def countersign_round(
    round_id: UUID, body: CountersignIn, session: SessionDep, reader: ReaderDep, response: Response
) -> RoundOut:
    row = service.countersign(session, reader.principal, round_id, body, reader.facts_of)
    set_etag(response, row)
    return round_out(session, reader, row)


@router.post("/publish", summary="Publish the version that was countersigned", responses=_MOVE)
@permission("round.publish", step_up=True)
def publish_round(
    round_id: UUID, session: SessionDep, reader: ReaderDep, response: Response, if_match: IfMatch = None
) -> RoundOut:
    row = service.publish(session, reader.principal, round_id, reader.facts_of(session, round_id), if_match)
    set_etag(response, row)
    return round_out(session, reader, row)


@router.get("/snapshots", summary="The versions of a round", responses=problems(401, 403, 404))
@permission("snapshot.read")
def list_snapshots(round_id: UUID, session: SessionDep, principal: PrincipalDep) -> SnapshotsOut:
    return snapshots_out(session, find_round(session, principal, round_id))


@router.get(
    "/snapshots/{version}/public",
    summary="The public file of a version, published or not yet",
    response_class=Response,
    responses={**FILE, **problems(401, 403, 404, 422)},
)
@permission("snapshot.read")
def read_public_file(round_id: UUID, version: int, session: SessionDep, principal: PrincipalDep) -> Response:
    found = service.find_version(session, principal, round_id, version)
    if found.proposal.done_at is None:
        record_reading(session, principal, "snapshot.read", "round", round_id)
    return file_response(found.public, f"public-{version}")


@router.get(
    "/snapshots/{version}/sealed",
    summary="The sealed file of a version; each download is recorded",
    response_class=Response,
    responses={**FILE, **problems(401, 403, 404, 422)},
)
@permission("snapshot.sealed")
def read_sealed_file(round_id: UUID, version: int, session: SessionDep, principal: PrincipalDep) -> Response:
    found = service.find_version(session, principal, round_id, version)
    digest = found.sealed_digest
    note_reading(
        session,
        lambda writer: record(
            writer, principal, "snapshot.download", "round", round_id, version=version, sealed_digest=digest
        ),
    )
    return file_response(found.sealed, f"sealed-{version}")


def file_response(content: bytes, name: str) -> Response:
    """A signed file, byte for byte."""
    disposition = {"Content-Disposition": f"attachment; filename=pingyi-{name}.json"}
    return Response(content, media_type="application/json", headers=disposition)
