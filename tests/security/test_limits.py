"""What is too large, too deep, too long or too slow is refused, and said so (security checks R01 to R04, R08)."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import uuid4

import anyio.from_thread
import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.types import Message

from backend.core import patience
from backend.core.patience import BYTES_PER_SECOND, PATIENCE, PatientReceive
from backend.main import MAX_BODY
from backend.serving import Server, uvicorn_config
from tests.auth.clients import add_client
from tests.conftest import Client, Login
from tests.security.test_schemas import specification

JSON = {"Content-Type": "application/json"}
PUBLIC = ("/api/v1/filing", "/api/v1/ballots/submissions", "/api/v1/ballots/start", "/api/v1/auth/login")


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """On one engine only: nothing here gets as far as the database."""
    (tmp_path / "pingyi.db").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path / 'pingyi.db'}"


@pytest.mark.parametrize("path", PUBLIC)
def test_r01_json_up_to_the_limit_is_read_and_no_more(client: Client, path: str) -> None:
    def padded(size: int) -> bytes:
        return b'{"x":"' + b"x" * (size - 8) + b'"}'

    for size, status in ((MAX_BODY, 422), (MAX_BODY + 1, 413), (2 * MAX_BODY, 413)):
        answer = client.post(path, content=padded(size), headers=JSON)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), size


DEEP: dict[str, Callable[[int], str]] = {
    "lists": lambda depth: "[" * depth + "]" * depth,
    "objects": lambda depth: '{"a":' * depth + "1" + "}" * depth,
    "a field of lists": lambda depth: '{"text":' + "[" * depth + "]" * depth + "}",
    "never closed": lambda depth: "[" * depth,
}


@pytest.mark.parametrize("shape", DEEP)
def test_r02_deep_json_is_invalid_input(client: Client, shape: str) -> None:
    for path in PUBLIC:
        for depth in (2, 1_000, 100_000):
            answer = client.post(path, content=DEEP[shape](depth), headers=JSON)
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input"), (path, depth)


def test_r03_a_million_elements_are_too_large_and_as_many_as_fit_too_many(client: Client) -> None:
    def sheet(answers: int) -> str:
        body = '{"code":"x","round_id":"%s","retry_nonce":"%s","answers":[%s]}'
        return body % (uuid4(), "0" * 32, ",".join(["1"] * answers))

    path = "/api/v1/ballots/submissions"
    assert client.post(path, content=sheet(1_000_000), headers=JSON).status_code == 413
    answer = client.post(path, content=sheet(500_000), headers=JSON)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "too_long")
    assert client.post(path, content=sheet(3), headers=JSON).json()["code"] == "code_unknown"


def test_r04_no_list_gives_a_page_of_a_billion(client: Client, app: FastAPI, login: Login) -> None:
    tried = 0
    for path, operations in specification()["paths"].items():
        operation = operations.get("get", {})
        if not any(parameter["name"] == "limit" for parameter in operation.get("parameters", ())):
            continue
        scopes = [one["client"][0] for one in operation.get("security", ()) if "client" in one]
        role = (operation.get("x-roles") or ["office"])[0]
        of_clients = scopes and not operation.get("x-roles")
        headers = add_client(app, *scopes).headers(client) if of_clients else login(role)
        address = _filled(path)
        refused = client.get(f"{address}?limit=1000000000", headers=headers)
        assert refused.status_code == 422, path
        assert [error["pointer"] for error in refused.json()["errors"]] == ["query:limit"], path
        assert client.get(f"{address}?limit=1", headers=headers).status_code in (200, 404), path
        tried += 1
    assert tried > 10


def _filled(path: str) -> str:
    """An address of a route; of things that do not exist."""
    return "/".join(str(uuid4()) if part.startswith("{") else part for part in path.split("/"))


IMPORTS = "/api/v1/rounds/daa79c38-490c-4a77-8c77-46f79bafa1d6/imports"
FORM = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'


async def unfinished(beginning: bytes) -> AsyncIterator[bytes]:
    """A body whose end never comes."""
    yield beginning
    await asyncio.Event().wait()


@pytest.mark.parametrize("path", [*PUBLIC, IMPORTS])
def test_r08_a_body_that_stops_is_given_up(
    client: Client, login: Login, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    media_type, beginning = "application/json", b'{"x":'
    if path == IMPORTS:
        media_type, beginning = "multipart/form-data; boundary=x", FORM
    headers = login("office") | {"Content-Type": media_type}
    monkeypatch.setattr(patience, "PATIENCE", 0.05)
    answer = client.post(path, content=unfinished(beginning), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (408, "too_slow")
    assert answer.headers["connection"] == "close"
    monkeypatch.undo()
    whole = beginning + (b"1}" if path != IMPORTS else b"\r\n--x--\r\n")
    assert client.post(path, content=whole, headers=headers).status_code == 422


class SlowClient:
    """Pieces of `size` bytes for ever, each of which comes after `seconds`; their time is the only one."""

    def __init__(self, size: int, seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
        self.size, self.seconds, self.now, self.pieces = size, seconds, 0.0, 0
        monkeypatch.setattr(patience.time, "monotonic", lambda: self.now)

    async def receive(self) -> Message:
        await asyncio.sleep(0)  # as while nothing is there yet
        self.now += self.seconds
        self.pieces += 1
        return {"type": "http.request", "body": b"x" * self.size, "more_body": True}


async def _read(client: SlowClient, pieces: int) -> None:
    receive = PatientReceive(client.receive)
    for _ in range(pieces):
        await receive()


def test_r08_a_trickle_is_given_up_and_a_slow_line_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    trickle = SlowClient(1, PATIENCE / 3, monkeypatch)
    with pytest.raises(HTTPException) as refused:
        asyncio.run(_read(trickle, 100))
    assert (refused.value.status_code, trickle.pieces <= 4) == (408, True)
    steady = SlowClient(BYTES_PER_SECOND * 10, 10, monkeypatch)
    asyncio.run(_read(steady, 100))
    assert steady.pieces == 100


def test_r08_on_a_real_connection_nothing_more_is_read(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server says 408 and closes, instead of holding a place for whoever sends nothing more."""
    head = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n"
    server = Server(uvicorn_config(app, "127.0.0.1", 0))

    def say(body: bytes) -> bytes:
        """The status line of the answer, which ends with the connection unless the body was whole."""
        with socket.create_connection(listening.getsockname(), timeout=60) as connection:
            connection.sendall(head + body)
            answer = b""
            while (piece := connection.recv(65_536)) and len(body) < 8:
                answer += piece
            return (answer or piece).partition(b"\r\n")[0]

    with socket.create_server(("127.0.0.1", 0)) as listening, anyio.from_thread.start_blocking_portal() as portal:
        serving = portal.start_task_soon(server.serve, [listening])
        assert say(b'{"x": 1}').startswith(b"HTTP/1.1 422")
        monkeypatch.setattr(patience, "PATIENCE", 0.05)
        assert say(b'{"x"').startswith(b"HTTP/1.1 408")
        server.should_exit = True
        serving.result()
