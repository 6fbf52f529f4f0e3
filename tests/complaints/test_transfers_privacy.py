"""What a unit can reach by any route of the program, and what it must never find there."""

import re
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from backend.auth.policy import Open, rule_of
from backend.complaints import bodies
from backend.complaints.kinds import CaseState
from backend.complaints.records import TransferOrder
from backend.complaints.schemas import ContactIn
from backend.core.errors import Forbidden, InvalidInput
from tests.complaints.at_centre import Office
from tests.complaints.conftest import NOTE
from tests.complaints.planting import WRITING, Planted, body_for, filled, operations, planted, walk
from tests.complaints.test_transfers import case_of, dispatched

__all__ = ["planted"]  # a fixture


@pytest.mark.slow
def test_case_23_and_c03_no_route_of_a_liaison_gives_the_complainant_away(
    office: Office, app: FastAPI, planted: Planted
) -> None:
    """All operations, with every id, as liaison and as head; what they send themselves is no secret."""
    walked = [walk(office.client, app, planted, office.headers[who]) for who in ("liaison", "head")]
    assert sum(one.tried for one in walked) > 200, "the walk must see the routes"
    assert sum(one.answered for one in walked) >= 20, "the walk must get answers"
    assert sum(one.twins for one in walked) >= 4, "the own order must be among them"


def test_c02_a_liaison_never_reaches_a_complaint_route(office: Office, app: FastAPI, planted: Planted) -> None:
    """C02: 403 everywhere, whatever the id; and a unit never closes a case (case 70)."""
    tried = 0
    for method, path, operation in operations(app):
        name = operation["x-permission"]
        if not name.startswith("complaint") or rule_of(name) is Open.PUBLIC:
            continue
        for address in filled(path, planted.ids):
            for who in ("liaison", "head"):
                answer = office.client.request(
                    method, address, headers=office.headers[who], json=body_for(path, operation)
                )
                assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), f"{method} {address}"
                tried += 1
    assert tried >= 40
    assert case_of(office, planted.case.id).state is CaseState.HANDLING


def test_case_70_a_unit_cannot_close_its_own_case(office: Office) -> None:
    case_id = dispatched(office)
    office.centre.to_review(case_id)
    office.centre.move("lead", case_id, "issue_reply", bodies.IssueReplyBody(reply="已办结。"))
    order = office.order()
    assert order["actions"] == []
    for who in ("liaison", "head"):
        for step in ("sign", "approve", "messages", "returns", "extensions", "close", "finish"):
            answer = office.ask(
                who,
                "POST",
                f"/transfers/{order['id']}/{step}",
                WRITING.get(step),
                **{"If-Match": f'"{order["version"]}"'},
            )
            assert answer.status_code in (404, 409), step
        office.refused(who, f"/transfers/{order['id']}", {"state": "finished"}, 405, "PATCH")
        with pytest.raises(Forbidden):
            office.centre.move(who, case_id, "close")
    assert case_of(office, case_id).state is CaseState.REPLIED


def test_c01_and_c06_an_order_of_another_unit_is_like_none(office: Office, planted: Planted) -> None:
    """All routes with all ids of unit A's order, by B's liaison: the answer is that of an unknown id."""
    own_id, other_id, own_supervision, _ = planted.ids["order_id"]
    before = case_of(office, planted.case.id).version
    etag = {"If-Match": f'"{planted.own.version}"'}
    steps: list[tuple[str, str]] = [("GET", ""), ("PUT", "/draft")]
    steps += [("POST", f"/{step}") for step in ("sign", "approve", "messages", "returns", "extensions")]
    steps += [("POST", f"/supervision-orders/{own_supervision}/{step}") for step in ("acknowledge", "report")]
    for method, step in steps:
        body = WRITING.get(step.rsplit("/", 1)[-1])
        answers = [
            office.ask("other_liaison", method, f"/transfers/{order_id}{step}", body, **etag)
            for order_id in (own_id, str(uuid4()))
        ]
        plain = [{k: v for k, v in answer.json().items() if k != "trace_id"} for answer in answers]
        assert answers[0].status_code == 404, f"{method} {step}"
        assert plain[0] == plain[1]
    nested = f"/transfers/{other_id}/supervision-orders/{own_supervision}/acknowledge"
    office.refused("other_liaison", nested, None, 404)
    assert case_of(office, planted.case.id).version == before


def test_case_24_and_c07_the_staff_of_the_unit_complained_of_see_nothing(office: Office, app: FastAPI) -> None:
    """A complaint about unit A before its dispatch, and one that another unit handles: nothing changes for A (C07)."""
    addresses = [path for method, path, _ in operations(app) if method == "GET" and "{" not in path]

    def seen() -> dict[str, str]:
        skipped = ("/api/v1/auth/", "/metrics", "/readyz", "/healthz")
        return {
            address: office.client.get(address, headers=office.headers["liaison"]).text
            for address in addresses
            if not address.startswith(skipped)
        }

    def without_trace(texts: dict[str, str]) -> dict[str, str]:
        return {key: re.sub(r'"(trace_id|as_of)":"[^"]*"', "", text) for key, text in texts.items()}

    before = without_trace(seen())
    centre = office.centre
    case_id, _ = centre.register(about_head=True)
    assert without_trace(seen()) == before
    centre.accept(case_id)
    centre.dispatch(case_id, "B")
    assert without_trace(seen()) == before
    assert office.get("liaison", "/transfers?state=all")["items"] == []
    office.refused("liaison", f"/complaints/{case_id}/extensions", None, 403, "GET")


def test_case_67_who_has_a_conflict_never_gets_the_order(office: Office) -> None:
    """The section or the head complained of is not sent the order; a declared conflict hides it from the person."""
    centre = office.centre
    for fields, unit in (({"about_head": True}, "A"), ({"unit_id": centre.units["A1"]}, "A1")):
        case_id, _ = centre.register(**fields)
        centre.accept(case_id)
        with pytest.raises(InvalidInput):
            centre.dispatch(case_id, unit)
        centre.dispatch(case_id, "A" if unit == "A1" else "B")
    case_id = dispatched(office)
    number = office.order()["number"]
    centre.declare_conflict("liaison", case_id)
    with centre.desk("lead") as desk:
        hidden = desk.session.scalars(select(TransferOrder).where(TransferOrder.number == number)).one().id
    assert number not in [item["number"] for item in office.get("liaison", "/transfers?state=all")["items"]]
    office.refused("liaison", f"/transfers/{hidden}", None, 404, "GET")
    office.refused("liaison", f"/transfers/{hidden}/sign", None, 404)
    assert office.get("head", f"/transfers/{hidden}")["number"] == number, "a colleague handles it"


def test_a_draft_does_not_tell_whether_it_names_the_complainant(office: Office) -> None:
    """A unit that tries names must learn nothing from the answers."""
    case_id, _ = office.centre.register(contact=ContactIn(name="欧阳卡纳里", phone="13987650001"))
    office.centre.accept(case_id)
    office.centre.dispatch(case_id)
    order = office.do("liaison", f"/transfers/{office.order()['id']}/sign")
    for name in ("欧阳卡纳里", "张无此人"):
        order = office.draft("liaison", order, reply=f"已向{name}道歉")
    order = office.draft("liaison", order, reply="已向欧阳卡纳里道歉")
    assert office.approve("head", order).status_code == 200
    reply = bodies.IssueReplyBody(reply="已向欧阳卡纳里道歉")
    with pytest.raises(InvalidInput):
        office.centre.move("lead", case_id, "issue_reply", reply)
    office.centre.move("lead", case_id, "send_back", NOTE)
