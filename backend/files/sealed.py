"""Encrypted files: sealed on their way into the store, opened on their way out, never plain on a disk."""

import hashlib
from collections.abc import Iterable, Iterator

from backend.core.errors import TooLarge
from backend.core.sealing import Sealer, sealed_size
from backend.files.storage import FileStore, Saved


def save_sealed(files: FileStore, sealer: Sealer, content: Iterable[bytes], limit: int, place: str) -> Saved:
    """Keep a new file encrypted. Size and SHA-256 of the result are those of the plain content.

    Raises TooLarge, leaving nothing, as soon as it exceeds `limit` bytes.
    """
    digest = hashlib.sha256()
    size = 0

    def measured() -> Iterator[bytes]:
        nonlocal size
        for chunk in content:
            size += len(chunk)
            if size > limit:
                raise TooLarge
            digest.update(chunk)
            yield chunk

    saved = files.save(sealer.seal_stream(measured(), place), sealed_size(limit))
    return Saved(saved.key, size, digest.hexdigest())


def open_sealed(files: FileStore, sealer: Sealer, key: str, place: str) -> Iterator[bytes]:
    """The plain content of a sealed file, 64 KiB at a time. Raises FileNotFoundError, and SealBroken as
    `Sealer.open_stream` does."""
    with files.open(key) as source:
        yield from sealer.open_stream(source, place)
