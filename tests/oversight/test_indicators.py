"""The figures: each a pure function, and what is counted for them."""

from decimal import Decimal
from typing import Any

import pytest

from backend.core.spreadsheets import open_table
from backend.oversight.indicators import (
    Counts,
    Indicator,
    Measure,
    called_back,
    immediate,
    in_centre,
    indicators,
    mean_days,
    on_site,
    on_time_all,
    on_time_due,
    on_time_finished,
    satisfied,
)
from backend.oversight.pushing import push_many
from backend.stats.rounding import Ratio
from tests.oversight.conftest import Json, Oversight, ago, codes_of

COUNTS = Counts(
    matters=40,
    matters_in_centre=38,
    records=100,
    finished=80,
    on_site=72,
    immediate=20,
    finished_with_limit=60,
    finished_in_time=57,
    late_unfinished=4,
    late=7,
    days_counted=60,
    promised_days=600,
    actual_days=250,
    ratings=30,
    bad=4,
    bad_called_back=3,
    mistaken=1,
    malicious=1,
)


def test_each_share() -> None:
    assert in_centre(COUNTS) == Ratio(38, 40)
    assert on_site(COUNTS) == Ratio(72, 80)
    assert immediate(COUNTS) == Ratio(20, 80)
    assert on_time_finished(COUNTS) == Ratio(57, 60)
    assert on_time_due(COUNTS) == Ratio(57, 64)
    assert on_time_all(COUNTS) == Ratio(93, 100)
    assert satisfied(COUNTS) == Ratio(24, 28)
    assert called_back(COUNTS) == Ratio(3, 4)


def test_a_target_is_met_by_the_exact_share() -> None:
    met = {one.measure: one.met for one in indicators(COUNTS)}
    assert (met[Measure.IN_CENTRE], met[Measure.ON_SITE], met[Measure.CALLED_BACK]) == (True, True, False)
    assert met[Measure.ON_TIME_DUE] is None, "nobody set a target"
    nearly = Indicator(Measure.IN_CENTRE, Ratio(94_999, 100_000), Decimal(95))
    assert (nearly.ratio.percent(), nearly.met) == ("95.00", False)
    assert Indicator(Measure.IN_CENTRE, Ratio(0, 0), Decimal(95)).met is None


def test_means_are_of_exact_sums() -> None:
    days = mean_days(COUNTS)
    assert (days.counted, days.promised, days.actual) == (60, "10.0", "4.2")
    assert mean_days(Counts()).promised is None


def test_counts_add_up() -> None:
    both = COUNTS + COUNTS
    assert (both.records, both.malicious) == (200, 2)


def row(external_id: str, received: str, **fields: Any) -> Json:
    key = {"external_id": external_id, "unit_code": "U01", "matter_code": "A-1"}
    return key | {"received_at": f"{received}T10:00:00+08:00"} | fields


def done(at: str, **fields: Any) -> Json:
    return {"finished_at": f"{at}T15:00:00+08:00", "result": "approved", **fields}


@pytest.fixture
def year(desk: Oversight) -> Oversight:
    """March and April of U01, a limit of 5 working days; U02 has a record without a limit."""
    desk.matter(in_centre=True)
    desk.matter("A-2", active=False)
    desk.matter("B-1", unit=1, promised_limit=None)
    paused = [{"kind": "inspection", "begin": "2026-04-02T09:00:00+08:00"}]
    rows = [
        row("in-time", "2026-03-02", **done("2026-03-02", on_site=True, immediate=True)),
        row("late", "2026-03-02", **done("2026-03-11")),
        row("open-late", "2026-03-31"),
        row("withdrawn-late", "2026-04-01", **done("2026-04-20") | {"result": "withdrawn"}),
        row("withdrawn", "2026-04-01", **done("2026-04-02") | {"result": "withdrawn"}),
        row("paused", "2026-04-01", pauses=paused),
        row("no-limit", "2026-04-01", **done("2026-04-30")) | {"unit_code": "U02", "matter_code": "B-1"},
    ]
    with desk.database.write() as session:
        assert {one.outcome.value for one in push_many(session, "test", "test", rows)} == {"created"}
    return desk


def figures(answer: Json) -> dict[str, tuple[int, int]]:
    return {one["measure"]: (one["numerator"], one["denominator"]) for one in answer["indicators"]}


SPRING = {"period_from": "2026-03-01", "period_to": "2026-04-30"}


def test_what_is_counted(year: Oversight) -> None:
    found = year.get("/oversight-indicators", **SPRING)
    assert [one["unit_code"] for one in found["rows"]] == ["U01", "U02"]
    first = found["rows"][0]["figures"]
    assert (first["records"], first["open"], first["finished"], first["late"]) == (6, 2, 2, 3)
    assert figures(first) == {
        "in_centre": (1, 1),
        "on_site": (1, 2),
        "on_time_finished": (1, 2),
        "on_time_due": (1, 4),
        "on_time_all": (3, 6),
        "immediate": (1, 2),
        "satisfied": (0, 0),
        "called_back": (0, 0),
    }
    assert first["days"] == {"counted": 2, "promised": "5.0", "actual": "3.5"}
    second = figures(found["rows"][1]["figures"])
    assert (second["on_time_finished"], second["on_time_all"]) == ((0, 0), (1, 1))
    total = figures(found["total"])
    assert (total["in_centre"], total["on_time_all"], found["total"]["records"]) == ((1, 2), (4, 7), 7)


def test_by_month_and_by_unit(year: Oversight) -> None:
    found = year.get("/oversight-indicators", by="month", unit=str(year.units[0].id), **SPRING)
    assert [(one["month"], one["figures"]["records"]) for one in found["rows"]] == [("2026-03", 3), ("2026-04", 3)]
    assert found["total"]["records"] == 6
    own = year.get("/oversight-indicators", "other", **SPRING)
    assert [one["unit_code"] for one in own["rows"]] == ["U02"]
    assert own["total"]["records"] == 1
    foreign = year.get("/oversight-indicators", "other", unit=str(year.units[0].id), **SPRING)
    assert (foreign["rows"], foreign["total"]["records"]) == ([], 0)


def test_ratings_that_were_taken_out_are_counted_apart(desk: Oversight) -> None:
    desk.matter()
    for number, level in enumerate((5, 3, 2, 1, 1)):
        record = desk.post("/service-records", row(f"N-{number}", ago(5)[:10]))
        body = {"level": level, "channel": "device", "rated_at": ago(0)}
        rating = desk.post(f"/service-records/{record['id']}/rating", body)
        path = f"/service-ratings/{rating['id']}"
        if number == 2:
            desk.act("liaison", f"{path}/call-back", rating, {"callback": "已回访"})
        if number == 4:
            assessed = desk.act("liaison", f"{path}/assess", rating, {"verdict": "mistaken", "finding": "点错"}).json()
            desk.act("office", f"{path}/verify", assessed, {"verdict": "mistaken"})
    total = desk.get("/oversight-indicators", period_from=ago(10)[:10])["total"]
    assert (total["ratings"], total["bad"], total["mistaken"], total["malicious"]) == (5, 2, 1, 0)
    shares = figures(total)
    assert (shares["satisfied"], shares["called_back"]) == ((2, 4), (1, 2))


def test_the_file_has_what_the_page_shows(year: Oversight) -> None:
    answer = year.send("leader", "GET", "/oversight-indicators/export", params=SPRING | {"format": "csv"})
    table = [cells for _, cells in open_table(answer.content, "a.csv").rows()]
    assert [cells[0] for cells in table] == ["编码", "U01", "U02", ""]
    head = table[0]
    assert table[1][head.index("按期率（已办结或已到期的）")] == "25.00"
    assert table[1][head.index("按期率（已办结或已到期的）：分母")] == "4"
    assert year.send("auditor", "GET", "/oversight-indicators/export", params=SPRING).status_code == 200


@pytest.mark.one_engine
def test_wrong_periods_and_people_are_refused(desk: Oversight, login: Any) -> None:
    def problems(**query: str) -> list[tuple[str, str]]:
        return codes_of(desk.send("office", "GET", "/oversight-indicators", params=query))

    assert problems(period_from="2026-02-01", period_to="2026-01-31")[0][1] == "value_error"
    assert problems(period_from="2020-01-01", period_to="2026-01-31")[0][1] == "value_error"
    assert problems(by="week") == [("query:by", "enum")]
    assert desk.client.get("/api/v1/oversight-indicators").status_code == 401
    officer = desk.client.get("/api/v1/oversight-indicators", headers=login("complaint_officer"))
    assert officer.status_code == 403
