"""Where the bytes of files are kept: one interface, and the folder that is its default."""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO, Protocol

from fastapi import Depends, Request

from backend.core.errors import StorageFull, TooLarge

KEY_BYTES = 16
_PARTIAL = ".part"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


@dataclass(frozen=True, slots=True)
class Saved:
    """A stored file: its random key (32 hex digits), size in bytes, SHA-256 (64 hex digits)."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A file found in the store, finished or not, and when it was last written."""

    key: str
    modified_at: datetime


class FileStore(Protocol):
    """Keeps immutable files under random keys."""

    def save(self, chunks: Iterable[bytes], limit: int) -> Saved:
        """Keep a new file. Leaves nothing and raises TooLarge as soon as it exceeds `limit` bytes, or StorageFull."""

    def open(self, key: str) -> BinaryIO:
        """Open a file for reading; raises FileNotFoundError."""

    def local(self, key: str) -> AbstractContextManager[Path]:
        """A path of this machine to read a file at, for as long as the context lasts; raises FileNotFoundError."""

    def delete(self, key: str) -> None:
        """Remove a file; one that is gone already is no error."""

    def kept(self) -> Iterator[Kept]:
        """Everything in the store, for the sweep of orphans."""


class FolderStore:
    """A FileStore in a folder that only the program's user can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, chunks: Iterable[bytes], limit: int) -> Saved:
        key = secrets.token_hex(KEY_BYTES)
        path = self._path(key)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_suffix(_PARTIAL)
        digest = hashlib.sha256()
        size = 0
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > limit:
                        raise TooLarge
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            partial.rename(path)
            _sync_folder(path.parent)
        except BaseException as problem:
            partial.unlink(missing_ok=True)
            if isinstance(problem, OSError) and problem.errno in _NO_ROOM:
                raise StorageFull from problem
            raise
        return Saved(key, size, digest.hexdigest())

    def open(self, key: str) -> BinaryIO:
        return self._path(key).open("rb")

    @contextmanager
    def local(self, key: str) -> Iterator[Path]:
        path = self._path(key)
        if not path.exists():
            raise FileNotFoundError(key)
        yield path

    def delete(self, key: str) -> None:
        path = self._path(key)
        path.unlink(missing_ok=True)
        path.with_suffix(_PARTIAL).unlink(missing_ok=True)

    def kept(self) -> Iterator[Kept]:
        for path in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):  # removed meanwhile
                yield Kept(path.stem, datetime.fromtimestamp(path.stat().st_mtime, UTC))

    def _path(self, key: str) -> Path:
        if len(key) != 2 * KEY_BYTES or not key.isalnum():
            raise FileNotFoundError(key)
        return self.folder / key[:2] / key


def _sync_folder(folder: Path) -> None:
    """Make a rename durable: the entry belongs to the folder, not to the file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def get_files(request: Request) -> FileStore:
    """The file store of the running application."""
    files: FileStore = request.app.state.files
    return files


FilesDep = Annotated[FileStore, Depends(get_files)]
