"""The worker: a thread that runs jobs one after the other, and one for what comes back regularly.

A job may be run again after a crash at any point, so handlers do their work only once however often they
run. The lease of a running job is kept alive beside the handler; a run that has lost it can write nothing
more (`JobContext.write`). On SQLite the process has the database to itself, so the jobs of a process that
died are free at once; on PostgreSQL they are when their lease ends.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from backend.core.db import Database
from backend.core.errors import DomainError
from backend.files.storage import FileStore
from backend.jobs import rows
from backend.jobs.periodic import PeriodicTask, Service, keep_alive, keep_running
from backend.jobs.rows import LeaseLost, Run

log = structlog.get_logger("jobs")

LEASE = timedelta(seconds=60)
POLL_SECONDS = 5.0
RETRY_DELAY = timedelta(seconds=5)
PROGRESS_SECONDS = 0.5


class Interrupted(Exception):
    """The worker is stopping; the job goes on in the next one."""


class JobContext:
    """What a handler works with. It calls `progress` or `write` at least once a second."""

    def __init__(self, database: Database, files: FileStore, run: Run, stopping: threading.Event) -> None:
        self.database = database
        self.files = files
        self.params: dict[str, Any] = run.params
        self.created_by: UUID | None = run.created_by
        self.run = run
        self._stopping = stopping
        self._next_progress = 0.0

    def progress(self, done: int, total: int) -> None:
        """Tell how far the job is; written at most every half second. Raises Interrupted and LeaseLost."""
        now = time.monotonic()
        if now >= self._next_progress:
            with self.write() as session:
                job = rows.hold(session, self.run)
                job.progress_done, job.progress_total = done, total
            self._next_progress = now + PROGRESS_SECONDS
        else:
            self.check()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction of this run and no other, to be kept under a second. Raises Interrupted, LeaseLost."""
        self.check()
        with self.database.write() as session:
            rows.hold(session, self.run)
            yield session

    def check(self) -> None:
        """Raise Interrupted when the worker is to stop."""
        if self._stopping.is_set():
            raise Interrupted


Handler = Callable[[JobContext], dict[str, Any]]


class Worker:
    """Runs the jobs whose kinds are in `handlers`; `failures` clear up after those that fail for good. `tasks` run
    beside the jobs, as long as the worker's threads do, and so do `services`, each in a thread of its own."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        files: FileStore,
        *,
        failures: rows.Failures = rows.NOTHING,
        tasks: Sequence[PeriodicTask] = (),
        services: Sequence[Service] = (),
        lease: timedelta = LEASE,
        retry_delay: timedelta = RETRY_DELAY,
    ) -> None:
        self.database = database
        self.handlers = handlers
        self.files = files
        self._failures = failures
        self._tasks = tasks
        self._services = services
        self._lease = lease
        self._retry_delay = retry_delay
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to run jobs and tasks, each in a thread."""
        self._stopping.clear()
        self._threads = [
            threading.Thread(target=self._work, name="worker", daemon=True),
            threading.Thread(target=keep_running, args=(self._tasks, self._stopping), name="periodic", daemon=True),
            *(
                threading.Thread(target=keep_alive, args=(service, self._stopping), name="service", daemon=True)
                for service in self._services
            ),
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 20.0) -> None:
        """Stop after the step at hand; a job that was running is put back. Blocks for up to `timeout` seconds, so not
        in the event loop."""
        self._stopping.set()
        self.database.work_waiting.set()
        until = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._threads = []

    def resume(self) -> None:
        """Free the jobs of a process that died, where no other process can be running them."""
        if self.database.dialect == "sqlite":
            with self.database.write() as session:
                rows.release_all(session)

    def run_pending(self) -> int:
        """Run what can be run now, in the calling thread; returns how many runs there were."""
        runs = 0
        while not self._stopping.is_set() and (run := self._take()) is not None:
            self._run(run)
            runs += 1
        return runs

    def _work(self) -> None:
        resumed = False
        while not self._stopping.is_set():
            try:
                if not resumed:
                    self.resume()
                    resumed = True
                self.run_pending()
            except Exception:
                log.exception("worker_failed")  # the database may be away: try again after the pause
            self.database.work_waiting.wait(POLL_SECONDS)
            self.database.work_waiting.clear()

    def _take(self) -> Run | None:
        with self.database.read() as session:
            if not rows.waiting(session):  # without the turn to write
                return None
        with self.database.write() as session:
            return rows.take(session, self._lease, self._failures)

    def _run(self, run: Run) -> None:
        context = JobContext(self.database, self.files, run, self._stopping)
        try:
            with self._heartbeat(run):
                ending = self._ending(context)
            with self.database.write() as session:
                ending(session)
        except LeaseLost:
            log.warning("lease_lost", kind=run.kind, job=str(run.job_id), trace_id=run.trace_id)

    def _ending(self, context: JobContext) -> Callable[[Session], None]:
        """Run the handler; returns what to write in the end."""
        run = context.run
        try:
            result = self.handlers[run.kind](context)
        except LeaseLost:
            raise
        except Interrupted:
            return lambda session: rows.give_back(session, run)
        except DomainError as error:
            refusal = error
            return lambda session: rows.fail(session, run, refusal, self._failures)
        except Exception:
            log.exception("job_failed", kind=run.kind, job=str(run.job_id), trace_id=run.trace_id)
            return lambda session: rows.retry(session, run, self._retry_delay, self._failures)
        return lambda session: rows.finish(session, run, result)

    @contextmanager
    def _heartbeat(self, run: Run) -> Iterator[None]:
        """Extend the lease while the handler runs."""
        ended = threading.Event()

        def beat() -> None:
            while not ended.wait(self._lease.total_seconds() / 3):
                try:
                    with self.database.write() as session:
                        rows.extend(session, run, self._lease)
                except LeaseLost:
                    return
                except Exception:
                    log.exception("heartbeat_failed", job=str(run.job_id), trace_id=run.trace_id)

        thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
