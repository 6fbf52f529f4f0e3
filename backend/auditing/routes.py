"""The record for auditors: nobody else reads it, and nobody writes it (security design, section 2, "audit chain")."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from backend.auditing import checking, reading
from backend.auditing.schemas import EventExportQuery, EventQuery, RecordEventOut
from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import PrincipalDep, permission
from backend.core.text import choose_language
from backend.jobs.schemas import JobOut, job_out

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])


@router.get("/events", summary="Events of the record, newest first", responses=problems(401, 403, 422))
@permission("audit.read")
def list_events(query: Annotated[EventQuery, Query()], session: SessionDep) -> Page[RecordEventOut]:
    return reading.list_events(session, query)


@router.get(
    "/events/export",
    summary="The events that fit as a file, oldest first; each export is recorded",
    response_class=Response,
    responses={
        200: {
            "description": "The file",
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                reading.JSONL_MEDIA: {"schema": {"type": "string"}},
            },
        },
        **problems(401, 403, 422),
    },
)
@permission("audit.export")
def export_events(
    query: Annotated[EventExportQuery, Query()], session: SessionDep, principal: PrincipalDep
) -> Response:
    content, media_type = reading.export_events(session, principal, query)
    disposition = f"attachment; filename=record.{query.format.value}"
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})


@router.post(
    "/verify",
    status_code=202,
    summary="Verify the record: its chain, the checkpoints and the events of complaints",
    responses=problems(401, 403),
)
@permission("audit.verify")
def start_verification(
    session: SessionDep,
    principal: PrincipalDep,
    accept_language: Annotated[str | None, Header(description="Language of a problem")] = None,
) -> JobOut:
    return job_out(checking.start(session, principal), choose_language(accept_language))
