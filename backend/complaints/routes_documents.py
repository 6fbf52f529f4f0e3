"""The notices of a case as Word files. A POST: what leaves the centre on paper is an event of the case."""

from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request, Response

from backend.complaints.desk import DeskDep
from backend.complaints.documents import DocumentIn, DocumentKind, write_document
from backend.complaints.paper import MEDIA_TYPE
from backend.complaints.working import locked
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/complaints", tags=["complaints"])


@router.post(
    "/{case_id}/documents/{kind}",
    summary="A notice as a Word file; an event",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}, "description": "The file"}, **problems(401, 403, 404, 409, 422)},
)
@permission("complaint.handle")
def write(case_id: UUID, kind: DocumentKind, body: DocumentIn, desk: DeskDep, request: Request) -> Response:
    office = request.app.state.settings.site_name
    content, name = write_document(desk, locked(desk, case_id), kind, body, office)
    disposition = f"attachment; filename=notice.docx; filename*=UTF-8''{quote(f'{name}.docx')}"
    return Response(content, media_type=MEDIA_TYPE, headers={"Content-Disposition": disposition})
