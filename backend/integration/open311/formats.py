"""The two formats of GeoReport v2. Texts that are not there are null in JSON and empty elements in XML."""

import json
from enum import StrEnum
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import Response


class Format(StrEnum):
    JSON = "json"
    XML = "xml"


MEDIA_TYPES: Final = {Format.JSON: "application/json", Format.XML: "text/xml"}

_ITEMS: Final = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}
"""List -> what XML calls each of its items; an item alone stays inside of its list."""


def answer(
    format_: Format, root: str, content: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """`content`, JSON-like, as XML below `root` or as JSON, which has no root."""
    if format_ is Format.JSON:
        body = json.dumps(content, ensure_ascii=False).encode()
    else:
        tree = tostring(_fill(Element(root), root, content), "unicode")
        body = f'<?xml version="1.0" encoding="UTF-8"?>\n{tree}'.encode()
    return Response(body, status, headers, f"{MEDIA_TYPES[format_]}; charset=utf-8")


def format_of(path: str) -> Format:
    """The format of an address; XML, which the specification demands, where it names none."""
    return Format.JSON if path.endswith(".json") else Format.XML


def _fill(element: Element, name: str, content: Any) -> Element:
    if isinstance(content, dict):
        for key, value in content.items():
            _fill(SubElement(element, key), key, value)
    elif isinstance(content, list):
        for value in content:
            _fill(SubElement(element, _ITEMS[name]), _ITEMS[name], value)
    elif isinstance(content, bool):
        element.text = str(content).lower()
    elif content is not None:
        element.text = str(content)
    return element
