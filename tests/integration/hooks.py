"""Client systems with webhooks, and receivers that check what comes."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import trustme
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.egress.destinations import Destination
from backend.egress.http import Egress
from backend.integration.webhooks.dispatching import Dispatcher
from backend.integration.webhooks.models import Delivery, Endpoint
from tests.auth.clients import System, add_client
from tests.conftest import Client
from tests.integration.reporting import database_of
from tests.receiver import HERE, Receiver, Reply, receiving, replying
from tests.smtp import trusting

WEBHOOKS = "/api/v1/webhooks"
SCOPES = ("events:read", "webhooks:manage", "complaints:read", "records:read", "stats:read")
TOLERANCE = 300


def keyed(headers: dict[str, str], key: str | None = None) -> dict[str, str]:
    """With an idempotency key, a new one if none is given."""
    return headers | {"Idempotency-Key": key or secrets.token_hex(8)}


@dataclass
class Hook:
    """An endpoint of a client, as the client knows it."""

    id: UUID
    system: System
    headers: dict[str, str]
    secret: str
    client: Client

    @property
    def url(self) -> str:
        return f"{WEBHOOKS}/{self.id}"

    def act(self, action: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self.client.post(f"{self.url}/{action}", json=body, headers=keyed(self.headers))
        assert answer.status_code == 200, answer.text
        done: dict[str, Any] = answer.json()
        return done

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(self.url, headers=self.headers).json()
        return found

    def deliveries(self, **query: Any) -> list[dict[str, Any]]:
        """Oldest first."""
        params = {"sort": "sequence", "limit": 200} | query
        found: list[dict[str, Any]] = self.client.get(
            f"{self.url}/deliveries", params=params, headers=self.headers
        ).json()["items"]
        return found


def add_hook(client: Client, app: FastAPI, url: str, system: System | None = None, **body: Any) -> Hook:
    """The application's door must let that address through."""
    system = system or add_client(app, *SCOPES)
    headers = system.headers(client)
    answer = client.post(WEBHOOKS, json={"url": url} | body, headers=keyed(headers))
    assert answer.status_code == 201, answer.text
    return Hook(UUID(answer.json()["id"]), system, headers, answer.json()["secret"], client)


def door(authority: trustme.CA, *receivers: Receiver, names: Sequence[str] = (), within: float = 10) -> Egress:
    """Lets requests to these machines through, which all are this one."""

    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    ports = frozenset(receiver.port for receiver in receivers)
    entries = tuple(Destination(name, ports, (HERE,)) for name in names or ("hooks.office.example",))
    return Egress(entries, trusting(authority), resolve, within)


def dispatcher(app: FastAPI, egress: Egress | None = None) -> Dispatcher:
    state = app.state
    return Dispatcher(state.database, state.settings, state.sealer, egress or state.egress, state.newest)


@contextmanager
def listening(app: FastAPI, authority: trustme.CA, reply: Reply, within: float = 10) -> Iterator[Receiver]:
    """A receiver that the application's door lets requests through to."""
    with receiving(authority, reply) as receiver:
        app.state.egress = door(authority, receiver, within=within)
        yield receiver


@dataclass
class Message:
    """A request that a receiver got."""

    headers: dict[str, str]
    body: bytes
    event: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


def message(request: bytes) -> Message:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Message(headers, body, json.loads(body))


class Refused(Exception):
    """A receiver does not believe a message."""


class Verifier:
    """What docs/api.md tells receivers to do: signature, time, and each id once."""

    def __init__(self, secret: str) -> None:
        self.key = base64.b64decode(secret.removeprefix("whsec_"))
        self.seen: set[str] = set()

    def take(self, got: Message, now: float | None = None) -> bool:
        """Whether it is new. Raises Refused."""
        stamp = got.headers["webhook-timestamp"]
        signed = b".".join((got.id.encode(), stamp.encode(), got.body))
        expected = base64.b64encode(hmac.new(self.key, signed, hashlib.sha256).digest()).decode()
        given = [one.partition(",") for one in got.headers["webhook-signature"].split(" ")]
        if not any(version == "v1" and hmac.compare_digest(value, expected) for version, _, value in given):
            raise Refused("signature")
        if abs((now or time.time()) - int(stamp)) > TOLERANCE:
            raise Refused("time")
        new = got.id not in self.seen
        self.seen.add(got.id)
        return new


def rows(app: FastAPI, endpoint_id: UUID) -> list[Delivery]:
    with database_of(app).read() as session:
        found = select(Delivery).where(Delivery.endpoint_id == endpoint_id).order_by(Delivery.seq)
        return list(session.scalars(found))


def endpoint(app: FastAPI, endpoint_id: UUID) -> Endpoint:
    with database_of(app).read() as session:
        return session.get_one(Endpoint, endpoint_id)


def set_rows(app: FastAPI, table: type[Delivery] | type[Endpoint], **values: Any) -> None:
    """The clock, moved by moving what it is compared with."""
    with database_of(app).write() as session:
        session.execute(update(table).values(**values))


def due_now(app: FastAPI) -> None:
    set_rows(app, Delivery, next_at=datetime.now(UTC))


OK: Final = replying("200 OK", b"{}")


def messages(receiver: Receiver) -> list[Message]:
    return [message(request) for request in receiver.asked]


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)
