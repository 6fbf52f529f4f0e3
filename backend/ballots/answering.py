"""What a respondent can do: start, submit, ask whether a code was used. No session, no cookie, no log."""

from functools import partial
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import bindparam, select

from backend.ballots.accepting import Outcome, Submission
from backend.ballots.codes import code_hash, normalise, retry_tag
from backend.ballots.forms import OpenRounds
from backend.ballots.guessing import CodeRoute, CodeUnknown, LeanRoute
from backend.ballots.models import BallotCode, CodeState
from backend.ballots.schemas import BallotForm, CodeIn, CodeStateName, CodeStateOut, SubmissionIn
from backend.ballots.writer import BallotWriter, WriterBusy
from backend.core.db import Database, DatabaseDep
from backend.core.errors import Conflict, NotFound, Unavailable
from backend.core.openapi import problems
from backend.core.principal import permission
from backend.core.text import Text
from backend.rounds.models import Round, RoundState


class CodeUsed(Conflict):
    code = "code_used"
    title = Text("这个评议码已经用过", "This code has been used")


class RoundNotOpen(Conflict):
    code = "round_not_open"
    title = Text("评议没有开始或已经结束", "The round has not begun or is over")


_REFUSED: dict[Outcome, type[Conflict | NotFound]] = {
    Outcome.USED: CodeUsed,
    Outcome.UNKNOWN: CodeUnknown,
    Outcome.NOT_OPEN: RoundNotOpen,
}


def rounds_of(request: Request) -> OpenRounds:
    rounds: OpenRounds = request.app.state.open_rounds
    return rounds


def pepper_of(request: Request) -> bytes:
    pepper: bytes = request.app.state.keys.pepper
    return pepper


# A coroutine, since FastAPI sends a plain function through a thread.
async def get_pepper(request: Request) -> bytes:
    return pepper_of(request)


PepperDep = Annotated[bytes, Depends(get_pepper)]


def _hash_of(pepper: bytes, typed: str) -> bytes:
    code = normalise(typed)
    if code is None:
        raise CodeUnknown
    return code_hash(pepper, code)


_CODE = (
    select(BallotCode.round_id, BallotCode.stratum_id, BallotCode.state, Round.state.label("round_state"))
    .join(Round, Round.id == BallotCode.round_id)
    .where(BallotCode.code_hash == bindparam("digest"))
)


@permission("ballot.answer")
async def start(body: CodeIn, request: Request) -> Response:
    form = await run_in_threadpool(_form, request.app.state.database, rounds_of(request), pepper_of(request), body.code)
    return Response(form, media_type="application/json")


def _form(database: Database, rounds: OpenRounds, pepper: bytes, typed: str) -> bytes:
    """The ballot of a code. Raises CodeUnknown, CodeUsed, RoundNotOpen."""
    digest = _hash_of(pepper, typed)
    with database.read() as session:
        code = session.execute(_CODE, {"digest": digest}).one_or_none()
    if code is None:
        raise CodeUnknown
    if code.round_state is not RoundState.OPEN:
        raise RoundNotOpen
    if code.state is CodeState.USED:
        raise CodeUsed
    opened = rounds.known(code.round_id) or rounds.load(code.round_id)
    if opened is None:
        raise RoundNotOpen
    return opened.forms[code.stratum_id]


@permission("ballot.answer")
async def submit(body: SubmissionIn, request: Request) -> Response:
    digest = _hash_of(pepper_of(request), body.code)
    rounds = rounds_of(request)
    opened = rounds.known(body.round_id) or await run_in_threadpool(rounds.load, body.round_id)
    if opened is None:
        database: Database = request.app.state.database
        raise await run_in_threadpool(_why_not, database, digest, body)
    writer: BallotWriter = request.app.state.ballot_writer
    submission = Submission(digest, body.round_id, retry_tag(body.retry_nonce), opened.pack(body))
    try:
        outcome = await writer.submit(submission)
    except WriterBusy as problem:
        raise Unavailable(2) from problem
    if outcome in _REFUSED:
        raise _REFUSED[outcome]
    return Response(status_code=201 if outcome is Outcome.ACCEPTED else 200)


def _why_not(database: Database, digest: bytes, body: SubmissionIn) -> Conflict | NotFound:
    """The answer where no open round was found: as the writer would have said it."""
    with database.read() as session:
        code = session.get(BallotCode, digest)
    if code is None or code.round_id != body.round_id:
        return CodeUnknown()
    if code.state is CodeState.USED and code.retry_tag != retry_tag(body.retry_nonce):
        return CodeUsed()
    return RoundNotOpen()


@permission("ballot.answer")
def code_state(body: CodeIn, database: DatabaseDep, pepper: PepperDep) -> CodeStateOut:
    with database.read() as session:
        code = session.get(BallotCode, _hash_of(pepper, body.code))
    if code is None or code.state is CodeState.VOID:
        raise CodeUnknown
    return CodeStateOut(state=CodeStateName(code.state.value))


def install(app: FastAPI) -> None:
    """Put the routes into the application itself: those of an included router are looked for twice at every request,
    which costs a ballot more than its database does."""
    post = partial(app.router.add_api_route, methods=["POST"], tags=["ballots"])
    post(
        "/api/v1/ballots/submissions",
        submit,
        route_class_override=LeanRoute,
        status_code=201,
        response_class=Response,
        summary="Hand in a sheet; repeating it with the same nonce is safe",
        responses={
            200: {"description": "This very submission was accepted before"},
            **problems(404, 409, 413, 422, 429, 503),
        },
    )
    post(
        "/api/v1/ballots/start",
        start,
        route_class_override=LeanRoute,
        response_model=BallotForm,
        summary="Get the ballot of a code",
        responses=problems(404, 409, 422, 429),
    )
    post(
        "/api/v1/ballots/code-state",
        code_state,
        route_class_override=CodeRoute,
        summary="Ask whether a code was used",
        responses=problems(404, 422, 429),
    )
