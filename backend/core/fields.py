"""Fields of request bodies. Texts are stripped, bounded by the caller, without control characters.

Control characters and direction overrides can hide or forge text, and PostgreSQL refuses NUL. The rule is a
pattern, so that it stands in the specification too. A single line has no use for characters without width either:
names that look alike would differ, or look empty. Longer texts keep them, because joined emoji need them.
"""

import re
from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticKnownError

_HIDDEN = r"\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_NO_WIDTH = r"\u200b-\u200f\u2060\ufeff"
LINE_PATTERN = rf"^[^\u0000-\u001f\u007f{_HIDDEN}{_NO_WIDTH}]*$"
PROSE_PATTERN = rf"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f{_HIDDEN}]*$"

Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=LINE_PATTERN)]
"""One line of text; combine with Field(max_length=...)."""

Prose = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PROSE_PATTERN)]
"""Text of several lines; combine with Field(max_length=...)."""


_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL_PATTERN = rf"^{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+$"
EMAIL_LENGTH = 254

Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=EMAIL_LENGTH, pattern=EMAIL_PATTERN)]
"""An address of the plain form (RFC 5321, dot-string and domain name), which no header can be hidden in."""


def _day(value: object) -> object:
    """Pydantic takes times and numbers of seconds for dates too."""
    if type(value) is date:
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return value
    raise PydanticKnownError("date_type")


FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Between them a day has neighbours, a zone, and working days before and after it, whatever is reckoned from it."""

Day = Annotated[date, BeforeValidator(_day), Field(ge=FIRST_DAY, le=LAST_DAY)]
"""A date as YYYY-MM-DD and nothing else."""


def _moment(value: object) -> object:
    """Pydantic takes numbers for seconds since 1970: 20260301, a day as many systems write it, would be in that year."""
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"[+-]?[0-9.]+", value)):
        raise PydanticKnownError("datetime_type")
    return value


Instant = Annotated[
    AwareDatetime,
    Field(ge=datetime.combine(FIRST_DAY, time(), UTC), le=datetime.combine(LAST_DAY, time(), UTC)),
    BeforeValidator(_moment),
]
"""A date and time with its zone."""
