"""The calendar over HTTP."""

import io
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from backend.calendar.editing import seed_calendar
from backend.config import Settings
from tests.conftest import Client, Login

Json = dict[str, Any]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


class Desk:
    """Somebody at work on the calendar."""

    def __init__(self, client: Client, headers: dict[str, str]) -> None:
        self.client = client
        self.headers = headers

    def send(self, method: str, path: str = "", version: int | None = None, **options: Any) -> httpx.Response:
        match = {} if version is None else {"If-Match": f'"{version}"'}
        headers = {**self.headers, **match, **options.pop("headers", {})}
        return self.client.request(method, f"/api/v1/calendar{path}", headers=headers, **options)

    def get(self, path: str = "") -> Json:
        response = self.send("GET", path)
        assert response.status_code == 200, response.text
        body: Json = response.json()
        assert response.headers["etag"] == f'"{body["version"]}"'
        return body

    def put(self, path: str, version: int, body: Json) -> Json:
        response = self.send("PUT", path, version, json=body)
        assert response.status_code == 200, response.text
        changed: Json = response.json()
        assert response.headers["etag"] == f'"{changed["version"]}"'
        return changed

    def upload(self, year: int, content: str | bytes, filename: str = "日历.csv", **headers: str) -> httpx.Response:
        data = content.encode() if isinstance(content, str) else content
        files = {"file": (filename, io.BytesIO(data))}
        return self.send("POST", f"/years/{year}/check", files=files, headers=headers)

    def check(self, year: int, content: str | bytes, filename: str = "日历.csv") -> Json:
        response = self.upload(year, content, filename)
        assert response.status_code == 200, response.text
        body: Json = response.json()
        return body

    def kind(self, day: str) -> str:
        year, month, number = (int(part) for part in day.split("-"))
        kind: str = self.get(f"/years/{year}")["months"][month - 1]["days"][number - 1]["kind"]
        return kind


@pytest.fixture
def desk(app: FastAPI, client: Client, login: Login) -> Desk:
    """The office, with the calendar as it is shipped."""
    with app.state.database.write() as session:
        seed_calendar(session)
    return Desk(client, login("office"))


def entry(day: str, name: str = "元旦", *, working: bool = False) -> Json:
    return {"day": day, "working": working, "name": name}


def notice_of(year: int) -> list[Json]:
    """A small yearly notice."""
    return [
        entry(f"{year}-01-01"),
        entry(f"{year}-05-01", "劳动节"),
        entry(f"{year}-10-01", "国庆节"),
    ]
