"""The name under which a browser saves an answer."""

import unicodedata
from urllib.parse import quote


def saved_as(name: str, plain: str = "file") -> dict[str, str]:
    """The header that makes an answer a file to save (RFC 6266): as `name`, and as `plain` with the same ending where
    a program knows ASCII only.

    A name may hold what somebody wrote, a title say: control and format characters are left out, and what parts the
    steps of a path becomes a line.
    """
    visible = "".join(c for c in name if unicodedata.category(c)[0] != "C").translate({ord("/"): "-", ord("\\"): "-"})
    ending = quote(visible.rpartition(".")[2], safe="")
    full = quote(visible.lstrip(". "), safe="")
    return {"Content-Disposition": f"attachment; filename={plain}.{ending}; filename*=UTF-8''{full}"}
