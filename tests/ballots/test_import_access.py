"""Importing is the office's; others see batches at most."""

from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from backend.auth.policy import Role
from backend.config import Settings
from tests.ballots.importing import LONG, Desk, ok
from tests.conftest import Client, Login


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def desk(app: FastAPI, client: Client, login: Login) -> Desk:
    return Desk(app, client, login)


BATCH_READERS = {"office", "supervisor", "lead_supervisor", "auditor"}


def requests(desk: Desk) -> list[tuple[str, str, dict[str, object]]]:
    found = desk.checked()
    import_id, round_id = found["id"], desk.round_id
    return [
        ("POST", f"/rounds/{round_id}/imports", {"files": {"file": ("a.csv", LONG.encode())}}),
        ("GET", f"/rounds/{round_id}/imports", {}),
        ("GET", f"/imports/{import_id}", {}),
        ("GET", f"/imports/{import_id}/problems.csv", {}),
        ("PUT", f"/imports/{import_id}/mapping", {"json": found["mapping"]}),
        ("POST", f"/imports/{import_id}/check", {}),
        ("POST", f"/imports/{import_id}/load", {}),
        ("POST", f"/imports/{import_id}/discard", {}),
        ("POST", f"/batches/{uuid4()}/void", {"json": {"reason": "不该由我"}}),
    ]


def test_only_the_office_imports(desk: Desk, login: Login) -> None:
    people = {role: login(role) for role in Role if role is not Role.OFFICE} | {"nobody": login()}
    for method, path, options in requests(desk):
        anonymous = desk.client.request(method, f"/api/v1{path}", **options)
        assert anonymous.status_code == 401, path
        for role, headers in people.items():
            answer = desk.send(method, path, headers=headers, **options)
            assert answer.status_code == 403, (role, path)
    assert desk.stored() == 1
    assert desk.work() == 0


def test_who_reads_batches(desk: Desk, login: Login) -> None:
    desk.loaded()
    for role in Role:
        answer = desk.send("GET", f"/rounds/{desk.round_id}/batches", headers=login(role))
        assert answer.status_code == (200 if role in BATCH_READERS else 403), role
        if answer.status_code == 200:
            assert len(answer.json()["items"]) == 1
    assert desk.client.get(f"/api/v1/rounds/{desk.round_id}/batches").status_code == 401


def test_what_does_not_exist(desk: Desk) -> None:
    nowhere = uuid4()
    mapping = desk.uploaded()["mapping"]
    answers = [
        desk.send("GET", f"/imports/{nowhere}"),
        desk.send("GET", f"/imports/{nowhere}/problems.csv"),
        desk.send("PUT", f"/imports/{nowhere}/mapping", json=mapping),
        *(desk.send("POST", f"/imports/{nowhere}/{action}") for action in ("check", "load", "discard")),
        desk.send("POST", f"/batches/{nowhere}/void", json={"reason": "没有这个"}),
        desk.send("GET", f"/rounds/{nowhere}/imports"),
        desk.send("GET", f"/rounds/{nowhere}/batches"),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    desk.round_id = nowhere
    assert desk.upload(LONG).status_code == 404
    assert desk.stored() == 1


@pytest.mark.parametrize("seen", [True, False])
def test_the_jobs_of_an_import_are_seen_by_the_office_and_the_auditor(desk: Desk, login: Login, seen: bool) -> None:
    job_id = UUID(desk.checked()["job_id"])
    for role in ("office", "auditor") if seen else ("supervisor", "leader", "sysadmin"):
        headers = login(role)
        assert desk.send("GET", f"/jobs/{job_id}", headers=headers).status_code == (200 if seen else 404)
        page = ok(desk.send("GET", "/jobs", headers=headers))
        assert [item["id"] for item in page["items"]] == ([str(job_id)] if seen else [])


def test_fields_of_the_form(desk: Desk) -> None:
    for fields in (
        {"origin": "web"},
        {"origin": "paper_scan"},
        {"issued": -1},
        {"returned": "viele"},
        {"stratum_id": "A"},
        {"stratum_id": uuid4()},
    ):
        assert desk.upload(LONG, **fields).status_code == 422, fields
    assert desk.send("POST", f"/rounds/{desk.round_id}/imports").status_code == 422
    assert desk.stored() == 0


def test_reasons_and_switches(desk: Desk) -> None:
    found = desk.loaded()
    for body in (
        {},
        {"reason": ""},
        {"reason": " "},
        {"reason": "一\n二"},
        {"reason": "x" * 501},
        {"reason": "好的", "x": 1},
    ):
        assert desk.send("POST", f"/batches/{found['batch_id']}/void", json=body).status_code == 422
    assert desk.send("POST", f"/imports/{found['id']}/load", json={"again": "vielleicht"}).status_code == 422
    assert desk.batch_states() == ["loaded"]
