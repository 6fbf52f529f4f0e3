"""The office's side of codes and turnout."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from backend.ballots import service
from backend.ballots.answering import PepperDep
from backend.ballots.issue import IssuedCodes, make_for, refuse_unless_draft, store_codes, withdraw_codes
from backend.ballots.schemas import CodeCounts, IssueFormat, IssueIn, TurnoutOut, WithdrawIn
from backend.ballots.slips import bundle, codes_csv, slips_html
from backend.config import Settings
from backend.core.db import DatabaseDep, SessionDep
from backend.core.downloads import saved_as
from backend.core.errors import FieldProblem, InvalidInput
from backend.core.etags import IfMatch, check_match, etag_of, set_etag
from backend.core.openapi import problems
from backend.core.principal import PrincipalDep, permission
from backend.core.text import Text
from backend.rounds.models import Round
from backend.rounds.service import get_round, lock_round

router = APIRouter(prefix="/api/v1/rounds/{round_id}", tags=["ballots"])

MAX_CODES = 20_000  # more would keep other writers waiting
MAX_SLIPS = 5_000
_TYPES = {
    IssueFormat.ZIP: ("application/zip", "zip"),
    IssueFormat.CSV: ("text/csv; charset=utf-8", "csv"),
    IssueFormat.SLIPS: ("text/html; charset=utf-8", "html"),
}


@router.post(
    "/codes",
    status_code=201,
    response_class=Response,
    summary="Issue codes; the download is the only copy",
    responses={
        201: {"content": {kind.partition(";")[0]: {} for kind, _ in _TYPES.values()}, "description": "The codes"},
        **problems(401, 403, 404, 409, 412, 422, 428),
    },
)
@permission("code.issue")
async def issue_codes(
    round_id: UUID,
    body: IssueIn,
    request: Request,
    principal: PrincipalDep,
    database: DatabaseDep,
    pepper: PepperDep,
    if_match: IfMatch = None,
) -> Response:
    _refuse_repeats_and_excess(body)
    # Codes and pictures take seconds: made outside the turn to write.
    made = await run_in_threadpool(make_for, {item.stratum_id: item.count for item in body.items}, pepper)
    async with database.write_async() as session:

        def store() -> tuple[Round, list[IssuedCodes]]:
            round_ = lock_round(session, principal, round_id)
            refuse_unless_draft(round_)
            check_match(if_match, round_)  # a second click, or a second person, must not issue twice
            return round_, store_codes(session, principal, round_, made)

        round_, issued = await run_in_threadpool(store)
    settings: Settings = request.app.state.settings
    content = await run_in_threadpool(_render, body.format, round_, issued, settings.base_url)
    media_type, ending = _TYPES[body.format]
    return Response(
        content,
        status_code=201,
        media_type=media_type,
        headers=saved_as(f"{round_.title}-评议码.{ending}", "codes") | {"ETag": etag_of(round_)},
    )


def _refuse_repeats_and_excess(body: IssueIn) -> None:
    if len({item.stratum_id for item in body.items}) < len(body.items):
        text = Text("同一层次出现了两次", "The same stratum appears twice")
        raise InvalidInput(errors=[FieldProblem("/items", "repeated", text)])
    if sum(item.count for item in body.items) > MAX_CODES:
        text = Text(f"一次最多发放 {MAX_CODES} 个评议码，请分次发放", f"At most {MAX_CODES} codes at once")
        raise InvalidInput(errors=[FieldProblem("/items", "too_many_codes", text)])
    if body.format is not IssueFormat.CSV and sum(item.count for item in body.items) > MAX_SLIPS:
        text = Text(
            f"一次最多印 {MAX_SLIPS} 张码条，更多请分层次发放或只下载 csv",
            f"At most {MAX_SLIPS} slips at once; issue by stratum, or take the csv only",
        )
        raise InvalidInput(errors=[FieldProblem("/items", "too_many_slips", text)])


def _render(kind: IssueFormat, round_: Round, issued: list[IssuedCodes], base_url: str) -> bytes:
    if kind is IssueFormat.CSV:
        return codes_csv(issued, base_url)
    if kind is IssueFormat.SLIPS:
        return slips_html(round_, issued, base_url)
    return bundle(
        [("评议码.csv", codes_csv(issued, base_url)), ("评议码条.html", slips_html(round_, issued, base_url))]
    )


@router.get("/codes", summary="Codes by stratum, as numbers", responses=problems(401, 403, 404))
@permission("turnout.read")
def count_codes(round_id: UUID, session: SessionDep, principal: PrincipalDep) -> CodeCounts:
    return service.code_counts(session, get_round(session, principal, round_id))


@router.post(
    "/codes/void",
    summary="Withdraw all codes of a stratum of a draft",
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
@permission("code.issue")
def void_codes(
    round_id: UUID,
    body: WithdrawIn,
    response: Response,
    session: SessionDep,
    principal: PrincipalDep,
    if_match: IfMatch = None,
) -> CodeCounts:
    round_ = lock_round(session, principal, round_id)
    refuse_unless_draft(round_)
    check_match(if_match, round_)
    withdraw_codes(session, principal, round_, body.stratum_id)
    set_etag(response, round_)
    return service.code_counts(session, round_)


@router.get("/turnout", summary="Turnout by stratum", responses=problems(401, 403, 404))
@permission("turnout.read")
def read_turnout(round_id: UUID, session: SessionDep, principal: PrincipalDep) -> TurnoutOut:
    return service.turnout(session, get_round(session, principal, round_id))
