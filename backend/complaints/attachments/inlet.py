"""Where uploads come in: examined outside of transactions, few at a time, and nothing kept of what gets no row."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from backend.core.errors import Unavailable
from backend.core.sealing import Sealer
from backend.files.attachments.antivirus import Scanner
from backend.files.attachments.service import Received, discard, read_upload, receive
from backend.files.storage import FileStore

AT_ONCE: Final = 4
WAITING: Final = 40
"""Uploads that wait hold up to 10 MB each; what comes beyond is asked to come again."""


@dataclass(frozen=True, slots=True)
class Content:
    """An upload as it came."""

    data: bytes
    name: str | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Inlet:
    files: FileStore
    sealer: Sealer
    scanner: Scanner
    places: CapacityLimiter

    async def read(self, file: UploadFile) -> Content:
        """The content of an upload. Raises AttachmentTooLarge."""

        def content() -> Content:
            data = read_upload(file.file)
            return Content(data, file.filename, hashlib.sha256(data).hexdigest())

        return await run_in_threadpool(content)

    async def take(self, content: Content, enter: Callable[[Received], Awaitable[bool]]) -> None:
        """Examine an upload and let `enter` keep it; what it does not keep is removed.

        Raises an AttachmentRefused, Unavailable. The threads are its own: a queue of uploads holds up nobody else.
        """
        if self.places.statistics().tasks_waiting >= WAITING:
            raise Unavailable(retry_after=10)
        examine = partial(receive, self.files, self.sealer, self.scanner, content.data, content.name)
        received = await to_thread.run_sync(examine, limiter=self.places)
        kept = False
        try:
            kept = await enter(received)
        finally:
            if not kept:
                await run_in_threadpool(discard, self.files, received)


def new_places() -> CapacityLimiter:
    """The places in which one application examines uploads."""
    return CapacityLimiter(AT_ONCE)


def get_inlet(request: Request) -> Inlet:
    state = request.app.state
    return Inlet(state.files, state.sealer, state.scanner, state.upload_places)


InletDep = Annotated[Inlet, Depends(get_inlet)]
