"""Proposing and deciding grants of roles by the routes."""

from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import select

from backend.auth.grant_notices import NOTICES
from backend.notices.models import Notice
from tests.conftest import Client

NEW = "a brand-New passphrase 8"


def set_password(client: Client, link: str) -> None:
    """Use a link to set a password."""
    body = {"token": link.partition("#")[2], "password": NEW}
    assert client.post("/api/v1/auth/activate", json=body).status_code == 204


def told(app: FastAPI) -> dict[str, list[str]]:
    """Kinds of the notices of each person about grants and accounts, in order."""
    with app.state.database.read() as session:
        rows = session.scalars(select(Notice).order_by(Notice.created_at, Notice.kind)).all()
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.kind in NOTICES:  # the worker tells auditors of checkpoints meanwhile
            found.setdefault(str(row.user_id), []).append(row.kind)
    return found


def waiting(client: Client, reader: dict[str, str]) -> list[dict[str, Any]]:
    """The proposals that wait, oldest first."""
    answer = client.get("/api/v1/grants?state=pending&sort=proposed_at", headers=reader)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def confirm(client: Client, auditor: dict[str, str], grant_id: str | UUID) -> httpx.Response:
    return client.post(f"/api/v1/grants/{grant_id}/confirm", headers=auditor)


def confirm_all(client: Client, auditor: dict[str, str]) -> None:
    """Give what waits."""
    for grant in waiting(client, auditor):
        assert confirm(client, auditor, grant["id"]).status_code == 200
