"""docx and xlsx without the names of who wrote, changed and printed them."""

import posixpath
import re
from typing import Any, Final

from lxml import etree

from backend.files.attachments.archive import pack
from backend.files.attachments.errors import AttachmentDamaged, AttachmentRefused
from backend.files.attachments.images import clean_image
from backend.files.attachments.kinds import Kind
from backend.files.attachments.office import PICTURES, XML, read_office, suffix_of

_PROPERTIES: Final = "http://schemas.openxmlformats.org/{}".format
_EMPTY: Final = {
    "docprops/core.xml": f'<coreProperties xmlns="{_PROPERTIES("package/2006/metadata/core-properties")}"/>',
    "docprops/app.xml": f'<Properties xmlns="{_PROPERTIES("officeDocument/2006/extended-properties")}"/>',
    "docprops/custom.xml": f'<Properties xmlns="{_PROPERTIES("officeDocument/2006/custom-properties")}"/>',
}
_DROPPED: Final = re.compile(
    r"^(docprops/(?!(core|app|custom)\.xml$)|customxml/|word/people\.xml$|xl/printersettings/|xl/revisions/)",
    re.IGNORECASE,
)
_NAMES: Final = frozenset({"author", "initials", "userName", "userId", "providerId", "lastModifiedBy"})
_TIMES: Final = frozenset({"date", "dateUtc", "dT"})
_ELEMENTS: Final = frozenset({"rsids", "absPath", "fileSharing", "docVars", "attachedTemplate"})
_BARE: Final = frozenset({".bmp"})  # pictures in which there is nothing but pixels
_REENCODED: Final = {".jpg": Kind.JPG, ".jpeg": Kind.JPG, ".png": Kind.PNG}


def clean_office(content: bytes, kind: Kind) -> bytes | None:
    """The document without properties, thumbnail, authors and times of remarks and changes, saving marks, printer
    settings, and metadata of its pictures; None when it has a picture of a kind that cannot be cleaned.

    Raises an AttachmentRefused.
    """
    parts = read_office(content, kind)
    kept = {name: part for name, part in parts.items() if not _DROPPED.match(name) and not name.endswith("/")}
    authors = _authors(kept)
    for name in list(kept):
        suffix = suffix_of(name)
        if name.lower() in _EMPTY:
            kept[name] = _EMPTY[name.lower()].encode()
        elif suffix in _REENCODED:
            try:
                kept[name] = clean_image(kept[name], _REENCODED[suffix])
            except AttachmentRefused:
                return None
        elif suffix in PICTURES - _BARE:
            return None
        elif suffix in XML:
            kept[name] = _rewrite(name, kept[name], kept, authors)
    return pack(kept)


def _parse(part: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as problem:
        raise AttachmentDamaged from problem


def _local(node: Any) -> str:
    return str(etree.QName(node).localname)


def _authors(parts: dict[str, bytes]) -> list[str]:
    """Who wrote the remarks of a workbook: Excel begins their texts with the name."""
    found = set()
    for name in parts:
        if re.match(r"xl/(comments|persons/)", name, re.IGNORECASE):
            for node in _parse(parts[name]).iter():
                found.add(node.text if _local(node) == "author" else node.get("displayName"))
    return sorted((name for name in found if name), key=len, reverse=True)


def _rewrite(name: str, part: bytes, kept: dict[str, bytes], authors: list[str]) -> bytes:
    root = _parse(part)
    remarks = re.match(r"xl/(comments|threadedcomments)", name, re.IGNORECASE) is not None
    for node in list(root.iter()):
        _forget(node, in_persons=name.lower().startswith("xl/persons/"))
        if remarks and node.text:
            for author in authors:
                node.text = node.text.replace(author, "")
        if _local(node) in _ELEMENTS or _points_to_dropped(name, node, kept):
            node.getparent().remove(node)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _forget(node: Any, *, in_persons: bool) -> None:
    for attribute in list(node.attrib):
        local = etree.QName(attribute).localname
        if local in _NAMES or (in_persons and local == "displayName"):
            node.set(attribute, "")
        elif local in _TIMES or local.startswith("rsid"):
            del node.attrib[attribute]


def _points_to_dropped(name: str, node: Any, kept: dict[str, bytes]) -> bool:
    """Whether this is the relation to, or the content type of, a part that is not there any more."""
    if name.lower().endswith(".rels") and _local(node) == "Relationship" and node.get("TargetMode") != "External":
        folder = posixpath.dirname(posixpath.dirname(name))
        target = posixpath.normpath(posixpath.join("/" + folder, node.get("Target", "").partition("#")[0]))
        return target.lstrip("/").lower() not in {part.lower() for part in kept} and bool(
            _DROPPED.match(target.lstrip("/"))
        )
    if name == "[Content_Types].xml" and _local(node) == "Override":
        return bool(_DROPPED.match(node.get("PartName", "").lstrip("/")))
    return False
