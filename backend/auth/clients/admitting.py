"""Clients as the rows say they are now: at each request, and where work goes on for one after it. So shutting a client
out, taking a scope or unit away, and ending a credential act at once."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.auth.clients import credentials
from backend.auth.clients.issuing import may_ask
from backend.auth.clients.models import ApiClient, ApiClientUnit, ApiCredential
from backend.auth.tokens import ClientClaims
from backend.config import Settings
from backend.core import clock
from backend.core.db import Database
from backend.core.errors import NotAuthenticated
from backend.core.principal import Client


def admit(database: Database, settings: Settings, claims: ClientClaims, address: str) -> tuple[Client, int]:
    """The client of a token, with what is left to it of the token's scopes, and its quota. Raises NotAuthenticated."""
    found = (
        select(ApiClient, ApiCredential)
        .join(ApiCredential, ApiCredential.client_id == ApiClient.id)
        .where(ApiClient.id == claims.client_id, ApiCredential.id == claims.credential_id)
    )
    with database.read() as session:
        row = session.execute(found).one_or_none()
        now = clock.now(session)
        if row is None or not credentials.is_live(row[1], now) or not may_ask(row[0], settings, address, now):
            raise NotAuthenticated
        [client] = clients_of(session, [row[0]])
    return replace(client, scopes=claims.scopes & client.scopes), row[0].per_minute


def clients_of(session: Session, rows: Sequence[ApiClient]) -> list[Client]:
    """What each of these may touch, in their order, with all of its scopes."""
    units: dict[UUID, set[UUID]] = {row.id: set() for row in rows}
    held = select(ApiClientUnit.client_id, ApiClientUnit.unit_id).where(ApiClientUnit.client_id.in_(units))
    for client_id, unit_id in session.execute(held):
        units[client_id].add(unit_id)
    return [
        Client(row.id, row.name, frozenset(row.scopes), None if row.all_units else frozenset(units[row.id]))
        for row in rows
    ]
