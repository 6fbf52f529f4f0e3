"""The files of a case, for the centre."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response, UploadFile
from fastapi.responses import StreamingResponse

from backend.auth.enforce import UploadRoute
from backend.complaints.access import find_case_to_work
from backend.complaints.attachments import keeping, service
from backend.complaints.attachments.schemas import CaseAttachmentList, ReleaseIn
from backend.complaints.attachments.uploading import StaffUploadDep
from backend.complaints.attachments.views import list_of
from backend.complaints.desk import DeskDep
from backend.complaints.working import locked
from backend.core.openapi import problems
from backend.core.principal import permission
from backend.files.attachments.downloads import download_response
from backend.files.attachments.kinds import MEDIA_TYPES
from backend.files.attachments.service import MAX_UPLOAD
from backend.files.storage import FilesDep

router = APIRouter(prefix="/api/v1/complaints/{case_id}/attachments", tags=["complaints"], route_class=UploadRoute)

UPLOAD: Final = problems(401, 403, 404, 409, 413, 415, 422, 503)
_READ: Final = problems(401, 403, 404, 409, 422)
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The file, to be saved",
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA_TYPES.values()},
    }
}


@router.get("", summary="The files of a case", responses=problems(401, 403, 404, 422))
@permission("complaint_attachment.read")
def list_attachments(case_id: UUID, desk: DeskDep) -> CaseAttachmentList:
    return list_of(desk, find_case_to_work(desk, case_id))


@router.post(
    "",
    status_code=201,
    max_body_size=MAX_UPLOAD,
    summary="Add a file to a case",
    responses={200: {"model": CaseAttachmentList, "description": "It was there already"}, **UPLOAD},
)
@permission("complaint_attachment.write")
async def upload_attachment(
    case_id: UUID, file: UploadFile, upload: StaffUploadDep, response: Response
) -> CaseAttachmentList:
    """At most 5 files and 30 MB from the centre. The same file again is no second one."""
    new, shown = await upload(
        file,
        lambda desk, lock: keeping.centre(locked(desk, case_id) if lock else find_case_to_work(desk, case_id)),
        lambda desk: list_of(desk, find_case_to_work(desk, case_id)),
    )
    if not new:
        response.status_code = 200
    return shown


@router.get(
    "/{attachment_id}/copy",
    summary="The cleaned copy of a file",
    response_class=StreamingResponse,
    responses={**FILE, **_READ},
)
@permission("complaint_attachment.read")
def download_copy(case_id: UUID, attachment_id: UUID, desk: DeskDep, files: FilesDep) -> StreamingResponse:
    return download_response(service.copy_of(desk, files, case_id, attachment_id))


@router.post(
    "/{attachment_id}/original",
    summary="A file as it came; an event",
    response_class=StreamingResponse,
    responses={**FILE, **_READ},
)
@permission("complaint_attachment.read")
def download_original(case_id: UUID, attachment_id: UUID, desk: DeskDep, files: FilesDep) -> StreamingResponse:
    return download_response(service.original_of(desk, files, case_id, attachment_id))


@router.post("/{attachment_id}/releases", summary="Hand the cleaned copy on to the unit of an order", responses=_READ)
@permission("complaint_attachment.release")
def release_attachment(case_id: UUID, attachment_id: UUID, body: ReleaseIn, desk: DeskDep) -> CaseAttachmentList:
    """The unit sees the file under a neutral name. Check the copy first: what a file shows can identify, too."""
    return list_of(desk, service.release(desk, case_id, attachment_id, body.transfer_id))


@router.delete("/{attachment_id}/releases/{transfer_id}", summary="Take a copy back from a unit", responses=_READ)
@permission("complaint_attachment.release")
def withdraw_release(case_id: UUID, attachment_id: UUID, transfer_id: UUID, desk: DeskDep) -> CaseAttachmentList:
    return list_of(desk, service.withdraw(desk, case_id, attachment_id, transfer_id))


@router.delete("/{attachment_id}", summary="Erase a file that the centre brought by mistake", responses=_READ)
@permission("complaint_attachment.write")
def remove_attachment(case_id: UUID, attachment_id: UUID, desk: DeskDep, files: FilesDep) -> CaseAttachmentList:
    return list_of(desk, service.remove(desk, files, case_id, attachment_id))
