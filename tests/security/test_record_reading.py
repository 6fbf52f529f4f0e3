"""The record in the hands of auditors: they read, export and verify it; nobody else does (security design, section 2)."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from backend.audit.chain import GENESIS, canonical
from backend.audit.checkpoints import make_checkpoint
from backend.audit.record import COMMAND, SYSTEM, record
from backend.auditing import reading
from backend.auth.policy import Role
from backend.config import Settings
from backend.core import clock
from tests.auth.people import events
from tests.auth.test_users import id_of
from tests.conftest import Client, Login
from tests.security.tampering import as_owner, write_events

EVENTS = "/api/v1/audit/events"
VERIFY = "/api/v1/audit/verify"
UNIT, ROUND = uuid4(), uuid4()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


def note(app: FastAPI, actor: str, action: str, kind: str, object_id: UUID | None, at: str, **data: Any) -> None:
    with app.state.database.write() as session:
        clock.tell(session, datetime.fromisoformat(at).astimezone(UTC))
        record(session, actor, action, kind, object_id, **data)


@pytest.fixture
def auditor(app: FastAPI, client: Client, login: Login) -> dict[str, str]:
    """An auditor, after four events: two of a unit by a person, and two of a round."""
    login("office", username="wang")
    headers = login("auditor", username="shen")
    wang = next(
        user["id"]
        for user in client.get("/api/v1/users", headers=headers).json()["items"]
        if user["username"] == "wang"
    )
    note(app, COMMAND, "unit.create", "unit", UNIT, "2026-03-01T23:59:59+08:00", code="=1+1")
    note(app, wang, "unit.edit", "unit", UNIT, "2026-03-02T00:00:00+08:00")
    note(app, wang, "round.open", "round", ROUND, "2026-03-02T23:59:59+08:00")
    note(app, SYSTEM, "round.mix", "round", ROUND, "2026-03-03T00:00:00+08:00", count=12)
    return headers


def seqs(client: Client, headers: dict[str, str], **query: object) -> list[int]:
    answer = client.get(EVENTS, headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    return [item["seq"] for item in answer.json()["items"]]


def test_an_event_says_who_did_what_to_which_object(client: Client, auditor: dict[str, str]) -> None:
    page = client.get(EVENTS, headers=auditor).json()
    assert (page["total"], [item["seq"] for item in page["items"]]) == (4, [4, 3, 2, 1])
    mixed, opened = page["items"][:2]
    assert opened["actor_name"] == "测试wang"
    assert mixed.pop("hash")
    assert mixed == {
        "seq": 4,
        "at": "2026-03-02T16:00:00Z",
        "actor": "system",
        "actor_name": None,
        "action": "round.mix",
        "object_type": "round",
        "object_id": str(ROUND),
        "data": {"count": 12},
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"actor": "wang"}, [3, 2]),
        ({"actor": "system"}, [4]),
        ({"actor": "nobody"}, []),
        ({"action": "round.open"}, [3]),
        ({"action": "round."}, [4, 3]),
        ({"action": "round_"}, []),
        ({"object_type": "unit"}, [2, 1]),
        ({"object_type": "unit", "object_id": str(UNIT)}, [2, 1]),
        ({"object_id": str(uuid4())}, []),
        ({"first_day": "2026-03-02"}, [4, 3, 2]),
        ({"last_day": "2026-03-02"}, [3, 2, 1]),
        ({"first_day": "2026-03-02", "last_day": "2026-03-02"}, [3, 2]),
        ({"seq": 2}, [2]),
        ({"actor": "wang", "action": "unit."}, [2]),
    ],
)
def test_each_filter_and_all_together(
    client: Client, auditor: dict[str, str], query: dict[str, object], found: list[int]
) -> None:
    assert seqs(client, auditor, **query) == found


def test_an_actor_is_found_by_the_id_too(client: Client, auditor: dict[str, str]) -> None:
    wang = client.get(EVENTS, headers=auditor, params={"seq": 3}).json()["items"][0]["actor"]
    assert seqs(client, auditor, actor=wang) == [3, 2]


@pytest.mark.parametrize(
    "query",
    [
        {"action": "round%"},
        {"object_id": "7"},
        {"first_day": "2026-3-2"},
        {"seq": 0},
        {"limit": 201},
        {"cursor": "x"},
        {"what": "x"},
    ],
)
def test_a_senseless_question_is_refused(client: Client, auditor: dict[str, str], query: dict[str, object]) -> None:
    answer = client.get(EVENTS, headers=auditor, params=query)
    assert (answer.status_code, answer.json()["status"]) == (422, 422)


def test_pages_go_on_where_the_last_ended_whatever_is_added(
    app: FastAPI, client: Client, auditor: dict[str, str]
) -> None:
    first = client.get(EVENTS, headers=auditor, params={"limit": 3}).json()
    write_events(app.state.database, 2)
    rest = client.get(EVENTS, headers=auditor, params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [item["seq"] for item in first["items"] + rest["items"]] == [4, 3, 2, 1]
    assert rest["next_cursor"] is None
    other = client.get(EVENTS, headers=auditor, params={"actor": "wang", "cursor": first["next_cursor"]})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "cursor_invalid")


Ask = Callable[[Client, dict[str, str]], httpx.Response]
ASKS: dict[str, Ask] = {
    "read": lambda client, headers: client.get(EVENTS, headers=headers),
    "export": lambda client, headers: client.get(f"{EVENTS}/export?format=jsonl", headers=headers),
    "verify": lambda client, headers: client.post(VERIFY, headers=headers),
}


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
@pytest.mark.parametrize("role", sorted(Role))
def test_c20_only_auditors_have_the_record(app: FastAPI, client: Client, login: Login, role: Role, ask: Ask) -> None:
    answer = ask(client, login(role))
    if role is Role.AUDITOR:
        assert answer.status_code in (200, 202)
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert events(app) == [], "and a refusal asks nothing of the program"


def test_the_export_is_the_chain_and_is_recorded(app: FastAPI, client: Client, auditor: dict[str, str]) -> None:
    """Whoever has the lines computes the hashes anew, with nothing of ours."""
    answer = client.get(f"{EVENTS}/export", headers=auditor, params={"format": "jsonl"})
    assert answer.headers["content-disposition"] == "attachment; filename=record.jsonl"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["seq"] for line in lines] == [1, 2, 3, 4]
    prev = GENESIS
    for line in lines:
        assert line["prev"] == prev
        content = {name: value for name, value in line.items() if name not in ("prev", "hash")}
        assert hashlib.sha256(prev.encode() + canonical(content)).hexdigest() == line["hash"]
        prev = line["hash"]
    told = client.get(EVENTS, headers=auditor).json()["items"][0]
    assert (told["action"], told["actor"], told["object_type"]) == ("audit.export", id_of(client, auditor), "record")
    assert told["data"] == {"format": "jsonl", "filters": [], "events": 4}


def test_the_table_has_names_and_no_formulas(client: Client, auditor: dict[str, str]) -> None:
    query = {"format": "csv", "actor": "wang", "first_day": "2026-03-01"}
    answer = client.get(f"{EVENTS}/export", headers=auditor, params=query)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["序号"], row["时间"], row["姓名"]) for row in rows] == [
        ("2", "2026-03-02T00:00:00+08:00", "测试wang"),
        ("3", "2026-03-02T23:59:59+08:00", "测试wang"),
    ]
    told = client.get(EVENTS, headers=auditor).json()["items"][0]["data"]
    assert told == {"format": "csv", "filters": ["actor", "first_day"], "events": 2}, "the kinds, not what was typed"


def test_a_name_that_is_a_formula_stays_text(app: FastAPI, client: Client, login: Login) -> None:
    auditor = login("auditor")
    with as_owner(app.state.database) as connection:
        connection.execute(text("UPDATE user_account SET display_name = '=1+1'"))
    note(app, id_of(client, auditor), "unit.edit", "unit", UNIT, "2026-03-02T00:00:00+08:00")
    answer = client.get(f"{EVENTS}/export", headers=auditor, params={"format": "csv"})
    assert ",'=1+1," in answer.text


def test_too_much_for_a_file_is_refused_and_not_recorded(
    app: FastAPI, client: Client, auditor: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    refused = client.get(f"{EVENTS}/export", headers=auditor, params={"format": "csv"})
    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_events")
    assert events(app, "audit.") == []
    less = client.get(f"{EVENTS}/export", headers=auditor, params={"format": "csv", "first_day": "2026-03-02"})
    assert less.status_code == 200


def verified(app: FastAPI, client: Client, headers: dict[str, str]) -> dict[str, Any]:
    """The result of a verification."""
    job = client.post(VERIFY, headers=headers)
    assert job.status_code == 202, job.text
    assert app.state.worker.run_pending() == 1
    done = client.get(f"/api/v1/jobs/{job.json()['id']}", headers=headers).json()
    assert done["state"] == "done", done
    result: dict[str, Any] = done["result"]
    return result


def test_i11_a_sound_record_is_verified_and_that_is_recorded(
    app: FastAPI, client: Client, auditor: dict[str, str]
) -> None:
    with app.state.database.write() as session:
        make_checkpoint(session, app.state.keys)
    head = client.get(EVENTS, headers=auditor).json()["items"][0]["hash"]
    counts = {"events": 4, "checkpoints": 1, "findings": 0}
    assert verified(app, client, auditor) == {**counts, "head": head, "first": []}
    told = client.get(EVENTS, headers=auditor).json()["items"][0]
    assert (told["action"], told["actor"]) == ("audit.verify", id_of(client, auditor))
    assert told["data"] == {**counts, "head": head}


def test_i11_an_altered_event_is_named(app: FastAPI, client: Client, auditor: dict[str, str]) -> None:
    assert verified(app, client, auditor)["findings"] == 0
    with as_owner(app.state.database) as connection:
        connection.execute(text("UPDATE audit_event SET action = 'unit.copy' WHERE seq = 2"))
    result = verified(app, client, auditor)
    assert (result["events"], result["findings"]) == (1, 1)
    assert result["first"] == [{"seq": 2, "zh": "内容与摘要不符", "en": "the content is not what its hash says"}]


def test_asking_twice_is_one_verification(app: FastAPI, client: Client, auditor: dict[str, str]) -> None:
    first, second = (client.post(VERIFY, headers=auditor).json()["id"] for _ in range(2))
    assert first == second
    app.state.worker.run_pending()
    assert len(events(app, "audit.verify")) == 1
    assert client.post(VERIFY, headers=auditor).json()["id"] != first


def test_c20_the_result_of_a_verification_is_for_auditors(
    app: FastAPI, client: Client, auditor: dict[str, str], login: Login
) -> None:
    """The office sees all other jobs."""
    verified(app, client, auditor)
    (job,) = client.get("/api/v1/jobs", headers=login("auditor")).json()["items"]
    for role in ("office", "sysadmin"):
        headers = login(role)
        assert client.get("/api/v1/jobs", headers=headers).json()["items"] == []
        assert client.get(f"/api/v1/jobs/{job['id']}", headers=headers).status_code == 404
