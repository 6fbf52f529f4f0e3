"""One writer at a time, first come first served, for threads and for the event loop alike.

SQLite lets one connection write. A plain lock is not fair: a busy ballot writer that releases and takes
it again at once would starve the staff, and a blocked thread of the request pool would keep its slot
while the holder waits for one. Here a waiter is a queue entry that costs no thread in the event loop.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager


class TurnTimeout(Exception):
    """The turn did not come within the time allowed."""


class _Waiter:
    """Somebody in the queue. `offer()` hands over the turn and says whether it was taken."""

    __slots__ = ("_event", "_future", "_gone", "_lock", "_loop", "granted")

    def __init__(self, loop: asyncio.AbstractEventLoop | None) -> None:
        self._lock = threading.Lock()
        self._gone = False
        self.granted = False
        self._loop = loop
        self._event = threading.Event() if loop is None else None
        self._future: asyncio.Future[None] | None = loop.create_future() if loop else None

    def offer(self) -> bool:
        with self._lock:
            if self._gone or (self._loop is not None and self._loop.is_closed()):
                return False
            self.granted = True
        if self._event is not None:
            self._event.set()
        elif self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake)
        return True

    def _wake(self) -> None:
        if self._future is not None and not self._future.done():
            self._future.set_result(None)

    def leave(self) -> bool:
        """Stop waiting; False when the turn had come already and must be used or passed on."""
        with self._lock:
            if self.granted:
                return False
            self._gone = True
            return True

    def wait(self, timeout: float) -> bool:
        assert self._event is not None
        return self._event.wait(timeout)

    async def wait_async(self, timeout: float) -> None:
        assert self._future is not None
        await asyncio.wait_for(self._future, timeout)


class WriteTurn:
    """The process-wide turn to write."""

    def __init__(self, timeout: float = 10.0) -> None:
        self._guard = threading.Lock()
        self._queue: deque[_Waiter] = deque()
        self._busy = False
        self._timeout = timeout

    def _enter(self, loop: asyncio.AbstractEventLoop | None) -> _Waiter | None:
        with self._guard:
            if not self._busy:
                self._busy = True
                return None
            waiter = _Waiter(loop)
            self._queue.append(waiter)
            return waiter

    def _leave(self) -> None:
        with self._guard:
            while self._queue:
                if self._queue.popleft().offer():
                    return
            self._busy = False

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the turn in a thread. Raises TurnTimeout."""
        waiter = self._enter(None)
        if waiter is not None and not waiter.wait(self._timeout) and waiter.leave():
            raise TurnTimeout
        try:
            yield
        finally:
            self._leave()

    @asynccontextmanager
    async def hold_async(self) -> AsyncIterator[None]:
        """Hold the turn in a coroutine, waiting without a thread. Raises TurnTimeout."""
        waiter = self._enter(asyncio.get_running_loop())
        if waiter is not None:
            try:
                await waiter.wait_async(self._timeout)
            except (TimeoutError, asyncio.CancelledError) as problem:
                if not waiter.leave() and isinstance(problem, asyncio.CancelledError):
                    self._leave()
                    raise
                if not waiter.granted:
                    if isinstance(problem, asyncio.CancelledError):
                        raise
                    raise TurnTimeout from problem
        try:
            yield
        finally:
            self._leave()
