"""The text that leaves the office: the original, with some places covered by asterisks.

The office covers and does not write: whatever is shown must stand in the original, in the same order, and every cut must
be seen. So nobody can put words into a respondent's mouth, the office neither.
"""

import re
from typing import Final

from backend.comments.personal import find_personal

COVER: Final = "****"
"""Always as long, so that it does not tell the length of what it covers."""
_COVERED: Final = re.compile(r"\*+")


def words_of(original: str) -> str:
    """The original as it is compared and shown: line ends of one kind, nothing but words at its ends."""
    return original.replace("\r\n", "\n").replace("\r", "\n").strip()


def propose(original: str) -> str:
    """The original with the personal data covered that the program finds."""
    text = words_of(original)
    pieces, done = [], 0
    for found in find_personal(text):
        if found.hinted:
            continue
        pieces += [text[done : found.cover], COVER]
        done = found.end
    return "".join([*pieces, text[done:]])


def is_covered(original: str, text: str) -> bool:
    """Whether `text` is the original with places covered, and shows something of it."""
    whole, shown = words_of(original), words_of(text)
    first, *others = _COVERED.split(shown)
    if not first.strip() and not any(part.strip() for part in others):
        return False
    if not others:
        return shown == whole
    if not whole.startswith(first):
        return False
    *middle, last = others
    place = len(first)
    for part in middle:  # the earliest place leaves most for what follows
        place = whole.find(part, place + 1)
        if place < 0:
            return False
        place += len(part)
    return whole.endswith(last) and place + 1 + len(last) <= len(whole)
