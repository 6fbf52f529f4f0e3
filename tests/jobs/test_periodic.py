"""Work that comes back."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from backend.core.db import Database
from backend.files.storage import FolderStore
from backend.jobs import periodic
from backend.jobs.periodic import PeriodicTask, keep_running
from backend.jobs.worker import JobContext, Worker


def run(tasks: Sequence[PeriodicTask], enough: threading.Event) -> None:
    """Until `enough`, which a task sets."""
    stopping = threading.Event()
    thread = threading.Thread(target=keep_running, args=(tasks, stopping))
    thread.start()
    try:
        assert enough.wait(60)
    finally:
        stopping.set()
        thread.join(60)
    assert not thread.is_alive()


def test_each_task_comes_back_in_its_time() -> None:
    calls: list[str] = []
    enough = threading.Event()

    def note(name: str) -> None:
        calls.append(name)
        if calls.count("often") == 5:
            enough.set()

    run(
        [
            PeriodicTask("seldom", 3600, lambda _: note("seldom")),
            PeriodicTask("often", 0.01, lambda _: note("often")),
        ],
        enough,
    )
    assert calls.count("seldom") == 1
    assert calls.index("seldom") == 0, "all run at the start"


def test_a_failure_is_logged_tried_again_and_no_matter_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periodic, "RETRY_SECONDS", 0.01)
    enough = threading.Event()
    attempts: list[int] = []
    others: list[int] = []

    def broken(_: threading.Event) -> None:
        attempts.append(1)
        if len(attempts) == 3:
            enough.set()
        raise RuntimeError

    with capture_logs() as lines:
        run([PeriodicTask("broken", 3600, broken), PeriodicTask("other", 3600, lambda _: others.append(1))], enough)
    assert {(line["event"], line["task"]) for line in lines} == {("task_failed", "broken")}
    assert others == [1]


def test_a_task_runs_beside_a_long_job_and_is_told_of_the_end(database: Database, tmp_path: Path) -> None:
    ran, told = threading.Event(), threading.Event()

    def task(stopping: threading.Event) -> None:
        ran.set()
        if stopping.wait(10):
            told.set()

    def endless(context: JobContext) -> dict[str, object]:
        while True:
            context.progress(0, 1)

    worker = Worker(
        database, {"endless": endless}, FolderStore(tmp_path / "files"), tasks=[PeriodicTask("task", 3600, task)]
    )
    worker.start()
    try:
        assert ran.wait(10)
    finally:
        worker.stop()
    assert told.is_set()
