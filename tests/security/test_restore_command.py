"""`pingyi restore` itself leads to maintenance: on a new machine, too, which knows of no later checkpoint (check I14)."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import Result

from backend.audit.checkpoints import keep_checkpoints
from backend.audit.models import AuditEvent
from backend.audit.verify import verify
from backend.auth.models import UserSession
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import load_keys
from backend.upkeep.unfinished import begun
from tests import processes
from tests.conftest import enter
from tests.security.saving import (
    IDENTITY,
    RECIPIENT,
    acknowledge,
    auditor_there,
    elsewhere,
    event,
    restored,
    run,
    saved,
    settings,
    started,
)
from tests.security.tampering import write_events

__all__ = ["elsewhere", "run", "saved", "settings"]  # fixtures

ROUND = {"year": 2026, "number": 1, "title": "评议", "all_units": False}
ACKNOWLEDGE = "/api/v1/audit/maintenance/acknowledge"


@pytest.mark.parametrize("witness", [False, True])
def test_i14_a_restored_backup_is_only_read_until_an_auditor_acknowledges(
    run: Callable[..., Result],
    database: Database,
    settings: Settings,
    saved: Callable[[], Path],
    elsewhere: Settings,
    tmp_path: Path,
    witness: bool,
) -> None:
    """With no witness, and with one that the backup has, which is no reason by itself."""
    keys = load_keys(settings.keys_path)
    write_events(database, 3)
    if witness:
        keep_checkpoints(database, keys, elsewhere.witness_path, lambda *_: None)
    source = saved()
    write_events(database, 3)
    (tmp_path / "plain.key").write_text(IDENTITY)
    done = run("restore", "--from", source, "--identity", tmp_path / "plain.key", where=elsewhere)
    assert done.exit_code == 0, done.output
    auditor = auditor_there(elsewhere)
    again = restored(elsewhere)
    office = {"Authorization": f"Bearer {enter(again, keys, 'office')}"}
    told = event(again, "restore")
    for _ in range(2):  # over restarts, too
        with started(elsewhere) as other:
            assert other.get("/api/v1/system/info").json()["maintenance"] is True
            refused = other.post("/api/v1/rounds", json=ROUND, headers=office)
            assert (refused.status_code, refused.json()["code"]) == (503, "maintenance")
            assert other.get("/api/v1/rounds", headers=office).status_code == 200
            shown = other.get("/api/v1/audit/maintenance", headers=auditor).json()
            assert shown["lost"] is None
            assert (shown["restored"]["hash"], shown["restored"]["backup_head"]) == (told.hash, told.data["head"])
            assert other.post(ACKNOWLEDGE, json={"hash": told.hash}, headers=office).status_code == 403
            assert other.post(ACKNOWLEDGE, json={"hash": "0" * 64}, headers=auditor).status_code == 409
    with started(elsewhere) as other:
        acknowledge(other, auditor)
        assert other.post(ACKNOWLEDGE, json={"hash": told.hash}, headers=auditor).status_code == 409
        assert other.post("/api/v1/rounds", json=ROUND, headers=office).status_code == 201
    with started(elsewhere) as other:  # the acknowledgement is no restore itself
        assert other.get("/api/v1/system/info").json()["maintenance"] is False
        assert other.post("/api/v1/rounds", json=ROUND | {"number": 2}, headers=office).status_code == 201
    with again.read() as session:
        restores = session.scalars(select(AuditEvent).where(AuditEvent.action == "restore").order_by(AuditEvent.seq))
        assert [one.object_type for one in restores] == ["backup", "record"]
    with again.read() as session:
        assert verify(session).faults == ()
    again.close()


DYING = """
import os, sys
from pathlib import Path
from backend.auth.models import UserSession
from backend.config import Settings
from backend.upkeep import restoring

url, folder, source, identity, step = sys.argv[1:]

def die(*_, **__):
    os.kill(os.getpid(), 9)

setattr(restoring, step, die)
restoring.restore(Settings(data_dir=Path(folder), database_url=url), Path(source), identity)
"""


@pytest.mark.parametrize("step", ["_put_in_place", "sync_folder", "_settle", "end_what_went_on", "end"])
def test_b03_a_crash_in_a_restore_leaves_nothing_that_is_used(
    run: Callable[..., Result],
    database: Database,
    settings: Settings,
    saved: Callable[[], Path],
    elsewhere: Settings,
    tmp_path: Path,
    step: str,
) -> None:
    """Nothing starts on what is there, another backup is refused, and the same one goes on to the end."""
    enter(database, load_keys(settings.keys_path), "office")
    write_events(database, 3)
    source = saved()
    arguments = [elsewhere.database, str(elsewhere.data_dir), str(source), IDENTITY, step]
    ended = processes.run(processes.script, DYING, *arguments)
    assert ended.returncode == -9, ended.stderr
    (tmp_path / "plain.key").write_text(IDENTITY)
    given = ("--identity", tmp_path / "plain.key")
    for command in (("migrate",), ("backup", "--to", tmp_path / "b", "--recipient", RECIPIENT)):
        refused = run(*command, where=elsewhere)
        assert refused.exit_code == 1
        assert "run pingyi restore again" in refused.stderr
    other = tmp_path / "other.age"
    other.write_bytes(source.read_bytes() + b"x")
    assert run("restore", "--from", other, *given, where=elsewhere).exit_code == 1
    done = run("restore", "--from", source, *given, where=elsewhere)
    assert done.exit_code == 0, done.output
    assert begun(elsewhere.data_dir) is None
    again = restored(elsewhere)
    assert event(again, "restore").data["sha256"] == hashlib.sha256(source.read_bytes()).hexdigest()
    with again.read() as session:
        assert session.scalars(select(func.count()).select_from(UserSession)).one() == 0
    with again.read() as session:
        assert verify(session).faults == ()
    again.close()
