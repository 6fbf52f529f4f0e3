"""Recordings: the outline of mp3, m4a and mp4 is followed to the end of the file; nothing is decoded."""

from collections.abc import Iterator
from typing import Final

from backend.files.attachments.errors import AttachmentDamaged, AttachmentNotItsKind

_MIN_FRAMES: Final = 4
_BITRATES: Final = {  # kbit/s by index 1..14, for MPEG 1 and for MPEG 2 and 2.5, layer III
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES: Final = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_TAILS: Final = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3", b"3DI")
_BRANDS: Final = frozenset(
    b"isom iso2 iso3 iso4 iso5 iso6 mp41 mp42 avc1 dash M4A M4B M4V MSNV 3gp4 3gp5 3gp6 3gp7".split()
)


def clean_mp3(content: bytes) -> bytes | None:
    """The frames of sound without the tags around them; None when something unknown follows the sound.

    Raises AttachmentNotItsKind for what has no sound.
    """
    start = position = _after_tags(content)
    frames = 0
    while length := _frame_length(content[position : position + 4]):
        position += length
        frames += 1
    if frames < _MIN_FRAMES:
        raise AttachmentNotItsKind
    rest = content[position:].strip(b"\0")
    return content[start:position] if not rest or rest.startswith(_TAILS) else None


def check_mp4(content: bytes) -> None:
    """Follow the boxes of an m4a or mp4. Raises AttachmentNotItsKind, AttachmentDamaged.

    There is no cleaned copy of these: a camera may put its place into tracks and streams of its own.
    """
    boxes = list(_boxes(content))
    if content[8:12].rstrip() not in _BRANDS:
        raise AttachmentNotItsKind
    if boxes[0] != b"ftyp" or b"moov" not in boxes or b"mdat" not in boxes:
        raise AttachmentDamaged


def _after_tags(content: bytes) -> int:
    """Where the sound begins: after the ID3 tags of version 2, whose size is in 4 bytes of 7 bits."""
    position = 0
    while content[position : position + 3] == b"ID3" and len(content) >= position + 10:
        flags, size = content[position + 5], content[position + 6 : position + 10]
        position += 10 + sum(byte << 7 * (3 - place) for place, byte in enumerate(size)) + (10 if flags & 0x10 else 0)
    while content[position : position + 1] == b"\0":  # padding
        position += 1
    return position


def _frame_length(header: bytes) -> int:
    """The length of the frame of MPEG layer III that begins with these 4 bytes; 0 when none does."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, bitrate, rate = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or bitrate in (0, 15) or rate == 3:
        return 0
    first = version == 3
    samples = 144 if first else 72
    return samples * _BITRATES[first][bitrate - 1] * 1000 // _RATES[version][rate] + (header[2] >> 1 & 1)


def _boxes(content: bytes) -> Iterator[bytes]:
    """The names of the outermost boxes, which must fill the file exactly. Raises AttachmentDamaged."""
    position = 0
    while position < len(content):
        size, name, header = (
            int.from_bytes(content[position : position + 4], "big"),
            content[position + 4 : position + 8],
            8,
        )
        if size == 1:
            size, header = int.from_bytes(content[position + 8 : position + 16], "big"), 16
        elif size == 0:
            size = len(content) - position
        if size < header or position + size > len(content) or len(name) < 4:
            raise AttachmentDamaged
        yield name
        position += size
