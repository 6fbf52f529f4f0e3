"""The record: no gaps, in the order of commits, with the change or not at all (security checks I12, I13)."""

import random
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.audit import record as record_module
from backend.audit.models import AuditEvent
from backend.audit.record import COMMAND, record
from backend.core.db import Database
from backend.core.principal import Principal
from backend.units.models import UnitSequence


def rows(database: Database) -> list[AuditEvent]:
    with database.read() as session:
        return list(session.execute(select(AuditEvent).order_by(AuditEvent.seq)).scalars())


def names(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.execute(select(UnitSequence.name)).scalars())


def change(session: Session, name: str) -> None:
    sequence = UnitSequence(name=name, position=1)
    session.add(sequence)
    record(session, COMMAND, "sequence.create", "sequence", sequence.id, position=1)


def test_events_are_written_with_the_change(database: Database) -> None:
    person = Principal(uuid4(), uuid4(), "wang.fang", "王芳", frozenset({"office"}))
    with database.write() as session:
        change(session, "行政")
        record(session, person, "sequence.update", "sequence", None, before=1, after=2)
    first, second = rows(database)
    assert (first.seq, first.actor, first.action, first.data) == (1, "command", "sequence.create", {"position": 1})
    assert (second.seq, second.actor, second.data) == (2, str(person.user_id), {"before": 1, "after": 2})
    assert first.at == second.at
    assert first.at.tzinfo is not None
    assert "王芳" not in str(second.data) + second.actor


def test_nothing_is_left_of_a_rolled_back_change(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            change(session, "行政")
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (rows(database), names(database)) == ([], [])
    with database.write() as session:
        change(session, "党群")
    assert [row.seq for row in rows(database)] == [1], "the rolled back one left no gap"


def test_a_change_is_not_saved_without_its_event(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_session: Session) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(record_module.clock, "now", fail)
    with pytest.raises(OSError, match="disk"), database.write() as session:
        change(session, "行政")
    monkeypatch.undo()
    assert (rows(database), names(database)) == ([], [])


def test_an_event_is_not_saved_without_its_change(database: Database) -> None:
    with database.write() as session:
        change(session, "行政")
    with pytest.raises(IntegrityError), database.write() as session:
        change(session, "行政")  # the name is taken
    assert [row.action for row in rows(database)] == ["sequence.create"]


def test_a_transaction_without_events_adds_none(database: Database) -> None:
    with database.write() as session:
        session.add(UnitSequence(name="行政", position=1))
    assert rows(database) == []
    assert names(database) == ["行政"]


def test_parallel_writers_leave_no_gap(database: Database) -> None:
    """Twenty writers, some of which fail: the numbers are 1 to n, each change with its own event."""

    def write(number: int) -> bool:
        chance = random.Random(number)
        try:
            with database.write() as session:
                change(session, f"序列{number:03}")
                for _ in range(chance.randrange(3)):
                    record(session, COMMAND, "sequence.touch", "sequence", None)
                if chance.random() < 0.3:
                    raise RuntimeError
        except RuntimeError:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        saved = sum(pool.map(write, range(60)))
    assert 20 < saved < 60
    written = rows(database)
    assert [row.seq for row in written] == list(range(1, len(written) + 1))
    created = [row for row in written if row.action == "sequence.create"]
    assert len(created) == len(names(database)) == saved
    assert [row.at for row in written] == sorted(row.at for row in written), "in the order of commits"
