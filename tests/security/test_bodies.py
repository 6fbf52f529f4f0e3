"""Nobody fills the disk or the memory before it is known who sends."""

import re
from collections.abc import AsyncIterator
from typing import ClassVar
from uuid import uuid4

import pytest
from fastapi import APIRouter, FastAPI, UploadFile
from fastapi.routing import APIRoute, iter_route_contexts

from backend.auth.enforce import UploadRoute
from backend.core.principal import permission
from backend.main import MAX_BODY
from tests.conftest import Client, Login

OPEN311 = "/open311/v2/requests.{format}"


def uploads(app: FastAPI) -> dict[str, type]:
    """Path -> class of each route that takes more than other routes do."""
    return {
        context.path_format: type(context.original_route)
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and (context.original_route.max_body_size or 0) > MAX_BODY
    }


class Upload:
    """A multipart body of 4 MB that counts what was asked of it."""

    headers: ClassVar = {"Content-Type": "multipart/form-data; boundary=x"}

    def __init__(self) -> None:
        self.pieces = 0

    async def pieces_of(self) -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for _ in range(64):
            self.pieces += 1
            yield b"x" * 65_536
        yield b"\r\n--x--\r\n"


def test_an_upload_is_refused_unread(client: Client, login: Login) -> None:
    """Anonymous, with a forged token, and by somebody who may never do it. A complainant's needs the tracking code."""
    auditor = login("auditor")
    found = set(uploads(client.app)) - {OPEN311}
    assert len(found) >= 2
    for path in found:
        address = re.sub(r"{[^}]*}", str(uuid4()), path)
        for headers, status in (({}, 401), ({"Authorization": "Bearer x.y.z"}, 401), (auditor, 403)):
            if "/tracking/" in path:
                status = 404
            body = Upload()
            answer = client.post(address, content=body.pieces_of(), headers={**headers, **body.headers})
            assert (answer.status_code, body.pieces) == (status, 0), path
            assert answer.headers["content-type"] == "application/problem+json"


def test_an_upload_by_open311_is_refused_unread(client: Client) -> None:
    """Its key may come in the form, but then the form is small; a larger one shows the key before."""
    assert OPEN311 in uploads(client.app)
    for headers, status in (({}, 413), ({"X-Api-Key": "x"}, 403)):
        body = Upload()
        address = OPEN311.format(format="json")
        answer = client.post(address, content=body.pieces_of(), headers={**headers, **body.headers})
        assert (answer.status_code, body.pieces) == (status, 0)
        assert [error["code"] for error in answer.json()] == [status]


def test_an_upload_of_the_right_person_is_read(client: Client, login: Login) -> None:
    body = Upload()
    headers = {**login("office"), **body.headers}
    answer = client.post(f"/api/v1/rounds/{uuid4()}/imports", content=body.pieces_of(), headers=headers)
    assert (answer.status_code, body.pieces) == (422, 64), "read to the end, and no table"


def test_every_upload_is_decided_on_first(app: FastAPI) -> None:
    assert {path: kind for path, kind in uploads(app).items() if not issubclass(kind, UploadRoute)} == {}


def test_a_forgotten_upload_is_found(own_app: FastAPI) -> None:
    """The proof that the walk above can fail."""
    router = APIRouter()

    @router.post("/probe/upload", max_body_size=8 * MAX_BODY)
    @permission("auth.self")
    def upload(file: UploadFile) -> str:
        return "read"

    own_app.include_router(router)
    assert not issubclass(uploads(own_app)["/probe/upload"], UploadRoute)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_other_bodies_are_small(client: Client, method: str) -> None:
    """What anybody may send to any other address is read up to the general limit and no further."""
    body = Upload()
    client.request(method, "/api/v1/ballots/start", content=body.pieces_of(), headers=body.headers)
    assert body.pieces * 65_536 <= MAX_BODY + 65_536
