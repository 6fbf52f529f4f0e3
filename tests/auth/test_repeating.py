"""Requests that come again after a lost answer: carried out once, answered alike, kept sealed for seven days."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, Form, Response
from pydantic import BaseModel
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from backend.auth import repeating, throttle
from backend.auth.models import Throttle
from backend.auth.models_repeating import RepeatedRequest
from backend.auth.repeating import Repeatable
from backend.core import clock
from backend.core.db import SessionDep
from backend.core.errors import Conflict
from backend.core.principal import permission
from tests.auth.clients import System, add_client
from tests.conftest import Client, Login

URL = "/api/v1/trials"
COUNTED = throttle.Limit("trial", 1000, timedelta(hours=1))
router = APIRouter(prefix=URL, route_class=Repeatable, tags=["trials"])
entered, go_on = threading.Event(), threading.Event()


class TrialIn(BaseModel):
    n: int = 0
    note: str = ""
    refuse: bool = False
    wait: bool = False


class TrialOut(BaseModel):
    secret: str


def _count(session: Session) -> None:
    throttle.count(session, COUNTED, b"t" * 32)


@router.post("", status_code=201)
@permission("job.read")
def carry_out(body: TrialIn, session: SessionDep, response: Response) -> TrialOut:
    _count(session)
    if body.wait:
        session.flush()
        entered.set()
        assert go_on.wait(timeout=30)
    if body.refuse:
        raise Conflict
    response.headers["Location"] = f"{URL}/{body.n}"
    return TrialOut(secret=secrets.token_hex(16))


@router.post("/form")
@permission("job.read")
def carry_out_form(session: SessionDep, n: int = Form()) -> TrialOut:
    _count(session)
    return TrialOut(secret=secrets.token_hex(16))


@router.post("/bare")
@permission("job.read")
def carry_out_bare(session: SessionDep) -> TrialOut:
    _count(session)
    return TrialOut(secret=secrets.token_hex(16))


@router.get("")
@permission("job.read")
def read(session: SessionDep) -> TrialOut:
    return TrialOut(secret="")


@pytest.fixture
def app(own_app: Any) -> Any:
    own_app.include_router(router)
    entered.clear()
    go_on.clear()
    return own_app


@pytest.fixture
def system(app: Any) -> System:
    return add_client(app, "bulk:write")


@pytest.fixture
def who(system: System, client: Client) -> dict[str, str]:
    return system.headers(client)


def done(client: Client) -> int:
    """How often it was carried out."""
    with client.app.state.database.read() as session:
        return session.scalar(select(func.max(Throttle.n)).where(Throttle.key == b"t" * 32)) or 0


def rows(client: Client) -> int:
    with client.app.state.database.read() as session:
        return session.scalars(select(func.count()).select_from(RepeatedRequest)).one()


def send(client: Client, who: dict[str, str], key: str | None, body: Any = None, **more: Any) -> httpx.Response:
    headers = who | ({"Idempotency-Key": key} if key is not None else {})
    options = more or {"json": {} if body is None else body}
    return client.post(options.pop("url", URL), headers=headers, **options)


def test_the_answer_comes_again_with_its_status_headers_and_body(client: Client, who: dict[str, str]) -> None:
    first = send(client, who, "k1", {"n": 7, "note": "x"})
    assert first.status_code == 201
    assert "idempotency-replayed" not in first.headers
    again = send(client, who, '"k1"', {"note": "x", "n": 7})  # quoted, and the members in another order
    assert (again.status_code, again.content, again.headers["location"]) == (201, first.content, f"{URL}/7")
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-type"] == first.headers["content-type"]
    assert done(client) == 1


def test_case_11_the_same_key_with_another_body_or_query_is_422(client: Client, who: dict[str, str]) -> None:
    send(client, who, "k1", {"n": 7})
    other = send(client, who, "k1", {"n": 8})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert send(client, who, "k1", url=f"{URL}?a=1", json={"n": 7}).status_code == 422
    assert done(client) == 1


@pytest.mark.one_engine
def test_the_key_belongs_to_caller_and_path(client: Client, who: dict[str, str], app: Any, login: Login) -> None:
    other = add_client(app, "bulk:write").headers(client)
    answers = [send(client, one, "k1", {"n": 1}) for one in (who, other, login("office"))]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.json()["secret"] for answer in answers}) == 3
    assert send(client, who, "k1", url=f"{URL}/form", data={"n": "1"}).status_code == 200
    assert done(client) == 4


@pytest.mark.one_engine
def test_clients_must_send_a_key_and_people_may(client: Client, who: dict[str, str], login: Login) -> None:
    without = send(client, who, None)
    assert (without.status_code, without.json()["errors"][0]["pointer"]) == (422, "header:Idempotency-Key")
    assert done(client) == 0
    person = login("office")
    assert [send(client, person, None).status_code for _ in range(2)] == [201, 201]
    assert (done(client), rows(client)) == (2, 0)
    assert client.get(URL, headers=who).status_code == 200


@pytest.mark.one_engine
@pytest.mark.parametrize("key", ["", '"', "a b", '"a"b"', "x" * 201, "a\tb"])
def test_keys_that_are_none_are_refused(client: Client, who: dict[str, str], key: str) -> None:
    assert send(client, who, key).status_code == 422
    assert (done(client), rows(client)) == (0, 0)


@pytest.mark.one_engine
def test_forms_are_recognised_whatever_their_boundary(client: Client, who: dict[str, str]) -> None:
    first = send(client, who, "k1", url=f"{URL}/form", files={"n": (None, "1")})
    again = send(client, who, "k1", url=f"{URL}/form", files={"n": (None, "1")})
    assert first.request.headers["content-type"] != again.request.headers["content-type"]
    assert again.content == first.content
    assert send(client, who, "k1", url=f"{URL}/form", files={"n": (None, "2")}).status_code == 422
    assert done(client) == 1


@pytest.mark.one_engine
@pytest.mark.parametrize("body", [b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000, b"\xff", b""])
def test_any_body_is_recognised(client: Client, who: dict[str, str], body: bytes) -> None:
    bare = {"url": f"{URL}/bare", "content": body}
    assert [send(client, who, "k1", **bare).status_code for _ in range(2)] == [200, 200]
    assert done(client) == 1


def test_a_refusal_is_not_kept(client: Client, who: dict[str, str]) -> None:
    assert send(client, who, "k1", {"refuse": True}).status_code == 409
    assert send(client, who, "k1", {"n": "no number"}).status_code == 422
    assert (done(client), rows(client)) == (0, 0)
    assert send(client, who, "k1", {"n": 1}).status_code == 201


def test_nothing_is_kept_when_the_commit_fails(client: Client, who: dict[str, str]) -> None:
    engine = client.app.state.database.write_engine

    def fail(_: object) -> None:
        raise RuntimeError("the disk is gone")

    client.app.state.quotas.take = lambda *_: None  # which would write, too
    event.listen(engine, "commit", fail)
    try:
        assert send(client, who, "k1").status_code == 500
    finally:
        event.remove(engine, "commit", fail)
    assert (done(client), rows(client)) == (0, 0)
    assert send(client, who, "k1").status_code == 201


def test_nothing_is_committed_when_keeping_fails(
    client: Client, who: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no key to seal with")

    with monkeypatch.context() as patched:
        patched.setattr(repeating.Begun, "keep", fail)
        assert send(client, who, "k1").status_code == 500
    assert (done(client), rows(client)) == (0, 0)
    assert send(client, who, "k1").status_code == 201


def test_while_it_is_under_way_the_same_request_is_not_carried_out(client: Client, who: dict[str, str]) -> None:
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(send, client, who, "k1", {"wait": True})
        assert entered.wait(timeout=30)
        if client.app.state.database.dialect == "postgresql":
            second = send(client, who, "k1", {"wait": True})
            assert (second.status_code, second.json()["code"]) == (409, "idempotency_in_flight")
            assert second.headers["retry-after"] == "1"
        go_on.set()
        answered = first.result(timeout=30)
    again = send(client, who, "k1", {"wait": True})
    assert (answered.status_code, again.content, done(client)) == (201, answered.content, 1)


def test_case_10_fifty_at_once_are_carried_out_once(client: Client, who: dict[str, str]) -> None:
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: send(client, who, "k1", {"n": 1}), range(50)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = {answer.content for answer in answers if answer.status_code == 201}
    assert (len(made), done(client), rows(client)) == (1, 1, 1)


def test_the_answer_is_sealed_and_forgotten_after_seven_days(client: Client, who: dict[str, str]) -> None:
    first = send(client, who, "k1", {"n": 1})
    database = client.app.state.database
    with database.read() as session:
        row = session.scalars(select(RepeatedRequest)).one()
        assert row.answer is not None
        assert first.json()["secret"].encode() not in row.answer
        assert b"k1" not in row.key_hash + row.fingerprint
    _age(database, row.id)
    assert send(client, who, "k1", {"n": 2}).json() != first.json()  # after its time a key is as good as new
    assert (done(client), rows(client)) == (2, 1)
    with database.read() as session:
        _age(database, session.scalars(select(RepeatedRequest.id)).one())
    with database.write() as session:
        repeating.forget_old(session)
    assert rows(client) == 0


def _age(database: Any, row_id: UUID) -> None:
    with database.write() as session:
        old = clock.now(session) - repeating.KEPT - timedelta(seconds=1)
        session.execute(update(RepeatedRequest).where(RepeatedRequest.id == row_id).values(at=old))
