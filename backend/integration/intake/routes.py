"""Complaints of client systems. Everything that changes something may be sent again (auth/repeating.py).

A way of its own beside the centre's `POST /complaints`: that one answers people of the staff with a tracking code and
the whole case, this one answers systems with what a complainant may know.
"""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response, UploadFile

from backend.auth.enforce import UploadRoute
from backend.auth.repeating import Repeatable
from backend.complaints.attachments import keeping
from backend.complaints.attachments.uploading import ClientUploadDep
from backend.complaints.desk import ClientDeskDep
from backend.complaints.public import acts
from backend.complaints.public.schemas import Rated
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import ClientDep, permission
from backend.files.attachments.service import MAX_UPLOAD
from backend.integration.adapters.schemas import SystemName, WorkOrder
from backend.integration.intake import relaying, service, translating, views
from backend.integration.intake.access import find_own
from backend.integration.intake.schemas import (
    IntakeDetail,
    IntakeIn,
    IntakeItem,
    IntakeQuery,
    IntakeRegistered,
    RelayedMessage,
    RelayedReview,
    RelayedText,
    RelayedWithdrawal,
)

router = APIRouter(prefix="/api/v1/intake", tags=["intake"], route_class=Repeatable)
uploads = APIRouter(prefix="/api/v1/intake", tags=["intake"], route_class=UploadRoute)

COMPLAINTS: Final = "/api/v1/intake/complaints"
_MADE: Final = problems(401, 403, 409, 422, 429)
_RELAYED: Final = problems(401, 403, 404, 409, 422, 429)


@router.post("/complaints", status_code=201, summary="Register a complaint of another system", responses=_MADE)
@permission("intake.create")
def register(body: IntakeIn, desk: ClientDeskDep, response: Response) -> IntakeRegistered:
    """A source id that is registered already is refused with 409; if the case is your own, `case` leads to it."""
    made = service.register(desk, body)
    response.headers["Location"] = f"{COMPLAINTS}/{made.id}"
    return made


@router.post(
    "/work-orders/{source_system}",
    status_code=201,
    summary="Register a work order in the words of its system",
    responses=problems(401, 403, 404, 409, 422, 429),
)
@permission("intake.create")
def register_work_order(
    source_system: SystemName, body: WorkOrder, desk: ClientDeskDep, response: Response
) -> IntakeRegistered:
    """Members, categories and units are translated by the newest table of the system, see `GET /adapters`."""
    made = service.register(desk, translating.complaint_of(desk.session, source_system, body))
    response.headers["Location"] = f"{COMPLAINTS}/{made.id}"
    return made


@router.get("/complaints", summary="The own complaints", responses=problems(401, 403, 422, 429))
@permission("intake.read")
def list_own(desk: ClientDeskDep, client: ClientDep, query: Annotated[IntakeQuery, Query()]) -> Page[IntakeItem]:
    items, page = views.list_own(desk, client, query)
    return Page[IntakeItem](items=items, **page)


@router.get("/complaints/{case_id}", summary="One of the own complaints", responses=problems(401, 403, 404, 422, 429))
@permission("intake.read")
def read(case_id: UUID, desk: ClientDeskDep, client: ClientDep) -> IntakeDetail:
    return views.detail(desk, find_own(desk.session, client, case_id))


@router.post("/complaints/{case_id}/supplement", summary="Hand on what was asked for", responses=_RELAYED)
@permission("intake.add")
def supplement(case_id: UUID, body: RelayedText, desk: ClientDeskDep, client: ClientDep) -> IntakeDetail:
    return relaying.relay(desk, client, case_id, lambda case: acts.supplement(desk, case, body.text))


@router.post("/complaints/{case_id}/message", summary="Hand on a message", responses=_RELAYED)
@permission("intake.add")
def send_message(case_id: UUID, body: RelayedMessage, desk: ClientDeskDep, client: ClientDep) -> IntakeDetail:
    return relaying.relay(desk, client, case_id, lambda case: acts.send_message(desk, case, body.text))


@router.post("/complaints/{case_id}/rating", summary="Hand on how the answer was received", responses=_RELAYED)
@permission("intake.decide")
def rate(case_id: UUID, body: Rated, desk: ClientDeskDep, client: ClientDep) -> IntakeDetail:
    return relaying.relay(desk, client, case_id, lambda case: acts.rate(desk, case, body))


@router.post("/complaints/{case_id}/review", summary="Hand on that a review is asked for", responses=_RELAYED)
@permission("intake.decide")
def ask_review(case_id: UUID, body: RelayedReview, desk: ClientDeskDep, client: ClientDep) -> IntakeDetail:
    return relaying.relay(desk, client, case_id, lambda case: acts.ask_review(desk, case, body.reason))


@router.post("/complaints/{case_id}/withdrawal", summary="Hand on that the complaint is withdrawn", responses=_RELAYED)
@permission("intake.decide")
def withdraw(case_id: UUID, body: RelayedWithdrawal, desk: ClientDeskDep, client: ClientDep) -> IntakeDetail:
    return relaying.relay(desk, client, case_id, lambda case: acts.withdraw(desk, case, body.note))


@uploads.post(
    "/complaints/{case_id}/attachments",
    status_code=201,
    max_body_size=MAX_UPLOAD,
    summary="Hand on a file of the complainant",
    responses={
        200: {"model": IntakeDetail, "description": "It was there already"},
        **problems(401, 403, 404, 409, 413, 415, 422, 429, 503),
    },
)
@permission("intake.attach")
async def send_attachment(
    case_id: UUID, file: UploadFile, client: ClientDep, upload: ClientUploadDep, response: Response
) -> IntakeDetail:
    """At most 5 files and 30 MB. The same file again is no second one, so no key is needed."""
    new, shown = await upload(
        file,
        lambda desk, lock: keeping.complainant(relaying.find_to_attach(desk, client, case_id, lock=lock)),
        lambda desk: views.detail(desk, find_own(desk.session, client, case_id)),
    )
    if not new:
        response.status_code = 200
    return shown
