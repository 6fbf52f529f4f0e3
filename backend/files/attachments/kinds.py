"""The kinds of attachment, and how many of them one owner may have."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from backend.files.attachments.errors import (
    AttachmentEmpty,
    AttachmentKindUnknown,
    AttachmentNotItsKind,
    AttachmentsTooMany,
    AttachmentTooLarge,
)

MAX_FILE: Final = 10 * 1024 * 1024
MAX_FILES: Final = 5
MAX_TOTAL: Final = 30 * 1024 * 1024


class Kind(StrEnum):
    """The value is the extension; `jpeg` counts as `jpg`."""

    JPG = "jpg"
    PNG = "png"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    MP3 = "mp3"
    M4A = "m4a"
    MP4 = "mp4"


MEDIA_TYPES: Final = {
    Kind.JPG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.MP3: "audio/mpeg",
    Kind.M4A: "audio/mp4",
    Kind.MP4: "video/mp4",
}

# Where each kind begins, and with what. An mp3 has no mark of its own: its reader decides.
_BEGINNINGS: Final[dict[Kind, tuple[int, bytes]]] = {
    Kind.JPG: (0, b"\xff\xd8\xff"),
    Kind.PNG: (0, b"\x89PNG\r\n\x1a\n"),
    Kind.PDF: (0, b"%PDF-"),
    Kind.DOCX: (0, b"PK\x03\x04"),
    Kind.XLSX: (0, b"PK\x03\x04"),
    Kind.MP3: (0, b""),
    Kind.M4A: (4, b"ftyp"),
    Kind.MP4: (4, b"ftyp"),
}


def kind_of(content: bytes, name: str) -> Kind:
    """The kind by extension, if the content begins like it; `name` is a display name.

    Raises AttachmentEmpty, AttachmentTooLarge, AttachmentKindUnknown, AttachmentNotItsKind.
    """
    extension = PurePosixPath(name).suffix.lower().removeprefix(".")
    try:
        kind = Kind("jpg" if extension == "jpeg" else extension)
    except ValueError as problem:
        raise AttachmentKindUnknown from problem
    if not content:
        raise AttachmentEmpty
    if len(content) > MAX_FILE:
        raise AttachmentTooLarge
    offset, beginning = _BEGINNINGS[kind]
    if not content.startswith(beginning, offset):
        raise AttachmentNotItsKind
    return kind


def refuse_over_quota(sizes: Sequence[int]) -> None:
    """`sizes` are those of all files of one owner, the new ones included. Raises AttachmentsTooMany."""
    if len(sizes) > MAX_FILES or sum(sizes) > MAX_TOTAL:
        raise AttachmentsTooMany
