"""Turnout by stratum of deliveries that hold sheets of one stratum or of several."""

from typing import Any

import pytest
from fastapi import FastAPI

from backend.config import Settings
from tests.ballots.importing import Desk, ok
from tests.conftest import Client, Login


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def desk(app: FastAPI, client: Client, login: Login) -> Desk:
    return Desk(app, client, login)


def table(**sheets: int) -> str:
    """`table(A=30, B=20)`: as many sheets of these strata, each with an answer for the first unit."""
    homes = [stratum for stratum, count in sheets.items() for _ in range(count)]
    rows = [f"{number},{stratum},满意," for number, stratum in enumerate(homes, start=1)]
    return "\n".join(["序号,层次,U01,U02", *rows, ""])


def by_stratum(found: dict[str, Any], *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(row[field] for field in fields) for row in found]


def closed(desk: Desk) -> dict[str, Any]:
    ok(desk.send("POST", f"/rounds/{desk.round_id}/close"))
    desk.worker.run_pending()
    found: dict[str, Any] = ok(desk.send("GET", f"/rounds/{desk.round_id}/results"))
    return found


def test_sheets_of_several_strata_count_in_each(desk: Desk) -> None:
    """How many were handed out is known for both together only: a rate for the whole, none for either."""
    desk.loaded(table(A=30, B=20), origin="paper_keyed", issued=100)
    desk.loaded(table(A=10), origin="paper_keyed", issued=25)
    live = ok(desk.send("GET", f"/rounds/{desk.round_id}/turnout"))
    fields = ("issued", "paper", "returned", "rate", "low", "over")
    assert by_stratum(live["strata"], *fields) == [
        (25, 40, 40, None, False, False),
        (0, 20, 20, None, False, False),
    ]
    assert (live["issued"], live["issued_together"], live["returned"], live["rate"]) == (125, 100, 60, "48.0")
    found = closed(desk)
    assert by_stratum(found["turnout"], "issued", "paper", "valid", "rate") == [(25, 40, 40, None), (0, 20, 20, None)]
    overall = found["overall"]
    assert [overall[name] for name in ("issued", "issued_together", "valid", "turnout")] == [125, 100, 60, "48.0"]


def test_deliveries_of_one_stratum_have_their_own_rates(desk: Desk) -> None:
    """Also where the table has a column for the stratum that always says the same."""
    desk.loaded(table(A=30), origin="paper_keyed", issued=40)
    desk.loaded(table(B=20), origin="paper_keyed", issued=80)
    live = ok(desk.send("GET", f"/rounds/{desk.round_id}/turnout"))
    assert by_stratum(live["strata"], "issued", "rate", "low") == [(40, "75.0", False), (80, "25.0", True)]
    assert live["issued_together"] == 0
    found = closed(desk)
    assert by_stratum(found["turnout"], "issued", "rate") == [(40, "75.0"), (80, "25.0")]
    assert found["overall"]["issued_together"] == 0


def test_without_a_number_handed_out_codes_alone_are_what_was_issued(desk: Desk) -> None:
    """Paper that was filled in instead of a ballot page is returned against the codes."""
    desk.codes(A=50, B=50)
    desk.loaded(table(A=30, B=20), origin="paper_keyed")
    live = ok(desk.send("GET", f"/rounds/{desk.round_id}/turnout"))
    assert by_stratum(live["strata"], "issued", "rate") == [(50, "60.0"), (50, "40.0")]
    assert (live["issued"], live["issued_together"], live["rate"]) == (100, 0, "50.0")


def test_more_back_than_issued_is_shown_and_flagged(desk: Desk) -> None:
    desk.codes(A=20)
    desk.loaded(table(A=30, B=5), origin="paper_keyed")
    live = ok(desk.send("GET", f"/rounds/{desk.round_id}/turnout"))
    assert by_stratum(live["strata"], "rate", "over") == [("150.0", True), (None, False)]
    assert by_stratum(closed(desk)["turnout"], "rate", "over") == [("150.0", True), (None, False)]


def test_a_void_delivery_counts_nowhere(desk: Desk) -> None:
    batch = desk.loaded(table(A=30, B=20), origin="paper_keyed", issued=100)["batch_id"]
    ok(desk.send("POST", f"/batches/{batch}/void", json={"reason": "重复"}))
    live = ok(desk.send("GET", f"/rounds/{desk.round_id}/turnout"))
    assert by_stratum(live["strata"], "issued", "paper", "rate") == [(0, 0, None), (0, 0, None)]
    assert (live["issued"], live["issued_together"]) == (0, 0)
