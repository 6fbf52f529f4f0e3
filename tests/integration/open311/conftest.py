"""The facade over HTTP, a client with a key, and cases that the lead marked for the public."""

import json
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID
from xml.etree.ElementTree import Element, fromstring

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, TypeAdapter

from backend.complaints import bodies, publicising
from backend.complaints.kinds import RefusalReason
from backend.complaints.models import Case
from tests.auth.clients import System, add_client
from tests.complaints.conftest import Centre, read
from tests.conftest import Client
from tests.integration.conftest import centre

__all__ = ["centre", "key", "open311", "system"]

BASE = "/open311/v2"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class RequestOfTheSpecification(Strict):
    """GeoReport v2, "GET service requests", written down from its text: what every client may rely on."""

    service_request_id: str
    status: Literal["open", "closed"]
    status_notes: str | None
    service_name: str | None
    service_code: str
    description: str | None
    agency_responsible: str | None
    service_notice: str | None
    requested_datetime: str
    updated_datetime: str | None
    expected_datetime: str | None
    address: str | None
    address_id: str | None
    zipcode: str | None
    lat: float | None
    long: float | None
    media_url: str | None


class ServiceOfTheSpecification(Strict):
    service_code: str
    service_name: str
    description: str | None
    metadata: bool
    type: Literal["realtime", "batch", "blackbox"]
    keywords: str | None
    group: str | None


REQUESTS = TypeAdapter(list[RequestOfTheSpecification])
SERVICES = TypeAdapter(list[ServiceOfTheSpecification])


@dataclass(frozen=True)
class Facade:
    client: Client

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> httpx.Response:
        return self.client.get(BASE + path, params=query, headers=headers)

    def json(self, path: str, **query: Any) -> Any:
        answer = self.get(path + ".json", **query)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        return json.loads(answer.content.decode("utf-8"))

    def xml(self, path: str, **query: Any) -> Element:
        answer = self.get(path + ".xml", **query)
        assert answer.status_code == 200, answer.text
        return parsed(answer)

    def post(self, form: dict[str, Any], suffix: str = "json", **options: Any) -> httpx.Response:
        return self.client.post(f"{BASE}/requests.{suffix}", data=form, **options)


def parsed(answer: httpx.Response) -> Element:
    """An XML document with the declaration that the specification demands."""
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<')
    return fromstring(answer.content)  # noqa: S314 our own answer


def refuse(centre: Centre, case_id: UUID) -> None:
    """The shortest way to an end."""
    reason = {"reason": RefusalReason.NO_FACTS, "note": "材料中没有具体事实", "where_to_go": "可补充后另行提出"}
    centre.move("lead", case_id, "refuse", bodies.RefuseBody(**reason))


def publish(centre: Centre, case_id: UUID) -> str:
    """End a case and mark it; its number."""
    refuse(centre, case_id)
    with centre.desk("lead") as desk:
        publicising.publish(desk, case_id, "已核对，不会暴露投诉人")
    number: str = read(centre.database, lambda session: session.get_one(Case, case_id).number)
    return number


@pytest.fixture
def open311(client: Client, centre: Centre) -> Facade:
    return Facade(client)


@pytest.fixture
def system(app: FastAPI, centre: Centre) -> System:
    return add_client(app, "open311")


@pytest.fixture
def key(system: System) -> str:
    return f"{system.id}.{system.secret}"
