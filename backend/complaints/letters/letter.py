"""What an official letter says, whatever it is written on: a Word file (paper.py) or a page (printed.py)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Letter:
    """`number` stands under the title, `to` before the body, `office` and `day` at its end.

    `level` is that of a supervision order: reminders and orders are letters of one kind with names of their own.
    """

    title: str
    number: str
    to: str
    body: Sequence[str]
    office: str
    day: date
    level: str | None = None

    @property
    def salutation(self) -> str:
        return f"{self.to}："

    @property
    def paragraphs(self) -> list[str]:
        """The body, a line each."""
        return [line for text in self.body for line in text.splitlines() or [""]]

    @property
    def signature(self) -> tuple[str, str]:
        return self.office, chinese_date(self.day)


def chinese_date(day: date) -> str:
    """2026年11月27日: as the standard has dates, in Arabic figures without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
