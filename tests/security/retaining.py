"""Cases and rounds that retention looks at, and the time that passes over them."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.audit.models import AuditEvent
from backend.complaints.kinds import CaseState
from backend.complaints.models import Case
from backend.complaints.records import CaseClock
from backend.complaints.records_requests import RetaliationReport
from backend.config import Settings
from backend.core.db import Database
from backend.core.text import Text
from backend.files.storage import FolderStore
from backend.retention.rules import Keeping, Outcome
from backend.retention.timing import confirm
from backend.schema import metadata
from tests.complaints.conftest import Centre
from tests.complaints.timetravel import Travel
from tests.conftest import Client, Login
from tests.results.publishing.counted import Counted
from tests.security.keeping import write_everything

YEAR = timedelta(days=365)


@pytest.fixture
def travel(jump: Travel, database: Database) -> Travel:
    """Set the time from now on, and have somebody confirm it: so much time has passed (test_retention_clock.py)."""

    def go(to: datetime | str) -> None:
        jump(to)
        with database.write() as session:
            confirm(session, Text("测试", "test"))

    return go


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def files(settings: Settings) -> FolderStore:
    return FolderStore(settings.files_dir)


@pytest.fixture
def keeping(centre: Centre, settings: Settings, files: FolderStore) -> Keeping:
    return Keeping(centre.database, centre.keys, files, settings, threading.Event())


def closed(centre: Centre, files: FolderStore) -> UUID:
    """A closed case with everything in it, without a clock that runs on."""
    case_id = write_everything(centre, files)
    with centre.database.write() as session:
        report = session.scalars(select(RetaliationReport).where(RetaliationReport.case_id == case_id)).one()
        report.settled_at = report.at
    end(centre, case_id)
    return case_id


def end(centre: Centre, case_id: UUID, state: CaseState = CaseState.CLOSED, at: datetime | None = None) -> None:
    """As closing leaves it, whatever its guards ask for."""
    now = at or datetime.now(UTC)
    with centre.database.write() as session:
        clocks: Any = update(CaseClock).where(CaseClock.case_id == case_id)
        session.execute(clocks.values(stopped_at=now, next_at=None, next_step=None))
        case = session.get_one(Case, case_id)
        case.state, case.terminal, case.closed_at = state, True, now


def events(database: Database, action: str) -> list[tuple[UUID | None, dict[str, Any]]]:
    with database.read() as session:
        found = select(AuditEvent.object_id, AuditEvent.data).where(AuditEvent.action == action)
        return [(row[0], row[1]) for row in session.execute(found.order_by(AuditEvent.seq))]


def everything(database: Database) -> str:
    """All that the database says, binary columns as they are."""
    with database.read() as session:
        return "\n".join(repr(row) for table in metadata.sorted_tables for row in session.execute(select(table)))


def counts(outcomes: dict[str, Outcome]) -> dict[str, int]:
    return {name: outcome.count for name, outcome in outcomes.items() if outcome.count}


@pytest.fixture
def published(client: Client, login: Login) -> Counted:
    counted = Counted(client.app, client, login)
    counted.publish()
    return counted


def keeping_of(client: Client, settings: Settings, files: FolderStore) -> Keeping:
    return Keeping(client.app.state.database, client.app.state.keys, files, settings, threading.Event())
