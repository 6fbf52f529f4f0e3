"""Reading and changing the calendar over HTTP."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.models import AuditEvent
from backend.calendar.queries import load_calendar
from backend.core.principal import Principal
from tests.calendar.days import day
from tests.conftest import Client, Login
from tests.workdays.conftest import Desk, entry, notice_of

WRITES = [
    ("PUT", "/years/2027", {"days": notice_of(2027)}),
    ("PUT", "/local-days/2026-04-20", {"working": False, "name": "三月三"}),
    ("DELETE", "/local-days/2026-04-20", None),
    ("PUT", "/office-hours", {"sessions": [{"opens": "08:00", "closes": "12:00"}]}),
]


def events(app: FastAPI) -> list[tuple[str, dict[str, object]]]:
    with app.state.database.read() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    return [(row.action, row.data) for row in rows if row.action.startswith("calendar.")]


def test_the_calendar_says_how_far_it_reaches(desk: Desk) -> None:
    shown = desk.get()
    assert (shown["version"], shown["known_until"]) == (1, "2026-12-31")
    assert shown["years"][0] == {"year": 2026, "working_days": 248}
    assert [one["year"] for one in shown["years"]] == list(range(2026, 2003, -1))
    assert shown["sessions"] == [{"opens": "09:00", "closes": "12:00"}, {"opens": "13:30", "closes": "17:30"}]


def test_before_any_year_is_published(client: Client, login: Login) -> None:
    desk = Desk(client, login("office"))
    empty = desk.get()
    assert (empty["version"], empty["known_until"], empty["years"]) == (0, None, [])
    assert desk.put("/years/2030", 0, {"days": notice_of(2030)})["version"] == 1


def test_a_year_shows_every_day(desk: Desk) -> None:
    year = desk.get("/years/2026")
    assert (year["published"], year["working_days"]) == (True, 248)
    assert [len(month["days"]) for month in year["months"]] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert sum(month["working_days"] for month in year["months"]) == 248
    assert year["months"][9]["days"][9] == {"day": "2026-10-10", "kind": "makeup", "name": "国庆节"}
    kinds = [desk.kind(text) for text in ("2026-10-01", "2026-10-03", "2026-10-09", "2026-10-11")]
    assert kinds == ["holiday", "holiday", "workday", "weekend"]


def test_a_year_that_is_not_published(desk: Desk) -> None:
    year = desk.get("/years/2027")
    assert (year["published"], year["working_days"]) == (False, 261)
    assert {one["kind"] for month in year["months"] for one in month["days"]} == {"workday", "weekend"}


@pytest.mark.parametrize("role", ["liaison", "evaluator", "supervisor", "leader", "auditor", "sysadmin"])
def test_all_staff_read_and_only_some_write(desk: Desk, client: Client, login: Login, role: str) -> None:
    reader = Desk(client, login(role))
    reader.get()
    reader.get("/years/2026")
    assert reader.send("GET", "/years/2026/file").status_code == 200
    assert [reader.send(method, path, 1, json=body).status_code for method, path, body in WRITES] == [403] * 4
    assert reader.upload(2027, "日期,安排,名称\n").status_code == 403
    assert desk.get()["version"] == 1


def test_nobody_is_refused(desk: Desk, client: Client) -> None:
    nobody = Desk(client, {})
    assert nobody.send("GET").status_code == 401
    assert [nobody.send(method, path, 1, json=body).status_code for method, path, body in WRITES] == [401] * 4


def test_the_head_of_complaints_writes(desk: Desk, client: Client, login: Login) -> None:
    lead = Desk(client, login("complaint_lead"))
    assert lead.put("/years/2027", 1, {"days": notice_of(2027)})["published"] is True
    assert desk.kind("2027-10-01") == "holiday"


def test_publishing_a_year(app: FastAPI, desk: Desk) -> None:
    days = [*notice_of(2027), entry("2027-10-09", "国庆节", working=True)]
    year = desk.put("/years/2027", 1, {"days": days})
    assert (year["published"], year["version"], year["working_days"]) == (True, 2, 261 - 2 + 1)
    assert desk.get()["known_until"] == "2027-12-31"
    # The same again is no change.
    assert desk.put("/years/2027", 2, {"days": days})["version"] == 2
    corrected = desk.put("/years/2027", 2, {"days": [*days[:3], entry("2027-10-10", "国庆节", working=True)]})
    assert (corrected["version"], desk.kind("2027-10-09"), desk.kind("2027-10-10")) == (3, "weekend", "makeup")
    assert events(app) == [
        ("calendar.publish_year", {"version": 2, "year": 2027, "added": 4, "ended": 0}),
        ("calendar.publish_year", {"version": 3, "year": 2027, "added": 1, "ended": 1}),
    ]
    with app.state.database.read() as session:
        assert load_calendar(session, 2).is_working_day(day("2027-10-09")) is True


def test_years_are_published_in_order(desk: Desk) -> None:
    for year in (2003, 2028):
        response = desk.send("PUT", f"/years/{year}", 1, json={"days": notice_of(year)})
        assert (response.status_code, response.json()["code"]) == (409, "year_gap")
        assert "2027" in response.json()["detail"]
    assert desk.get()["version"] == 1


def test_a_year_with_mistakes_changes_nothing(desk: Desk) -> None:
    days = [
        entry("2027-01-01"),
        entry("2027-01-01"),
        entry("2026-12-31"),
        entry("2027-05-01"),
        entry("2027-01-04", working=True),
    ]
    response = desk.send("PUT", "/years/2027", 1, json={"days": days})
    assert response.status_code == 422
    assert [(one["pointer"], one["code"]) for one in response.json()["errors"]] == [
        ("/days/0/day", "day_wrong"),
        ("/days/1/day", "day_wrong"),
        ("/days/2/day", "day_wrong"),
        ("/days/4/day", "day_wrong"),
        ("/days", "day_missing"),
    ]
    assert "10 月 1 日" in response.json()["errors"][-1]["message"]
    for body in ({"days": []}, {}, {"days": [entry("2027-02-30")]}, {"days": notice_of(2027), "more": 1}):
        assert desk.send("PUT", "/years/2027", 1, json=body).status_code == 422
    assert desk.send("PUT", "/years/1999", 1, json={"days": notice_of(1999)}).status_code == 422
    assert (desk.get()["version"], desk.get("/years/2027")["published"]) == (1, False)


def test_case_50_a_local_day_is_set_and_removed(app: FastAPI, desk: Desk) -> None:
    body = {"working": False, "name": "三月三"}
    year = desk.put("/local-days/2026-04-20", 1, body)
    assert year["local_days"] == [{"day": "2026-04-20", **body}]
    assert (year["version"], year["working_days"], desk.kind("2026-04-20")) == (2, 247, "local_off")
    assert desk.put("/local-days/2026-04-20", 2, body)["version"] == 2
    turned = desk.put("/local-days/2026-09-27", 2, {"working": True, "name": "本地补班"})
    assert (turned["working_days"], desk.kind("2026-09-27")) == (248, "local_on")
    removed = desk.send("DELETE", "/local-days/2026-04-20", 3)
    assert (removed.status_code, removed.json()["version"], removed.json()["working_days"]) == (200, 4, 249)
    assert desk.kind("2026-04-20") == "workday"
    assert desk.send("DELETE", "/local-days/2026-04-20", 4).status_code == 404
    assert desk.get()["version"] == 4
    assert [action for action, _ in events(app)] == ["calendar.put_local_day"] * 2 + ["calendar.remove_local_day"]
    assert "三月三" not in str(events(app))


def test_the_office_hours(app: FastAPI, desk: Desk) -> None:
    sessions = [{"opens": "08:00", "closes": "12:00"}, {"opens": "15:00", "closes": "18:00"}]
    assert desk.put("/office-hours", 1, {"sessions": sessions})["sessions"] == sessions
    assert desk.put("/office-hours", 2, {"sessions": sessions})["version"] == 2
    for wrong in (
        [],
        [{"opens": "09:00", "closes": "09:00"}],
        [{"opens": "09:00", "closes": "12:00"}, {"opens": "11:00", "closes": "17:00"}],
        [{"opens": "9:00", "closes": "12:00"}],
        [{"opens": "09:00", "closes": "24:00"}],
    ):
        assert desk.send("PUT", "/office-hours", 2, json={"sessions": wrong}).status_code == 422
    assert events(app) == [("calendar.put_office_hours", {"version": 2, "sessions": 2})]
    with app.state.database.read() as session:
        assert load_calendar(session).hours != load_calendar(session, 1).hours


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_an_old_version_is_refused(desk: Desk, method: str, path: str, body: dict[str, object] | None) -> None:
    desk.put("/local-days/2026-04-20", 1, {"working": False, "name": "三月三"})
    assert desk.send(method, path, json=body).status_code == 428
    stale = desk.send(method, path, 1, json=body)
    assert (stale.status_code, stale.headers["etag"], stale.json()["current"]["version"]) == (412, '"2"', 2)
    assert desk.get()["version"] == 2


def test_of_many_at_once_one_wins(desk: Desk) -> None:
    def write(number: int) -> int:
        body = {"working": False, "name": f"本地{number}"}
        return desk.send("PUT", f"/local-days/2026-04-{number:02}", 1, json=body).status_code

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(write, range(20, 26)))
    assert outcomes == [200] + [412] * 5
    assert (desk.get()["version"], len(desk.get("/years/2026")["local_days"])) == (2, 1)


def test_who_counts_with_the_calendar_is_told_of_a_change(app: FastAPI, desk: Desk) -> None:
    told: list[int] = []

    def tell(session: Session, _principal: Principal, version: int) -> None:
        assert load_calendar(session).version == version
        told.append(version)

    app.state.after_calendar_change = (tell,)
    desk.put("/local-days/2026-04-20", 1, {"working": False, "name": "三月三"})
    desk.put("/local-days/2026-04-20", 2, {"working": False, "name": "三月三"})
    assert told == [2]

    def fail(_session: Session, _principal: Principal, _version: int) -> None:
        raise RuntimeError

    app.state.after_calendar_change = (fail,)
    assert desk.send("DELETE", "/local-days/2026-04-20", 2).status_code == 500
    assert desk.get()["version"] == 2
