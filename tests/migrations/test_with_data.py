"""A database of release 0.1.0 with rows in it comes to this version and back, and loses nothing."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import CHAR, MetaData, Table, Uuid, event, exc, insert, select

from backend.ballots.models import Intake, Origin
from backend.core.db import Database
from backend.core.ids import new_id
from backend.migrating import check_models, downgrade, upgrade

RELEASE = "2026_11_22_initial"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def rows_of_a_round(code: str) -> dict[str, dict[str, Any]]:
    """A closed round with a stratum, a batch, a code, a waiting sheet and a shuffled one, by table."""
    round_id, stratum_id, batch_id = uuid4(), uuid4(), uuid4()
    ballot = {"round_id": round_id, "stratum_id": stratum_id}
    return {
        "round": {
            "id": round_id,
            "year": 2026,
            "number": int(code),
            "title": "民主测评",
            "kind": "formal",
            "state": "closed",
            "collection": "coded",
            "planned_close_moves": [],
            "greeting": "",
            "contact": "",
            "allow_small_strata": False,
            "k": 10,
            "decimals": 2,
            "rounding": "half_up",
            "indicator_min_weight": 0,
            "method_digest": "0" * 64,
            "opened_at": NOW,
            "closed_at": NOW,
            "demo": False,
        },
        "round_stratum": {
            "id": stratum_id,
            "round_id": round_id,
            "position": 0,
            "code": code,
            "name": "服务对象",
            "weight": 1_000_000,
            "planned_codes": 1,
        },
        "batch": {
            "id": batch_id,
            "round_id": round_id,
            "number": 1,
            "origin": "meeting",
            "state": "loaded",
            "label": "",
            "returned": 1,
            "valid": 1,
            "invalid": 0,
            "created_at": NOW,
        },
        "ballot_code": {**ballot, "code_hash": code.encode() * 32, "state": "used", "retry_tag": b"\x01" * 32},
        "intake": {**ballot, "id": uuid4(), "origin": "meeting", "batch_id": batch_id, "payload": b"\x01\x02"},
        "sheet": {**ballot, "id": uuid4(), "origin": "web", "answers": b"\x03\x04"},
    }


def reflected(database: Database) -> dict[str, Table]:
    """The tables as the database tells them; only what SQLite calls CHAR(32) is known to be an id."""
    metadata = MetaData()

    @event.listens_for(metadata, "column_reflect")
    def ids(_inspector: Any, _table: Any, column: dict[str, Any]) -> None:
        if isinstance(column["type"], CHAR):
            column["type"] = Uuid()

    metadata.reflect(database.write_engine)
    return dict(metadata.tables)


def read_all(database: Database, tables: dict[str, Table], names: list[str]) -> dict[str, Sequence[Any]]:
    """The columns that the release had, of all rows, in the order of the key."""
    with database.read() as session:
        return {name: session.execute(select(tables[name]).order_by(tables[name].c[0])).all() for name in names}


def test_the_rows_of_the_release_survive(empty: Database) -> None:
    upgrade(empty, RELEASE)
    tables = reflected(empty)
    rounds = [rows_of_a_round(code) for code in "12"]
    with empty.write() as session:
        for rows in rounds:
            for name, row in rows.items():
                session.execute(insert(tables[name]).values(row))
    names = list(rounds[0])
    before = read_all(empty, tables, names)
    assert all(len(rows) == 2 for rows in before.values())

    upgrade(empty)
    check_models(empty)
    assert read_all(empty, tables, names) == before

    downgrade(empty, RELEASE)
    assert read_all(empty, tables, names) == before
    upgrade(empty)
    assert read_all(empty, tables, names) == before


def test_no_sheet_of_a_stratum_of_another_round(empty: Database) -> None:
    upgrade(empty, RELEASE)
    tables = reflected(empty)
    first, second = (rows_of_a_round(code) for code in "12")
    with empty.write() as session:
        for rows in (first, second):
            for name in ("round", "round_stratum"):
                session.execute(insert(tables[name]).values(rows[name]))
    upgrade(empty)
    sheet = {"origin": Origin.WEB, "payload": b"\x01", "round_id": first["round"]["id"]}
    with pytest.raises(exc.IntegrityError), empty.write() as session:
        session.execute(insert(Intake).values(id=new_id(), stratum_id=second["round_stratum"]["id"], **sheet))
    with empty.write() as session:
        session.execute(insert(Intake).values(id=new_id(), stratum_id=first["round_stratum"]["id"], **sheet))
