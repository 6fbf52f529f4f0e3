"""Encryption at rest: texts and files that the database or the disk alone must not give away.

AES-256-GCM with keys from the key file (`seal_keys`). Each ciphertext is bound to the place it belongs to, so that
one that is copied to another row does not open there. Two forms:

- a text: `1`, length and id of the key, 12 random bytes (nonce), ciphertext with tag;
- a file: `2`, length and id of the key, 32 random bytes (salt), then chunks of 64 KiB, each with its tag. The key is
  derived from salt and place, the nonce is the chunk's number and whether it is the last one (the STREAM
  construction of Hoang, Reyhanitabar, Rogaway and Vizar), so cutting, reordering and mixing files are found.
"""

import hmac
import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backend.core.keys import KEY_BYTES, Keys

CHUNK: Final = 1 << 16
_TAG: Final = 16
_NONCE: Final = 12
_SALT: Final = 32
_TEXT: Final = b"\x01"
_FILE: Final = b"\x02"


class SealBroken(Exception):
    """A ciphertext was changed, cut or moved, or its key is not in the ring."""


def place_of(table: str, column: str, row_id: UUID) -> str:
    """What a ciphertext is bound to: the field of the row that holds it."""
    return f"{table}.{column}:{row_id}"


def blind_index(keys: Keys, kind: str, value: str) -> bytes:
    """32 bytes that are equal for equal values of one kind and say nothing without the key file.

    The key comes from the pepper, because an index cannot be looked up across a change of keys. The caller
    brings values into one form first ("+86 138…" and "138…" are different values).
    """
    return hmac.digest(_derive(keys.pepper, b"", f"blind index\0{kind}"), value.encode(), "sha256")


class Sealer:
    """Seals with the current key of the ring, opens with all of them."""

    def __init__(self, keys: Keys) -> None:
        self._files = keys.seal_keys
        self._texts = {key_id: AESGCM(_derive(key, b"", "seal texts")) for key_id, key in keys.seal_keys.items()}
        self._current = keys.current_seal_key

    def seal(self, content: str | bytes, place: str) -> bytes:
        """Encrypt a text or a few bytes for `place`; the result is some 40 bytes longer."""
        plain = content.encode() if isinstance(content, str) else content
        header, nonce = self._header(_TEXT), os.urandom(_NONCE)
        return header + nonce + self._texts[self._current].encrypt(nonce, plain, header + place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """What `seal` was given. Raises SealBroken."""
        key_id, length = _key_of(sealed, _TEXT)
        header, nonce, cipher = sealed[:length], sealed[length : length + _NONCE], sealed[length + _NONCE :]
        if key_id not in self._texts or len(cipher) < _TAG:
            raise SealBroken
        try:
            return self._texts[key_id].decrypt(nonce, cipher, header + place.encode())
        except InvalidTag as problem:
            raise SealBroken from problem

    def open_text(self, sealed: bytes, place: str) -> str:
        """As `open`, for what was sealed as text."""
        return self.open(sealed, place).decode()

    def needs_reseal(self, sealed: bytes) -> bool:
        """Whether another key than the current one sealed this text or file (its first bytes are enough)."""
        return _key_of(sealed, sealed[:1])[0] != self._current

    def reseal(self, sealed: bytes, place: str) -> bytes:
        """The same text under the current key. Raises SealBroken."""
        return self.seal(self.open(sealed, place), place)

    def seal_stream(self, content: Iterable[bytes], place: str) -> Iterator[bytes]:
        """Encrypt a file of any size, holding one chunk of it at a time."""
        header, salt = self._header(_FILE), os.urandom(_SALT)
        cipher = AESGCM(_derive(self._files[self._current], salt, f"seal a file\0{place}"))
        yield header + salt
        waiting = bytearray()
        number = 0
        for piece in content:
            waiting += piece
            while len(waiting) > CHUNK:  # a full chunk stays until it is known not to be the last
                yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:CHUNK]), header)
                del waiting[:CHUNK]
                number += 1
        yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), header)

    def open_stream(self, source: BinaryIO, place: str) -> Iterator[bytes]:
        """Decrypt a file, a chunk at a time. Raises SealBroken, for a cut file only after the chunks before the cut:
        whoever passes them on must let the error end the transfer."""
        header, salt = self._read_header(source)
        key_id, _ = _key_of(header, _FILE)
        if key_id not in self._files or len(salt) < _SALT:
            raise SealBroken
        cipher = AESGCM(_derive(self._files[key_id], salt, f"seal a file\0{place}"))
        chunk = source.read(CHUNK + _TAG)
        number = 0
        while True:
            following = source.read(CHUNK + _TAG)
            try:
                yield cipher.decrypt(_nonce(number, last=not following), chunk, header)
            except (InvalidTag, ValueError) as problem:
                raise SealBroken from problem
            if not following:
                return
            chunk = following
            number += 1

    def _header(self, form: bytes) -> bytes:
        key_id = self._current.encode()
        return form + bytes([len(key_id)]) + key_id

    @staticmethod
    def _read_header(source: BinaryIO) -> tuple[bytes, bytes]:
        start = source.read(2)
        if len(start) < 2:
            raise SealBroken
        return start + source.read(start[1]), source.read(_SALT)


def sealed_size(size: int) -> int:
    """The most bytes that a file of `size` bytes takes when it is sealed."""
    chunks = max(1, -(-size // CHUNK))
    return size + chunks * _TAG + 2 + 0xFF + _SALT


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1, "big") + bytes([last])


def _key_of(sealed: bytes, form: bytes) -> tuple[str, int]:
    """The id of the key, and where it ends. Raises SealBroken for what is not of this form."""
    if len(sealed) < 2 or sealed[:1] != form or form not in (_TEXT, _FILE) or len(sealed) < 2 + sealed[1]:
        raise SealBroken
    end = 2 + sealed[1]
    try:
        return sealed[2:end].decode("ascii"), end
    except UnicodeDecodeError as problem:
        raise SealBroken from problem


def _derive(key: bytes, salt: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=f"pingyi {purpose}".encode()).derive(key)
