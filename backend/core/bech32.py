"""Bech32 (BIP 173), in which age writes its keys."""

from typing import Final

_LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM: Final = 6


def encode(prefix: str, data: bytes) -> str:
    """Lower case text of `data` with a checksum."""
    fives = _regroup(data, 8, 5, pad=True)
    mark = _polymod([*_expand(prefix), *fives, *[0] * _CHECKSUM]) ^ 1
    check = [mark >> 5 * (_CHECKSUM - 1 - place) & 31 for place in range(_CHECKSUM)]
    return f"{prefix}1{''.join(_LETTERS[five] for five in [*fives, *check])}"


def decode(prefix: str, text: str) -> bytes:
    """The data of a text with that prefix, all in lower or all in upper case. Raises ValueError."""
    if text not in (text.lower(), text.upper()):
        raise ValueError("mixed case")
    found, _, rest = text.lower().rpartition("1")
    if found != prefix or len(rest) < _CHECKSUM or not set(rest) <= set(_LETTERS):
        raise ValueError("not of this kind")
    fives = [_LETTERS.index(letter) for letter in rest]
    if _polymod([*_expand(prefix), *fives]) != 1:
        raise ValueError("checksum")
    return bytes(_regroup(fives[:-_CHECKSUM], 5, 8, pad=False))


def _expand(prefix: str) -> list[int]:
    return [*(ord(letter) >> 5 for letter in prefix), 0, *(ord(letter) & 31 for letter in prefix)]


def _polymod(values: list[int]) -> int:
    mark = 1
    for value in values:
        top = mark >> 25
        mark = (mark & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate(_GENERATOR):
            mark ^= factor if top >> place & 1 else 0
    return mark


def _regroup(values: bytes | list[int], old: int, new: int, *, pad: bool) -> list[int]:
    """Groups of `old` bits as groups of `new` bits. Raises ValueError for bits left over, unless they are padded."""
    bits = waiting = 0
    found = []
    for value in values:
        bits, waiting = bits << old | value, waiting + old
        while waiting >= new:
            waiting -= new
            found.append(bits >> waiting & (1 << new) - 1)
        bits &= (1 << waiting) - 1
    if pad and waiting:
        found.append(bits << new - waiting & (1 << new) - 1)
    elif not pad and (waiting >= old or bits):
        raise ValueError("padding")
    return found
