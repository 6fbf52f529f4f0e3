"""Liveness, readiness and metrics for the operator's machinery; none of it is public information."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlalchemy import text

from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(tags=["system"])


class Health(BaseModel):
    """The answer of the probes."""

    status: str = "ok"


@router.get("/healthz", summary="The process answers")
@permission("system.probe")
async def healthz() -> Health:
    return Health()


@router.get("/readyz", summary="The database answers", responses=problems(503))
@permission("system.probe")
def readyz(session: SessionDep) -> Health:
    session.execute(text("SELECT 1"))
    return Health()


@router.get(
    "/metrics", summary="Prometheus metrics, with the metrics token", response_class=Response, responses=problems(401)
)
@permission("system.metrics")
async def metrics(request: Request) -> Response:
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)
