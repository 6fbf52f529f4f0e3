"""Clients of others against the facade on a real port: what they were written for works with it.

`georeport` reads in both formats, an empty list in JSON only, and cannot file. `three` was written for Python 2: it imports a function that is gone
since, its XML reader takes the first key of a dict as Python 2 did, and its dates are those of America. `civicbot`
reads and files as JSON.
"""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client
from civicbot.registry import Endpoint
from georeport import GeoReport
from sqlalchemy import select

from backend.audit.record import write_pending
from backend.complaints.models import Case
from backend.config import Settings
from backend.core.db import Database
from backend.core.keys import load_keys
from tests.auth.clients import add_client
from tests.complaints.conftest import Centre
from tests.complaints.public.conftest import centre as fill
from tests.integration.open311.conftest import publish
from tests.serving import Server

# What clients of HTTP see is the same on both.
pytestmark = pytest.mark.one_engine

itertools.ifilter = filter  # type: ignore[attr-defined]

from three import Three  # noqa: E402 it needs the line above


@dataclass(frozen=True)
class Served:
    """The facade on a port with one marked case, and the key of a client."""

    url: str
    number: str
    key: str
    database: Database

    def filed(self) -> Case:
        with self.database.read() as session:
            return session.scalars(select(Case).where(Case.source_client_id.is_not(None))).one()


@pytest.fixture
def served(settings: Settings) -> Iterator[Served]:
    settings = settings.model_copy(update={"run_worker": False})
    database = Database(settings.database, before_commit=(write_pending,))
    app: Any = SimpleNamespace(state=SimpleNamespace(database=database, keys=load_keys(settings.keys_path)))
    centre: Centre = fill.__wrapped__(app)  # type: ignore[attr-defined]
    case_id, _ = centre.register()
    number = publish(centre, case_id)
    system = add_client(app, "open311")
    with Server(settings) as server:
        yield Served(f"{server.url}/open311/v2", number, f"{system.id}.{system.secret}", database)
    database.close()


@pytest.mark.parametrize("output", ["json", "xml"])
def test_georeport_reads_everything(served: Served, output: str) -> None:
    client = GeoReport(served.url, jurisdiction="127.0.0.1", output_format=output)
    services = client.get_service_list()
    assert {"slow", "favours", "other"} < {service["service_code"] for service in services}
    definition = client.get_service_definition("slow")
    attributes = definition["attributes"] if output == "json" else definition["attributes"]["attribute"]
    assert [one["code"] for one in attributes] == ["unit", "mode", "subject", "wish", "give_code"]
    assert client.get_service_request(served.number)["status_notes"] == "不予受理"
    for query in ({"service_request_id": served.number}, {"service_code": "slow", "status": "closed"}):
        listed = client.get_service_requests(**query)
        (one,) = listed if output == "json" else [listed]  # xmltodict gives a single item without its list
        assert (one["service_request_id"], one["agency_responsible"]) == (served.number, "测试单位A")


def test_three_reads_and_files(served: Served) -> None:
    client = Three(served.url, api_key=served.key, jurisdiction="127.0.0.1")
    assert client.discovery()["endpoints"][0]["url"].endswith("/open311/v2")
    assert len(client.services()) == 16
    assert client.services("slow")["service_code"] == "slow"
    today = date.today()  # noqa: DTZ011 as the client does
    listed = client.requests("slow", start=today.replace(day=1).strftime("%m-%d-%Y"), count=5)
    assert isinstance(listed, list)
    assert client.request(served.number)[0]["service_request_id"] == served.number
    assert client.token(served.number)[0]["service_request_id"] == served.number
    made = client.post(
        "slow", description="办理许可超过承诺期限。", name="测试 王", phone="13800000001", address="大厅"
    )
    assert client.post_response.status_code == 201, made
    case = served.filed()
    assert (made[0]["service_request_id"], case.mode) == (case.number, "confidential")
    refused = Three(served.url, api_key="x").post("slow", description="办理许可超过承诺期限。")
    assert refused[0]["code"] == 403


def test_civicbot_reads_and_files(served: Served) -> None:
    endpoint = Endpoint("test", "test", served.url, write=True)
    client = Open311Client(
        endpoint, HttpTransport(timeout=120, rate_limiter=RateLimiter(0)), jurisdiction_id="127.0.0.1"
    )
    assert {"slow", "other"} < {service["service_code"] for service in client.list_services()}
    assert [one["service_request_id"] for one in client.list_requests(status="closed", page_size=10)] == [served.number]
    found = client.get_request(served.number)
    assert found is not None
    assert found["status"] == "closed"
    assert client.get_token(served.number)[0]["token"] == served.number
    made = client.create_request(
        "slow",
        dry_run=False,
        confirm="SEND",
        api_key=served.key,
        validate_remote=True,
        description="办理许可超过承诺期限。",
        address_string="政务服务大厅",
        attributes={"unit": "A", "mode": "anonymous"},
    )
    case = served.filed()
    assert (made.response[0]["service_request_id"], case.mode) == (case.number, "anonymous")
    with pytest.raises(HttpError) as refused:
        client.create_request(
            "slow", dry_run=False, confirm="SEND", api_key="x", description="无", address_string="政务服务大厅"
        )
    assert (refused.value.status, json.loads(refused.value.body)[0]["code"]) == (403, 403)
