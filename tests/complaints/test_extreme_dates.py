"""Days at the ends of time: refused in words, and none of them can stop a list for everybody."""

import pytest

from tests.complaints.at_centre import Office

FIRST, LAST = "0001-01-01", "9999-12-31"


@pytest.mark.parametrize(
    "path",
    [
        f"/complaints?received_from={FIRST}",
        f"/complaints?received_to={LAST}",
        f"/complaint-figures?period_from=9999-12-01&period_to={LAST}",
        f"/complaint-figures?period_from={FIRST}&period_to=0001-02-01",
    ],
)
def test_a_list_of_such_days_is_refused(office: Office, path: str) -> None:
    answer = office.ask("lead", "GET", path)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["message"].startswith("应不")


@pytest.mark.parametrize("field", ["received_at", "external_due"])
@pytest.mark.parametrize(
    "instant",
    [
        f"{FIRST}T00:00:00Z",
        f"{FIRST}T00:00:00+14:00",
        f"{LAST}T23:59:59Z",
        f"{LAST}T23:59:59-14:00",
        "1999-01-01T00:00:00Z",
    ],
)
def test_a_complaint_of_such_a_day_is_refused_and_the_list_stays(office: Office, field: str, instant: str) -> None:
    body = {
        "mode": "anonymous",
        "category": "slow",
        "text": "窗口排队三次，都说材料不全。",
        "channel": "hotline",
        field: instant,
    }
    answer = office.ask("officer", "POST", "/complaints", body, **{"Idempotency-Key": "0" * 32})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    assert office.get("lead", "/complaints")["total"] == 0
