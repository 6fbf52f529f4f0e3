"""The centre of `conftest.py` behind the real application: its people with sessions."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from backend.auth import tokens
from backend.auth.models import UserSession
from tests.conftest import Client

if TYPE_CHECKING:
    from tests.complaints.conftest import Centre


@dataclass(frozen=True)
class Office:
    """`ask("liaison", "GET", "/transfers")`: a request of one of the centre's people, below `/api/v1`."""

    client: Client
    centre: "Centre"
    headers: dict[str, dict[str, str]]

    def ask(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        options: dict[str, Any] = {} if body is None else {"json": body}
        return self.client.request(method, f"/api/v1{path}", headers={**self.headers[who], **headers}, **options)

    def get(self, who: str, path: str) -> Any:
        answer = self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def do(self, who: str, path: str, body: Any = None, **headers: str) -> Any:
        """A POST that must succeed."""
        answer = self.ask(who, "POST", path, body, **headers)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def order(self, who: str = "liaison") -> dict[str, Any]:
        """The newest order in that person's list, whole."""
        newest = self.get(who, "/transfers?state=all&sort=-dispatched")["items"][0]
        found: dict[str, Any] = self.get(who, f"/transfers/{newest['id']}")
        return found

    def draft(self, who: str, order: dict[str, Any], **fields: Any) -> dict[str, Any]:
        body = {
            "conclusion": "true",
            "findings": "经查，承办人漏办。",
            "measures": "批评教育，当日办结。",
            "reply": "经查属实，已办结。",
        } | fields
        answer = self.ask(who, "PUT", f"/transfers/{order['id']}/draft", body, **{"If-Match": f'"{order["version"]}"'})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def approve(self, who: str, order: dict[str, Any]) -> httpx.Response:
        return self.ask(who, "POST", f"/transfers/{order['id']}/approve", **{"If-Match": f'"{order["version"]}"'})

    def refused(self, who: str, path: str, body: Any, status: int, method: str = "POST") -> dict[str, Any]:
        answer = self.ask(who, method, path, body)
        assert answer.status_code == status, answer.text
        problem: dict[str, Any] = answer.json()
        return problem


def open_office(app: FastAPI, client: Client, centre: "Centre") -> Office:
    return Office(client, centre, {name: _session(app, who.user_id) for name, who in centre.people.items()})


def _session(app: FastAPI, user_id: UUID) -> dict[str, str]:
    now = datetime.now(UTC)
    with app.state.database.write() as session:
        entry = UserSession(
            user_id=user_id,
            family=secrets.token_bytes(16),
            refresh_hash=secrets.token_bytes(32),
            created_at=now,
            last_seen_at=now,
            authenticated_at=now,
            device="test",
        )
        session.add(entry)
        session.flush()
        return {"Authorization": f"Bearer {tokens.mint(app.state.keys, user_id, entry.id)}"}
