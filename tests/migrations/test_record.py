"""A database of before the chain comes to this version: every event is chained, and those of cases are covered."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

from backend.audit.models import AuditEvent
from backend.audit.record import write_pending
from backend.audit.verify import verify
from backend.complaints.proving import CaseEvents
from backend.core.db import Database
from backend.migrating import check_models, downgrade, upgrade
from tests.complaints.conftest import Centre, centre, read

__all__ = ["centre"]

BEFORE = "2026_11_29_comment_reviews"


@pytest.fixture
def database(empty: Database) -> Iterator[Database]:
    upgrade(empty)
    database = Database(empty.url.render_as_string(hide_password=False), before_commit=(write_pending,))
    yield database
    database.close()


def rows(database: Database) -> list[Any]:
    return read(database, lambda s: s.execute(select(*AuditEvent.__table__.c).order_by(AuditEvent.seq)).all())


def test_rows_of_before_are_chained(centre: Centre) -> None:
    database = centre.database
    for _ in range(3):
        centre.in_hand()
    before = rows(database)
    assert len(before) > 9
    downgrade(database, BEFORE)
    with database.write() as session:  # as it was written then
        without = (
            "UPDATE audit_event SET data = json_remove(data, '$.event_digest')"
            if database.dialect == "sqlite"
            else "UPDATE audit_event SET data = (data::jsonb - 'event_digest')::json"
        )
        session.execute(text(without))
    upgrade(database)
    check_models(database)
    assert rows(database) == before
    with database.read() as session:
        report = verify(session, covers=[CaseEvents()])
    assert (report.events, report.faults) == (len(before), ())


def test_an_installation_without_events_comes_along(empty: Database) -> None:
    upgrade(empty, BEFORE)
    upgrade(empty)
    assert rows(empty) == []
