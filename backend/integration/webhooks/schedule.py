"""When a delivery that failed is tried again."""

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

DELAYS: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 300, 1800, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
"""Before each attempt; some 75 hours together. Source: integration contract."""
ATTEMPTS: Final = len(DELAYS)
JITTER: Final = 0.1
LONGEST: Final = timedelta(hours=24)
"""A receiver that asks for more patience than that gets this much."""
FAILING_DAYS: Final = timedelta(days=5)
"""After so long with failures only an endpoint is paused."""


def next_at(now: datetime, attempts: int, retry_after: timedelta | None) -> datetime | None:
    """When to try again after that many attempts; None: not at all. What the receiver asks for is waited for, if it is
    longer."""
    if attempts >= ATTEMPTS:
        return None
    delay = DELAYS[attempts] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 spreads retries, hides nothing
    return now + max(delay, min(retry_after or timedelta(0), LONGEST))


def asked_patience(header: str | None, now: datetime) -> timedelta | None:
    """What a Retry-After says, in seconds or as a date (RFC 9110); None for what is neither."""
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return timedelta(seconds=min(int(header.strip()[:9]), int(LONGEST.total_seconds())))
    try:
        at = parsedate_to_datetime(header)
        return max(timedelta(0), (at if at.tzinfo else at.replace(tzinfo=UTC)) - now)
    except (ValueError, TypeError, OverflowError):
        return None
