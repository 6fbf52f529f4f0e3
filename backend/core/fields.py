"""Text fields of request bodies: stripped, bounded by the caller, without control characters.

Control characters and direction overrides can hide or forge text, and PostgreSQL refuses NUL. The rule is a
pattern, so that it stands in the specification too.
"""

from typing import Annotated

from pydantic import StringConstraints

_HIDDEN = r"\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069"
LINE_PATTERN = rf"^[^\u0000-\u001f\u007f{_HIDDEN}]*$"
PROSE_PATTERN = rf"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f{_HIDDEN}]*$"

Line = Annotated[str, StringConstraints(strip_whitespace=True, pattern=LINE_PATTERN)]
"""One line of text; combine with Field(max_length=...)."""

Prose = Annotated[str, StringConstraints(strip_whitespace=True, pattern=PROSE_PATTERN)]
"""Text of several lines; combine with Field(max_length=...)."""
