"""What the database and the logs keep of a ballot: nothing about who and when (security design, A08, A10)."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import inspect, select

from backend.core.db import Database
from backend.schema import metadata
from tests.conftest import Client
from tests.security.test_answering import Box

ALLOWED = {"round", "round_stratum", "batch", "unit"}
"""What a table of ballots may refer to."""
COLUMNS = {
    "ballot_code": {"code_hash", "round_id", "stratum_id", "state", "retry_tag"},
    "intake": {"id", "round_id", "stratum_id", "origin", "batch_id", "payload"},
    "pool": {"id", "round_id", "stratum_id", "payload"},
    "sheet": {"id", "round_id", "stratum_id", "origin", "batch_id", "answers"},
    "comment": {"id", "round_id", "unit_id", "text"},
    "ballot_window": {"round_id", "stratum_id", "slot", "ballots"},
}
"""All there is. `slot`, five minutes of a stratum, is the only time; its rows go when the round is frozen."""


@pytest.fixture
def box(client: Client) -> Box:
    return Box(client.app)


def test_a08_tables_of_ballots_have_neither_time_nor_person_nor_sequence(database: Database) -> None:
    inspector = inspect(database.write_engine)
    for name, columns in COLUMNS.items():
        assert {column["name"] for column in inspector.get_columns(name)} == columns
        kinds = {str(column["type"]).upper() for column in inspector.get_columns(name)}
        assert not any(word in kind for kind in kinds for word in ("TIME", "DATE", "INET", "CIDR")), name
        assert {key["referred_table"] for key in inspector.get_foreign_keys(name)} <= ALLOWED
        assert not any("nextval" in str(column["default"] or "") for column in inspector.get_columns(name))
    # The same look at another table finds what it is for.
    others = {str(column["type"]).upper() for column in inspector.get_columns("complaint_case")}
    assert any("TIME" in kind for kind in others)
    assert {key["referred_table"] for key in inspector.get_foreign_keys("batch")} - ALLOWED == {"user_account"}


CANARY_ADDRESS, CANARY_BROWSER, CANARY_LANGUAGE = "203.0.113.77", "Canary/77.7 (Phone; XYZ)", "kw-GB"


def test_a10_address_browser_and_code_are_nowhere(
    app: FastAPI, client: Client, box: Box, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither in the log nor in any table; the same look finds what was asked for beside it."""
    headers = {"X-Forwarded-For": CANARY_ADDRESS, "User-Agent": CANARY_BROWSER, "Accept-Language": CANARY_LANGUAGE}
    code, wrong = box.codes[0], "0" * 16
    for path, body in (
        ("start", {"code": code}),
        ("submissions", box.body(code, comments=[{"unit": 1, "text": "留给考评组的话"}])),
        ("submissions", box.body(code, answers=[9])),
        ("submissions", box.body(wrong)),
        ("code-state", {"code": code}),
    ):
        client.post(f"/api/v1/ballots/{path}", json=body, headers=headers)
    client.get("/healthz", headers=headers)
    assert len(box.sheets()) == 1
    log, stored = capsys.readouterr().out, everything(app.state.database)
    assert "/healthz" in log
    assert "留给考评组的话" in stored
    for canary in (CANARY_ADDRESS, CANARY_BROWSER, "Canary", CANARY_LANGUAGE, code, code.lower(), "ballots/"):
        assert canary not in log
        assert canary not in stored


def everything(database: Database) -> str:
    """All values of all tables, the record included, as text."""
    parts: list[str] = []

    def add(value: Any) -> None:
        parts.append(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))

    with database.read() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(select(table)):
                for value in row:
                    add(value)
    return "\n".join(parts)
