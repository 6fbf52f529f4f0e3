"""The zip file that a docx or xlsx is, unpacked in memory under limits whatever its headers say."""

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Final

from backend.files.attachments.errors import (
    AttachmentDamaged,
    AttachmentNotItsKind,
    AttachmentProtected,
    AttachmentTooComplex,
)

MAX_ENTRIES: Final = 1_000
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_RATIO: Final = 100
RATIO_FROM: Final = 10 * 1024 * 1024
"""Small files may be as regular as they like."""
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts by name.

    Raises AttachmentTooComplex for what unpacks to too much, AttachmentProtected, AttachmentNotItsKind when something
    else precedes or follows the archive, AttachmentDamaged.
    """
    end = content[-_END_SIZE:]
    if not end.startswith(_END) or not content.startswith(b"PK\x03\x04"):
        raise AttachmentNotItsKind
    size, offset = struct.unpack_from("<II", end, 12)
    if size + offset + _END_SIZE != len(content):
        raise AttachmentNotItsKind
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _check(entries, len(content))
            return _read(archive, entries, len(content))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, struct.error) as problem:
        raise AttachmentDamaged from problem


def pack(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts that tells nothing of when, where and by what it was written."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _check(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MAX_ENTRIES:
        raise AttachmentTooComplex
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise AttachmentProtected
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or ".." in entry.filename.split("/"):
            raise AttachmentDamaged
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise AttachmentDamaged  # programs differ in which of two parts of one name they read
    _check_total(sum(entry.file_size for entry in entries), size)


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], size: int) -> dict[str, bytes]:
    parts = {}
    total = 0
    for entry in entries:
        part = bytearray()
        with archive.open(entry) as source:
            while chunk := source.read(_CHUNK):
                total += len(chunk)
                _check_total(total, size)
                part += chunk
        parts[entry.filename] = bytes(part)
    return parts


def _check_total(unpacked: int, size: int) -> None:
    if unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > size * MAX_RATIO):
        raise AttachmentTooComplex
