"""The tables of words: versions that are only added."""

from fastapi import APIRouter

from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.integration.adapters import editing
from backend.integration.adapters.schemas import AdapterIn, AdapterList, AdapterOut, SystemName

router = APIRouter(prefix="/api/v1/adapters", tags=["adapters"])


@router.get("", summary="The words in force of every system", responses=problems(401, 403))
@permission("adapter.read")
def list_in_force(session: SessionDep) -> AdapterList:
    return AdapterList(items=editing.list_in_force(session))


@router.get("/{source_system}", summary="All versions of a system's words", responses=problems(401, 403, 404, 422))
@permission("adapter.read")
def list_versions(source_system: SystemName, session: SessionDep) -> AdapterList:
    return AdapterList(items=editing.list_versions(session, source_system))


@router.post("/{source_system}", status_code=201, summary="Add a version", responses=problems(401, 403, 409, 412, 422))
@permission("adapter.write")
def add(source_system: SystemName, body: AdapterIn, session: SessionDep, principal: PrincipalDep) -> AdapterOut:
    """It is in force at once, for states of complaints that are there already, too."""
    return editing.add(session, principal, source_system, body)
