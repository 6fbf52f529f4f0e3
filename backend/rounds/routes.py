"""Rounds over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Response

from backend.core.db import SessionDep
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission
from backend.core.text import choose_language
from backend.rounds import editing, opening, service, views
from backend.rounds.access import COUNTERSIGN
from backend.rounds.awaiting import awaiting
from backend.rounds.facts import FactsDep
from backend.rounds.schemas import (
    ActionsOut,
    ConfigOut,
    CopyIn,
    MethodOut,
    OpeningOut,
    PlannedCloseIn,
    RoundCopied,
    RoundIn,
    RoundOut,
    RoundPatch,
    RoundQuery,
    RoundSummary,
)
from backend.rounds.schemas_awaiting import AwaitingOut
from backend.rounds.sections import CriteriaIn, PublicationIn, RollIn, ScaleIn, StrataIn

router = APIRouter(prefix="/api/v1/rounds", tags=["rounds"])

_READ = problems(401, 403, 404, 422)
_EDIT = problems(401, 403, 404, 409, 412, 422, 428)
_MOVE = problems(401, 403, 404, 409, 412, 422)


def get_reader(
    principal: PrincipalDep,
    facts_of: FactsDep,
    accept_language: Annotated[str | None, Header(description="Language of sentences")] = None,
) -> views.Reader:
    """For whom the answer is written."""
    return views.Reader(principal, facts_of, choose_language(accept_language))


ReaderDep = Annotated[views.Reader, Depends(get_reader)]


@router.get("", summary="Rounds, newest first", responses=problems(401, 403, 422))
@permission("round.read")
def list_rounds(
    session: SessionDep, principal: PrincipalDep, query: Annotated[RoundQuery, Query()]
) -> Page[RoundSummary]:
    rows, page = service.list_rounds(session, principal, query)
    counts = service.unit_counts(session, rows)
    return Page(items=[views.round_summary(row, counts.get(row.id, 0)) for row in rows], **page)


@router.post("", status_code=201, summary="Prepare a round from presets", responses=problems(401, 403, 409, 422))
@permission("round.write")
def create_round(session: SessionDep, reader: ReaderDep, body: RoundIn, response: Response) -> RoundOut:
    row = service.create_round(session, reader.principal, body)
    response.headers["Location"] = f"{router.prefix}/{row.id}"
    set_etag(response, row)
    return views.round_out(session, reader, row)


@router.get("/awaiting", summary="What waits for the caller to countersign it", responses=problems(401, 403))
@permission(COUNTERSIGN)
def list_awaiting(session: SessionDep, principal: PrincipalDep, facts_of: FactsDep) -> AwaitingOut:
    return AwaitingOut(items=awaiting(session, principal, facts_of))


@router.get("/{round_id}", summary="A round with its counts and steps", responses=_READ)
@permission("round.read")
def get_round(session: SessionDep, reader: ReaderDep, round_id: UUID, response: Response) -> RoundOut:
    row = service.get_round(session, reader.principal, round_id)
    set_etag(response, row)
    return views.round_out(session, reader, row)


@router.patch("/{round_id}", summary="Change a draft, or what a round is compared with", responses=_EDIT)
@permission("round.write")
def edit_round(
    session: SessionDep,
    reader: ReaderDep,
    round_id: UUID,
    body: RoundPatch,
    response: Response,
    if_match: IfMatch = None,
) -> RoundOut:
    row = service.patch_round(session, reader, round_id, body, if_match)
    set_etag(response, row)
    return views.round_out(session, reader, row)


@router.delete("/{round_id}", status_code=204, summary="Delete a draft", responses=_EDIT)
@permission("round.write")
def delete_round(session: SessionDep, reader: ReaderDep, round_id: UUID, if_match: IfMatch = None) -> None:
    service.delete_round(session, reader, round_id, if_match)


@router.get("/{round_id}/config", summary="The configuration of a round", responses=_READ)
@permission("round.read")
def get_config(session: SessionDep, principal: PrincipalDep, round_id: UUID, response: Response) -> ConfigOut:
    row = service.get_round(session, principal, round_id)
    set_etag(response, row)
    return views.config_out(session, row)


@router.put("/{round_id}/roll", summary="Replace the roll of a draft", responses=_EDIT)
@permission("round.write")
def put_roll(
    session: SessionDep,
    reader: ReaderDep,
    round_id: UUID,
    body: RollIn,
    response: Response,
    if_match: IfMatch = None,
) -> ConfigOut:
    row = editing.put_section(session, reader.principal, round_id, body, reader.facts_of, if_match)
    set_etag(response, row)
    return views.config_out(session, row)


@router.put("/{round_id}/criteria", summary="Replace the criteria of a draft", responses=_EDIT)
@permission("round.write")
def put_criteria(
    session: SessionDep,
    reader: ReaderDep,
    round_id: UUID,
    body: CriteriaIn,
    response: Response,
    if_match: IfMatch = None,
) -> ConfigOut:
    row = editing.put_section(session, reader.principal, round_id, body, reader.facts_of, if_match)
    set_etag(response, row)
    return views.config_out(session, row)


@router.put("/{round_id}/scale", summary="Replace the scale of a draft", responses=_EDIT)
@permission("round.write")
def put_scale(
    session: SessionDep,
    reader: ReaderDep,
    round_id: UUID,
    body: ScaleIn,
    response: Response,
    if_match: IfMatch = None,
) -> ConfigOut:
    row = editing.put_section(session, reader.principal, round_id, body, reader.facts_of, if_match)
    set_etag(response, row)
    return views.config_out(session, row)


@router.put("/{round_id}/strata", summary="Replace the strata of a draft", responses=_EDIT)
@permission("round.write")
def put_strata(
    session: SessionDep,
    reader: ReaderDep,
    round_id: UUID,
    body: StrataIn,
    response: Response,
    if_match: IfMatch = None,
) -> ConfigOut:
    row = editing.put_section(session, reader.principal, round_id, body, reader.facts_of, if_match)
    set_etag(response, row)
    return views.config_out(session, row)


@router.put("/{round_id}/publication", summary="Change how the results of a draft are shown", responses=_EDIT)
@permission("round.write")
def put_publication(
    session: SessionDep,
    reader: ReaderDep,
    round_id: UUID,
    body: PublicationIn,
    response: Response,
    if_match: IfMatch = None,
) -> ConfigOut:
    row = editing.put_section(session, reader.principal, round_id, body, reader.facts_of, if_match)
    set_etag(response, row)
    return views.config_out(session, row)


@router.get("/{round_id}/method", summary="The method as fixed by opening", responses=_READ)
@permission("round.read")
def get_method(session: SessionDep, principal: PrincipalDep, round_id: UUID) -> MethodOut:
    row = service.get_round(session, principal, round_id)
    return MethodOut(digest=row.method_digest, method=row.method)


@router.get("/{round_id}/actions", summary="What the caller may do now, and why not", responses=_READ)
@permission("round.read")
def list_actions(session: SessionDep, reader: ReaderDep, round_id: UUID) -> ActionsOut:
    return views.actions_out(session, reader, service.get_round(session, reader.principal, round_id))


@router.get("/{round_id}/opening", summary="The method to be opened, and who has countersigned it", responses=_READ)
@permission("round.read")
def get_opening(session: SessionDep, reader: ReaderDep, round_id: UUID) -> OpeningOut:
    return opening.opening_out(session, reader.principal, round_id, reader.facts_of)


@router.post(
    "/{round_id}/propose-opening", summary="Ask the lead supervisor to countersign the method", responses=_MOVE
)
@permission("round.open")
def propose_opening(
    session: SessionDep, reader: ReaderDep, round_id: UUID, response: Response, if_match: IfMatch = None
) -> RoundOut:
    row = opening.propose_opening(session, reader.principal, round_id, reader.facts_of, if_match)
    set_etag(response, row)
    return views.round_out(session, reader, row)


@router.post("/{round_id}/open", summary="Open a draft; its method is fixed", responses=_MOVE)
@permission("round.open")
def open_round(
    session: SessionDep, reader: ReaderDep, round_id: UUID, response: Response, if_match: IfMatch = None
) -> RoundOut:
    row = service.advance(session, reader.principal, round_id, "open", reader.facts_of, if_match)
    set_etag(response, row)
    return views.round_out(session, reader, row)


@router.post("/{round_id}/close", summary="Close an open round; its sheets are counted", responses=_MOVE)
@permission("round.close")
def close_round(
    session: SessionDep, reader: ReaderDep, round_id: UUID, response: Response, if_match: IfMatch = None
) -> RoundOut:
    row = service.advance(session, reader.principal, round_id, "close", reader.facts_of, if_match)
    set_etag(response, row)
    return views.round_out(session, reader, row)


@router.post("/{round_id}/planned-close", summary="Move the planned closing of an open round", responses=_MOVE)
@permission("round.write")
def move_planned_close(
    session: SessionDep,
    reader: ReaderDep,
    round_id: UUID,
    body: PlannedCloseIn,
    response: Response,
    if_match: IfMatch = None,
) -> RoundOut:
    row = service.move_planned_close(session, reader.principal, round_id, body, if_match)
    set_etag(response, row)
    return views.round_out(session, reader, row)


@router.post(
    "/{round_id}/copy",
    status_code=201,
    summary="Prepare a round like another one",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("round.write")
def copy_round(session: SessionDep, reader: ReaderDep, round_id: UUID, body: CopyIn, response: Response) -> RoundCopied:
    row, left_out = service.copy_round(session, reader.principal, round_id, body)
    response.headers["Location"] = f"{router.prefix}/{row.id}"
    set_etag(response, row)
    return views.round_copied(session, reader, row, left_out)
