"""Making client systems, and asking with their tokens."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from backend.auth.clients import credentials
from backend.auth.clients.models import ApiClient, ApiClientUnit, ApiCredential, CredentialKind
from backend.auth.policy import Scope
from backend.core.db import Database
from backend.core.ids import new_id
from tests.conftest import Client

TOKEN = "/api/v1/oauth/token"


@dataclass(frozen=True)
class System:
    """A client system with one secret."""

    id: UUID
    secret: str

    def ask(self, client: Client, secret: str | None = None, **form: str) -> httpx.Response:
        """Ask for a token by `client_secret_post`."""
        named = {"client_id": str(self.id), "client_secret": secret or self.secret}
        return client.post(TOKEN, data={"grant_type": "client_credentials"} | named | form)

    def headers(self, client: Client, **form: str) -> dict[str, str]:
        answer = self.ask(client, **form)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def add_client(app: FastAPI, *scopes: str, unit_ids: list[UUID] | None = None, **more: Any) -> System:
    """A client of all units, or of these."""
    return add_system(app.state.database, *scopes, unit_ids=unit_ids, **more)


def add_system(database: Database, *scopes: str, unit_ids: list[UUID] | None = None, **more: Any) -> System:
    """The same, where there is no application."""
    now, secret = datetime.now(UTC), credentials.new_secret()
    with database.write() as session:
        row = ApiClient(
            id=new_id(),
            scopes=sorted(str(Scope(scope)) for scope in scopes),
            all_units=unit_ids is None,
            created_at=now,
            **{"name": f"对接系统 {new_id().hex[:8]}", "per_minute": 100_000, "networks": []} | more,
        )
        session.add(row)
        session.flush()
        session.add_all(ApiClientUnit(client_id=row.id, unit_id=unit_id) for unit_id in unit_ids or ())
        hashed = credentials.hash_of(secret)
        session.add(ApiCredential(client_id=row.id, kind=CredentialKind.SECRET, secret_hash=hashed, created_at=now))
    return System(row.id, secret)
