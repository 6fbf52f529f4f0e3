"""Looking at deliveries, making them again, and letting old ones go."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.core import clock
from backend.core.errors import NotFound
from backend.core.paging import Sorting, paginate
from backend.core.principal import Client
from backend.integration.webhooks.health import KEPT, OBJECT
from backend.integration.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState
from backend.integration.webhooks.schemas import DeliveryQuery, ReplayIn
from backend.integration.webhooks.service import NotActive

_SORTINGS: Final = {"sequence": Sorting(Delivery.seq, lambda row: row.seq)}
FORGOTTEN_AT_ONCE: Final = 2000


def list_deliveries(
    session: Session, endpoint: Endpoint, query: DeliveryQuery
) -> tuple[Sequence[Delivery], dict[str, Any]]:
    """One page, and the other fields of the page."""
    found = select(Delivery).where(Delivery.endpoint_id == endpoint.id)
    if query.state is not None:
        found = found.where(Delivery.state == query.state)
    if query.type is not None:
        found = found.where(Delivery.type.startswith(query.type, autoescape=True))
    if query.subject is not None:
        found = found.where(Delivery.subject == query.subject)
    return paginate(session, found, query, query.sort, _SORTINGS, Delivery.id)


def replay_one(session: Session, client: Client, endpoint: Endpoint, delivery_id: UUID) -> Delivery:
    """Make one delivery again, whatever became of it; one that waits is tried now. Raises NotFound, NotActive."""
    _require_not_disabled(endpoint)
    mine = select(Delivery).where(Delivery.endpoint_id == endpoint.id, Delivery.id == delivery_id)
    row = session.scalars(mine.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    if row.lease_until is None:  # else somebody is sending it at this moment
        row.state, row.attempt, row.delivered_at = DeliveryState.PENDING, 0, None
        row.next_at = clock.now(session)
        session.flush()
        record(session, client, "webhook.replay", OBJECT, endpoint.id, count=1)
    return row


def replay(session: Session, client: Client, endpoint: Endpoint, body: ReplayIn) -> int:
    """Make again what was given up in a range, or all of it; returns how many. Raises NotActive."""
    _require_not_disabled(endpoint)
    states = [DeliveryState.DEAD, *([DeliveryState.DELIVERED] if body.delivered_too else [])]
    chosen = update(Delivery).where(Delivery.endpoint_id == endpoint.id, Delivery.state.in_(states))
    if body.first_sequence is not None:
        chosen = chosen.where(Delivery.seq >= _number(body.first_sequence))
    if body.last_sequence is not None:
        chosen = chosen.where(Delivery.seq <= _number(body.last_sequence))
    again = chosen.values(
        state=DeliveryState.PENDING, attempt=0, delivered_at=None, lease_until=None, next_at=clock.now(session)
    )
    count = len(session.execute(again.returning(Delivery.id).execution_options(synchronize_session=False)).all())
    if count:
        record(session, client, "webhook.replay", OBJECT, endpoint.id, count=count)
    return count


def _require_not_disabled(endpoint: Endpoint) -> None:
    if endpoint.state is EndpointState.DISABLED:
        raise NotActive


def _number(sequence: str) -> int:
    return min(int(sequence), 2**62)


def forget_old(session: Session) -> int:
    """Let go of deliveries of events that are not kept any more, and of secrets that count no longer; how many
    deliveries, FORGOTTEN_AT_ONCE at most."""
    now = clock.now(session)
    ended = update(Endpoint).where(Endpoint.previous_until <= now)
    session.execute(ended.values(previous_secret=None, previous_until=None))
    old = select(Delivery.id).where(
        Delivery.created_at < now - KEPT, or_(Delivery.lease_until.is_(None), Delivery.lease_until <= now)
    )
    ids = session.scalars(old.limit(FORGOTTEN_AT_ONCE)).all()
    session.execute(delete(Delivery).where(Delivery.id.in_(ids)))
    return len(ids)


def end_restored(session: Session) -> None:
    """After a backup was put back: what waited then has gone out since, or its client has the feed."""
    waiting = update(Delivery).where(Delivery.state == DeliveryState.PENDING)
    session.execute(waiting.values(state=DeliveryState.DEAD, lease_until=None, last_error="restored"))
