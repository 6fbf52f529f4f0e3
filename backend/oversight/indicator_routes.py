"""The figures of the oversight."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.oversight import export
from backend.oversight.reporting import HEAD, report, table_rows
from backend.oversight.schemas_indicators import IndicatorExportQuery, IndicatorQuery, IndicatorsOut

router = APIRouter(prefix="/api/v1/oversight-indicators", tags=["oversight"])


@router.get("", summary="Figures by unit or by month", responses=problems(401, 403, 422))
@permission("indicator.read")
def read_indicators(
    query: Annotated[IndicatorQuery, Query()], session: SessionDep, principal: PrincipalDep
) -> IndicatorsOut:
    return report(session, principal, query)


@router.get(
    "/export",
    summary="The same figures as a file",
    response_class=Response,
    responses=export.FILE_RESPONSES | problems(401, 403, 422),
)
@permission("indicator.read")
def export_indicators(
    query: Annotated[IndicatorExportQuery, Query()], session: SessionDep, principal: PrincipalDep
) -> Response:
    found = report(session, principal, query)
    name = f"效能监察指标-{found.period_from}至{found.period_to}"
    return export.as_file(name, "indicators", HEAD, table_rows(found), query.format)
