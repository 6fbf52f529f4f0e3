"""The figures of the complaint centre, on screen and as a file."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response
from fastapi.concurrency import run_in_threadpool

from backend.audit.record import record
from backend.complaints.figures.reporting import HEAD, report, table_rows
from backend.complaints.figures.schemas import FiguresExportQuery, FiguresOut, FiguresQuery
from backend.core.db import DatabaseDep, SessionDep
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.text import choose_language
from backend.results.export import table_file
from backend.results.routes import FILE_RESPONSE, as_download

router = APIRouter(prefix="/api/v1/complaint-figures", tags=["complaints"])

LanguageHeader = Annotated[str | None, Header(alias="Accept-Language", include_in_schema=False)]


@router.get("", summary="Complaints by unit, category, channel or month", responses=problems(401, 403, 422))
@permission("complaint.figures")
def read_figures(
    query: Annotated[FiguresQuery, Query()],
    session: SessionDep,
    principal: PrincipalDep,
    accept_language: LanguageHeader = None,
) -> FiguresOut:
    return report(session, principal, query, choose_language(accept_language))


@router.get(
    "/export",
    summary="The same table as a file",
    response_class=Response,
    responses={**FILE_RESPONSE, **problems(401, 403, 422)},
)
@permission("complaint.figures")
async def export_figures(
    query: Annotated[FiguresExportQuery, Query()], database: DatabaseDep, principal: PrincipalDep
) -> Response:
    def read() -> tuple[bytes, str]:
        with database.read() as session:
            return table_file(HEAD, table_rows(report(session, principal, query, "zh")), query.format)

    content, media_type = await run_in_threadpool(read)
    async with database.write_async() as session:
        record(session, principal, "complaint.export", "complaint_figures", None, by=query.by, format=query.format)
    return as_download(content, media_type, f"效能投诉统计-{query.period_from}", query.format)
