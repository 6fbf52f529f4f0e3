"""The refresh cookie, and the guard of the two routes that it opens.

No other route looks at cookies, so that a foreign page can do nothing with them (security design, D8, S10-S12).
"""

from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response

from backend.core.errors import Forbidden, UnsupportedContent
from backend.core.text import Text

NAME: Final = "__Host-pingyi_refresh"


class ForeignOrigin(Forbidden):
    code = "foreign_origin"
    title = Text("只接受本站页面的请求", "Only pages of this site may do this")


def put(response: Response, value: str) -> None:
    """Set the cookie; it goes when the browser is closed."""
    response.set_cookie(NAME, value, path="/", secure=True, httponly=True, samesite="strict")


def remove(response: Response) -> None:
    """Delete the cookie."""
    response.delete_cookie(NAME, path="/", secure=True, httponly=True, samesite="strict")


async def from_own_page(request: Request) -> None:
    """Dependency: the request says that it comes from a page of this site, in a form no foreign page can send.

    Raises ForeignOrigin, UnsupportedContent.
    """
    base = urlsplit(request.app.state.settings.base_url)
    own = (f"{request.url.scheme}://{request.headers.get('host')}", f"{base.scheme}://{base.netloc}")
    site = request.headers.get("sec-fetch-site", "same-origin")
    if request.headers.get("origin") not in own or site != "same-origin":
        raise ForeignOrigin
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedContent
