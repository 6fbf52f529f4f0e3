"""API keys: `<client id>.<secret>` of a client system with the scope open311, in the form or in `X-Api-Key`.

Never in an address (security design, N01): there it would enter logs and histories.
"""

from dataclasses import replace
from typing import Final
from uuid import UUID

from fastapi import Request
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.auth import throttle
from backend.auth.clients import credentials
from backend.auth.clients.admitting import clients_of
from backend.auth.clients.issuing import FAILURES, may_ask
from backend.auth.clients.models import ApiClient
from backend.auth.policy import Scope
from backend.config import Settings
from backend.core import clock
from backend.core.db import Database, note_refusal
from backend.core.keys import Keys
from backend.core.principal import Client
from backend.integration.open311.refusing import KeyInAddress, KeyRefused

HEADER: Final = "X-Api-Key"


def refuse_in_address(request: Request) -> None:
    if "api_key" in request.query_params:
        raise KeyInAddress


def admit(request: Request, shown: str) -> Client:
    """The client of a key; counts the request, and failures by client and address. Blocks for short transactions.

    Raises KeyRefused, TooManyRequests.
    """
    database: Database = request.app.state.database
    keys: Keys = request.app.state.keys
    address = request.client.host if request.client else ""
    with database.write() as session:
        client_id = _id(shown)
        known = client_id is not None and session.get(ApiClient, client_id) is not None
        failures = throttle.key_of(keys, FAILURES, str(client_id) if known else "unknown", address)
        throttle.check(session, FAILURES, failures)
        found = find(session, request.app.state.settings, shown, address)
        if found is None:

            def note(writer: Session) -> None:
                throttle.count(writer, FAILURES, failures)
                if known:  # nobody fills the record with clients that do not exist
                    record(writer, "nobody", "client.token_fail", "client", client_id)

            note_refusal(session, note)
            raise KeyRefused
        client, per_minute = found
    request.app.state.quotas.take(client.client_id, per_minute)
    return client


def look_up(request: Request, session: Session, shown: str) -> Client:
    """The client of a key, for reading with `session`; counts the request. Raises KeyRefused, TooManyRequests."""
    found = find(session, request.app.state.settings, shown, request.client.host if request.client else "")
    if found is None:
        raise KeyRefused
    client, per_minute = found
    request.app.state.quotas.take(client.client_id, per_minute)
    return client


def find(session: Session, settings: Settings, shown: str, address: str) -> tuple[Client, int] | None:
    """The client of a key, if it is let in, and its quota."""
    client_id, secret = _id(shown), shown.partition(".")[2]
    row = session.get(ApiClient, client_id) if client_id is not None else None
    now = clock.now(session)
    if row is None or Scope.OPEN311 not in row.scopes or not may_ask(row, settings, address, now):
        return None
    if credentials.by_secret(credentials.live(session, row.id, now), secret) is None:
        return None
    return replace(clients_of(session, [row])[0], scopes=frozenset({Scope.OPEN311.value})), row.per_minute


def _id(shown: str) -> UUID | None:
    try:
        return UUID(shown.partition(".")[0])
    except ValueError:
        return None
