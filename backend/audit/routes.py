"""Checkpoints for everybody, without a session: copies outside are what they are for. And the way out of maintenance."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select

from backend.audit.maintenance import Maintenance
from backend.audit.models import Checkpoint
from backend.audit.record import RECORD, RESTORE, head, record
from backend.audit.schemas import (
    AcknowledgeIn,
    CheckpointOut,
    CheckpointQuery,
    CheckpointsOut,
    LostOut,
    MaintenanceOut,
    MarkOut,
    RestoredOut,
)
from backend.core.db import SessionDep, after_commit
from backend.core.errors import Conflict
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.text import Text

public = APIRouter(prefix="/api/v1/public", tags=["public"])
router = APIRouter(prefix="/api/v1/audit", tags=["audit"])
CURRENT = "public, max-age=60"


@public.get("/checkpoints", summary="Signed checkpoints of the audit record", responses=problems(422))
@permission("audit.checkpoints")
def list_checkpoints(
    query: Annotated[CheckpointQuery, Query()], session: SessionDep, response: Response
) -> CheckpointsOut:
    response.headers["Cache-Control"] = CURRENT
    points = select(Checkpoint).order_by(Checkpoint.seq.desc()).limit(query.limit)
    if query.before is not None:
        points = points.where(Checkpoint.seq < query.before)
    return CheckpointsOut(items=[CheckpointOut.of(point) for point in session.scalars(points)])


class NothingLost(Conflict):
    code = "nothing_lost"
    title = Text("没有需要确认的恢复", "There is no restore to acknowledge")


def _maintenance(request: Request) -> Maintenance:
    maintenance: Maintenance = request.app.state.maintenance
    return maintenance


@router.get("/maintenance", summary="Whether an older database was put back")
@permission("audit.acknowledge")
def read_maintenance(request: Request, session: SessionDep) -> MaintenanceOut:
    lost, restored = _maintenance(request).lost, _maintenance(request).restored
    seq, digest = head(session)
    return MaintenanceOut(
        lost=None if lost is None else LostOut.model_validate(lost, from_attributes=True),
        restored=None if restored is None else RestoredOut.of(restored),
        head=MarkOut(seq=seq, hash=digest),
    )


@router.post(
    "/maintenance/acknowledge",
    summary="Acknowledge that an older database was put back; work goes on",
    status_code=204,
    responses=problems(401, 403, 409, 422),
)
@permission("audit.acknowledge", step_up=True)
def acknowledge(body: AcknowledgeIn, request: Request, session: SessionDep, principal: PrincipalDep) -> None:
    maintenance = _maintenance(request)
    if maintenance.reason != body.hash:
        raise NothingLost
    seq, digest = head(session)
    seen: dict[str, Any] = {"found_seq": seq, "found_hash": digest}
    if (lost := maintenance.lost) is not None:
        seen |= {"old_seq": lost.seq, "old_hash": lost.hash, "old_at": lost.at}
    if (restored := maintenance.restored) is not None:
        seen |= {"restore_seq": restored.seq, "restore_hash": restored.hash}
    record(session, principal, RESTORE, RECORD, None, **seen)
    after_commit(session, maintenance.end)
