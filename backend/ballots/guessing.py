"""Guessing at codes: addresses that ask for too many codes that do not exist are refused for a while.

Only failures are counted, since a meeting room shares one address and a right code must cost nothing more. They are
counted in the database, under a keyed hash of the day and the address. That an address is to be refused is remembered by
each process from its next failure on, so that neither a right code nor a flood of wrong ones needs the database for it.
"""

import ipaddress
import math
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Final, get_type_hints

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from backend.auth import throttle
from backend.auth.enforce import enforce
from backend.auth.throttle import Limit
from backend.core import clock
from backend.core.db import Database
from backend.core.errors import NotFound, TooManyRequests
from backend.core.keys import Keys
from backend.core.text import Text

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

WINDOW: Final = timedelta(minutes=5)
PER_ADDRESS: Final = Limit("code", 40, WINDOW)
EVERYWHERE: Final = Limit("code-everywhere", 2_000, WINDOW)
WHILE_MANY_FAIL: Final = Limit(PER_ADDRESS.name, 8, WINDOW)
"""Of an address, once EVERYWHERE is used up: guessing from many addresses gets slower, nobody is shut out."""


class CodeUnknown(NotFound):
    code = "code_unknown"
    title = Text("没有这个评议码，请核对", "This code does not exist, please check it")


class Guessers:
    """Counts failures; knows which addresses this process refuses, and until when (monotonic seconds)."""

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database = database
        self._keys = keys
        self._refused: dict[str, float] = {}

    def refuse(self, request: Request) -> None:
        """Raise TooManyRequests for an address that has failed too often, whatever it asks now."""
        if self._refused:
            left = self._refused.get(address_of(request), 0.0) - time.monotonic()
            if left > 0:
                raise TooManyRequests(math.ceil(left), throttle.TOO_MANY)

    async def failed(self, request: Request) -> None:
        """Count a failure. Raises TooManyRequests when it is one too many."""
        address = address_of(request)
        try:
            async with self._database.write_async() as session:
                await run_in_threadpool(_count, session, self._keys, address)
        except TooManyRequests as refusal:
            now = time.monotonic()
            self._refused = {other: end for other, end in self._refused.items() if end > now}
            self._refused[address] = now + refusal.retry_after
            raise


def address_of(request: Request) -> str:
    """Who counts as one: an IPv4 address, or the network of an IPv6 address, of which one machine may use every address."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return host


def _count(session: Session, keys: Keys, address: str) -> None:
    throttle.forget_old(session)
    limit = PER_ADDRESS
    try:
        throttle.take(session, EVERYWHERE, throttle.key_of(keys, EVERYWHERE))
    except TooManyRequests:
        limit = WHILE_MANY_FAIL
    day = clock.now(session).date().isoformat()
    throttle.take(session, limit, throttle.key_of(keys, limit, day, address))


class CodeRoute(APIRoute):
    """A route that is asked with a code. Not a dependency: see LeanRoute."""

    def get_route_handler(self) -> Handler:
        handle = self.get_unguarded_handler()

        async def guarded(request: Request) -> Response:
            guessers: Guessers = request.app.state.guessers
            guessers.refuse(request)
            try:
                return await handle(request)
            except CodeUnknown:
                await guessers.failed(request)
                raise

        return guarded

    def get_unguarded_handler(self) -> Handler:
        return super().get_route_handler()


class LeanRoute(CodeRoute):
    """A route whose function takes a body and the request and nothing else, without FastAPI's way to a function.

    That way costs more than all that a ballot does. What is not plain JSON of the right shape takes it nevertheless, so
    that every refusal is the same as elsewhere.
    """

    def get_unguarded_handler(self) -> Handler:
        ordinary = super().get_unguarded_handler()
        endpoint: Callable[[Any, Request], Coroutine[Any, Any, Response]] = self.endpoint
        parse = TypeAdapter(get_type_hints(endpoint)["body"]).validator.validate_json

        async def lean(request: Request) -> Response:
            if request.headers.get("content-type") != "application/json":
                return await ordinary(request)
            try:
                body = parse(await request.body())
            except ValidationError:
                return await ordinary(request)
            await enforce(request)
            return await endpoint(body, request)

        return lean
