"""How answers and comments of one sheet become the bytes of one row.

Payload: one byte per cell of the round (0 blank, else the option number), then for each comment the unit's
position (2 bytes, big-endian), the length of the text in bytes (2 bytes) and the text in UTF-8.
"""

import struct
from collections.abc import Iterator, Sequence

_HEAD = struct.Struct(">HH")


def pack(answers: Sequence[int], comments: Sequence[tuple[int, str]]) -> bytes:
    """Pack option numbers (one per cell, 0..255) and (unit position, text) pairs."""
    packed = bytes(answers)
    for position, text in comments:
        encoded = text.encode()
        packed += _HEAD.pack(position, len(encoded)) + encoded
    return packed


def unpack_comments(payload: bytes, cells: int) -> Iterator[tuple[int, str]]:
    """Yield the (unit position, text) pairs behind the first `cells` bytes."""
    offset = cells
    while offset < len(payload):
        position, length = _HEAD.unpack_from(payload, offset)
        offset += _HEAD.size
        yield position, payload[offset : offset + length].decode()
        offset += length
