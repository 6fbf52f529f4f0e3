"""Files from complainants, at any time after the complaint itself: what goes wrong with a file never costs the complaint.

With a file the code comes in a header, so that it is checked before anything of the file is read: whoever has none sends
megabytes to nobody. Headers are in no address, no history and no log either; wrong codes count as they do elsewhere.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from backend.auth.enforce import UploadRoute
from backend.complaints.attachments import keeping
from backend.complaints.attachments.inlet import Content, InletDep
from backend.complaints.attachments.routes import FILE
from backend.complaints.desk import Desk
from backend.complaints.models import Case
from backend.complaints.public import acts
from backend.complaints.public.attachments import copy_of
from backend.complaints.public.door import DoorDep, get_door
from backend.complaints.public.schemas import CaseTrack, CodeShown
from backend.complaints.public.view import track
from backend.complaints.schemas import TypedCode
from backend.core.openapi import problems
from backend.core.principal import permission
from backend.files.attachments.downloads import download_response
from backend.files.attachments.service import MAX_UPLOAD, Received
from backend.files.storage import FilesDep

CODE: Final = "Tracking-Code"
PIN: Final = "Tracking-Pin"


class GuardedRoute(UploadRoute):
    """Asks for the code before it reads a file, as its base class asks for the session of the staff."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.max_body_size is None:
            return handle

        async def guard_first(request: Request) -> Response:
            code, pin = (request.headers.get(name) for name in (CODE, PIN))
            await get_door(request).look(CodeShown.model_construct(code=code or "", pin=pin), lambda desk, case: None)
            return await handle(request)

        return guard_first


router = APIRouter(prefix="/api/v1/tracking/attachments", tags=["tracking"], route_class=GuardedRoute)


@router.post(
    "",
    status_code=201,
    max_body_size=MAX_UPLOAD,
    summary="Send a file to the own case",
    responses={
        200: {"model": CaseTrack, "description": "It was there already"},
        **problems(404, 409, 413, 415, 422, 429, 503),
    },
)
@permission("complaint.track")
async def send_attachment(
    file: UploadFile,
    code: Annotated[TypedCode, Header(alias=CODE)],
    door: DoorDep,
    inlet: InletDep,
    response: Response,
    pin: Annotated[str | None, Header(alias=PIN, max_length=20)] = None,
) -> CaseTrack:
    """At most 5 files and 30 MB. The same file again is no second one, so a lost answer is simply asked for again."""
    shown = CodeShown(code=code, pin=pin)
    content = await inlet.read(file)
    if await door.look(shown, lambda desk, case: _is_there(desk, case, content)):
        response.status_code = 200
    else:
        await door.count_upload(shown)
        await inlet.take(content, lambda received: door.act(shown, lambda desk, case: _keep(desk, case, received)))
    return await door.look(shown, track)


@router.post(
    "/{attachment_id}/copy",
    summary="The own file without hidden details",
    response_class=StreamingResponse,
    responses={**FILE, **problems(404, 409, 422, 429, 503)},
)
@permission("complaint.track")
async def download_own_copy(attachment_id: UUID, body: CodeShown, door: DoorDep, files: FilesDep) -> StreamingResponse:
    return download_response(await door.look(body, lambda desk, case: copy_of(desk, files, case, attachment_id)))


def _is_there(desk: Desk, case: Case, content: Content) -> bool:
    if keeping.is_there(desk, keeping.complainant(case), content.sha256, len(content.data)):
        return True
    acts.refuse_now(acts.against_attachment(desk, case, acts.followed(desk.session, case)))
    return False


def _keep(desk: Desk, case: Case, received: Received) -> bool:
    acts.refuse_now(acts.against_attachment(desk, case, acts.followed(desk.session, case)))
    return keeping.keep(desk, keeping.complainant(case), received)
