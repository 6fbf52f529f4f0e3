"""What client systems are told: events through the feed, and deliveries to a receiver of this machine."""

import threading
import time
from typing import Final
from uuid import UUID

import trustme
from fastapi import FastAPI

from backend.audit.record import record
from backend.config import Settings
from backend.core.principal import Client
from backend.integration.events.reading import read_on
from backend.integration.webhooks.dispatching import Dispatcher
from backend.main import create_app
from bench.databases import place
from bench.report import Row
from tests.auth.clients import add_client
from tests.integration.hooks import SCOPES, door
from tests.integration.reporting import add_cases
from tests.integration.running import plant_endpoint
from tests.receiver import receiving, replying

EVENTS: Final = 20_000
DELIVERIES: Final = 1_000
_IN_ONE: Final = 100


def measure(engine: str, events: int = EVENTS) -> list[Row]:
    with place(engine) as where:
        app = create_app(where.settings, where.keys)
        try:
            return [_reading(engine, app, events), *_delivering(engine, app, where.settings)]
        finally:
            app.state.database.close()


def _reading(engine: str, app: FastAPI, events: int) -> Row:
    """Page by page, half of the events being of others."""
    database, system = app.state.database, add_client(app, *SCOPES)
    case_ids = add_cases(database, system.id, 50) + add_cases(database, None, 50)
    for _ in range(events // len(case_ids)):
        with database.write() as session:
            for case_id in case_ids:
                record(session, "system", "complaint.accept", "complaint", case_id, seq=1, state="accepted")
    reader = Client(system.id, "bench", frozenset(SCOPES))
    start, seen, more = 0, 0, True
    began = time.perf_counter()
    while more:
        with database.read() as session:
            page = read_on(session, reader, start, 500)
        start, more, seen = page.reached.seq, page.more, seen + len(page.events)
    seconds = time.perf_counter() - began
    assert seen == events // 2, seen
    return Row(engine, f"{events:,} events, half of them seen, by the feed", f"{events / seconds:,.0f}/s", "500 a page")


def _delivering(engine: str, app: FastAPI, settings: Settings) -> list[Row]:
    """To four receivers at once, each request a connection of its own with TLS."""
    database, authority = app.state.database, trustme.CA()
    with receiving(authority, replying("204 No Content")) as receiver:
        systems = [add_client(app, *SCOPES) for _ in range(4)]
        for system in systems:
            plant_endpoint(app, system, receiver.url())
        case_ids = [case_id for system in systems for case_id in add_cases(database, system.id, DELIVERIES // 4)]
        sender = Dispatcher(database, settings, app.state.sealer, door(authority, receiver), app.state.newest)
        sender.run_once()
        for start in range(0, DELIVERIES, _IN_ONE):
            with database.write() as session:
                for case_id in case_ids[start : start + _IN_ONE]:
                    record(session, "system", "complaint.accept", "complaint", case_id, seq=1, state="accepted")
        began = time.perf_counter()
        assert sender.run_once() == DELIVERIES
        seconds = time.perf_counter() - began
        rows = [
            Row(engine, f"{DELIVERIES:,} webhooks to 4 endpoints", f"{DELIVERIES / seconds:,.0f}/s", "TLS each time")
        ]
        rows.append(_latency(engine, app, sender, receiver.asked, case_ids[:20]))
    return rows


def _latency(engine: str, app: FastAPI, sender: Dispatcher, asked: list[bytes], case_ids: list[UUID]) -> Row:
    """From a commit to the first byte at the receiver, one event at a time."""
    stopping, took = threading.Event(), []
    thread = threading.Thread(target=sender.run, args=(stopping,))
    thread.start()
    for case_id in case_ids:
        count = len(asked)
        with app.state.database.write() as session:
            record(session, "system", "complaint.close", "complaint", case_id, seq=1, state="closed")
        began = time.perf_counter()
        while len(asked) == count:
            time.sleep(0.001)
        took.append(time.perf_counter() - began)
    stopping.set()
    thread.join()
    worst = max(took)
    median = sorted(took)[len(took) // 2] * 1000
    return Row(
        engine,
        "from a commit to the request at the receiver",
        f"{median:.0f} ms",
        f"longest {worst * 1000:.0f} ms",
        "< 2 s",
        worst < 2,
    )
