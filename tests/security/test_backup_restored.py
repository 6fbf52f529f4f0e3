"""Backups come back whole or not at all (B02, B03, case 63)."""

import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, make_url, select, text
from typer.testing import Result

from backend.auth.models import UserSession
from backend.config import Settings
from backend.core import age
from backend.core.db import Database
from backend.core.keys import load_keys
from backend.files.storage import FolderStore
from backend.notices.models import Notice
from backend.notices.service import notify
from backend.results.publishing.models import Snapshot
from backend.upkeep import restoring
from tests.complaints.conftest import Centre, centre
from tests.conftest import ENGINES, Client, Login, worker_name
from tests.results.publishing.counted import Counted
from tests.security.keeping import opened, write_everything
from tests.security.saving import (
    IDENTITY,
    RECIPIENT,
    acknowledge,
    auditor_there,
    contents,
    elsewhere,
    event,
    nothing_there,
    restored,
    run,
    saved,
    settings,
    started,
)
from verify.pingyi_verify import verify

__all__ = ["centre", "elsewhere", "run", "saved", "settings"]  # fixtures


def test_b02_a_wrong_key_changes_nothing(centre: Centre, saved: Callable[[], Path], elsewhere: Settings) -> None:
    centre.register()
    source = saved()
    with pytest.raises(age.WrongKey):
        restoring.restore(elsewhere, source, age.new_identity())
    assert nothing_there(elsewhere)
    restoring.restore(elsewhere, source, IDENTITY)
    assert not nothing_there(elsewhere)


def test_b02_a_cut_or_altered_file_changes_nothing(
    centre: Centre, settings: Settings, saved: Callable[[], Path], elsewhere: Settings
) -> None:
    write_everything(centre, FolderStore(settings.files_dir))
    source = saved()
    whole = source.read_bytes()
    places = [0, 30, 100, 220, len(whole) // 2, len(whole) - 1]
    flipped = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places]
    cut = [whole[:at] for at in (*places, len(whole) - age.CHUNK)]
    for broken in (*flipped, *cut, whole + b"\0"):
        source.write_bytes(broken)
        with pytest.raises(age.AgeError):
            restoring.restore(elsewhere, source, IDENTITY)
        assert nothing_there(elsewhere)
    source.write_bytes(whole)
    restoring.restore(elsewhere, source, IDENTITY)


def crafted(entries: list[tuple[str, bytes]]) -> bytes:
    """What somebody who has the public key can make."""
    import tarfile

    target = io.BytesIO()
    writer = age.Writer(target, recipient=RECIPIENT)
    with tarfile.open(fileobj=writer, mode="w|") as tar:  # type: ignore[call-overload]
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            if name.startswith("link:"):
                entry.name, entry.type, entry.linkname, entry.size = "database", tarfile.SYMTYPE, "/etc/passwd", 0
            tar.addfile(entry, io.BytesIO(content))
    writer.finish()
    return target.getvalue()


def test_b02_a_crafted_archive_writes_nowhere_else(elsewhere: Settings, tmp_path: Path) -> None:
    from backend.upkeep.archive import Manifest

    manifest = ("manifest.json", Manifest("", "", elsewhere.database.split(":")[0].split("+")[0], "x", 0, []).dump())
    for entries in (
        [manifest, ("../evil", b"x")],
        [manifest, ("/tmp/evil", b"x")],  # noqa: S108 - what must not be written
        [manifest, ("files/../../evil", b"x")],
        [manifest, ("keys.json", b"x")],
        [manifest, ("link:", b"")],
        [manifest, ("database", b"x"), ("database", b"y")],
        [("database", b"x"), manifest],
        [manifest],
        [("manifest.json", b"[]"), ("database", b"x")],
        [],
    ):
        source = tmp_path / "crafted.age"
        source.write_bytes(crafted(entries))
        with pytest.raises(age.AgeError):
            restoring.restore(elsewhere, source, IDENTITY)
        assert nothing_there(elsewhere)
    assert list(tmp_path.parent.rglob("evil")) == []
    source.write_bytes(crafted([manifest, ("database", b"x")]))
    with pytest.raises(restoring.NewerVersion):
        restoring.restore(elsewhere, source, IDENTITY)
    assert nothing_there(elsewhere)


def test_nothing_is_overwritten(
    centre: Centre, settings: Settings, saved: Callable[[], Path], elsewhere: Settings
) -> None:
    source = saved()
    before = contents(centre.database)
    with pytest.raises(restoring.NotEmpty):
        restoring.restore(settings, source, IDENTITY)
    assert contents(centre.database) == before
    (elsewhere.files_dir / "ab").mkdir(parents=True)
    with pytest.raises(restoring.NotEmpty):
        restoring.restore(elsewhere, source, IDENTITY)


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_b02_what_a_removed_database_left_is_not_replayed_over_the_restored_one(
    run: Callable[..., Result], saved: Callable[[], Path], elsewhere: Settings, tmp_path: Path, end: str
) -> None:
    """A log beside the removed file is refused and named; with it gone, the restore goes through."""
    if not elsewhere.database.startswith("sqlite"):
        elsewhere = elsewhere.model_copy(update={"database_url": ""})
    (tmp_path / "plain.key").write_text(IDENTITY)
    source = saved()
    left = elsewhere.data_dir / f"pingyi.db{end}"
    left.write_bytes(b"of another database")
    refused = run("restore", "--from", source, "--identity", tmp_path / "plain.key", where=elsewhere)
    assert refused.exit_code == 1
    assert str(left) in refused.stderr
    assert sorted(path.name for path in elsewhere.data_dir.iterdir()) == ["keys.json", left.name]
    assert left.read_bytes() == b"of another database"
    left.unlink()
    again = run("restore", "--from", source, "--identity", tmp_path / "plain.key", where=elsewhere)
    assert (again.exit_code == 0) == (elsewhere.database_url != ""), "the other engine is refused for what it is"


def test_a_failure_at_the_last_step_leaves_nothing(
    centre: Centre, settings: Settings, saved: Callable[[], Path], elsewhere: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_everything(centre, FolderStore(settings.files_dir))
    source = saved()

    def full(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "sync_folder", full)
        patch.setattr(restoring, "copy_in", full)
        with pytest.raises(OSError, match="disk full"):
            restoring.restore(elsewhere, source, IDENTITY)
    assert nothing_there(elsewhere)
    restoring.restore(elsewhere, source, IDENTITY)


def test_b03_the_drill_complaints(
    centre: Centre, settings: Settings, saved: Callable[[], Path], elsewhere: Settings, tmp_path: Path
) -> None:
    """Everything is there again, byte for byte, and opens with the key file."""
    files = FolderStore(settings.files_dir)
    write_everything(centre, files)
    before, plain = contents(centre.database), opened(centre.database, centre.keys, files)
    manifest = restoring.restore(elsewhere, saved(), IDENTITY)
    again = restored(elsewhere)
    assert contents(again) == before
    assert opened(again, centre.keys, FolderStore(elsewhere.files_dir)) == plain
    told, head = event(again, "restore"), event(centre.database, "backup").seq - 1
    assert told.data["head"] == manifest.head == head
    assert told.data["sha256"] == event(centre.database, "backup").data["sha256"]
    again.close()


def test_b03_the_drill_a_published_round(
    client: Client, login: Login, database: Database, saved: Callable[[], Path], elsewhere: Settings
) -> None:
    """The program starts on what was restored; signatures and counts of what was published hold."""
    counted = Counted(client.app, client, login)
    counted.publish()
    before, public = contents(database), counted.public()
    keys = client.get("/api/v1/public/keys").json()
    restoring.restore(elsewhere, saved(), IDENTITY)
    again = restored(elsewhere)
    assert contents(again) == before
    with again.read() as session:
        (one,) = session.scalars(select(Snapshot))
        assert one.public == public
        report = verify(one.public, one.sealed)
        assert session.scalars(select(func.count()).select_from(UserSession)).one() == 0
    again.close()
    assert report.altered == {}
    assert report.checked > 0
    with started(elsewhere) as other:
        assert other.get("/readyz").status_code == 200
        assert other.get("/api/v1/public/keys").json() == keys
        assert other.get("/api/v1/rounds", headers=login("office")).status_code == 401, "everybody logs in again"


def test_case_63_a_backup_on_another_host(
    centre: Centre, settings: Settings, saved: Callable[[], Path], elsewhere: Settings
) -> None:
    """Tracking codes work there, no notice is mailed a second time."""
    centre = replace(centre, keys=load_keys(settings.keys_path))
    _, code = centre.register()
    with centre.database.write() as session:
        notify(session, [centre.people["lead"].user_id], "test.waiting", {}, key="test:1")
    restoring.restore(elsewhere, saved(), IDENTITY)
    again = restored(elsewhere)
    with again.read() as session:
        rows = session.scalars(select(Notice)).all()
        assert [(row.mailed_at is not None, row.read_at) for row in rows] == [(True, None)]
    again.close()
    with started(elsewhere) as other:
        acknowledge(other, auditor_there(elsewhere))
        assert other.post("/api/v1/tracking", json={"code": code}).status_code == 200
        assert other.post("/api/v1/tracking", json={"code": code[::-1]}).status_code == 404


def test_restoring_says_which_key_file_is_needed(
    run: Callable[..., Result], saved: Callable[[], Path], elsewhere: Settings, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "plain.key").write_text(IDENTITY)
    elsewhere.keys_path.unlink()
    told = run("restore", "--from", saved(), "--identity", tmp_path / "plain.key", where=elsewhere)
    assert told.exit_code == 1
    assert load_keys(settings.keys_path).current_seal_key in told.stderr
    assert not nothing_there(elsewhere), "the data are there"


def test_a_backup_of_one_engine_is_not_put_into_the_other(
    saved: Callable[[], Path], elsewhere: Settings, request: pytest.FixtureRequest
) -> None:
    other = next(name for name in ENGINES if not elsewhere.database.startswith(name))
    if other == "sqlite":
        wrong = elsewhere.model_copy(update={"database_url": ""})
    else:
        wrong = elsewhere.model_copy(update={"database_url": _empty_postgresql(request)})
    with pytest.raises(restoring.WrongEngine):
        restoring.restore(wrong, saved(), IDENTITY)


def _empty_postgresql(request: pytest.FixtureRequest) -> str:
    name = f"pingyi_other_{worker_name()}"
    admin = create_engine(os.environ["TEST_DATABASE_URL"], isolation_level="AUTOCOMMIT")

    def drop() -> None:
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    drop()
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    request.addfinalizer(admin.dispose)
    request.addfinalizer(drop)
    base = make_url(os.environ["TEST_DATABASE_URL"])
    return base.set(database=name).render_as_string(hide_password=False)
