"""Ratings: one a record, bad ones followed up by two people, what is taken out is counted."""

from typing import Any

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.notices.models import Notice
from backend.oversight.models_records import ServiceRating
from tests.asking import asked
from tests.oversight.conftest import Json, Oversight, ago, codes_of

COMMENT = "窗口人员态度生硬，请联系我 13900000000"


@pytest.fixture
def record(desk: Oversight) -> Json:
    desk.matter()
    return made(desk)


def made(desk: Oversight, external_id: str = "N-1", **fields: Any) -> Json:
    key = {"external_id": external_id, "unit_code": "U01", "matter_code": "A-1"}
    return desk.post("/service-records", key | {"received_at": ago(3)} | fields)


def rated(desk: Oversight, record: Json, level: int = 1, **fields: Any) -> Json:
    body = {"level": level, "channel": "window", "rated_at": ago(0), **fields}
    return desk.post(f"/service-records/{record['id']}/rating", body)


def step(desk: Oversight, who: str, action: str, rating: Json, **body: Any) -> Json:
    answer = desk.act(who, f"/service-ratings/{rating['id']}/{action}", rating, body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def refused(desk: Oversight, who: str, action: str, rating: Json, **body: Any) -> tuple[int, str]:
    answer = desk.act(who, f"/service-ratings/{rating['id']}/{action}", rating, body)
    return answer.status_code, answer.json()["code"]


def test_one_record_one_rating(desk: Oversight, record: Json) -> None:
    rating = rated(desk, record, 4)
    assert (rating["state"], rating["due"], rating["actions"]) == ("settled", None, [])
    again = {"level": 1, "channel": "web", "rated_at": ago(0)}
    second = desk.send("office", "POST", f"/service-records/{record['id']}/rating", json=again)
    assert (second.status_code, second.json()["code"]) == (409, "already_rated")
    assert len(desk.get("/service-ratings")["items"]) == 1


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"level": 0}, ("/level", "greater_than_equal")),
        ({"level": 6}, ("/level", "less_than_equal")),
        ({"rated_at": "2020-01-01T00:00:00Z"}, ("/rated_at", "out_of_range")),
        ({"rated_at": "2099-01-01T00:00:00Z"}, ("/rated_at", "out_of_range")),
        ({"channel": "letter"}, ("/channel", "enum")),
        ({"reasons": ["weather"]}, ("/reasons/0", "enum")),
    ],
)
@pytest.mark.one_engine
def test_invalid_ratings_change_nothing(desk: Oversight, record: Json, fields: Json, wrong: tuple[str, str]) -> None:
    body = {"level": 1, "channel": "window", "rated_at": ago(0), **fields}
    answer = desk.send("office", "POST", f"/service-records/{record['id']}/rating", json=body)
    assert (answer.status_code, codes_of(answer)) == (422, [wrong])
    assert desk.get("/service-ratings")["items"] == []


def test_the_way_of_a_bad_rating(desk: Oversight, record: Json) -> None:
    rating = rated(desk, record, 2, reasons=["slow", "attitude", "slow"], comment=COMMENT)
    assert (rating["state"], rating["reasons"], rating["overdue"]) == ("open", ["attitude", "slow"], False)
    seen = desk.get(f"/service-ratings/{rating['id']}", "liaison")
    assert [one["action"] for one in seen["actions"]] == ["assess", "call_back"]
    assert refused(desk, "liaison", "rectify", seen, rectification="x") == (409, "rating_state")
    assessed = step(desk, "liaison", "assess", seen, verdict="valid", finding="情况属实")
    verified = step(desk, "office", "verify", assessed, verdict="valid")
    assert (verified["state"], verified["verdict"]) == ("valid", "valid")
    assert refused(desk, "liaison", "rectify", verified, rectification="已培训") == (409, "rating_not_ready")
    called = step(desk, "liaison", "call-back", verified, callback="已电话致歉，对方表示理解")
    rectified = step(desk, "liaison", "rectify", called, rectification="已对窗口人员培训")
    back = step(desk, "supervisor", "return", rectified, note="请说明今后如何避免")
    rectified = step(desk, "liaison", "rectify", back, rectification="增设导办，限时答复")
    done = step(desk, "office", "rate-again", rectified, level=4)
    assert (done["state"], done["second_level"], done["actions"]) == ("done", 4, [])
    assert refused(desk, "liaison", "call-back", done, callback="x") == (409, "rating_state")
    events = [
        one["action"] for one in desk.get(f"/service-records/{record['id']}")["events"] if one["subject"] == "rating"
    ]
    assert events == [
        "rate", "assess", "verify", "call_back", "rectify", "return", "rectify", "rate_again",
    ]  # fmt: skip
    with desk.database.read() as session:
        told = session.scalars(select(AuditEvent.data).where(AuditEvent.object_type == "service_rating")).all()
        kinds = set(session.scalars(select(Notice.kind)))
    assert "属实" not in str(told)
    assert kinds == {"oversight.bad_rating", "oversight.assessed", "oversight.verified"}


def test_two_people_say_that_a_rating_does_not_count(desk: Oversight, record: Json) -> None:
    rating = rated(desk, record)
    assessed = step(desk, "office", "assess", rating, verdict="malicious", finding="同一设备连续差评")
    assert refused(desk, "office", "verify", assessed, verdict="malicious") == (409, "rating_not_ready")
    (verify,) = [one for one in assessed["actions"] if one["action"] == "verify"]
    assert verify["against"] == "核实和复核不能是同一人"
    assert refused(desk, "liaison", "verify", assessed, verdict="malicious") == (403, "forbidden")
    out = step(desk, "colleague", "verify", assessed, verdict="mistaken", note="点错")
    assert (out["state"], out["proposed"], out["verdict"], out["actions"]) == ("excluded", "malicious", "mistaken", [])


def test_a_rating_may_end_without_a_second_one(desk: Oversight, record: Json) -> None:
    rating = step(desk, "office", "assess", rated(desk, record), verdict="valid", finding="属实")
    rating = step(desk, "colleague", "verify", rating, verdict="valid")
    rating = step(desk, "liaison", "call-back", rating, callback="三次未接通")
    rating = step(desk, "liaison", "rectify", rating, rectification="已整改")
    assert desk.act("office", f"/service-ratings/{rating['id']}/end", rating, {}).status_code == 422
    assert step(desk, "office", "end", rating, note="联系不上本人")["state"] == "done"


def test_the_comment_is_sealed_and_read_by_who_follows_it_up(desk: Oversight, record: Json) -> None:
    rating = rated(desk, record, comment=COMMENT)
    path = f"/service-ratings/{rating['id']}"
    with desk.database.read() as session:
        stored = session.scalars(select(ServiceRating.comment)).one()
    assert stored is not None
    assert COMMENT.encode() not in stored
    assert desk.get(path, "liaison")["comment"] == desk.get(path, "supervisor")["comment"] == COMMENT
    assert desk.get(path, "leader")["comment"] is desk.get(path, "auditor")["comment"] is None
    assert "comment" not in desk.get("/service-ratings")["items"][0]


def test_who_may_and_who_sees(desk: Oversight, record: Json) -> None:
    rating = rated(desk, record)
    path = f"/service-ratings/{rating['id']}"
    assert desk.client.get("/api/v1/service-ratings").status_code == 401
    assert desk.get("/service-ratings", "other")["items"] == []
    assert desk.send("other", "GET", path).status_code == 404
    assert desk.act("other", f"{path}/assess", rating, {"verdict": "valid", "finding": "x"}).status_code == 404
    for who in ("leader", "auditor"):
        assert desk.act(who, f"{path}/assess", rating, {"verdict": "valid", "finding": "x"}).status_code == 403
    new = {"level": 5, "channel": "web", "rated_at": ago(0)}
    for who in ("liaison", "supervisor"):
        assert desk.send(who, "POST", f"/service-records/{record['id']}/rating", json=new).status_code == 403
    assert desk.send("office", "POST", f"{path}/assess", json={"verdict": "valid", "finding": "x"}).status_code == 428
    assessed = step(desk, "office", "assess", rating, verdict="valid", finding="x")
    assert assessed["version"] == 2
    assert refused(desk, "office", "assess", rating, verdict="valid", finding="x") == (412, "stale")


def test_a_page_is_read_with_few_statements(desk: Oversight, record: Json) -> None:
    for number in range(2, 8):
        rated(desk, made(desk, f"N-{number}"), 1)
    with asked(desk.database) as few:
        assert len(desk.get("/service-ratings", limit=1)["items"]) == 1
    with asked(desk.database) as many:
        assert len(desk.get("/service-ratings")["items"]) == 6
    assert len(many) == len(few)


def test_the_rating_goes_with_its_record_to_another_unit(desk: Oversight, record: Json) -> None:
    rating = rated(desk, record, 1)
    desk.matter(unit=1)
    body = {name: record[name] for name in ("external_id", "matter_code", "received_at")} | {"unit_code": "U02"}
    matched = {"If-Match": f'"{record["version"]}"'}
    assert desk.send("office", "PUT", f"/service-records/{record['id']}", json=body, headers=matched).status_code == 200
    assert desk.send("liaison", "GET", f"/service-ratings/{rating['id']}").status_code == 404
    moved = desk.get(f"/service-ratings/{rating['id']}", "other")
    assert (moved["unit_code"], moved["version"]) == ("U02", rating["version"] + 1)


def test_the_list_is_narrowed(desk: Oversight, record: Json) -> None:
    old = made(desk, "N-2", received_at=ago(40))
    rated(desk, record, 1)
    rated(desk, old, 2, rated_at=ago(30))
    rated(desk, made(desk, "N-3"), 5)

    def numbers(**query: Any) -> list[str]:
        return [one["external_id"] for one in desk.get("/service-ratings", **{"sort": "rated_at"} | query)["items"]]

    assert numbers()[0] == "N-2"
    assert numbers(bad=False) == ["N-3"]
    assert numbers(open=True, sort="due") == ["N-2", "N-1"]
    assert numbers(overdue=True) == ["N-2"]
    assert numbers(state="settled") == ["N-3"]
    assert len(numbers(rated_from=ago(20)[:10])) == 2
