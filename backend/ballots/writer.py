"""The one hot path: a thread that commits all submissions waiting as one transaction.

Every request is answered after the commit that holds its sheet. The code is spent in the same transaction,
so that neither a crash nor two clients at once can spend a code without its sheet or twice.
"""

import asyncio
import queue
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

import structlog
from sqlalchemy import Connection, Row, TextClause, Uuid, bindparam, select, text

from backend.ballots.models import BallotCode, CodeState
from backend.core.db import Database
from backend.core.ids import new_ids
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


CodeRow = Row[bytes, UUID, CodeState, bytes | None]


class WriterBusy(Exception):
    """Too many submissions wait already, or the writer has stopped."""


_CODES = (
    select(BallotCode.code_hash, BallotCode.round_id, BallotCode.state, BallotCode.retry_tag)
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


# One statement for many rows: each statement lets the event loop take over, and taking back costs more than a row.
# $rows stands for as many numbered groups of placeholders as there are rows.
_SPEND_SQL = """\
UPDATE ballot_code SET state = 'used', retry_tag = spent.column2
FROM (VALUES $rows) AS spent
WHERE ballot_code.code_hash = spent.column1 AND ballot_code.state = 'issued'
"""
_STORE_SQL = """\
INSERT INTO intake (id, round_id, stratum_id, origin, payload)
SELECT sheet.column2, ballot_code.round_id, ballot_code.stratum_id, 'web', sheet.column3
FROM (VALUES $rows) AS sheet JOIN ballot_code ON ballot_code.code_hash = sheet.column1
"""


@lru_cache(MAX_BATCH)
def _spend(count: int) -> TextClause:
    """Use up `count` codes: h and t, numbered, are hash and retry tag."""
    rows = ", ".join(f"(:h{i}, :t{i})" for i in range(count))
    return text(_SPEND_SQL.replace("$rows", rows))


@lru_cache(MAX_BATCH)
def _store(count: int) -> TextClause:
    """Store `count` sheets in the strata of their codes: h, i and p, numbered, are hash of the code, id, payload."""
    rows = ", ".join(f"(:h{i}, :i{i}, :p{i})" for i in range(count))
    statement = text(_STORE_SQL.replace("$rows", rows))
    return statement.bindparams(*(bindparam(f"i{i}", type_=Uuid()) for i in range(count)))


def write_batch(connection: Connection, submissions: Sequence[Submission]) -> list[Outcome]:
    """Decide on every submission and write the accepted ones; the caller commits."""
    opened = set(connection.execute(_OPEN_ROUNDS, {"rounds": list({s.round_id for s in submissions})}).scalars())
    rows = connection.execute(_CODES, {"hashes": list({s.code_hash for s in submissions})})
    codes = {row.code_hash: row for row in rows}
    spent: dict[bytes, bytes] = {}
    accepted: list[Submission] = []
    outcomes: list[Outcome] = []
    for submission in submissions:
        outcome = _decide(submission, codes.get(submission.code_hash), opened, spent)
        outcomes.append(outcome)
        if outcome is Outcome.ACCEPTED:
            spent[submission.code_hash] = submission.retry_tag
            accepted.append(submission)
    if accepted:
        values: dict[str, object] = {}
        for place, (submission, id_) in enumerate(zip(accepted, new_ids(len(accepted)), strict=True)):
            values[f"h{place}"] = submission.code_hash
            values[f"t{place}"] = submission.retry_tag
            values[f"i{place}"] = id_
            values[f"p{place}"] = submission.payload
        connection.execute(_spend(len(accepted)), values)
        connection.execute(_store(len(accepted)), values)
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
    """Owns the thread. `submit` may be called from the event loop of the application only.

    While a batch is committed the next one gathers; an idle thread is woken only after the event loop has worked off
    all that it had read, so that many requests that came together share one batch.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._guard = threading.Lock()  # of the three below
        self._gathered: deque[_Waiting] = deque()
        self._idle = False
        self._stopping = False

    def start(self) -> None:
        """Start the thread for the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="ballot-writer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Commit what waits, then stop."""
        if self._thread is not None:
            with self._guard:
                self._stopping = True
            self._wake.put(None)
            self._thread.join()
            self._thread = None

    async def submit(self, submission: Submission) -> Outcome:
        """Wait for the commit and return what became of the ballot. Raises WriterBusy."""
        if self._loop is None:
            raise WriterBusy
        answer: asyncio.Future[Outcome] = self._loop.create_future()
        with self._guard:
            if self._stopping or len(self._gathered) >= MAX_WAITING:
                raise WriterBusy
            self._gathered.append(_Waiting(submission, answer))
            idle, self._idle = self._idle, False
        if idle:
            self._loop.call_soon(self._wake.put, None)
        return await answer

    def _run(self) -> None:
        while True:
            with self._guard:
                batch = [self._gathered.popleft() for _ in range(min(MAX_BATCH, len(self._gathered)))]
                self._idle = not batch
                if self._idle and self._stopping:
                    return
            if batch:
                outcomes = self._commit(batch)
                if self._loop is not None and not self._loop.is_closed():
                    self._loop.call_soon_threadsafe(_answer, batch, outcomes)
            else:
                self._wake.get()

    def _commit(self, batch: list[_Waiting]) -> list[Outcome] | None:
        try:
            with self._database.hold_turn(), self._database.write_engine.begin() as connection:
                return write_batch(connection, [waiting.submission for waiting in batch])
        except Exception as problem:
            # Never the traceback: it could carry answers. Nothing of the batch was kept; clients repeat.
            log.warning("ballot_batch_failed", kind=type(problem).__name__, ballots=len(batch))
            return None


def _answer(batch: list[_Waiting], outcomes: list[Outcome] | None) -> None:
    for position, waiting in enumerate(batch):
        if waiting.answer.done():
            continue  # the client went away
        if outcomes is None:
            waiting.answer.set_exception(WriterBusy())
        else:
            waiting.answer.set_result(outcomes[position])
