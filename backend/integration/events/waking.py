"""Knowing at once that the record has grown: for requests that wait, and for what sends webhooks.

A commit of this process tells it (the hook of the record). Commits of other processes are found by looking: one cheap
question for the whole process, every half second, and only while somebody waits. A waiter is an entry in a set, neither
a thread nor a connection.
"""

import asyncio
import threading
import time
from typing import Final

import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError

from backend.audit.record import head
from backend.core.db import Database

log = structlog.get_logger("feed")

LOOK_SECONDS: Final = 0.5


class Newest:
    """The number of the newest row of the record, as far as this process knows."""

    def __init__(self, look_seconds: float = LOOK_SECONDS) -> None:
        self.seq = 0
        self.stopped = False
        self._database: Database | None = None
        self._look_seconds = look_seconds
        self._looked_at = 0.0
        self._lock = threading.Lock()
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = set()

    def watch(self, database: Database) -> None:
        """Where to look for what other processes write."""
        self._database = database

    def tell(self, seq: int) -> None:
        """A row was committed. From any thread."""
        if seq > self.seq:
            self.seq = seq
            self._wake()

    def stop(self) -> None:
        """Nobody waits any longer: the process is ending."""
        self.stopped = True
        self._wake()

    async def beyond(self, seq: int, within: float) -> bool:
        """Wait until there is a row after `seq`, `within` seconds at most; whether there is."""
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while self.seq <= seq and not self.stopped and (left := until - loop.time()) > 0:
            await self._change(seq, min(left, self._look_seconds))
            if self.seq <= seq:
                await self._look()
        return self.seq > seq

    async def _change(self, seq: int, within: float) -> None:
        loop = asyncio.get_running_loop()
        entry = (loop, loop.create_future())
        with self._lock:
            self._waiting.add(entry)
        try:
            if self.seq <= seq and not self.stopped:  # it may have been told before the entry was there
                await asyncio.wait([entry[1]], timeout=within)
        finally:
            with self._lock:
                self._waiting.discard(entry)

    def _wake(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, set()
        for loop, future in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(_finish, future)

    async def _look(self) -> None:
        now = time.monotonic()
        with self._lock:
            if self._database is None or now - self._looked_at < self._look_seconds:
                return
            self._looked_at = now
        try:
            self.tell(await run_in_threadpool(newest_of, self._database))
        except SQLAlchemyError:  # the database is away: whoever reads next says so
            log.warning("feed_cannot_look")


def newest_of(database: Database) -> int:
    """The number of the newest row that is committed."""
    with database.read() as session:
        return head(session)[0]


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
