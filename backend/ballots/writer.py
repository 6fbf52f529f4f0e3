"""The one hot path: a thread that commits all submissions waiting as one transaction.

Every request is answered after the commit that holds its sheet. The code is spent in the same transaction,
so that neither a crash nor two clients at once can spend a code without its sheet or twice.
"""

import asyncio
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from backend.ballots.models import BallotCode, CodeState, Intake, Origin
from backend.core.db import Database
from backend.core.ids import new_id
from backend.rounds.models import Round, RoundState

log = structlog.get_logger("ballots")

MAX_BATCH = 256
MAX_WAITING = 20_000


class Outcome(StrEnum):
    """What became of a submission."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"  # this very submission was accepted before; its answer got lost
    USED = "used"
    UNKNOWN = "unknown"
    NOT_OPEN = "not_open"


@dataclass(frozen=True, slots=True)
class Submission:
    """One validated ballot: what identifies the code, and the packed sheet."""

    code_hash: bytes
    round_id: UUID
    retry_tag: bytes
    payload: bytes


CodeRow = Row[bytes, UUID, UUID, CodeState, bytes | None]


class WriterBusy(Exception):
    """Too many submissions wait already, or the writer has stopped."""


_CODES = (
    select(BallotCode.code_hash, BallotCode.round_id, BallotCode.stratum_id, BallotCode.state, BallotCode.retry_tag)
    .where(BallotCode.code_hash.in_(bindparam("hashes", expanding=True)))
    .order_by(BallotCode.code_hash)
    .with_for_update()
)
# A shared lock on the round: closing it waits for the batches that saw it open.
_OPEN_ROUNDS = (
    select(Round.id)
    .where(Round.id.in_(bindparam("rounds", expanding=True)), Round.state == RoundState.OPEN)
    .order_by(Round.id)
    .with_for_update(read=True)
)
_SPEND = (
    update(BallotCode)
    .where(BallotCode.code_hash == bindparam("hash"), BallotCode.state == CodeState.ISSUED)
    .values(state=CodeState.USED, retry_tag=bindparam("tag"))
)
_STORE = insert(Intake)


def write_batch(connection: Connection, submissions: Sequence[Submission]) -> list[Outcome]:
    """Decide on every submission and write the accepted ones; the caller commits."""
    opened = set(connection.execute(_OPEN_ROUNDS, {"rounds": list({s.round_id for s in submissions})}).scalars())
    rows = connection.execute(_CODES, {"hashes": list({s.code_hash for s in submissions})})
    codes = {row.code_hash: row for row in rows}
    spent: dict[bytes, bytes] = {}
    outcomes: list[Outcome] = []
    sheets: list[dict[str, Any]] = []
    for submission in submissions:
        outcome = _decide(submission, codes.get(submission.code_hash), opened, spent)
        outcomes.append(outcome)
        if outcome is Outcome.ACCEPTED:
            spent[submission.code_hash] = submission.retry_tag
            sheets.append(
                {
                    "id": new_id(),
                    "round_id": submission.round_id,
                    "stratum_id": codes[submission.code_hash].stratum_id,
                    "origin": Origin.WEB,
                    "batch_id": None,
                    "payload": submission.payload,
                }
            )
    if sheets:
        connection.execute(_SPEND, [{"hash": code, "tag": tag} for code, tag in spent.items()])
        connection.execute(_STORE, sheets)
    return outcomes


def _decide(submission: Submission, code: CodeRow | None, opened: set[UUID], spent: dict[bytes, bytes]) -> Outcome:
    if code is None or code.round_id != submission.round_id or code.state is CodeState.VOID:
        in_closed_round = code is not None and code.round_id == submission.round_id
        return Outcome.NOT_OPEN if in_closed_round and submission.round_id not in opened else Outcome.UNKNOWN
    tag = spent.get(submission.code_hash)
    if tag is None and code.state is CodeState.USED:
        tag = code.retry_tag or b""
    if tag is not None:
        return Outcome.REPEATED if tag == submission.retry_tag else Outcome.USED
    return Outcome.ACCEPTED if submission.round_id in opened else Outcome.NOT_OPEN


@dataclass(slots=True)
class _Waiting:
    submission: Submission
    answer: "asyncio.Future[Outcome]"


class BallotWriter:
    """Owns the thread. `submit` may be called from the event loop of the application only."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Start the thread for the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="ballot-writer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Commit what waits, then stop."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    async def submit(self, submission: Submission) -> Outcome:
        """Wait for the commit and return what became of the ballot. Raises WriterBusy."""
        if self._loop is None or self._thread is None or self._queue.qsize() > MAX_WAITING:
            raise WriterBusy
        answer: asyncio.Future[Outcome] = self._loop.create_future()
        self._queue.put(_Waiting(submission, answer))
        return await answer

    def _run(self) -> None:
        stopping = False
        while not stopping:
            first = self._queue.get()
            if first is None:
                return
            batch = [first]
            while len(batch) < MAX_BATCH and not self._queue.empty():
                following = self._queue.get()
                if following is None:
                    stopping = True
                    break
                batch.append(following)
            self._commit(batch)

    def _commit(self, batch: list[_Waiting]) -> None:
        outcomes: list[Outcome] | None
        try:
            with self._database.hold_turn(), self._database.write_engine.begin() as connection:
                outcomes = write_batch(connection, [waiting.submission for waiting in batch])
        except Exception as problem:
            # Never the traceback: it could carry answers. Nothing of the batch was kept; clients repeat.
            log.warning("ballot_batch_failed", kind=type(problem).__name__, ballots=len(batch))
            outcomes = None
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(_answer, batch, outcomes)


def _answer(batch: list[_Waiting], outcomes: list[Outcome] | None) -> None:
    for position, waiting in enumerate(batch):
        if waiting.answer.done():
            continue  # the client went away
        if outcomes is None:
            waiting.answer.set_exception(WriterBusy())
        else:
            waiting.answer.set_result(outcomes[position])
