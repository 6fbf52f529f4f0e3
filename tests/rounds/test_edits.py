"""What an edit of a draft must be: different, on the newest version, and written plainly."""

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.rounds.models import RoundStratum
from tests.rounds.conftest import Json, Office
from tests.rounds.test_configuring import codes_of


def test_an_edit_without_a_difference_is_none(office: Office) -> None:
    made = office.create(planned_open="2026-07-01")
    for body in ({}, {"title": made["title"], "planned_open": "2026-07-01", "collection": made["collection"]}):
        answer = office.send("PATCH", made["id"], body, version=1)
        assert (answer.status_code, answer.json()["version"], answer.headers["ETag"]) == (200, 1, '"1"')
    mixed = office.send("PATCH", made["id"], {"title": made["title"], "year": 2027}, version=1)
    assert (mixed.json()["version"], mixed.json()["year"]) == (2, 2027)
    stale = office.send("PATCH", made["id"], {"year": 2028}, version=1)
    assert (stale.status_code, stale.json()["current"]) == (412, office.get(made["id"]))
    with office.app.state.database.read() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [(event.action, event.data.get("fields")) for event in events] == [
        ("round.create", None),
        ("round.edit", ["year"]),
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"title": "\u200b"}, "string_pattern_mismatch"),
        ({"title": "评议\ufeff"}, "string_pattern_mismatch"),
        ({"planned_open": "2026-07-01T00:00:00"}, "date_type"),
        ({"planned_open": "2026-7-1"}, "date_type"),
        ({"planned_open": "٢٠٢٦-٠٧-٠١"}, "date_type"),
        ({"planned_open": 0}, "date_type"),
        ({"planned_close": "2026-02-30"}, "date_from_datetime_parsing"),
    ],
)
def test_titles_and_dates_are_plain(office: Office, body: Json, code: str) -> None:
    made = office.create()
    refused = office.send("PATCH", made["id"], body, version=1)
    assert (refused.status_code, codes_of(refused.json())) == (422, [(f"/{next(iter(body))}", code)])


@pytest.mark.parametrize("weight", ["١", "1_0", "1e3", "0x1", " 1", "1.", ".5", "+1", "1,5", "NaN", ""])
def test_weights_are_ascii_digits_and_one_dot(office: Office, weight: str) -> None:
    made = office.create()
    body = {"criteria": [{"code": "C1", "name": "甲", "weight": weight}]}
    refused = office.send("PUT", f"{made['id']}/criteria", body, version=1)
    assert (refused.status_code, codes_of(refused.json())) == (422, [("/criteria/0/weight", "decimal_parsing")])


def test_a_draft_can_be_deleted_until_it_has_codes(office: Office) -> None:
    made = office.create()
    office.issue(made["id"])
    refused = office.send("DELETE", made["id"], version=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "codes_exist")
    other = office.create(number=2)
    assert office.send("DELETE", other["id"]).status_code == 428
    stale = office.send("DELETE", other["id"], version=2)
    assert (stale.status_code, stale.json()["current"]["id"]) == (412, other["id"])
    assert office.send("DELETE", other["id"], version=1).status_code == 204
    assert office.send("GET", other["id"]).status_code == 404
    with office.app.state.database.read() as session:
        assert len(session.scalars(select(RoundStratum)).all()) == 10
