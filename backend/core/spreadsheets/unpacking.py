"""Unpacking an xlsx file under limits, before anything else reads it.

The reader (calamine) trusts a file: it unpacks as much as comes, and lays out the rectangle between the outermost
cells, so that a file of 5 kB with cells A1 and XFD1048576 would end the process. Here the parts are unpacked while
counting, whatever the headers say, their cells and texts are counted, and a plain copy is written for the reader.
"""

import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from backend.core.spreadsheets.cell_count import CellCount
from backend.core.spreadsheets.errors import SpreadsheetError, SpreadsheetTooLarge, damaged
from backend.core.text import Text

MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 1_000
MAX_RATIO = 100
_RATIO_FROM = 10 * 1024 * 1024  # small files may be as regular as they like
_MAX_DIRECTORY = 512 * 1024
_CHUNK = 1 << 16
_END = b"PK\x05\x06"
_SHARED_STRINGS = "xl/sharedstrings.xml"


def unpack_workbook(source: BinaryIO, target: Path) -> None:
    """Write the xml parts of the workbook `source` uncompressed into the zip file `target`.

    Raises SpreadsheetTooLarge for what is over a limit, SpreadsheetError for what is no xlsx workbook.
    """
    size = source.seek(0, 2)
    _check_directory_size(source, size)
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as problem:
        raise damaged() from problem
    _check_directory(parts, size)
    # The texts come first, because the cells of the sheets point to them.
    parts.sort(key=lambda part: part.filename.lower() != _SHARED_STRINGS)
    count = CellCount()
    budget = _Budget(size)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as plain:
        for part in parts:
            content = budget.measure(_unpack(source, part), part.file_size)
            if not part.filename.lower().endswith((".xml", ".rels")):
                deque(content, maxlen=0)
                continue
            counter = count.part()
            with plain.open(part.filename, "w") as copy:
                for chunk in content:
                    counter.feed(chunk)
                    copy.write(chunk)
            counter.finish()


class _Budget:
    """What all parts together have unpacked to, of a file of `size` bytes."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._total = 0

    def measure(self, content: Iterator[bytes], declared: int) -> Iterator[bytes]:
        """The content as it comes; an error as soon as it is too much, or longer or shorter than declared."""
        length = 0
        for chunk in content:
            length += len(chunk)
            self._total += len(chunk)
            if length > declared:
                raise damaged()
            _check_total(self._total, self._size)
            yield chunk
        if length != declared:
            raise damaged()


def _check_directory_size(source: BinaryIO, size: int) -> None:
    """Look at the length of the table of contents before it is read into memory."""
    source.seek(max(0, size - 65_557))
    tail = source.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise damaged()
    (length,) = struct.unpack_from("<I", tail, at + 12)
    if length > _MAX_DIRECTORY:
        raise _too_many()


def _check_directory(parts: list[zipfile.ZipInfo], size: int) -> None:
    names = {part.filename.lower() for part in parts}
    if len(parts) > MAX_ENTRIES:
        raise _too_many()
    if len(names) != len(parts):
        raise damaged()
    if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
        raise SpreadsheetError(
            Text(
                "这不是 .xlsx 表格；请在 Excel 中另存为 .xlsx 后再上传",
                "This is not an .xlsx workbook; save it as .xlsx",
            )
        )
    for part in parts:
        if part.flag_bits & 0x1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
    _check_total(sum(part.file_size for part in parts), size)


def _check_total(unpacked: int, size: int) -> None:
    if unpacked > MAX_UNPACKED or (unpacked > _RATIO_FROM and unpacked > size * MAX_RATIO):
        raise SpreadsheetTooLarge(
            Text("表格解压后超过上限({limit} MB)", "The workbook unpacks to more than {limit} MB").format(
                limit=MAX_UNPACKED // 1024 // 1024
            )
        )


def _unpack(source: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part, whatever length its header claims, in pieces of bounded size."""
    source.seek(part.header_offset)
    header = source.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise damaged()
    source.seek(sum(struct.unpack_from("<HH", header, 26)), 1)
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    left = part.compress_size
    while left > 0 and (packed := source.read(min(_CHUNK, left))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        try:
            while packed and not inflate.eof:
                yield inflate.decompress(packed, _CHUNK)
                packed = inflate.unconsumed_tail
        except zlib.error as problem:
            raise damaged() from problem
    if left or (inflate is not None and not inflate.eof):
        raise damaged()


def _too_many() -> SpreadsheetTooLarge:
    return SpreadsheetTooLarge(
        Text("表格文件内的部件过多（上限 {limit} 个）", "The workbook has more than {limit} parts").format(
            limit=f"{MAX_ENTRIES:,}"
        )
    )
