"""The record is written with the change or not at all, without gaps and forks, and names nobody (I12, I13, I16)."""

import json
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.audit import record as record_module
from backend.audit.models import AuditEvent
from backend.audit.record import COMMAND, record
from backend.audit.verify import verify
from backend.core.db import Database
from tests.audit.test_record import change, names, rows
from tests.complaints.at_centre import Office
from tests.complaints.conftest import centre, office
from tests.complaints.planting import CANARIES, Planted, planted

__all__ = ["centre", "office", "planted"]


def test_i13_nothing_is_left_of_a_rolled_back_change(database: Database) -> None:
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


def test_i13_a_change_is_not_saved_without_its_event(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_session: Session) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(record_module.clock, "now", fail)
    with pytest.raises(OSError, match="disk"), database.write() as session:
        change(session, "行政")
    monkeypatch.undo()
    assert (rows(database), names(database)) == ([], [])


def test_i13_an_event_is_not_saved_without_its_change(database: Database) -> None:
    with database.write() as session:
        change(session, "行政")
    with pytest.raises(IntegrityError), database.write() as session:
        change(session, "行政")  # the name is taken
    assert [row.action for row in rows(database)] == ["sequence.create"]


def test_i12_parallel_writers_leave_no_gap_and_no_fork(database: Database) -> None:
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
    with database.read() as session:
        report = verify(session)
    assert (report.events, report.faults) == (len(written), ())


def test_i16_the_record_has_no_word_of_a_person(office: Office, planted: Planted) -> None:
    """Of a complaint in which every secret was planted; the number of the case shows that it is the one."""
    with office.centre.database.read() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    about = [event for event in events if event.object_id == planted.case.id]
    assert len(about) > 3
    written = json.dumps([[event.actor, event.action, event.data] for event in events], ensure_ascii=False)
    assert {name for name, word in CANARIES.items() if word in written or word.encode().hex() in written} == set()


def test_i16_a_failed_login_does_not_tell_what_was_typed(office: Office) -> None:
    password = "wrong-password-1234"
    office.client.post("/api/v1/auth/login", json={"username": "13987650001", "password": password})
    with office.centre.database.read() as session:
        written = [f"{event.actor} {event.action} {event.data}" for event in session.scalars(select(AuditEvent))]
    assert not [line for line in written if "13987650001" in line or password in line]
