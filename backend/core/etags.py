"""Optimistic concurrency: ETag out, If-Match in, for everything that two people can edit."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Header, Response

from backend.core.errors import PreconditionMissing, Stale
from backend.core.models import Versioned

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=100, description="The ETag of the version that was read."),
]


def etag_of(row: Versioned) -> str:
    """The strong ETag of a row."""
    return f'"{row.version}"'


def set_etag(response: Response, row: Versioned) -> None:
    """Put the row's ETag on the response."""
    response.headers["ETag"] = etag_of(row)


Current = dict[str, object] | Callable[[], dict[str, object]]


def check_match(if_match: str | None, row: Versioned, current: Current | None = None) -> None:
    """Refuse a write without If-Match (428) or with an old one (412, with the current state).

    The caller holds the row's lock, so that the check and the write are one.
    """
    if if_match is None:
        raise PreconditionMissing
    if if_match.strip() != etag_of(row):
        shown = current() if callable(current) else current
        raise Stale(headers={"ETag": etag_of(row)}, extra={"current": shown} if shown else {})
