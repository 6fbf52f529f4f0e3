"""Two-language texts and the choice of language for a request."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
MAX_HEADER = 500  # characters of an Accept-Language header


@dataclass(frozen=True, slots=True)
class Text:
    """One message in Chinese and English; `of(language)` picks one."""

    zh: str
    en: str

    def of(self, language: Language) -> str:
        return self.en if language == "en" else self.zh

    def format(self, **values: object) -> "Text":
        return Text(self.zh.format(**values), self.en.format(**values))


def choose_language(accept_language: str | None) -> Language:
    """Pick the reader's language from an Accept-Language header; Chinese when in doubt or when it is over-long."""
    best: tuple[float, Language] = (0.0, "zh")
    if accept_language is None or len(accept_language) > MAX_HEADER:
        return best[1]
    for part in accept_language.split(","):
        tag, _, parameters = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary not in ("zh", "en"):
            continue
        quality = 1.0
        name, _, value = parameters.strip().partition("=")
        if name.strip() == "q":
            try:
                quality = float(value)
            except ValueError:
                continue
        if quality > best[0]:
            best = (quality, "en" if primary == "en" else "zh")
    return best[1]
