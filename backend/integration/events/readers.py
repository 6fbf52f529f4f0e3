"""Who is told: client systems as the rows say they are now, whoever they were when a request began."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.auth.clients.admitting import clients_of
from backend.auth.clients.issuing import in_force
from backend.auth.clients.models import ApiClient
from backend.config import Settings
from backend.core import clock
from backend.core.principal import Client


def readers(session: Session, settings: Settings, client_ids: Iterable[UUID]) -> dict[UUID, Client]:
    """Those of these clients that are let in at present."""
    now = clock.now(session)
    rows = session.scalars(select(ApiClient).where(ApiClient.id.in_(set(client_ids)))).all()
    let_in = clients_of(session, [row for row in rows if in_force(row, settings, now)])
    return {client.client_id: client for client in let_in}
