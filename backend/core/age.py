"""Files in the age format (age-encryption.org/v1, C2SP), so that whoever holds the key needs nothing of this program.

Two kinds of header: for the holder of an X25519 key (`age1…` is its public part, `AGE-SECRET-KEY-1…` the secret one)
and for a passphrase (scrypt). The content goes in chunks of 64 KiB under ChaCha20-Poly1305, each with its number and
whether it is the last, so that a file that was cut, lengthened or altered is found.
"""

import hmac
import os
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from backend.core import bech32

CHUNK: Final = 1 << 16
MAX_WORK: Final = 20
WORK = 18
"""Binary logarithm of scrypt's N: a second and 256 MiB for each guess of a passphrase."""

_VERSION: Final = b"age-encryption.org/v1\n"
_X25519: Final = b"age-encryption.org/v1/X25519"
_SCRYPT: Final = b"age-encryption.org/v1/scrypt"
_RECIPIENT: Final = "age"
_IDENTITY: Final = "age-secret-key-"
_FILE_KEY: Final = 16
_TAG: Final = 16
_MAX_LINE: Final = 1024
_MAX_LINES: Final = 100
_NO_NONCE: Final = bytes(12)


class AgeError(Exception):
    """The file cannot be opened: not of this format, for another key, cut or altered."""


class WrongKey(AgeError):
    """The file is for another key or passphrase."""


def new_identity() -> str:
    """A new secret key, `AGE-SECRET-KEY-1…`."""
    return bech32.encode(_IDENTITY, X25519PrivateKey.generate().private_bytes_raw()).upper()


def recipient_of(identity: str) -> str:
    """The public part of a secret key, `age1…`. Raises AgeError."""
    return bech32.encode(_RECIPIENT, _private(identity).public_key().public_bytes_raw())


def check_recipient(recipient: str) -> None:
    """Raise AgeError for what is no `age1…` key."""
    _public(recipient)


class Writer:
    """Encrypts what is written to it into `target`; whole only after `finish`. Give either recipient or passphrase."""

    def __init__(self, target: BinaryIO, *, recipient: str = "", passphrase: str = "") -> None:
        file_key, nonce = os.urandom(_FILE_KEY), os.urandom(_FILE_KEY)
        stanza = _for_recipient(file_key, recipient) if recipient else _for_passphrase(file_key, passphrase)
        header = _VERSION + stanza + b"---"
        target.write(header + b" " + _b64(_mac(file_key, header)) + b"\n" + nonce)
        self._target = target
        self._cipher = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
        self._waiting = bytearray()
        self._number = 0

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:  # a full chunk stays until it is known not to be the last
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Write the last chunk. The target stays open."""
        self._put(bytes(self._waiting), last=True)

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


class Reader:
    """Decrypts a file as it is read. Nothing may be believed before `read` has returned b"" at the end.

    Give the secret key, or the passphrase. Raises AgeError, WrongKey.
    """

    def __init__(self, source: BinaryIO, *, identity: str = "", passphrase: str = "") -> None:
        stanzas, header, mac = _read_header(source)
        key = _key_by_identity(stanzas, identity) if identity else _key_by_passphrase(stanzas, passphrase)
        if not hmac.compare_digest(mac, _mac(key, header)):
            raise AgeError("the header was altered")
        nonce = source.read(_FILE_KEY)
        if len(nonce) < _FILE_KEY:
            raise AgeError("the file is cut")
        self._source = source
        self._cipher = ChaCha20Poly1305(_derive(key, nonce, b"payload"))
        self._ahead = source.read(CHUNK + _TAG)
        self._number = 0
        self._plain = bytearray()
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        while not self._ended and (size < 0 or len(self._plain) < size):
            self._fill()
        end = len(self._plain) if size < 0 else size
        taken = bytes(self._plain[:end])
        del self._plain[:end]
        return taken

    def _fill(self) -> None:
        following = self._source.read(CHUNK + _TAG)
        self._ended = not following
        try:
            plain = self._cipher.decrypt(_nonce(self._number, last=self._ended), self._ahead, None)
        except InvalidTag as problem:
            raise AgeError("the file is cut or altered") from problem
        if not plain and self._number:
            raise AgeError("the file ends with an empty chunk")
        self._plain += plain
        self._ahead = following
        self._number += 1


@dataclass(frozen=True, slots=True)
class _Stanza:
    arguments: list[str]
    body: bytes


def _for_recipient(file_key: bytes, recipient: str) -> bytes:
    theirs, ours = _public(recipient), X25519PrivateKey.generate()
    share = ours.public_key().public_bytes_raw()
    wrap = _derive(ours.exchange(theirs), share + theirs.public_bytes_raw(), _X25519)
    return b"-> X25519 " + _b64(share) + b"\n" + _b64(_wrapped(wrap, file_key)) + b"\n"


def _for_passphrase(file_key: bytes, passphrase: str) -> bytes:
    salt = os.urandom(16)
    wrapped = _wrapped(_stretched(passphrase, salt, WORK), file_key)
    return b"-> scrypt " + _b64(salt) + f" {WORK}\n".encode() + _b64(wrapped) + b"\n"


def _key_by_identity(stanzas: list[_Stanza], identity: str) -> bytes:
    private = _private(identity)
    mine = private.public_key().public_bytes_raw()
    for stanza in stanzas:
        match stanza.arguments:
            case ["X25519", share]:
                theirs = _unb64(share)
                if len(theirs) != 32 or len(stanza.body) != _FILE_KEY + _TAG:
                    raise AgeError("the header is damaged")
                try:
                    wrap = _derive(private.exchange(X25519PublicKey.from_public_bytes(theirs)), theirs + mine, _X25519)
                except ValueError as problem:  # a point of low order
                    raise AgeError("the header is damaged") from problem
                key = _unwrapped(wrap, stanza.body)
                if key is not None:
                    return key
    raise WrongKey("the file is for another key")


def _key_by_passphrase(stanzas: list[_Stanza], passphrase: str) -> bytes:
    if len(stanzas) != 1 or len(stanzas[0].arguments) != 3 or stanzas[0].arguments[0] != "scrypt":
        raise WrongKey("the file is not for a passphrase")
    _, salt, work = stanzas[0].arguments
    if re.fullmatch(r"[1-9][0-9]?", work) is None or int(work) > MAX_WORK or len(stanzas[0].body) != _FILE_KEY + _TAG:
        raise AgeError("the header is damaged")
    key = _unwrapped(_stretched(passphrase, _unb64(salt), int(work)), stanzas[0].body)
    if key is None:
        raise WrongKey("the passphrase is wrong")
    return key


def _read_header(source: BinaryIO) -> tuple[list[_Stanza], bytes, bytes]:
    """The stanzas, what the MAC is of, and the MAC."""
    if source.read(len(_VERSION)) != _VERSION:
        raise AgeError("not an age file")
    header, stanzas = _VERSION, list[_Stanza]()
    for _ in range(_MAX_LINES):
        line = source.readline(_MAX_LINE)
        if line.startswith(b"--- "):
            return stanzas, header + b"---", _unb64(_text(line.removeprefix(b"--- ")))
        if not line.startswith(b"-> "):
            break
        header += line
        arguments, body = _text(line).split(" ")[1:], b""
        while True:
            part = source.readline(_MAX_LINE)
            header += part
            body += part[:-1]
            if len(part) < 65:  # a full line has 64 letters and its end
                break
        stanzas.append(_Stanza(arguments, _unb64(_text(body + b"\n"))))
    raise AgeError("the header is damaged")


def _private(identity: str) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(bech32.decode(_IDENTITY, identity.strip()))
    except ValueError as problem:
        raise AgeError("not an age secret key") from problem


def _public(recipient: str) -> X25519PublicKey:
    try:
        return X25519PublicKey.from_public_bytes(bech32.decode(_RECIPIENT, recipient.strip()))
    except ValueError as problem:
        raise AgeError("not an age public key") from problem


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=_SCRYPT + salt, length=32, n=1 << work, r=8, p=1).derive(passphrase.encode())


def _wrapped(wrap: bytes, file_key: bytes) -> bytes:
    return ChaCha20Poly1305(wrap).encrypt(_NO_NONCE, file_key, None)


def _unwrapped(wrap: bytes, body: bytes) -> bytes | None:
    try:
        return ChaCha20Poly1305(wrap).decrypt(_NO_NONCE, body, None)
    except InvalidTag:
        return None


def _derive(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def _mac(file_key: bytes, header: bytes) -> bytes:
    return hmac.digest(_derive(file_key, b"", b"header"), header, "sha256")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _b64(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _unb64(text: str) -> bytes:
    """Raises AgeError unless it is the one way to write its data."""
    try:
        data = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError as problem:
        raise AgeError("the header is damaged") from problem
    if _b64(data).decode() != text:
        raise AgeError("the header is damaged")
    return data


def _text(line: bytes) -> str:
    """A line of the header without its end."""
    if not line.endswith(b"\n") or not line[:-1].isascii():
        raise AgeError("the header is damaged")
    return line[:-1].decode()
