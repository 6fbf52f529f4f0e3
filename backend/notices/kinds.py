"""The texts of notices. Each feature names its kinds in a table; the application hands the tables in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import structlog

from backend.core.text import Text

log = structlog.get_logger("notices")

Value = str | int
Params = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """How notices of one kind read, and the page they lead to; both are filled with the notice's params.

    The text goes by mail, too: it says what happened to which number, and nothing that only the page may show.
    """

    text: Text
    path: str


NoticeKinds = Mapping[str, NoticeKind]

_UNKNOWN: Final = NoticeKind(Text("您有一条新通知，请登录查看。", "There is news for you; please log in."), "/notices")


def rendered(kinds: NoticeKinds, kind: str, params: Params) -> tuple[Text, str]:
    """Text and page of a notice. One that this version has no words for still says that there is something."""
    found = kinds.get(kind)
    if found is not None:
        try:
            return found.text.format(**params), found.path.format(**{n: quote(str(v), "") for n, v in params.items()})
        except (KeyError, IndexError):
            pass
    log.warning("notice_without_text", kind=kind)
    return _UNKNOWN.text, _UNKNOWN.path
