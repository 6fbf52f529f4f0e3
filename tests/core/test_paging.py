"""Lists by keyset: each row once, in order, and a cursor for nothing but its own list."""

import base64
import json
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.auth.models import UserAccount
from backend.core import paging
from backend.core.db import Database
from backend.core.errors import InvalidInput
from backend.core.paging import PageQuery, Sorting, paginate
from backend.units.models import Unit, UnitSequence


class Sort(StrEnum):
    NAME = "name"
    NAME_DESC = "-name"
    FROM = "active_from"
    FROM_DESC = "-active_from"


class UnitQuery(PageQuery):
    q: str | None = None
    sort: Sort = Sort.NAME


class OtherQuery(UnitQuery):
    pass


SORTINGS = {
    "name": Sorting(Unit.short_name, lambda unit: unit.short_name),
    "active_from": Sorting(Unit.active_from, lambda unit: unit.active_from),
}


@pytest.fixture
def units(database: Database) -> list[UUID]:
    """25 units, of which several share a name and a day."""
    with database.write() as session:
        sequence = UnitSequence(name="行政", position=1)
        session.add(sequence)
        session.flush()
        rows = [
            Unit(
                code=f"U{number:02}",
                name=f"单位{number:02}",
                short_name=f"名{number % 4}",
                sequence_id=sequence.id,
                active_from=date(2020, 1, 1) + timedelta(days=number % 3),
            )
            for number in range(25)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def page(session: Session, query: UnitQuery) -> tuple[list[Unit], dict[str, Any]]:
    statement = select(Unit)
    if query.q:
        statement = statement.where(Unit.short_name == query.q)
    rows, rest = paginate(session, statement, query, query.sort, SORTINGS, Unit.id)
    return list(rows), rest


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("limit", [1, 4, 24, 25, 26])
def test_every_row_once_in_order(database: Database, units: list[UUID], sort: Sort, limit: int) -> None:
    seen: list[Unit] = []
    cursor = None
    with database.read() as session:
        while True:
            rows, rest = page(session, UnitQuery(limit=limit, sort=sort, cursor=cursor))
            assert rest["total"] == 25
            assert len(rows) <= limit
            seen += rows
            cursor = rest["next_cursor"]
            if cursor is None:
                break
            assert len(rows) == limit
    assert sorted(row.id for row in seen) == sorted(units)
    keys = [SORTINGS[sort.removeprefix("-")].value(row) for row in seen]
    assert keys == sorted(keys, reverse=sort.startswith("-"))


def test_a_cursor_belongs_to_its_list_its_filter_and_its_order(database: Database, units: list[UUID]) -> None:
    with database.read() as session:
        _, rest = page(session, UnitQuery(limit=2, q="名1"))
        cursor = rest["next_cursor"]
        assert cursor is not None
        assert page(session, UnitQuery(limit=5, q="名1", cursor=cursor))[0], "another page size is fine"
        for query in (
            UnitQuery(q="名2", cursor=cursor),
            UnitQuery(cursor=cursor),
            UnitQuery(q="名1", sort=Sort.FROM, cursor=cursor),
            UnitQuery(q="名1", sort=Sort.NAME_DESC, cursor=cursor),
            OtherQuery(q="名1", cursor=cursor),
        ):
            with pytest.raises(InvalidInput) as refused:
                page(session, query)
            assert [(error.pointer, error.code) for error in refused.value.errors] == [
                ("query:cursor", "cursor_invalid")
            ]


def altered(cursor: str, place: int, value: object) -> str:
    content = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    content[place] = value
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


def test_nonsense_cursors(database: Database, units: list[UUID]) -> None:
    with database.read() as session:
        cursor = page(session, UnitQuery(limit=2))[1]["next_cursor"]
        for bad in (
            "",
            "x",
            "é",
            "e30",
            "W10",
            "bnVsbA",
            "A" * 600,
            altered(cursor, 3, "no id"),
            altered(cursor, 3, 7),
            altered(cursor, 3, None),
            altered(cursor, 2, None),
            altered(cursor, 2, ["list"]),
            altered(cursor, 2, {"a": 1}),
            altered(cursor, 1, "d"),
            altered(cursor, 1, "t"),
            altered(cursor, 1, "x"),
            altered(cursor, 1, ["d"]),
        ):
            with pytest.raises(InvalidInput):
                page(session, UnitQuery(cursor=bad))


@pytest.mark.parametrize("value", [True, "2020-13-01\0", "\ud800", 20200101, 10**30, 1.5])
def test_a_cursor_with_a_value_of_another_kind(database: Database, units: list[UUID], value: object) -> None:
    """Whoever writes a cursor by hand gets a refusal or a page, never a crash of the database."""
    with database.read() as session:
        for sort in (Sort.NAME, Sort.FROM):
            cursor = page(session, UnitQuery(limit=2, sort=sort))[1]["next_cursor"]
            with pytest.raises(InvalidInput):
                page(session, UnitQuery(sort=sort, cursor=altered(cursor, 2, value)))


def test_instants_as_keys(database: Database) -> None:
    start = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)
    sortings = {"at": Sorting(UserAccount.created_at, lambda user: user.created_at)}
    with database.write() as session:
        session.add_all(
            UserAccount(username=f"u{n}", display_name="x", created_at=start + timedelta(microseconds=n // 2))
            for n in range(6)
        )
    seen: list[str] = []
    cursor: str | None = None
    with database.read() as session:
        for _ in range(3):
            query = PageQuery(limit=2, cursor=cursor)
            rows, rest = paginate(session, select(UserAccount), query, "at", sortings, UserAccount.id)
            seen += [row.username for row in rows]
            cursor = rest["next_cursor"]
    assert cursor is None
    assert [sorted(seen[n : n + 2]) for n in (0, 2, 4)] == [["u0", "u1"], ["u2", "u3"], ["u4", "u5"]]


def test_beyond_the_limit_the_total_is_a_lower_bound(
    database: Database, units: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.read() as session:
        monkeypatch.setattr(paging, "EXACT_TOTAL", 25)
        assert page(session, UnitQuery())[1]["total"] == 25
        monkeypatch.setattr(paging, "EXACT_TOTAL", 24)
        rest = page(session, UnitQuery())[1]
        assert ("total" in rest, rest["total_at_least"]) == (False, 24)


@pytest.mark.parametrize("values", [{"limit": 0}, {"limit": 201}, {"offset": 5}, {"cursor": "x" * 601}, {"sort": "id"}])
def test_query_parameters_are_checked(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        UnitQuery(**values)
