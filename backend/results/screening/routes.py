"""Screening over HTTP: the flags of a counted round, decisions, results with and without."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response

from backend.core.db import SessionDep
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.text import choose_language
from backend.jobs.schemas import JobOut, job_out
from backend.results.screening import service
from backend.results.screening.schemas import DecisionIn, EffectOut, FlagOut, ScreeningOut, SeveralDecisionsIn

router = APIRouter(prefix="/api/v1/rounds", tags=["screening"])


@router.get("/{round_id}/screening", summary="What is odd about the sheets", responses=problems(401, 403, 404, 422))
@permission("screening.read")
def read_screening(session: SessionDep, principal: PrincipalDep, round_id: UUID) -> ScreeningOut:
    return service.screening(session, principal, round_id)


@router.post(
    "/{round_id}/screening",
    status_code=202,
    summary="Screen a round that was counted without it",
    responses=problems(401, 403, 404, 409, 422),
)
@permission("screening.decide")
def start_screening(
    session: SessionDep,
    principal: PrincipalDep,
    round_id: UUID,
    accept_language: Annotated[str | None, Header(description="Language of a problem")] = None,
) -> JobOut:
    return job_out(service.start(session, principal, round_id), choose_language(accept_language))


@router.get(
    "/{round_id}/screening/effect",
    summary="Results with and without the sheets in question",
    responses=problems(401, 403, 404, 422),
)
@permission("screening.read")
def read_effect(session: SessionDep, principal: PrincipalDep, round_id: UUID) -> EffectOut:
    return service.effect(session, principal, round_id)


@router.post(
    "/{round_id}/screening/{flag_id}/decision",
    summary="Keep the sheets of a flag, or exclude them",
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
@permission("screening.decide")
def decide(
    session: SessionDep,
    principal: PrincipalDep,
    round_id: UUID,
    flag_id: UUID,
    body: DecisionIn,
    response: Response,
    if_match: IfMatch = None,
) -> FlagOut:
    flag, shown = service.decide(session, principal, round_id, flag_id, body, if_match)
    set_etag(response, flag)
    return shown


@router.post(
    "/{round_id}/screening/decisions",
    summary="Keep the sheets of several flags for one reason, all of them or none",
    responses=problems(401, 403, 404, 409, 412, 422),
)
@permission("screening.decide")
def decide_several(
    session: SessionDep, principal: PrincipalDep, round_id: UUID, body: SeveralDecisionsIn
) -> list[FlagOut]:
    return service.decide_several(session, principal, round_id, body)
