"""Comments that say the same: word for word, or nearly. Pure functions of texts; nothing is dropped for being alike."""

import math
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NEAR: Final = 0.8
"""Share of common pairs of characters (Jaccard) from which on two texts are nearly the same."""
SHORTEST: Final = 8
"""Characters; below, a single word changes the meaning (办得快, 办得慢)."""


class Likeness(StrEnum):
    EXACT = "exact"  # but for width, case, punctuation and spaces
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Alike:
    """A text is like the earlier one at place `first`."""

    first: int
    likeness: Likeness


def fold(text: str) -> str:
    """What is left without width, case, punctuation, marks and spaces; of a text of marks alone, the text."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if unicodedata.category(character)[0] in "LN") or text.strip()


def pairs_of(folded: str) -> frozenset[str]:
    return frozenset(folded[place : place + 2] for place in range(len(folded) - 1))


def find_alike(texts: Sequence[str]) -> list[Alike | None]:
    """For every text the first one that it is like, or None. A text that others are like is like no other itself."""
    found: list[Alike | None] = [None] * len(texts)
    known: dict[str, int] = {}
    for place, folded in enumerate(map(fold, texts)):
        first = known.setdefault(folded, place)
        if first != place:
            found[place] = Alike(first, Likeness.EXACT)
    pairs = {place: pairs_of(folded) for folded, place in known.items() if len(folded) >= SHORTEST}
    heads = _near_heads(pairs)
    for place, alike in enumerate(found):
        head = heads.get(place if alike is None else alike.first)
        if head is not None:
            # What is word for word like a text that is near another one, is near that other one.
            found[place] = Alike(head, Likeness.NEAR)
    return found


def _near_heads(pairs: dict[int, frozenset[str]]) -> dict[int, int]:
    """By place the earlier place that is nearly the same.

    Two sets that have NEAR in common share one of their few rarest members (prefix filtering), so each text is compared
    with few others.
    """
    frequency: dict[str, int] = defaultdict(int)
    for members in pairs.values():
        for pair in members:
            frequency[pair] += 1
    by_rare: dict[str, list[int]] = defaultdict(list)
    heads: dict[int, int] = {}
    for place in sorted(pairs):
        own = pairs[place]
        rare = sorted(own, key=lambda pair: (frequency[pair], pair))[: len(own) - math.ceil(NEAR * len(own)) + 1]
        near = {other for pair in rare for other in by_rare[pair]}
        best = max(((_common(own, pairs[other]), -other) for other in near), default=(0.0, 0))
        if best[0] >= NEAR:
            heads[place] = -best[1]
            continue
        for pair in rare:
            by_rare[pair].append(place)
    return heads


def _common(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
