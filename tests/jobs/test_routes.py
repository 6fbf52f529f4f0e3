"""Who sees which job, and what of it."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.auth.models import UserAccount
from backend.config import Settings
from backend.core.errors import Conflict
from backend.core.text import Text
from backend.jobs.service import enqueue
from backend.jobs.worker import JobContext, Worker
from tests.conftest import Client, Login


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


def add(app: FastAPI, kind: str, username: str | None) -> str:
    with app.state.database.write() as session:
        user_id: UUID | None = None
        if username is not None:
            user_id = session.scalars(select(UserAccount.id).where(UserAccount.username == username)).one()
        return str(enqueue(session, kind, {"secret": "not shown"}, user_id).id)


def run(app: FastAPI, **handlers: Any) -> None:
    Worker(app.state.database, handlers, app.state.files).run_pending()


def test_odd_headers_and_filters(client: Client, login: Login) -> None:
    office = login("office")
    refused = client.get("/api/v1/jobs?kind=%00", headers=office)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "query:kind")
    assert client.get("/api/v1/jobs", headers=office | {"Accept-Language": "en," * 400}).status_code == 200


def test_a_job_shows_its_progress_and_result(app: FastAPI, client: Client, login: Login) -> None:
    me = login("supervisor", username="me")
    job_id = add(app, "count", "me")
    waiting = client.get(f"/api/v1/jobs/{job_id}", headers=me).json()
    assert waiting.pop("created_at")
    assert waiting == {
        "id": job_id,
        "kind": "count",
        "state": "queued",
        "progress": {"done": 0, "total": 0},
        "result": None,
        "problem": None,
        "finished_at": None,
    }

    def count(context: JobContext) -> dict[str, Any]:
        context.progress(3, 7)
        shown = client.get(f"/api/v1/jobs/{job_id}", headers=me).json()
        assert (shown["state"], shown["progress"]) == ("running", {"done": 3, "total": 7})
        return {"counted": 7}

    run(app, count=count)
    done = client.get(f"/api/v1/jobs/{job_id}", headers=me).json()
    assert (done["state"], done["result"], done["progress"]) == ("done", {"counted": 7}, {"done": 7, "total": 7})
    assert done["finished_at"] is not None


def test_a_failure_speaks_the_readers_language(app: FastAPI, client: Client, login: Login) -> None:
    def refuse(_: JobContext) -> dict[str, Any]:
        raise Conflict(Text("文件有误", "The file is wrong"))

    me = login("office", username="me")
    job_id = add(app, "refuse", "me")
    run(app, refuse=refuse)
    for language, detail in (("zh-CN", "文件有误"), ("en", "The file is wrong")):
        job = client.get(f"/api/v1/jobs/{job_id}", headers={**me, "Accept-Language": language}).json()
        assert (job["state"], job["problem"]["code"], job["problem"]["detail"]) == ("failed", "conflict", detail)
        assert job["problem"]["trace_id"]


@pytest.mark.parametrize(
    ("role", "seen"), [("office", {"mine", "theirs", "nobody's"}), ("auditor", {"mine", "theirs", "nobody's"}),
                       ("supervisor", {"mine"}), ("sysadmin", {"mine"}), ("liaison", {"mine"})],
)  # fmt: skip
def test_own_jobs_only_unless_office_or_auditor(
    app: FastAPI, client: Client, login: Login, role: str, seen: set[str]
) -> None:
    login("office", username="them")
    me = login(role, username="me")
    jobs = {"mine": add(app, "a", "me"), "theirs": add(app, "b", "them"), "nobody's": add(app, "c", None)}
    page = client.get("/api/v1/jobs", headers=me).json()
    assert {item["id"] for item in page["items"]} == {jobs[name] for name in seen}
    assert page["total"] == len(seen)
    for name, job_id in jobs.items():
        assert client.get(f"/api/v1/jobs/{job_id}", headers=me).status_code == (200 if name in seen else 404)


def test_the_list_is_filtered_sorted_and_paged(app: FastAPI, client: Client, login: Login) -> None:
    me = login("office", username="me")
    jobs = [add(app, kind, "me") for kind in ("a", "b", "a", "b", "a")]

    def listed(query: str) -> list[str]:
        return [item["id"] for item in client.get(f"/api/v1/jobs?{query}", headers=me).json()["items"]]

    assert listed("") == jobs[::-1]
    assert listed("sort=created_at") == jobs
    assert listed("kind=b&sort=created_at") == [jobs[1], jobs[3]]
    assert listed("state=done") == []
    first = client.get("/api/v1/jobs?limit=3", headers=me).json()
    second = client.get(f"/api/v1/jobs?limit=3&cursor={first['next_cursor']}", headers=me).json()
    assert [item["id"] for item in first["items"] + second["items"]] == jobs[::-1]
    assert second["next_cursor"] is None


def test_refusals(client: Client, login: Login) -> None:
    me = login("office")
    assert client.get("/api/v1/jobs").status_code == 401
    assert client.get(f"/api/v1/jobs/{uuid4()}").status_code == 401
    assert client.get(f"/api/v1/jobs/{uuid4()}", headers=me).status_code == 404
    assert client.get("/api/v1/jobs/1", headers=me).status_code == 422
    assert client.get("/api/v1/jobs?state=lost", headers=me).status_code == 422
    assert client.get("/api/v1/jobs?unknown=1", headers=me).status_code == 422
