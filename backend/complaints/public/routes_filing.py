"""Filing a complaint, by anybody: no session, no cookie, no log."""

from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from backend.ballots.codes import printed
from backend.complaints.desk import CounterDep
from backend.complaints.public import filing
from backend.complaints.public.door import DoorDep
from backend.complaints.public.schemas import FilingForm, RequestKey
from backend.complaints.schemas import CaseRegistered, ComplaintIn
from backend.core.db import SessionDep
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/filing", tags=["filing"])

FilingKey = Annotated[
    RequestKey,
    Header(alias="Idempotency-Key", description="22 to 200 unguessable characters; again: the same case and code"),
]


@router.get("", summary="What the form offers: categories and units")
@permission("complaint.file")
def read_form(request: Request, session: SessionDep) -> FilingForm:
    return filing.form_of(session, request.app.state.settings)


@router.post(
    "",
    status_code=201,
    summary="File a complaint; the tracking code is in this answer only",
    responses={
        200: {"model": CaseRegistered, "description": "The same request came before"},
        **problems(409, 422, 429, 503),
    },
)
@permission("complaint.file")
def file_complaint(
    body: ComplaintIn, desk: CounterDep, door: DoorDep, response: Response, key: FilingKey
) -> CaseRegistered:
    made = filing.file(desk, door, body, key)
    if made.repeated:
        response.status_code = 200
        response.headers["Idempotency-Replayed"] = "true"
    return CaseRegistered(
        number=made.case.number,
        tracking_code=printed(made.code),
        temporary=made.case.code_temporary,
        received_at=made.case.received_at,
        decide_by=filing.decide_by(desk.session, made.case),
    )
