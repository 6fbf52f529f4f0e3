"""Giving an attachment out so that no browser shows or runs it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from fastapi.responses import StreamingResponse

from backend.core.downloads import saved_as
from backend.core.errors import NotFound

CONTENT_SECURITY_POLICY: Final = "sandbox; default-src 'none'"


@dataclass(frozen=True, slots=True)
class Download:
    """Content on its way out: `name` with extension, `size` in bytes."""

    name: str
    media_type: str
    size: int
    chunks: Iterator[bytes]


def download_response(download: Download) -> StreamingResponse:
    """Stream it as a file to save, never to show. `nosniff` comes from core/envelope.py, as on every answer.

    The first chunk is read before the answer begins: bytes that are missing are a 404 (NotFound) and a broken seal
    is an error. One that breaks later ends the transfer short of its Content-Length.
    """
    try:
        first = next(download.chunks, b"")
    except FileNotFoundError as problem:
        raise NotFound from problem
    headers = {
        **saved_as(download.name),
        "Content-Length": str(download.size),
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Cache-Control": "no-store",
    }
    return StreamingResponse(chain([first], download.chunks), media_type=download.media_type, headers=headers)
