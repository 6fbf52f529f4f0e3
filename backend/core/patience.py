"""Bodies that come too slowly are given up: 408, and the connection is closed (security check R08)."""

import asyncio
import time
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

PATIENCE: Final = 30.0
"""Seconds that a body may keep us waiting, at its beginning and at any time."""
BYTES_PER_SECOND: Final = 1024
"""What has come makes up for so much waiting."""


class PatientReceive:
    """ASGI receive for one request. Only the time spent waiting counts, not what is done with the pieces.

    Raises HTTPException(408), which FastAPI lets through where it makes a 400 of other errors in a body.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._left = PATIENCE
        self._complete = False

    async def __call__(self) -> Message:
        if self._complete:  # whoever still calls waits for the end of the connection
            return await self._receive()
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                message = await self._receive()
        except TimeoutError as problem:
            raise HTTPException(408) from problem
        waited, came = time.monotonic() - started, len(message.get("body", b""))
        self._left = min(PATIENCE, self._left - waited + came / BYTES_PER_SECOND)
        self._complete = not message.get("more_body", False)
        return message
