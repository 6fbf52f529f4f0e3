"""docx and xlsx: what may be in them. Everything that is not on the lists is refused; `office_clean` rewrites the rest."""

import re
from typing import Final
from xml.parsers import expat

from backend.files.attachments.archive import unpack
from backend.files.attachments.errors import (
    AttachmentActive,
    AttachmentDamaged,
    AttachmentNested,
    AttachmentNotItsKind,
    AttachmentReachesOut,
    AttachmentTooComplex,
)
from backend.files.attachments.kinds import Kind

_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = {
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
XML: Final = frozenset({".xml", ".rels", ".vml"})
PICTURES: Final = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf"})
_FONTS: Final = frozenset({".odttf", ".fntdata"})
_ACTING_PARTS: Final = re.compile(
    r"vba(project|data)|/(activex|ctrlprops|macrosheets|dialogsheets|customui)/", re.IGNORECASE
)
_REACHING_PARTS: Final = re.compile(r"^xl/(externallinks|querytables)/|^xl/connections\.xml$", re.IGNORECASE)
_REACHING_FIELDS: Final = re.compile(
    r"^\s*(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|IMPORT|DATABASE|LINK)\b", re.IGNORECASE | re.MULTILINE
)
_HARMLESS_LINK: Final = re.compile(r"(https?://|mailto:|tel:|#)", re.IGNORECASE)
_ARCHIVES: Final = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"MZ", b"%PDF-")
_MAX_DEPTH: Final = 256


class _Reader:
    """One part of XML, read by expat for what must not be in it. No document type is accepted, so no entities."""

    def __init__(self, name: str) -> None:
        self.relations = name.lower().endswith(".rels")
        self.types: list[str] = []
        self.depth = 0
        self.fields: list[str] = []
        self.in_field = False

    def read(self, part: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(part, True)
        except expat.ExpatError as problem:
            raise AttachmentDamaged from problem
        if _REACHING_FIELDS.search("".join(self.fields)):
            raise AttachmentReachesOut

    @staticmethod
    def _refuse(*_declaration: object) -> None:
        raise AttachmentActive

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise AttachmentTooComplex
        local = tag.rpartition(" ")[2]
        self.in_field = local == "instrText"
        if local in ("fldSimple", "fldChar"):  # a field begins with its name; its text may be in several pieces
            self.fields += ("\n", *(value for name, value in attributes.items() if name.endswith(" instr")))
        if local in ("Override", "Default"):
            self.types.append(attributes.get("ContentType", ""))
        if self.relations and local == "Relationship":
            _check_relation(attributes)

    def _end(self, _tag: str) -> None:
        self.depth -= 1
        self.in_field = False

    def _text(self, text: str) -> None:
        if self.in_field:
            self.fields.append(text)


def read_office(content: bytes, kind: Kind) -> dict[str, bytes]:
    """The parts of a document that holds nothing but text, tables and pictures. Raises an AttachmentRefused."""
    parts = unpack(content)
    if _TYPES not in parts:
        raise AttachmentNotItsKind
    for name in parts:
        _check_name(name)
    for name, part in parts.items():
        types = _check_part(name, part)
        if name == _TYPES:
            _check_types(types, kind)
    return parts


def suffix_of(name: str) -> str:
    """The extension of a part with its dot, in small letters; that of `_rels/.rels` is `.rels`."""
    return "." + name.lower().rpartition(".")[2]


def _check_name(name: str) -> None:
    suffix = suffix_of(name)
    if _ACTING_PARTS.search(name):
        raise AttachmentActive
    if _REACHING_PARTS.search(name):
        raise AttachmentReachesOut
    printer = name.lower().startswith("xl/printersettings/") and suffix == ".bin"
    if not (suffix in XML | PICTURES | _FONTS or printer or name.endswith("/")):
        raise AttachmentNested


def _check_part(name: str, part: bytes) -> list[str]:
    """The content types it declares, if it does."""
    if part.startswith(_ARCHIVES) or (part and name.endswith("/")):
        raise AttachmentNested
    if suffix_of(name) not in XML:
        return []
    reader = _Reader(name)
    reader.read(part)
    return reader.types


def _check_types(types: list[str], kind: Kind) -> None:
    if any("macroenabled" in name.lower() or "vba" in name.lower() for name in types):
        raise AttachmentActive
    if _MAIN[kind] not in types:
        raise AttachmentNotItsKind


def _check_relation(attributes: dict[str, str]) -> None:
    """Only links to click on may point out of the document, and only to pages and addresses."""
    sort = attributes.get("Type", "").rpartition("/")[2]
    target = attributes.get("Target", "")
    if sort in ("aFChunk", "oleObject", "package", "control"):
        raise AttachmentNested
    outside = attributes.get("TargetMode") == "External" or re.match(
        r"[a-z][a-z0-9+.-]*:|//|\\\\", target, re.IGNORECASE
    )
    if outside and not (sort == "hyperlink" and _HARMLESS_LINK.match(target)):
        raise AttachmentReachesOut
