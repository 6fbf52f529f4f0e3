"""The part of a worker that sends webhooks: a thread with a loop of its own, beside jobs and periodic tasks.

It wakes as soon as the record grows. Many requests are on their way at once, few of them to one endpoint, so that a
slow receiver holds up nobody but itself. Transactions are short and in threads; nothing is sent within one.
"""

import asyncio
import threading
from collections.abc import Iterable
from typing import Final

import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError

from backend.audit.record import head
from backend.config import Settings
from backend.core.db import Database
from backend.core.sealing import Sealer
from backend.core.turn import TurnTimeout
from backend.egress.http import Egress
from backend.integration.events.waking import Newest
from backend.integration.webhooks import claiming, fanout
from backend.integration.webhooks.claiming import Post
from backend.integration.webhooks.sending import Outcome, Shipment, send

log = structlog.get_logger("webhooks")

AT_ONCE: Final = 100
TICK: Final = 1.0
"""Seconds after which what has become due is looked for, though nothing has happened."""

Way = asyncio.Task[tuple[Shipment, Outcome]]


class Dispatcher:
    """Hands the record out and delivers. As many processes as like may do it."""

    def __init__(
        self, database: Database, settings: Settings, sealer: Sealer, egress: Egress, newest: Newest, tick: float = TICK
    ) -> None:
        self.database = database
        self.settings = settings
        self.egress = egress
        self.newest = newest
        self._post = Post(settings, sealer)
        self._tick = tick
        self._unwritten: dict[Shipment, Outcome] = {}
        self._handed_out = 0

    def run(self, stopping: threading.Event) -> None:
        """Until `stopping` is set; then what is on its way is waited for."""
        asyncio.run(self._run(stopping))

    def run_once(self) -> int:
        """Hand out and deliver what can be now, in the calling thread; returns how many attempts were made."""

        async def until_idle() -> int:
            made = 0
            while True:
                taken, more = await run_in_threadpool(self._turn, AT_ONCE)
                if not taken and not more:
                    return made
                self._unwritten |= dict(await asyncio.gather(*(self._attempt(one) for one in taken)))
                made += len(taken)

        return asyncio.run(until_idle())

    async def _run(self, stopping: threading.Event) -> None:
        ways: set[Way] = set()
        await run_in_threadpool(self._resume)
        while not stopping.is_set():
            more = False
            try:
                taken, more = await run_in_threadpool(self._turn, AT_ONCE - len(ways))
            except (SQLAlchemyError, TurnTimeout):
                log.exception("webhooks_halted")  # the database may be away: what is known is written later
                await asyncio.sleep(self._tick)
            else:
                ways |= {asyncio.ensure_future(self._attempt(one)) for one in taken}
            if not more:
                await self._pause(ways)
            ways = self._collect(ways)
        if ways:
            await asyncio.wait(ways)
        self._collect(ways)
        await run_in_threadpool(self._settle)

    async def _attempt(self, shipment: Shipment) -> tuple[Shipment, Outcome]:
        return shipment, await send(self.egress, shipment)

    async def _pause(self, ways: Iterable[Way]) -> None:
        """Until an attempt ends, the record grows, or something may have become due."""
        growing = asyncio.ensure_future(self.newest.beyond(self._handed_out, self._tick))
        await asyncio.wait({*ways, growing}, return_when=asyncio.FIRST_COMPLETED)
        growing.cancel()
        if self.newest.stopped:
            await asyncio.sleep(0.02)  # the process is ending, and `beyond` waits for nothing any more

    def _collect(self, ways: set[Way]) -> set[Way]:
        """Keep the outcomes of attempts that have ended, to be written; returns the others."""
        ended = {way for way in ways if way.done()}
        self._unwritten |= dict(way.result() for way in ended)
        return ways - ended

    def _resume(self) -> None:
        if self.database.dialect == "sqlite":
            with self.database.write() as session:
                claiming.release_all(session)

    def _turn(self, room: int) -> tuple[list[Shipment], bool]:
        """One round of transactions: what came of attempts, what is new in the record, what is to be sent now."""
        self._settle()
        with self.database.read() as session:  # without the turn to write
            newest, due = head(session)[0], fanout.is_due(session)
        more = False
        if due:
            with self.database.write() as session:
                more = fanout.fan_out(session, self.settings)
        self._handed_out = newest
        self.newest.tell(newest)
        with self.database.read() as session:
            due = room > 0 and claiming.is_due(session)
        if not due:
            return [], more
        with self.database.write() as session:
            return claiming.claim(session, self._post, room), more

    def _settle(self) -> None:
        if self._unwritten:
            with self.database.write() as session:
                claiming.settle(session, self._unwritten)
            self._unwritten = {}
