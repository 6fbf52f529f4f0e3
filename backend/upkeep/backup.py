"""Backup: database and stored files in one encrypted file (security design, T25, B01-B04; section 2: the auditor holds
the key, the operator runs the command)."""

import fcntl
import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from backend import __version__
from backend.audit.record import COMMAND, record
from backend.core.age import Writer
from backend.core.db import Database
from backend.core.keys import Keys
from backend.files.storage import FileStore
from backend.upkeep.archive import DATABASE, MANIFEST, Manifest, add_bytes, add_open
from backend.upkeep.copying import State, copy_out

WORKING: Final = ".backup-"
"""What begins the name of the folder in which a copy of the database is made."""


class BackupRunning(Exception):
    """Another backup writes the same file."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written: size in bytes, SHA-256 of the file, how many stored files it holds."""

    size: int
    sha256: str
    files: int


def write_backup(
    database: Database, files: FileStore, keys: Keys, data_dir: Path, target: Path, recipient: str
) -> Backup:
    """Write a backup for the holder of a key (`age1…`) and record it. An older file of that name is replaced when the new
    one is complete and on the disk. Raises BackupRunning, CopyFailed, AgeError, OSError.

    The program may run meanwhile, on SQLite too: the copy is made by its online backup, and the event is one short
    transaction, which SQLite itself orders among others.
    """
    with _replacing(target) as file, _working_folder(data_dir) as folder:
        measured = _Measured(file)
        encrypted = Writer(cast("BinaryIO", measured), recipient=recipient)
        with tarfile.open(fileobj=cast("IO[bytes]", encrypted), mode="w|", format=tarfile.PAX_FORMAT) as tar:
            copy = folder / DATABASE
            state = copy_out(database, copy)  # before the files, so that no row of the copy lacks its file
            add_bytes(tar, MANIFEST, _manifest(state, database.dialect, keys).dump())
            with copy.open("rb") as source:
                add_open(tar, DATABASE, source, copy.stat().st_size)
            copy.unlink()
            stored = sum(_add_file(tar, files, kept.key) for kept in files.kept())
        encrypted.finish()
    made = Backup(measured.size, measured.digest.hexdigest(), stored)
    with database.write() as session:
        data = {"sha256": made.sha256, "size": made.size, "files": made.files, "recipient": recipient}
        record(session, COMMAND, "backup", "backup", None, **data)
    return made


def _manifest(state: State, dialect: str, keys: Keys) -> Manifest:
    at = state.at.isoformat()
    return Manifest(at, __version__, dialect, state.revision, state.head, sorted(keys.seal_keys))


def _add_file(tar: tarfile.TarFile, files: FileStore, key: str) -> int:
    try:
        with files.open(key) as source:
            add_open(tar, f"files/{key[:2]}/{key}", source, os.fstat(source.fileno()).st_size)
    except FileNotFoundError:  # on its way in, or erased meanwhile
        return 0
    return 1


class _Measured:
    """Passes on what is written, and knows its size and SHA-256."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self._file.write(data)


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """A file that takes the name of `target` once it is whole; what a crash leaves is overwritten the next time."""
    partial = target.with_name(f"{target.name}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            raise BackupRunning(str(target)) from problem
        try:
            file.truncate()
            yield file
            file.flush()
            os.fsync(descriptor)
            partial.replace(target)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _working_folder(data_dir: Path) -> Iterator[Path]:
    """A folder beside the database, of the same protection; those of backups that were killed go."""
    for left in data_dir.glob(f"{WORKING}*"):
        with suppress(OSError), (left / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left)
    folder = Path(tempfile.mkdtemp(prefix=WORKING, dir=data_dir))
    try:
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder)
