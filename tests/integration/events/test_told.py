"""Events of the features themselves, from the act to the feed: complaints that systems register, records, cards,
rounds."""

import hashlib
from typing import Any
from uuid import UUID, uuid4

from fastapi import FastAPI

from backend.audit.record import record
from backend.integration.events.kinds import PREFIX, Subject, kinds_for
from backend.notices.service import notify
from backend.oversight.cards import STEPS
from backend.oversight.pushing import push_many
from backend.oversight.standing_cards import SETTLE, WITHDRAW
from backend.oversight.sweep import sweep
from tests.auth.clients import add_client
from tests.complaints.conftest import Centre
from tests.conftest import Client, Login
from tests.integration.conftest import sender
from tests.integration.reporting import read
from tests.oversight.conftest import Json, Oversight, ago, desk, settings
from tests.results.publishing.counted import Counted

__all__ = ["desk", "settings"]  # fixtures


def words(page: dict[str, Any]) -> list[str]:
    return [item["type"].removeprefix(PREFIX).removesuffix(".v1") for item in page["items"]]


def test_a_system_hears_of_the_complaint_that_it_registered(app: FastAPI, client: Client, centre: Centre) -> None:
    """And at `data.url` reads what it may know of it."""
    hotline = sender(
        app, client, centre, "complaints:create", "complaints:read", "complaints:transition", "events:read"
    )
    other = add_client(app, "events:read", "complaints:read").headers(client)
    made = hotline.made()
    withdrawal = hotline.post(f"/complaints/{made['id']}/withdrawal", {"note": "问题已经解决"})
    assert withdrawal.status_code == 200, withdrawal.text
    page = read(client, hotline.headers)
    assert words(page) == ["complaint.registered", "complaint.withdrawn"]
    assert [item["data"]["state"] for item in page["items"]] == ["received", "withdrawn"]
    address = page["items"][0]["data"]["url"].removeprefix(app.state.settings.base_url)
    found = client.get(address, headers=hotline.headers)
    assert (found.status_code, found.json()["id"]) == (200, made["id"])
    assert read(client, other)["items"] == []


def readers(app: FastAPI, client: Client, desk: Oversight) -> list[dict[str, str]]:
    """A system of each unit."""
    return [add_client(app, "events:read", "records:read", unit_ids=[unit.id]).headers(client) for unit in desk.units]


def row(number: str, **fields: Any) -> Json:
    return {"external_id": number, "unit_code": "U01", "matter_code": "A-1", "received_at": ago(20)} | fields


def test_a_corrected_record_is_told_to_the_systems_of_its_unit(app: FastAPI, client: Client, desk: Oversight) -> None:
    """Whoever put it right, its source or the office. That it was pushed, changed and finished is no event."""
    mine, other = readers(app, client, desk)
    desk.matter()
    source = add_client(app, "records:write", unit_ids=[desk.units[0].id]).headers(client)

    def push(**fields: Any) -> Json:
        answer = client.put("/api/v1/source-records/N-1", json=row("N-1", **fields), headers=source)
        assert answer.status_code in (200, 201), answer.text
        found: Json = answer.json()
        return found

    record_id = push()["id"]
    push(promised_due=ago(-9))
    push(finished_at=ago(3), result="approved")
    assert read(client, mine)["items"] == []
    push(finished_at=ago(4), result="approved", correction="录入日期有误")
    path = f"/service-records/{record_id}"
    match = {"If-Match": desk.send("office", "GET", path).headers["etag"]}
    reopened = desk.send("office", "PUT", path, json=row("N-1", correction="尚未办结"), headers=match)
    assert reopened.status_code == 200, reopened.text
    page = read(client, mine)
    assert words(page) == ["service_record.corrected"] * 2
    told = {"id": record_id, "unit_id": str(desk.units[0].id)}
    assert [item["data"] for item in page["items"]] == [told | {"state": "finished"}, told | {"state": "open"}]
    assert {item["subject"] for item in page["items"]} == {f"service_record/{record_id}"}
    assert read(client, other)["items"] == []
    assert read(client, add_client(app, "events:read", "records:write").headers(client))["items"] == []


def test_what_an_older_version_wrote_without_a_unit_is_of_nobody(app: FastAPI, client: Client, desk: Oversight) -> None:
    with desk.database.write() as session:
        record(session, "system", "service_record.correct", "service_record", uuid4(), fields=["result"])
    assert read(client, add_client(app, "events:read", "records:read").headers(client))["items"] == []


def test_a_card_is_told_to_the_systems_of_its_unit(app: FastAPI, client: Client, desk: Oversight) -> None:
    """From the raising to each of its three ends."""
    mine, other = readers(app, client, desk)
    desk.matter(promised_limit=None)
    late, wrong, soon = (
        row(f"N-{number}", promised_due=due) for number, due in enumerate((ago(3), ago(2), ago(-0.04)))
    )

    def push(one: Json) -> None:
        with desk.database.write() as session:
            assert push_many(session, "approvals", "approvals", [one])[0].problem is None

    def act(who: str, action: str, **body: str) -> None:
        [card] = desk.get("/oversight-cards", who, level="yellow", sort="raised_at", limit=1)["items"]
        answer = desk.act(who, f"/oversight-cards/{card['id']}/{action}", card, body)
        assert answer.status_code == 200, answer.text

    push(late)
    sweep(desk.database, notify)
    act("liaison", "acknowledge")
    act("liaison", "explain", explanation="人手不足")
    act("office", "return", note="请写明责任岗位")
    act("liaison", "explain", explanation="窗口人手不足")
    done = {"finished_at": ago(0), "result": "approved"}
    push(late | done)
    act("office", "close", note="已整改")
    for one in (wrong, soon):
        push(one)
        sweep(desk.database, notify)
    push(wrong | {"promised_due": ago(-20)})
    push(soon | done)
    page = read(client, mine)
    assert words(page) == [
        f"card.{word}"
        for word in (
            *("raised", "acknowledged", "explained", "returned", "explained", "closed"),
            *("raised", "raised", "withdrawn", "settled"),
        )
    ]
    data = [item["data"] for item in page["items"]]
    assert [one["level"] for one in data] == ["yellow"] * 7 + ["prompt", "yellow", "prompt"]
    assert [one.get("state") for one in data[1:6]] == [
        "acknowledged",
        "explained",
        "acknowledged",
        "explained",
        "closed",
    ]
    assert data[0].keys() == {"id", "unit_id", "record_id", "level"}
    assert {UUID(one["unit_id"]) for one in data} == {desk.units[0].id}
    assert read(client, other)["items"] == []


def test_a_bad_rating_is_told_when_it_is_to_be_followed_up_and_when_that_is_over(
    app: FastAPI, client: Client, desk: Oversight
) -> None:
    """Whether it was put right, rated anew or taken out of the figures. What goes on in between is of the house."""
    mine, other = readers(app, client, desk)
    desk.matter()

    def rated(number: str, level: int) -> Json:
        record_id = desk.post("/service-records", row(number))["id"]
        body = {"level": level, "channel": "window", "rated_at": ago(0), "comment": "窗口没有人"}
        return desk.post(f"/service-records/{record_id}/rating", body)

    def step(who: str, action: str, rating: Json, **body: Any) -> Json:
        answer = desk.act(who, f"/service-ratings/{rating['id']}/{action}", rating, body)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def verified(number: str, level: int, verdict: str) -> Json:
        checked = step("liaison", "assess", rated(number, level), verdict=verdict, finding="已核实")
        return step("office", "verify", checked, verdict=verdict)

    rated("N-0", 3)
    taken_out = verified("N-1", 2, "mistaken")
    ended = []
    for number, last, body in (("N-2", "rate-again", {"level": 1}), ("N-3", "end", {"note": "联系不上"})):
        called = step("liaison", "call-back", verified(number, 1, "valid"), callback="已致歉")
        righted = step("liaison", "rectify", called, rectification="已增派人手")
        returned = step("office", "return", righted, note="请写明责任人")
        righted = step("liaison", "rectify", returned, rectification="已增派人手，责任到岗")
        ended.append(step("office", last, righted, **body))
    page = read(client, mine)
    assert words(page) == ["service_rating.follow_up_opened", "service_rating.follow_up_closed"] * 3
    ratings = [one for one in (taken_out, *ended) for _ in range(2)]
    states = ["open", "excluded", "open", "done", "open", "done"]
    unit_id = str(desk.units[0].id)
    assert [item["data"] for item in page["items"]] == [
        {"id": one["id"], "unit_id": unit_id, "record_id": one["record_id"], "state": state}
        for one, state in zip(ratings, states, strict=True)
    ]
    assert page["items"][0]["subject"] == f"service_rating/{taken_out['id']}"
    assert read(client, other)["items"] == []
    assert read(client, add_client(app, "events:read", "records:write").headers(client))["items"] == []
    closed = read(client, mine, types=f"{PREFIX}service_rating.follow_up_closed")
    assert words(closed) == ["service_rating.follow_up_closed"] * 3


def test_a_published_version_is_told_to_who_may_know(app: FastAPI, client: Client, login: Login) -> None:
    counted = Counted(app, client, login)
    counted.publish()
    [item] = read(client, add_client(app, "events:read", "stats:read").headers(client))["items"]
    assert item["type"] == f"{PREFIX}round.published.v1"
    sha256 = hashlib.sha256(counted.public()).hexdigest()
    data = {"id": str(counted.round_id), "version": 1, "sha256": sha256}
    assert {name: item["data"][name] for name in data} == data
    assert read(client, add_client(app, "events:read", "records:read").headers(client))["items"] == []


def test_every_step_of_a_card_has_a_word() -> None:
    told = {kind.action.removeprefix("card.") for kind in kinds_for(["records:read"]) if kind.subject is Subject.CARD}
    assert told == {*STEPS, "raise", SETTLE, WITHDRAW}
