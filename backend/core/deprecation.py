"""Operations that go away: told in every answer, and in the specification, half a year before at least.

Source: integration contract (versioning); RFC 9745 (Deprecation), RFC 8594 (Sunset). `/api/v1` only grows: an operation
is deprecated when another does its work, never changed under its users.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any, Final, TypeVar

Route = TypeVar("Route", bound=Callable[..., Any])
NOTICE: Final = timedelta(days=182)
_DECLARED: Final = "deprecation"


@dataclass(frozen=True, slots=True)
class Deprecation:
    """Since when an operation is deprecated, from when on it is gone, and the path that takes its place."""

    since: date
    sunset: date
    successor: str

    def headers(self) -> list[tuple[bytes, bytes]]:
        since = datetime.combine(self.since, time(), UTC)
        sunset = datetime.combine(self.sunset, time(), UTC)
        return [
            (b"deprecation", f"@{int(since.timestamp())}".encode()),
            (b"sunset", format_datetime(sunset, usegmt=True).encode()),
            (b"link", f'<{self.successor}>; rel="successor-version"'.encode()),
        ]


def deprecated(since: date, sunset: date, successor: str) -> Callable[[Route], Route]:
    """Declare that an operation goes away. Raises ValueError for less than half a year's notice."""
    if sunset - since < NOTICE:
        raise ValueError("an operation stays for half a year after it was deprecated")

    def declare(route: Route) -> Route:
        route.__dict__[_DECLARED] = Deprecation(since, sunset, successor)
        return route

    return declare


def deprecation_of(endpoint: Any) -> Deprecation | None:
    """What `deprecated` declared on a route function."""
    found: Deprecation | None = getattr(endpoint, "__dict__", {}).get(_DECLARED)
    return found
