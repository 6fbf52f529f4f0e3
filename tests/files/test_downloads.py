"""Attachments on their way out: saved under a harmless name, shown by no browser."""

from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI, Response

from backend.core.db import Database
from backend.core.principal import permission
from backend.core.sealing import Sealer
from backend.files.attachments import service
from backend.files.attachments.antivirus import Scanner
from backend.files.attachments.downloads import download_response
from backend.files.storage import FolderStore
from backend.migrating import upgrade
from tests.conftest import Client
from tests.files.samples import jpg

HOSTILE_NAME = 'x/../a"\r\nX: y\u202e\x00<b>.html.jpg'


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """On one engine only: nothing of a download is in the database."""
    database = Database(f"sqlite:///{tmp_path / 'pingyi.db'}")
    upgrade(database)
    database.close()
    return str(database.url)


@pytest.fixture
def app(own_app: FastAPI) -> FastAPI:
    router = APIRouter()
    sealer: Sealer = own_app.state.sealer
    files: FolderStore = own_app.state.files
    received = service.receive(files, sealer, Scanner(""), jpg(), HOSTILE_NAME)
    attachment = service.entry(received)

    @router.get("/probe/download")
    @permission("system.info")
    def download() -> Response:
        return download_response(service.open_original(files, sealer, attachment))

    own_app.include_router(router)
    own_app.state.received = received
    return own_app


def test_w06_case_31_an_attachment_is_saved_and_never_shown(client: Client) -> None:
    answer = client.get("/probe/download")
    assert answer.status_code == 200
    assert answer.content == jpg()
    headers = answer.headers
    assert headers["content-type"] == "image/jpeg"
    assert headers["content-length"] == str(len(jpg()))
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert headers.get_list("cache-control") == ["no-store"]
    disposition = headers["content-disposition"]
    assert disposition == "attachment; filename=file.jpg; filename*=UTF-8''a%22X%3A%20y%3Cb%3E.html.jpg"
    assert "x" not in headers


def test_missing_bytes_are_no_content_and_a_broken_seal_is_an_error(client: Client, app: FastAPI) -> None:
    key = app.state.received.original.key
    path = app.state.files.folder / key[:2] / key
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert client.get("/probe/download").status_code == 500
    path.unlink()
    assert client.get("/probe/download").status_code == 404
