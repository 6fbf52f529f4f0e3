"""The register over HTTP."""

import io
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend.config import Settings
from backend.core.spreadsheets import write_xlsx
from backend.units.service import seed_sequences
from tests.conftest import Client, Login

Json = dict[str, Any]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


class Office:
    """The office at work on the register."""

    def __init__(self, app: FastAPI, client: Client, headers: dict[str, str]) -> None:
        self.app = app
        self.client = client
        self.headers = headers
        items = self.get("/sequences")["items"]
        self.sequences = {item["name"]: item["id"] for item in items}

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {**self.headers, **options.pop("headers", {})}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **options)

    def get(self, path: str) -> Json:
        response = self.send("GET", path)
        assert response.status_code == 200, response.text
        body: Json = response.json()
        return body

    def create(self, code: str, name: str, sequence: str = "政府部门", **fields: Any) -> Json:
        body = {"code": code, "name": name, "sequence_id": self.sequences[sequence], **fields}
        response = self.send("POST", "/units", json=body)
        assert response.status_code == 201, response.text
        made: Json = response.json()
        return made

    def patch(self, unit: Json, **fields: Any) -> httpx.Response:
        return self.send("PATCH", f"/units/{unit['id']}", json=fields, headers={"If-Match": f'"{unit["version"]}"'})

    def close(self, unit: Json, day: str = "2025-12-31", **fields: Any) -> httpx.Response:
        return self.send("POST", f"/units/{unit['id']}/close", json={"active_to": day, **fields})

    def upload(self, content: bytes, filename: str = "单位.csv", **headers: str) -> httpx.Response:
        files = {"file": (filename, io.BytesIO(content))}
        return self.send("POST", "/unit-imports", files=files, headers=headers)

    def preview(self, content: str | bytes, filename: str = "单位.csv") -> Json:
        response = self.upload(content.encode() if isinstance(content, str) else content, filename)
        assert response.status_code == 201, response.text
        body: Json = response.json()
        return body

    def confirm(self, preview: Json) -> httpx.Response:
        return self.send("POST", f"/unit-imports/{preview['id']}/confirm")

    def bring_in(self, content: str | bytes, filename: str = "单位.csv") -> Json:
        """Upload and confirm."""
        preview = self.preview(content, filename)
        response = self.confirm(preview)
        assert response.status_code == 200, (response.text, preview)
        body: Json = response.json()
        return body

    def codes(self, query: str = "") -> list[str]:
        return [unit["code"] for unit in self.get(f"/units?{query}")["items"]]


@pytest.fixture
def office(app: FastAPI, client: Client, login: Login) -> Office:
    with app.state.database.write() as session:
        seed_sequences(session)
    return Office(app, client, login("office"))


def xlsx(*rows: list[Any]) -> bytes:
    """A workbook of these rows, the first being the header."""
    return write_xlsx(rows[0], rows[1:])
