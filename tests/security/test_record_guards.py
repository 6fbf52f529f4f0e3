"""The database itself refuses to change the record, in a simple installation with one role (security check I10)."""

import re

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend.core.db import Database
from tests.complaints.conftest import Centre, centre
from tests.security.tampering import write_events

__all__ = ["centre"]

UPSERT = (
    "INSERT INTO audit_event SELECT * FROM audit_event WHERE seq = 2 ON CONFLICT (seq) DO UPDATE SET action = 'forged'"
)
STATEMENTS = {
    "update": "UPDATE audit_event SET action = 'forged' WHERE seq = 2",
    "delete": "DELETE FROM audit_event WHERE seq = 3",
    "update of a case's event": "UPDATE case_event SET action = 'forged'",
    "delete of a case's event": "DELETE FROM case_event",
}
ON_SQLITE = STATEMENTS | {
    "upsert": UPSERT,
    "replace": "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 2",
    "update or replace": "UPDATE OR REPLACE audit_event SET seq = 2 WHERE seq = 3",
    "replace of a case's event": "INSERT OR REPLACE INTO case_event SELECT * FROM case_event",
}
ON_POSTGRESQL = STATEMENTS | {
    "upsert": UPSERT,
    "truncate": "TRUNCATE audit_event",
    "truncate of cases' events": "TRUNCATE case_event",
    "truncate of versions": "TRUNCATE snapshot",
    "truncate of checkpoints": "TRUNCATE checkpoint",
}


def content(database: Database) -> list[object]:
    with database.read_engine.connect() as connection:
        return [
            connection.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all()
            for table in ("audit_event", "case_event")
        ]


def refused(database: Database, statements: dict[str, str], match: str) -> None:
    """Each statement is an error that says so, and nothing is changed by any."""
    before = content(database)
    assert all(before)
    answers = {name: attempt(database, statement) for name, statement in statements.items()}
    assert {name: answer for name, answer in answers.items() if not re.search(match, answer)} == {}
    assert content(database) == before


def attempt(database: Database, statement: str) -> str:
    try:
        with database.write_engine.begin() as connection:
            connection.execute(text(statement))
    except DBAPIError as problem:
        return str(problem.orig)
    return "it was possible"


def test_i10_nothing_changes_the_record(centre: Centre) -> None:
    """As the one role of a simple installation, which owns the tables but has not taken the guards away."""
    centre.register()
    write_events(centre.database, 3)
    refused(centre.database, ON_SQLITE if centre.database.dialect == "sqlite" else ON_POSTGRESQL, "append-only")


def test_i10_adding_goes_on(centre: Centre) -> None:
    """The positive twin: ordinary work meets no guard."""
    case_id, _ = centre.register()
    centre.accept(case_id)
    events, of_cases = content(centre.database)
    assert len(events) >= len(of_cases) >= 2  # type: ignore[arg-type]
