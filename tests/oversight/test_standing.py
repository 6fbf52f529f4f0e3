"""Cards and ratings on the dashboard: what needs attention, and who sees it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from backend.dashboard.attention import Level, attention_of
from backend.notices.service import notify
from backend.oversight.models_records import Card
from backend.oversight.pushing import push_many
from backend.oversight.standing import OversightStanding
from backend.oversight.sweep import sweep
from tests.oversight.conftest import Json, Oversight, ago


@pytest.mark.parametrize(
    ("standing", "level", "codes"),
    [
        (OversightStanding(yellow=3, red=2), Level.NONE, []),
        (OversightStanding(prompts=1), Level.WATCH, ["records_near"]),
        (OversightStanding(bad_ratings=1), Level.WATCH, ["ratings_open"]),
        (OversightStanding(bad_ratings=1, ratings_overdue=1), Level.OVERDUE, ["ratings_overdue"]),
        (OversightStanding(bad_ratings=2, ratings_overdue=1), Level.OVERDUE, ["ratings_overdue", "ratings_open"]),
        (OversightStanding(yellow=1, unacknowledged=1), Level.OVERDUE, ["cards_unacknowledged"]),
    ],
)
def test_the_level_of_a_unit(standing: OversightStanding, level: Level, codes: list[str]) -> None:
    found = attention_of(None, oversight=standing)
    assert (found.level, [reason.code for reason in found.reasons]) == (level, codes)


def units(desk: Oversight, who: str) -> dict[str, Json]:
    return {unit["code"]: unit for unit in desk.get("/dashboard", who)["units"]}


def test_the_dashboard_has_cards_and_dates(desk: Oversight) -> None:
    desk.matter(promised_limit=None)
    start = ago(0.01)

    def row(external_id: str, **given: Any) -> Json:
        key = {"external_id": external_id, "unit_code": "U01", "matter_code": "A-1"}
        return key | {"received_at": start} | given

    late = row("N-1", promised_due=start)
    done = row("N-2", promised_due=ago(-30), finished_at=ago(0), result="approved")
    with desk.database.write() as session:
        push_many(session, "test", "test", [late, done])
    sweep(desk.database, notify)
    record = desk.get("/service-records", q="N-2")["items"][0]
    body = {"level": 1, "channel": "web", "rated_at": ago(0)}
    desk.post(f"/service-records/{record['id']}/rating", body)
    for who in ("office", "leader", "liaison"):
        found = units(desk, who)["U01"]
        assert found["oversight"] == {
            "yellow": 1,
            "red": 0,
            "bad_ratings": 1,
            "on_time": {"numerator": 1, "denominator": 2, "percent": "50.00"},
        }, who
        assert found["status"]["level"] == "watch"
    assert units(desk, "office")["U02"]["oversight"]["yellow"] == 0
    assert desk.get("/dashboard")["oversight"]["yellow"] == 1
    own = desk.get("/dashboard", "other")
    assert (own["oversight"], units(desk, "other")["U01"]["oversight"]) == (None, None)
    with desk.database.write() as session:
        session.execute(update(Card).values(acknowledge_due=datetime.now(UTC)))
    status = units(desk, "office")["U01"]["status"]
    assert (status["level"], [reason["code"] for reason in status["reasons"]]) == (
        "overdue",
        ["cards_unacknowledged", "ratings_open"],
    )
    assert units(desk, "other")["U01"]["status"]["level"] == "none"
