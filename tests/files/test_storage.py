"""Files: whole or not at all, readable by the program alone, and gone when they should be."""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.core.db import Database
from backend.core.errors import Conflict, TooLarge
from backend.files import service, sweep
from backend.files.models import StoredFile
from backend.files.storage import FolderStore


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


def on_disk(store: FolderStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_keeps_bytes_under_a_random_name(store: FolderStore) -> None:
    first, second = store.save([b"abc", b"def"], 6), store.save([b"abcdef"], 6)
    assert first.key != second.key
    assert first.size == 6
    assert first.sha256 == second.sha256 == hashlib.sha256(b"abcdef").hexdigest()
    with store.open(first.key) as file:
        assert file.read() == b"abcdef"
    for path in on_disk(store):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    store.delete(first.key)
    store.delete(first.key)
    with pytest.raises(FileNotFoundError):
        store.open(first.key)
    assert [path.name for path in on_disk(store)] == [second.key]


def test_stops_at_the_limit_and_leaves_nothing(store: FolderStore) -> None:
    asked = 0

    def endless() -> Iterator[bytes]:
        nonlocal asked
        while True:
            asked += 1
            yield b"x" * 1000

    with pytest.raises(TooLarge):
        store.save(endless(), 10_000)
    assert asked == 11
    assert on_disk(store) == []


def test_a_broken_sender_leaves_nothing(store: FolderStore) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.save(breaks(), 100)
    assert on_disk(store) == []


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 31, "../" + "a" * 29, "a" * 33])
def test_only_keys_open(store: FolderStore, key: str) -> None:
    with pytest.raises(FileNotFoundError):
        store.open(key)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("测评表.csv", "测评表.csv"),
        ("C:\\Users\\张三\\答卷.xlsx", "答卷.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("a\u202ecsv.exe\x00\n", "acsv.exe"),
        ("", "file"),
        (None, "file"),
        ("长" * 300 + ".csv", "长" * 196 + ".csv"),
    ],
)
def test_names_for_display(sent: str | None, shown: str) -> None:
    assert service.display_name(sent) == shown


def test_bytes_go_when_the_removal_is_durable(database: Database, store: FolderStore) -> None:
    with database.write() as session:
        file_id = service.add(session, store.save([b"abc"], 3), "a.csv", None).id
    with suppress(Conflict), database.write() as session:
        service.remove(session, store, session.get_one(StoredFile, file_id))
        raise Conflict
    assert len(on_disk(store)) == 1
    with database.write() as session:
        service.remove(session, store, session.get_one(StoredFile, file_id))
        assert len(on_disk(store)) == 1
    assert on_disk(store) == []
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_the_sweep_removes_old_orphans_only(database: Database, store: FolderStore) -> None:
    with database.write() as session:
        known = service.add(session, store.save([b"known"], 5), "a.csv", None).key
    fresh = store.save([b"fresh"], 5).key
    store.save([b"orphan"], 6)
    partial = store.folder / "00" / f"{'0' * 32}.part"
    partial.parent.mkdir(exist_ok=True)
    partial.write_bytes(b"half")
    for path in on_disk(store):
        if path.name != fresh:
            os.utime(path, (0, 0))
    assert sweep.sweep_orphans(database, store) == 2
    assert {path.name for path in on_disk(store)} == {known, fresh}
