"""An old database that is put back is seen: nothing changes before an auditor has acknowledged it (check I14)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import anyio.from_thread
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text, update

from backend.audit.checkpoints import keep_checkpoints
from backend.audit.models import AuditEvent
from backend.audit.record import COMMAND, RESTORE, record
from backend.audit.verify import verify
from backend.audit.witness import Witness, read_witness
from backend.auth.models import UserAccount
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import Keys, create_key_file, load_keys
from backend.main import create_app
from backend.notices.checkpoints import tell_keepers
from tests.auth.factors import code_of, enrol, long_ago
from tests.auth.people import PASSWORD, add_person, bearer, log_in
from tests.conftest import Client, enter, running
from tests.security.tampering import as_owner, write_events

ROUND = {"year": 2026, "number": 1, "title": "评议", "all_units": False}


class Installation:
    """A program that is stopped, which had eight events and a checkpoint after the fourth and the eighth."""

    def __init__(self, database_url: str, folder: Path) -> None:
        create_key_file(folder / "keys.json")
        self.settings = Settings(env="test", data_dir=folder, database_url=database_url)
        self.keys: Keys = load_keys(self.settings.keys_path)
        app = create_app(self.settings, self.keys)
        self.database: Database = app.state.database
        self.auditor, self.office = (self.headers(role) for role in ("auditor", "office"))
        for action in ("unit.create", "round.open"):
            write_events(self.database, 3)
            with self.database.write() as session:
                record(session, COMMAND, action, "round", None)
            keep_checkpoints(self.database, self.keys, self.settings.witness_path, tell_keepers)

    def headers(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {enter(self.database, self.keys, role)}"}

    def put_back(self) -> None:
        """The database as it was after the fifth event."""
        with as_owner(self.database) as connection:
            connection.execute(text("DELETE FROM audit_event WHERE seq > 5"))
            connection.execute(text("DELETE FROM checkpoint WHERE seq > 5"))

    def events(self) -> list[AuditEvent]:
        with self.database.read() as session:
            return list(session.scalars(select(AuditEvent).order_by(AuditEvent.seq)))


@pytest.fixture
def installation(database_url: str, tmp_path: Path) -> Any:
    made = Installation(database_url, tmp_path)
    yield made
    made.database.close()


def start(installation: Installation) -> Any:
    """A new process: its application with a client."""
    app: FastAPI = create_app(installation.settings, installation.keys)
    installation.database.close()
    installation.database = app.state.database
    return app, anyio.from_thread.start_blocking_portal()


def test_i14_an_old_backup_is_only_read_until_an_auditor_acknowledges(installation: Installation) -> None:
    lost = read_witness(installation.settings.witness_path)
    assert lost is not None
    assert lost.seq == 8
    installation.put_back()
    app, opened = start(installation)
    with opened as portal, portal.wrap_async_context_manager(running(app)):
        client = Client(app, portal)
        refused = client.post("/api/v1/rounds", json=ROUND, headers=installation.office)
        assert (refused.status_code, refused.json()["code"]) == (503, "maintenance")
        ballot = client.post("/api/v1/ballots/start", json={"code": "x"})
        assert (ballot.status_code, ballot.json()["code"]) == (503, "maintenance")
        assert client.get("/api/v1/rounds", headers=installation.office).status_code == 200
        assert client.get("/api/v1/system/info").json()["maintenance"] is True
        assert client.get("/api/v1/audit/maintenance", headers=installation.office).status_code == 403
        shown = client.get("/api/v1/audit/maintenance", headers=installation.auditor).json()
        assert (shown["lost"]["seq"], shown["lost"]["hash"], shown["head"]["seq"]) == (8, lost.hash, 5)
        entered = client.post("/api/v1/auth/login", json={"username": "nobody", "password": "y" * 12})
        assert entered.status_code == 401, "one may log in, and the attempt is recorded"
        for headers, digest, status in (
            (installation.office, lost.hash, 403),
            (installation.auditor, "0" * 64, 409),
            (installation.auditor, lost.hash, 204),
            (installation.auditor, lost.hash, 409),
        ):
            path = "/api/v1/audit/maintenance/acknowledge"
            answer = client.post(path, json={"hash": digest}, headers=headers)
            assert answer.status_code == status, answer.text
        assert client.get("/api/v1/system/info").json()["maintenance"] is False
        assert client.post("/api/v1/rounds", json=ROUND, headers=installation.office).status_code == 201
        restore = next(event for event in installation.events() if event.action == RESTORE)
        assert (restore.seq, restore.data["old_seq"], restore.data["old_hash"]) == (7, 8, lost.hash)
        assert (restore.data["found_seq"], len(restore.data["found_hash"])) == (6, 64)
        with installation.database.read() as session:
            assert verify(session).faults == ()


def test_i14_an_auditor_who_must_first_set_password_and_device_can_acknowledge(installation: Installation) -> None:
    """After a restore a password is easily older than 90 days; otherwise nobody could end the maintenance."""
    installation.settings.password_policy, installation.settings.second_factor = "djbh", "required"
    installation.put_back()
    app, opened = start(installation)
    long_past = datetime.now(UTC) - timedelta(days=120)
    add_person(app, "auditor", username="shen.ji")
    with installation.database.write() as session:
        session.execute(update(UserAccount).values(password_set_at=long_past))
    with opened as portal, portal.wrap_async_context_manager(running(app)):
        client = Client(app, portal)
        mine = bearer(log_in(client, "shen.ji"))
        path = "/api/v1/audit/maintenance/acknowledge"
        body = {"hash": app.state.maintenance.lost.hash}
        assert client.post(path, json=body, headers=mine).json()["code"] == "password_expired"
        new = {"current": PASSWORD, "new": "Another 长 phrase 77"}
        assert client.put("/api/v1/auth/me/password", json=new, headers=mine).status_code == 204
        assert client.post(path, json=body, headers=mine).json()["code"] == "second_factor_required"
        secret, _ = enrol(client, app, mine)
        long_ago(app, minutes=6)
        assert client.post(path, json=body, headers=mine).json()["code"] == "step_up_required"
        stepped = {"password": new["new"], "code": code_of(secret)}
        assert client.post("/api/v1/auth/step-up", json=stepped, headers=mine).status_code == 204
        refused = client.post("/api/v1/rounds", json=ROUND, headers=installation.office)
        assert refused.json()["code"] == "maintenance", "all else waits"
        assert client.post(path, json=body, headers=mine).status_code == 204
        assert client.get("/api/v1/system/info").json()["maintenance"] is False


def test_i14_it_holds_over_restarts_and_ends_for_good(installation: Installation) -> None:
    installation.put_back()
    for _ in range(2):
        app, opened = start(installation)
        with opened as portal, portal.wrap_async_context_manager(running(app)):
            client = Client(app, portal)
            assert client.get("/api/v1/system/info").json()["maintenance"] is True
            lost = client.get("/api/v1/audit/maintenance", headers=installation.auditor).json()["lost"]
    assert [event.seq for event in installation.events()] == [1, 2, 3, 4, 5], "nothing worked meanwhile"
    app, opened = start(installation)
    with opened as portal, portal.wrap_async_context_manager(running(app)):
        body = {"hash": lost["hash"]}
        Client(app, portal).post("/api/v1/audit/maintenance/acknowledge", json=body, headers=installation.auditor)
    app, opened = start(installation)
    with opened as portal, portal.wrap_async_context_manager(running(app)):
        assert Client(app, portal).get("/api/v1/system/info").json()["maintenance"] is False
    keep_checkpoints(installation.database, installation.keys, installation.settings.witness_path, tell_keepers)
    assert read_witness(installation.settings.witness_path) == witness_of(installation, 6)


def witness_of(installation: Installation, seq: int) -> Witness:
    event = installation.events()[seq - 1]
    kept = read_witness(installation.settings.witness_path)
    assert kept is not None
    return Witness(seq, event.hash, kept.at)


def test_i14_a_database_that_has_all_it_should_is_used_at_once(installation: Installation) -> None:
    """The positive twin: more events than the witness knows are no reason."""
    write_events(installation.database, 3)
    app, opened = start(installation)
    with opened as portal, portal.wrap_async_context_manager(running(app)):
        client = Client(app, portal)
        assert client.get("/api/v1/system/info").json()["maintenance"] is False
        assert client.post("/api/v1/rounds", json=ROUND, headers=installation.office).status_code == 201


def test_i14_an_old_database_is_never_taken_for_the_newest(installation: Installation) -> None:
    """The witness is not overwritten by a checkpoint of the old state."""
    before = read_witness(installation.settings.witness_path)
    installation.put_back()
    write_events(installation.database, 9)
    keep_checkpoints(installation.database, installation.keys, installation.settings.witness_path, tell_keepers)
    assert read_witness(installation.settings.witness_path) == before
