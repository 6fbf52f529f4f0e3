"""The hash chain of the record (security design, 4.1): pure functions, the same for writing and for verifying.

hash = H(prev ‖ canonical JSON of the row without `prev` and `hash`), with `prev` as the 64 digits it is stored as.
Canonical JSON: sorted keys, no spaces, UTF-8, no floats; instants in UTC to the microsecond, ids and bytes as
hexadecimal text. None of this can change without a new name in `hash_alg`: rows that were written stay as they are.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

HashName = Literal["sha256", "sm3"]
GENESIS: Final = "0" * 64
"""`prev` of the first row."""
_FIELDS: Final = ("seq", "at", "actor", "action", "object_type", "object_id", "data", "hash_alg")


def event_hash(event: Mapping[str, Any]) -> str:
    """The `hash` of a row that has all its other columns. Raises ValueError for an unknown algorithm."""
    content = canonical({name: event[name] for name in _FIELDS})
    return hashlib.new(event["hash_alg"], event["prev"].encode() + content).hexdigest()


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of canonical JSON: what an event says of a row elsewhere that must not change either."""
    return hashlib.sha256(canonical(content)).hexdigest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """Canonical JSON of what a row holds, before it is stored and after it is read from either database."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return text.encode()


def refuse_floats(value: Any) -> None:
    """Raise TypeError for a number that two programs could write in two ways."""
    if isinstance(value, float):
        raise TypeError("the record takes integers and texts, no floats")
    if isinstance(value, Mapping):
        for part in value.values():
            refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            refuse_floats(part)


def _plain(value: object) -> str:
    match value:
        case datetime():  # SQLite gives what is stored, UTC without saying so
            at = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
            return at.isoformat(timespec="microseconds")
        case UUID():
            return value.hex
        case bytes():
            return value.hex()
    raise TypeError(f"{type(value).__name__} has no canonical form")
