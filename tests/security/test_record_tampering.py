"""Whatever the owner of the tables does to the record is found, and the first bad event named (security check I11)."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text
from typer.testing import CliRunner

from backend import cli
from backend.audit.checkpoints import make_checkpoint, newest_checkpoint, stored_marks
from backend.audit.outside import file_marks, printed_mark
from backend.audit.record import record
from backend.audit.verify import Fault, verify
from backend.audit.witness import keep_witness
from backend.complaints.proving import CaseEvents
from backend.core.db import Database
from backend.core.keys import Keys, create_key_file, load_keys
from tests.complaints.conftest import Centre, centre
from tests.security.tampering import as_owner, rehash, write_events

__all__ = ["centre"]

Tamper = Callable[[Connection], object]


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    create_key_file(tmp_path / "keys.json")
    return load_keys(tmp_path / "keys.json")


@pytest.fixture
def kept(database: Database, keys: Keys, tmp_path: Path) -> Path:
    """Ten events, a checkpoint after the fourth and the eighth, and the file of them that somebody kept outside."""
    items = []
    for count in (4, 4):
        write_events(database, count)
        with database.write() as session:
            point = make_checkpoint(session, keys)
            assert point is not None
            items.append(
                {
                    "seq": point.seq,
                    "hash": point.hash,
                    "at": point.at.isoformat(),
                    "key_id": point.key_id,
                    "signature": point.signature,
                }
            )
    write_events(database, 2)
    file = tmp_path / "checkpoints.json"
    file.write_text(json.dumps({"items": items}), encoding="utf-8")
    return file


def findings(database: Database, keys: Keys, kept: Path | None = None) -> list[Fault]:
    with database.read() as session:
        marks, faults = stored_marks(session, keys)
    if kept is not None:
        given, unsigned = file_marks(keys, kept)
        marks, faults = marks + given, faults + unsigned
    with database.read() as session:
        return [*faults, *verify(session, marks, [CaseEvents()]).faults]


def do(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))


def swap(connection: Connection) -> None:
    """Events 3 and 6 change places."""
    do(
        connection,
        "UPDATE audit_event SET seq = 99 WHERE seq = 3",
        "UPDATE audit_event SET seq = 3 WHERE seq = 6",
        "UPDATE audit_event SET seq = 6 WHERE seq = 99",
    )


def edit_and_rehash(connection: Connection) -> None:
    do(connection, "UPDATE audit_event SET action = 'unit.update' WHERE seq = 6")
    rehash(connection, 6)


def cut(connection: Connection) -> None:
    do(connection, "DELETE FROM audit_event WHERE seq > 7")


def forget(connection: Connection) -> None:
    do(connection, "DELETE FROM checkpoint WHERE seq > 4")


def test_i11_an_untouched_record_is_sound(database: Database, keys: Keys, kept: Path) -> None:
    assert findings(database, keys, kept) == []


@pytest.mark.parametrize(
    ("tamper", "first"),
    [
        (lambda c: do(c, "UPDATE audit_event SET actor = 'nobody' WHERE seq = 5"), 5),
        (lambda c: do(c, "UPDATE audit_event SET data = '{\"number\": 9}' WHERE seq = 5"), 5),
        (lambda c: do(c, "UPDATE audit_event SET hash_alg = 'none' WHERE seq = 5"), 5),
        (lambda c: do(c, "DELETE FROM audit_event WHERE seq = 1"), 1),
        (lambda c: do(c, "DELETE FROM audit_event WHERE seq = 5"), 5),
        (swap, 3),
    ],
    ids=["edit", "edit of data", "unknown algorithm", "delete first", "delete middle", "swap two"],
)
def test_i11_the_chain_itself_shows_it(database: Database, keys: Keys, kept: Path, tamper: Tamper, first: int) -> None:
    with as_owner(database) as connection:
        tamper(connection)
    assert findings(database, keys)[0].seq == first


@pytest.mark.parametrize(
    ("tamper", "first"),
    [(cut, 8), (edit_and_rehash, 5), (lambda c: do(c, "DELETE FROM audit_event"), 1)],
    ids=["delete tail", "re-hash all after", "delete all"],
)
def test_case_07_and_i11_checkpoints_show_what_the_chain_cannot(
    database: Database, keys: Keys, kept: Path, tamper: Tamper, first: int
) -> None:
    """Where the checkpoints of the database are taken away as well, those that were kept outside still show it."""
    with as_owner(database) as connection:
        tamper(connection)
    assert findings(database, keys)[0].seq == first
    with as_owner(database) as connection:
        forget(connection)
        if first == 1:
            do(connection, "DELETE FROM checkpoint")
    assert findings(database, keys) == []
    assert findings(database, keys, kept)[0].seq == first


def test_i11_a_printed_code_shows_it_too(database: Database, keys: Keys, kept: Path) -> None:
    digest = json.loads(kept.read_text())["items"][1]["hash"]
    code = printed_mark(f"8:{digest[:4]}-{digest[4:8]}-{digest[8:12]}-{digest[12:16]}")
    with database.read() as session:
        assert verify(session, [code]).faults == ()
    with as_owner(database) as connection:
        edit_and_rehash(connection)
    with database.read() as session:
        assert [fault.seq for fault in verify(session, [code]).faults] == [1]


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("UPDATE case_event SET role = 'auditor' WHERE seq = 2", 2),
        ("UPDATE case_event SET data = '{}' WHERE action = 'accept'", 2),
        ("DELETE FROM case_event WHERE seq = 2", 2),
    ],
    ids=["role", "data", "delete"],
)
def test_case_07_and_i11_events_of_cases_are_covered(centre: Centre, statement: str, seq: int) -> None:
    case_id, _ = centre.register()
    centre.accept(case_id)
    with as_owner(centre.database) as connection:
        first = connection.execute(
            text("SELECT min(seq) FROM audit_event WHERE object_type = 'complaint'")
        ).scalar_one()
    assert findings(centre.database, centre.keys) == []
    with as_owner(centre.database) as connection:
        do(connection, statement)
    found = findings(centre.database, centre.keys)
    assert [fault.seq for fault in found] == [first + seq - 1]


def test_case_07_and_i11_an_event_of_a_case_without_a_record_is_found(centre: Centre) -> None:
    case_id, _ = centre.register()
    forged = "INSERT INTO case_event SELECT {id}, case_id, 99, at, actor, role, action, source, target, cycle, data, clocks, note FROM case_event"
    fresh = "gen_random_uuid()" if centre.database.dialect == "postgresql" else "lower(hex(randomblob(16)))"
    with centre.database.write_engine.begin() as connection:  # no guard forbids adding
        connection.execute(text(forged.format(id=fresh)))
    (fault,) = findings(centre.database, centre.keys)
    assert fault.seq == 0
    assert str(case_id) in fault.reason.en


def test_i15_only_keys_of_the_installation_sign_checkpoints(
    database: Database, keys: Keys, kept: Path, tmp_path: Path
) -> None:
    """A key of somebody else, an altered content, an id that nobody knows; after a change of keys old ones still count."""
    rotated = replace(keys, signing_keys=keys.signing_keys | {"new": b"\x07" * 32}, current_signing_key="new")
    assert findings(database, rotated, kept) == []
    create_key_file(tmp_path / "other.json")
    assert [fault.seq for fault in findings(database, load_keys(tmp_path / "other.json"))] == [4, 8]
    content = json.loads(kept.read_text())
    for name, value in (("seq", 5), ("at", "2026-01-01T00:00:00+00:00"), ("key_id", "0" * 16), ("signature", "zz")):
        items = [{**content["items"][0], name: value}]
        kept.write_text(json.dumps({"items": items}))
        assert "not signed" in findings(database, keys, kept)[0].reason.en, name


def run(monkeypatch: pytest.MonkeyPatch, database: Database, folder: Path, *arguments: str) -> Any:
    monkeypatch.setenv("PINGYI_DATA_DIR", str(folder))
    monkeypatch.setenv("PINGYI_DATABASE_URL", database.url.render_as_string(hide_password=False))
    return CliRunner().invoke(cli.app, ["verify", "audit", *arguments])


def test_i11_the_command_names_the_event_and_fails(
    database: Database, keys: Keys, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = run(monkeypatch, database, tmp_path, "--checkpoints", str(kept))
    assert sound.exit_code == 0, sound.output
    assert "10 events, 4 checkpoints" in sound.output
    assert "No checkpoint was compared" not in sound.output
    with as_owner(database) as connection:
        edit_and_rehash(connection)
        do(connection, "DELETE FROM checkpoint")
    alone = run(monkeypatch, database, tmp_path)
    assert alone.exit_code == 0, "nobody outside kept anything"
    assert "No checkpoint was compared" in alone.output
    forged = run(monkeypatch, database, tmp_path, "--checkpoints", str(kept))
    assert forged.exit_code == 1
    assert "event 5" in forged.output
    assert run(monkeypatch, database, tmp_path, "--checkpoint", "8:0000-0000-0000-0000").exit_code == 1
    for bad in (["--checkpoint", "8"], ["--checkpoints", str(tmp_path / "keys.json")]):
        assert run(monkeypatch, database, tmp_path, *bad).exit_code == 1


def test_i11_the_command_compares_with_the_witness(
    database: Database, keys: Keys, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The end of the record cut off with its checkpoints: the file outside the database knows of it."""
    with database.read() as session:
        newest = newest_checkpoint(session)
    assert newest is not None
    witness = tmp_path / "witness.json"
    keep_witness(witness, newest)
    sound = run(monkeypatch, database, tmp_path)
    assert sound.exit_code == 0, sound.output
    with as_owner(database) as connection:
        do(connection, "DELETE FROM checkpoint")
        do(connection, f"DELETE FROM audit_event WHERE seq >= {newest.seq}")
    cut = run(monkeypatch, database, tmp_path)
    assert cut.exit_code == 1
    assert "witness.json" in cut.output
    with database.write() as session:  # what an auditor acknowledged is no fault any more
        record(session, "auditor", "restore", "record", None, old_hash=newest.hash)
    assert run(monkeypatch, database, tmp_path).exit_code == 0
    witness.write_text("{")
    assert run(monkeypatch, database, tmp_path).exit_code == 1
