"""Filing on the public page (complaint design, cases 10 to 17, 37, 38 and 65)."""

import secrets
from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.ballots.codes import normalise
from backend.complaints import bodies
from backend.complaints.kinds import HandlingMode, IdentityMode, Rating
from backend.complaints.models import Case, CaseIdentity, Category
from backend.complaints.public.door import FILED
from backend.complaints.records import CaseEvent, CaseResult
from backend.complaints.tracking import code_hash
from backend.core.turn import TurnTimeout
from backend.units.models import Unit
from tests.complaints.conftest import Centre, read
from tests.complaints.public.conftest import STORY, Citizen
from tests.conftest import Client
from tests.counts import SAME_REQUESTS

CONTACT = {"name": "王测试", "phone": "138 0000 0001"}


def cases(centre: Centre) -> int:
    return int(read(centre.database, lambda s: s.execute(select(func.count()).select_from(Case)).scalar_one()))


def test_the_form_offers_what_exists_today(client: Client, centre: Centre) -> None:
    with centre.database.write() as session:
        session.get_one(Unit, centre.units["B"]).active_to = date(2026, 1, 31)
        session.scalars(select(Category).where(Category.code == "favours")).one().active = False
    answer = client.get("/api/v1/filing")
    assert answer.status_code == 200
    form = answer.json()
    assert [unit["name"] for unit in form["units"]] == ["测试单位A", "测试单位A1"]
    assert set(form["units"][0]) == {"id", "name", "sequence"}
    groups = {group["name"]: [category["code"] for category in group["categories"]] for group in form["groups"]}
    assert groups["履行职责"] == ["inaction", "slow", "abuse", "shirking", "obstruction"]
    assert "廉洁自律" not in groups


def test_a_complaint_gets_number_code_and_a_date(citizen: Citizen, centre: Centre) -> None:
    made = citizen.file()
    assert set(made) == {"number", "tracking_code", "temporary", "received_at", "decide_by"}
    assert made["temporary"] is False
    assert made["received_at"] < made["decide_by"]
    code = normalise(made["tracking_code"])
    assert code is not None
    assert made["tracking_code"].count("-") == 3
    case = read(centre.database, lambda s: s.scalars(select(Case)).one())
    assert case.code_hash == code_hash(centre.keys, code)
    assert case.registered_by is None


@pytest.mark.parametrize("key", ["", "short", "x" * 21, "x" * 201, '"' + "x" * 21 + '"', "x" * 30 + '"', "你" * 30])
def test_the_key_must_be_long_enough_to_be_secret(citizen: Citizen, centre: Centre, key: str) -> None:
    headers = {"Idempotency-Key": key.encode()} if key else {}
    answer = citizen.client.post("/api/v1/filing", json=citizen.body(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert cases(centre) == 0


def test_a_key_is_the_same_bare_and_quoted(citizen: Citizen, centre: Centre) -> None:
    key = secrets.token_hex(16)
    made = citizen.file(key)
    again = citizen.send("/filing", citizen.body(), **{"Idempotency-Key": f'"{key}"'})
    assert (again.status_code, again.json()) == (200, made)
    assert cases(centre) == 1


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"category": "no-such"}, "/category"),
        ({"unit_id": "00000000-0000-4000-8000-000000000000"}, "/unit_id"),
        ({"text": "  "}, "/text"),
        ({"text": "x" * 5001}, "/text"),
        ({"contact": CONTACT, "mode": "anonymous"}, "/contact"),
        ({"mode": "confidential"}, "/contact"),
        ({"mode": "open", "contact": {"name": "王测试"}}, "/contact"),
        ({"pin": "12345"}, "/pin"),
        ({"state": "closed"}, "/state"),
        ({"channel": "hotline"}, "/channel"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(
    citizen: Citizen, centre: Centre, wrong: dict[str, Any], pointer: str
) -> None:
    body = citizen.body() | wrong
    answer = citizen.send("/filing", body, **{"Idempotency-Key": secrets.token_hex(16)})
    assert answer.status_code == 422
    assert [problem["pointer"] for problem in answer.json()["errors"]] == [pointer]
    assert cases(centre) == 0


def test_case_10_the_same_request_many_times_at_once_is_one_case(citizen: Citizen, centre: Centre) -> None:
    body, headers = citizen.body(), {"Idempotency-Key": secrets.token_hex(16)}
    answers = citizen.together(*[(citizen, "/filing", body, headers)] * SAME_REQUESTS)
    assert sorted({answer.status_code for answer in answers}) == [200, 201]
    assert [answer.status_code for answer in answers].count(201) == 1
    assert len({answer.content for answer in answers}) == 1
    assert cases(centre) == 1
    replayed = {answer.headers.get("Idempotency-Replayed") for answer in answers if answer.status_code == 200}
    assert replayed == {"true"}


def test_case_11_the_same_key_with_another_body_is_refused(citizen: Citizen, centre: Centre) -> None:
    key = secrets.token_hex(16)
    citizen.file(key)
    answer = citizen.send("/filing", citizen.body(text="另一件事"), **{"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert "tracking_code" not in answer.text
    assert cases(centre) == 1


def test_cases_12_and_14_a_request_repeated_later_gives_the_same_case(citizen: Citizen, centre: Centre) -> None:
    """The answer got lost, or the form was sent twice; meanwhile the centre went on with the case."""
    key = secrets.token_hex(16)
    made = citizen.file(key)
    case_id = read(centre.database, lambda s: s.scalars(select(Case.id)).one())
    centre.to_replied(case_id)
    again = citizen.send("/filing", citizen.body(), **{"Idempotency-Key": key})
    assert (again.status_code, again.json(), again.headers["Idempotency-Replayed"]) == (200, made, "true")
    assert citizen.see(made["tracking_code"])["label"] == "已答复"


def test_case_15_the_same_matter_twice_is_flagged_and_kept(citizen: Citizen, centre: Centre) -> None:
    citizen.file(contact=CONTACT)
    centre.register("officer", mode=IdentityMode.ANONYMOUS)
    citizen.file(contact=CONTACT, text=STORY + "还是没办。")
    assert cases(centre) == 3
    statement = select(CaseEvent.data).where(CaseEvent.action == "register").order_by(CaseEvent.at)
    assert [data["alike"] for data in read(centre.database, lambda s: s.scalars(statement).all())] == [0, 1, 2]


def test_case_17_everybody_of_a_group_keeps_code_answer_and_rating(citizen: Citizen, centre: Centre) -> None:
    first, *others = (citizen.file(persons=persons) for persons in (1, 1, 5))
    ids = read(centre.database, lambda s: s.scalars(select(Case.id).order_by(Case.number)).all())
    for case_id in ids[1:]:
        centre.move("lead", case_id, "merge", bodies.MergeBody(master_id=ids[0]))
    assert read(centre.database, lambda s: s.get_one(Case, ids[0]).persons) == 7
    assert cases(centre) == 3
    centre.to_replied(ids[0])
    for made in others:
        shown = citizen.see(made["tracking_code"])
        assert (shown["number"], shown["label"], shown["open"]) == (made["number"], "已答复", True)
        assert [step["text"] for step in shown["steps"]] == [
            "收到您的投诉",
            "与反映同一事项的投诉并案办理",
            "决定受理",
            "已转有关单位办理",
            "已作出答复",
        ]
        assert shown["answers"][0]["text"] == "经查属实，已办结并向您致歉。"
    for made, rating in zip((first, *others), Rating, strict=True):
        shown = citizen.see(made["tracking_code"], "/rating", rating=rating.value)
        assert shown["answers"][0]["rating"] == rating.value
        again = citizen.track(made["tracking_code"], "/rating", rating="satisfied")
        assert (again.status_code, again.json()["detail"]) == (409, "您已经评价过")
    given = read(centre.database, lambda s: s.execute(select(CaseResult.case_id, CaseResult.rating)).all())
    assert dict(given) == dict(zip(ids, Rating, strict=True))


def test_case_37_a_flood_is_throttled_and_repeated_requests_are_not_counted(citizen: Citizen, centre: Centre) -> None:
    made = [citizen.file(key := secrets.token_hex(16)) for _ in range(FILED.count)]
    flood = citizen.send("/filing", citizen.body(), **{"Idempotency-Key": secrets.token_hex(16)})
    assert (flood.status_code, flood.json()["code"]) == (429, "too_many_requests")
    assert 0 < int(flood.headers["Retry-After"]) <= 600
    assert cases(centre) == FILED.count
    again = citizen.send("/filing", citizen.body(), **{"Idempotency-Key": key})
    assert (again.status_code, again.json()) == (200, made[-1])
    assert citizen.at("203.0.113.8").file()["number"]


def test_case_38_thirty_people_behind_one_address_all_succeed(citizen: Citizen, centre: Centre) -> None:
    keys = [{"Idempotency-Key": secrets.token_hex(16)} for _ in range(30)]
    filed = citizen.together(*[(citizen, "/filing", citizen.body(pin="246810"), key) for key in keys])
    assert [answer.status_code for answer in filed] == [201] * 30
    codes = [answer.json()["tracking_code"] for answer in filed]
    assert len(set(codes)) == 30
    opened = citizen.together(*[(citizen, "/tracking", {"code": code, "pin": "246810"}, {}) for code in codes])
    assert [answer.status_code for answer in opened] == [200] * 30


def test_case_65_no_code_is_shown_when_the_commit_fails(
    citizen: Citizen, centre: Centre, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: Session) -> None:
        raise TurnTimeout

    key = secrets.token_hex(16)
    with monkeypatch.context() as broken:
        broken.setattr(Session, "commit", fail)
        answer = citizen.send("/filing", citizen.body(), **{"Idempotency-Key": key})
    assert answer.status_code == 503
    assert "tracking_code" not in answer.text
    assert cases(centre) == 0
    assert citizen.file(key)["number"].endswith("-000001")


def test_a_named_complaint_keeps_its_contact_sealed(citizen: Citizen, centre: Centre) -> None:
    citizen.file(contact=CONTACT)
    sealed = read(centre.database, lambda s: s.scalars(select(CaseIdentity)).one().sealed)
    assert "王测试".encode() not in sealed
    assert b"13800000001" not in sealed


def test_the_mode_of_handling_is_none_of_the_public(citizen: Citizen, centre: Centre) -> None:
    made = citizen.file()
    case_id = read(centre.database, lambda s: s.scalars(select(Case.id)).one())
    centre.accept(case_id, HandlingMode.PASSED)
    centre.dispatch(case_id)
    shown = citizen.track(made["tracking_code"])
    assert "测试单位" not in shown.text
    assert "passed" not in shown.text
