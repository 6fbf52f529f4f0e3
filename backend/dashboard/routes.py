"""The dashboard, on screen and as a file."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.concurrency import run_in_threadpool

from backend.audit.record import record
from backend.core.db import DatabaseDep, SessionDep
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.text import choose_language
from backend.dashboard.export import dashboard_file
from backend.dashboard.schemas import DashboardExportQuery, DashboardOut, DashboardQuery
from backend.dashboard.service import dashboard
from backend.results.routes import FILE_RESPONSE, LanguageHeader, as_download

router = APIRouter(prefix="/api/v1/dashboard", tags=["dashboard"])


@router.get("", summary="Which units stand where", responses=problems(401, 403, 404, 422))
@permission("dashboard.read")
def read_dashboard(
    query: Annotated[DashboardQuery, Query()],
    session: SessionDep,
    principal: PrincipalDep,
    accept_language: LanguageHeader = None,
) -> DashboardOut:
    return dashboard(session, principal, query, choose_language(accept_language))


@router.get(
    "/export",
    summary="The dashboard's table as a file",
    response_class=Response,
    responses={**FILE_RESPONSE, **problems(401, 403, 404, 422)},
)
@permission("result.read")
async def export_dashboard(
    query: Annotated[DashboardExportQuery, Query()],
    database: DatabaseDep,
    principal: PrincipalDep,
) -> Response:
    def read() -> tuple[DashboardOut, bytes, str]:
        with database.read() as session:
            found = dashboard(session, principal, query, "zh")
        return found, *dashboard_file(found, query.format)

    found, content, media_type = await run_in_threadpool(read)
    round_id = found.round.id if found.round else None
    async with database.write_async() as session:
        record(session, principal, "result.export", "round", round_id, format=query.format.value, page="dashboard")
    return as_download(content, media_type, f"总览-{found.round.title if found.round else ''}", query.format)
