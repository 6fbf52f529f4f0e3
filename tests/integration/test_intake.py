"""Complaints of client systems: registered once, seen by their sender alone, never further than their complainants."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from backend.audit.models import AuditEvent
from backend.auth import repeating
from backend.auth.models_repeating import RepeatedRequest
from backend.calendar.editing import seed_calendar
from backend.complaints import bodies
from backend.complaints.models import Case
from backend.complaints.rules.categories import seed_categories
from backend.complaints.rules.policy import seed_policy
from backend.config import Settings
from backend.core import clock
from backend.core.db import Database
from tests.auth.clients import TOKEN, add_client
from tests.complaints.conftest import Centre, make_units, read
from tests.complaints.with_files import PDF
from tests.conftest import Client
from tests.integration.conftest import SCOPES, URL, Sender, sender
from tests.serving import Server


def cases(database: Database) -> int:
    found: int = read(database, lambda session: session.scalars(select(func.count()).select_from(Case)).one())
    return found


def test_a_complaint_comes_in_and_its_sender_follows_it(hotline: Sender, centre: Centre) -> None:
    due = datetime.now(UTC) + timedelta(days=9)
    made = hotline.post("/complaints", hotline.body(external_due=due.isoformat()))
    assert made.status_code == 201, made.text
    case_id = made.json()["id"]
    assert made.headers["location"] == f"{URL}/{case_id}"
    assert (made.json()["state"], made.json()["source_state"]) == ("registered", "已派单")
    assert made.json()["tracking_code"] is None
    case = read(centre.database, lambda session: session.get(Case, UUID(case_id)))
    assert (case.channel, case.mode, case.source_id, case.registered_by) == ("hotline", "confidential", "GD-1", None)
    assert case.external_due == due
    seen = hotline.seen(case_id)
    assert (seen["label"], seen["unit_name"], seen["category"], seen["answers"]) == ("已收到", "测试单位A", "slow", [])
    centre.to_replied(UUID(case_id))
    seen = hotline.seen(case_id)
    assert (seen["state"], seen["label"], seen["source_state"], seen["open"]) == ("replied", "已答复", "已答复", True)
    assert [answer["text"] for answer in seen["answers"]] == ["经查属实，已办结并向您致歉。"]
    assert seen["replied_at"] is not None


def test_nothing_but_what_the_complainant_may_know_is_shown(hotline: Sender, centre: Centre) -> None:
    case_id = hotline.made()["id"]
    centre.to_replied(UUID(case_id))
    text = str(hotline.seen(case_id)) + str(hotline.get("/complaints").json())
    for hidden in ("王测试", "13800000001", "反映审批超期", "来电反映", "漏办", "officer", "测试lead"):
        assert hidden not in text


def test_the_code_is_given_only_if_asked_for_and_has_to_be_exchanged(
    hotline: Sender, client: Client, app: FastAPI
) -> None:
    made = hotline.post("/complaints", hotline.body(give_code=True), key="k1")
    code = made.json()["tracking_code"]
    again = hotline.post("/complaints", hotline.body(give_code=True), key="k1")
    assert (again.json(), again.headers["idempotency-replayed"]) == (made.json(), "true")
    refused = client.post("/api/v1/tracking", json={"code": code})
    assert (refused.status_code, refused.json()["code"]) == (409, "code_temporary")
    with app.state.database.read() as session:
        kept = b"".join(session.scalars(select(RepeatedRequest.answer)).all())  # type: ignore[arg-type]
    assert code.encode() not in kept


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"source_id": None}, "/source_id"),
        ({"source_system": ""}, "/source_system"),
        ({"channel": "web"}, "/channel"),
        ({"category": "none-such"}, "/category"),
        ({"contact": None}, "/contact"),
        ({"mode": "anonymous"}, "/contact"),
        ({"external_due": "2099-01-01T00:00:00Z"}, "/external_due"),
        ({"state": "closed"}, "/state"),
        ({"source_client_id": "x"}, "/source_client_id"),
    ],
)
def test_what_is_wrong_is_refused_and_changes_nothing(
    hotline: Sender, centre: Centre, fields: dict[str, Any], pointer: str
) -> None:
    answer = hotline.post("/complaints", hotline.body(**fields))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert cases(centre.database) == 0


@pytest.mark.one_engine
def test_only_units_of_the_client_are_complained_of(app: FastAPI, client: Client, centre: Centre) -> None:
    of_b = sender(app, client, centre, unit_ids=[centre.units["B"]])
    for unit_id in (str(centre.units["A"]), None):
        answer = of_b.post("/complaints", of_b.body(unit_id=unit_id))
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_covered")
    assert of_b.made(unit_id=str(centre.units["B"]))["state"] == "registered"


@pytest.mark.one_engine
def test_each_scope_opens_its_own_routes(app: FastAPI, client: Client, centre: Centre, hotline: Sender) -> None:
    case_id = hotline.made()["id"]
    opened = {
        "complaints:create": {"", "supplement", "message"},
        "complaints:read": {"read", "list"},
        "complaints:transition": {"supplement", "message", "rating", "review", "withdrawal"},
        "attachments:write": {"attachments"},
        "stats:read": set(),
    }
    for scope, expected in opened.items():
        who = sender(app, client, centre, scope)
        answers = {
            "": who.post("/complaints", {}).status_code,
            "list": who.get("/complaints").status_code,
            "read": who.get(f"/complaints/{case_id}").status_code,
        }
        for act in ("supplement", "message", "rating", "review", "withdrawal", "attachments"):
            answers[act] = who.post(f"/complaints/{case_id}/{act}", {}).status_code
        assert {name for name, status in answers.items() if status != 403} == expected, scope
    staff = client.post(URL, json=hotline.body("GD-2"), headers={"Idempotency-Key": "k"})
    assert staff.status_code == 401


def test_case_23_cases_of_others_are_not_there(hotline: Sender, other: Sender, centre: Centre, client: Client) -> None:
    """Neither those of another system nor those that came in by the page."""
    case_id, _ = centre.register()
    foreign = hotline.made()["id"]
    for hidden in (case_id, foreign):
        assert other.get(f"/complaints/{hidden}").status_code == 404
        assert other.post(f"/complaints/{hidden}/message", {"text": "请尽快办理"}).status_code == 404
        assert other.post(f"/complaints/{hidden}/withdrawal", {"note": "来电撤诉"}).status_code == 404
        url = f"{URL}/{hidden}/attachments"
        assert client.post(url, files={"file": ("a.pdf", PDF)}, headers=other.headers).status_code == 404
    assert other.get("/complaints").json()["items"] == []
    assert [item["id"] for item in hotline.get("/complaints").json()["items"]] == [foreign]


def test_case_10_fifty_requests_at_once_make_one_case(hotline: Sender, centre: Centre) -> None:
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: hotline.post("/complaints", hotline.body(), key="k1"), range(50)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert cases(centre.database) == 1


def test_case_10_fifty_requests_with_keys_of_their_own_make_one_case(hotline: Sender, centre: Centre) -> None:
    """The source id is what counts then."""
    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(lambda n: hotline.post("/complaints", hotline.body(), key=f"k{n}"), range(25)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 24
    assert cases(centre.database) == 1


def test_case_11_the_same_key_with_another_body(hotline: Sender, centre: Centre) -> None:
    hotline.post("/complaints", hotline.body(), key="k1")
    answer = hotline.post("/complaints", hotline.body(text="另一件事"), key="k1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert cases(centre.database) == 1


def test_case_12_dying_between_commit_and_answer(settings: Settings) -> None:
    settings = settings.model_copy(update={"run_worker": False})
    database = Database(settings.database)
    with database.write() as session:
        seed_calendar(session)
        seed_categories(session)
        seed_policy(session)
        units = make_units(session)
    system = add_client(SimpleNamespace(state=SimpleNamespace(database=database)), *SCOPES)  # type: ignore[arg-type]
    body = Sender.body(SimpleNamespace(units=units), give_code=True)  # type: ignore[arg-type]
    form = {"grant_type": "client_credentials", "client_id": str(system.id), "client_secret": system.secret}

    def send(server: Server) -> httpx.Response:
        token = httpx.post(server.url + TOKEN, data=form, timeout=60).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "k1"}
        return httpx.post(server.url + URL, json=body, headers=headers, timeout=60)

    with Server(settings, "tests.integration.dying:create_app") as server:
        with pytest.raises(httpx.TransportError):
            send(server)
        server.wait()
    assert cases(database) == 1
    with Server(settings) as server:
        answer = send(server)
    assert (answer.status_code, answer.headers["idempotency-replayed"]) == (201, "true")
    assert answer.json()["tracking_code"] is not None
    assert str(read(database, lambda session: session.scalars(select(Case.id)).one())) == answer.json()["id"]
    assert cases(database) == 1
    database.close()


def test_case_13_a_retry_after_the_key_has_expired_leads_to_the_case(
    hotline: Sender, other: Sender, centre: Centre
) -> None:
    made = hotline.post("/complaints", hotline.body(), key="k1").json()
    with centre.database.write() as session:
        old = clock.now(session) - repeating.KEPT - timedelta(seconds=1)
        session.execute(update(RepeatedRequest).values(at=old))
    late = hotline.post("/complaints", hotline.body(), key="k1")
    assert (late.status_code, late.json()["code"]) == (409, "source_taken")
    assert late.json()["case"] == f"{URL}/{made['id']}"
    foreign = other.post("/complaints", other.body())
    assert (foreign.status_code, foreign.json()["code"]) == (409, "source_taken")
    assert "case" not in foreign.json()
    assert made["id"] not in foreign.text
    assert cases(centre.database) == 1


def test_case_15_the_same_person_on_the_page_and_the_hotline_is_flagged_not_dropped(
    hotline: Sender, centre: Centre, app: FastAPI
) -> None:
    centre.register()
    made = hotline.made()
    with app.state.database.read() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "complaint.register")).all()
        assert len(events) == 2
        assert {event.actor.partition(":")[0] for event in events} == {"citizen", "client"}
        assert session.get(Case, UUID(made["id"])) is not None
    assert cases(centre.database) == 2


def test_case_17_those_who_are_merged_follow_the_master(hotline: Sender, centre: Centre) -> None:
    """Each keeps the own case, which shows the state of the master; its earliest promise is kept."""
    made = [hotline.made(f"GD-{n}") for n in range(2)]
    master, _ = centre.register()
    centre.accept(master)
    for one in made:
        centre.merge("lead", UUID(one["id"]), master)
    seen = hotline.seen(made[0]["id"])
    assert (seen["state"], seen["merged"], seen["open"], seen["source_state"]) == ("accepted", True, True, "已受理")
    centre.dispatch(master)
    centre.to_review(master)
    centre.move("lead", master, "issue_reply", bodies.IssueReplyBody(reply="已一并办结。"))
    since = datetime.now(UTC) - timedelta(hours=1)
    items = hotline.get("/complaints", updated_since=since.isoformat()).json()["items"]
    assert {(item["source_id"], item["label"]) for item in items} == {("GD-0", "已答复"), ("GD-1", "已答复")}
    rated = hotline.post(f"/complaints/{made[0]['id']}/rating", {"rating": "satisfied"})
    assert rated.status_code == 200, rated.text
    assert rated.json()["answers"][0]["rating"] == "satisfied"
    assert hotline.seen(made[1]["id"])["answers"][0]["rating"] is None


def test_the_list_is_paged_and_filtered(hotline: Sender, centre: Centre) -> None:
    ids = [hotline.made(f"GD-{n}")["id"] for n in range(3)]
    first = hotline.get("/complaints", limit=2).json()
    rest = hotline.get("/complaints", limit=2, cursor=first["next_cursor"]).json()
    assert [item["id"] for item in first["items"] + rest["items"]] == ids
    assert (first["total"], rest["next_cursor"]) == (3, None)
    found = hotline.get("/complaints", source_system="12345", source_id="GD-1").json()["items"]
    assert [item["id"] for item in found] == [ids[1]]
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert hotline.get("/complaints", updated_since=later).json()["items"] == []
    assert hotline.get("/complaints", state="closed").status_code == 422


def test_details_are_asked_for_and_handed_on(hotline: Sender, centre: Centre, app: FastAPI) -> None:
    case_id = hotline.made()["id"]
    missing = bodies.AskSupplementBody(missing=["办理的日期", "窗口号"])
    centre.move("officer", UUID(case_id), "ask_supplement", missing)
    seen = hotline.seen(case_id)
    assert (seen["label"], seen["asked_for"]) == ("请补充材料", "1. 办理的日期\n2. 窗口号")
    body = {"text": "十一月三日，三号窗口。"}
    answers = [hotline.post(f"/complaints/{case_id}/supplement", body, key="s1") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["state"], answers[0].json()["asked_for"]) == ("registered", None)
    assert hotline.post(f"/complaints/{case_id}/supplement", body).json()["code"] == "complaint_not_now"
    with app.state.database.read() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "complaint.supplement")).one()
        assert event.actor.startswith("client:")


def test_what_the_complainant_decides_is_handed_on(hotline: Sender, centre: Centre, app: FastAPI) -> None:
    case_id = hotline.made()["id"]
    sent = [hotline.post(f"/complaints/{case_id}/message", {"text": "请尽快"}, key="m1") for _ in range(2)]
    assert [answer.status_code for answer in sent] == [200, 200]
    early = hotline.post(f"/complaints/{case_id}/rating", {"rating": "satisfied"})
    assert (early.status_code, early.json()["code"]) == (409, "complaint_not_now")
    centre.to_replied(UUID(case_id))
    rated = hotline.post(f"/complaints/{case_id}/rating", {"rating": "dissatisfied", "note": "没有解决"})
    assert rated.json()["answers"][0]["rating"] == "dissatisfied"
    assert hotline.post(f"/complaints/{case_id}/rating", {"rating": "satisfied"}).status_code == 409
    assert hotline.post(f"/complaints/{case_id}/review", {"reason": "不服"}).status_code == 409
    with app.state.database.read() as session:
        acts = session.scalars(select(AuditEvent.action).where(AuditEvent.actor.startswith("client:")))
        assert sorted(acts) == ["complaint.message", "complaint.rate", "complaint.register"]


def test_a_withdrawal_says_how_it_was_made(hotline: Sender, centre: Centre, login: Any) -> None:
    case_id = hotline.made()["id"]
    assert hotline.post(f"/complaints/{case_id}/withdrawal", {}).status_code == 422
    done = hotline.post(f"/complaints/{case_id}/withdrawal", {"note": "来电人十一时致电撤回，录音编号 7"})
    assert (done.json()["state"], done.json()["source_state"], done.json()["open"]) == ("withdrawn", "已撤回", False)
    shown = hotline.client.get(f"/api/v1/complaints/{case_id}", headers=login("complaint_lead")).json()
    assert shown["events"][-1]["role"] == "client"
    assert shown["events"][-1]["actor"].startswith("对接系统")
    assert shown["events"][-1]["note"] == "来电人十一时致电撤回，录音编号 7"


def test_files_are_handed_on_once(hotline: Sender, centre: Centre) -> None:
    case_id = hotline.made()["id"]
    answers = [
        hotline.client.post(f"{URL}/{case_id}/attachments", files={"file": ("证据.pdf", PDF)}, headers=hotline.headers)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert "证据" not in answers[0].text
    hotline.post(f"/complaints/{case_id}/withdrawal", {"note": "来电撤回"})
    late = hotline.client.post(f"{URL}/{case_id}/attachments", files={"file": ("b.txt", b"x")}, headers=hotline.headers)
    assert late.status_code in (409, 415, 422)
