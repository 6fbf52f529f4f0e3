"""Requests to other machines: the one door for them.

What may be reached is said by the list in the settings (see `destinations`). At each request the name is resolved once,
every address of it is checked, and the connection goes to an address that was checked, whatever the name says by then;
certificate and Host header stay those of the name. No redirect is followed, no proxy of the environment is used, the
whole takes at most ten seconds and the body that comes back is cut. Source: security design, 8.6.

Neither addresses nor what the other machine answers go into an exception's text: both may hold secrets.
"""

import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from socket import SOCK_STREAM
from typing import Final, Literal

import anyio
import httpx

from backend.config import Settings
from backend.egress.destinations import (
    Address,
    Blocked,
    Destination,
    EgressSettingsError,
    destinations,
    host_of,
    permitted,
)

WITHIN: Final = 10.0
"""Seconds for a whole request, from resolving the name to the last byte."""
CONNECT_WITHIN: Final = 4.0
"""Seconds for one address of several."""
BODY_LIMIT: Final = 64 * 1024

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host; raises OSError when there are none."""


class Failed(Exception):
    """A permitted request that came to nothing; it may be tried again. `reason` is a word for the log."""

    def __init__(self, reason: Literal["name", "unreachable", "certificate", "time", "answer"]) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: any status, also a redirect, which nobody followed. `cut`: the body went on after the limit."""

    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)
    cut: bool


async def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver."""
    return [str(found[4][0]) for found in await anyio.getaddrinfo(host, port, type=SOCK_STREAM)]


@cache
def trusting(authorities: Path | None) -> ssl.SSLContext:
    """Reading the authorities of the system takes some 40 ms."""
    return ssl.create_default_context(cafile=authorities)


@dataclass(frozen=True, slots=True)
class Egress:
    """Makes requests to the machines of the list."""

    allowed: tuple[Destination, ...]
    context: ssl.SSLContext = field(default_factory=lambda: trusting(None), repr=False)
    resolve: Resolve = resolve
    within: float = WITHIN

    def permitted(self, url: str) -> tuple[httpx.URL, Destination]:
        """A URL as it is to be requested, and its entry in the list; nothing is resolved. Raises Blocked."""
        return permitted(self.allowed, url)

    async def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        limit: int = BODY_LIMIT,
    ) -> Answer:
        """One attempt of one request, with everything checked anew. Raises Blocked, Failed."""
        target, entry = self.permitted(url)
        sent = httpx.Headers(headers)
        sent.setdefault("user-agent", "pingyi")
        sent["accept-encoding"] = "identity"  # few bytes cannot become many
        try:
            with anyio.fail_after(self.within):
                addresses = await self.addresses(target, entry)
                return await self._send(addresses, method, target, sent, content, limit)
        except TimeoutError:
            raise Failed("time") from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
            raise Failed("certificate" if _is_of_tls(problem) else "unreachable") from None
        except (httpx.HTTPError, OSError):
            raise Failed("answer") from None

    async def addresses(self, target: httpx.URL, entry: Destination) -> list[Address]:
        """All addresses of a name, each of them checked. Raises Blocked, Failed."""
        host = host_of(target)
        try:
            addresses = [ip_address(host)]
        except ValueError:
            try:
                addresses = [ip_address(one) for one in await self.resolve(host, target.port or 443)]
            except (OSError, UnicodeError):
                raise Failed("name") from None
        if not addresses:
            raise Failed("name")
        if not all(entry.admits(address) for address in addresses):
            raise Blocked("address")
        return list(dict.fromkeys(addresses))

    async def _send(
        self,
        addresses: list[Address],
        method: str,
        target: httpx.URL,
        headers: httpx.Headers,
        content: bytes | None,
        limit: int,
    ) -> Answer:
        body = bytearray()
        async with (
            httpx.AsyncClient(
                transport=_Pinned(addresses, self.context),
                timeout=httpx.Timeout(None, connect=CONNECT_WITHIN),
                trust_env=False,
                follow_redirects=False,
            ) as client,
            client.stream(method, target, headers=headers, content=content) as response,
        ):
            async for part in response.aiter_raw():
                body += part
                if len(body) > limit:
                    break
        return Answer(response.status_code, response.headers, bytes(body[:limit]), cut=len(body) > limit)


class _Pinned(httpx.AsyncBaseTransport):
    """Connects to the first of the given addresses that takes a connection, and asks it for the name of the URL."""

    def __init__(self, addresses: list[Address], context: ssl.SSLContext) -> None:
        self._addresses = addresses
        self._inner = httpx.AsyncHTTPTransport(verify=context, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        extensions = {**request.extensions, "sni_hostname": host_of(request.url)}
        for number, address in enumerate(self._addresses, 1):
            url = request.url.copy_with(host=str(address))
            there = httpx.Request(
                request.method, url, headers=request.headers, stream=request.stream, extensions=extensions
            )
            try:
                return await self._inner.handle_async_request(there)
            except (httpx.ConnectError, httpx.ConnectTimeout):  # nothing was sent yet
                if number == len(self._addresses):
                    raise
        raise AssertionError("no address")

    async def aclose(self) -> None:
        await self._inner.aclose()


def egress(settings: Settings) -> Egress:
    """The door that the settings describe; without a list it lets nothing through. Raises EgressSettingsError."""
    try:
        context = trusting(settings.egress_ca_file)
    except OSError as problem:
        raise EgressSettingsError(f"PINGYI_EGRESS_CA_FILE cannot be read: {settings.egress_ca_file}") from problem
    return Egress(destinations(settings.egress_allow), context)


def _is_of_tls(problem: BaseException | None) -> bool:
    while problem is not None and not isinstance(problem, ssl.SSLError):
        problem = problem.__cause__ or problem.__context__
    return problem is not None
