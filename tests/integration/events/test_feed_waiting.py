"""Waiting for events: woken by a commit of this process and by those of others, without a connection meanwhile."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import anyio
import httpx
import pytest
from fastapi import FastAPI

from backend.audit.record import write_pending
from backend.auth.clients.models import ApiClient
from backend.config import Settings
from backend.core.db import Database
from backend.serving import Server, uvicorn_config
from tests.auth.clients import System, add_client
from tests.conftest import Client
from tests.integration.reporting import URL, add_cases, database_of, happen, read, subjects

Send = Callable[[dict[str, Any]], Awaitable[httpx.Response]]


@pytest.fixture
def system(app: FastAPI) -> System:
    return add_client(app, "events:read", "complaints:read")


def together(client: Client, *actions: Callable[[], Awaitable[Any]]) -> list[Any]:
    """What the actions give, all begun in the application's loop in their order."""

    async def run() -> list[Any]:
        return await asyncio.gather(*(action() for action in actions))

    return client.portal.call(run)


def waiting(client: Client, headers: dict[str, str], cursor: str, wait: int = 20) -> Callable[[], Awaitable[Any]]:
    async def ask() -> httpx.Response:
        return await client._http.get(URL, params={"after": cursor, "wait": wait}, headers=headers)

    return ask


async def until_waiting(app: FastAPI, count: int) -> None:
    with anyio.fail_after(20):
        while (app.state.feed.waiters.counts or {}) == {} or app.state.feed.waiters.counts.total() < count:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_waiting_request_is_answered_when_something_happens(
    client: Client, app: FastAPI, system: System, settings: Settings, *, elsewhere: bool
) -> None:
    """`elsewhere`: another process has written it, which only looking finds."""
    headers = system.headers(client)
    (case_id,) = add_cases(database_of(app), system.id)
    cursor = read(client, headers)["next_cursor"]
    writer = Database(settings.database, before_commit=(write_pending,)) if elsewhere else database_of(app)

    async def write() -> float:
        await until_waiting(app, 3)
        await asyncio.to_thread(happen, writer, case_id)
        return time.monotonic()

    *answers, written = together(client, *[waiting(client, headers, cursor)] * 3, write)
    assert time.monotonic() - written < 15  # far from the 20 seconds that they were ready to wait
    assert [subjects(answer.json()["items"]) for answer in answers] == [[case_id]] * 3
    assert not app.state.feed.waiters.counts
    if elsewhere:
        writer.close()


def test_what_others_do_ends_no_waiting(client: Client, app: FastAPI, system: System) -> None:
    headers = system.headers(client)
    mine, theirs = add_cases(database_of(app), system.id) + add_cases(database_of(app), None)
    cursor = read(client, headers)["next_cursor"]

    async def write() -> None:
        await until_waiting(app, 1)
        await asyncio.to_thread(happen, database_of(app), theirs)
        await asyncio.to_thread(happen, database_of(app), mine)

    answer, _ = together(client, waiting(client, headers, cursor), write)
    assert subjects(answer.json()["items"]) == [mine]


@pytest.mark.one_engine
def test_nothing_happens_and_the_cursor_moves_on(client: Client, app: FastAPI, system: System) -> None:
    headers = system.headers(client)
    cursor = read(client, headers)["next_cursor"]
    happen(database_of(app), *add_cases(database_of(app), None))
    page = read(client, headers, cursor, wait=1)
    assert (page["items"], page["more"]) == ([], False)
    assert page["next_cursor"] != cursor


@pytest.mark.one_engine
def test_who_waits_holds_no_connection(client: Client, app: FastAPI, system: System) -> None:
    headers = system.headers(client)
    (case_id,) = add_cases(database_of(app), system.id)
    cursor = read(client, headers)["next_cursor"]
    held: list[int] = []

    async def write() -> None:
        await until_waiting(app, 10)
        engine = database_of(app).read_engine
        with anyio.fail_after(20):
            while engine.pool.checkedout():  # type: ignore[attr-defined]
                await asyncio.sleep(0.01)
        held.append(engine.pool.checkedout())  # type: ignore[attr-defined]
        await asyncio.to_thread(happen, database_of(app), case_id)

    *answers, _ = together(client, *[waiting(client, headers, cursor)] * 10, write)
    assert held == [0]
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.one_engine
def test_more_than_may_wait_are_sent_away(client: Client, app: FastAPI, system: System) -> None:
    headers, other = system.headers(client), add_client(app, "events:read").headers(client)
    (case_id,) = add_cases(database_of(app), system.id)
    cursor, of_other = read(client, headers)["next_cursor"], read(client, other)["next_cursor"]
    app.state.feed.waiters.a_client, app.state.feed.waiters.most = 2, 3
    refused: list[httpx.Response] = []

    async def push() -> None:
        await until_waiting(app, 2)
        refused.append(await waiting(client, headers, cursor)())
        asyncio.get_running_loop().create_task(waiting(client, other, of_other, 2)())
        await until_waiting(app, 3)
        refused.append(await waiting(client, headers, cursor)())
        await asyncio.to_thread(happen, database_of(app), case_id)

    together(client, *[waiting(client, headers, cursor)] * 2, push)
    assert [(answer.status_code, answer.headers["retry-after"]) for answer in refused] == [(429, "5"), (503, "5")]
    assert read(client, headers, cursor)["items"] != []


@pytest.mark.one_engine
def test_a_client_that_is_shut_out_meanwhile_learns_nothing(client: Client, app: FastAPI, system: System) -> None:
    headers = system.headers(client)
    (case_id,) = add_cases(database_of(app), system.id)
    cursor = read(client, headers)["next_cursor"]

    def shut_out() -> None:
        with database_of(app).write() as session:
            session.get_one(ApiClient, system.id).disabled_at = datetime.now(UTC)
        happen(database_of(app), case_id)

    async def act() -> None:
        await until_waiting(app, 1)
        await asyncio.to_thread(shut_out)

    answer, _ = together(client, waiting(client, headers, cursor), act)
    assert answer.status_code == 401


@pytest.mark.one_engine
def test_waiting_requests_do_not_keep_a_process_from_ending(client: Client, app: FastAPI, system: System) -> None:
    headers = system.headers(client)
    cursor = read(client, headers)["next_cursor"]
    server = Server(uvicorn_config(app, "127.0.0.1", 0))
    server.servers, server.force_exit = [], True  # nothing listens, and the lifespan is the test's

    async def end() -> None:
        await until_waiting(app, 1)
        await server.shutdown()

    answer, _ = together(client, waiting(client, headers, cursor), end)
    assert (answer.status_code, answer.json()["items"]) == (200, [])
