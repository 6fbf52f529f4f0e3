"""How long bulk jobs and the outcomes of their rows are kept."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from backend.audit.models import AuditEvent
from backend.config import Settings
from backend.integration.bulk.models import BulkJob, BulkPart
from backend.jobs.models import Job
from backend.retention import bulk
from backend.retention.rules import Keeping
from backend.retention.running import look, run
from tests.integration.records.conftest import row
from tests.integration.records.test_bulk import Sender, lines, sender

__all__ = ["sender"]  # a fixture


@pytest.fixture
def keeping(app: FastAPI, settings: Settings) -> Keeping:
    state = app.state
    return Keeping(state.database, state.keys, state.files, settings, threading.Event())


def ended(sender: Sender, days_ago: int) -> str:
    """A job that ended so long ago; gives its address."""
    answer = sender.send(lines(row(f"N-{days_ago}"), row("N-0", matter_code="Z")))
    sender.run()
    with sender.app.state.database.write() as session:
        job_id = select(BulkJob.job_id).where(BulkJob.id == UUID(answer.json()["id"])).scalar_subquery()
        at = datetime.now(UTC) - timedelta(days=days_ago)
        session.execute(update(Job).where(Job.id == job_id).values(finished_at=at))
    return answer.headers["location"]


def left(sender: Sender, table: Any) -> int:
    with sender.app.state.database.read() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_outcomes_go_ninety_days_after_the_end(sender: Sender, keeping: Keeping) -> None:
    old, kept = ended(sender, 91), ended(sender, 89)
    waiting = sender.send(lines(row("N-9"))).headers["location"]
    with sender.app.state.database.write() as session:  # sent long ago, and not done yet
        session.execute(update(BulkJob).values(created_at=datetime.now(UTC) - timedelta(days=200)))
    assert look(keeping)["bulk"].count == 1
    assert (left(sender, BulkJob), left(sender, BulkPart)) == (3, 2), "looking changes nothing"
    assert run(keeping, clock_is_right=True)["bulk"].count == 1
    statuses = [sender.client.get(path, headers=sender.headers).status_code for path in (old, kept, waiting)]
    assert statuses == [404, 200, 200]
    assert sender.client.get(f"{old}/results", headers=sender.headers).status_code == 404
    assert (left(sender, BulkJob), left(sender, BulkPart)) == (2, 1)
    assert sender.records() == ["N-89", "N-91"], "the records are not those of the job"
    with sender.app.state.database.read() as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "retention.delete"))
    assert (event.object_type, event.object_id, event.data["what"], event.data["count"]) == (
        "bulk_job",
        None,
        "bulk",
        1,
    )
    sender.run()
    assert sender.records() == ["N-89", "N-9", "N-91"]
    assert run(keeping, clock_is_right=True)["bulk"].count == 0


@pytest.mark.one_engine
def test_they_go_a_part_at_a_time(sender: Sender, keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    for days in range(100, 105):
        ended(sender, days)
    monkeypatch.setattr(bulk, "_AT_ONCE", 2)
    assert run(keeping, clock_is_right=True)["bulk"].count == 5
    assert (left(sender, BulkJob), left(sender, BulkPart)) == (0, 0)


@pytest.mark.one_engine
def test_one_whose_job_is_gone_counts_from_its_beginning(sender: Sender, keeping: Keeping) -> None:
    ended(sender, 0)
    with sender.app.state.database.write() as session:
        session.execute(update(BulkJob).values(job_id=None))
    assert look(keeping)["bulk"].count == 0
    with sender.app.state.database.write() as session:
        session.execute(update(BulkJob).values(created_at=datetime.now(UTC) - timedelta(days=91)))
    assert run(keeping, clock_is_right=True)["bulk"].count == 1
