"""Ballot codes: 16 characters of Crockford's base 32, the last one a check character (75 random bits).

Only a keyed hash of a code is ever stored; the code itself exists in the one download that hands it out.
"""

import hashlib
import hmac
import re
import secrets
from functools import lru_cache

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None, "\u2013": None, "\u3000": None})
_WELL_FORMED = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
_PURPOSE = b"ballot-code:"
# Tables of 256 bytes, since every ballot comes through here: the value of a character, and that of its double.
_VALUES = bytes(max(ALPHABET.find(chr(byte)), 0) for byte in range(256))
_DOUBLES = bytes(2 * value // 32 + 2 * value % 32 for value in _VALUES)


def _luhn(payload: str) -> int:
    """The sum of Luhn mod 32 over 15 characters."""
    characters = payload.encode()
    return sum(characters[::2].translate(_DOUBLES)) + sum(characters[1::2].translate(_VALUES))


def check_character(payload: str) -> str:
    """The Luhn mod 32 check character of 15 others: it catches every single wrong character and most swaps."""
    return ALPHABET[-_luhn(payload) % 32]


def new_code() -> str:
    """A fresh code, without the dashes of its printed form."""
    payload = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return payload + check_character(payload)


def printed(code: str) -> str:
    """The code in groups of four, as slips show it."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def normalise(typed: str) -> str | None:
    """The code that a person meant, or None when it cannot be one.

    Case, spaces and dashes do not matter; O is read as 0, I and L as 1.
    """
    code = typed.upper().translate(_MISREAD)
    if not _WELL_FORMED.fullmatch(code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def code_hash(pepper: bytes, code: str) -> bytes:
    """What the database knows of a normalised code."""
    mac = _begun(pepper).copy()
    mac.update(code.encode())
    return mac.digest()


@lru_cache(maxsize=4)
def _begun(pepper: bytes) -> hmac.HMAC:
    """The part that all codes share. hmac.digest, in one step, would let other threads run each time."""
    return hmac.new(pepper, _PURPOSE, hashlib.sha256)


def retry_tag(nonce: str) -> bytes:
    """What the database keeps of a submission's nonce, to recognise a repetition."""
    return hashlib.sha256(nonce.encode()).digest()
