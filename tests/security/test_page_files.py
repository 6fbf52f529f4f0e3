"""The files of the pages. A Range header asks for parts of one, a hostile one for the same parts over and over (security
checks R05, W02)."""

from pathlib import Path

import anyio.from_thread
import pytest
from fastapi import FastAPI

from backend.config import Settings
from tests.conftest import Client
from tests.core.test_problems import SECURITY_HEADERS

SIZE = 200_000


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """On one engine only: files are not in the database."""
    (tmp_path / "pingyi.db").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path / 'pingyi.db'}"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "page.js").write_bytes(b"x" * SIZE)
    return settings.model_copy(update={"frontend_dir": tmp_path})


def test_w02_a_file_carries_the_headers_and_is_kept(own_app: FastAPI) -> None:
    with anyio.from_thread.start_blocking_portal() as portal:
        answer = Client(own_app, portal).get("/assets/page.js")
    expected = SECURITY_HEADERS | {"cache-control": "public, max-age=31536000, immutable"}
    assert {name: answer.headers[name] for name in expected} == expected
    assert answer.content == b"x" * SIZE


def test_r05_no_range_gives_more_than_the_file(own_app: FastAPI) -> None:
    hostile = [
        "bytes=" + ",".join(["0-"] * 100),
        "bytes=" + ",".join(["0-"] * 5_000),
        "bytes=" + ",".join(f"{place}-" for place in range(100)),
        "bytes=" + ",".join(f"{place}-{place}" for place in range(0, 198, 2)),
        "bytes=" + ",".join(f"-{length}" for length in range(1, 5_000)),
        "bytes=" + "0" * 100_000 + "-",
        "bytes=" + "9" * 5_000 + "-",
        "bytes=0-18446744073709551615",
        "bytes=200000-",
        "bytes=--1",
        "bytes=5-2",
        "bytes=,,,,",
        "bytes=",
        "lines=0-",
        "\x00",
    ]
    with anyio.from_thread.start_blocking_portal() as portal:
        client = Client(own_app, portal)

        def ask(value: str) -> tuple[int, bytes]:
            answer = client.get("/assets/page.js", headers={"Range": value})
            assert answer.headers["x-content-type-options"] == "nosniff"
            return answer.status_code, answer.content

        assert ask("bytes=0-9") == (206, b"x" * 10)
        assert ask("bytes=-3") == (206, b"xxx")
        for value in hostile:
            status, content = ask(value)
            assert status in (200, 206, 400, 416), value[:40]
            assert len(content) <= SIZE, value[:40]
