"""Processes that send webhooks to a receiver of the test, as they are run in production."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from fastapi import FastAPI

from backend.audit.record import head
from backend.config import Settings
from backend.core.ids import new_id
from backend.core.sealing import place_of
from backend.integration.webhooks.models import Endpoint
from backend.integration.webhooks.signing import new_secret
from tests.auth.clients import System
from tests.integration.reporting import database_of
from tests.processes import Process, command
from tests.receiver import Receiver
from tests.serving import environment_of
from tests.smtp import authority_file

HOST = "127.0.0.1"
"""Whose certificate a receiver shows: real processes ask the real resolver."""


def reaching(receiver: Receiver, folder: Path) -> dict[str, str]:
    """The environment of a process that may send to this receiver."""
    return {
        "PINGYI_EGRESS_ALLOW": f"{HOST}:{receiver.port}=127.0.0.0/8",
        "PINGYI_EGRESS_CA_FILE": str(authority_file(receiver.authority, folder)),
    }


def plant_endpoint(app: FastAPI, system: System, url: str) -> tuple[UUID, str]:
    """An endpoint without asking for it, and its secret."""
    id_, secret = new_id(), new_secret()
    with database_of(app).write() as session:
        session.add(
            Endpoint(
                id=id_,
                client_id=system.id,
                url=url,
                types=[],
                since_seq=head(session)[0],
                secret=app.state.sealer.seal(secret, place_of("webhook_endpoint", "secret", id_)),
                created_at=datetime.now(UTC),
            )
        )
    return id_, secret


class WorkerProcess(Process):
    """`pingyi worker`, dead when its context ends."""

    def __init__(self, settings: Settings, environment: dict[str, str]) -> None:
        log_path = settings.data_dir / f"worker-{id(self)}.log"
        super().__init__(command, "worker", environment=environment_of(settings) | environment, log_path=log_path)
