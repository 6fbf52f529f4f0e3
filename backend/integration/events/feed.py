"""The change feed: a page at once, or as soon as there is something."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool

from backend.audit.record import head
from backend.config import Settings
from backend.core.db import Database
from backend.core.errors import NotAuthenticated, TooManyRequests, Unavailable
from backend.core.keys import Keys
from backend.core.principal import Client
from backend.core.text import Text
from backend.integration.events import cursors
from backend.integration.events.cloudevents import cloud_event
from backend.integration.events.cursors import Mark
from backend.integration.events.readers import readers
from backend.integration.events.reading import Reading, oldest_kept, read_on, require_kept
from backend.integration.events.schemas import NOW, EventPage, EventQuery
from backend.integration.events.waking import Newest

MOST_WAITING: Final = 300
"""Requests that wait in one process."""
A_CLIENT: Final = 20
"""Of those, of one client."""
STEP_SECONDS: Final = 2.0
"""How long a waiting request does not look whether its client has gone."""
PAUSE_SECONDS: Final = 0.5
"""After something happened that the reader does not see: others may be busy, and many may wait."""

Gone = Callable[[], Awaitable[bool]]


@dataclass(slots=True)
class Waiters:
    """How many requests wait in this process."""

    most: int = MOST_WAITING
    a_client: int = A_CLIENT
    counts: Counter[UUID] | None = None

    @contextmanager
    def one(self, client_id: UUID) -> Iterator[None]:
        """Raises Unavailable, TooManyRequests."""
        counts = self.counts = self.counts if self.counts is not None else Counter()
        if counts.total() >= self.most:
            raise Unavailable(5, Text("等待事件的请求过多，请稍后再试", "Too many requests are waiting for events"))
        if counts[client_id] >= self.a_client:
            text = Text("该对接系统同时等待事件的请求过多", "Too many requests of this client are waiting for events")
            raise TooManyRequests(5, text)
        counts[client_id] += 1
        try:
            yield
        finally:
            counts[client_id] -= 1
            if not counts[client_id]:
                del counts[client_id]


class Feed:
    """Reads for client systems, in this process."""

    def __init__(self, database: Database, settings: Settings, keys: Keys, newest: Newest) -> None:
        self.database = database
        self.settings = settings
        self.keys = keys
        self.newest = newest
        self.waiters = Waiters()

    async def poll(self, client: Client, query: EventQuery, gone: Gone) -> EventPage:
        """The next page, waiting for it as long as the query allows. Raises InvalidInput, CursorGone, NotAuthenticated,
        Unavailable, TooManyRequests."""
        reading = await run_in_threadpool(self._begin, client, query)
        if query.wait and not reading.events and not reading.more:
            with self.waiters.one(client.client_id):
                reading = await self._wait(client, query, reading, gone)
        return EventPage(
            items=[cloud_event(seen, self.settings.base_url) for seen in reading.events],
            next_cursor=cursors.encode(self.keys, client.client_id, reading.reached),
            more=reading.more,
        )

    async def _wait(self, client: Client, query: EventQuery, reading: Reading, gone: Gone) -> Reading:
        loop = asyncio.get_running_loop()
        until = loop.time() + query.wait
        while not reading.events and not self.newest.stopped and (left := until - loop.time()) > 0:
            if await self.newest.beyond(reading.reached.seq, min(left, STEP_SECONDS)):
                reading = await run_in_threadpool(self._go_on, client, query, reading.reached.seq)
                if not reading.events and not reading.more:
                    await asyncio.sleep(min(PAUSE_SECONDS, max(0.0, until - loop.time())))
            if await gone():
                break
        return reading

    def _begin(self, client: Client, query: EventQuery) -> Reading:
        with self.database.read() as session:
            reader = self._reader(readers(session, self.settings, [client.client_id]), client)
            if query.after == NOW:
                return Reading([], Mark(*head(session)), more=False)
            if query.after is None:
                start = oldest_kept(session)
            else:
                mark = cursors.decode(self.keys, client.client_id, query.after)
                require_kept(session, mark)
                start = mark.seq
            return read_on(session, reader, start, query.limit, query.types)

    def _go_on(self, client: Client, query: EventQuery, start: int) -> Reading:
        with self.database.read() as session:
            reader = self._reader(readers(session, self.settings, [client.client_id]), client)
            return read_on(session, reader, start, query.limit, query.types)

    @staticmethod
    def _reader(found: dict[UUID, Client], client: Client) -> Client:
        """The client as it is now, with no more scopes than its token has. Raises NotAuthenticated."""
        reader = found.get(client.client_id)
        if reader is None:
            raise NotAuthenticated
        return replace(reader, scopes=reader.scopes & client.scopes)


def get_feed(request: Request) -> Feed:
    """The feed of the running application."""
    feed: Feed = request.app.state.feed
    return feed


FeedDep = Annotated[Feed, Depends(get_feed)]
