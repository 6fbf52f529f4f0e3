"""Processes that die while they deliver (complaint design, case 55), and several of them at once."""

import itertools
import sqlite3
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import trustme
from fastapi import FastAPI
from sqlalchemy import create_engine, text, update
from sqlalchemy.pool import NullPool

from backend.config import Settings
from backend.integration.webhooks.models import Delivery, DeliveryState
from tests.auth.clients import add_client
from tests.conftest import Client
from tests.integration.hooks import OK, SCOPES, Verifier, message, rows, until
from tests.integration.reporting import URL, add_cases, database_of, happen
from tests.integration.running import HOST, WorkerProcess, plant_endpoint, reaching
from tests.receiver import Receiver, receiving
from tests.serving import Server


@contextmanager
def nobody_writes(app: FastAPI, endpoint_id: UUID) -> Iterator[None]:
    """What the other process wants to write down has to wait."""
    if database_of(app).dialect == "sqlite":
        connection = sqlite3.connect(str(database_of(app).url.database), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
        connection.close()
        return
    engine = create_engine(database_of(app).url, poolclass=NullPool)
    with engine.connect() as held:
        held.execute(text("SELECT 1 FROM webhook_endpoint WHERE id = :id FOR UPDATE"), {"id": endpoint_id})
        yield


def end_leases(app: FastAPI) -> None:
    """A minute passes."""
    with database_of(app).write() as session:
        session.execute(update(Delivery).where(Delivery.lease_until.is_not(None)).values(lease_until=datetime.now(UTC)))


def test_case_55_killed_before_during_and_after_sending(app: FastAPI, settings: Settings, tmp_path: Path) -> None:
    """The receiver kills the sender with the request not read, with it read and not answered, and with the answer given
    and not written down. The event arrives, always under one id; who remembers ids takes it once."""
    stages = itertools.count()
    sender: Server | WorkerProcess

    def reply(connection: ssl.SSLSocket, request: bytes) -> None:
        stage = next(stages)
        if stage == 0:
            sender.process.kill()  # nothing was answered
        elif stage == 1:
            with nobody_writes(app, endpoint_id):
                OK(connection, request)
                sender.process.kill()
                sender.wait()
        else:
            OK(connection, request)

    with receiving(trustme.CA(), reply, HOST) as receiver:
        environment = reaching(receiver, tmp_path)
        system = add_client(app, *SCOPES)
        endpoint_id, secret = plant_endpoint(app, system, receiver.url(name=HOST))
        if database_of(app).dialect == "sqlite":
            sender = Server(settings, **environment)
        else:
            sender = WorkerProcess(settings, environment)
        killed_at_once = threading.Event()

        def kill_before_anything_is_sent(*_: object) -> None:
            if not killed_at_once.is_set():
                killed_at_once.set()
                sender.process.kill()

        receiver.on_connection = kill_before_anything_is_sent
        (case_id,) = add_cases(database_of(app), system.id)
        happen(database_of(app), case_id)
        for _ in range(3):
            with sender:
                sender.wait()
            end_leases(app)
        with sender:
            until(lambda: rows(app, endpoint_id)[0].state is DeliveryState.DELIVERED)
    got = [message(request) for request in receiver.asked]
    assert killed_at_once.is_set()
    assert len(got) == 3
    verifier = Verifier(secret)
    assert [verifier.take(one) for one in got] == [True, False, False]
    assert {one.body for one in got} == {got[0].body}
    (row,) = rows(app, endpoint_id)
    assert row.attempt == 4


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_servers_and_two_workers_of_which_some_die(
    client: Client, app: FastAPI, settings: Settings, tmp_path: Path
) -> None:
    """Nothing is lost, nothing arrives under two ids, and a reader of the feed that changes servers misses nothing."""
    with receiving(trustme.CA(), OK, HOST) as receiver:
        environment = reaching(receiver, tmp_path)
        system = add_client(app, *SCOPES)
        endpoint_id, secret = plant_endpoint(app, system, receiver.url(name=HOST))
        case_ids, headers = add_cases(database_of(app), system.id, 10), system.headers(client)
        serving = settings.model_copy(update={"run_worker": False})
        with (
            Server(serving) as one,
            Server(serving) as two,
            WorkerProcess(settings, environment) as first,
            WorkerProcess(settings, environment) as second,
        ):
            read: list[int] = []
            over = threading.Event()
            reader = threading.Thread(target=_follow, args=([one, two], headers, read, over))
            reader.start()
            for number in range(12):
                happen(database_of(app), *case_ids)
                if number == 3:
                    until(lambda: len(receiver.asked) >= 10)
                    first.kill()
                    end_leases(app)
                if number == 6:
                    until(lambda: len(read) >= 10)
                    one.kill()
            until(lambda: [row.state for row in rows(app, endpoint_id)] == [DeliveryState.DELIVERED] * 120)
            until(lambda: len(read) >= 120)
            over.set()
            reader.join(60)
            assert second.stop() == 0
    found = rows(app, endpoint_id)
    assert len(found) == 120
    assert read == [row.seq for row in found]
    ids = _by_event(receiver, secret)
    assert {key: len(value) for key, value in ids.items()} == {f"{row.seq:020d}": 1 for row in found}


def _follow(servers: list[Server], headers: dict[str, str], read: list[int], over: threading.Event) -> None:
    """Read the feed from servers in turn."""
    cursor: str | None = None
    for server in itertools.cycle(servers):
        if over.is_set():
            return
        query = {"wait": "2", "limit": "20"} | ({"after": cursor} if cursor else {})
        try:
            answer = httpx.get(server.url + URL, params=query, headers=headers, timeout=60)
        except httpx.TransportError:
            continue
        page = answer.json()
        read += [int(item["sequence"]) for item in page["items"]]
        cursor = page["next_cursor"]


def _by_event(receiver: Receiver, secret: str) -> dict[str, set[str]]:
    """The ids under which each event arrived."""
    found: dict[str, set[str]] = {}
    verifier = Verifier(secret)
    for got in map(message, receiver.asked):
        verifier.take(got)
        found.setdefault(got.event["sequence"], set()).add(got.id)
    return found


@pytest.mark.one_engine
def test_a_worker_of_its_own_needs_postgresql(app: FastAPI, settings: Settings) -> None:
    with WorkerProcess(settings, {}) as worker:
        assert worker.wait() == 1
    assert "PostgreSQL" in worker.log()
