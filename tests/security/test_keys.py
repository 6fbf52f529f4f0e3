"""New keys come, everything is sealed anew, old keys go; nothing is lost on the way (security design, 8.9)."""

import json
import os
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import LargeBinary, select, update

from backend.audit.models import AuditEvent
from backend.auth import tokens
from backend.complaints.models import CaseOriginal
from backend.core.db import Database
from backend.core.errors import NotAuthenticated
from backend.core.keys import KeyFileError, Keys, load_keys
from backend.core.sealing import SealBroken
from backend.core.signing import public_keys
from backend.files.storage import FolderStore
from backend.schema import metadata
from backend.sealed import PLAIN, sealed_columns
from backend.upkeep import rotation
from backend.upkeep.rotation import KeyInUse, drop, reseal, rotate, sealed_with
from tests import processes
from tests.complaints.conftest import Centre, centre
from tests.emptying import emptying
from tests.security.keeping import opened, write_everything, write_rating

__all__ = ["centre"]  # a fixture


@pytest.fixture(autouse=True)
def alone(request: pytest.FixtureRequest) -> None:
    """Keys are dropped only while nobody else is connected."""
    if "database_url" in request.fixturenames:
        url = request.getfixturevalue("database_url")
        if url.startswith("postgresql"):
            emptying(url).dispose()


@pytest.fixture
def files(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """The key file of the fixture `centre`."""
    return tmp_path / "centre-keys.json"


def events(database: Database, action: str) -> list[dict[str, object]]:
    with database.read() as session:
        return list(
            session.scalars(select(AuditEvent.data).where(AuditEvent.action == action).order_by(AuditEvent.seq))
        )


def only_current(keys: Keys) -> Keys:
    """The ring as it would be without its old keys."""
    return Keys(
        keys.token_keys,
        keys.current_token_key,
        keys.pepper,
        keys.metrics_token,
        {keys.current_seal_key: keys.seal_keys[keys.current_seal_key]},
        keys.current_seal_key,
    )


def test_every_binary_column_is_known_as_sealed_or_plain() -> None:
    binary = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    sealed = {f"{column.table.name}.{column.column.name}" for column in sealed_columns()}
    assert sealed | PLAIN == binary
    assert not sealed & PLAIN


def test_the_test_writes_in_every_sealed_place(centre: Centre, files: FolderStore) -> None:
    write_everything(centre, files)
    write_rating(centre)
    places = Counter(place.partition(":")[0] for place in opened(centre.database, centre.keys, files))
    expected = {f"{column.table.name}.{column.column.name}" for column in sealed_columns()}
    assert places.keys() == expected | {"attachment.original_key", "attachment.cleaned_key"}


def test_everything_opens_after_a_change_of_the_seal_key(centre: Centre, files: FolderStore, key_file: Path) -> None:
    write_everything(centre, files)
    write_rating(centre)
    before = opened(centre.database, centre.keys, files)
    old = centre.keys.current_seal_key
    new = rotate(centre.database, key_file, "seal")
    keys = load_keys(key_file)
    assert keys.current_seal_key == new
    assert opened(centre.database, keys, files) == before, "old keys open"

    centre.database.close()
    with pytest.raises(KeyInUse, match="reseal"):
        drop(centre.database, files, key_file, old)
    with pytest.raises(KeyInUse, match="current"):
        drop(centre.database, files, key_file, new)
    done = reseal(centre.database, files, keys)
    assert (done.files, done.broken) == (2, [])
    assert done.texts == len(before) - 2
    assert opened(centre.database, only_current(keys), files) == before
    assert sealed_with(centre.database, files, old) == 0
    assert len(list(files.kept())) == 2, "no old file is left"

    again = reseal(centre.database, files, keys)
    assert (again.texts, again.files) == (0, 0)
    centre.database.close()
    assert drop(centre.database, files, key_file, old) == "seal"
    assert opened(centre.database, load_keys(key_file), files) == before
    assert list(load_keys(key_file).seal_keys) == [new]
    with pytest.raises(KeyFileError):
        drop(centre.database, files, key_file, old)

    assert events(centre.database, "key.rotate") == [{"ring": "seal", "key_id": new, "before": old}]
    assert events(centre.database, "key.drop") == [{"ring": "seal", "key_id": old}]
    (counts,) = events(centre.database, "key.reseal")
    assert counts == {"key_id": new, "texts": done.texts, "files": 2, "broken": 0}


def test_a_text_that_does_not_open_is_named_and_holds_its_key(
    centre: Centre, files: FolderStore, key_file: Path
) -> None:
    first, second = (centre.register()[0] for _ in range(2))
    old = centre.keys.current_seal_key
    with centre.database.write() as session:
        moved = session.get_one(CaseOriginal, first).sealed
        session.execute(update(CaseOriginal).where(CaseOriginal.case_id == second).values(sealed=moved))
    rotate(centre.database, key_file, "seal")
    done = reseal(centre.database, files, load_keys(key_file))
    assert done.broken == [f"complaint_original.sealed:{second}"]
    assert done.texts > 0
    centre.database.close()
    with pytest.raises(KeyInUse, match="1 项"):
        drop(centre.database, files, key_file, old)


def test_a_lost_key_changes_nothing(centre: Centre, files: FolderStore, key_file: Path) -> None:
    write_everything(centre, files)
    write_rating(centre)
    before = opened(centre.database, centre.keys, files)
    content = json.loads(key_file.read_text())
    rotate(centre.database, key_file, "seal")
    stranger = only_current(load_keys(key_file))
    done = reseal(centre.database, files, stranger)
    assert (done.texts, done.files) == (0, 0)
    assert len(done.broken or ()) == len(before)
    key_file.write_text(json.dumps(content))
    assert opened(centre.database, load_keys(key_file), files) == before


DYING = """
import os, sys
from pathlib import Path
from backend.audit.record import write_pending
from backend.core.db import Database
from backend.core.keys import load_keys
from backend.files import storage
from backend.upkeep import rotation

url, key_file, folder, steps = sys.argv[1:]
left = int(steps)

def count(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)

rotation.BATCH = 3
database = Database(url, before_commit=(write_pending, count))
files = storage.FolderStore(Path(folder))
save, delete = files.save, files.delete
files.save = lambda *a: (count(), save(*a), count())[1]
files.delete = lambda *a: (count(), delete(*a))[1]
rotation.reseal(database, files, load_keys(Path(key_file)))
print("done")
"""


def test_sealing_anew_may_be_killed_anywhere(
    centre: Centre, files: FolderStore, key_file: Path, database_url: str
) -> None:
    """kill -9 before every commit, before and after every file: what is there always opens, and it gets done."""
    write_everything(centre, files)
    write_rating(centre)
    before = opened(centre.database, centre.keys, files)
    old = centre.keys.current_seal_key
    rotate(centre.database, key_file, "seal")
    centre.database.close()
    left = [sealed_with(centre.database, files, old)]
    for steps in (0, 11, 33, 35, 200):
        centre.database.close()
        arguments = [database_url, str(key_file), str(files.folder), str(steps)]
        ended = processes.run(processes.script, DYING, *arguments)
        assert ended.returncode in (0, -9), ended.stderr
        assert opened(centre.database, load_keys(key_file), files) == before
        left.append(sealed_with(centre.database, files, old))
    assert left == sorted(left, reverse=True)
    assert (left[0], left[-1]) == (len(before), 0)
    assert len(set(left)) > 2
    centre.database.close()
    assert drop(centre.database, files, key_file, old) == "seal"


def test_a_change_meanwhile_wins(
    centre: Centre, files: FolderStore, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes between the reading and the sealing anew: theirs stays."""
    case_id, _ = centre.register()
    rotate(centre.database, key_file, "seal")
    keys = load_keys(key_file)
    original = rotation.Sealer.reseal
    written = rotation.Sealer(centre.keys).seal("{}", f"complaint_original.sealed:{case_id}")

    def slow(sealer: rotation.Sealer, sealed: bytes, place: str) -> bytes:
        if place == f"complaint_original.sealed:{case_id}":
            session.connection().execute(
                update(CaseOriginal).where(CaseOriginal.case_id == case_id).values(sealed=written)
            )
        return original(sealer, sealed, place)

    monkeypatch.setattr(rotation.Sealer, "reseal", slow)
    with centre.database.write() as session:
        monkeypatch.setattr(centre.database, "write", lambda: _Same(session))
        reseal(centre.database, files, keys)
    monkeypatch.undo()
    assert opened(centre.database, keys, files)[f"complaint_original.sealed:{case_id}"] == b"{}"


class _Same:
    """A transaction that is open already."""

    def __init__(self, session: object) -> None:
        self.session = session

    def __enter__(self) -> object:
        return self.session

    def __exit__(self, *_: object) -> None:
        pass


def test_old_tokens_hold_until_they_expire_and_old_token_keys_go(
    database: Database, tmp_path: Path, settings: object
) -> None:
    path = tmp_path / "keys.json"
    first = load_keys(path)
    token = tokens.mint(first, UUID(int=1), UUID(int=2))
    rotate(database, path, "token")
    second = load_keys(path)
    assert tokens.read(second, token).user_id == UUID(int=1)
    fresh = tokens.mint(second, UUID(int=1), UUID(int=2))
    with pytest.raises(NotAuthenticated):
        tokens.read(first, fresh)
    rotate(database, path, "token")
    assert len(load_keys(path).token_keys) == 3, "the first one's tokens may be in force"
    os.utime(path, (0, path.stat().st_mtime - 3600))
    rotate(database, path, "token")
    last = load_keys(path)
    assert len(last.token_keys) == 2
    with pytest.raises(NotAuthenticated):
        tokens.read(last, token)


def test_old_signing_keys_stay_for_verification(
    database: Database, files: FolderStore, tmp_path: Path, settings: object
) -> None:
    path = tmp_path / "keys.json"
    first = load_keys(path)
    rotate(database, path, "signing")
    now = load_keys(path)
    assert now.current_signing_key != first.current_signing_key
    shown = public_keys(now)
    assert [key.current for key in shown] == [True, False]
    assert shown[1].public_key == public_keys(first)[0].public_key
    with pytest.raises(KeyInUse, match="signing"):
        drop(database, files, path, first.current_signing_key)
    assert load_keys(path) == now


def test_a_key_is_not_dropped_while_the_program_runs(
    database: Database, files: FolderStore, tmp_path: Path, settings: object
) -> None:
    """A running program has the old ring in memory and would go on sealing with it."""
    path = tmp_path / "keys.json"
    old = load_keys(path).current_seal_key
    rotate(database, path, "seal")
    database.close()
    if database.dialect == "postgresql":
        other = Database(database.url.render_as_string(hide_password=False))
        with other.read() as session:
            session.connection()
            with pytest.raises(KeyInUse, match="stop"):
                drop(database, files, path, old)
        other.close()
        database.close()
    assert drop(database, files, path, old) == "seal"


def test_a_failed_record_is_no_rotation_and_the_other_way_round(
    database: Database, tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys.json"
    before = path.read_text()

    def full(*_: object) -> tuple[str, str]:
        raise OSError("disk full")

    monkeypatch.setattr(rotation, "add_key", full)
    with pytest.raises(OSError, match="disk full"):
        rotate(database, path, "seal")
    assert path.read_text() == before
    assert events(database, "key.rotate") == []


def test_what_does_not_open_says_so(centre: Centre, files: FolderStore) -> None:
    """The positive twin of all of the above: `opened` does notice."""
    case_id, _ = centre.register()
    with centre.database.write() as session:
        row = session.get_one(CaseOriginal, case_id)
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
    with pytest.raises(SealBroken):
        opened(centre.database, centre.keys, files)
