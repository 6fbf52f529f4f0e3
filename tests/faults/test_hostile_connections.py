"""Case 41: connections that say nothing, requests that never end, bodies made to hurt. Others are served meanwhile."""

import resource
import socket
from contextlib import ExitStack

import httpx

from backend.config import Settings
from tests.counts import IDLE_CONNECTIONS
from tests.serving import Server

DEEP = 10_000
BEGUN = (
    b"POST /api/v1/filing HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n"
)


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
        with httpx.Client(base_url=server.url, timeout=10) as other:
            for _ in range(20):
                assert other.get("/api/v1/filing").status_code == 200
                assert other.post("/api/v1/auth/login", json={}).status_code == 422
        assert server.process.poll() is None


def test_case_41_large_and_deep_bodies_are_refused(settings: Settings) -> None:
    with Server(settings) as server, httpx.Client(base_url=server.url, timeout=60) as http:
        json = {"Content-Type": "application/json"}
        for path in ("/api/v1/filing", "/api/v1/ballots/submissions", "/api/v1/auth/login"):
            deep = b'{"text":' + b"[" * DEEP + b"]" * DEEP + b"}"
            answer = http.post(path, content=deep, headers=json)
            assert answer.status_code in (400, 422), (path, answer.text)
            large = b'{"text":"' + b"x" * (2 * 1024 * 1024) + b'"}'
            answer = http.post(path, content=large, headers=json)
            assert answer.status_code == 413, (path, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
        assert http.get("/readyz").status_code == 200
