"""Backups tell nothing, and an old one is never lost (B01, B04)."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import Result

from backend.audit.models import AuditEvent
from backend.config import Settings
from backend.core import age
from backend.core.keys import load_keys
from backend.files.storage import FolderStore
from backend.migrating import current_revision
from backend.upkeep import backup as backups
from backend.upkeep import copying, restoring
from backend.upkeep.backup import BackupRunning
from tests import processes
from tests.complaints.conftest import Centre, centre
from tests.conftest import Client, Login
from tests.security.keeping import CANARY, PHONE, write_everything
from tests.security.saving import (
    IDENTITY,
    RECIPIENT,
    elsewhere,
    event,
    nothing_there,
    restored,
    run,
    saved,
    settings,
)
from tests.security.tampering import write_events

__all__ = ["centre", "elsewhere", "run", "saved", "settings"]  # fixtures


def test_b01_no_plaintext_in_a_backup(
    centre: Centre, settings: Settings, saved: Callable[[], Path], tmp_path: Path
) -> None:
    """Strings over the file: no word of a complaint, no name of a table, no key, nothing that a zip would hide."""
    keys = load_keys(tmp_path / "centre-keys.json")
    write_everything(centre, FolderStore(settings.files_dir))
    content = saved().read_bytes()
    assert content.startswith(b"age-encryption.org/v1\n-> X25519 ")
    secrets = [CANARY, PHONE, "complaint_case", "manifest", "files/", "SQLite format", "PGDMP", "反映审批超期"]
    for secret in secrets:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert secret.encode(encoding) not in content
    for key in (*keys.seal_keys.values(), keys.pepper, *load_keys(settings.keys_path).token_keys.values()):
        assert key not in content
        assert key.hex().encode() not in content
    assert list(tmp_path.glob(".backup-*")) == [], "no copy is left beside the database"
    assert (tmp_path / "backup.age").stat().st_mode & 0o777 == 0o600

    plain = age.Reader(io.BytesIO(content), identity=IDENTITY).read()
    assert b"manifest.json" in plain, "the words are really there"
    for secret in (load_keys(settings.keys_path).pepper.hex(), "metrics_token"):
        assert secret.encode() not in plain, "the key file is not part of it"
    assert PHONE.encode() not in plain, "what the program seals stays sealed inside"


DYING = """
import os, sys
from pathlib import Path
from backend.audit.record import write_pending
from backend.core.db import Database
from backend.core.keys import load_keys
from backend.files.storage import FolderStore
from backend.upkeep import backup

url, folder, target, recipient, step = sys.argv[1:]

def die(*_, **__):
    os.kill(os.getpid(), 9)

def after(function):
    def run(*arguments, **options):
        function(*arguments, **options)
        die()
    return run

if step == "copy":
    backup.copy_out = after(backup.copy_out)
elif step == "database":
    backup.add_open = after(backup.add_open)
elif step == "end":
    backup.Writer.finish = after(backup.Writer.finish)
elif step == "renamed":
    backup.sync_folder = die
folder = Path(folder)
database = Database(url, before_commit=(write_pending,))
backup.write_backup(database, FolderStore(folder / "files"), load_keys(folder / "keys.json"), folder, Path(target), recipient)
"""


@pytest.mark.parametrize("step", ["copy", "database", "end", "renamed"])
def test_b04_a_crash_in_a_backup_keeps_the_old_one(
    centre: Centre, settings: Settings, saved: Callable[[], Path], elsewhere: Settings, step: str
) -> None:
    target = saved()
    old = target.read_bytes()
    centre.register()
    centre.database.close()
    arguments = [settings.database, str(settings.data_dir), str(target), RECIPIENT, step]
    ended = processes.run(processes.script, DYING, *arguments)
    assert ended.returncode == -9, ended.stderr
    found = target.read_bytes()
    assert (found == old) == (step != "renamed")
    restoring.restore(elsewhere, target, IDENTITY)  # whichever it is, it is whole
    assert saved().read_bytes() != old
    assert list(settings.data_dir.glob(".backup-*")) == [], "what the crash left is gone"
    assert [path.name for path in target.parent.glob("backup.age*")] == ["backup.age"]


def test_b04_a_failure_keeps_the_old_one_and_records_nothing(
    centre: Centre, saved: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = saved()
    old = target.read_bytes()

    def full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(backups, "add_open", full)
        with pytest.raises(OSError, match="disk full"):
            saved()
    assert target.read_bytes() == old
    assert [path.name for path in target.parent.glob("backup.age*")] == ["backup.age"]
    with centre.database.read() as session:
        assert session.scalars(select(func.count()).where(AuditEvent.action == "backup")).one() == 1


def test_two_backups_to_one_file(
    centre: Centre, settings: Settings, saved: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner: list[type[BaseException]] = []
    copy_out = backups.copy_out

    def another_meanwhile(*arguments: object) -> copying.State:
        monkeypatch.setattr(backups, "copy_out", copy_out)
        try:
            saved()
        except BackupRunning as problem:
            inner.append(type(problem))
        return copy_out(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(backups, "copy_out", another_meanwhile)
    saved()
    assert inner == [BackupRunning]


def test_the_manifest_is_of_the_copy(
    centre: Centre, saved: Callable[[], Path], elsewhere: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events that come right after the copy was made are not in it, and the manifest does not count them."""
    copy_out = backups.copy_out

    def events_come(*arguments: object) -> copying.State:
        state = copy_out(*arguments)  # type: ignore[arg-type]
        write_events(centre.database, 3)
        return state

    monkeypatch.setattr(backups, "copy_out", events_come)
    write_events(centre.database, 5)
    with centre.database.read() as session:
        before = session.scalars(select(func.max(AuditEvent.seq))).one()
    manifest = restoring.restore(elsewhere, saved(), IDENTITY)
    again = restored(elsewhere)
    assert (manifest.head, event(again, "restore").seq) == (before, before + 1)
    assert manifest.revision == current_revision(centre.database)
    again.close()


def test_a_backup_is_made_while_people_work(
    client: Client, login: Login, saved: Callable[[], Path], elsewhere: Settings
) -> None:
    headers = login("office")
    assert client.get("/api/v1/rounds", headers=headers).status_code == 200
    source = saved()
    assert client.get("/api/v1/rounds", headers=headers).status_code == 200
    restoring.restore(elsewhere, source, IDENTITY)


def test_the_commands(run: Callable[..., Result], elsewhere: Settings, tmp_path: Path) -> None:
    key, target, passphrase = tmp_path / "auditor.key", tmp_path / "b.age", "correct horse battery"
    assert run("backup-key", "--to", key, typed="short\nshort\n").exit_code == 1
    assert not key.exists()
    made = run("backup-key", "--to", key, typed=f"{passphrase}\n{passphrase}\n")
    recipient = made.stdout.split()[-1]
    assert made.exit_code == 0
    assert recipient.startswith("age1")
    assert "AGE-SECRET-KEY" not in made.output
    assert b"AGE-SECRET-KEY" not in key.read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    assert run("backup-key", "--to", key, typed=f"{passphrase}\n{passphrase}\n").exit_code == 1, "never overwritten"

    assert "backup-key" in run("backup", "--to", target).stderr
    assert run("backup", "--to", target, "--recipient", "age1qqq").exit_code == 1
    assert not target.exists()
    assert run("backup", "--to", target, "--recipient", recipient).exit_code == 0
    wrong = run("restore", "--from", target, "--identity", key, where=elsewhere, typed="wrong horse\n")
    assert wrong.exit_code == 1
    assert nothing_there(elsewhere)
    right = run("restore", "--from", target, "--identity", key, where=elsewhere, typed=f"{passphrase}\n")
    assert right.exit_code == 0, right.output
    again = run("restore", "--from", target, "--identity", key, where=elsewhere, typed=f"{passphrase}\n")
    assert again.exit_code == 1
    assert "不会覆盖" in again.stderr
