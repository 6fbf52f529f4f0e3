"""Results of tallied rounds, for the office and the auditor until they are published."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from fastapi.concurrency import run_in_threadpool

from backend.audit.record import record
from backend.core.db import DatabaseDep, SessionDep
from backend.core.downloads import saved_as
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.text import choose_language
from backend.results import comparing, service
from backend.results.export import results_file
from backend.results.schemas import CellsOut, CellsQuery, ExportQuery, FileFormat, ResultsOut, UnitHistory
from backend.results.schemas_comparisons import ComparisonsOut, ComparisonsQuery

router = APIRouter(prefix="/api/v1", tags=["results"])

LanguageHeader = Annotated[str | None, Header(alias="Accept-Language", include_in_schema=False)]
FILE_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "text/csv": {},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
        },
        "description": "The table",
    }
}


def as_download(content: bytes, media_type: str, name: str, kind: FileFormat) -> Response:
    """A file under a Chinese name."""
    return Response(content, media_type=media_type, headers=saved_as(f"{name}.{kind.value}", "table"))


@router.get("/rounds/{round_id}/results", summary="Figures of all units", responses=problems(401, 403, 404))
@permission("result.read")
def read_results(round_id: UUID, session: SessionDep, principal: PrincipalDep) -> ResultsOut:
    return service.results(session, principal, round_id)


@router.get(
    "/rounds/{round_id}/results/cells",
    summary="Units by criterion or by stratum",
    responses=problems(401, 403, 404, 422),
)
@permission("result.read")
def read_cells(
    round_id: UUID, query: Annotated[CellsQuery, Query()], session: SessionDep, principal: PrincipalDep
) -> CellsOut:
    return service.cells(session, principal, round_id, query)


@router.get(
    "/rounds/{round_id}/comparisons",
    summary="Which units the data can separate, from each other, from their mean and from the earlier round",
    responses=problems(401, 403, 404, 422),
)
@permission("result.read")
def read_comparisons(
    round_id: UUID,
    query: Annotated[ComparisonsQuery, Query()],
    session: SessionDep,
    principal: PrincipalDep,
    accept_language: LanguageHeader = None,
) -> ComparisonsOut:
    return comparing.comparisons(session, principal, round_id, query, choose_language(accept_language))


@router.get(
    "/rounds/{round_id}/results/export",
    summary="The unit table as a file",
    response_class=Response,
    responses={**FILE_RESPONSE, **problems(401, 403, 404, 422)},
)
@permission("result.read")
async def export_results(
    round_id: UUID, query: Annotated[ExportQuery, Query()], database: DatabaseDep, principal: PrincipalDep
) -> Response:
    def read() -> tuple[ResultsOut, bytes, str]:
        with database.read() as session:
            found, compared = comparing.results_with_comparisons(session, principal, round_id)
        return found, *results_file(found, compared, query.format)

    found, content, media_type = await run_in_threadpool(read)
    async with database.write_async() as session:
        record(session, principal, "result.export", "round", round_id, format=query.format.value)
    return as_download(content, media_type, found.round.title, query.format)


@router.get("/units/{unit_id}/history", summary="A unit's figures in all tallied rounds", responses=problems(401, 403))
@permission("unit.read")
def read_history(unit_id: UUID, session: SessionDep, principal: PrincipalDep) -> UnitHistory:
    return service.unit_history(session, principal, unit_id)
