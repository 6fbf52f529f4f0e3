"""The dashboard: figures for two roles, a comparison that says when it means nothing, attention with reasons."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import insert, select

from backend.ballots.models import Origin, Sheet
from backend.core.db import Database
from backend.core.ids import new_id
from backend.results.tally import count_round, save_tally
from backend.rounds.models import Round, RoundOption, RoundState, RoundStratum
from backend.units.models import Unit
from tests.conftest import Client, Login
from tests.factories import make_round, make_units

Counted = Callable[..., UUID]


@pytest.fixture
def units(client: Client) -> list[Unit]:
    with client.app.state.database.write() as session:
        return make_units(session, 3)


@pytest.fixture
def counted(client: Client, units: list[Unit]) -> Counted:
    """`counted(number, [[1, 2, 3], ...])`: a tallied round with these sheets in its one stratum."""
    database: Database = client.app.state.database

    def make(number: int, sheets: list[list[int]], **options: Any) -> UUID:
        with database.write() as session:
            row = make_round(session, units, state=RoundState.TALLIED, number=number, **options)
            stratum = session.scalars(select(RoundStratum).where(RoundStratum.round_id == row.id)).first()
            assert stratum is not None
            session.execute(
                insert(Sheet),
                [
                    {
                        "id": new_id(),
                        "round_id": row.id,
                        "stratum_id": stratum.id,
                        "origin": Origin.WEB,
                        "batch_id": None,
                        "answers": bytes(sheet),
                    }
                    for sheet in sheets
                ],
            )
            round_id = row.id
        content = count_round(database, database.write, round_id, lambda _done, _total: None)
        with database.write() as session:
            save_tally(session, round_id, content.tally)
        return round_id

    return make


def read(client: Client, headers: dict[str, str], **query: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/dashboard", headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


FIRST = [[1, 3, 4], [1, 3, 4], [2, 2, 4], [3, 1, 1]]  # satisfied: 3 of 4, 2 of 4, 1 of 1 (3 do not know)
SECOND = [[1, 1, 1], [1, 1, 3], [2, 3, 1], [1, 3, 1]]  # 4 of 4, 2 of 4, 3 of 4


def test_the_newest_round_beside_the_chosen_earlier_one(client: Client, counted: Counted, login: Login) -> None:
    first, second = counted(1, FIRST), counted(2, SECOND)
    found = read(client, login("office"), compare_to=str(first))
    assert found["figures_visible"] is True
    assert found["round"]["id"] == str(second)
    assert [r["number"] for r in found["rounds"]] == [2, 1]
    assert found["comparison"]["comparable"] is True
    rates = [(u["figures"]["rate"]["value"], u["previous"]["rate"]) for u in found["units"]]
    assert rates == [("100.00", "75.00"), ("50.00", "50.00"), ("75.00", "100.00")]
    changes = [u["standing"]["change"] for u in found["units"]]
    told = [(c["status"], c["difference"], c["direction"]) for c in changes]
    assert told == [
        ("tested", "+25.00", "none"),
        ("tested", "+0.00", "none"),
        ("not_computable", None, "none"),  # a single answer in the first round
    ]
    assert found["overall"]["mean_rate"] == "75.00"
    assert found["overall"]["plain"] == {"numerator": 9, "denominator": 12, "percent": "75.00"}
    assert found["sequences"] == [{"name": "政府部门", "count": 3}]


def test_rounds_on_other_scales_are_not_subtracted(client: Client, counted: Counted, login: Login) -> None:
    first = counted(1, FIRST)
    counted(2, SECOND)
    with client.app.state.database.write() as session:
        for option in session.scalars(select(RoundOption).where(RoundOption.round_id == first)):
            if option.points == 80:
                option.points = Decimal(60)
    found = read(client, login("office"), compare_to=str(first))
    assert found["comparison"]["comparable"] is False
    assert found["comparison"]["reasons"] == ["两轮的量表或分值不同"]
    assert [u["standing"]["change"] for u in found["units"]] == [None] * 3
    assert found["units"][0]["previous"]["rate"] == "75.00"


def test_other_strata_or_criteria_are_not_comparable_either(client: Client, counted: Counted, login: Login) -> None:
    first = counted(1, FIRST, strata=(("A", Decimal(1)), ("B", Decimal(1))))
    counted(2, SECOND)
    found = read(client, login("office"), compare_to=str(first))
    assert found["comparison"]["reasons"] == ["两轮的层次或权重不同"]


def test_ranks_bands_and_a_change_for_the_worse(client: Client, counted: Counted, login: Login) -> None:
    """200 sheets: unit 1 falls from 100 % to 50 %, unit 2 stays at 100 %, nobody knows unit 3."""
    first = counted(1, [[1, 1, 4]] * 200)
    counted(2, [[1, 1, 4], [3, 1, 4]] * 100)
    found = read(client, login("office"), compare_to=str(first))
    whole, own = found["groups"]
    assert (whole["size"], whole["left_out"], whole["mean"], whole["pairs"], whole["separated"]) == (
        2,
        1,
        "75.00",
        1,
        1,
    )
    assert (own["name"], found["comparison"]["down"]) == ("政府部门", 1)
    worse, better, unknown = (u["standing"] for u in found["units"])
    told = [(s["overall"]["rank"], s["overall"]["lower"], s["overall"]["upper"]) for s in (worse, better)]
    assert told == [(2, 2, 2), (1, 1, 1)]
    assert [s["overall"]["against_mean"] for s in (worse, better)] == ["below", "above"]
    assert Decimal(worse["overall"]["band_lower"]) > 50
    assert (unknown["left_out"], unknown["overall"], unknown["in_sequence"]) == ("no_estimate", None, None)
    assert (worse["change"]["direction"], better["change"]["direction"]) == ("down", "none")
    assert [r["code"] for r in found["units"][0]["status"]["reasons"]] == ["significantly_down"]
    export = client.get("/api/v1/dashboard/export", headers=login("office"), params={"format": "csv"})
    [_, line, *_] = export.content.decode("utf-8-sig").splitlines()
    assert "2,2–2,2,2–2,明确低于平均,明确低于平均,," in line


def test_readers_without_figures_get_no_standing(client: Client, counted: Counted, login: Login) -> None:
    counted(1, FIRST)
    found = read(client, login("leader"))
    assert found["groups"] == []
    assert [u["standing"] for u in found["units"]] == [None] * 3


def test_attention_names_its_reasons(client: Client, counted: Counted, login: Login) -> None:
    counted(1, FIRST)
    found = read(client, login("auditor"), attention=True)
    assert found["attention_count"] == len(found["units"])
    reasons = {u["code"]: [r["code"] for r in u["status"]["reasons"]] for u in found["units"]}
    assert "mostly_unknown" in reasons["U03"]
    assert reasons["U01"] == ["imprecise"]
    english = client.get(
        "/api/v1/dashboard", headers={**login("auditor"), "Accept-Language": "en"}, params={"attention": True}
    ).json()
    assert english["units"][0]["status"]["reasons"][0]["text"] == "The interval is wider than ±10 points"


def test_other_roles_see_units_without_figures(client: Client, counted: Counted, login: Login) -> None:
    counted(1, FIRST)
    for role in ("leader", "liaison", "supervisor"):
        found = read(client, login(role))
        assert found["figures_visible"] is False
        assert found["round"] is None
        assert [u["figures"] for u in found["units"]] == [None] * 3
    assert client.get("/api/v1/dashboard/export", headers=login("leader")).status_code == 403
    assert client.get("/api/v1/dashboard", headers=login("sysadmin")).status_code == 403
    assert client.get("/api/v1/dashboard").status_code == 401


def test_before_the_first_round(client: Client, units: list[Unit], login: Login) -> None:
    found = read(client, login("office"))
    assert (found["figures_visible"], found["round"], len(found["units"])) == (True, None, 3)


def test_filters_and_wrong_ones(client: Client, counted: Counted, login: Login) -> None:
    counted(1, FIRST)
    office = login("office")
    assert read(client, office, sequence="党群部门")["units"] == []
    unknown = {"round_id": "7f7a0f3c-9a53-4f3e-8d3f-5f3d2f1e0c9b"}
    assert client.get("/api/v1/dashboard", headers=office, params=unknown).status_code == 404
    assert client.get("/api/v1/dashboard", headers=office, params={"surprise": 1}).status_code == 422


def test_the_export_is_what_is_shown_and_is_recorded(client: Client, counted: Counted, login: Login) -> None:
    counted(1, FIRST)
    answer = client.get("/api/v1/dashboard/export", headers=login("office"), params={"format": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("编码,单位,序列,有效票")
    assert lines[1].split(",")[:8] == ["U01", "测试单位01", "政府部门", "4", "3", "4", "75.00", "75.00"]
    assert len(lines) == 4


def test_cells_by_stratum_and_by_criterion(client: Client, counted: Counted, login: Login) -> None:
    round_id = counted(1, [[1, 1, 1, 3, 3, 4], [1, 2, 1, 3, 3, 4]], criteria=2)
    office = login("office")
    url = f"/api/v1/rounds/{round_id}/results/cells"
    by = client.get(url, headers=office, params={"by": "criterion"}).json()
    assert [column["name"] for column in by["columns"]] == ["指标1", "指标2"]
    assert [[cell["value"] for cell in row["cells"]] for row in by["rows"]] == [
        ["100.0", "100.0"],
        ["100.0", "0.0"],
        ["0.0", None],
    ]
    assert [cell["step"] for cell in by["rows"][1]["cells"]] == [5, 1]
    assert by["rows"][2]["cells"][1] == {"value": None, "n": 0, "step": None, "small": False}
    assert by["rows"][0]["cells"][0]["small"] is True
    strata = client.get(url, headers=office, params={"by": "stratum", "outcome": "score"}).json()
    assert strata["rows"][0]["cells"][0]["value"] == "95.0"
    assert np.isclose(float(strata["rows"][0]["total"]["value"]), 95.0)


def test_history_of_a_unit(client: Client, counted: Counted, units: list[Unit], login: Login) -> None:
    counted(1, FIRST)
    counted(2, SECOND)
    found = client.get(f"/api/v1/units/{units[0].id}/history", headers=login("office")).json()
    assert [(i["round"]["number"], i["figures"]["rate"]["value"]) for i in found["items"]] == [
        (1, "75.00"),
        (2, "100.00"),
    ]
    with client.app.state.database.read() as session:
        assert session.get_one(Round, UUID(found["items"][0]["round"]["id"])).number == 1
