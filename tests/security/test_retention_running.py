"""Runs of the retention: sessions and files, runs that are stopped or fail, periods, and the command (P01, P05)."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs
from typer.testing import CliRunner

from backend.auth.models import ActivationLink, Throttle, UserSession
from backend.cli import app as commands
from backend.complaints.models import Case
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import Keys, load_keys
from backend.files.storage import FolderStore
from backend.files.sweep import sweep_orphans
from backend.retention import cases
from backend.retention.rules import Keeping, Outcome
from backend.retention.running import RULES, look, run
from tests.complaints.conftest import Centre, centre
from tests.complaints.timetravel import Travel
from tests.complaints.timetravel import travel as jump
from tests.conftest import Login
from tests.security.keeping import opened, write_everything
from tests.security.retaining import (
    YEAR,
    closed,
    counts,
    end,
    events,
    everything,
    files,
    keeping,
    settings,
    travel,
)

__all__ = ["centre", "files", "jump", "keeping", "settings", "travel"]  # fixtures


def test_p01_sessions_links_and_counters(
    database: Database, settings: Settings, files: FolderStore, login: Login, travel: Travel
) -> None:
    login("office")
    now = datetime.now(UTC)
    with database.write() as session:
        user_id = session.scalars(select(UserSession.user_id)).one()
        session.add(ActivationLink(user_id=user_id, token_hash=b"h" * 32, expires_at=now))
        session.add(Throttle(key=b"k" * 32, window_start=now, n=3))
    keeping = Keeping(database, load_keys(settings.keys_path), files, settings, threading.Event())
    assert counts(run(keeping)) == {}
    travel(now + timedelta(days=1, hours=1))
    assert counts(look(keeping)) == {"throttle": 1}
    assert counts(run(keeping)) == {"throttle": 1}
    travel(now + timedelta(days=31))
    assert counts(run(keeping)) == {"sessions": 2}
    with database.read() as session:
        for table in (UserSession, ActivationLink, Throttle):
            assert session.scalars(select(func.count()).select_from(table)).one() == 0
    assert [data["count"] for _, data in events(database, "retention.delete")] == [1, 2]


def test_p05_orphan_files_go_and_others_stay(centre: Centre, files: FolderStore, travel: Travel) -> None:
    write_everything(centre, files)
    known = {kept.key for kept in files.kept()}
    orphan = files.save([b"left by an upload that was cut off"], 100).key
    assert sweep_orphans(centre.database, files) == 0, "it may be on its way in"
    travel(datetime.now(UTC) + timedelta(hours=7))
    assert sweep_orphans(centre.database, files) == 1
    assert {kept.key for kept in files.kept()} == known
    assert orphan not in known


def test_a_run_that_is_stopped_goes_on_the_next_time(
    centre: Centre, settings: Settings, files: FolderStore, travel: Travel
) -> None:
    for _ in range(3):
        end(centre, centre.register(contact=None, mode="anonymous")[0])
    travel(datetime.now(UTC) + 4 * YEAR)
    stopping = threading.Event()
    stopped = Keeping(centre.database, centre.keys, files, settings, stopping)
    stopping.set()
    assert counts(run(stopped)) == {}
    stopping.clear()
    assert counts(run(stopped)) == {"texts": 3}


def test_a_failure_leaves_the_case_whole(
    centre: Centre, keeping: Keeping, files: FolderStore, travel: Travel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of a case or nothing: the last step fails after everything else was emptied."""
    closed(centre, files)
    travel(datetime.now(UTC) + 4 * YEAR)
    counts(run(_without_texts(keeping)))
    before, plain = everything(centre.database), opened(centre.database, centre.keys, files)

    def broken(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("backend.retention.cases.write_event", broken)
        assert run(keeping)["texts"] == Outcome(failed=1)
    assert everything(centre.database) == before
    assert opened(centre.database, centre.keys, files) == plain


def test_p01_a_broken_case_keeps_no_other_from_its_turn(
    centre: Centre, settings: Settings, keeping: Keeping, travel: Travel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is logged and counted, and the command ends with an error. The broken one comes first."""
    bad, good = sorted(centre.register()[0] for _ in range(2))
    for case_id in (bad, good):
        end(centre, case_id)
    travel(datetime.now(UTC) + 4 * YEAR)

    def broken(session: Session, case: Case) -> None:
        if case.id == bad:
            raise RuntimeError("broken row")
        forget(session, case)

    forget = cases.forget_who
    given = {"PINGYI_DATA_DIR": str(settings.data_dir), "PINGYI_DATABASE_URL": settings.database}
    with monkeypatch.context() as patch:
        patch.setattr(cases, "forget_who", broken)
        with capture_logs() as logs:
            found = run(keeping)
        assert (found["identity"], found["texts"]) == (Outcome(1, 1, failed=1), Outcome(1, 1, failed=1))
        assert [entry["object_id"] for entry in logs if entry["event"] == "retention_failed"] == [str(bad)] * 2
        centre.database.close()
        command = CliRunner().invoke(commands, ["retention"], env=given)
        assert command.exit_code == 1
        assert "identity: 0；1 项出错" in command.stdout
    assert counts(run(keeping)) == {"identity": 1, "texts": 1}, "once it is mended"


def _without_texts(keeping: Keeping) -> Keeping:
    longer = keeping.settings.model_copy(update={"keep_case_text_days": 36_500})
    return Keeping(keeping.database, keeping.keys, keeping.files, longer, keeping.stopping)


def test_periods_are_settings(centre: Centre, settings: Settings, files: FolderStore, travel: Travel) -> None:
    end(centre, centre.register()[0])
    shorter = settings.model_copy(update={"keep_identity_days": 10})
    travel(datetime.now(UTC) + timedelta(days=11))
    keeping = Keeping(centre.database, centre.keys, files, shorter, threading.Event())
    assert counts(run(keeping)) == {"identity": 1}


def test_the_command_looks_and_deletes(settings: Settings, database: Database) -> None:
    with database.write() as session:
        session.add(Throttle(key=b"k" * 32, window_start=datetime.now(UTC) - timedelta(days=2), n=3))
    database.close()
    given = {"PINGYI_DATA_DIR": str(settings.data_dir), "PINGYI_DATABASE_URL": settings.database}
    dry = CliRunner().invoke(commands, ["retention", "--dry-run"], env=given)
    assert dry.exit_code == 0, dry.output
    assert "throttle: 1 " in dry.stdout
    assert "journald" in dry.stdout
    assert "throttle: 1 " in CliRunner().invoke(commands, ["retention"], env=given).stdout
    assert "throttle: 0 " in CliRunner().invoke(commands, ["retention"], env=given).stdout


def test_keys_are_not_needed_to_look(centre: Centre, settings: Settings, files: FolderStore) -> None:
    nothing = Keys({}, "", b"", "", {}, "")
    assert look(Keeping(centre.database, nothing, files, settings, threading.Event())).keys() == {
        rule.id for rule in RULES
    }
