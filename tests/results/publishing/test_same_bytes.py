"""The same sheets give the same files: on both databases, in whatever order, and on every recomputation."""

import random
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from backend.audit.record import SYSTEM, write_pending
from backend.background import JOB_HANDLERS
from backend.ballots.service import facts
from backend.core.db import Database
from backend.core.keys import Keys
from backend.files.storage import FolderStore
from backend.jobs.worker import Worker
from backend.results.publishing import service
from backend.results.publishing.building import Edition, build
from backend.results.publishing.evidence import load_evidence
from backend.rounds.models import Round
from backend.rounds.states import transition
from tests.results.publishing import counted
from tests.results.publishing.counted import fill, open_round

KEYS = Keys({}, "", b"p" * 32, "", {}, "", signing_keys={"k": b"k" * 32}, current_signing_key="k")
UNITS, CRITERIA = 5, 3


@dataclass
class Made:
    public: bytes
    sealed: bytes


def made(database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, order: int) -> Made:
    """A round from opening to its files, with the sheets in another order."""
    plain = counted.zip_sheets

    def shuffled(*arguments: object) -> object:
        rows = list(plain(*arguments))
        random.Random(order).shuffle(rows)
        return rows

    with monkeypatch.context() as patch:
        patch.setattr(counted, "zip_sheets", shuffled)
        round_id, _ = open_round(database, KEYS.pepper, UNITS, CRITERIA)
        fill(database, round_id, UNITS, CRITERIA, seed=3)
    with database.write() as session:
        transition(session, session.get_one(Round, round_id), "close", SYSTEM, facts(session, round_id))
    Worker(database, JOB_HANDLERS, FolderStore(folder)).run_pending()
    return files(database, round_id)


def files(database: Database, round_id: UUID) -> Made:
    with database.read() as session:
        found = build(KEYS, load_evidence(session, session.get_one(Round, round_id)), Edition(1))
    return Made(found.public, found.sealed)


def test_i07_both_databases_give_the_same_bytes(
    sqlite_template: Path, postgresql_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.db").write_bytes(sqlite_template.read_bytes())
    sqlite = Database(f"sqlite:///{tmp_path / 'own.db'}", before_commit=(write_pending,))
    one = made(sqlite, tmp_path, monkeypatch, order=1)
    sqlite.close()
    assert one == made(postgresql_database, tmp_path, monkeypatch, order=2)


def test_i07_the_signed_version_can_be_made_again(several: counted.Counted) -> None:
    several.publish()
    keys = several.app.state.keys
    with several.database.read() as session:
        again = build(keys, load_evidence(session, session.get_one(Round, several.round_id)), Edition(1))
        [version] = service.versions_of(session, several.round_id)
        assert (again.public, again.sealed) == (version.public, version.sealed)
        assert (again.public_digest, again.sealed_digest) == (version.public_digest, version.sealed_digest)
