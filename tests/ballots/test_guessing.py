"""Guessing at codes: refused after many failures of one address, and nothing for anybody else to notice."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import event, select

from backend.auth.models import Throttle
from backend.auth.throttle import Limit
from backend.ballots import guessing
from backend.ballots.codes import new_code
from tests.conftest import Client
from tests.security.test_answering import Box

Ask = Callable[..., httpx.Response]
LIMIT = guessing.PER_ADDRESS.count


@pytest.fixture
def box(client: Client) -> Box:
    return Box(client.app)


@pytest.fixture
def ask(client: Client) -> Ask:
    """`ask("start", body, "192.0.2.1")`: a request from an address."""

    def send(route: str, body: dict[str, Any], address: str = "192.0.2.1") -> httpx.Response:
        async def post() -> httpx.Response:
            transport = httpx.ASGITransport(app=client.app, client=(address, 4711))
            async with httpx.AsyncClient(transport=transport, base_url="http://t") as http:
                return await http.post(f"/api/v1/ballots/{route}", json=body)

        return client.portal.call(post)

    return send


def guess(ask: Ask, times: int, address: str = "192.0.2.1") -> Counter[int]:
    return Counter(ask("start", {"code": new_code()}, address).status_code for _ in range(times))


def test_an_address_that_guesses_is_refused(ask: Ask, box: Box) -> None:
    """On all three routes together, also what is no code at all; from then on even a right code."""
    thirds = LIMIT // 3
    unknown = [ask("code-state", {"code": new_code()}) for _ in range(thirds)]
    unknown += [ask("submissions", box.body(new_code())) for _ in range(thirds)]
    unknown += [ask("start", {"code": "nonsense"}) for _ in range(LIMIT - 2 * thirds)]
    assert {(answer.status_code, answer.json()["code"]) for answer in unknown} == {(404, "code_unknown")}
    bodies = {
        "start": {"code": box.codes[0]},
        "code-state": {"code": box.codes[0]},
        "submissions": box.body(box.codes[0]),
    }
    assert ask("start", {"code": new_code()}).status_code == 429, "a failure finds the limit reached"
    for route, body in bodies.items():
        answer = ask(route, body)
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
        assert 0 < int(answer.headers["retry-after"]) <= 300
    assert box.sheets() == []


def test_the_same_code_works_from_another_address(ask: Ask, box: Box) -> None:
    assert guess(ask, LIMIT + 5) == {404: LIMIT, 429: 5}
    assert ask("start", {"code": box.codes[0]}, "192.0.2.2").status_code == 200
    assert ask("submissions", box.body(box.codes[0]), "192.0.2.2").status_code == 201


def test_a_meeting_room_shares_one_address(ask: Ask, box: Box) -> None:
    """Thirty people, each of whom mistypes once, then answers."""
    for person, code in enumerate(box.codes):
        assert ask("start", {"code": new_code()}).status_code == 404
        assert ask("start", {"code": code}).status_code == 200
        assert ask("submissions", box.body(code, retry_nonce=f"{person:032x}")).status_code == 201
    assert len(box.sheets()) == 30


def test_what_is_no_guess_is_not_counted(ask: Ask, box: Box) -> None:
    """Used codes, ballots with mistakes, repeated submissions."""
    ask("submissions", box.body(box.codes[0]))
    for _ in range(LIMIT + 1):
        assert ask("start", {"code": box.codes[0]}).status_code == 409
        assert ask("submissions", box.body(box.codes[0])).status_code == 200
        assert ask("submissions", box.body(box.codes[1], answers=[])).status_code == 422
    with box.database.read() as session:
        assert session.scalars(select(Throttle)).all() == []


def test_a_right_code_costs_no_statement_more(ask: Ask, box: Box) -> None:
    guess(ask, LIMIT + 1, "192.0.2.9")
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    for engine in (box.database.read_engine, box.database.write_engine):
        event.listen(engine, "before_cursor_execute", note)
    assert ask("start", {"code": box.codes[0]}).status_code == 200
    assert ask("submissions", box.body(box.codes[0])).status_code == 201
    assert statements
    assert [statement for statement in statements if "throttle" in statement] == []


def test_the_refusal_ends_with_the_window(ask: Ask, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    guess(ask, LIMIT + 1)
    monotonic = guessing.time.monotonic
    monkeypatch.setattr(guessing.time, "monotonic", lambda: monotonic() + 301)
    with box.database.write() as session:
        for row in session.scalars(select(Throttle)):
            row.window_start -= timedelta(seconds=301)
    assert ask("start", {"code": box.codes[0]}).status_code == 200
    assert guess(ask, 2) == {404: 2}


def test_other_processes_share_the_count(ask: Ask, box: Box, app: FastAPI) -> None:
    """A process that has not refused the address itself learns of it with the next failure."""
    guess(ask, LIMIT)
    app.state.guessers = guessing.Guessers(box.database, app.state.keys)
    assert guess(ask, 1) == {429: 1}


def test_guessing_from_many_addresses_only_gets_slower(ask: Ask, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guessing, "EVERYWHERE", Limit("code-everywhere", 10, guessing.WINDOW))
    assert guess(ask, 10, "192.0.2.1") == {404: 10}
    fewer = guessing.WHILE_MANY_FAIL.count
    assert guess(ask, fewer + 1, "192.0.2.2") == {404: fewer, 429: 1}
    assert guess(ask, 1, "192.0.2.3") == {404: 1}, "somebody who mistypes once is not shut out"
    assert ask("submissions", box.body(box.codes[0]), "192.0.2.3").status_code == 201


def test_addresses_of_one_network_are_one(ask: Ask, box: Box) -> None:
    found = [guess(ask, 1, f"2001:db8::{number:x}") for number in range(1, LIMIT + 2)]
    assert found == [{404: 1}] * LIMIT + [{429: 1}]
    assert guess(ask, 1, "2001:db8:0:1::1") == {404: 1}


def test_counts_are_hashes_and_do_not_last(ask: Ask, box: Box) -> None:
    guess(ask, 1, "192.0.2.77")
    with box.database.write() as session:
        rows = session.scalars(select(Throttle)).all()
        assert all(len(row.key) == 32 for row in rows)
        assert len(rows) == 2
        for row in rows:
            row.window_start -= timedelta(hours=2)
        old = {row.key for row in rows}
    guess(ask, 1, "192.0.2.78")
    with box.database.read() as session:
        kept = session.scalars(select(Throttle)).all()
    assert sorted(row.n for row in kept) == [1, 1]
    assert len({row.key for row in kept} - old) == 1, "the old address is gone, the count of all began anew"
