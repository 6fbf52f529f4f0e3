"""The record with a million events: writing one more, and verifying all of them."""

import time
from statistics import median
from typing import Any, Final

from sqlalchemy import insert

from backend.audit.chain import event_hash
from backend.audit.models import AuditEvent
from backend.audit.record import COMMAND, head, record
from backend.audit.verify import verify
from backend.core import clock
from backend.core.db import Database
from backend.core.ids import new_id
from bench.databases import place
from bench.report import Row

EVENTS: Final = 1_000_000
WRITES: Final = 500
_CHUNK: Final = 10_000


def measure(engine: str, events: int = EVENTS) -> list[Row]:
    with place(engine) as where:
        _fill(where.database, events)
        rows = [_writing(engine, where.database, events)]
        started = time.perf_counter()
        with where.database.read() as session:
            report = verify(session)
        seconds = time.perf_counter() - started
        assert (report.events, report.faults) == (events + WRITES, ()), report
        target = 60 * events / EVENTS
        what = f"verifying {events:,} events"
        rows.append(
            Row(engine, what, f"{seconds:.1f} s", f"{events / seconds:,.0f}/s", f"< {target:.0f} s", seconds < target)
        )
        return rows


def _writing(engine: str, database: Database, events: int) -> Row:
    """Transactions of one event and nothing else."""
    times: list[float] = []
    for number in range(WRITES):
        started = time.perf_counter()
        with database.write() as session:
            record(session, COMMAND, "unit.update", "unit", new_id(), number=number)
        times.append(1000 * (time.perf_counter() - started))
    what = f"one more event, after {events:,}"
    return Row(engine, what, f"{median(times):.2f} ms", f"p95 {sorted(times)[-WRITES // 20]:.2f} ms")


def _fill(database: Database, events: int) -> None:
    for first in range(1, events + 1, _CHUNK):
        with database.write() as session:
            _, prev = head(session)
            at, rows = clock.now(session), []
            for seq in range(first, min(first + _CHUNK, events + 1)):
                event: dict[str, Any] = {
                    "seq": seq,
                    "at": at,
                    "actor": str(new_id()),
                    "action": "unit.update",
                    "object_type": "unit",
                    "object_id": new_id(),
                    "data": {"version": seq, "fields": ["name", "short_name"]},
                    "hash_alg": "sha256",
                    "prev": prev,
                }
                event["hash"] = prev = event_hash(event)
                rows.append(event)
            session.execute(insert(AuditEvent), rows)
