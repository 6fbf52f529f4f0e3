"""The complainant's own case. The code comes in the body of a POST, never in an address: no log and no history has it.

The answer to a code that cannot be one, that nobody has, and to a wrong PIN is the same (complaint design, 2.8).
"""

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Response

from backend.ballots.codes import printed
from backend.complaints.desk import Desk
from backend.complaints.models import Case
from backend.complaints.public import acts
from backend.complaints.public.door import DoorDep
from backend.complaints.public.own import own_copy
from backend.complaints.public.routes_filing import FilingKey
from backend.complaints.public.schemas import (
    CaseTrack,
    CitizenMessageIn,
    CodeRenewed,
    CodeShown,
    OwnCopy,
    PinIn,
    RatingIn,
    RetaliationIn,
    ReviewIn,
    SupplementIn,
    WithdrawalIn,
)
from backend.complaints.public.view import track
from backend.core.openapi import problems
from backend.core.principal import permission

router = APIRouter(prefix="/api/v1/tracking", tags=["tracking"])

_ANSWERS = problems(404, 409, 422, 429, 503)
Given = TypeVar("Given")


def _then(act: Callable[[Desk, Case, Given], None], desk: Desk, case: Case, given: Given) -> CaseTrack:
    """Do something with a case, then show it."""
    act(desk, case, given)
    desk.session.flush()
    return track(desk, case)


@router.post("", summary="Open the own case", responses=_ANSWERS)
@permission("complaint.track")
async def open_case(body: CodeShown, door: DoorDep) -> CaseTrack:
    return await door.look(body, track)


@router.post("/supplement", summary="Send what was asked for", responses=_ANSWERS)
@permission("complaint.track")
async def supplement(body: SupplementIn, door: DoorDep) -> CaseTrack:
    return await door.act(body, lambda desk, case: _then(acts.supplement, desk, case, body.text))


@router.post("/message", summary="Write to the centre", responses=_ANSWERS)
@permission("complaint.track")
async def send_message(body: CitizenMessageIn, door: DoorDep) -> CaseTrack:
    return await door.act(body, lambda desk, case: _then(acts.send_message, desk, case, body.text))


@router.post("/rating", summary="Rate the answer", responses=_ANSWERS)
@permission("complaint.track")
async def rate(body: RatingIn, door: DoorDep) -> CaseTrack:
    def act(desk: Desk, case: Case, given: RatingIn) -> None:
        acts.rate(desk, case, given, door.key(desk.session, acts.PRAISED))

    return await door.act(body, lambda desk, case: _then(act, desk, case, body))


@router.post("/review", summary="Ask for a review", responses=_ANSWERS)
@permission("complaint.track")
async def ask_review(body: ReviewIn, door: DoorDep) -> CaseTrack:
    return await door.act(body, lambda desk, case: _then(acts.ask_review, desk, case, body.reason))


@router.post("/withdrawal", summary="Withdraw the complaint", responses=_ANSWERS)
@permission("complaint.track")
async def withdraw(body: WithdrawalIn, door: DoorDep) -> CaseTrack:
    return await door.act(body, lambda desk, case: _then(acts.withdraw, desk, case, body.note))


@router.post("/retaliation", summary="Report retaliation, to supervisors and auditors", responses=_ANSWERS)
@permission("complaint.track")
async def report_retaliation(body: RetaliationIn, door: DoorDep) -> CaseTrack:
    return await door.act(body, lambda desk, case: _then(acts.report_retaliation, desk, case, body.text))


@router.post("/pin", summary="Set or change the PIN", responses=_ANSWERS)
@permission("complaint.track")
async def set_pin(body: PinIn, door: DoorDep) -> CaseTrack:
    return await door.act(body, lambda desk, case: _then(acts.set_pin, desk, case, body.new_pin))


@router.post("/erasure", summary="Have who complained forgotten, once the case has ended", responses=_ANSWERS)
@permission("complaint.track")
async def erase_identity(body: CodeShown, door: DoorDep) -> CaseTrack:
    def act(desk: Desk, case: Case, _: CodeShown) -> None:
        acts.erase_identity(desk, case)

    return await door.act(body, lambda desk, case: _then(act, desk, case, body))


@router.post("/copy", summary="A copy of what is kept of the own case", responses=_ANSWERS)
@permission("complaint.track")
async def copy_case(body: CodeShown, door: DoorDep) -> OwnCopy:
    """Name and telephone are not in it, only that they are kept: a code may be found by somebody else."""
    return await door.look(body, own_copy)


@router.post("/code", summary="Exchange the code; a temporary one must be exchanged first", responses=_ANSWERS)
@permission("complaint.track")
async def renew_code(body: CodeShown, door: DoorDep, response: Response, key: FilingKey) -> CodeRenewed:
    code, repeated = await door.exchange(lambda desk: acts.renew_code(desk, body, key))
    if repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return CodeRenewed(tracking_code=printed(code))
