"""Servers and workers that die while client systems send files and complaints, on one PostgreSQL."""

import itertools
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from backend.auditing.checking import check
from backend.auth.policy import Scope
from backend.complaints.models import Case
from backend.config import Settings
from backend.integration.bulk.models import BulkPart
from backend.jobs.models import Job, JobState
from backend.oversight.models_records import ServiceRecord
from tests.auth.clients import add_client
from tests.complaints.conftest import Centre
from tests.conftest import Client
from tests.factories import matter_of
from tests.integration.conftest import SCOPES, URL, Sender
from tests.integration.hooks import until
from tests.integration.reporting import database_of
from tests.integration.running import WorkerProcess
from tests.serving import Server

FILES, ROWS, COMPLAINTS = 6, 1_500, 40


class Persistent:
    """A client system that asks each server in turn until one of them answers."""

    def __init__(self, servers: Sequence[Server], headers: dict[str, str]) -> None:
        self._servers, self._headers = servers, headers

    def post(self, path: str, key: str, **request: Any) -> dict[str, Any]:
        headers = self._headers | {"Idempotency-Key": key} | request.pop("headers", {})
        for server in itertools.cycle(self._servers):
            try:
                answer = httpx.post(server.url + path, headers=headers, timeout=60, **request)
            except httpx.TransportError:
                continue
            if answer.status_code == 409 and answer.json()["code"] == "idempotency_in_flight":
                continue
            assert answer.is_success, answer.text
            found: dict[str, Any] = answer.json()
            return found
        raise AssertionError("no server")


def content(number: int) -> bytes:
    """A file of records that no other file has."""
    rows = (
        {
            "external_id": f"N-{number}-{row}",
            "unit_code": "A",
            "matter_code": "A-1",
            "received_at": "2026-03-02T10:00:00+08:00",
        }
        for row in range(ROWS)
    )
    return b"\n".join(json.dumps(row).encode() for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_files_and_complaints_while_a_server_and_a_worker_die(
    client: Client, app: FastAPI, settings: Settings, centre: Centre, hotline: Sender
) -> None:
    """kill -9 of a worker with half a file taken in, and of a server: all is there once, and every file is told of."""
    database = database_of(app)
    with database.write() as session:
        session.add(matter_of(centre.units["A"]))
    headers = add_client(app, *SCOPES, Scope.BULK_WRITE, Scope.RECORDS_WRITE).headers(client)

    def count(column: Any) -> int:
        with database.read() as session:
            return session.scalar(select(func.count(column))) or 0

    def job_states() -> list[JobState]:
        with database.read() as session:
            return list(session.scalars(select(Job.state).where(Job.kind == "bulk.take")))

    serving = settings.model_copy(update={"run_worker": False})
    with (
        Server(serving) as one,
        Server(serving) as two,
        WorkerProcess(settings, {}) as first,
        WorkerProcess(settings, {}) as second,
        ThreadPoolExecutor(2) as pool,
    ):
        system = Persistent([one, two], headers)

        def send_file(number: int) -> str:
            sent = system.post(
                "/api/v1/bulk-jobs",
                f"file-{number}",
                params={"target": "service_records"},
                content=content(number),
                headers={"Content-Type": "application/x-ndjson"},
            )
            return str(sent["id"])

        def send_complaint(number: int) -> str:
            return str(system.post(URL, f"complaint-{number}", json=hotline.body(f"GD-{number}"))["id"])

        files = pool.submit(lambda: [send_file(number) for number in range(FILES)])
        complaints = pool.submit(lambda: [send_complaint(number) for number in range(COMPLAINTS)])
        until(lambda: job_states().count(JobState.RUNNING) == 2 and count(BulkPart.bulk_id) >= 2)
        first.kill()
        with database.write() as session:  # a minute passes
            session.execute(update(Job).where(Job.state == JobState.RUNNING).values(lease_until=datetime.now(UTC)))
        until(lambda: count(Case.id) >= COMPLAINTS // 4)
        one.kill()
        bulk_ids, case_ids = set(files.result(120)), set(complaints.result(120))

        until(lambda: job_states() == [JobState.DONE] * FILES)
        assert second.stop() == 0
    with database.read() as session:
        taken = select(func.sum(BulkPart.created), func.sum(BulkPart.updated), func.sum(BulkPart.rejected))
        assert session.execute(taken).one() == (FILES * ROWS, 0, 0)
        assert {str(bulk_id) for bulk_id in session.scalars(select(BulkPart.bulk_id))} >= bulk_ids
        assert session.scalar(select(func.count()).select_from(ServiceRecord)) == FILES * ROWS
        assert {str(case_id) for case_id in session.scalars(select(Case.id))} == case_ids
    assert (len(bulk_ids), len(case_ids)) == (FILES, COMPLAINTS)
    assert check(database, app.state.keys)[1] == []
