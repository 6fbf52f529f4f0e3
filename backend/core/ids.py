"""Identifiers: random UUIDs, so that no id tells an order or a time."""

import os
from uuid import UUID, uuid4


def new_id() -> UUID:
    """Return a fresh UUIDv4."""
    return uuid4()


def new_ids(count: int) -> list[UUID]:
    """As many fresh UUIDv4, with one request for random bytes: each request lets other threads run."""
    random = os.urandom(16 * count)
    return [UUID(bytes=random[start : start + 16], version=4) for start in range(0, len(random), 16)]
