"""Which endpoints somebody sees, and how: a client its own, people all of them without the address."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from backend.auth.clients.models import ApiClient
from backend.core.errors import NotFound
from backend.core.principal import Caller, Client
from backend.integration.events.cloudevents import sequence
from backend.integration.webhooks.models import Delivery, DeliveryState, Endpoint
from backend.integration.webhooks.schemas import DeliveryOut, EndpointOut
from backend.integration.webhooks.signing import message_id


def visible(caller: Caller) -> Select[Endpoint]:
    endpoints = select(Endpoint)
    return endpoints.where(Endpoint.client_id == caller.client_id) if isinstance(caller, Client) else endpoints


def find(session: Session, caller: Caller, endpoint_id: UUID, *, lock: bool = False) -> Endpoint:
    """One visible endpoint. Raises NotFound."""
    found = visible(caller).where(Endpoint.id == endpoint_id)
    endpoint = session.scalars(found.with_for_update() if lock else found).one_or_none()
    if endpoint is None:
        raise NotFound
    return endpoint


def shown(session: Session, caller: Caller, endpoints: Sequence[Endpoint]) -> list[EndpointOut]:
    """Endpoints as `caller` sees them, by few statements."""
    ids = [endpoint.id for endpoint in endpoints]
    names: dict[UUID, str] = {
        row.id: row.name
        for row in session.execute(
            select(ApiClient.id, ApiClient.name).where(ApiClient.id.in_({one.client_id for one in endpoints}))
        )
    }
    counts = _counts(session, ids)
    return [
        EndpointOut(
            **{name: getattr(endpoint, name) for name in _PLAIN},
            client_name=names[endpoint.client_id],
            url=endpoint.url if isinstance(caller, Client) else None,
            host=urlsplit(endpoint.url).hostname or "",
            waiting=counts.get((endpoint.id, DeliveryState.PENDING), (0, None))[0],
            dead=counts.get((endpoint.id, DeliveryState.DEAD), (0, None))[0],
            last_delivered_at=counts.get((endpoint.id, DeliveryState.DELIVERED), (0, None))[1],
        )
        for endpoint in endpoints
    ]


_PLAIN = (
    *("id", "client_id", "types", "description", "state", "stopped_by"),
    *("failing_since", "previous_until", "created_at", "version"),
)


def _counts(session: Session, ids: Sequence[UUID]) -> dict[tuple[Any, Any], tuple[int, datetime | None]]:
    """How many deliveries of each state, and when the last was made."""
    rows = (
        select(Delivery.endpoint_id, Delivery.state, func.count(), func.max(Delivery.delivered_at))
        .where(Delivery.endpoint_id.in_(ids))
        .group_by(Delivery.endpoint_id, Delivery.state)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in session.execute(rows)}


def delivery_out(row: Delivery) -> DeliveryOut:
    return DeliveryOut(
        id=row.id,
        message_id=message_id(row.id),
        sequence=sequence(row.seq),
        type=row.type,
        subject=row.subject,
        state=row.state,
        attempt=row.attempt,
        next_at=row.next_at if row.state is DeliveryState.PENDING else None,
        last_status=row.last_status,
        last_error=row.last_error,
        created_at=row.created_at,
        first_at=row.first_at,
        delivered_at=row.delivered_at,
    )
