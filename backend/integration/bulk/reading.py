"""Reading the rows of a bulk file. Nothing is held in memory but the line at hand."""

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from backend.core.errors import FieldProblem, InvalidInput, TooLarge
from backend.core.spreadsheets import cell_text, open_table, unguard
from backend.core.text import Text
from backend.integration.bulk.models import BulkForm

MAX_BYTES: Final = 20 * 1024 * 1024
"""Of a file, before and after it is unpacked."""
MAX_ROWS: Final = 10_000
MAX_LINE: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file, or why it is none. `number` counts rows from 1, as results name them."""

    number: int
    content: Mapping[str, Any]
    problem: FieldProblem | None = None


def unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The content of a gzip file. Raises InvalidInput, and TooLarge before more than the limit is in memory."""
    stream = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    size = 0
    try:
        for chunk in chunks:
            waiting = chunk
            while waiting:
                part = stream.decompress(waiting, 1 << 20)
                waiting = stream.unconsumed_tail
                size += len(part)
                if size > MAX_BYTES:
                    raise TooLarge
                if part:
                    yield part
    except zlib.error:
        raise _broken("gzip", Text("gzip 内容损坏", "The gzip content is damaged")) from None
    if not stream.eof or stream.unused_data:
        raise _broken("gzip", Text("gzip 内容不完整", "The gzip content is incomplete"))


def count_rows(path: Path, form: BulkForm) -> int:
    """How many rows a file has. Raises InvalidInput, SpreadsheetError."""
    count = 0
    for _ in rows_of(path, form):
        count += 1
        if count > MAX_ROWS:
            text = Text(f"最多 {MAX_ROWS} 行，请分成几个文件", f"At most {MAX_ROWS} rows: send several files")
            raise _broken("too_many_rows", text)
    if count == 0:
        raise _broken("empty", Text("文件里没有数据行", "The file has no rows"))
    return count


def rows_of(path: Path, form: BulkForm) -> Iterator[Row]:
    """The rows of a file, in their order; empty lines are none."""
    return _lines(path) if form is BulkForm.NDJSON else _table(path)


def _lines(path: Path) -> Iterator[Row]:
    number = 0
    with path.open("rb") as file:
        while line := file.readline(MAX_LINE + 1):
            if len(line) > MAX_LINE:
                while not line.endswith(b"\n") and (line := file.readline(MAX_LINE)):
                    pass
                number += 1
                yield _wrong(number, "too_long", Text("这一行过长", "The line is too long"))
            elif line.strip():
                number += 1
                yield _parsed(number, line)


def _parsed(number: int, line: bytes) -> Row:
    try:
        content = _loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return _wrong(number, "json_invalid", Text("不是有效的 JSON", "This is no JSON"))
    if not isinstance(content, dict):
        return _wrong(number, "not_object", Text("须为一个 JSON 对象", "This is no JSON object"))
    return Row(number, content)


def _table(path: Path) -> Iterator[Row]:
    """The rows of a csv file: what is empty is not there, what reads as a list or an object is one."""
    names: list[str] | None = None
    number = 0
    for _, cells in open_table(path, "bulk.csv").rows():
        texts = [unguard(cell_text(cell)) for cell in cells]
        if not any(texts):
            continue
        if names is None:
            names = texts
            continue
        number += 1
        if len(texts) > len(names):
            yield _wrong(number, "too_many_cells", Text("单元格比表头多", "More cells than the header has"))
            continue
        yield Row(number, {name: _value(text) for name, text in zip(names, texts, strict=False) if text})


def _value(text: str) -> Any:
    if text[0] in "[{":
        try:
            return _loads(text)
        except (ValueError, RecursionError):
            return text
    return text


def _loads(text: str) -> Any:
    """JSON without halves of letters (lone surrogates): results that repeat one could not be sent. Raises ValueError,
    RecursionError."""
    content = json.loads(text)
    if "\\u" in text:
        json.dumps(content, ensure_ascii=False).encode()
    return content


def _wrong(number: int, code: str, text: Text) -> Row:
    return Row(number, {}, FieldProblem("", code, text))


def _broken(code: str, text: Text) -> InvalidInput:
    return InvalidInput(errors=[FieldProblem("", code, text)])
