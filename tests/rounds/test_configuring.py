"""Preparing a round: creation from presets, sections, versions, deletion."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.units.models import Unit
from tests.rounds.conftest import Office

Json = dict[str, Any]


def codes_of(problem: Json) -> list[tuple[str, str]]:
    return [(entry["pointer"], entry["code"]) for entry in problem["errors"]]


def test_a_round_made_from_presets_is_ready_for_codes(office: Office) -> None:
    made = office.create(greeting=" 感谢您参加评议。\n请如实填写。 ", contact="效能办 12345")
    assert (made["state"], made["version"], made["method_digest"]) == ("draft", 1, None)
    assert (made["unit_count"], made["criterion_count"], made["stratum_count"], made["codes_issued"]) == (3, 1, 10, 0)
    assert made["greeting"] == "感谢您参加评议。\n请如实填写。"
    assert [(step["key"], step["state"]) for step in made["steps"]] == [
        ("setup", "done"),
        ("codes", "current"),
        ("progress", "todo"),
        ("screening", "todo"),
        ("results", "todo"),
    ]
    config = office.get(f"{made['id']}/config")
    assert [unit["code"] for unit in config["roll"]] == ["U01", "U02", "U03"]
    assert config["roll"][0]["sequence_name"] == "政府部门"
    assert [option["points"] for option in config["options"]] == ["100", "80", "30", None]
    assert {stratum["share"] for stratum in config["strata"]} == {"10.00"}
    assert {stratum["planned_codes"] for stratum in config["strata"]} == {150}
    assert config["publication"] == {"k": 5, "decimals": 2, "rounding": "half_up", "indicator_min_weight": "0.5"}
    assert config["editable"] is True


def test_a_round_can_start_empty(office: Office) -> None:
    body = {"year": 2026, "number": 1, "title": "空", "all_units": False}
    made = office.client.post("/api/v1/rounds", json=body, headers=office.headers)
    assert made.status_code == 201
    assert made.json()["steps"][0] == {"key": "setup", "state": "current", "note": "还没有选择参评单位"}
    assert office.client.get(made.headers["Location"], headers=office.headers).json() == made.json()
    assert made.headers["ETag"] == '"1"'


def test_sections_of_bureaus_are_not_put_on_the_roll(office: Office) -> None:
    with office.app.state.database.write() as session:
        bureau = session.get_one(Unit, UUID(office.unit_ids[0]))
        session.add(Unit(code="U01-1", name="办公室", sequence_id=bureau.sequence_id, parent_id=bureau.id))
        session.get_one(Unit, UUID(office.unit_ids[2])).active_to = date(2021, 1, 1)
    assert office.create()["unit_count"] == 2


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"year": 1999}, "/year"),
        ({"number": 0}, "/number"),
        ({"title": " "}, "/title"),
        ({"title": "一\u0000二"}, "/title"),
        ({"kind": "other"}, "/kind"),
        ({"planned_open": "2026-05-02", "planned_close": "2026-05-01"}, "/planned_close"),
        ({"scale_preset_id": "00000000-0000-4000-8000-000000000000"}, "/scale_preset_id"),
        ({"state": "open"}, "/state"),
    ],
)
def test_what_creation_refuses(office: Office, changes: Json, pointer: str) -> None:
    body = {"year": 2026, "number": 1, "title": "一", "all_units": False} | changes
    refused = office.client.post("/api/v1/rounds", json=body, headers=office.headers)
    assert refused.status_code == 422
    assert codes_of(refused.json())[0][0] == pointer
    assert office.client.get("/api/v1/rounds", headers=office.headers).json()["total"] == 0


def test_a_preset_fills_only_its_own_section(office: Office) -> None:
    body = {"year": 2026, "number": 1, "title": "一", "all_units": False, "scale_preset_id": office.preset("strata")}
    refused = office.client.post("/api/v1/rounds", json=body, headers=office.headers)
    assert codes_of(refused.json()) == [("/scale_preset_id", "preset_unknown")]


def test_year_and_number_name_a_round(office: Office) -> None:
    office.create()
    body = {"year": 2026, "number": 1, "title": "又一个", "all_units": False}
    refused = office.client.post("/api/v1/rounds", json=body, headers=office.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "round_number_taken")
    other = office.create(number=2)
    refused = office.send("PATCH", other["id"], {"number": 1}, version=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "round_number_taken")
    assert office.send("PATCH", other["id"], {"number": 2, "title": "二"}, version=1).status_code == 200


def test_the_list_is_sorted_filtered_and_paged(office: Office) -> None:
    for year, number in ((2025, 2), (2026, 1), (2025, 1)):
        office.create(year=year, number=number, title=f"{year}-{number}")

    def titles(query: str) -> list[str]:
        body = office.client.get(f"/api/v1/rounds?{query}", headers=office.headers).json()
        return [item["title"] for item in body["items"]]

    assert titles("") == ["2026-1", "2025-2", "2025-1"]
    assert titles("sort=number&year=2025") == ["2025-1", "2025-2"]
    assert titles("sort=-title&state=draft") == ["2026-1", "2025-2", "2025-1"]
    assert titles("state=open") == []
    first = office.client.get("/api/v1/rounds?limit=2", headers=office.headers).json()
    assert first["items"][0]["unit_count"] == 3
    assert titles(f"limit=2&cursor={first['next_cursor']}") == ["2025-1"]
    for query in ("sort=state", "other=1", "year=1", "state=x", "limit=0"):
        assert office.client.get(f"/api/v1/rounds?{query}", headers=office.headers).status_code == 422


def test_a_draft_is_changed_with_its_version(office: Office) -> None:
    made = office.create()
    changed = office.send("PATCH", made["id"], {"title": "新名称", "allow_small_strata": True}, version=1)
    assert changed.status_code == 200
    assert changed.headers["ETag"] == '"2"'
    assert (changed.json()["title"], changed.json()["allow_small_strata"]) == ("新名称", True)
    assert office.send("PATCH", made["id"], {"title": "旧"}, version=1).status_code == 412
    assert office.send("PATCH", made["id"], {"title": "旧"}).status_code == 428
    assert office.send("PATCH", made["id"], {"title": None}, version=2).status_code == 422
    assert office.send("PATCH", made["id"], {"planned_close": None}, version=2).status_code == 200
    assert office.send("PATCH", made["id"], {"state": "open"}, version=3).status_code == 422
    assert office.get(made["id"])["title"] == "新名称"


def test_a_round_with_codes_does_not_become_a_paper_round(office: Office) -> None:
    made = office.create()
    office.issue(made["id"])
    refused = office.send("PATCH", made["id"], {"collection": "paper"}, version=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "codes_exist")


def test_the_roll_keeps_the_order_it_was_given(office: Office) -> None:
    made = office.create()
    one, _, three = office.unit_ids
    body = {"units": [{"unit_id": three, "key": True, "team": "一组"}, {"unit_id": one, "pilot": True}]}
    config = office.send("PUT", f"{made['id']}/roll", body, version=1)
    assert config.status_code == 200
    assert config.headers["ETag"] == '"2"'
    assert [(u["code"], u["key"], u["pilot"], u["team"]) for u in config.json()["roll"]] == [
        ("U03", True, False, "一组"),
        ("U01", False, True, ""),
    ]
    assert office.get(made["id"])["unit_count"] == 2


def test_the_roll_names_the_rows_that_cannot_stand(office: Office) -> None:
    made = office.create()
    with office.app.state.database.write() as session:
        session.get_one(Unit, UUID(office.unit_ids[1])).active_to = date(2021, 1, 1)
    ids = [office.unit_ids[0], office.unit_ids[1], "00000000-0000-4000-8000-000000000000", office.unit_ids[0]]
    body = {"units": [{"unit_id": unit_id} for unit_id in ids]}
    refused = office.send("PUT", f"{made['id']}/roll", body, version=1)
    assert refused.status_code == 422
    assert codes_of(refused.json()) == [
        ("/units/1/unit_id", "unit_closed"),
        ("/units/2/unit_id", "unit_unknown"),
        ("/units/3/unit_id", "unit_repeated"),
    ]
    assert refused.json()["errors"][2]["message"] == "第 4 行“测试单位01”：与第 1 行重复"
    english = office.client.put(
        f"/api/v1/rounds/{made['id']}/roll",
        json=body,
        headers={**office.headers, "If-Match": '"1"', "Accept-Language": "en"},
    )
    assert english.json()["errors"][2]["message"] == "Row 4 “测试单位01”: repeats row 1"
    assert office.get(made["id"])["unit_count"] == 3


def test_criteria_and_scale_are_replaced(office: Office) -> None:
    made = office.create()
    rows = [{"code": f"C{n}", "name": f"内容{n}", "help": "一\n二", "weight": n} for n in (1, 2)]
    config = office.send("PUT", f"{made['id']}/criteria", {"criteria": rows}, version=1).json()
    assert [(c["weight"], c["share"]) for c in config["criteria"]] == [("1", "33.33"), ("2", "66.67")]
    options = [
        {"number": 1, "label": "好", "points": 99.5, "satisfied": True, "valid": True},
        {"number": 2, "label": "差", "points": "0", "satisfied": False, "valid": True},
    ]
    config = office.send("PUT", f"{made['id']}/scale", {"options": options}, version=2).json()
    assert [option["points"] for option in config["options"]] == ["99.5", "0"]
    assert config["version"] == 3


def test_a_refused_section_changes_nothing(office: Office) -> None:
    made = office.create()
    before = office.get(f"{made['id']}/config")
    rows = [{"code": "C1", "name": "甲", "weight": -1}, {"code": "C2", "name": "乙", "weight": 1}]
    refused = office.send("PUT", f"{made['id']}/criteria", {"criteria": rows}, version=1)
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"pointer": "/criteria/0/weight", "code": "weight_negative", "message": "第 1 行“甲”：权重不能为负"}
    ]
    assert office.get(f"{made['id']}/config") == before


def test_a_stratum_keeps_its_id_while_its_code_stays(office: Office) -> None:
    made = office.create()
    before = office.get(f"{made['id']}/config")["strata"]
    rows = [
        {"code": "S2", "name": "代表", "weight": "2.5", "planned_codes": 30, "population": 100},
        {"code": "N1", "name": "网民", "weight": 0},
    ]
    after = office.send("PUT", f"{made['id']}/strata", {"strata": rows}, version=1).json()["strata"]
    assert after[0] == {
        "id": before[1]["id"],
        "code": "S2",
        "name": "代表",
        "weight": "2.5",
        "share": "100.00",
        "planned_codes": 30,
        "population": 100,
    }
    assert after[1]["id"] not in {row["id"] for row in before}


def test_a_stratum_with_codes_cannot_be_removed(office: Office) -> None:
    made = office.create()
    office.issue(made["id"])
    refused = office.send("PUT", f"{made['id']}/strata", {"strata": [{"code": "S2", "name": "代表"}]}, version=1)
    assert refused.status_code == 409
    assert refused.json()["detail"].endswith("已发放评议码，不能删除；请先作废该层次的评议码")
    assert len(office.get(f"{made['id']}/config")["strata"]) == 10


def test_small_strata_must_be_allowed_first(office: Office) -> None:
    made = office.create()
    body = {"strata": [{"code": "S1", "name": "代表", "planned_codes": 19}]}
    refused = office.send("PUT", f"{made['id']}/strata", body, version=1)
    assert codes_of(refused.json()) == [("/strata/0/planned_codes", "stratum_too_small")]
    office.send("PATCH", made["id"], {"allow_small_strata": True}, version=1)
    assert office.send("PUT", f"{made['id']}/strata", body, version=2).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"k": 2}, "/k"),
        ({"decimals": 5}, "/decimals"),
        ({"rounding": "up"}, "/rounding"),
        ({"indicator_min_weight": "2"}, "/indicator_min_weight"),
    ],
)
def test_publication_is_bounded(office: Office, body: Json, pointer: str) -> None:
    made = office.create()
    refused = office.send("PUT", f"{made['id']}/publication", body, version=1)
    assert codes_of(refused.json())[0][0] == pointer


def test_publication_is_replaced(office: Office) -> None:
    made = office.create()
    body = {"k": 10, "decimals": 1, "rounding": "half_even", "indicator_min_weight": "0.6"}
    assert office.send("PUT", f"{made['id']}/publication", body, version=1).json()["publication"] == body
    assert office.get(made["id"])["publication"] == body


def test_every_section_needs_the_version(office: Office) -> None:
    made = office.create()
    for section in ("roll", "criteria", "scale", "strata", "publication"):
        config = office.get(f"{made['id']}/config")
        body: Json = {
            "roll": {"units": []},
            "criteria": {"criteria": [{"code": "C1", "name": "甲"}]},
            "scale": {"options": config["options"]},
            "strata": {"strata": [{"code": "S1", "name": "甲"}]},
            "publication": config["publication"],
        }[section]
        assert office.send("PUT", f"{made['id']}/{section}", body).status_code == 428
        stale = office.send("PUT", f"{made['id']}/{section}", body, version=99)
        assert (stale.status_code, stale.headers["ETag"]) == (412, f'"{config["version"]}"')
        assert stale.json()["current"] == config
        assert office.send("PUT", f"{made['id']}/{section}", body, version=config["version"]).status_code == 200


def test_every_change_is_in_the_record(office: Office) -> None:
    made = office.create()
    office.send("PUT", f"{made['id']}/publication", {}, version=1)
    office.send("PATCH", made["id"], {"title": "新"}, version=2)
    assert office.send("DELETE", made["id"], version=3).status_code == 204
    with office.app.state.database.read() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
        assert [event.action for event in events] == ["round.create", "round.configure", "round.edit", "round.delete"]
        assert {str(event.object_id) for event in events} == {made["id"]}
        assert events[2].data == {"fields": ["title"]}
