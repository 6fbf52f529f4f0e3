"""Retention believes no clock that the record contradicts: what it deletes does not come back (P01)."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs
from typer.testing import CliRunner

from backend.audit.models import AuditEvent
from backend.audit.record import SYSTEM, record
from backend.auth.models import Throttle
from backend.background import periodic_tasks
from backend.cli import app as commands
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import load_keys
from backend.files.storage import FolderStore
from backend.retention.rules import Keeping
from backend.retention.running import run
from backend.retention.timing import ClockInDoubt
from tests.complaints.timetravel import Travel, travel

__all__ = ["travel"]  # fixture

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def keeping(settings: Settings, database: Database) -> Keeping:
    """With a counter that is too old at any time of these tests."""
    with database.write() as session:
        session.add(Throttle(key=b"k" * 32, window_start=START - 90 * DAY, n=3))
    files = FolderStore(settings.files_dir)
    return Keeping(database, load_keys(settings.keys_path), files, settings, threading.Event())


def happens(database: Database, travel: Travel, at: datetime) -> None:
    """Somebody does something then, by that clock."""
    travel(at)
    with database.write() as session:
        record(session, SYSTEM, "auth.login", "user", None)


def left(database: Database) -> int:
    with database.read() as session:
        return session.scalars(select(func.count()).select_from(Throttle)).one()


def actions(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)))


def refuses(keeping: Keeping) -> None:
    before = actions(keeping.database)
    with capture_logs() as logs, pytest.raises(ClockInDoubt):
        run(keeping)
    assert [entry["event"] for entry in logs] == ["retention_refused"]
    assert left(keeping.database) == 1
    assert actions(keeping.database) == before


def test_p01_a_clock_that_agrees_with_the_record(keeping: Keeping, travel: Travel) -> None:
    for day in range(0, 40, 13):
        happens(keeping.database, travel, START + day * DAY)
    travel(START + 52 * DAY)
    run(keeping)
    assert left(keeping.database) == 0


def test_p01_a_clock_before_the_newest_event(keeping: Keeping, travel: Travel) -> None:
    happens(keeping.database, travel, START)
    travel(START - timedelta(minutes=1))
    refuses(keeping)


def test_p01_a_clock_that_leapt_ahead(keeping: Keeping, travel: Travel) -> None:
    happens(keeping.database, travel, START)
    travel(START + 60 * 365 * DAY)
    refuses(keeping)


def test_p01_events_of_the_wrong_time_prove_nothing(keeping: Keeping, travel: Travel) -> None:
    """The program goes on by the clock that leapt: people log in, clocks run out, before retention looks."""
    wrong = START + 60 * 365 * DAY
    happens(keeping.database, travel, START)
    for day in (0, 1, 8, 13):
        happens(keeping.database, travel, wrong + day * DAY)
        refuses(keeping)
    happens(keeping.database, travel, START + DAY)
    run(keeping)
    assert left(keeping.database) == 0, "set right, with an event since"


def test_p01_a_program_that_stood_still_goes_on_after_two_weeks(keeping: Keeping, travel: Travel) -> None:
    happens(keeping.database, travel, START)
    for day in (30, 38):
        happens(keeping.database, travel, START + day * DAY)
        refuses(keeping)
    happens(keeping.database, travel, START + 44 * DAY)
    run(keeping)
    assert left(keeping.database) == 0


@pytest.mark.slow
def test_p01_nobody_works_and_the_program_runs(keeping: Keeping, travel: Travel) -> None:
    """Holidays are no leap: the program itself leaves a sign every week."""
    happens(keeping.database, travel, START)
    for hours in range(6, 24 * 40, 6):
        travel(START + timedelta(hours=hours))
        run(keeping)
    assert actions(keeping.database).count("retention.clock") == 5


def test_p01_the_program_deletes_nothing_and_works_on(keeping: Keeping, settings: Settings, travel: Travel) -> None:
    happens(keeping.database, travel, START)
    travel(START + 60 * 365 * DAY)
    tasks = periodic_tasks(settings, keeping.keys, keeping.database, keeping.files)
    (task,) = [one for one in tasks if one.name == "retention"]
    with capture_logs() as logs:
        task.run(threading.Event())
    assert [entry["event"] for entry in logs] == ["retention_refused"]
    assert left(keeping.database) == 1


def test_p01_the_command_says_why_and_takes_a_yes(
    keeping: Keeping, settings: Settings, travel: Travel, tmp_path: Path
) -> None:
    happens(keeping.database, travel, START)
    travel(START + 60 * DAY)
    keeping.database.close()
    given = {"PINGYI_DATA_DIR": str(settings.data_dir), "PINGYI_DATABASE_URL": settings.database}
    dry = CliRunner().invoke(commands, ["retention", "--dry-run"], env=given)
    assert (dry.exit_code, "2026-03-02 09:00" in dry.stderr) == (0, True), dry.output
    refused = CliRunner().invoke(commands, ["retention"], env=given)
    assert refused.exit_code == 1
    assert "2026-03-02 09:00" in refused.stderr
    assert "--clock-is-right" in refused.stderr
    assert left(keeping.database) == 1
    done = CliRunner().invoke(commands, ["retention", "--clock-is-right"], env=given)
    assert done.exit_code == 0, done.output
    assert actions(keeping.database)[1:] == ["retention.clock_confirm", "retention.delete"]
    assert CliRunner().invoke(commands, ["retention"], env=given).exit_code == 0, "said once"
