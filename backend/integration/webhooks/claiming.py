"""Taking deliveries in hand, and writing down what came of them.

Who takes one has it until its lease ends; the request itself is made outside of any transaction. If that process dies,
somebody else takes the delivery again: every event arrives at least once, and always under the same id. All of this
locks an endpoint before its deliveries.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import ColumnElement, Select, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from backend.audit.models import AuditEvent
from backend.auth.clients.models import ApiClient
from backend.config import Settings
from backend.core import clock
from backend.core.principal import Client
from backend.core.sealing import SealBroken, Sealer, place_of
from backend.integration.events.cloudevents import cloud_event
from backend.integration.events.readers import readers
from backend.integration.events.seeing import COLUMNS, see
from backend.integration.webhooks import health, signing
from backend.integration.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState
from backend.integration.webhooks.schedule import ATTEMPTS, next_at
from backend.integration.webhooks.sending import Outcome, Shipment, body_of

log = structlog.get_logger("webhooks")

LEASE: Final = timedelta(seconds=60)
"""Longer than an attempt and what is written after it can take."""
A_RECEIVER: Final = 5
"""Attempts at one endpoint at the same time; one, while it fails."""


@dataclass(frozen=True, slots=True)
class Post:
    """What deliveries are made with."""

    settings: Settings
    sealer: Sealer


def is_due(session: Session) -> bool:
    """Whether some delivery could be taken now."""
    now = clock.now(session)
    waiting = (
        exists()
        .where(Delivery.endpoint_id == Endpoint.id, *_takeable(now))
        .where(Endpoint.state == EndpointState.ACTIVE, ApiClient.id == Endpoint.client_id)
        .where(ApiClient.disabled_at.is_(None), or_(ApiClient.expires_at.is_(None), ApiClient.expires_at > now))
    )
    return bool(session.scalar(select(waiting)))


def claim(session: Session, post: Post, room: int) -> list[Shipment]:
    """Take up to `room` deliveries that are due, in the order of the record for each object, of as many endpoints as
    possible."""
    now = clock.now(session)
    due = select(Delivery.endpoint_id).where(*_takeable(now))
    ready = select(Endpoint).where(Endpoint.state == EndpointState.ACTIVE, Endpoint.id.in_(due)).order_by(Endpoint.id)
    endpoints = list(session.scalars(ready.with_for_update(skip_locked=True).execution_options(populate_existing=True)))
    random.shuffle(endpoints)  # nobody is always the last
    known = readers(session, post.settings, {endpoint.client_id for endpoint in endpoints})
    taken: list[Shipment] = []
    for endpoint in endpoints:
        reader = known.get(endpoint.client_id)
        if reader is not None and len(taken) < room:
            rows = _take(session, endpoint, room - len(taken), now)
            taken += _ship(session, post, endpoint, reader, rows, now)
    session.flush()
    return taken


def _take(session: Session, endpoint: Endpoint, room: int, now: datetime) -> Sequence[Delivery]:
    in_hand = session.scalar(
        select(func.count()).where(
            Delivery.endpoint_id == endpoint.id, Delivery.state == DeliveryState.PENDING, Delivery.lease_until > now
        )
    )
    most = (1 if endpoint.failing_since is not None else A_RECEIVER) - (in_hand or 0)
    if most <= 0:
        return ()
    earlier = aliased(Delivery)
    first = ~exists().where(
        earlier.endpoint_id == Delivery.endpoint_id,
        earlier.subject == Delivery.subject,
        earlier.state == DeliveryState.PENDING,
        earlier.seq < Delivery.seq,
        earlier.next_at <= now,  # one that waits for another attempt lets those after it pass
    )
    ready = select(Delivery).where(Delivery.endpoint_id == endpoint.id, *_takeable(now), first)
    ordered = ready.order_by(Delivery.seq).limit(min(room, most)).with_for_update(skip_locked=True, of=Delivery)
    return session.scalars(ordered.execution_options(populate_existing=True)).all()


def _ship(
    session: Session, post: Post, endpoint: Endpoint, reader: Client, rows: Sequence[Delivery], now: datetime
) -> list[Shipment]:
    """What is sent. What its client may not see any more, or was tried too often by processes that died, ends here."""
    if not rows:
        return []
    events = session.execute(select(*COLUMNS).where(AuditEvent.seq.in_([row.seq for row in rows])))
    seen = {one.seq: one for one in see(session, reader, events.all())}
    try:
        secrets, shipments = secrets_of(post.sealer, endpoint, now), list[Shipment]()
    except SealBroken:  # its key is missing: others go on
        log.exception("webhook_secret_does_not_open", endpoint=str(endpoint.id))
        return []
    for row in rows:
        event = seen.get(row.seq)
        if event is None or row.attempt >= ATTEMPTS:
            health.bury(session, endpoint, row, "not_visible" if event is None else "interrupted")
            continue
        row.attempt += 1
        row.lease_until = now + LEASE
        row.first_at = row.first_at or now
        body = body_of(cloud_event(event, post.settings.base_url))
        shipments.append(
            Shipment(
                row.id, endpoint.id, row.attempt, signing.message_id(row.id), now, endpoint.url, body, tuple(secrets)
            )
        )
    return shipments


def secrets_of(sealer: Sealer, endpoint: Endpoint, now: datetime) -> list[str]:
    """The secrets that count, the current one first."""
    table = Endpoint.__tablename__
    found = [sealer.open_text(endpoint.secret, place_of(table, "secret", endpoint.id))]
    if endpoint.previous_secret is not None and endpoint.previous_until is not None and endpoint.previous_until > now:
        found.append(sealer.open_text(endpoint.previous_secret, place_of(table, "previous_secret", endpoint.id)))
    return found


def settle(session: Session, outcomes: Mapping[Shipment, Outcome]) -> None:
    """Write down what came of attempts. One whose lease ended and which somebody else has taken since is left alone."""
    now = clock.now(session)
    endpoint_ids = {shipment.endpoint_id for shipment in outcomes}
    held = select(Endpoint).where(Endpoint.id.in_(endpoint_ids)).order_by(Endpoint.id).with_for_update()
    endpoints = {row.id: row for row in session.scalars(held.execution_options(populate_existing=True))}
    for shipment, outcome in outcomes.items():
        row = session.scalars(_in_hand(shipment).with_for_update()).one_or_none()
        endpoint = endpoints.get(shipment.endpoint_id)
        if row is None or endpoint is None:
            continue
        row.lease_until, row.last_status, row.last_error = None, outcome.status, outcome.error
        if outcome.error is None:
            row.state, row.delivered_at = DeliveryState.DELIVERED, now
            endpoint.failing_since = None
            continue
        health.failed(session, endpoint, now, gone=outcome.gone)
        following = next_at(now, row.attempt, outcome.retry_after)
        if outcome.gone or following is None:
            health.bury(session, endpoint, row, outcome.error)
        else:
            row.next_at = following
        session.flush()
    session.flush()


def give_back(session: Session, shipments: Sequence[Shipment]) -> None:
    """Put back what was not sent after all: it does not count as an attempt."""
    for shipment in shipments:
        row = session.scalars(_in_hand(shipment).with_for_update()).one_or_none()
        if row is not None:
            row.lease_until = None
            row.attempt -= 1
    session.flush()


def release_all(session: Session) -> None:
    """Free what a process has in hand that is gone. Only for a process that has the database to itself."""
    held = update(Delivery).where(Delivery.state == DeliveryState.PENDING, Delivery.lease_until.is_not(None))
    session.execute(held.values(lease_until=None))


def _in_hand(shipment: Shipment) -> Select[Delivery]:
    return select(Delivery).where(
        Delivery.id == shipment.delivery_id,
        Delivery.attempt == shipment.attempt,
        Delivery.state == DeliveryState.PENDING,
    )


def _takeable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.state == DeliveryState.PENDING,
        Delivery.next_at <= now,
        or_(Delivery.lease_until.is_(None), Delivery.lease_until <= now),
    )
