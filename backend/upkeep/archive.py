"""The file of a backup: a tar in age encryption, of which nothing lies anywhere in plain but a copy of the database
beside the database, for as long as it is made.

In this order: `manifest.json`, `database` (an SQLite file, or what pg_dump writes in its custom format), then the stored
files as `files/ab/ab12…`. The key file is never part of it.
"""

import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from backend.core.age import AgeError, Reader

FORMAT: Final = "pingyi-backup-1"
MANIFEST: Final = "manifest.json"
DATABASE: Final = "database"
FILE: Final = re.compile(r"files/([0-9a-z]{2})/(\1[0-9a-z]{30})")
_MAX_MANIFEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of. `head`: the last number of the record in it; `seal_keys`: ids of the keys that a key file must
    have to open what is sealed."""

    created_at: str
    program: str
    dialect: str
    revision: str
    head: int
    seal_keys: list[str]
    format: str = FORMAT

    def dump(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()


def add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_entry(name, len(content)), BytesIO(content))


def add_open(tar: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> None:
    tar.addfile(_entry(name, size), source)


def _entry(name: str, size: int) -> tarfile.TarInfo:
    """Without owner and times, which are nobody's business."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def unpack(source: BinaryIO, identity: str, folder: Path) -> Manifest:
    """Write `database` and `files` of a backup into an empty folder; believe nothing before this has returned.

    Raises AgeError, WrongKey for a file that is cut, altered or for another key, and for one that is no backup.
    """
    reader = Reader(source, identity=identity)
    manifest: Manifest | None = None
    (folder / "files").mkdir(mode=0o700)
    try:
        with tarfile.open(fileobj=cast("IO[bytes]", reader), mode="r|") as tar:
            for place, (name, content) in enumerate(_entries(tar)):
                if place == 0:
                    manifest = _manifest(name, content.read(_MAX_MANIFEST))
                elif (name == DATABASE) is (place == 1):
                    _write(folder / name, content)
                else:
                    raise AgeError("not a backup of this program")
    except tarfile.TarError as problem:
        raise AgeError("not a backup of this program") from problem
    while reader.read(1 << 20):  # to the last chunk, which proves that nothing is missing
        pass
    if manifest is None or not (folder / DATABASE).exists():
        raise AgeError("not a backup of this program")
    return manifest


def _entries(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for entry in tar:
        content = tar.extractfile(entry) if entry.isreg() else None
        if content is None or not (entry.name in (MANIFEST, DATABASE) or FILE.fullmatch(entry.name)):
            raise AgeError("not a backup of this program")
        yield entry.name, content


def _manifest(name: str, content: bytes) -> Manifest:
    try:
        manifest = Manifest(**json.loads(content)) if name == MANIFEST else None
    except (ValueError, TypeError) as problem:
        raise AgeError("not a backup of this program") from problem
    if manifest is None or manifest.format != FORMAT:
        raise AgeError("not a backup of this program, or one of a later version")
    return manifest


def _write(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with path.open("xb") as file:
        path.chmod(0o600)
        while chunk := content.read(1 << 20):
            file.write(chunk)
