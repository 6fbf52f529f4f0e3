"""The change feed: what a client sees, and of whom (complaint design, section 4; security check C22)."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event, select, text

from backend.audit.models import AuditEvent
from backend.auth.policy import Scope
from backend.complaints.kinds import CaseState
from backend.complaints.models import Case
from backend.complaints.public.view import STEPS
from backend.integration.events import kinds
from backend.integration.events.cursors import Mark, encode
from backend.integration.events.kinds import KINDS, PREFIX, PUBLIC_STATES, Subject
from tests.auth.clients import System, add_client
from tests.conftest import Client, Login
from tests.integration.reporting import URL, add_cases, correct_record, database_of, happen, read, subjects
from tests.oversight.conftest import Oversight, desk

__all__ = ["desk"]  # a fixture

ALL = ("events:read", "complaints:read", "records:read", "stats:read")


@pytest.fixture
def system(app: FastAPI) -> System:
    return add_client(app, *ALL)


@pytest.fixture
def headers(client: Client, system: System) -> dict[str, str]:
    return system.headers(client)


def problems(client: Client, headers: dict[str, str], **query: Any) -> tuple[int, str, list[str]]:
    answer = client.get(URL, params=query, headers=headers)
    body = answer.json()
    return answer.status_code, body["code"], [f"{one['pointer']} {one['code']}" for one in body["errors"]]


@pytest.mark.one_engine
def test_the_table_has_what_the_complainant_sees_and_no_more() -> None:
    told = {kind.action.removeprefix("complaint.") for kind in KINDS.values() if kind.subject is Subject.COMPLAINT}
    assert told == {*STEPS, "withdraw"}
    assert set(PUBLIC_STATES) == set(CaseState)
    times = Counter(kind.type for kind in KINDS.values())
    several = {type_ for type_, count in times.items() if count > 1}
    assert several == {f"{PREFIX}service_rating.follow_up_closed.v1"}, "three ways lead to the end of it"
    assert set(kinds.SCOPES) == set(Subject)


def test_an_event_says_what_it_is_about_and_nothing_else(
    client: Client, app: FastAPI, system: System, headers: dict[str, str]
) -> None:
    database = database_of(app)
    (case_id,) = add_cases(database, system.id)
    happen(database, case_id, action="dispatch", state=CaseState.DISPATCHED)
    page = read(client, headers)
    (item,) = page["items"]
    with database.read() as session:
        row = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1)).one()
    base = app.state.settings.base_url
    assert item == {
        "specversion": "1.0",
        "id": f"{row.seq}-{row.hash[:8]}",
        "source": base,
        "type": f"{PREFIX}complaint.dispatched.v1",
        "subject": f"complaint/{case_id}",
        "time": item["time"],
        "datacontenttype": "application/json",
        "sequence": f"{row.seq:020d}",
        "data": {
            "id": str(case_id),
            "state": "in_progress",
            "url": f"{base}/api/v1/intake/complaints/{case_id}",
        },
    }
    assert abs(datetime.fromisoformat(item["time"]) - row.at) < timedelta(milliseconds=2)
    assert page["more"] is False
    assert read(client, headers, page["next_cursor"])["items"] == []


def test_the_batch_form_has_the_same_events(
    client: Client, app: FastAPI, system: System, headers: dict[str, str]
) -> None:
    happen(database_of(app), *add_cases(database_of(app), system.id, 2))
    page = read(client, headers)
    batch = client.get(URL, headers=headers | {"Accept": "application/cloudevents-batch+json"})
    assert batch.headers["content-type"] == "application/cloudevents-batch+json"
    assert batch.json() == page["items"]
    assert batch.headers["next-cursor"] == page["next_cursor"]
    following = batch.headers["link"].removeprefix("<").partition(">")[0]
    assert client.get(following, headers=headers).json()["items"] == []


def test_case_23_client_a_never_sees_the_cases_of_b(client: Client, app: FastAPI, system: System) -> None:
    database, other = database_of(app), add_client(app, *ALL)
    mine, theirs, nobodys = (add_cases(database, id_, 3) for id_ in (system.id, other.id, None))
    for trio in zip(mine, theirs, nobodys, strict=True):
        happen(database, *trio)
    assert subjects(read(client, system.headers(client))["items"]) == mine
    assert subjects(read(client, other.headers(client))["items"]) == theirs
    assert subjects(read(client, add_client(app, *ALL).headers(client))["items"]) == []


@pytest.mark.parametrize(
    ("scope", "expected"),
    [("complaints:read", "complaint.accepted"), ("records:read", "service_record.corrected"), ("stats:read", "")],
)
def test_each_scope_opens_its_own_events(
    client: Client, app: FastAPI, desk: Oversight, scope: str, expected: str
) -> None:
    system = add_client(app, "events:read", scope)
    happen(desk.database, *add_cases(desk.database, system.id))
    desk.matter()
    correct_record(desk.database)
    items = read(client, system.headers(client))["items"]
    assert [item["type"].removeprefix(PREFIX).removesuffix(".v1") for item in items] == [expected] * bool(expected)


def test_a_merged_case_follows_its_master_from_then_on(
    client: Client, app: FastAPI, system: System, headers: dict[str, str]
) -> None:
    database, stranger = database_of(app), add_client(app, *ALL)
    (master,) = add_cases(database, stranger.id)
    case_ids = sorted(add_cases(database, system.id, 2))
    happen(database, master)  # before: none of our business
    with database.write() as session:
        for case_id in case_ids:
            session.get_one(Case, case_id).terminal = True
            session.get_one(Case, case_id).state = CaseState.MERGED
            session.get_one(Case, case_id).merged_into = master
    happen(database, *case_ids, action="merge", state=CaseState.MERGED)
    happen(database, master, action="issue_reply", state=CaseState.REPLIED)
    happen(database, master, action="ask_review", state=CaseState.REVIEWING)  # by the other complainant
    items = read(client, headers)["items"]
    assert [(item["type"].split(".")[-2], item["data"]["state"]) for item in items] == [
        ("merged", "merged"),
        ("merged", "merged"),
        ("replied", "replied"),
    ]
    assert items[2]["data"]["id"] == str(case_ids[0])
    assert items[2]["data"]["with"] == [str(case_ids[1])]
    assert str(master) not in str(items)


def test_types_are_chosen_by_how_they_begin(
    client: Client, app: FastAPI, system: System, headers: dict[str, str]
) -> None:
    database = database_of(app)
    (case_id,) = add_cases(database, system.id)
    for action in ("register", "accept", "issue_reply"):
        happen(database, case_id, action=action)
    chosen = read(client, headers, types=[f"{PREFIX}complaint.re", f"{PREFIX}round."])
    assert [item["type"].split(".")[-2] for item in chosen["items"]] == ["registered", "replied"]
    assert problems(client, headers, types="com.example.") == (422, "invalid_input", ["query:types value_error"])


def test_a_page_is_decided_with_few_statements(
    client: Client, app: FastAPI, system: System, headers: dict[str, str]
) -> None:
    database = database_of(app)
    case_ids = add_cases(database, system.id, 60)
    happen(database, *case_ids)
    asked: list[str] = []
    event.listen(database.write_engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    event.listen(database.read_engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert len(read(client, headers, limit=100)["items"]) == 60
    few = len(asked)
    assert 0 < few < 40
    asked.clear()
    assert len(read(client, headers, limit=1)["items"]) == 1
    assert abs(len(asked) - few) < 5


def test_a_cursor_is_of_its_client_and_cannot_be_made_up(
    client: Client, app: FastAPI, system: System, headers: dict[str, str]
) -> None:
    other = add_client(app, *ALL)
    cursor = read(client, headers)["next_cursor"]
    refused = (422, "invalid_input", ["query:after cursor_invalid"])
    assert problems(client, other.headers(client), after=cursor) == refused
    altered = ("B" if cursor[3] != "B" else "C").join((cursor[:3], cursor[4:]))
    for wrong in (altered, cursor[:-1], cursor + "A", "x", "0", "1" * 44, "é", "a b"):
        assert problems(client, headers, after=wrong) == refused, wrong
    assert read(client, headers, cursor)["items"] == []
    assert problems(client, headers, wait=26)[0] == 422
    assert problems(client, headers, limit=501)[0] == 422
    assert problems(client, headers, cursor="x")[2] == ["query:cursor extra_forbidden"]


def test_now_skips_what_was_before(client: Client, app: FastAPI, system: System, headers: dict[str, str]) -> None:
    database = database_of(app)
    before, after = add_cases(database, system.id, 2)
    happen(database, before)
    page = read(client, headers, "now")
    assert page["items"] == []
    happen(database, after)
    assert subjects(read(client, headers, page["next_cursor"])["items"]) == [after]


def _age(app: FastAPI, until: int, days: int) -> None:
    """Make the rows up to a number older; the guards against that stand aside for a moment."""
    database = database_of(app)
    then = datetime.now(UTC) - timedelta(days=days)
    with database.write_engine.connect() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            found = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'")
            )
            for name in found.scalars().all():
                connection.execute(text(f'DROP TRIGGER "{name}"'))
        table = AuditEvent.__table__
        connection.execute(table.update().where(table.c.seq <= until).values(at=then))  # type: ignore[attr-defined]
        connection.commit()


def test_after_ninety_days_the_reader_takes_stock_anew(
    client: Client, app: FastAPI, system: System, headers: dict[str, str]
) -> None:
    database = database_of(app)
    case_ids = add_cases(database, system.id, 5)
    first = read(client, headers)["next_cursor"]
    happen(database, *case_ids)
    with database.read() as session:
        newest = session.scalars(select(AuditEvent.seq).order_by(AuditEvent.seq.desc()).limit(1)).one()
    _age(app, newest - 2, 91)
    answer = client.get(URL, params={"after": first}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_gone")
    assert answer.json()["links"]["complaints"] == "/api/v1/intake/complaints"
    assert subjects(read(client, headers)["items"]) == case_ids[3:]


def test_a_cursor_of_a_record_that_was_put_back_does_not_hold(
    client: Client, app: FastAPI, system: System, headers: dict[str, str]
) -> None:
    database = database_of(app)
    happen(database, *add_cases(database, system.id, 2))
    for mark in (Mark(1, "ab" * 32), Mark(999, "ab" * 32)):
        cursor = encode(app.state.keys, system.id, mark)
        assert problems(client, headers, after=cursor)[:2] == (410, "cursor_gone")


def test_c22_who_may_read_the_feed(client: Client, app: FastAPI, login: Login) -> None:
    assert client.get(URL).status_code == 401
    assert client.get(URL, headers=login("office")).status_code == 403
    assert client.get(URL, headers=login("auditor")).status_code == 403
    others = [scope.value for scope in Scope if scope is not Scope.EVENTS_READ]
    assert client.get(URL, headers=add_client(app, *others).headers(client)).status_code == 403


def test_a_token_with_fewer_scopes_sees_less(client: Client, app: FastAPI, system: System) -> None:
    (case_id,) = add_cases(database_of(app), system.id)
    happen(database_of(app), case_id)
    assert read(client, system.headers(client, scope="events:read"))["items"] == []
    assert len(read(client, system.headers(client, scope="events:read complaints:read"))["items"]) == 1
