"""The complaint centre behind the real application, and a client system that sends complaints to it."""

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from tests.auth.clients import add_client
from tests.complaints.conftest import Centre
from tests.complaints.public.conftest import centre
from tests.conftest import Client

__all__ = ["centre", "hotline", "other"]

URL = "/api/v1/intake/complaints"
SCOPES = ("complaints:create", "complaints:read", "complaints:transition", "attachments:write")


@dataclass(frozen=True)
class Sender:
    """A client system with a token."""

    client: Client
    headers: dict[str, str]
    units: dict[str, UUID]

    def body(self, source_id: str = "GD-1", **fields: Any) -> dict[str, Any]:
        return {
            "mode": "confidential",
            "category": "slow",
            "unit_id": str(self.units["A"]),
            "text": "来电反映办理许可超过承诺期限二十天。",
            "contact": {"name": "王测试", "phone": "13800000001"},
            "source_system": "12345",
            "source_id": source_id,
            "channel": "hotline",
        } | fields

    def post(self, path: str, body: Any, key: str | None = None) -> httpx.Response:
        headers = self.headers | {"Idempotency-Key": key or secrets.token_hex(8)}
        return self.client.post(f"/api/v1/intake{path}", json=body, headers=headers)

    def get(self, path: str, **query: Any) -> httpx.Response:
        return self.client.get(f"/api/v1/intake{path}", params=query, headers=self.headers)

    def made(self, source_id: str = "GD-1", **fields: Any) -> dict[str, Any]:
        answer = self.post("/complaints", self.body(source_id, **fields))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def seen(self, case_id: Any) -> dict[str, Any]:
        answer = self.get(f"/complaints/{case_id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def sender(app: FastAPI, client: Client, centre: Centre, *scopes: str, **more: Any) -> Sender:
    system = add_client(app, *(scopes or SCOPES), **more)
    return Sender(client, system.headers(client), centre.units)


@pytest.fixture
def hotline(app: FastAPI, client: Client, centre: Centre) -> Sender:
    return sender(app, client, centre)


@pytest.fixture
def other(app: FastAPI, client: Client, centre: Centre) -> Sender:
    return sender(app, client, centre)
