"""One attempt of one delivery, and what came of it. Nothing here knows the database.

The whole attempt has ten seconds, as every request of the program (backend/egress/http.py). Of the answer only the
status counts; its body is read, up to the limit, and thrown away.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog

from backend.egress.destinations import Blocked
from backend.egress.http import Egress, Failed
from backend.integration.events.cloudevents import EVENT_TYPE
from backend.integration.webhooks import signing
from backend.integration.webhooks.schedule import asked_patience

log = structlog.get_logger("webhooks")

GONE: Final = 410


@dataclass(frozen=True, slots=True)
class Shipment:
    """A delivery in hand: what is sent, where to, and signed with what."""

    delivery_id: UUID
    endpoint_id: UUID
    attempt: int
    message_id: str
    at: datetime
    url: str = field(repr=False)
    body: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error` None: it was taken. Otherwise a word: why nothing was sent, what went wrong, or that the status was none
    of 2xx."""

    status: int | None
    error: str | None
    retry_after: timedelta | None = None

    @property
    def gone(self) -> bool:
        return self.status == GONE


def body_of(event: Mapping[str, Any]) -> bytes:
    """The bytes that are signed and sent, the same at each attempt."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


async def send(egress: Egress, shipment: Shipment) -> Outcome:
    """Try once. Never raises: whatever happens is an outcome."""
    signed = signing.headers(shipment.message_id, shipment.at, shipment.body, shipment.secrets)
    sent = signed | {"content-type": EVENT_TYPE}
    try:
        answer = await egress.request("POST", shipment.url, headers=sent, content=shipment.body)
    except Blocked as refusal:
        return Outcome(None, f"blocked_{refusal.reason}")
    except Failed as problem:
        return Outcome(None, problem.reason)
    except Exception:
        log.exception("webhook_attempt_broke", endpoint=str(shipment.endpoint_id))
        return Outcome(None, "internal")
    if 200 <= answer.status < 300:
        return Outcome(answer.status, None)
    if answer.status == GONE:
        return Outcome(answer.status, "gone")
    error = "redirect" if 300 <= answer.status < 400 else "status"
    return Outcome(answer.status, error, asked_patience(answer.headers.get("retry-after"), shipment.at))
