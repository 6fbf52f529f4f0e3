"""Trying a receiver out: one attempt, which is kept nowhere and counts for nothing."""

import time
from datetime import datetime
from uuid import UUID

from fastapi.concurrency import run_in_threadpool

from backend.config import Settings
from backend.core import clock
from backend.core.db import Database
from backend.core.ids import new_id
from backend.core.principal import Client
from backend.core.sealing import Sealer
from backend.egress.http import Egress
from backend.integration.events.cloudevents import envelope
from backend.integration.events.kinds import TEST_TYPE
from backend.integration.webhooks.access import find
from backend.integration.webhooks.claiming import secrets_of
from backend.integration.webhooks.schemas import TestOut
from backend.integration.webhooks.sending import Shipment, body_of, send


async def try_out(
    database: Database, settings: Settings, sealer: Sealer, egress: Egress, client: Client, endpoint_id: UUID
) -> TestOut:
    """Send one event that nothing has happened for, whatever the endpoint's state. Raises NotFound."""

    def prepare() -> tuple[str, tuple[str, ...], datetime]:
        with database.read() as session:
            endpoint = find(session, client, endpoint_id)
            now = clock.now(session)
            return endpoint.url, tuple(secrets_of(sealer, endpoint, now)), now

    url, secrets, now = await run_in_threadpool(prepare)
    id_ = new_id()
    data = {"id": str(endpoint_id)}
    event = envelope(f"test-{id_.hex}", settings.base_url, TEST_TYPE, f"webhook/{endpoint_id}", now, data)
    shipment = Shipment(id_, endpoint_id, 1, f"msg_test_{id_.hex}", now, url, body_of(event), secrets)
    started = time.perf_counter()
    outcome = await send(egress, shipment)
    return TestOut(
        delivered=outcome.error is None,
        status=outcome.status,
        error=outcome.error,
        milliseconds=round((time.perf_counter() - started) * 1000),
    )
