"""The centre's cases: the work list, one case, registering, and what is done beside moving a case on."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response

from backend.ballots.codes import printed
from backend.complaints import basis, clocks, holding, intake, publicising, working
from backend.complaints.access import find_case
from backend.complaints.bodies import NoteBody
from backend.complaints.desk import Desk, DeskDep
from backend.complaints.kinds import ClockKind
from backend.complaints.models import Case
from backend.complaints.queries import list_cases, list_officers
from backend.complaints.rules.categories import list_categories
from backend.complaints.rules.schemas import CategoryList, CategoryOut
from backend.complaints.schemas import CaseHeader, CaseQuery, RegisterIn, RequestKey, StaffRegistered
from backend.complaints.schemas_case import (
    AssignIn,
    BasisOut,
    CallbackIn,
    CaseDetail,
    CaseEdit,
    CaseMessageIn,
    ConflictIn,
    OfficerList,
    OriginalOut,
    ReasonIn,
)
from backend.complaints.views import View
from backend.core.etags import IfMatch, set_etag
from backend.core.openapi import problems
from backend.core.paging import Page
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/complaints", tags=["complaints"])

_READ = problems(401, 403, 404, 422)
_WORK = problems(401, 403, 404, 409, 422)
IdempotencyKey = Annotated[
    RequestKey, Header(alias="Idempotency-Key", description="Unguessable; the same key again gives the same case")
]


def shown(desk: Desk, case: Case, response: Response) -> CaseDetail:
    """A case with its ETag."""
    set_etag(response, case)
    return View(desk, case).detail()


@router.get("", summary="The work list: what expires first, first", responses=problems(401, 403, 422))
@permission("complaint.read")
def list_complaints(desk: DeskDep, query: Annotated[CaseQuery, Query()]) -> Page[CaseHeader]:
    items, page = list_cases(desk, query)
    return Page[CaseHeader](items=items, **page)


@router.post(
    "",
    status_code=201,
    summary="Register a complaint that was called in, written or brought",
    responses={
        200: {"model": StaffRegistered, "description": "The same request came before"},
        **problems(401, 403, 409, 422),
    },
)
@permission("complaint.register")
def register(body: RegisterIn, desk: DeskDep, response: Response, key: IdempotencyKey) -> StaffRegistered:
    made = intake.register(desk, body, key.strip('"'))
    response.headers["Location"] = f"{router.prefix}/{made.case.id}"
    if made.repeated:
        response.status_code = 200
        response.headers["Idempotency-Replayed"] = "true"
    due = clocks.running(desk.session, made.case, ClockKind.ACCEPT)
    return StaffRegistered(
        id=made.case.id,
        number=made.case.number,
        tracking_code=printed(made.code),
        temporary=made.case.code_temporary,
        received_at=made.case.received_at,
        decide_by=due[0].due if due else made.case.received_at,
    )


@router.get("/categories", summary="Categories of complaints", responses=problems(401, 403))
@permission("complaint.read")
def categories(desk: DeskDep) -> CategoryList:
    return CategoryList(items=[CategoryOut.of(row) for row in list_categories(desk.session)])


@router.get("/officers", summary="Who of the centre can take a case", responses=problems(401, 403))
@permission("complaint.handle")
def officers(desk: DeskDep) -> OfficerList:
    return OfficerList(items=list_officers(desk.session))


@router.get("/{case_id}", summary="One case, as far as the caller may see it", responses=_READ)
@permission("complaint.read")
def read(case_id: UUID, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, find_case(desk, case_id), response)


@router.patch(
    "/{case_id}", summary="Correct summary, category, unit", responses=problems(401, 403, 404, 409, 412, 422, 428)
)
@permission("complaint.handle")
def edit(case_id: UUID, body: CaseEdit, desk: DeskDep, response: Response, if_match: IfMatch = None) -> CaseDetail:
    return shown(desk, working.edit(desk, case_id, body, if_match), response)


@router.post("/{case_id}/take", summary="Take a case that nobody has", responses=_WORK)
@permission("complaint.handle")
def take(case_id: UUID, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, working.take(desk, case_id), response)


@router.post("/{case_id}/assign", summary="Give a case to an officer", responses=_WORK)
@permission("complaint.decide")
def assign(case_id: UUID, body: AssignIn, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, working.assign(desk, case_id, body.officer_id), response)


@router.post("/{case_id}/original", summary="Read the complainant's own words; an event", responses=_WORK)
@permission("complaint.handle")
def read_original(case_id: UUID, desk: DeskDep) -> OriginalOut:
    return working.read_original(desk, case_id)


@router.post("/{case_id}/basis", summary="Read what a second person decides on; an event", responses=_WORK)
@permission("complaint.second")
def read_basis(case_id: UUID, desk: DeskDep) -> BasisOut:
    return basis.read_basis(desk, case_id)


@router.post("/{case_id}/notes", summary="Add a file note", responses=_WORK)
@permission("complaint.handle")
def add_note(case_id: UUID, body: NoteBody, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, working.add_note(desk, case_id, body.note), response)


@router.post("/{case_id}/messages", summary="Write to the complainant or to the unit", responses=_WORK)
@permission("complaint.handle")
def send_message(case_id: UUID, body: CaseMessageIn, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, working.send_message(desk, case_id, body), response)


@router.post("/{case_id}/orders/{order_id}/call-off", summary="Call off the order of a joint unit", responses=_WORK)
@permission("complaint.handle")
def call_off_joint(case_id: UUID, order_id: UUID, body: NoteBody, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, working.call_off_joint(desk, case_id, order_id, body.note), response)


@router.post("/{case_id}/callbacks", summary="Note a callback", responses=_WORK)
@permission("complaint.handle")
def call_back(case_id: UUID, body: CallbackIn, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, working.call_back(desk, case_id, body), response)


@router.post("/{case_id}/conflicts", status_code=204, summary="Step aside from a case", responses=_WORK)
@permission("complaint.handle")
def declare_conflict(case_id: UUID, body: ConflictIn, desk: DeskDep) -> None:
    working.declare_conflict(desk, case_id, body)


@router.post("/{case_id}/hold", summary="Keep everything of a case, however old", responses=_WORK)
@permission("complaint.decide")
def hold(case_id: UUID, body: ReasonIn, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, holding.hold(desk, case_id, body.reason), response)


@router.post("/{case_id}/release-hold", summary="End a hold", responses=_WORK)
@permission("complaint.decide")
def release_hold(case_id: UUID, body: ReasonIn, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, holding.release(desk, case_id, body.reason), response)


@router.post("/{case_id}/publish", summary="Name an ended case in public, without its texts", responses=_WORK)
@permission("complaint.decide")
def publish(case_id: UUID, body: ReasonIn, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, publicising.publish(desk, case_id, body.reason), response)


@router.post("/{case_id}/unpublish", summary="Name it in public no longer", responses=_WORK)
@permission("complaint.decide")
def unpublish(case_id: UUID, body: ReasonIn, desk: DeskDep, response: Response) -> CaseDetail:
    return shown(desk, publicising.unpublish(desk, case_id, body.reason), response)
