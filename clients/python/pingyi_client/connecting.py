"""Connecting as a client system: tokens are fetched when they are needed, and renewed before they end."""

import ssl
import time
from collections.abc import Callable, Generator
from typing import Any, Final

import httpx

from pingyi_client.generated.client import AuthenticatedClient

TOKEN_PATH: Final = "/api/v1/oauth/token"  # noqa: S105 names a path
_JWT_BEARER: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_BEFORE_END: Final = 30.0
"""Seconds before its end that a token is not used any more."""

Assertion = Callable[[str], str]
"""Gives an assertion signed with the client's private key for the token endpoint whose address it is given."""


class Refused(Exception):
    """The server gave no token. `error` is its word (RFC 6749, 5.2)."""

    def __init__(self, error: str, status: int) -> None:
        super().__init__(f"no token: {error} ({status})")
        self.error = error
        self.status = status


class Tokens(httpx.Auth):
    """The tokens of one client. Two threads that need one at the same time fetch one each, which does no harm."""

    requires_response_body = True

    def __init__(self, base_url: str, client_id: str, secret: str | None, assertion: Assertion | None) -> None:
        self._endpoint = base_url.rstrip("/") + TOKEN_PATH
        self._client_id = client_id
        self._secret = secret
        self._assertion = assertion
        self._token = ""
        self._until = 0.0

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add a token; one that is refused is replaced once, since the server may have been given new keys."""
        if time.monotonic() >= self._until:
            self._take((yield self._asking()))
        used = self._token
        request.headers["Authorization"] = f"Bearer {used}"
        answer = yield request
        if answer.status_code != 401:
            return
        if used == self._token:
            self._take((yield self._asking()))
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request

    def _asking(self) -> httpx.Request:
        form = {"grant_type": "client_credentials", "client_id": self._client_id}
        if self._assertion is not None:
            form |= {"client_assertion_type": _JWT_BEARER, "client_assertion": self._assertion(self._endpoint)}
        else:
            form["client_secret"] = self._secret or ""
        return httpx.Request("POST", self._endpoint, data=form)

    def _take(self, answer: httpx.Response) -> None:
        if answer.status_code != 200:
            raise Refused(_word_of(answer), answer.status_code)
        given = answer.json()
        self._token = given["access_token"]
        self._until = time.monotonic() + given["expires_in"] - _BEFORE_END


def connect(
    base_url: str,
    client_id: str,
    secret: str | None = None,
    *,
    assertion: Assertion | None = None,
    verify: bool | str | ssl.SSLContext = True,
    timeout: float = 60.0,
) -> AuthenticatedClient:
    """A client for the functions of `pingyi_client.generated.api`, with a secret or with signed assertions.

    The first request raises Refused when the server gives no token.
    """
    if (secret is None) == (assertion is None):
        raise ValueError("give a secret or a function that signs assertions")
    auth: dict[str, Any] = {"auth": Tokens(base_url, client_id, secret, assertion)}
    return AuthenticatedClient(
        base_url=base_url.rstrip("/"),
        token="",  # replaced in each request
        verify_ssl=verify,
        timeout=httpx.Timeout(timeout),
        httpx_args=auth,
    )


def _word_of(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return "no answer that is understood"
