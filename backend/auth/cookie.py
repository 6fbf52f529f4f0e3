"""The cookies, and the guard of the routes that look at them: the refresh cookie, and the secret of a browser that went
to the identity provider.

No other route looks at cookies, so that a foreign page can do nothing with them (security design, D8, S10-S12).
"""

from typing import Final
from urllib.parse import urlsplit

from fastapi import Request, Response

from backend.core.errors import Forbidden, UnsupportedContent
from backend.core.text import Text

NAME: Final = "__Host-pingyi_refresh"
PROVIDER: Final = "__Host-pingyi_provider"


class ForeignOrigin(Forbidden):
    code = "foreign_origin"
    title = Text("只接受本站页面的请求", "Only pages of this site may do this")


def put(response: Response, value: str, name: str = NAME) -> None:
    """Set a cookie; it goes when the browser is closed."""
    response.set_cookie(name, value, path="/", secure=True, httponly=True, samesite="strict")


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
