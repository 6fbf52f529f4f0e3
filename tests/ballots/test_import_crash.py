"""A load that is cut off anywhere ends as one load, or as none."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.ballots.imports import totals, work
from backend.ballots.service import facts
from backend.config import Settings
from backend.jobs.models import Job, JobState
from backend.jobs.worker import JobContext
from tests.ballots.importing import LONG, Desk, Json, ok
from tests.conftest import Client, Login

SHEETS = Counter({("A", b"\x01\x02"): 1, ("B", b"\x04\x00"): 1, ("A", b"\x03\x00"): 1})


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def desk(app: FastAPI, client: Client, login: Login) -> Desk:
    return Desk(app, client, login)


class Killed(BaseException):
    """The process dies here."""


class Faults:
    """Kills the process at the n-th transaction of a job, before its commit or after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 0
        self.after = False
        write = JobContext.write

        @contextmanager
        def deadly(context: JobContext) -> Iterator[Session]:
            self.left -= 1
            dies = self.left == 0
            with write(context) as session:
                yield session
                if dies and not self.after:
                    raise Killed
            if dies:
                raise Killed

        monkeypatch.setattr(JobContext, "write", deadly)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    monkeypatch.setattr(work, "CHUNK", 1)  # each sheet is a transaction
    return Faults(monkeypatch)


def restart(desk: Desk) -> None:
    """The next process finds the lease of the dead one over."""
    with desk.database.write() as session:
        session.execute(update(Job).where(Job.state == JobState.RUNNING).values(lease_until=None))


def start(desk: Desk, action: str, import_id: str, body: Json | None = None) -> None:
    ok(desk.send("POST", f"/imports/{import_id}/{action}", json=body), 202)


@pytest.mark.parametrize("after", [False, True], ids=["before_commit", "after_commit"])
def test_a_load_killed_at_each_of_its_steps_is_loaded_once(desk: Desk, faults: Faults, after: bool) -> None:
    faults.after = after
    for step in count(1):
        faults.left = 0
        found = desk.checked()
        start(desk, "load", found["id"], {"again": True})
        faults.left = step
        try:
            desk.work()
        except Killed:
            half = [batch for batch in desk.batches() if batch["state"] == "loading"]
            assert all(batch["valid"] == 0 for batch in half)
            restart(desk)
            faults.left = 0
            desk.work()
            died = True
        else:
            died = False
        assert desk.get(found["id"])["state"] == "loaded"
        assert desk.sheets() == Counter({sheet: number * step for sheet, number in SHEETS.items()})
        assert desk.batch_states() == ["loaded"] * step
        assert desk.stored() == 0
        if not died:
            break
    assert step > 6  # clear, look at the round, three sheets, the flip


def test_a_check_killed_at_each_of_its_steps_is_checked_once(desk: Desk, faults: Faults) -> None:
    found = desk.uploaded()
    for faults.after in (False, True):
        for step in (1, 2):  # the progress, and the flip
            start(desk, "check", found["id"])
            faults.left = step
            with pytest.raises(Killed):
                desk.work()
            restart(desk)
            desk.work()
            shown = desk.get(found["id"])
            assert (shown["state"], shown["totals"]["sheets"]) == ("checked", 3)
    assert desk.events(found["id"]) == ["import.upload", *["import.check", "import.checked"] * 4]


def test_a_void_killed_at_each_of_its_steps(desk: Desk, faults: Faults) -> None:
    for step in range(1, 5):
        faults.left = 0
        found = desk.loaded()
        ok(desk.send("POST", f"/batches/{found['batch_id']}/void", json={"reason": "录错了"}))
        faults.left = step
        with pytest.raises(Killed):
            desk.work()
        restart(desk)
        desk.work()
        assert desk.sheets() == Counter()


def fail_for_good(desk: Desk, import_id: str, action: str, faults: Faults, step: int) -> None:
    """The process dies three times in the job, which is then given up."""
    start(desk, action, import_id)
    for _ in range(3):
        faults.left = step
        with pytest.raises(Killed):
            desk.work()
        restart(desk)
    desk.work()


def blocked(desk: Desk) -> bool:
    with desk.database.read() as session:
        return facts(session, UUID(str(desk.round_id))).loading > 0


def test_a_load_that_failed_for_good_is_put_back_and_can_be_loaded_again(desk: Desk, faults: Faults) -> None:
    found = desk.checked()
    fail_for_good(desk, found["id"], "load", faults, 5)
    shown = desk.get(found["id"])
    assert (shown["state"], shown["batch_id"], shown["totals"]) == ("checked", None, found["totals"])
    assert ok(desk.send("GET", f"/jobs/{shown['job_id']}"))["problem"]["code"] == "job_failed"
    assert (desk.sheets(), desk.batch_states(), blocked(desk)) == (Counter(), ["void"], False)
    assert desk.events(found["id"])[-1] == "import.fail"
    start(desk, "load", found["id"])
    assert blocked(desk)
    assert desk.send("POST", f"/imports/{found['id']}/discard").status_code == 409
    desk.work()
    assert desk.sheets() == SHEETS
    assert desk.batch_states() == ["void", "loaded"]


def test_a_load_that_failed_for_good_can_be_discarded(desk: Desk, faults: Faults) -> None:
    found = desk.checked()
    fail_for_good(desk, found["id"], "load", faults, 5)
    ok(desk.send("POST", f"/imports/{found['id']}/discard"))
    desk.work()
    assert desk.sheets() == Counter()
    assert desk.batch_states() == ["void"]
    assert desk.stored() == 0


def test_a_load_that_raises_each_time_is_put_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = desk.checked()
    with monkeypatch.context() as broken:
        broken.setattr(desk.worker, "_retry_delay", timedelta(0))
        broken.setattr(totals, "digest", lambda _: "another")
        start(desk, "load", found["id"])
        desk.work()
    assert (desk.get(found["id"])["state"], desk.batch_states(), blocked(desk)) == ("checked", ["void"], False)
    start(desk, "load", found["id"])
    desk.work()
    assert desk.sheets() == SHEETS


def test_a_check_that_failed_for_good_can_be_started_again(desk: Desk, faults: Faults) -> None:
    found = desk.uploaded()
    fail_for_good(desk, found["id"], "check", faults, 2)
    assert desk.get(found["id"])["state"] == "uploaded"
    start(desk, "check", found["id"])
    desk.work()
    assert desk.get(found["id"])["state"] == "checked"


@pytest.mark.parametrize("step", [0, 3, 4, 5])
def test_a_round_that_closes_meanwhile_gets_nothing(
    desk: Desk, faults: Faults, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    found = desk.checked()
    start(desk, "load", found["id"])
    if step == 0:
        desk.close()
        desk.work()
    else:
        faults.left = step
        with pytest.raises(Killed):
            desk.work()
        desk.close()
        restart(desk)
        desk.work()
    assert desk.sheets() == Counter()
    assert desk.batch_states() == ["void"]
    shown = desk.get(found["id"])
    assert (shown["state"], shown["batch_id"]) == ("checked", None)
    job = ok(desk.send("GET", f"/jobs/{found['job_id']}"))
    assert job["state"] == "done"  # that of the check
    job = ok(desk.send("GET", f"/jobs/{shown['job_id']}"))
    assert (job["state"], job["problem"]["code"]) == ("failed", "round_not_open")


def test_a_round_that_closes_between_the_last_sheet_and_the_flip(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    insert = work._insert

    def close_after(*given: Any) -> None:
        insert(*given)
        assert desk.sheets() == SHEETS
        desk.close()

    found = desk.checked()
    monkeypatch.setattr(work, "_insert", close_after)
    start(desk, "load", found["id"])
    desk.work()
    assert desk.sheets() == Counter()
    assert desk.batch_states() == ["void"]


def test_stopping_the_program_puts_a_load_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = desk.checked(LONG)
    start(desk, "load", found["id"])
    insert = work._insert

    def stop_before(context: JobContext, *given: Any) -> None:
        desk.worker.stop()
        insert(context, *given)

    monkeypatch.setattr(work, "_insert", stop_before)
    desk.work()
    job_id = desk.get(found["id"])["job_id"]
    assert ok(desk.send("GET", f"/jobs/{job_id}"))["state"] == "queued"
    monkeypatch.undo()
    desk.worker._stopping.clear()
    desk.work()
    assert desk.sheets() == SHEETS
