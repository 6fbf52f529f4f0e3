"""Giving notices, taking them back, and reading the own ones."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from structlog.testing import capture_logs

from backend.auth.models import UserAccount
from backend.core.db import Database
from backend.core.errors import Conflict
from backend.notices.models import MailFailure, Notice
from backend.notices.service import COUNTED, notify, withdraw
from tests.conftest import Client, Login
from tests.notices.conftest import CASE, KINDS, add_person, give, notices_of

HOUR = timedelta(hours=1)
Headers = dict[str, str]


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    app.state.notice_kinds = KINDS
    return app


@pytest.fixture
def database(app: FastAPI) -> Database:
    """The one of the application."""
    database: Database = app.state.database
    return database


def id_of(database: Database, username: str) -> UUID:
    with database.read() as session:
        return session.scalars(select(UserAccount.id).where(UserAccount.username == username)).one()


@pytest.fixture
def me(login: Login) -> Headers:
    return login("complaint_officer", username="me")


@pytest.fixture
def my_id(database: Database, me: Headers) -> UUID:
    return id_of(database, "me")


def texts(client: Client, headers: Headers, query: str = "") -> list[str]:
    answer = client.get(f"/api/v1/notices?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return [item["text"] for item in answer.json()["items"]]


def unread(client: Client, headers: Headers) -> int:
    count: int = client.get("/api/v1/notices/unread-count", headers=headers).json()["count"]
    return count


def test_one_key_gives_one_notice(database: Database) -> None:
    wang, li = add_person(database, "wang.fang"), add_person(database, "li.na")
    assert give(database, wang, wang) == 1
    assert give(database, wang, li) == 1
    assert give(database, wang, li) == 0
    assert give(database) == 0
    assert [len(notices_of(database, person)) for person in (wang, li)] == [1, 1]
    assert give(database, wang, key="case/1/C3/ladder-1") == 1


def test_one_key_from_many_transactions_at_once(database: Database) -> None:
    people = [add_person(database, f"person{number}") for number in range(8)]
    new: list[int] = []
    sweeps = [threading.Thread(target=lambda: new.append(give(database, *people))) for _ in range(6)]
    for sweep in sweeps:
        sweep.start()
    for sweep in sweeps:
        sweep.join()
    assert sum(new) == len(people)
    assert {len(notices_of(database, person)) for person in people} == {1}


def test_a_notice_goes_with_its_transaction(database: Database) -> None:
    wang = add_person(database, "wang.fang")

    def refused() -> None:
        with database.write() as session:
            notify(session, [wang], "case.red", CASE, key="case/1")
            raise Conflict

    with pytest.raises(Conflict):
        refused()
    assert notices_of(database, wang) == []


@pytest.mark.parametrize(
    ("params", "key"),
    [
        ({"number": "两\n行"}, "case/1"),
        ({"number": "长" * 81}, "case/1"),
        ({"number": True}, "case/1"),
        ({"number": None}, "case/1"),
        ({}, "投诉"),
        ({}, "with space"),
        ({}, ""),
        ({}, "x" * 121),
    ],
)
def test_what_is_no_param_and_no_key(database: Database, params: dict[str, Any], key: str) -> None:
    wang = add_person(database, "wang.fang")
    with database.write() as session, pytest.raises(ValueError, match=r"a key is|params are"):
        notify(session, [wang], "case.red", params, key=key)


def test_withdrawing_takes_exactly_the_unread_ones_of_a_prefix(database: Database) -> None:
    wang, li = add_person(database, "wang.fang"), add_person(database, "li.na")
    for key in ("case/1/C3/red", "case/1/C3/yellow", "case/1/C1/red", "case/10/C3/red", "CASE/1/C3/red", "case_1/C3"):
        give(database, wang, li, key=key)
    with database.write() as session:
        read = update(Notice).where(Notice.user_id == li, Notice.dedupe_key == "case/1/C3/red")
        session.execute(read.values(read_at=datetime.now(UTC)))
    with database.write() as session:
        assert withdraw(session, "case/1/C3/") == 3
    with database.write() as session:
        assert withdraw(session, "case/1/C3/") == 0
    others = {"case/1/C1/red", "case/10/C3/red", "CASE/1/C3/red", "case_1/C3"}
    assert {notice.dedupe_key for notice in notices_of(database, wang)} == others
    assert {notice.dedupe_key for notice in notices_of(database, li)} == others | {"case/1/C3/red"}
    assert give(database, wang, li, key="case/1/C3/red") == 1, "what was read is not told again"


def test_the_list_in_the_readers_language(database: Database, client: Client, me: Headers, my_id: UUID) -> None:
    give(database, my_id)
    page = client.get("/api/v1/notices", headers=me).json()
    (item,) = page["items"]
    assert page["total"] == 1
    (notice,) = notices_of(database, my_id)
    assert item.pop("at").replace("Z", "+00:00") == notice.not_before.isoformat()
    assert item == {
        "id": str(notice.id),
        "kind": "case.red",
        "text": "投诉件 2026-0012 已超过办理期限",
        "path": "/complaints/00000000-0000-4000-8000-000000000001",
        "read_at": None,
        "mailed_at": None,
        "mail_problem": None,
    }
    assert texts(client, me | {"Accept-Language": "en"}) == ["Case 2026-0012 is overdue"]


def test_params_cannot_lead_elsewhere(database: Database, client: Client, me: Headers, my_id: UUID) -> None:
    with database.write() as session:
        notify(session, [my_id], "case.red", {"number": "{case_id.__class__}", "case_id": "../x?y#/z"}, key="case/1")
    (item,) = client.get("/api/v1/notices", headers=me).json()["items"]
    assert item["path"] == "/complaints/..%2Fx%3Fy%23%2Fz"
    assert item["text"] == "投诉件 {case_id.__class__} 已超过办理期限"


@pytest.mark.parametrize(("kind", "params"), [("unknown", CASE), ("case.yellow", CASE)])
def test_a_notice_without_words_still_says_something(
    database: Database, client: Client, me: Headers, my_id: UUID, kind: str, params: dict[str, str]
) -> None:
    with database.write() as session:
        notify(session, [my_id], kind, params, key="case/1")
    with capture_logs() as lines:
        assert texts(client, me) == ["您有一条新通知，请登录查看。"]
    assert [line["kind"] for line in lines if line["event"] == "notice_without_text"] == [kind]


def test_nobody_sees_anybody_elses(database: Database, client: Client, me: Headers, my_id: UUID, login: Login) -> None:
    give(database, my_id)
    (notice,) = notices_of(database, my_id)
    for role in ("office", "auditor", "sysadmin", "leader", "liaison"):
        other = login(role)
        assert texts(client, other) == []
        assert unread(client, other) == 0
        assert client.post(f"/api/v1/notices/{notice.id}/read", headers=other).status_code == 404
        until = {"until": datetime.now(UTC).isoformat()}
        assert client.post("/api/v1/notices/read-all", json=until, headers=other).json() == {"count": 0}
    assert notices_of(database, my_id)[0].read_at is None


def test_before_its_time_a_notice_is_not_there(database: Database, client: Client, me: Headers, my_id: UUID) -> None:
    give(database, my_id, not_before=datetime.now(UTC) + HOUR)
    (notice,) = notices_of(database, my_id)
    assert (texts(client, me), unread(client, me)) == ([], 0)
    assert client.post(f"/api/v1/notices/{notice.id}/read", headers=me).status_code == 404
    until = {"until": (datetime.now(UTC) + 2 * HOUR).isoformat()}
    assert client.post("/api/v1/notices/read-all", json=until, headers=me).json() == {"count": 0}
    with database.write() as session:
        session.execute(update(Notice).values(not_before=datetime.now(UTC)))
    assert (len(texts(client, me)), unread(client, me)) == (1, 1)


def test_reading_one(database: Database, client: Client, me: Headers, my_id: UUID) -> None:
    give(database, my_id, key="case/1")
    give(database, my_id, key="case/2")
    first = notices_of(database, my_id)[0]
    read = f"/api/v1/notices/{first.id}/read"
    assert client.post(read, headers=me).status_code == 204
    when = notices_of(database, my_id)[0].read_at
    assert client.post(read, headers=me).status_code == 204
    assert when is not None
    assert notices_of(database, my_id)[0].read_at == when
    assert (unread(client, me), len(texts(client, me)), len(texts(client, me, "unread=true"))) == (1, 2, 1)


def test_reading_all_leaves_what_came_after(database: Database, client: Client, me: Headers, my_id: UUID) -> None:
    give(database, my_id, key="case/1")
    give(database, my_id, key="case/2")
    seen = client.get("/api/v1/notices/unread-count", headers=me).json()
    assert seen["count"] == 2
    give(database, my_id, key="case/3")
    answer = client.post("/api/v1/notices/read-all", json={"until": seen["as_of"]}, headers=me)
    assert answer.json() == {"count": 2}
    assert unread(client, me) == 1
    assert [notice.read_at is None for notice in notices_of(database, my_id)] == [False, False, True]


def test_many_are_counted_up_to_a_point_and_paged(database: Database, client: Client, me: Headers, my_id: UUID) -> None:
    start = datetime.now(UTC) - HOUR
    with database.write() as session:
        for number in range(COUNTED + 5):
            at = start + timedelta(seconds=number // 2)
            params = {**CASE, "days": number}
            notify(session, [my_id], "case.yellow", params, key=f"case/{number}", not_before=at)
    assert unread(client, me) == COUNTED
    seen: list[str] = []
    cursor = ""
    while True:
        page = client.get(f"/api/v1/notices?limit=40{cursor}", headers=me).json()
        assert page["total"] == COUNTED + 5
        seen += [item["id"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(set(seen)) == len(seen) == COUNTED + 5
    newest_first = texts(client, me, "limit=200")
    assert "还剩 104 个" in newest_first[0]
    assert {text[-12:] for text in texts(client, me, "sort=at&limit=2")} == {text[-12:] for text in newest_first[-2:]}


def test_mail_that_failed_is_shown(database: Database, client: Client, me: Headers, my_id: UUID) -> None:
    give(database, my_id)
    with database.write() as session:
        session.execute(update(Notice).values(mail_problem=MailFailure.REFUSED))
    assert client.get("/api/v1/notices", headers=me).json()["items"][0]["mail_problem"] == "refused"


def test_refusals(client: Client, me: Headers) -> None:
    for path in ("", "/unread-count"):
        assert client.get(f"/api/v1/notices{path}").status_code == 401
    assert client.post(f"/api/v1/notices/{uuid4()}/read").status_code == 401
    assert client.post(f"/api/v1/notices/{uuid4()}/read", headers=me).status_code == 404
    assert client.post("/api/v1/notices/1/read", headers=me).status_code == 422
    for query in ("unread=perhaps", "user_id=1", "sort=kind", "cursor=x"):
        assert client.get(f"/api/v1/notices?{query}", headers=me).status_code == 422
    for body in ({}, {"until": "2026-11-27T10:00:00"}, {"until": "yesterday"}, {"until": None}, {"all": True}):
        assert client.post("/api/v1/notices/read-all", json=body, headers=me).status_code == 422
