"""Which encoding and which delimiter a csv file has."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from backend.core.spreadsheets.errors import SpreadsheetError
from backend.core.text import Text

Opener = Callable[[], BinaryIO]

_CHUNK = 1 << 20
_CHINESE = re.compile("[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef]")


def detect_encoding(opener: Opener) -> str:
    """UTF-16 with its mark, UTF-8 with or without, else GB18030; the whole file is checked.

    Raises SpreadsheetError, with the row, for NUL bytes, for bytes that are none of these and for a file whose rows
    differ in encoding (it comes from pasting two files together, and half of it would be read as nonsense).
    """
    with opener() as file:
        head = file.read(3)
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        _check_utf16(opener)
        return "utf-16"
    if _is_utf8(opener):
        return "utf-8-sig"
    _check_lines(opener, "utf-8" if head == codecs.BOM_UTF8 else None)
    return "gb18030"


def detect_delimiter(lines: Iterator[str]) -> str:
    """The comma, semicolon or tab that the first row with any of them has most of, outside quotes."""
    for line in lines:
        plain = re.sub(r'"[^"]*"', "", line)
        best = max(",;\t", key=plain.count)
        if best in plain:
            return best
    return ","


def _chunks(opener: Opener) -> Iterator[bytes]:
    with opener() as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _is_utf8(opener: Opener) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid = True
    offset = 0
    for chunk in _chunks(opener):
        if b"\0" in chunk:
            raise _nul(row_at(opener, offset + chunk.index(b"\0")))
        offset += len(chunk)
        if valid:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                valid = False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return valid


def _check_utf16(opener: Opener) -> None:
    decoder = codecs.getincrementaldecoder("utf-16")()
    lines = 0
    try:
        for chunk in _chunks(opener):
            text = decoder.decode(chunk)
            if "\0" in text:
                raise _nul(lines + text[: text.index("\0")].count("\n") + 1)
            lines += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as problem:
        raise _undecodable(lines + 1) from problem


def _check_lines(opener: Opener, first: str | None) -> None:
    """Refuse a file that is not UTF-8 and not GB18030 throughout; `first` is the encoding seen so far."""
    offset = 0
    with opener() as file:
        for line in file:
            kind = _kind_of(line)
            if kind == "neither":
                raise _undecodable(row_at(opener, offset))
            if kind and first and kind != first:
                raise _mixed(row_at(opener, offset))
            first = first or kind
            offset += len(line)


def _kind_of(line: bytes) -> str | None:
    """The encoding that a line proves; None when it is ASCII or could be either.

    Chinese in UTF-8 is now and then valid GB18030 by accident, but then with characters outside GB 2312; a line of
    GB18030 that is valid UTF-8 is short and gives no Chinese.
    """
    if line.isascii():
        return None
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030" if _decodes(line, "gb18030") else "neither"
    return "utf-8" if _CHINESE.search(text) and not _decodes(line, "gb2312") else None


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def row_at(opener: Opener, offset: int) -> int:
    """The row, from 1, in which the byte at `offset` stands. A quoted cell may hold line breaks."""
    with opener() as file:
        text = file.read(offset).decode("latin-1") + "x"
    try:
        return sum(1 for _ in csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return text.count("\n") + 1


def _nul(row: int) -> SpreadsheetError:
    text = Text(
        "第 {row} 行含有空字节，这不是文本表格；请另存为“CSV UTF-8”后再上传",
        "Row {row} holds a NUL byte: not a text table; save it as CSV UTF-8",
    )
    return SpreadsheetError(text.format(row=row), row)


def _undecodable(row: int) -> SpreadsheetError:
    text = Text(
        "第 {row} 行的文字编码无法识别；请另存为“CSV UTF-8”后再上传",
        "The encoding of row {row} is unknown; save the file as CSV UTF-8",
    )
    return SpreadsheetError(text.format(row=row), row)


def _mixed(row: int) -> SpreadsheetError:
    text = Text(
        "从第 {row} 行起文字编码与前面不同（UTF-8 与 GB18030 混用）；请用 Excel 核对后另存为一个文件",
        "The encoding changes at row {row} (UTF-8 and GB18030 are mixed); save the file anew",
    )
    return SpreadsheetError(text.format(row=row), row)
