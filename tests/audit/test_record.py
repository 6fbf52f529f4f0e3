"""The record: events are written with the change (more in tests/security/test_record_writing.py)."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

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


def test_a_transaction_without_events_adds_none(database: Database) -> None:
    with database.write() as session:
        session.add(UnitSequence(name="行政", position=1))
    assert rows(database) == []
    assert names(database) == ["行政"]
