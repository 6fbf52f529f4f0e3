"""Who read figures before they were published is in the record, and nothing else is written for a reading (T14)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, select, update

from backend.audit.models import AuditEvent
from backend.config import Settings
from tests.conftest import Client, Login
from tests.results.filling import Filled
from tests.results.publishing.counted import Counted
from tests.security.tampering import as_owner


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The tests run the worker themselves."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def filled(client: Client, login: Login) -> Filled:
    """A tallied round."""
    filled = Filled(client.app)
    filled.add(0, (1, 3), 6)
    filled.close(client, login)
    client.app.state.worker.run_pending()
    return filled


def readings(filled: Filled) -> list[tuple[str, UUID | None]]:
    """(actor, round) of each reading that the record knows."""
    with filled.database.read() as session:
        events = select(AuditEvent).where(AuditEvent.action == "result.read").order_by(AuditEvent.seq)
        return [(event.actor, event.object_id) for event in session.scalars(events)]


def addresses(filled: Filled) -> list[str]:
    return [
        f"/api/v1/rounds/{filled.round_id}/results",
        f"/api/v1/rounds/{filled.round_id}/results/cells?by=stratum",
        f"/api/v1/rounds/{filled.round_id}/results/export",
        f"/api/v1/rounds/{filled.round_id}/comparisons",
        f"/api/v1/units/{filled.units[0]}/history",
        "/api/v1/dashboard",
        "/api/v1/dashboard/export",
    ]


@pytest.mark.parametrize("place", range(7))
def test_every_way_to_the_figures_is_recorded(client: Client, login: Login, filled: Filled, place: int) -> None:
    assert client.get(addresses(filled)[place], headers=login("auditor")).status_code == 200
    [(_, round_id)] = readings(filled)
    assert round_id == filled.round_id


def test_once_a_day_for_each_person(client: Client, login: Login, filled: Filled) -> None:
    office, auditor = login("office"), login("auditor")
    for headers in (office, auditor, office):
        for address in addresses(filled):
            assert client.get(address, headers=headers).status_code == 200
    found = readings(filled)
    assert len(found) == len(set(found)) == 2
    with as_owner(filled.database) as connection:
        connection.execute(update(AuditEvent).values(at=datetime.now(UTC) - timedelta(days=1)))
    client.get(addresses(filled)[0], headers=office)
    assert len(readings(filled)) == 3


def test_a_second_reading_writes_nothing(client: Client, login: Login, filled: Filled) -> None:
    office = login("office")
    client.get("/api/v1/dashboard", headers=office)
    writes: list[str] = []

    @event.listens_for(filled.database.write_engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "BEGIN")):
            writes.append(statement)

    for address in ("/api/v1/dashboard", addresses(filled)[0], addresses(filled)[4]):
        assert client.get(address, headers=office).status_code == 200
    assert writes == []


def test_what_shows_no_figures_is_no_reading(client: Client, login: Login, filled: Filled) -> None:
    missing = f"/api/v1/rounds/{uuid4()}/results"
    asked: list[tuple[str, str, int]] = [
        ("leader", "/api/v1/dashboard", 200),
        ("leader", addresses(filled)[0], 403),
        ("liaison", addresses(filled)[4], 200),
        ("office", missing, 404),
        ("office", f"/api/v1/rounds/{filled.round_id}", 200),
    ]
    for role, address, status in asked:
        assert client.get(address, headers=login(role)).status_code == status
    assert readings(filled) == []


def test_published_figures_are_for_everybody(client: Client, login: Login) -> None:
    counted = Counted(client.app, client, login)
    counted.publish()
    before = counted.events()
    assert counted.get("results", login("office")).status_code == 200
    assert counted.events() == before
