"""Files in the age format: those of the rage library open, ours come back, what was cut or altered does not.

`tests/data/age.json` was made with rage (the Rust implementation), the passphrase's file by this program and opened there.
"""

import io
import json
import os
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core import age, bech32
from backend.core.age import CHUNK, AgeError, Reader, Writer, WrongKey, new_identity, recipient_of

VECTORS: dict[str, str] = json.loads((Path(__file__).parents[1] / "data" / "age.json").read_text())
IDENTITY = new_identity()
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7)


def sealed(content: bytes, recipient: str = "") -> bytes:
    target = io.BytesIO()
    writer = Writer(target, recipient=recipient or recipient_of(IDENTITY))
    writer.write(content)
    writer.finish()
    return target.getvalue()


def opened(content: bytes, identity: str = IDENTITY) -> bytes:
    return Reader(io.BytesIO(content), identity=identity).read()


def test_files_of_another_implementation_open() -> None:
    identity = VECTORS["identity"]
    assert recipient_of(identity) == VECTORS["recipient"]
    assert opened(b64decode(VECTORS["small"]), identity) == b"hello age\n", "for two recipients"
    assert opened(b64decode(VECTORS["empty"]), identity) == b""
    by_passphrase = io.BytesIO(b64decode(VECTORS["passphrase"]))
    assert Reader(by_passphrase, passphrase="correct horse").read() == b"hello"


@pytest.mark.parametrize("size", SIZES)
def test_files_come_back_whatever_pieces_they_come_in(size: int) -> None:
    content = os.urandom(size)
    for step in (1000, CHUNK, size or 1):
        target = io.BytesIO()
        writer = Writer(target, recipient=recipient_of(IDENTITY))
        for start in range(0, size, step):
            writer.write(content[start : start + step])
        writer.finish()
        reader = Reader(io.BytesIO(target.getvalue()), identity=IDENTITY)
        assert b"".join(iter(lambda reader=reader, step=step: reader.read(step), b"")) == content  # type: ignore[misc]


def test_another_key_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongKey):
        opened(sealed(b"abc"), new_identity())
    with pytest.raises(WrongKey):
        Reader(io.BytesIO(sealed(b"abc")), passphrase="correct horse")
    with pytest.raises(WrongKey):
        Reader(io.BytesIO(b64decode(VECTORS["passphrase"])), passphrase="wrong horse")
    with pytest.raises(WrongKey):
        opened(b64decode(VECTORS["passphrase"]))


def test_no_byte_can_be_changed_or_left_out() -> None:
    whole = sealed(b"pingyi")
    for position in range(len(whole)):
        changed = bytearray(whole)
        changed[position] ^= 1
        for broken in (bytes(changed), whole[:position]):
            with pytest.raises(AgeError):
                opened(broken)
    with pytest.raises(AgeError):
        opened(whole + b"\0")


def test_cutting_reordering_and_mixing_chunks_is_found() -> None:
    content = os.urandom(4 * CHUNK)
    whole, other = sealed(content), sealed(content)
    block = CHUNK + 16
    start = len(whole) - 4 * block
    head, blocks = whole[:start], [whole[start + n * block :][:block] for n in range(4)]
    assert opened(head + b"".join(blocks)) == content
    for broken in (
        head + b"".join(blocks[:3]),
        head,
        head + blocks[1] + blocks[0] + blocks[2] + blocks[3],
        head + blocks[0] + blocks[2] + blocks[3],
        head + other[start : start + block] + b"".join(blocks[1:]),
        whole + blocks[3],
    ):
        with pytest.raises(AgeError):
            opened(broken)


@given(st.binary(max_size=300))
def test_rubbish_is_refused(content: bytes) -> None:
    for start in (b"", b"age-encryption.org/v1\n", b"age-encryption.org/v1\n-> X25519 "):
        with pytest.raises(AgeError):
            opened(start + content)


def test_a_costly_passphrase_is_not_even_tried() -> None:
    """A header may ask for any amount of memory."""
    whole = b64decode(VECTORS["passphrase"])
    assert b" 12\n" in whole
    for work in (b" 21\n", b" 63\n", b" 012\n", b" -1\n"):
        with pytest.raises(AgeError, match="damaged"):
            Reader(io.BytesIO(whole.replace(b" 12\n", work, 1)), passphrase="correct horse")


@pytest.mark.parametrize("text", ["", "age1", "AGE-SECRET-KEY-1", VECTORS["recipient"][:-1] + "q", "age1" + "q" * 58])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(AgeError):
        age.check_recipient(text)
    with pytest.raises(AgeError):
        recipient_of(text)


@given(st.binary(max_size=40))
def test_bech32_comes_back_and_finds_a_changed_letter(data: bytes) -> None:
    text = bech32.encode("age", data)
    assert bech32.decode("age", text) == bech32.decode("age", text.upper()) == data
    other = text[:-1] + ("q" if text[-1] != "q" else "p")
    for wrong, prefix in ((other, "age"), (text, "other"), (text.capitalize(), "age")):
        with pytest.raises(ValueError, match=r"case|kind|checksum|padding"):
            bech32.decode(prefix, wrong)
