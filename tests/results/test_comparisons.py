"""Comparisons from sheets to strings: against R, who may read them, and rounds that were counted without products."""

import hashlib
import json
import time
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from sqlalchemy import delete, event, select, update

from backend.config import Settings
from backend.results.comparisons import comparisons_of
from backend.results.figures import figures_of
from backend.results.models import OutcomeName, TallyKind, TallyProducts
from backend.results.products import load_products
from backend.results.showing_comparisons import show_comparisons
from backend.results.tally import load_tally
from backend.rounds.config import load_config
from backend.rounds.models import Round, RoundOption
from tests.conftest import Client, Login
from tests.results.reference import count_reference
from tests.results.test_closing import Filled
from tests.vectors import DATA, load_set

OUTCOMES = ("rate", "score")
# SHA-256 of the stored sums: the same bytes whatever the engine, the order of the sheets or the machine.
SUMS = {
    "rate": "b3d8972193374f42e1a1e1390a5c21a48422505928f3223e03516b9a6972d12a",
    "score": "8a0f10ca06a4c1728d0c550fae194a009030ab6b99ccf2d2c9a93df12504cea0",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The tests run the worker themselves."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def filled(client: Client, login: Login) -> Filled:
    """A tallied round of two units; strata of 10 and 10 sheets."""
    filled = Filled(client.app)
    filled.add(0, (1, 3), 6)
    filled.add(0, (2, 4), 4)
    filled.add(1, (3, 1), 5)
    filled.add(1, (1, 0), 5)
    filled.close(client, login)
    client.app.state.worker.run_pending()
    return filled


def read(client: Client, login: Login, round_id: UUID, outcome: str = "rate", **query: Any) -> dict[str, Any]:
    answer = client.get(
        f"/api/v1/rounds/{round_id}/comparisons", headers=login("office"), params={"outcome": outcome, **query}
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def reference(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "statistics" / path).read_text(encoding="utf-8"))
    return found


def rounded(value: float, decimals: int, factor: int = 1) -> str:
    exact = (Decimal(f"{value:.12f}") * factor).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return format(exact if exact else abs(exact), "f")


def p_value(value: float) -> str:
    return "<0.001" if value < 0.001 else rounded(value, 3)


def test_two_rounds_against_r(client: Client, login: Login) -> None:
    """Ranks and rank sets of both rounds, the change between them, and the bytes behind, from the sheets on."""
    first = count_reference(client, login, load_set("round1"))
    second = count_reference(client, login, load_set("round2"), number=2, compare_to=first)
    for outcome, factor in (("rate", 100), ("score", 1)):
        for name, round_id in (("round1", first), ("round2", second)):
            check_ranks(read(client, login, round_id, outcome), reference(f"{name}/ranks.json")[outcome], factor)
        check_change(read(client, login, second, outcome), reference("change_round1_round2.json")[outcome], factor)
    with client.app.state.database.read() as session:
        stored = session.scalars(select(TallyProducts).where(TallyProducts.round_id == second)).all()
        digests = {row.outcome.value: hashlib.sha256(row.sums).hexdigest() for row in stored}
    assert digests == SUMS


def check_ranks(found: dict[str, Any], expected: dict[str, Any], factor: int) -> None:
    units = {unit["code"]: unit for unit in found["units"]}
    shown = [units[code] for code in expected["unit"]]
    assert [unit["value"] for unit in shown] == [rounded(est, 2, factor) for est in expected["est"]]
    for name, key in (("rank", "rank"), ("lower", "rank_lo"), ("upper", "rank_hi")):
        assert [unit["overall"][name] for unit in shown] == expected[key]
        assert [unit["in_sequence"][name] for unit in shown] == expected[key]
    places = len(shown)
    for unit in shown:
        standing = unit["overall"]
        assert standing["below"] == standing["lower"] - 1
        assert standing["above"] == places - standing["upper"]
        assert standing["could_be_best"] is (standing["lower"] == 1)
        assert standing["could_be_in_last"] is (standing["upper"] > places - 5)
        assert standing["surely_in_last"] is (standing["lower"] > places - 5)
        outside = not (
            Decimal(standing["band_lower"])
            <= Decimal(unit["value"]).quantize(Decimal("0.1"))
            <= Decimal(standing["band_upper"])
        )
        if outside:
            assert standing["against_mean"] == ("above" if standing["deviation"].startswith("+") else "below")
    whole, own = found["groups"]
    assert (whole["name"], own["name"]) == (None, "政府部门")
    assert {**whole, "name": ""} == {**own, "name": ""}
    assert whole["separated"] == sum(unit["overall"]["above"] for unit in shown)
    assert whole["pairs"] == places * (places - 1) // 2
    assert 0 < whole["above"] + whole["below"] < places


def check_change(found: dict[str, Any], expected: list[dict[str, Any]], factor: int) -> None:
    assert found["earlier"]["comparable"] is True
    for unit, entry in zip(found["units"], expected, strict=True):
        change = unit["change"]
        first, second = (rounded(entry[key], 2, factor) for key in ("est1", "est2"))
        assert (unit["code"], change["first"], change["second"]) == (entry["unit"], first, second)
        assert Decimal(change["difference"]) == Decimal(second) - Decimal(first)
        assert [change["lower"], change["upper"]] == [rounded(end, 1, factor) for end in entry["ci"]]
        assert [change[key] for key in ("p", "p_holm", "p_bh")] == [
            p_value(entry[key]) for key in ("p", "p_holm", "p_bh")
        ]
        claimed = "none" if entry["p_holm"] > 0.05 else "up" if entry["diff"] > 0 else "down"
        assert (change["direction"], change["watched"]) == (claimed, entry["p_bh"] <= 0.1)
    assert found["earlier"]["up"] == sum(e["p_holm"] <= 0.05 and e["diff"] > 0 for e in expected)
    assert found["earlier"]["watched"] == sum(e["p_bh"] <= 0.1 for e in expected)


def test_six_criteria_against_r(client: Client, login: Login) -> None:
    round_id = count_reference(client, login, load_set("ind6"))
    for outcome, factor in (("rate", 100), ("score", 1)):
        expected = reference("ind6/ranks.json")[outcome]
        units = {unit["code"]: unit for unit in read(client, login, round_id, outcome)["units"]}
        shown = [units[code] for code in expected["unit"]]
        assert [unit["value"] for unit in shown] == [rounded(est, 2, factor) for est in expected["est"]]
        for name, key in (("rank", "rank"), ("lower", "rank_lo"), ("upper", "rank_hi")):
            assert [unit["overall"][name] for unit in shown] == expected[key]


def test_comparisons_take_a_tenth_of_a_second(client: Client, login: Login) -> None:
    first = count_reference(client, login, load_set("round1"))
    second = count_reference(client, login, load_set("round2"), number=2)
    with client.app.state.database.read() as session:
        row, other = session.get_one(Round, second), session.get_one(Round, first)
        now, then = load_config(session, second), load_config(session, first)
        figures, earlier = figures_of(now, load_tally(session, now)), figures_of(then, load_tally(session, then))
        products = load_products(session, now, figures.tally, "rate")
        took = []
        for _ in range(5):
            started = time.process_time()
            show_comparisons(row, comparisons_of(figures, products, earlier, "rate"), other, 5, "zh")
            took.append(time.process_time() - started)
    assert min(took) < 0.1


def test_without_stored_products_the_sheets_are_read(client: Client, login: Login, filled: Filled) -> None:
    """As for rounds counted by version 0.1: the same answer, and the reading stores nothing."""
    stored = {outcome: read(client, login, filled.round_id, outcome) for outcome in OUTCOMES}
    with filled.database.write() as session:
        session.execute(delete(TallyProducts))
    for outcome in OUTCOMES:
        assert read(client, login, filled.round_id, outcome) == stored[outcome]
    with filled.database.read() as session:
        assert session.scalars(select(TallyProducts)).all() == []


def test_products_of_other_sheets_are_no_products(filled: Filled) -> None:
    with filled.database.write() as session:
        row = session.get_one(TallyProducts, (filled.round_id, TallyKind.ALL, OutcomeName.RATE))
        sums = np.frombuffer(row.sums, dtype="<f8").copy()
        sums[0] += 0.5
        row.sums = sums.tobytes()
        session.flush()
        config = load_config(session, filled.round_id)
        with pytest.raises(ValueError, match="other sheets"):
            load_products(session, config, load_tally(session, config), "rate")


def test_pages_without_comparisons_do_not_load_products(client: Client, login: Login, filled: Filled) -> None:
    asked: list[str] = []

    @event.listens_for(filled.database.read_engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    office, url = login("office"), f"/api/v1/rounds/{filled.round_id}"
    for address in (f"{url}/results", f"{url}/results/cells", f"/api/v1/units/{filled.units[0]}/history"):
        assert client.get(address, headers=office).status_code == 200
    assert not any("tally_products" in statement for statement in asked)
    read(client, login, filled.round_id)
    assert any("tally_products" in statement for statement in asked)


def test_who_may_read(client: Client, login: Login, filled: Filled) -> None:
    url = f"/api/v1/rounds/{filled.round_id}/comparisons"
    answers = {role: client.get(url, headers=login(role)).status_code for role in ("office", "auditor")}
    assert answers == {"office": 200, "auditor": 200}
    for role in ("leader", "liaison", "supervisor", "sysadmin"):
        assert client.get(url, headers=login(role)).status_code == 403
    assert client.get(url).status_code == 401
    office = login("office")
    assert client.get(f"/api/v1/rounds/{uuid4()}/comparisons", headers=office).status_code == 404
    for wrong in ({"outcome": "mood"}, {"last": 0}, {"surprise": 1}):
        assert client.get(url, headers=office, params=wrong).status_code == 422


def test_nothing_before_the_count_and_no_score_without_points(client: Client, login: Login) -> None:
    filled = Filled(client.app)
    filled.add(0, (1, 3), 6)
    with filled.database.write() as session:
        session.execute(update(RoundOption).values(points=None))
    office, url = login("office"), f"/api/v1/rounds/{filled.round_id}/comparisons"
    assert client.get(url, headers=office).status_code == 404
    filled.close(client, login)
    assert client.get(url, headers=office).status_code == 404
    client.app.state.worker.run_pending()
    assert client.get(url, headers=office).status_code == 200
    assert client.get(url, headers=office, params={"outcome": "score"}).status_code == 404
    with filled.database.read() as session:
        assert [row.outcome for row in session.scalars(select(TallyProducts))] == [OutcomeName.RATE]
