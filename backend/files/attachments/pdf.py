"""PDF: refused with anything that acts or hides a file, and rewritten without what names people and machines."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from backend.files.attachments.errors import (
    AttachmentActive,
    AttachmentDamaged,
    AttachmentNested,
    AttachmentNotItsKind,
    AttachmentProtected,
    AttachmentReachesOut,
)
from backend.files.attachments.images import strip_jpeg

_MARKUP: Final = re.compile(rb"<\s*(!doctype\s+html|html|script|body|iframe|head)\b", re.IGNORECASE)
_HEAD: Final = 4096  # more than any program looks at to guess what a file is
_ACTING: Final = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound"})
_ACTING_KEYS: Final = frozenset(
    {"/JS", "/JavaScript", "/XFA", "/AA", "/RichMediaContent", "/RichMediaSettings", "/3DD"}
)
_IDENTIFYING_KEYS: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/CreationDate", "/ModDate")
_MARKUP_AUTHORS: Final = ("/T", "/M", "/NM")


def clean_pdf(content: bytes) -> bytes | None:
    """The document without information dictionary, XMP, authors of remarks, metadata of its pictures, and earlier
    versions of itself; None when it has a picture (JPEG 2000) whose metadata cannot be removed.

    Raises an AttachmentRefused.
    """
    _refuse_second_nature(content)
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if not len(pdf.pages):
                raise AttachmentDamaged
            dictionaries = [part for part in _parts(pdf) if isinstance(part, Dictionary | Stream)]
            for part in dictionaries:
                _refuse_acting(part)
            return _rewrite(pdf, dictionaries)
    except pikepdf.PasswordError as problem:
        raise AttachmentProtected from problem
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError) as problem:
        raise AttachmentDamaged from problem


def _refuse_second_nature(content: bytes) -> None:
    """Raises AttachmentNotItsKind for a file that another program would read as a page or an archive."""
    _, end, tail = content.rpartition(b"%%EOF")
    if not end or tail.strip(b"\0 \t\r\n\f") or _MARKUP.search(content[:_HEAD]):
        raise AttachmentNotItsKind


def _parts(pdf: pikepdf.Pdf) -> Iterator[Object]:
    """Every object of the document and every one within these, without following references."""
    waiting: list[Object] = [*pdf.objects, pdf.trailer]
    while waiting:
        part = waiting.pop()
        yield part
        children = part.values() if isinstance(part, Dictionary) else ()
        if isinstance(part, Stream):
            children = part.stream_dict.values()
        elif isinstance(part, Array):
            children = list(part)
        waiting += [child for child in children if not getattr(child, "is_indirect", True)]  # numbers are Python's


def _refuse_acting(part: Dictionary | Stream) -> None:
    keys = set(part.keys())
    action = str(part.get("/S", ""))
    if keys & _ACTING_KEYS or action in _ACTING:
        raise AttachmentActive
    if action in ("/GoToR", "/GoToE") or "/EmbeddedFiles" in keys or "/EF" in keys:
        raise AttachmentNested
    if part.get("/Subtype") in (Name.FileAttachment, Name.RichMedia, Name.Screen):
        raise AttachmentNested
    opening = part.get("/OpenAction")
    if isinstance(part, Stream) and "/F" in keys:  # content kept in another file
        raise AttachmentReachesOut
    if isinstance(opening, Dictionary) and opening.get("/S") == Name.URI:
        raise AttachmentReachesOut


def _rewrite(pdf: pikepdf.Pdf, dictionaries: list[Dictionary | Stream]) -> bytes | None:
    for part in dictionaries:
        _remove(part, _IDENTIFYING_KEYS)
        if part.get("/Type") == Name.Annot and part.get("/Subtype") != Name.Widget:
            _remove(part, _MARKUP_AUTHORS)
        if isinstance(part, Stream):
            filters = part.get("/Filter")
            names = list(filters) if isinstance(filters, Array) else [filters]
            if Name.JPXDecode in names:
                return None
            if names == [Name.DCTDecode]:
                _strip_picture(part)
            elif Name.DCTDecode in names:
                return None
    for name in ("/Info", "/ID"):
        if name in pdf.trailer:
            del pdf.trailer[name]
    written = BytesIO()
    pdf.save(written, static_id=True, fix_metadata_version=False)
    return written.getvalue()


def _strip_picture(picture: Stream) -> None:
    options = picture.get("/DecodeParms")
    assert options is None or isinstance(options, Dictionary | Array)
    picture.write(strip_jpeg(picture.read_raw_bytes()), filter=Name.DCTDecode, decode_parms=options)


def _remove(part: Dictionary | Stream, names: tuple[str, ...]) -> None:
    for name in names:
        if name in part:
            del part[name]
