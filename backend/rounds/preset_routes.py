"""Presets over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from backend.core.db import SessionDep
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.rounds import presets
from backend.rounds.presets import PresetIn, PresetList, PresetOut, PresetPatch, PresetQuery

router = APIRouter(prefix="/api/v1/presets", tags=["presets"])


@router.get("", summary="Presets for the sections of a round", responses=problems(401, 403, 422))
@permission("round.read")
def list_presets(session: SessionDep, query: Annotated[PresetQuery, Query()]) -> PresetList:
    return PresetList(items=[PresetOut.model_validate(preset) for preset in presets.list_presets(session, query.kind)])


@router.post("", status_code=201, summary="Save an own preset", responses=problems(401, 403, 422))
@permission("preset.write")
def create_preset(session: SessionDep, principal: PrincipalDep, body: PresetIn, response: Response) -> PresetOut:
    preset = presets.create_preset(session, principal, body)
    response.headers["Location"] = f"{router.prefix}/{preset.id}"
    set_etag(response, preset)
    return PresetOut.model_validate(preset)


@router.get("/{preset_id}", summary="A preset", responses=problems(401, 403, 404, 422))
@permission("round.read")
def get_preset(session: SessionDep, preset_id: UUID, response: Response) -> PresetOut:
    preset = presets.get_preset(session, preset_id)
    set_etag(response, preset)
    return PresetOut.model_validate(preset)


@router.patch("/{preset_id}", summary="Change an own preset", responses=problems(401, 403, 404, 409, 412, 422, 428))
@permission("preset.write")
def edit_preset(
    session: SessionDep,
    principal: PrincipalDep,
    preset_id: UUID,
    body: PresetPatch,
    response: Response,
    if_match: IfMatch = None,
) -> PresetOut:
    preset = presets.edit_preset(session, principal, preset_id, body, if_match)
    set_etag(response, preset)
    return PresetOut.model_validate(preset)
