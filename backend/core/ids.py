"""Identifiers: random UUIDs, so that no id tells an order or a time."""

from uuid import UUID, uuid4


def new_id() -> UUID:
    """Return a fresh UUIDv4."""
    return uuid4()
