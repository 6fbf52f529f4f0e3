"""Case 41: connections that say nothing, requests that never end, bodies made to hurt, a flood of logins. Others are
served meanwhile."""

import asyncio
import re
import resource
import socket
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import httpx
import pytest

from backend.auth.passwords import AT_ONCE
from backend.config import Settings
from tests.counts import IDLE_CONNECTIONS
from tests.faults.test_ballots import SUBMIT, Round
from tests.serving import Server

DEEP = 10_000
BEGUN = (
    b"POST /api/v1/filing HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n"
)
LOGIN = "/api/v1/auth/login"
LOGINS: Final = 200
SHEETS: Final = 20
MIB: Final = 1024 * 1024
CAP: Final = AT_ONCE * 19 * MIB + 64 * MIB
"""What the logins may add to the memory of the server: Argon2id fills 19 MiB for one password, for all at once it would
be 3.7 GiB; 64 MiB are for 200 connections and requests."""


def allow_many_files() -> None:
    """Both sides of each connection are a file; the server inherits the limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def test_case_41_idle_and_endless_connections_keep_nobody_out(settings: Settings) -> None:
    allow_many_files()
    with Server(settings) as server, ExitStack() as opened:
        assert httpx.get(f"{server.url}/readyz", timeout=60).status_code == 200
        for number in range(IDLE_CONNECTIONS):
            idle = opened.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=60))
            # One says nothing, one stops in its headers, one in its body.
            idle.sendall((b"", BEGUN, BEGUN + b"\r\n{")[number % 3])
        with httpx.Client(base_url=server.url, timeout=60) as other:
            for _ in range(20):
                assert other.get("/api/v1/filing").status_code == 200
                assert other.post(LOGIN, json={}).status_code == 422
        assert server.process.is_alive()


# On the engine whose one turn to write logins and ballots share; the bodies do not get as far as the database.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_r01_r02_r06_case_41_large_and_deep_bodies_and_a_flood_of_logins(settings: Settings) -> None:
    round_ = Round(settings, SHEETS + 1)
    with Server(settings.model_copy(update={"run_worker": False})) as server:
        with httpx.Client(base_url=server.url, timeout=60) as http:
            bodies_are_refused(http)
            assert http.post(SUBMIT, json=round_.body(SHEETS)).status_code == 201
            assert http.post(LOGIN, json={"username": "nobody", "password": "wrong"}).status_code == 401
        before = peak_memory(server)
        asyncio.run(ballots_are_accepted_while_people_log_in(server.url, round_))
        assert peak_memory(server) - before < CAP
    assert sum(round_.stored().values()) == SHEETS + 1
    round_.database.close()


def bodies_are_refused(http: httpx.Client) -> None:
    json = {"Content-Type": "application/json"}
    for path in ("/api/v1/filing", SUBMIT, LOGIN):
        deep = b'{"text":' + b"[" * DEEP + b"]" * DEEP + b"}"
        answer = http.post(path, content=deep, headers=json)
        assert answer.status_code == 422, (path, answer.text)
        large = b'{"text":"' + b"x" * (2 * MIB) + b'"}'
        answer = http.post(path, content=large, headers=json)
        assert answer.status_code == 413, (path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
    assert http.get("/readyz").status_code == 200


async def ballots_are_accepted_while_people_log_in(url: str, round_: Round) -> None:
    """All logins begin at once; sheets come one after the other from when the first login is answered."""
    order: list[str] = []

    async def post(path: str, body: dict[str, object]) -> int:
        status = (await http.post(path, json=body)).status_code
        order.append(path)
        return status

    async with httpx.AsyncClient(base_url=url, timeout=120, limits=httpx.Limits(max_connections=None)) as http:
        people = [{"username": f"person-{number}", "password": "wrong"} for number in range(LOGINS)]
        logins = [asyncio.create_task(post(LOGIN, person)) for person in people]
        await asyncio.wait(logins, return_when=asyncio.FIRST_COMPLETED)
        sheets = [await post(SUBMIT, round_.body(number)) for number in range(SHEETS)]
        assert Counter(await asyncio.gather(*logins)) == {401: LOGINS}
    assert Counter(sheets) == {201: SHEETS}
    assert LOGIN in order[order.index(SUBMIT) :], "sheets are accepted while logins wait"


def peak_memory(server: Server) -> int:
    """The most that the process has held so far, in bytes."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024
