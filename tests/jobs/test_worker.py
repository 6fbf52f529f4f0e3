"""Jobs run once, whatever happens to the worker."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.core.db import Database
from backend.core.errors import Conflict
from backend.core.text import Text
from backend.files.storage import FolderStore
from backend.jobs import rows
from backend.jobs.models import Job, JobState
from backend.jobs.rows import LeaseLost
from backend.jobs.service import enqueue
from backend.jobs.worker import Handler, JobContext, Worker

MakeWorker = Callable[..., Worker]


class Killed(BaseException):
    """The process dies here."""


@pytest.fixture
def make_worker(database: Database, tmp_path: Path) -> MakeWorker:
    def make(lease: timedelta = timedelta(seconds=60), **handlers: Handler) -> Worker:
        return Worker(database, handlers, FolderStore(tmp_path / "files"), lease=lease, retry_delay=timedelta(0))

    return make


def add(database: Database, kind: str, **params: Any) -> UUID:
    with database.write() as session:
        return enqueue(session, kind, params, None).id


def load(database: Database, job_id: UUID) -> Job:
    with database.read() as session:
        return session.get_one(Job, job_id)


def test_runs_a_job_and_keeps_its_result(database: Database, make_worker: MakeWorker) -> None:
    def double(context: JobContext) -> dict[str, Any]:
        context.progress(1, 2)
        return {"doubled": context.params["number"] * 2}

    job_id = add(database, "double", number=21)
    assert make_worker(double=double).run_pending() == 1
    job = load(database, job_id)
    assert (job.state, job.result, job.problem) == (JobState.DONE, {"doubled": 42}, None)
    assert (job.progress_done, job.progress_total, job.attempts, job.lease_until) == (2, 2, 1, None)
    assert job.started_at is not None
    assert job.finished_at is not None
    assert job.created_at <= job.started_at <= job.finished_at


def test_a_job_goes_with_its_transaction(database: Database, make_worker: MakeWorker) -> None:
    database.work_waiting.clear()
    with suppress(Conflict), database.write() as session:
        enqueue(session, "never", {}, None)
        raise Conflict
    assert not database.work_waiting.is_set()
    assert make_worker().run_pending() == 0
    with database.read() as session:
        assert session.scalars(select(Job)).all() == []


def test_a_commit_wakes_the_worker(database: Database, make_worker: MakeWorker) -> None:
    ran = threading.Event()

    def note(_: JobContext) -> dict[str, Any]:
        ran.set()
        return {}

    worker = make_worker(note=note)
    worker.start()
    try:
        add(database, "note")
        assert ran.wait(4.0)  # less than the pause between two looks
    finally:
        worker.stop()


def test_a_refusal_fails_in_both_languages_and_is_not_repeated(database: Database, make_worker: MakeWorker) -> None:
    def refuse(_: JobContext) -> dict[str, Any]:
        raise Conflict(Text("文件有误", "The file is wrong"))

    job_id = add(database, "refuse")
    assert make_worker(refuse=refuse).run_pending() == 1
    job = load(database, job_id)
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert job.problem is not None
    assert job.problem["zh"]["detail"] == "文件有误"
    assert job.problem["en"]["detail"] == "The file is wrong"
    assert job.problem["zh"]["trace_id"] == job.problem["en"]["trace_id"] != ""


@pytest.mark.parametrize("kind", ["broken", "unknown"])
def test_a_broken_job_is_tried_three_times(database: Database, make_worker: MakeWorker, kind: str) -> None:
    attempts = []

    def broken(context: JobContext) -> dict[str, Any]:
        attempts.append(context.run.attempt)
        raise RuntimeError

    job_id = add(database, kind)
    assert make_worker(broken=broken).run_pending() == 3
    job = load(database, job_id)
    assert (job.state, job.attempts, job.lease_until) == (JobState.FAILED, 3, None)
    assert job.problem is not None
    assert job.problem["en"]["code"] == "job_failed"
    assert attempts == ([1, 2, 3] if kind == "broken" else [])


def test_a_run_that_recovers_is_done(database: Database, make_worker: MakeWorker) -> None:
    def second_time(context: JobContext) -> dict[str, Any]:
        if context.run.attempt == 1:
            raise RuntimeError
        return {"attempt": context.run.attempt}

    job_id = add(database, "second_time")
    make_worker(second_time=second_time).run_pending()
    assert load(database, job_id).result == {"attempt": 2}


def dying(context: JobContext) -> dict[str, Any]:
    raise Killed


def ok(context: JobContext) -> dict[str, Any]:
    return {"attempt": context.run.attempt}


def test_a_crash_is_resumed(database: Database, make_worker: MakeWorker) -> None:
    """On SQLite at once, since the process has the database to itself; on PostgreSQL after the lease."""
    job_id = add(database, "work")
    with pytest.raises(Killed):
        make_worker(work=dying).run_pending()
    assert load(database, job_id).state is JobState.RUNNING
    after = make_worker(work=ok)
    assert after.run_pending() == 0
    after.resume()
    assert after.run_pending() == (1 if database.dialect == "sqlite" else 0)


def test_an_expired_lease_is_taken_over(database: Database, make_worker: MakeWorker) -> None:
    job_id = add(database, "work")
    with pytest.raises(Killed):
        make_worker(lease=timedelta(0), work=dying).run_pending()
    make_worker(work=ok).run_pending()
    assert load(database, job_id).result == {"attempt": 2}


def test_crashes_are_counted(database: Database, make_worker: MakeWorker) -> None:
    job_id = add(database, "work")
    for _ in range(3):
        with pytest.raises(Killed):
            make_worker(lease=timedelta(0), work=dying).run_pending()
    assert make_worker(work=ok).run_pending() == 0
    assert load(database, job_id).state is JobState.FAILED


def test_a_run_that_lost_its_lease_writes_nothing(database: Database, make_worker: MakeWorker) -> None:
    seen = []

    def slow(context: JobContext) -> dict[str, Any]:
        with database.write() as session:  # as if the machine had slept: the lease is over
            session.get_one(Job, context.run.job_id).lease_until = None
        make_worker(slow=ok).run_pending()
        with pytest.raises(LeaseLost), context.write():
            seen.append("written")
        return {"attempt": 1}

    job_id = add(database, "slow")
    make_worker(slow=slow).run_pending()
    assert seen == []
    assert load(database, job_id).result == {"attempt": 2}


def test_the_lease_is_extended_while_a_handler_runs(database: Database, make_worker: MakeWorker) -> None:
    lease = timedelta(seconds=0.3)

    def patient(context: JobContext) -> dict[str, Any]:
        first = load(database, context.run.job_id).lease_until
        limit = threading.Event()
        for _ in range(200):
            if load(database, context.run.job_id).lease_until != first:
                return {"extended": True}
            limit.wait(0.05)
        return {"extended": False}

    job_id = add(database, "patient")
    make_worker(lease=lease, patient=patient).run_pending()
    assert load(database, job_id).result == {"extended": True}


def test_stopping_puts_the_job_back(database: Database, make_worker: MakeWorker) -> None:
    begun = threading.Event()

    def endless(context: JobContext) -> dict[str, Any]:
        while True:
            context.progress(1, 3)
            begun.set()

    worker = make_worker(endless=endless)
    worker.start()
    job_id = add(database, "endless")
    assert begun.wait(10)
    worker.stop()
    job = load(database, job_id)
    assert (job.state, job.attempts, job.lease_until) == (JobState.QUEUED, 0, None)
    assert (job.progress_done, job.progress_total) == (1, 3)
    make_worker(endless=ok).run_pending()
    assert load(database, job_id).state is JobState.DONE


def test_many_workers_run_each_job_once(database: Database, make_worker: MakeWorker) -> None:
    ran: list[str] = []

    def note(context: JobContext) -> dict[str, Any]:
        ran.append(context.params["name"])
        return {}

    names = [f"job {number}" for number in range(24)]
    for name in names:
        add(database, "note", name=name)
    threads = [threading.Thread(target=make_worker(note=note).run_pending) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ran) == sorted(names)
    with database.read() as session:
        assert not rows.waiting(session)
