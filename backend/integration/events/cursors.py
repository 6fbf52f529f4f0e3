"""Cursors of the change feed: where a reader has come to.

One is bound to its client, and keyed, so that none can be made up or handed on. It also holds the beginning of the
hash of the row it stands at: after an older database was put back, that row is another one or missing, and a reader
that went on from its number would miss what was written in between without knowing it.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from backend.core.errors import DomainError, FieldProblem, InvalidInput
from backend.core.keys import Keys
from backend.core.sealing import blind_index
from backend.core.text import Text

FORM: Final = b"\x01"
_SEQ, _HASH, _MAC = 8, 8, 16
_LENGTH: Final = len(FORM) + _SEQ + _HASH + _MAC


class CursorGone(DomainError):
    """What comes after the cursor is not kept any more; the reader takes stock anew."""

    status: ClassVar[int] = 410
    code = "cursor_gone"
    title = Text("标记之后的事件已不再保留", "What came after the cursor is not kept any more")

    def __init__(self, detail: Text) -> None:
        super().__init__(detail, extra={"links": SNAPSHOTS})


SNAPSHOTS: Final = {"complaints": "/api/v1/intake/complaints", "results": "/api/v1/public/results"}
"""Where the present state is read after a gap."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the record: the number of a row and its hash."""

    seq: int
    hash: str


def encode(keys: Keys, client_id: UUID, mark: Mark) -> str:
    place = mark.seq.to_bytes(_SEQ, "big") + bytes.fromhex(mark.hash)[:_HASH]
    return base64.urlsafe_b64encode(FORM + place + _mac(keys, client_id, place)).decode().rstrip("=")


def decode(keys: Keys, client_id: UUID, cursor: str) -> Mark:
    """The place, whose `hash` is only its beginning. Raises InvalidInput for anything but an own cursor."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raw = b""
    place = raw[len(FORM) : -_MAC]
    if (
        len(raw) != _LENGTH
        or raw[: len(FORM)] != FORM
        or not hmac.compare_digest(raw[-_MAC:], _mac(keys, client_id, place))
    ):
        text = Text("标记无效，或者属于别的系统", "The cursor is invalid or belongs to another client")
        raise InvalidInput(errors=[FieldProblem("query:after", "cursor_invalid", text)])
    return Mark(int.from_bytes(place[:_SEQ], "big"), place[_SEQ:].hex())


def _mac(keys: Keys, client_id: UUID, place: bytes) -> bytes:
    return blind_index(keys, "event cursor", f"{client_id.hex}/{FORM.hex()}{place.hex()}")[:_MAC]
