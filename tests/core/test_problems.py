"""Everything that is not a success is one shape: RFC 9457, in the reader's language, without what was sent."""

import json
import re
from typing import Any, Literal

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ConfigDict, Field, field_validator
from sqlalchemy import text

from backend.config import Settings
from backend.core.db import SessionDep
from backend.core.errors import NotFound
from backend.core.fields import Line
from backend.core.principal import permission
from backend.core.text import Text, choose_language
from backend.units.models import UnitSequence
from tests.conftest import Client
from tests.serving import Server

# What is refused before the database is asked, the same on both.
pytestmark = pytest.mark.one_engine

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}
ZH, EN = {"Accept-Language": "zh-CN"}, {"Accept-Language": "en-GB,en;q=0.9"}


class Probe(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Line = Field(max_length=5)
    count: int = Field(1, ge=1, le=9)
    a_b: list[int] = []
    kind: Literal["x", "y", "z"] = "x"

    @field_validator("a_b")
    @classmethod
    def check(cls, value: list[int]) -> list[int]:
        if 13 in value:
            raise ValueError(Text("不要十三", "No thirteen"))
        return value


@pytest.fixture
def app(own_app: FastAPI) -> FastAPI:
    router = APIRouter()

    @router.post("/probe/body")
    @permission("system.info")
    def body(probe: Probe) -> str:
        return probe.name

    @router.get("/probe/items/{number}")
    @permission("system.info")
    def item(number: int, page: int = 1) -> int:
        raise NotFound

    @router.put("/probe/items/{number}")
    @permission("system.info")
    def put(number: int) -> int:
        return number

    @router.post("/probe/constraint")
    @permission("system.info")
    def constraint(session: SessionDep) -> str:
        session.add_all([UnitSequence(name="重名", position=1), UnitSequence(name="重名", position=2)])
        session.flush()
        return "never"

    @router.get("/probe/data")
    @permission("system.info")
    def data(session: SessionDep, value: str) -> int:
        return int(session.execute(text("SELECT length(:value)"), {"value": value}).scalar_one())

    @router.get("/probe/crash")
    @permission("system.info")
    def crash() -> str:
        secret = "telling-local-value"
        raise RuntimeError(f"boom {len(secret)}")

    own_app.include_router(router)
    return own_app


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == f"/problems/{code}"
    assert body["trace_id"] == answer.headers["x-trace-id"] != ""
    assert body["title"]
    return body


REFUSED: list[tuple[object, str, str, str, str]] = [
    ({}, "/name", "missing", "必填", "This is required"),
    ({"name": "x" * 6}, "/name", "string_too_long", "最多 5 个字", "At most 5 characters"),
    ({"name": "a\x00"}, "/name", "string_pattern_mismatch", "格式不对", "The format is not right"),
    ({"name": "a\u202e"}, "/name", "string_pattern_mismatch", "格式不对", "The format is not right"),
    ({"name": 7}, "/name", "string_type", "应为文字", "Should be text"),
    ({"name": "a", "count": 0}, "/count", "greater_than_equal", "应不小于 1", "Should be at least 1"),
    ({"name": "a", "x/y~z": 1}, "/x~1y~0z", "extra_forbidden", "不认识的字段", "Unknown field"),
    ({"name": "a", "a_b": [1, "zwei"]}, "/a_b/1", "int_parsing", "应为整数", "Should be a whole number"),
    (
        {"name": "a", "kind": "w"},
        "/kind",
        "literal_error",
        "只能是：'x'、'y'或'z'",
        "Should be one of: 'x', 'y' or 'z'",
    ),
    ({"name": "a", "a_b": [13]}, "/a_b", "value_error", "不要十三", "No thirteen"),
]


def test_validation(client: Client) -> None:
    for sent, pointer, code, zh, en in REFUSED:
        for headers, message in ((ZH, zh), (EN, en)):
            answer = client.post("/probe/body", json=sent, headers=headers)
            body = problem(answer, 422, "invalid_input")
            assert body["errors"] == [{"pointer": pointer, "code": code, "message": message}]
            assert "zwei" not in answer.text, "what was sent does not come back"


def test_a_body_that_is_no_json(client: Client) -> None:
    headers = {"Content-Type": "application/json"}
    body = problem(client.post("/probe/body", content=b'{"name": ', headers=headers), 422, "invalid_input")
    assert body["errors"][0]["code"] == "json_invalid"
    for content in (b"\xff\xfe", b"[" * 5000, b'"\\ud800"', b'{"name": "\\ud800"}', b'{"count": NaN}', b"1e999"):
        assert client.post("/probe/body", content=content, headers=headers).status_code in (400, 422), content[:20]


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "text/json", None])
def test_a_body_that_does_not_say_json(client: Client, content_type: str | None) -> None:
    headers = {} if content_type is None else {"Content-Type": content_type}
    problem(client.post("/probe/body", content=b'{"name": "a"}', headers=headers), 415, "unsupported_content")
    missing = problem(client.post("/probe/body", headers=headers), 422, "invalid_input")
    assert missing["errors"][0]["code"] == "missing", "an empty body has no type"


def test_json_under_its_other_names(client: Client) -> None:
    for content_type in ("application/json; charset=utf-8", "application/merge-patch+json"):
        answer = client.post("/probe/body", content=b'{"name": "a"}', headers={"Content-Type": content_type})
        assert answer.status_code == 200, answer.text


def test_a_value_that_the_database_refuses(client: Client, app: FastAPI) -> None:
    answer = client.get("/probe/data?value=%00")
    if app.state.database.dialect == "postgresql":
        problem(answer, 422, "invalid_input")
    else:
        assert answer.status_code == 200


def test_head_answers_like_get(client: Client) -> None:
    """Every address that can be read, pages, files and refusals included; the length is that of the body left away."""
    seen = set()
    for context in iter_route_contexts(client.app.routes):
        if "GET" in (context.methods or ()):
            path = re.sub(r"{[^}]*}", "7", context.path_format or "")
            expected, answer = client.get(path), client.request("HEAD", path)
            differs = {"x-trace-id", "content-security-policy"}  # each answer has its own
            assert answer.status_code == expected.status_code, path
            assert answer.content == b""
            assert _without(answer.headers, differs) == _without(expected.headers, differs), path
            seen.add(answer.status_code)
    assert {200, 401, 422} <= seen


def _without(headers: httpx.Headers, names: set[str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in names}


def test_head_over_a_connection(settings: Settings) -> None:
    """The server leaves the body away, and the connection goes on to the next answer."""
    with Server(settings) as server, httpx.Client(base_url=server.url, timeout=60) as http:
        for path in ("/healthz", "/api/v1/openapi.json", "/api/v1/units", "/s", "/assets/none.js"):
            head, get = http.head(path), http.get(path)
            assert (head.status_code, head.content) == (get.status_code, b"")
            assert head.headers["content-length"] == get.headers["content-length"] == str(len(get.content))


def test_parameters(client: Client) -> None:
    body = problem(client.get("/probe/items/x?page=y"), 422, "invalid_input")
    assert [error["pointer"] for error in body["errors"]] == ["path:number", "query:page"]


def test_r01_too_large_a_body(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    content = json.dumps({"name": "x" * 2_000_000})
    headers = {"Content-Type": "application/json"}
    problem(client.post("/probe/body", content=content, headers=headers), 413, "too_large")

    async def pieces() -> Any:
        for _ in range(40):
            yield b"x" * 65_536

    problem(client.post("/probe/body", content=pieces(), headers=headers), 413, "too_large")
    assert '"event": "crash"' not in capfd.readouterr().out


def test_absent_things_and_unknown_routes_look_alike(client: Client) -> None:
    absent = problem(client.get("/probe/items/7"), 404, "not_found")
    unknown = problem(client.get("/api/v1/no/such/route"), 404, "not_found")
    assert absent | {"trace_id": ""} == unknown | {"trace_id": ""}


def test_a_trailing_slash_is_another_address(client: Client) -> None:
    problem(client.get("/api/v1/system/info/"), 404, "not_found")


def test_a_wrong_method_names_all_right_ones(client: Client) -> None:
    for method, path, allow in (
        ("DELETE", "/probe/items/7", {"GET", "HEAD", "PUT"}),
        ("PATCH", "/probe/items/7", {"GET", "HEAD", "PUT"}),
        ("GET", "/probe/body", {"POST"}),
        ("HEAD", "/probe/body", {"POST"}),
        ("DELETE", "/api/v1/users", {"GET", "HEAD", "POST"}),
        ("OPTIONS", "/api/v1/users", {"GET", "HEAD", "POST"}),
        ("TRACE", "/healthz", {"GET", "HEAD"}),
        ("POST", "/assets/x.js", {"GET", "HEAD"}),
        ("POST", "/login", {"GET", "HEAD"}),
    ):
        answer = client.request(method, path)
        if method == "HEAD":
            assert (answer.status_code, answer.content) == (405, b"")
        else:
            problem(answer, 405, "method_not_allowed")
        assert {name.strip() for name in answer.headers["allow"].split(",")} == allow, (method, path)


def test_a_violated_constraint(client: Client) -> None:
    answer = client.post("/probe/constraint", headers=EN)
    body = problem(answer, 409, "conflict")
    assert body["detail"] == "Conflicts with existing data; nothing was saved"
    assert "unit_sequence" not in answer.text
    assert "重名" not in answer.text


def test_a_crash_tells_only_a_number(client: Client, capfd: pytest.CaptureFixture[str]) -> None:
    answer = client.get("/probe/crash")
    body = problem(answer, 500, "internal_error")
    assert "boom" not in answer.text
    logged = next(json.loads(line) for line in capfd.readouterr().out.splitlines() if '"event": "crash"' in line)
    assert logged["trace_id"] == body["trace_id"]
    assert "RuntimeError: boom 19" in logged["exception"]
    assert "telling-local-value" not in logged["exception"], "local values stay out of the log"


def test_w02_every_answer_carries_exactly_the_security_headers(client: Client) -> None:
    """Design, 8.4. What an answer is about comes beside them, and nothing else."""
    content = {"content-type", "content-length", "content-language", "x-trace-id", "www-authenticate", "allow"}
    large = client.post("/probe/body", content=b"x" * 2_000_000, headers={"Content-Type": "application/json"})
    for status, answer in (
        (200, client.get("/healthz")),
        (401, client.get("/api/v1/auth/me")),
        (404, client.get("/probe/items/7")),
        (404, client.get("/no/such/address")),
        (405, client.delete("/healthz")),
        (413, large),
        (422, client.post("/probe/body", json={})),
        (500, client.get("/probe/crash")),
    ):
        assert answer.status_code == status
        assert {name: value for name, value in answer.headers.items() if name not in content} == SECURITY_HEADERS
    over_https = client.get("https://testserver/healthz").headers
    assert over_https["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en", "en"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("zh;q=0.1, en;q=0.2", "en"),
        ("fr, en;q=0.5", "en"),
        ("fr", "zh"),
        ("en;q=0", "zh"),
        ("en;q=x", "zh"),
        ("EN-gb", "en"),
        ("*", "zh"),
        (";;;,,,=", "zh"),
        ("en" + ",en" * 200, "zh"),
    ],
)
def test_choice_of_language(header: str | None, language: str) -> None:
    assert choose_language(header) == language


def test_the_answer_names_its_language(client: Client) -> None:
    assert client.get("/no", headers=EN).headers["content-language"] == "en"
    assert client.get("/no", headers=ZH).headers["content-language"] == "zh-CN"
    assert client.get("/no", headers=EN).json()["title"] == "Not found"
