"""The one hot path: a thread that commits all submissions waiting as one transaction.

Every request is answered after the commit that holds its sheet. The code is spent in the same transaction,
so that neither a crash nor two clients at once can spend a code without its sheet or twice.
"""

import asyncio
import queue
import threading
from collections import deque
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from backend.ballots.accepting import MAX_BATCH, Outcome, Submission, write_batch
from backend.core.db import Database

log = structlog.get_logger("ballots")

MAX_WAITING = 20_000


class WriterBusy(Exception):
    """Too many submissions wait already, or the writer has stopped."""


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
        self._connection: Connection | None = None  # the thread's own, kept from batch to batch
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
                    break
            if batch:
                outcomes = self._commit([waiting.submission for waiting in batch])
                if self._loop is not None and not self._loop.is_closed():
                    self._loop.call_soon_threadsafe(_answer, batch, outcomes)
            else:
                self._wake.get()
        self._disconnect()

    def _commit(self, submissions: list[Submission]) -> list[Outcome] | None:
        try:
            try:
                return self._write(submissions)
            except DBAPIError as problem:
                if not problem.connection_invalidated:
                    raise
                # The kept connection was cut. If that batch was committed after all, it is recognised.
                return self._write(submissions)
        except Exception as problem:
            # Never the traceback: it could carry answers. Nothing of the batch was kept; clients repeat.
            log.warning("ballot_batch_failed", kind=type(problem).__name__, ballots=len(submissions))
            return None

    def _write(self, submissions: list[Submission]) -> list[Outcome]:
        with self._database.hold_turn():
            try:
                if self._connection is None:
                    self._connection = self._database.write_engine.connect()
                with self._connection.begin():
                    return write_batch(self._connection, submissions)
            except BaseException:
                self._disconnect()
                raise

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _answer(batch: list[_Waiting], outcomes: list[Outcome] | None) -> None:
    for position, waiting in enumerate(batch):
        if waiting.answer.done():
            continue  # the client went away
        if outcomes is None:
            waiting.answer.set_exception(WriterBusy())
        else:
            waiting.answer.set_result(outcomes[position])
