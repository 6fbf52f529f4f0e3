"""The notices of a case as Word files and as pages. A POST: what leaves the centre on paper is an event of the case."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from backend.complaints.desk import DeskDep
from backend.complaints.letters import paper, printed
from backend.complaints.letters.documents import DocumentFormat, DocumentIn, DocumentKind, write_document
from backend.complaints.working import locked
from backend.core.downloads import saved_as
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/complaints", tags=["complaints"])


@router.post(
    "/{case_id}/documents/{kind}",
    summary="A notice as a Word file or as a page for printing; an event",
    response_class=Response,
    responses={
        200: {"content": {paper.MEDIA_TYPE: {}, "text/html": {}}, "description": "The file, or the page"},
        **problems(401, 403, 404, 409, 422),
    },
)
@permission("complaint.handle")
def write(case_id: UUID, kind: DocumentKind, body: DocumentIn, desk: DeskDep, request: Request) -> Response:
    letter = write_document(desk, locked(desk, case_id), kind, body, request.app.state.settings.site_name)
    if body.format is DocumentFormat.HTML:
        headers = {"Content-Security-Policy": printed.CONTENT_SECURITY_POLICY}
        return Response(printed.print_letter(letter), media_type=printed.MEDIA_TYPE, headers=headers)
    headers = saved_as(f"{letter.title}-{letter.number}.docx", "notice")
    return Response(paper.write_letter(letter), media_type=paper.MEDIA_TYPE, headers=headers)
