"""Bulk files that come again after a lost answer: one job, one file, the same answer."""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from backend.auth.models_repeating import RepeatedRequest
from backend.auth.policy import Scope
from backend.integration.bulk import service
from backend.integration.bulk.models import BulkJob
from backend.jobs.models import Job
from tests.auth.clients import add_client
from tests.conftest import Client
from tests.integration.records.conftest import row
from tests.integration.records.test_bulk import JOBS, Sender, lines, sender

__all__ = ["sender"]  # a fixture

ONE, OTHER = lines(row("N-1"), row("N-2")), lines(row("N-1"), row("N-3"))


def there(sender: Sender) -> tuple[int, int, int, int]:
    """How many bulk jobs, jobs, files in the store, and answers that are kept there are."""
    with sender.app.state.database.read() as session:
        bulk, jobs, kept = (
            session.scalars(select(func.count()).select_from(table)).one() for table in (BulkJob, Job, RepeatedRequest)
        )
    return bulk, jobs, len(list(sender.app.state.files.kept())), kept


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_the_same_file_with_the_same_key_is_the_same_job(sender: Sender) -> None:
    first = sender.send(ONE, key="k-1")
    assert first.status_code == 202
    assert first.headers["location"] == f"{JOBS}/{first.json()['id']}"
    assert there(sender) == (1, 1, 1, 1)
    again = sender.send(ONE, key='"k-1"')
    assert (again.status_code, again.content) == (202, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["content-type"] == first.headers["content-type"] == "application/json"
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert there(sender) == (1, 1, 1, 1), "what was saved of the second is gone"
    sender.run()
    assert sender.records() == ["N-1", "N-2"]
    assert sender.send(ONE, key="k-1").content == first.content
    assert there(sender) == (1, 1, 0, 1)
    assert sender.send(ONE, key="k-2").json()["id"] != first.json()["id"]


def test_the_same_key_with_another_file_or_other_options_is_refused(sender: Sender) -> None:
    assert sender.send(ONE, key="k-1").status_code == 202
    others: list[dict[str, Any]] = [
        {"content": OTHER},
        {"content": ONE, "dry_run": True},
        {"content": ONE, "atomic": True},
        {"content": b"external_id\n1\n", "media": "text/csv"},
        {"content": gzip.compress(OTHER), "packed": True},
    ]
    for other in others:
        assert refusal(sender.send(key="k-1", **other)) == (422, "idempotency_key_reused"), other
    assert there(sender) == (1, 1, 1, 1)


@pytest.mark.one_engine
def test_a_line_is_not_taken_for_a_table(sender: Sender) -> None:
    """The same bytes are other content when they are said to be something else."""
    line = b'{"external_id": "N-1"}\n{"external_id": "N-2"}\n'
    assert sender.send(line, key="k-1").status_code == 202
    assert refusal(sender.send(line, "text/csv", key="k-1")) == (422, "idempotency_key_reused")


def test_without_a_key_nothing_is_taken(sender: Sender) -> None:
    headers = sender.headers | {"Content-Type": "application/x-ndjson"}
    answer = sender.client.post(JOBS, content=ONE, params={"target": "service_records"}, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "header:Idempotency-Key")
    assert there(sender) == (0, 0, 0, 0)


def test_a_refusal_is_not_kept(sender: Sender) -> None:
    many = lines(*(row(f"N-{number}") for number in range(501)))
    assert sender.send(many, key="k-1", atomic=True).status_code == 422
    assert sender.send(b"", key="k-1").status_code == 422
    assert there(sender) == (0, 0, 0, 0)
    assert sender.send(many, key="k-1").status_code == 202


@pytest.mark.one_engine
def test_keys_of_two_clients_are_two(sender: Sender, app: FastAPI, client: Client) -> None:
    other = Sender(app, client, add_client(app, Scope.BULK_WRITE, Scope.RECORDS_WRITE))
    first, theirs = sender.send(ONE, key="k-1"), other.send(OTHER, key="k-1")
    assert (first.status_code, theirs.status_code) == (202, 202)
    assert first.json()["id"] != theirs.json()["id"]


def test_many_at_once_are_one_job(sender: Sender) -> None:
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: sender.send(ONE, key="k-1"), range(10)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.content for answer in answers if answer.status_code == 202}) == 1
    assert there(sender) == (1, 1, 1, 1)


def test_while_it_is_under_way_no_second_job_comes_about(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL the second is told to come again, on SQLite it waits for its turn and gets the answer."""
    entered, go_on = threading.Event(), threading.Event()
    begin = service.begin

    def waiting(*given: Any) -> BulkJob:
        entered.set()
        assert go_on.wait(timeout=30)
        return begin(*given)

    monkeypatch.setattr(service, "begin", waiting)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(sender.send, ONE, key="k-1")
        assert entered.wait(timeout=30)
        if sender.app.state.database.dialect == "postgresql":
            second = sender.send(ONE, key="k-1")
            assert refusal(second) == (409, "idempotency_in_flight")
            assert second.headers["retry-after"] == "1"
            go_on.set()
        else:
            waits = pool.submit(sender.send, ONE, key="k-1")
            go_on.set()
            assert waits.result(timeout=30).content == first.result(timeout=30).content
        assert first.result(timeout=30).status_code == 202
    assert there(sender) == (1, 1, 1, 1)


def test_nothing_stays_when_the_answer_cannot_be_kept(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no key to seal with")

    with monkeypatch.context() as patched:
        patched.setattr("backend.auth.repeating.Begun.keep", fail)
        assert sender.send(ONE, key="k-1").status_code == 500
    assert there(sender) == (0, 0, 0, 0)
    assert sender.send(ONE, key="k-1").status_code == 202
