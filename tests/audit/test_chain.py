"""The chain: what a hash covers, that it is the same on both databases, and what verification finds."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.audit.chain import GENESIS, canonical, event_hash
from backend.audit.models import AuditEvent
from backend.audit.record import COMMAND, head, record, write_pending
from backend.audit.verify import Mark, Report, verify
from backend.core.db import Database
from backend.core.text import Text

SOME_ID = UUID("0d2a8c4e-9a52-4c0b-8f5e-5b1d0c6a7e11")
EVENT: dict[str, Any] = {
    "seq": 1,
    "at": datetime(2026, 11, 30, 8, 0, 0, 500, tzinfo=UTC),
    "actor": "command",
    "action": "unit.create",
    "object_type": "unit",
    "object_id": SOME_ID,
    "data": {"z": 1, "a": ["二", None, True]},
    "hash_alg": "sha256",
    "prev": GENESIS,
}


def write(database: Database, count: int) -> None:
    for number in range(count):
        with database.write() as session:
            record(session, COMMAND, "unit.create", "unit", SOME_ID, number=number, names=["甲", None])


def rows(database: Database) -> list[AuditEvent]:
    with database.read() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.seq)))


def checked(database: Database, marks: Iterable[Mark] = ()) -> Report:
    with database.read() as session:
        return verify(session, marks)


def test_the_canonical_form_is_the_documented_one() -> None:
    assert canonical({name: EVENT[name] for name in ("at", "object_id", "data")}).decode() == (
        '{"at":"2026-11-30T08:00:00.000500+00:00","data":{"a":["二",null,true],"z":1},'
        '"object_id":"0d2a8c4e9a524c0b8f5e5b1d0c6a7e11"}'
    )


def test_a_hash_covers_each_column() -> None:
    original = event_hash(EVENT)
    assert original == "9035caae633bec1774569c93724564a3488b69a7243d9fe5e452e83b2b2cdedd"
    assert (
        event_hash({**EVENT, "hash_alg": "sm3"}) == "b0c0b7bf18d7a307cb875f15084fe938dd72117f69df3f7d4f3589c016f42f33"
    )
    changes: dict[str, Any] = {
        "seq": 2,
        "at": EVENT["at"].replace(microsecond=501),
        "actor": "system",
        "action": "unit.update",
        "object_type": "round",
        "object_id": None,
        "data": {"z": 1, "a": ["二", None, False]},
        "prev": "1" + GENESIS[1:],
    }
    assert len({original, *(event_hash({**EVENT, name: value}) for name, value in changes.items())}) == 9


def test_each_row_follows_the_one_before(database: Database) -> None:
    write(database, 3)
    written = rows(database)
    assert [row.prev for row in written] == [GENESIS, written[0].hash, written[1].hash]
    report = checked(database)
    assert (report.events, report.head, report.faults) == (3, written[2].hash, ())
    with database.read() as session:
        assert head(session) == (3, written[2].hash)


def test_an_empty_record_is_sound(database: Database) -> None:
    assert checked(database) == Report(0, GENESIS, 0, ())


def test_events_of_one_transaction_are_chained_too(database: Database) -> None:
    with database.write() as session:
        for number in range(5):
            record(session, COMMAND, "unit.create", "unit", None, number=number)
    assert checked(database).faults == ()


def test_the_algorithm_may_change_between_rows(database_url: str) -> None:
    for algorithm in ("sha256", "sm3", "sha256"):
        database = Database(database_url, before_commit=(partial(write_pending, algorithm=algorithm),))
        write(database, 1)
        written, report = rows(database), checked(database)
        database.close()
    assert [row.hash_alg for row in written] == ["sha256", "sm3", "sha256"]
    assert report.faults == ()


def test_floats_are_refused_where_they_are_recorded(database: Database) -> None:
    with pytest.raises(TypeError, match="no floats"), database.write() as session:
        record(session, COMMAND, "unit.create", "unit", None, shares=[{"a": 0.5}])
    assert rows(database) == []


def test_marks_are_compared(database: Database) -> None:
    write(database, 4)
    third = rows(database)[2].hash
    where = Text("公开页", "the public page")
    assert checked(database, [Mark(3, third, where), Mark(3, third[:16], where)]) == Report(
        4, rows(database)[3].hash, 2, ()
    )
    report = checked(database, [Mark(3, "f" * 16, where)])
    assert [fault.seq for fault in report.faults] == [1]
    assert "1 to 3" in report.faults[0].reason.en
    assert [fault.seq for fault in checked(database, [Mark(9, third, where)]).faults] == [5]
