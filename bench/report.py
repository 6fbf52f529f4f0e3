"""The table that a run prints."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what was measured, its figure and spread; a target, if there is one, and whether it was met."""

    engine: str
    what: str
    figure: str
    spread: str
    target: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        verdict = "" if self.met is None else "yes" if self.met else "NO"
        return (self.engine, self.what, self.figure, self.spread, self.target, verdict)


HEAD = ("database", "measured", "figure", "spread", "target", "met")


def table(rows: Sequence[Row]) -> str:
    """A Markdown table, aligned for reading in a terminal too."""
    lines = [HEAD, *(row.cells for row in rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(HEAD))]
    shown = [
        "| " + " | ".join(_pad(cell, width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    shown.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(shown)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
