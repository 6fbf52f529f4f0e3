"""The files of a unit's order."""

from uuid import UUID

from fastapi import APIRouter, Response, UploadFile
from fastapi.responses import StreamingResponse

from backend.auth.enforce import UploadRoute
from backend.complaints.attachments.routes import FILE, UPLOAD
from backend.complaints.attachments.uploading import StaffUploadDep
from backend.complaints.desk import DeskDep
from backend.complaints.transfers import attachments, views
from backend.complaints.transfers.access import find_part
from backend.complaints.transfers.routes import CHANGE, AnswerDep
from backend.complaints.transfers.schemas import TransferOut
from backend.core.etags import set_etag
from backend.core.openapi import problems
from backend.core.principal import permission
from backend.files.attachments.downloads import download_response
from backend.files.attachments.service import MAX_UPLOAD
from backend.files.storage import FilesDep

router = APIRouter(prefix="/api/v1/transfers/{order_id}/attachments", tags=["transfers"], route_class=UploadRoute)


@router.post(
    "",
    status_code=201,
    max_body_size=MAX_UPLOAD,
    summary="Attach a file to the result",
    responses={200: {"model": TransferOut, "description": "It was there already"}, **UPLOAD},
)
@permission("transfer.answer")
async def upload_transfer_attachment(
    order_id: UUID, file: UploadFile, upload: StaffUploadDep, response: Response
) -> TransferOut:
    """At most 5 files and 30 MB. Only the centre reads them."""

    new, (shown, order) = await upload(
        file,
        lambda desk, lock: attachments.party_of(desk, order_id, lock=lock),
        lambda desk: (views.show(part := find_part(desk, order_id), desk.language), part.order),
    )
    set_etag(response, order)
    if not new:
        response.status_code = 200
    return shown


@router.get(
    "/{attachment_id}",
    summary="A copy that was handed on, or an own file",
    response_class=StreamingResponse,
    responses={**FILE, **problems(401, 403, 404, 409, 422)},
)
@permission("transfer.read")
def download_transfer_attachment(
    order_id: UUID, attachment_id: UUID, desk: DeskDep, files: FilesDep
) -> StreamingResponse:
    return download_response(attachments.open_attachment(desk, files, order_id, attachment_id))


@router.delete("/{attachment_id}", summary="Erase an own file that was not submitted yet", responses=CHANGE)
@permission("transfer.answer")
def remove_transfer_attachment(
    order_id: UUID, attachment_id: UUID, desk: DeskDep, files: FilesDep, answer: AnswerDep
) -> TransferOut:
    attachments.remove_attachment(desk, files, order_id, attachment_id)
    return answer(order_id)
