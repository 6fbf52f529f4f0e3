"""Changes that other systems are told of, straight into tables and record."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.record import record
from backend.complaints.kinds import CaseState, Channel, IdentityMode
from backend.complaints.models import Case, Category
from backend.core.db import Database
from backend.core.ids import new_id
from backend.oversight.pushing import push_many
from tests.conftest import Client

URL = "/api/v1/events"


def add_cases(database: Database, client_id: UUID | None, count: int = 1, **fields: Any) -> list[UUID]:
    """Cases that a client registered, without a word of the record."""
    now = datetime.now(UTC)
    with database.write() as session:
        category = session.scalars(select(Category)).first()
        if category is None:
            category = Category(code="slow", group_name="办事", name="拖延")
            session.add(category)
            session.flush()
        cases = [
            Case(
                id=new_id(),
                number=f"T-{secrets.token_hex(6)}",
                channel=Channel.API,
                mode=IdentityMode.ANONYMOUS,
                category_id=category.id,
                received_at=now,
                registered_at=now,
                code_hash=secrets.token_bytes(32),
                source_client_id=client_id,
                **fields,
            )
            for _ in range(count)
        ]
        session.add_all(cases)
        return [case.id for case in cases]


def happened(
    session: Session, case_id: UUID | None, action: str = "accept", state: CaseState = CaseState.ACCEPTED
) -> None:
    """An event of a case, as backend/complaints/events.py writes it."""
    record(session, "system", f"complaint.{action}", "complaint", case_id, seq=1, state=state.value, event_digest="0")


def happen(database: Database, *case_ids: UUID, **what: Any) -> None:
    """One event of each of these cases, in one transaction."""
    with database.write() as session:
        for case_id in case_ids:
            happened(session, case_id, **what)


def correct_record(database: Database) -> None:
    """A source pushes a finished record of matter A-1 of the first unit, and then what it should have been."""
    row = {"external_id": "N-1", "unit_code": "U01", "matter_code": "A-1", "received_at": "2026-03-02T10:00:00+08:00"}
    row |= {"finished_at": "2026-03-04T10:00:00+08:00", "result": "approved"}
    corrected = row | {"finished_at": "2026-03-03T10:00:00+08:00", "correction": "录入日期有误"}
    for one in (row, corrected):
        with database.write() as session:
            assert push_many(session, "approvals", "approvals", [one])[0].problem is None


def read(client: Client, headers: dict[str, str], after: str | None = None, **query: Any) -> dict[str, Any]:
    """One page of the feed."""
    params = query | ({"after": after} if after else {})
    answer = client.get(URL, params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def subjects(items: Sequence[dict[str, Any]]) -> list[UUID]:
    return [UUID(item["subject"].rpartition("/")[2]) for item in items]


def database_of(app: FastAPI) -> Database:
    database: Database = app.state.database
    return database
