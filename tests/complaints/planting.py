"""A complaint in which every secret is a canary, and a walk through all operations to look for them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from backend.complaints import bodies
from backend.complaints.kinds import Actor, HandlingMode
from backend.complaints.models import Case, CaseOriginal
from backend.complaints.records import CaseMessage, MessageSender, TransferOrder
from backend.complaints.schemas import ContactIn
from backend.core import clock
from backend.core.ids import new_id
from tests.complaints.at_centre import Office
from tests.complaints.test_transfers import seat
from tests.conftest import Client

CANARIES = {
    "name": "欧阳卡纳里",
    "phone": "13987650001",
    "id_number": "45050119700101990X",
    "address": "北海市卡纳里路九十九号",
    "email": "canary-mail@example.org",
    "subject": "CANARY-SUBJECT",
    "text": "CANARY-TEXT 我去了三次窗口",
    "wish": "CANARY-WISH 请当面道歉",
    "summary": "CANARY-SUMMARY 反映窗口超期",
    "officer's note": "CANARY-OFFICER-NOTE",
    "event note": "CANARY-EVENT-NOTE",
    "note of the approval": "CANARY-APPROVAL-NOTE",
    "citizen's message": "CANARY-CITIZEN-MESSAGE",
    "other unit's matter": "CANARY-JOINT-MATTER",
    "other unit's draft": "CANARY-JOINT-DRAFT",
    "other unit's message": "CANARY-JOINT-MESSAGE",
    "supervision order to the other unit": "CANARY-JOINT-DEMAND",
}
WRITING = {
    "draft": {"conclusion": "true", "findings": "经查。", "measures": "", "reply": "已办结。"},
    "messages": {"body": "请问何时补充材料？"},
    "returns": {"basis": "三定规定第五条", "reason": "不属我单位职责"},
    "extensions": {"amount": 2, "reason": "需要鉴定"},
    "report": {"report": "已经整改。"},
}


@dataclass(frozen=True)
class Planted:
    """A confidential case about unit A, handled by A with B's help, with canaries in everything that was written."""

    case: Case
    own: TransferOrder
    ids: dict[str, list[str]]


@pytest.fixture
def planted(office: Office) -> Planted:
    centre = office.centre
    seat(office, "other_liaison", "B")
    contact = {key: CANARIES[key] for key in ("name", "phone", "id_number", "address", "email")}
    case_id, _ = centre.register(
        contact=ContactIn(**contact),
        subject=CANARIES["subject"],
        text=CANARIES["text"],
        wish=CANARIES["wish"],
    )
    missing = bodies.AskSupplementBody(missing=[CANARIES["officer's note"]])
    centre.move("lead", case_id, "ask_supplement", missing)
    centre.move(Actor.CITIZEN, case_id, "supplement", bodies.SupplementBody(text=CANARIES["text"]))
    accept = bodies.AcceptBody(handling=HandlingMode.PASSED, summary=CANARIES["summary"])
    centre.move("lead", case_id, "accept", accept)
    lead = bodies.OrderBody(unit_id=centre.units["A"], matter="POSITIVE-TWIN 请核查窗口收件情况。")
    joint = bodies.OrderBody(unit_id=centre.units["B"], matter=CANARIES["other unit's matter"])
    centre.move("lead", case_id, "dispatch", bodies.DispatchBody(lead=lead, joint=[joint]))
    centre.move("chief", case_id, "take_over", bodies.NoteBody(note=CANARIES["event note"]))
    order = office.do("liaison", f"/transfers/{office.order()['id']}/sign")
    other = office.do("other_liaison", f"/transfers/{office.order('other_liaison')['id']}/sign")
    office.draft("other_liaison", other, findings=CANARIES["other unit's draft"])
    office.do("other_liaison", f"/transfers/{other['id']}/messages", {"body": CANARIES["other unit's message"]})
    demand = {
        "level": "supervise",
        "transfer_id": other["id"],
        "demand": CANARIES["supervision order to the other unit"],
    }
    foreign = office.do("chief", f"/complaints/{case_id}/supervision-orders", demand)
    own = office.do("chief", f"/complaints/{case_id}/supervision-orders", {"level": "public", "demand": "限期报告"})
    office.do("liaison", f"/transfers/{order['id']}/extensions", WRITING["extensions"])
    requests = office.get("chief", f"/complaints/{case_id}/extensions")["items"]
    approval = {"note": CANARIES["note of the approval"]}
    office.do("chief", f"/complaints/{case_id}/extensions/{requests[0]['id']}/approve", approval)
    with centre.desk("lead") as desk:
        for sender, transfer_id, text in (
            (MessageSender.CITIZEN, None, CANARIES["citizen's message"]),
            (MessageSender.OFFICER, UUID(order["id"]), "POSITIVE-TWIN 请一并说明收件时间"),
        ):
            id_ = new_id()
            body = desk.seal(text, "case_message", "body", id_)
            at = clock.now(desk.session)
            desk.session.add(
                CaseMessage(id=id_, case_id=case_id, transfer_id=transfer_id, sender=sender, at=at, body=body)
            )
    ids = {
        "order_id": [order["id"], other["id"], own["id"], foreign["id"]],
        "supervision_id": [own["id"], foreign["id"]],
        "case_id": [str(case_id)],
        "request_id": [requests[0]["id"]],
        "unit_id": [str(centre.units["A"]), str(centre.units["B"])],
        "user_id": [str(centre.people["head"].user_id)],
        "code": ["A", "B"],
    }
    with centre.desk("lead") as desk:
        original = desk.session.get_one(CaseOriginal, case_id)
        sealed = desk.open(original.sealed, "complaint_original", "sealed", case_id)
        assert CANARIES["text"] in sealed, "the canaries are really there"
        row = desk.session.get_one(TransferOrder, UUID(order["id"]))
        return Planted(desk.session.get_one(Case, case_id), row, ids)


def operations(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation, those that only read first."""
    found = [
        (method.upper(), path, operation)
        for path, item in app.openapi()["paths"].items()
        for method, operation in item.items()
    ]
    return iter(sorted(found, key=lambda entry: entry[0] != "GET"))


def filled(path: str, ids: dict[str, list[str]]) -> list[str]:
    """A path with all the ids that its parameters can have."""
    paths = [path]
    for name in re.findall(r"{([^}]*)}", path):
        choices = [*ids.get(name, []), str(uuid4())]
        paths = [one.replace("{" + name + "}", choice) for one in paths for choice in choices]
    return paths


def body_for(path: str, operation: dict[str, Any]) -> dict[str, Any] | None:
    return None if "requestBody" not in operation else WRITING.get(path.rsplit("/", 1)[-1], {})


def secrets_of(case: Case) -> dict[str, str]:
    return CANARIES | {"id of the case": str(case.id), "number of the case": case.number}


def found_in(answer: httpx.Response, secrets: dict[str, str]) -> set[str]:
    text = answer.text + json.dumps(dict(answer.headers))
    return {name for name, secret in secrets.items() if secret in text}


@dataclass
class Walked:
    """Of a walk: operations tried, those that answered, and answers with what the unit is meant to see."""

    tried: int = 0
    answered: int = 0
    twins: int = 0


def walk(client: Client, app: FastAPI, planted: Planted, headers: dict[str, str]) -> Walked:
    """Every operation with every id, those that only read first; none of the canaries is in an answer."""
    walked, secrets = Walked(), secrets_of(planted.case)
    for method, path, operation in operations(app):
        if path.startswith(("/api/v1/auth/", "/api/v1/demo/")):
            continue  # these end the session that walks, and know no complaints
        for address in filled(path, planted.ids):
            answer = client.request(
                method, address, headers=headers | {"If-Match": '"2"'}, json=body_for(path, operation)
            )
            assert answer.status_code < 500, f"{method} {address}: {answer.text}"
            visible = {key: value for key, value in secrets.items() if value not in address}
            assert found_in(answer, visible) == set(), f"{method} {address}"
            walked.tried += 1
            walked.answered += answer.status_code in (200, 201)
            walked.twins += "POSITIVE-TWIN" in answer.text
    return walked
