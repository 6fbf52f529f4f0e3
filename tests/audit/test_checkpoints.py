"""Checkpoints: when there is one, whom it reaches, and the witness beside the key file."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.audit import checkpoints as checkpoints_module
from backend.audit.checkpoints import CODE_LENGTH, code_of, keep_checkpoints, message
from backend.audit.models import Checkpoint
from backend.audit.outside import file_marks
from backend.audit.record import SYSTEM, head, record
from backend.audit.verify import verify
from backend.audit.witness import WitnessError, read_witness
from backend.core.db import Database
from backend.core.keys import Keys, create_key_file, load_keys
from backend.notices.checkpoints import KIND, KINDS, tell_keepers
from backend.notices.kinds import rendered
from backend.notices.models import Notice
from tests.conftest import Client, Login, enter
from tests.security.tampering import write_events


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    if not (tmp_path / "keys.json").exists():  # that of the application
        create_key_file(tmp_path / "keys.json")
    return load_keys(tmp_path / "keys.json")


class Keeping:
    """Ticks of the periodic task, at instants that a test chooses."""

    def __init__(self, database: Database, keys: Keys, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.database, self.keys, self.witness = database, keys, folder / "witness.json"
        self.now = datetime(2026, 11, 30, 2, tzinfo=UTC)
        monkeypatch.setattr(checkpoints_module.clock, "now", lambda _: self.now)

    def tick(self) -> int | None:
        made = keep_checkpoints(self.database, self.keys, self.witness, tell_keepers)
        return None if made is None else made.seq

    def kept(self) -> int | None:
        found = read_witness(self.witness)
        return None if found is None else found.seq


@pytest.fixture
def keeping(database: Database, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    return Keeping(database, keys, tmp_path, monkeypatch)


def test_one_a_day_if_anything_happened(keeping: Keeping) -> None:
    assert (keeping.tick(), keeping.kept()) == (None, None)
    write_events(keeping.database, 2)
    assert (keeping.tick(), keeping.kept()) == (2, 2)
    write_events(keeping.database, 1)
    assert keeping.tick() is None, "the same day"
    keeping.now += timedelta(hours=14)  # two hours after midnight in China
    assert (keeping.tick(), keeping.kept()) == (3, 3)
    keeping.now += timedelta(days=2)
    assert keeping.tick() is None, "nothing happened"


@pytest.mark.parametrize("action", ["round.open", "round.close", "round.freeze", "round.publish", "round.correct"])
def test_after_each_decisive_step_of_a_round(keeping: Keeping, action: str) -> None:
    write_events(keeping.database, 1)
    assert keeping.tick() == 1
    with keeping.database.write() as session:
        record(session, SYSTEM, action, "round", None)
    write_events(keeping.database, 1)
    assert (keeping.tick(), keeping.tick()) == (3, None)


def test_it_is_signed_and_confirmed_by_the_chain(keeping: Keeping) -> None:
    write_events(keeping.database, 3)
    keeping.tick()
    with keeping.database.read() as session:
        point = session.scalars(select(Checkpoint)).one()
        assert (point.seq, point.hash) == head(session)
    assert message(point).decode() == (
        f'{{"at":"2026-11-30T02:00:00.000000+00:00","hash":"{point.hash}","seq":3,"type":"pingyi-checkpoint-1"}}'
    )
    assert code_of(point).replace("-", "") == point.hash[:CODE_LENGTH]


def test_auditors_and_lead_supervisors_are_told(keeping: Keeping) -> None:
    for role in ("auditor", "lead_supervisor", "supervisor", "sysadmin"):
        enter(keeping.database, keeping.keys, role)
    write_events(keeping.database, 1)
    keeping.tick()
    with keeping.database.read() as session:
        notices = session.scalars(select(Notice).where(Notice.kind == KIND)).all()
        digest = head(session)[1]
    assert len(notices) == 2
    text, path = rendered(KINDS, KIND, notices[0].params)
    assert digest in text.zh
    assert digest in text.en
    assert "2026-11-30 10:00" in text.zh
    assert path == "/verify"


def test_a_damaged_witness_is_no_witness(keeping: Keeping) -> None:
    keeping.witness.write_text("{")
    write_events(keeping.database, 1)
    with pytest.raises(WitnessError):
        keeping.tick()


def test_everybody_may_take_copies(app: FastAPI, client: Client, login: Login, tmp_path: Path, keys: Keys) -> None:
    database: Database = app.state.database
    login("auditor")
    for _ in range(3):
        write_events(database, 2)
        with database.write() as session:
            checkpoints_module.make_checkpoint(session, keys)
    answer = client.get("/api/v1/public/checkpoints")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    items: list[dict[str, Any]] = answer.json()["items"]
    assert [item["seq"] for item in items] == [6, 4, 2]
    assert [one["seq"] for one in client.get("/api/v1/public/checkpoints?limit=1&before=6").json()["items"]] == [4]
    assert items[0]["code"].replace("-", "") == items[0]["hash"][:16]
    file = tmp_path / "kept.json"
    file.write_text(json.dumps(answer.json()))
    marks, faults = file_marks(keys, file)
    assert faults == []
    with database.read() as session:
        report = verify(session, marks)
    assert (report.marks, report.faults) == (3, ())
    assert client.get("/api/v1/public/checkpoints?limit=0").status_code == 422
