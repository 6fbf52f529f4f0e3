"""Presets: what the program ships, and what the office adds."""

from typing import Any

import pytest
from sqlalchemy import func, select

from backend.core.db import Database
from backend.rounds.models import Preset, PresetKind
from backend.rounds.presets import filled, seed_presets
from backend.rounds.sections import ScaleIn, StrataIn
from tests.conftest import Client, Login
from tests.rounds.conftest import Office

URL = "/api/v1/presets"
SCALE = {
    "options": [
        {"number": 1, "label": "好", "points": "10", "satisfied": True, "valid": True},
        {"number": 2, "label": "差", "points": "0", "satisfied": False, "valid": True},
    ]
}
OWN = {"kind": "scale", "name": "两级", "payload": SCALE}


def shipped(database: Database, kind: PresetKind) -> dict[str, Preset]:
    with database.write() as session:
        seed_presets(session)
    with database.read() as session:
        presets = session.scalars(select(Preset).where(Preset.kind == kind).order_by(Preset.position)).all()
        return {preset.key or "": preset for preset in presets}


def test_seeding_twice_changes_nothing(database: Database) -> None:
    before = shipped(database, PresetKind.SCALE)
    after = shipped(database, PresetKind.SCALE)
    assert [(p.id, p.version) for p in before.values()] == [(p.id, p.version) for p in after.values()]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Preset)) == 4 + 7 + 3


def test_seeding_brings_a_builtin_preset_up_to_date(database: Database) -> None:
    shipped(database, PresetKind.SCALE)
    with database.write() as session:
        preset = session.scalars(select(Preset).where(Preset.key == "four-100-80-30")).one()
        preset.payload = SCALE
    renewed = shipped(database, PresetKind.SCALE)["four-100-80-30"]
    assert renewed.payload["options"][1]["label"] == "基本满意"
    assert renewed.version == 2


def test_one_of_each_kind_is_preselected(database: Database) -> None:
    chosen = {
        kind: [key for key, preset in shipped(database, kind).items() if preset.preselected] for kind in PresetKind
    }
    assert chosen == {
        PresetKind.CRITERIA: ["overall"],
        PresetKind.SCALE: ["four-100-80-30"],
        PresetKind.STRATA: ["ten"],
    }


def test_the_scales_give_the_points_of_their_sources(database: Database) -> None:
    scales = shipped(database, PresetKind.SCALE)

    def points(key: str) -> list[Any]:
        section = filled(PresetKind.SCALE, scales[key].payload)
        assert isinstance(section, ScaleIn)
        return [None if option.points is None else int(option.points) for option in section.options]

    assert points("four-100-80-30") == [100, 80, 30, None]
    assert points("four-100-70-30") == [100, 70, 30, None]
    assert points("four-100-80-0") == [100, 80, 0, None]
    assert points("four-100-60-0") == [100, 60, 0, None]
    assert points("five-levels") == [100, 80, 60, 30, 0]
    assert points("five-levels-unknown") == [100, 80, 60, 30, 0, None]
    assert points("service-rating") == [None] * 5


def test_the_strata_give_the_codes_and_weights_of_their_sources(database: Database) -> None:
    strata = shipped(database, PresetKind.STRATA)
    sections = {key: filled(PresetKind.STRATA, preset.payload) for key, preset in strata.items()}
    ten, nine, three = sections["ten"], sections["nine"], sections["half-quarter-quarter"]
    assert isinstance(ten, StrataIn)
    assert isinstance(nine, StrataIn)
    assert isinstance(three, StrataIn)
    assert sum(stratum.planned_codes for stratum in ten.strata) == 1500
    assert {stratum.weight for stratum in ten.strata} == {1}
    assert (len(ten.strata), len(nine.strata)) == (10, 9)
    assert [int(stratum.weight) for stratum in three.strata] == [50, 25, 25]


def test_criteria_have_their_questions_as_help(database: Database) -> None:
    criteria = shipped(database, PresetKind.CRITERIA)
    six = criteria["conduct-six"].payload["criteria"]
    assert [row["name"] for row in six] == ["责任落实", "依法行政", "政务公开", "服务质量", "清正廉洁", "制度建设"]
    assert all(row["help"].startswith("是否") for row in six)
    assert [len(preset.payload["criteria"]) for preset in criteria.values()] == [1, 6, 5, 5]
    assert all(preset.source for preset in criteria.values())


def test_the_list_is_filtered_by_kind(office: Office) -> None:
    items = office.client.get(f"{URL}?kind=strata", headers=office.headers).json()["items"]
    assert [item["kind"] for item in items] == ["strata"] * 3
    assert all(item["builtin"] for item in items)
    assert len(office.client.get(URL, headers=office.headers).json()["items"]) == 14
    assert office.client.get(f"{URL}?kind=other", headers=office.headers).status_code == 422


def test_the_office_saves_and_changes_its_own(office: Office) -> None:
    made = office.client.post(URL, json=OWN, headers=office.headers)
    assert made.status_code == 201
    assert office.client.get(made.headers["Location"], headers=office.headers).json() == made.json()
    headers = office.headers | {"If-Match": made.headers["ETag"]}
    changed = office.client.patch(f"{URL}/{made.json()['id']}", json={"name": "两级量表"}, headers=headers)
    assert changed.status_code == 200
    assert changed.json() == made.json() | {"name": "两级量表", "version": 2}
    stale = office.client.patch(f"{URL}/{made.json()['id']}", json={"name": "又改"}, headers=headers)
    assert stale.status_code == 412
    missing = office.client.patch(f"{URL}/{made.json()['id']}", json={"name": "又改"}, headers=office.headers)
    assert missing.status_code == 428


def test_a_builtin_preset_is_copied_not_changed(office: Office) -> None:
    preset = office.client.get(f"{URL}?kind=scale", headers=office.headers).json()["items"][0]
    headers = office.headers | {"If-Match": f'"{preset["version"]}"'}
    refused = office.client.patch(f"{URL}/{preset['id']}", json={"name": "改名"}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "preset_builtin")
    copy = {"kind": "scale", "name": "我的", "payload": preset["payload"]}
    assert office.client.post(URL, json=copy, headers=office.headers).json()["payload"] == preset["payload"]


@pytest.mark.parametrize(
    ("payload", "pointer"),
    [
        ({}, "/payload/options"),
        ({"options": [*SCALE["options"], {"number": 3}]}, "/payload/options/2/label"),
        ({"options": [SCALE["options"][0], SCALE["options"][1] | {"points": -1}]}, "/payload/options/1/points"),
        ({"options": SCALE["options"], "more": 1}, "/payload/more"),
    ],
)
def test_a_preset_keeps_the_rules_of_its_section(office: Office, payload: dict[str, Any], pointer: str) -> None:
    refused = office.client.post(URL, json=OWN | {"payload": payload}, headers=office.headers)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer


def test_who_may(office: Office, client: Client, login: Login) -> None:
    made = client.post(URL, json=OWN, headers=office.headers).json()
    one = f"{URL}/{made['id']}"
    for method, url, body in (
        ("GET", URL, None),
        ("GET", one, None),
        ("POST", URL, OWN),
        ("PATCH", one, {"name": "x"}),
    ):
        options = {} if body is None else {"json": body}
        assert client.request(method, url, **options).status_code == 401
        expected = 200 if method == "GET" else 403
        assert client.request(method, url, headers=login("leader"), **options).status_code == expected
        assert client.request(method, url, headers=login("sysadmin"), **options).status_code == 403
    unknown = f"{URL}/00000000-0000-4000-8000-000000000000"
    assert client.get(unknown, headers=office.headers).status_code == 404
    assert client.patch(unknown, json={}, headers=office.headers | {"If-Match": '"1"'}).status_code == 404
