"""The ballot route's own way to its function says what FastAPI's way says."""

import json
from collections.abc import Iterator
from typing import Any

import anyio.from_thread
import pytest
from fastapi import FastAPI, Response

from backend.ballots import answering
from backend.ballots.guessing import CodeRoute
from tests.conftest import Client, running
from tests.security.test_answering import Box

LEAN, ORDINARY = "/api/v1/ballots/submissions", "/api/v1/ballots/ordinary"
JSON = "application/json"


@pytest.fixture
def client(own_app: FastAPI) -> Iterator[Client]:
    own_app.router.add_api_route(
        ORDINARY,
        answering.submit,
        methods=["POST"],
        status_code=201,
        response_class=Response,
        route_class_override=CodeRoute,
    )
    own_app.router.routes.insert(0, own_app.router.routes.pop())
    with anyio.from_thread.start_blocking_portal() as portal, portal.wrap_async_context_manager(running(own_app)):
        yield Client(own_app, portal)


@pytest.fixture
def box(client: Client) -> Box:
    return Box(client.app)


def outcome(client: Client, path: str, kind: str | None, content: bytes) -> tuple[int, dict[str, Any], list[str]]:
    answer = client.post(path, content=content, headers={"content-type": kind} if kind else {})
    said = answer.json() if answer.content else {}
    said.pop("trace_id", None)
    return answer.status_code, said, sorted(answer.headers)


@pytest.mark.parametrize(
    ("status", "kind", "change"),
    [
        (201, JSON, {}),
        (201, "application/json; charset=utf-8", {}),
        (201, "application/vnd.pingyi+json", {}),
        (415, "text/plain", {}),
        (415, None, {}),
        (422, JSON, {"answers": "no list"}),
        (422, JSON, {"answers": [1, 2, 3, 4, 0, 99]}),
        (422, JSON, {"answers": [1, 2]}),
        (422, JSON, {"retry_nonce": "short"}),
        (422, JSON, {"round_id": None}),
        (422, JSON, {"more": 1}),
        (422, JSON, {"comments": [{"unit": -1, "text": "x"}, {"unit": 0, "text": "y" * 501}]}),
        (422, JSON, b'{"code": '),
        (422, JSON, b"[]"),
        (422, JSON, b""),
        (422, JSON, b"\xff\xfe"),
        (404, JSON, {"code": "0000-0000-0000-0001"}),
        (404, JSON, {"round_id": "00000000-0000-4000-8000-000000000000"}),
        (413, JSON, b"[" + b" " * 1_100_000 + b"]"),
    ],
)
def test_both_ways_say_the_same(
    client: Client, box: Box, status: int, kind: str | None, change: dict[str, Any] | bytes
) -> None:
    def content(code: str) -> bytes:
        return change if isinstance(change, bytes) else json.dumps(box.body(code) | change).encode()

    lean = outcome(client, LEAN, kind, content(box.codes[0]))
    assert lean == outcome(client, ORDINARY, kind, content(box.codes[1]))
    assert lean[0] == status
