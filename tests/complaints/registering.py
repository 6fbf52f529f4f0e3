"""Complaints that the staff takes down over HTTP."""

import secrets
from typing import Any

import pytest
from fastapi import FastAPI

from backend.calendar.editing import seed_calendar
from backend.complaints.rules.categories import seed_categories
from backend.complaints.rules.policy import seed_policy
from tests.complaints.conftest import make_units
from tests.conftest import Client

TEXT = "申请办理许可，超过承诺期限二十天仍未办结。"
URL = "/api/v1/complaints"


@pytest.fixture
def units(app: FastAPI) -> dict[str, Any]:
    with app.state.database.write() as session:
        seed_calendar(session)
        seed_categories(session)
        seed_policy(session)
        return make_units(session)


def registration(units: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "mode": "confidential",
        "category": "slow",
        "unit_id": str(units["A"]),
        "text": TEXT,
        "contact": {"name": "王测试", "phone": "138 0000 0001"},
    } | fields


def key() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_hex(16)}


def register(client: Client, who: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(URL, json=body, headers=who | key())
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def due(client: Client, url: str, who: dict[str, str]) -> str:
    clocks = client.get(url, headers=who).json()["clocks"]
    return next(clock["due"] for clock in clocks if clock["kind"] == "total")
