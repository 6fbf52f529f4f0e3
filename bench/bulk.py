"""A million service records in bulk jobs of 10,000 rows, beside the least that the database does with the same rows."""

import io
import json
import time
from typing import Any, Final

import httpx
from sqlalchemy import delete, func, insert, select, text

from backend.auth import tokens
from backend.auth.clients.models import ApiCredential
from backend.auth.policy import Scope
from backend.calendar.editing import seed_calendar
from backend.oversight.models_records import ServiceEvent, ServiceRecord
from bench.databases import Place, place
from bench.report import Row
from tests.auth.clients import System, add_system
from tests.factories import make_units, matter_of
from tests.serving import Server

RECORDS: Final = 1_000_000
IN_ONE: Final = 10_000
_UNITS: Final = 43
_TABLE: Final = ServiceRecord.__table__


def measure(engine: str, records: int = RECORDS) -> list[Row]:
    """Through the API of a server with its worker: what was sent counts from the first byte to the last row."""
    with place(engine) as where:
        system = _fill(where)
        where.database.close()
        with Server(where.settings.model_copy(update={"run_worker": True})) as server:
            began = time.perf_counter()
            for first in range(0, records, IN_ONE):
                _send(server.url, _headers(where, system), first, min(IN_ONE, records - first))
            seconds = time.perf_counter() - began
        with where.database.read() as session:
            kept = session.scalar(select(func.count()).select_from(ServiceRecord))
        assert kept == records, kept
        raw = _raw(where)
    return [
        Row(engine, f"{records:,} service records in bulk", f"{records / seconds:,.0f}/s", f"{IN_ONE:,} a job"),
        Row(engine, "the same rows by COPY or one statement", f"{records / raw:,.0f}/s", f"{raw:.1f} s"),
        Row(engine, "ratio", f"{raw / seconds:.3f}", "checked, dated, with an event each"),
    ]


def _fill(where: Place) -> System:
    """Units with a matter each, and a client of them."""
    with where.database.write() as session:
        seed_calendar(session)
        session.add_all(matter_of(unit.id) for unit in make_units(session, _UNITS))
    return add_system(where.database, Scope.BULK_WRITE, Scope.RECORDS_WRITE)


def _headers(where: Place, system: System) -> dict[str, str]:
    """Anew for each job: all of them take longer than a token lives."""
    with where.database.read() as session:
        credential = session.scalars(select(ApiCredential.id).where(ApiCredential.client_id == system.id)).one()
    scopes = frozenset({Scope.BULK_WRITE.value, Scope.RECORDS_WRITE.value})
    token = tokens.mint_client(where.keys, tokens.ClientClaims(system.id, credential, scopes))
    return {"Authorization": f"Bearer {token}"}


def _send(url: str, headers: dict[str, str], first: int, count: int) -> None:
    """One job, waited for."""
    content = b"".join(json.dumps(_record(number)).encode() + b"\n" for number in range(first, first + count))
    with httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=120) as http:
        media = {"Content-Type": "application/x-ndjson", "Idempotency-Key": f"rows-{first}"}
        sent = http.post("/bulk-jobs", params={"target": "service_records"}, content=content, headers=media)
        sent.raise_for_status()
        while (job := http.get(f"/bulk-jobs/{sent.json()['id']}").json())["state"] not in ("done", "failed"):
            time.sleep(0.05)
    assert job["counts"] == {"created": count, "updated": 0, "unchanged": 0, "rejected": 0}, job


def _record(number: int) -> dict[str, Any]:
    day, unit = number % 200, number % _UNITS
    return {
        "external_id": f"N-{number:07}",
        "unit_code": f"U{unit + 1:02}",
        "matter_code": "A-1",
        "received_at": f"2026-{day // 28 + 1:02}-{day % 28 + 1:02}T10:00:00+08:00",
        "finished_at": f"2026-{day // 28 + 1:02}-{day % 28 + 1:02}T16:00:00+08:00",
        "result": "approved",
    }


def _raw(where: Place) -> float:
    """Seconds to put the rows that are there into a table like theirs, with its indexes."""
    engine = where.database.write_engine
    if where.database.dialect == "sqlite":
        with where.database.read() as session:
            rows = [dict(row) for row in session.execute(select(_TABLE)).mappings()]
        with where.database.write() as session:
            session.execute(delete(ServiceEvent))
            session.execute(_TABLE.delete())
        began = time.perf_counter()
        with where.database.write() as session:
            session.execute(insert(_TABLE), rows)
        return time.perf_counter() - began
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE raw (LIKE service_record INCLUDING ALL)"))
        driver: Any = connection.connection.driver_connection
        content = io.BytesIO()
        with driver.cursor().copy("COPY service_record TO STDOUT (FORMAT BINARY)") as out:
            for part in out:
                content.write(part)
        content.seek(0)
        began = time.perf_counter()
        with driver.cursor().copy("COPY raw FROM STDIN (FORMAT BINARY)") as into:
            while part := content.read(1 << 20):
                into.write(part)
    return time.perf_counter() - began
