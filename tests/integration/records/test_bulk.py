"""Records in bulk: taken once whatever happens, each row with its outcome."""

import gzip
import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from backend.audit.models import AuditEvent
from backend.auth.clients.models import ApiClient
from backend.auth.policy import Scope
from backend.files.models import StoredFile
from backend.integration.bulk import reading, work
from backend.jobs.models import Job
from backend.oversight.models_records import ServiceRecord
from backend.units.models import Unit
from tests.auth.clients import System, add_client
from tests.conftest import Client, Login
from tests.integration.hooks import keyed
from tests.integration.records.conftest import row

JOBS = "/api/v1/bulk-jobs"
NDJSON, CSV = "application/x-ndjson", "text/csv"
Json = dict[str, Any]


class Sender:
    """A client system that pushes service records of U01 alone; `run` does what the worker would."""

    def __init__(self, app: FastAPI, client: Client, system: System) -> None:
        self.app, self.client, self.system = app, client, system
        self.headers = system.headers(client)

    def send(
        self, content: bytes, media: str = NDJSON, *, packed: bool = False, key: str | None = None, **options: Any
    ) -> httpx.Response:
        """With a new key if none is given."""
        headers = keyed(self.headers, key) | {"Content-Type": media} | ({"Content-Encoding": "gzip"} if packed else {})
        params = {"target": "service_records"} | options
        return self.client.post(JOBS, content=content, params=params, headers=headers)

    def run(self) -> None:
        self.app.state.worker.run_pending()

    def done(self, content: bytes, media: str = NDJSON, **options: Any) -> tuple[Json, list[Json]]:
        """Send, run, and give the job and its row results."""
        answer = self.send(content, media, **options)
        assert answer.status_code == 202, answer.text
        self.run()
        return self.told(answer.headers["location"])

    def told(self, path: str) -> tuple[Json, list[Json]]:
        job = self.client.get(path, headers=self.headers).json()
        lines = self.client.get(f"{path}/results", headers=self.headers)
        assert lines.headers["content-type"].startswith(NDJSON)
        return job, [json.loads(line) for line in lines.text.splitlines()]

    def records(self) -> list[str]:
        with self.app.state.database.read() as session:
            return list(session.scalars(select(ServiceRecord.external_id).order_by(ServiceRecord.external_id)))

    def files(self) -> int:
        with self.app.state.database.read() as session:
            return session.scalar(select(func.count()).select_from(StoredFile)) or 0


@pytest.fixture
def sender(app: FastAPI, client: Client, units: list[Unit]) -> Sender:
    system = add_client(app, Scope.BULK_WRITE, Scope.RECORDS_WRITE, unit_ids=[units[0].id])
    return Sender(app, client, system)


def lines(*rows: Json) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in rows)


def outcomes(found: Sequence[Json]) -> list[str]:
    return [one["outcome"] for one in found]


def test_rows_are_taken_in_and_told(sender: Sender) -> None:
    job, found = sender.done(lines(row("N-1"), row("N-2", matter_code="Z"), row("N-1", on_site=True)))
    assert (job["state"], job["progress"], job["form"]) == ("done", {"done": 3, "total": 3}, "ndjson")
    assert job["counts"] == {"created": 1, "updated": 1, "unchanged": 0, "rejected": 1}
    assert [(one["row"], one["external_id"], one["outcome"]) for one in found] == [
        (1, "N-1", "created"),
        (2, "N-2", "rejected"),
        (3, "N-1", "updated"),
    ]
    assert found[1]["error"] == {
        "pointer": "/matter_code",
        "code": "matter_unknown",
        "message": "没有这个单位的这个事项",
    }
    assert found[0]["id"] == found[2]["id"]
    assert sender.records() == ["N-1"]
    assert sender.files() == 0, "what was sent is not kept beside the rows"


def test_case_16_a_file_replayed_changes_nothing(sender: Sender) -> None:
    content = lines(*(row(f"N-{number}") for number in range(1, 6)))
    _, first = sender.done(content)
    _, again = sender.done(content)
    assert outcomes(first) == ["created"] * 5
    assert outcomes(again) == ["unchanged"] * 5
    assert [one["id"] for one in again] == [one["id"] for one in first]
    assert len(sender.records()) == 5


class Killed(BaseException):
    """The process dies here."""


def die_after_two_portions(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The worker dies when the second portion, of two rows each, is durable, and its lease ends. Gives the numbers of the
    rows with which portions began; those that come later are added."""
    done = work._take_portion
    taken: list[int] = []

    def dying(context: Any, bulk: Any, portion: list[Any], earlier: Any) -> None:
        done(context, bulk, portion, earlier)
        taken.append(portion[0].number)
        if taken == [1, 3]:
            raise Killed

    monkeypatch.setattr(work, "PORTION", 2)
    monkeypatch.setattr(work, "_take_portion", dying)
    with pytest.raises(Killed):
        sender.run()
    with sender.app.state.database.write() as session:
        session.execute(update(Job).values(lease_until=None))
    return taken


def test_case_16_a_file_cut_mid_way_is_resumed(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies after the second portion is durable; the next one goes on with the third."""
    answer = sender.send(lines(*(row(f"N-{number}") for number in range(1, 8))))
    taken = die_after_two_portions(sender, monkeypatch)
    assert len(sender.records()) == 4
    sender.run()
    job, found = sender.told(answer.headers["location"])
    assert taken == [1, 3, 5, 7], "no portion twice"
    assert job["counts"] == {"created": 7, "updated": 0, "unchanged": 0, "rejected": 0}
    assert [one["row"] for one in found] == list(range(1, 8))
    assert len(sender.records()) == 7


def test_a_trial_changes_nothing(sender: Sender) -> None:
    job, found = sender.done(lines(row("N-1"), row("N-2", received_at="yesterday")), dry_run=True)
    assert job["counts"] == {"created": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert found[0]["id"] is None
    assert found[1]["error"]["pointer"] == "/received_at"
    _, twice = sender.done(lines(row("N-1"), row("N-1", on_site=True), row("N-1", on_site=True)), dry_run=True)
    assert [(one["outcome"], one["id"]) for one in twice] == [("created", None), ("updated", None), ("unchanged", None)]
    assert sender.records() == []
    with sender.app.state.database.read() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.object_type == "service_record"))
        assert list(actions) == []


def test_all_rows_or_none(sender: Sender) -> None:
    wrong = lines(row("N-1"), row("N-2", unit_code="U99"), row("N-3"))
    _, found = sender.done(wrong, atomic=True)
    assert outcomes(found) == ["rejected"] * 3
    assert [one["error"]["code"] for one in found] == ["not_done", "matter_unknown", "not_done"]
    assert sender.records() == []
    _, right = sender.done(lines(row("N-1"), row("N-3")), atomic=True)
    assert outcomes(right) == ["created"] * 2
    many = lines(*(row(f"N-{number}") for number in range(501)))
    refused = sender.send(many, atomic=True)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "query:atomic")


def test_a_table_of_csv(sender: Sender) -> None:
    content = (
        "\ufeffexternal_id,unit_code,matter_code,received_at,on_site,pauses,finished_at,result\r\n"
        'N-1,U01,A-1,2026-03-02T10:00:00+08:00,true,"[{""kind"":""inspection"",""begin"":""2026-03-03T00:00:00+08:00"",'
        '""end"":""2026-03-04T00:00:00+08:00""}]",2026-03-05T10:00:00+08:00,approved\r\n'
        "\r\n"
        "N-2,U01,A-1,2026-03-02T10:00:00+08:00,maybe\r\n"
        "N-3,U01,A-1,2026-03-02T10:00:00+08:00,,,,,,,too,many\r\n"
    )
    _, found = sender.done(content.encode(), CSV)
    assert [(one["row"], one["outcome"]) for one in found] == [(1, "created"), (2, "rejected"), (3, "rejected")]
    assert [one["error"]["code"] for one in found[1:]] == ["bool_parsing", "too_many_cells"]


def test_what_is_packed(sender: Sender) -> None:
    _, found = sender.done(gzip.compress(lines(row("N-1"))), packed=True)
    assert outcomes(found) == ["created"]
    broken = sender.send(gzip.compress(lines(row("N-2")))[:-9], packed=True)
    assert (broken.status_code, broken.json()["errors"][0]["code"]) == (422, "gzip")
    assert sender.send(b"no gzip at all", packed=True).status_code == 422
    assert sender.send(gzip.compress(b" " * (reading.MAX_BYTES + 1)), packed=True).status_code == 413, "a bomb"
    assert sender.files() == 0


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "json_invalid"),
        (b"[1]", "not_object"),
        (b'{"external_id": "\xff"}', "json_invalid"),
        (b'{"external_id": "\\ud800"}', "json_invalid"),
        (b'{"external_id": "N-9", "\\ud800": 1}', "json_invalid"),
        (b'{"a":' * 5000, "json_invalid"),
        (b'{"a":"' + b"x" * reading.MAX_LINE + b'"}', "too_long"),
        (b"{}", "missing"),
        (b'{"external_id": "N-9", "nobody": 1}', "missing"),
        (lines(row("N-9", received_at="20260301")).strip(), "datetime_type"),
        (lines(row("N-9", received_at=20260301)).strip(), "datetime_type"),
        (b"null", "not_object"),
    ],
)
def test_a_wrong_line_stops_no_other(sender: Sender, line: bytes, code: str) -> None:
    _, found = sender.done(lines(row("N-1")) + line + b"\n" + lines(row("N-2")))
    assert outcomes(found) == ["created", "rejected", "created"]
    assert found[1]["error"]["code"] == code
    assert found[1]["row"] == 2


@pytest.mark.one_engine
def test_a_file_is_one_request_of_the_quota(app: FastAPI, client: Client, units: list[Unit]) -> None:
    sender = Sender(app, client, add_client(app, Scope.BULK_WRITE, Scope.RECORDS_WRITE, per_minute=2))
    assert [sender.send(lines(row("N-1"))).status_code for _ in range(2)] == [202, 202]


@pytest.mark.one_engine
def test_files_that_are_none(sender: Sender) -> None:
    def refused(content: bytes, media: str = NDJSON, **options: Any) -> tuple[int, str]:
        answer = sender.send(content, media, **options)
        body = answer.json()
        return answer.status_code, (body["errors"] or [body])[0]["code"]

    assert refused(b"") == (422, "empty")
    assert refused(b"\n \n") == (422, "empty")
    assert refused(b"{}\n" * (reading.MAX_ROWS + 1)) == (422, "too_many_rows")
    assert refused(b"x" * (reading.MAX_BYTES + 1)) == (413, "too_large")
    assert refused(lines(row("N-1")), "application/json") == (415, "unsupported_content")
    assert refused(lines(row("N-1")), target="people") == (422, "enum")
    assert refused(b"PK\x03\x04 a workbook", CSV)[0] == 422
    assert sender.files() == 0
    assert sender.records() == []


def test_c22_only_the_own_jobs_and_units(sender: Sender, app: FastAPI, client: Client, login: Login) -> None:
    _, found = sender.done(lines(row("N-1"), row("N-2", unit_code="U02")))
    assert [(one["outcome"], one.get("error", {}).get("code")) for one in found] == [
        ("created", None),
        ("rejected", "matter_unknown"),
    ], "a unit that is not the client's looks like one that is not there"
    [own] = client.get(JOBS, headers=sender.headers).json()["items"]
    other = Sender(app, client, add_client(app, Scope.BULK_WRITE, Scope.RECORDS_WRITE))
    assert client.get(JOBS, headers=other.headers).json()["items"] == []
    for path in (f"{JOBS}/{own['id']}", f"{JOBS}/{own['id']}/results", f"{JOBS}/{uuid4()}"):
        assert client.get(path, headers=other.headers).status_code == 404
    _, theirs = other.done(lines(row("N-1", on_site=True)))
    assert outcomes(theirs) == ["created"], "numbers of one system are not those of another"
    bulk_alone = Sender(app, client, add_client(app, Scope.BULK_WRITE))
    assert bulk_alone.send(lines(row("N-3"))).status_code == 403
    assert client.get(JOBS, headers=login("office")).status_code == 403


def test_a_client_that_is_shut_out_meanwhile(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = sender.send(lines(row("N-1")))
    with sender.app.state.database.write() as session:
        session.execute(update(ApiClient).values(disabled_at=func.current_timestamp()))
    sender.run()
    with sender.app.state.database.write() as session:
        session.execute(update(ApiClient).values(disabled_at=None))
    job, found = sender.told(answer.headers["location"])
    assert (job["state"], job["problem"]["code"], found) == ("failed", "client_shut_out", [])
    assert sender.records() == []
