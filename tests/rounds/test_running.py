"""A round at work: opening, moving the planned end, closing, copying, comparing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.audit.record import SYSTEM
from backend.core import clock
from backend.rounds.method import digest
from backend.rounds.models import Round
from backend.rounds.states import transition
from backend.units.models import Unit
from tests.rounds.conftest import Office

Json = dict[str, Any]
TODAY = clock.local_date(datetime.now(UTC))


def test_the_actions_of_a_draft_say_what_is_missing(office: Office) -> None:
    made = office.create()
    propose, action = office.get(f"{made['id']}/actions")["items"]
    missing = "还有层次没有发放评议码：人大代表、政协委员、民主党派人士等"
    assert (propose["action"], propose["label"], propose["reasons"]) == ("propose_opening", "提请复核", [missing])
    assert (action["action"], action["label"], action["allowed"]) == ("open", "开始评议", False)
    assert action["reasons"] == [missing, "须先提请监督组长复核评议办法"]
    assert action["second_person"] is True
    office.issue(made["id"])
    office.agree(made["id"])
    (action,) = office.get(f"{made['id']}/actions")["items"]
    assert (action["allowed"], action["reasons"]) == (True, [])
    assert "3 个单位、1 项内容、10 个层次和 200 个评议码" in action["effect"]
    english = office.client.get(
        f"/api/v1/rounds/{made['id']}/actions", headers={**office.headers, "Accept-Language": "en-GB"}
    ).json()
    assert english["items"][0]["label"] == "Open"


def test_opening_without_codes_is_refused_with_the_reason(office: Office) -> None:
    made = office.create()
    refused = office.send("POST", f"{made['id']}/open")
    assert (refused.status_code, refused.json()["code"]) == (409, "round_not_ready")
    assert refused.json()["detail"].startswith("还有层次没有发放评议码")
    assert office.get(made["id"])["state"] == "draft"


def test_i01_an_open_round_shows_its_method_and_cannot_be_edited(office: Office) -> None:
    made = office.create()
    assert office.get(f"{made['id']}/method") == {"digest": None, "method": None}
    office.issue(made["id"])
    office.agree(made["id"])
    opened = office.send("POST", f"{made['id']}/open", version=3).json()
    assert (opened["state"], opened["version"], opened["codes_issued"]) == ("open", 4, 200)
    method = office.get(f"{made['id']}/method")
    assert method["digest"] == opened["method_digest"] == digest(method["method"])
    assert [step["state"] for step in opened["steps"]] == ["done", "done", "current", "todo", "todo"]
    assert office.get(f"{made['id']}/config")["editable"] is False
    changes: list[tuple[str, str, Json]] = [
        ("PATCH", made["id"], {"title": "新"}),
        ("PUT", f"{made['id']}/roll", {"units": []}),
        ("PUT", f"{made['id']}/criteria", {"criteria": [{"code": "C1", "name": "甲"}]}),
        ("PUT", f"{made['id']}/scale", {"options": office.get(f"{made['id']}/config")["options"]}),
        ("PUT", f"{made['id']}/strata", {"strata": [{"code": "S1", "name": "甲"}]}),
        ("PUT", f"{made['id']}/publication", {}),
    ]
    for verb, path, body in changes:
        refused = office.send(verb, path, body, version=4)
        assert (refused.status_code, refused.json()["code"]) == (409, "round_state")
        assert refused.json()["detail"] == "本轮评议中，设置已经固定，不能再改"
    assert office.send("DELETE", made["id"], version=4).status_code == 409
    assert office.get(f"{made['id']}/method") == method


def test_the_same_configuration_gives_the_same_method_apart_from_its_number(office: Office) -> None:
    first, second = office.opened(), office.opened(number=2)
    one, two = (office.get(f"{made['id']}/method")["method"] for made in (first, second))
    assert first["method_digest"] != second["method_digest"]
    assert one | {"round": None} == two | {"round": None}


def test_a_later_change_of_the_register_does_not_reach_an_open_round(office: Office) -> None:
    made = office.opened()
    with office.app.state.database.write() as session:
        session.get_one(Unit, UUID(office.unit_ids[0])).name = "改名后的单位"
    draft = office.create(number=2)
    assert office.get(f"{made['id']}/config")["roll"][0]["name"] == "测试单位01"
    assert office.get(f"{draft['id']}/config")["roll"][0]["name"] == "改名后的单位"


def test_steps_with_an_old_version_are_refused(office: Office) -> None:
    made = office.create()
    office.issue(made["id"])
    office.agree(made["id"])
    assert office.send("POST", f"{made['id']}/open", version=9).status_code == 412
    assert office.send("POST", f"{made['id']}/open").status_code == 200
    again = office.send("POST", f"{made['id']}/open")
    assert (again.status_code, again.json()["detail"]) == (409, "本轮评议中，不能开始评议")


def test_closing_starts_the_count(office: Office) -> None:
    made = office.opened()
    (action,) = office.get(f"{made['id']}/actions")["items"]
    assert (action["action"], action["reasons"], action["second_person"]) == ("close", [], False)
    office.receive(made["id"])
    closed = office.send("POST", f"{made['id']}/close", version=4).json()
    assert (closed["state"], closed["closed_at"] is not None) == ("closed", True)
    job = office.client.get(f"/api/v1/jobs/{closed['job_id']}", headers=office.headers).json()
    assert (job["kind"], job["state"]) == ("tally", "queued")
    assert closed["steps"][2:] == [
        {"key": "progress", "state": "done", "note": "已收到 1 份测评表"},
        {"key": "screening", "state": "current", "note": "正在计票"},
        {"key": "results", "state": "todo", "note": ""},
    ]
    assert office.get(f"{made['id']}/actions") == {"items": []}
    assert office.send("POST", f"{made['id']}/close").status_code == 409


def count(office: Office, round_id: str) -> None:
    """What the tally job does to the state."""
    office.receive(round_id)
    assert office.send("POST", f"{round_id}/close").status_code == 200
    with office.app.state.database.write() as session:
        transition(session, session.get_one(Round, UUID(round_id)), "tally", SYSTEM)


def test_a_counted_round_waits_for_its_screening(office: Office) -> None:
    made = office.opened()
    count(office, made["id"])
    counted = office.get(made["id"])
    assert counted["state"] == "tallied"
    assert [step["state"] for step in counted["steps"]] == ["done", "done", "done", "current", "todo"]


def move(office: Office, round_id: str, day: date, reason: str = "回收率偏低") -> Any:
    return office.send("POST", f"{round_id}/planned-close", {"planned_close": day.isoformat(), "reason": reason})


def test_the_planned_end_moves_with_a_reason(office: Office) -> None:
    made = office.opened(planned_close=(TODAY + timedelta(days=3)).isoformat())
    later = TODAY + timedelta(days=9)
    moved = move(office, made["id"], later)
    assert moved.status_code == 200
    assert (moved.json()["planned_close"], moved.json()["version"]) == (later.isoformat(), 5)
    (entry,) = moved.json()["planned_close_moves"]
    assert (entry["before"], entry["after"]) == (made["planned_close"], later.isoformat())
    assert entry["reason"] == "回收率偏低"
    assert moved.json()["method_digest"] == made["method_digest"]
    with office.app.state.database.read() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.seq.desc())).first()
        assert event.action == "round.move_planned_close"
        assert event.data == {"before": made["planned_close"], "after": later.isoformat()}


def test_when_the_planned_end_does_not_move(office: Office) -> None:
    made = office.opened()
    past = move(office, made["id"], TODAY - timedelta(days=2))
    assert (past.status_code, past.json()["errors"][0]["code"]) == (422, "date_past")
    assert move(office, made["id"], TODAY, reason=" ").status_code == 422
    draft = office.create(number=2)
    assert move(office, draft["id"], TODAY).json()["detail"] == "本轮准备中，不能调整计划结束日期"


def test_a_copy_takes_the_configuration_but_not_the_codes(office: Office) -> None:
    made = office.opened(planned_close=(TODAY + timedelta(days=3)).isoformat(), kind="recheck", contact="效能办")
    with office.app.state.database.write() as session:
        session.get_one(Unit, UUID(office.unit_ids[1])).active_to = date(2021, 1, 1)
    body = {"year": 2027, "number": 1, "title": "2027年第一次评议"}
    copied = office.send("POST", f"{made['id']}/copy", body)
    assert copied.status_code == 201
    copy = copied.json()
    assert copy["left_out"] == [{"unit_id": office.unit_ids[1], "code": "U02", "name": "测试单位02"}]
    assert (copy["state"], copy["codes_issued"], copy["planned_close"]) == ("draft", 0, None)
    assert (copy["kind"], copy["contact"], copy["copied_from"]) == ("recheck", "效能办", made["id"])
    one, two = office.get(f"{made['id']}/config"), office.get(f"{copy['id']}/config")
    assert [unit["code"] for unit in two["roll"]] == ["U01", "U03"]
    for section in ("criteria", "options", "publication"):
        assert one[section] == two[section]
    ids = [{stratum.pop("id") for stratum in config["strata"]} for config in (one, two)]
    assert one["strata"] == two["strata"]
    assert not ids[0] & ids[1]
    assert office.send("POST", f"{made['id']}/copy", body).json()["code"] == "round_number_taken"


def test_an_empty_draft_can_be_copied(office: Office) -> None:
    body = {"year": 2026, "number": 1, "title": "空", "all_units": False}
    made = office.client.post("/api/v1/rounds", json=body, headers=office.headers).json()
    copied = office.send("POST", f"{made['id']}/copy", {"year": 2026, "number": 2, "title": "又空"})
    assert (copied.status_code, copied.json()["unit_count"]) == (201, 0)


def test_a_round_is_compared_with_the_latest_counted_one_on_the_same_scale(office: Office) -> None:
    first = office.opened(number=1)
    count(office, first["id"])
    open_one = office.opened(number=2)
    third = office.create(number=3)
    assert third["compare_to"] == first["id"]
    assert open_one["compare_to"] == first["id"]
    assert office.create(number=4, kind="internal")["compare_to"] is None
    assert office.create(year=2025, number=1)["compare_to"] is None


def test_the_office_chooses_the_comparison_at_any_time(office: Office) -> None:
    first = office.opened(number=1)
    count(office, first["id"])
    second = office.opened(number=2)
    changed = office.send("PATCH", second["id"], {"compare_to": None}, version=second["version"])
    assert (changed.status_code, changed.json()["compare_to"]) == (200, None)
    changed = office.send("PATCH", second["id"], {"compare_to": first["id"]}, version=5)
    assert changed.json()["compare_to"] == first["id"]


@pytest.mark.parametrize("which", ["itself", "uncounted", "other scale", "unknown"])
def test_what_a_round_cannot_be_compared_with(office: Office, which: str) -> None:
    first = office.opened(number=1)
    count(office, first["id"])
    second = office.create(number=2)
    version = 1
    if which == "other scale":
        options = office.get(f"{second['id']}/config")["options"]
        options[2]["points"] = "0"
        assert office.send("PUT", f"{second['id']}/scale", {"options": options}, version=1).status_code == 200
        version = 2
    other = {
        "itself": second["id"],
        "uncounted": office.create(number=3)["id"],
        "other scale": first["id"],
        "unknown": "00000000-0000-4000-8000-000000000000",
    }[which]
    refused = office.send("PATCH", second["id"], {"compare_to": other}, version=version)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "not_comparable"


def test_a_comparison_that_no_longer_stands_is_dropped_at_opening(office: Office) -> None:
    first = office.opened(number=1)
    count(office, first["id"])
    second = office.create(number=2)
    options = office.get(f"{second['id']}/config")["options"]
    options[2]["points"] = "0"
    office.send("PUT", f"{second['id']}/scale", {"options": options}, version=1)
    office.issue(second["id"])
    office.agree(second["id"])
    assert office.send("POST", f"{second['id']}/open").json()["compare_to"] is None
