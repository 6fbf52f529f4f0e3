"""7,494 real requests of the City of Boston: one rate is 97.4 %, the other 91.2 %, and both are right.

The city flags what has no due time as on time, and what is open past its due time as overdue. Over the flags 91.2 % are
on time, over the cases that were closed and had a due time 97.4 %. A third rate, over all that can be judged, is 85.3 %:
it does not reward leaving late cases open.
"""

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from backend.core.clock import LOCAL_ZONE
from backend.core.principal import Principal
from backend.oversight.counting import Period, counts_by_unit, total
from backend.oversight.indicators import Measure, indicators
from backend.oversight.models import ServiceMatter
from backend.oversight.pushing import push_many
from backend.stats.rounding import Ratio
from backend.units.models import Unit, UnitSequence
from tests.oversight.conftest import Oversight

CASES = Path(__file__).parents[1] / "data" / "boston_311_2016" / "cases.csv"
PART = 1_000


def instant(text: str) -> datetime | None:
    """Any zone without a change of clocks will do: only the order of the times matters."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE) if text else None


def row(case: dict[str, str]) -> dict[str, Any]:
    return {
        "external_id": case["case_no"],
        "unit_code": case["department"],
        "matter_code": "311",
        "received_at": instant(case["created_at"]),
        "promised_due": instant(case["due_at"]),
        "finished_at": (closed := instant(case["closed_at"])),
        "result": "other" if closed else None,
    }


@pytest.mark.one_engine
def test_both_rates_come_out_and_say_what_they_are_of(desk: Oversight) -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file))
    with desk.database.write() as session:
        sequence = UnitSequence(name="波士顿", position=9)
        session.add(sequence)
        session.flush()
        for code in sorted({case["department"] for case in cases}):
            unit = Unit(code=code.upper(), name=f"波士顿{code}", sequence_id=sequence.id)
            matter = ServiceMatter(unit=unit, code="311", name="服务请求", on_site=False, in_centre=False, fee=False)
            matter.legal_time_unit = matter.promised_time_unit = "wd"  # type: ignore[assignment]
            session.add(matter)
    found = []
    for start in range(0, len(cases), PART):
        with desk.database.write() as session:
            found += push_many(session, "boston", "boston", [row(case) for case in cases[start : start + PART]])
    rejected = [one for one in found if one.problem is not None]
    assert Counter(one.outcome.value for one in found) == {"created": 7_489, "rejected": 5}
    assert {str(one.problem and one.problem.message.zh) for one in rejected} == {"有时间早于受理时间"}
    wrong = {one.external_id for one in rejected}
    with desk.database.write() as session:  # as whoever looks at them would put them right
        rows = [row(case) for case in cases if case["case_no"] in wrong]
        push_many(session, "boston", "boston", [one | {"finished_at": one["received_at"]} for one in rows])
    office = {"period_from": "2016-01-01", "period_to": "2016-12-31"}
    shown = desk.get("/oversight-indicators", **office)["total"]
    rates = {one["measure"]: (one["numerator"], one["denominator"], one["percent"]) for one in shown["indicators"]}
    assert rates["on_time_finished"] == (3_824, 3_927, "97.38")
    assert rates["on_time_all"] == (6_835, 7_494, "91.21")
    assert rates["on_time_due"] == (3_824, 4_483, "85.30")
    assert sum(case["city_on_time"] == "ONTIME" for case in cases) == 6_835
    closed = [case for case in cases if case["closed_at"] and case["due_at"]]
    assert (sum(case["city_on_time"] == "ONTIME" for case in closed), len(closed)) == (3_824, 3_927)
    per_unit = desk.get("/oversight-indicators", **office)["rows"]
    assert sum(one["figures"]["records"] for one in per_unit) == len(cases) == shown["records"]
    with desk.database.read() as session:
        counts = counts_by_unit(session, whole(), Period(date(2016, 1, 1), date(2016, 12, 31)))
    by_measure = {one.measure: one.ratio for one in indicators(total(counts.values()))}
    assert by_measure[Measure.ON_TIME_FINISHED] == Ratio(3_824, 3_927)


def whole() -> Principal:
    """Somebody who sees every unit."""
    return Principal(uuid4(), uuid4(), "office", "office", frozenset({"office"}))
