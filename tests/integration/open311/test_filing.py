"""Filing through Open311: whose key it takes, what becomes of the form, and what does not get in."""

from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update

from backend.auth.clients.models import ApiClient
from backend.complaints.attachments.models import CaseAttachment
from backend.complaints.models import Case, CaseIdentity
from backend.core.db import Database
from tests.auth.clients import System, add_client
from tests.auth.people import events
from tests.complaints.conftest import Centre, read
from tests.complaints.with_files import PDF
from tests.conftest import Client, Login
from tests.integration.open311.conftest import BASE, Facade, parsed

STORY = "办理许可超过承诺期限二十天。"


def form(key: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"service_code": "slow", "description": STORY} | ({"api_key": key} if key else {}) | fields


def only(database: Database) -> Case:
    found: Case = read(database, lambda session: session.scalars(select(Case)).one())
    return found


def cases(database: Database) -> int:
    found: int = read(database, lambda session: session.scalars(select(func.count()).select_from(Case)).one())
    return found


def words(client: Client, login: Login, case: Case) -> dict[str, Any]:
    found: dict[str, Any] = client.post(
        f"/api/v1/complaints/{case.id}/original", headers=login("complaint_lead")
    ).json()
    return found


def test_a_form_becomes_a_confidential_complaint(
    open311: Facade, centre: Centre, key: str, system: System, login: Login
) -> None:
    person = {"first_name": "测试", "last_name": "王", "phone": "13800000001", "email": "w@example.org"}
    more = {"attribute[unit]": "A", "attribute[subject]": "许可超期", "attribute[wish]": "尽快办结"}
    place = {"address_string": "政务服务大厅三楼", "lat": "21.48", "long": "109.12"}
    made = open311.post(form(key, **person, **more, **place))
    assert made.status_code == 201, made.text
    (told,) = made.json()
    assert told.keys() == {"service_request_id", "service_notice", "account_id"}
    assert "查询码" not in told["service_notice"]
    case = only(centre.database)
    assert told["service_request_id"] == case.number
    assert (case.channel, case.mode, case.unit_id) == ("api", "confidential", centre.units["A"])
    assert case.source_client_id == system.id
    found = words(open311.client, login, case)
    assert (found["subject"], found["wish"]) == ("许可超期", "尽快办结")
    assert found["text"] == f"{STORY}\n地点：政务服务大厅三楼；21.48, 109.12"
    assert read(centre.database, lambda session: session.get(CaseIdentity, case.id)) is not None
    # nothing of it is public, but its client sees its state
    assert open311.get(f"/requests/{case.number}.json").status_code == 404
    own = open311.get(f"/requests/{case.number}.json", {"X-Api-Key": key})
    assert (own.status_code, own.json()[0]["status"], own.json()[0]["description"]) == (200, "open", "")
    other = add_client(open311.client.app, "open311")
    foreign = open311.get(f"/requests/{case.number}.json", {"X-Api-Key": f"{other.id}.{other.secret}"})
    assert foreign.status_code == 404


@pytest.mark.one_engine
def test_without_a_name_it_is_anonymous_and_anonymous_keeps_no_name(open311: Facade, centre: Centre, key: str) -> None:
    assert open311.post(form(key)).status_code == 201
    assert only(centre.database).mode == "anonymous"
    named = {"first_name": "测试", "phone": "13800000001", "attribute[mode]": "anonymous"}
    assert open311.post(form(key, **named)).status_code == 201
    with centre.database.read() as session:
        assert set(session.scalars(select(Case.mode))) == {"anonymous"}
        assert session.scalars(select(CaseIdentity)).all() == []


@pytest.mark.one_engine
def test_the_code_is_given_only_if_asked_for(open311: Facade, key: str, client: Client) -> None:
    notice = open311.post(form(key, **{"attribute[give_code]": "yes"})).json()[0]["service_notice"]
    code = notice.partition("查询码：")[2].partition("，")[0]
    answer = client.post("/api/v1/tracking", json={"code": code})
    assert (answer.status_code, answer.json()["code"]) == (409, "code_temporary")


def test_the_same_key_of_the_request_again_is_no_second_complaint(
    open311: Facade, centre: Centre, key: str, app: FastAPI
) -> None:
    again = {"Idempotency-Key": "0123456789abcdef0123456789abcdef"}
    answers = [open311.post(form(key), headers=again) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    assert open311.post(form(key, description="另一件"), headers=again).status_code == 422
    other = add_client(app, "open311")
    assert open311.post(form(f"{other.id}.{other.secret}"), headers=again).status_code == 201
    assert cases(centre.database) == 2


@pytest.mark.one_engine
def test_files_come_along_and_a_bad_one_costs_nothing(open311: Facade, centre: Centre, key: str) -> None:
    files = [("media", ("证据.pdf", PDF, "application/pdf")), ("media", ("坏.pdf", b"MZ\x90\x00", "application/pdf"))]
    made = open311.post(form(key), suffix="xml", files=files)
    assert made.status_code == 201, made.text
    notice = parsed(made).findtext("request/service_notice")
    assert notice is not None
    assert "有附件没有收下" in notice
    with centre.database.read() as session:
        assert session.scalars(select(func.count()).select_from(CaseAttachment)).one() == 1


@pytest.mark.one_engine
def test_a_key_is_taken_in_form_or_header_but_in_no_address(open311: Facade, centre: Centre, key: str) -> None:
    inside = open311.client.post(f"{BASE}/requests.json?api_key={key}", data=form())
    assert (inside.status_code, inside.json()[0]["code"]) == (400, 400)
    assert open311.post(form(), headers={"X-Api-Key": key}).status_code == 201
    for wrong in (None, "", "x", f"{key}x", key.partition(".")[0], f".{key.partition('.')[2]}"):
        answer = open311.post(form(wrong))
        assert (answer.status_code, answer.json()[0]["code"]) == (403, 403), wrong
    assert open311.post(form(), headers={"X-Api-Key": "x"}).status_code == 403
    assert cases(centre.database) == 1


def test_who_is_shut_out_or_has_another_scope_is_refused(
    open311: Facade, centre: Centre, key: str, system: System, app: FastAPI
) -> None:
    other = add_client(app, "complaints:create")
    assert open311.post(form(f"{other.id}.{other.secret}")).status_code == 403
    with app.state.database.write() as session:
        session.execute(update(ApiClient).where(ApiClient.id == system.id).values(disabled_at=func.now()))
    assert open311.post(form(key)).status_code == 403
    assert cases(centre.database) == 0


@pytest.mark.one_engine
def test_guessing_at_clients_ends_too_and_fills_no_record(open311: Facade, app: FastAPI) -> None:
    answers = [open311.post(form(f"{uuid4()}.x")) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [403] * 20 + [429]
    assert events(app, "client.token_fail") == []


@pytest.mark.one_engine
def test_guessing_at_secrets_ends_in_429(open311: Facade, system: System) -> None:
    answers = [open311.post(form(f"{system.id}.x")) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [403] * 20 + [429]
    assert answers[-1].json()[0]["code"] == 429
    assert int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("fields", "status", "named"),
    [
        ({"service_code": "none-such"}, 404, ""),
        ({"service_code": ""}, 400, "service_code"),
        ({"description": ""}, 400, "description"),
        ({"description": "长" * 4001}, 400, "description"),
        ({"attribute[unit]": "none-such"}, 400, "attribute[unit]"),
        ({"attribute[mode]": "public"}, 400, "attribute[mode]"),
        ({"attribute[mode]": "confidential"}, 400, "phone"),
        ({"first_name": "测试"}, 400, "phone"),
        ({"lat": "north"}, 400, "lat"),
        ({"lat": "91"}, 400, "lat"),
        ({"jurisdiction_id": "elsewhere.gov"}, 404, ""),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    open311: Facade, centre: Centre, key: str, fields: dict[str, str], status: int, named: str
) -> None:
    answer = open311.post(form(key, **fields))
    assert (answer.status_code, answer.json()[0]["code"]) == (status, status), answer.text
    assert answer.json()[0]["description"].startswith(f"{named}: " if named else "")
    assert cases(centre.database) == 0


@pytest.mark.one_engine
def test_only_units_of_the_client_are_complained_of(open311: Facade, centre: Centre, app: FastAPI) -> None:
    of_b = add_client(app, "open311", unit_ids=[centre.units["B"]])
    key = f"{of_b.id}.{of_b.secret}"
    for fields in ({"attribute[unit]": "A"}, {}):
        answer = open311.post(form(key, **fields))
        assert (answer.status_code, answer.json()[0]["description"][:15]) == (400, "attribute[unit]"), fields
    assert open311.post(form(key, **{"attribute[unit]": "B"})).status_code == 201


@pytest.mark.one_engine
def test_bodies_that_are_too_large_or_no_forms_are_refused(open311: Facade, centre: Centre, key: str) -> None:
    """What is larger than other requests is read for a known key only."""
    large = {"media": ("a.pdf", b"%PDF-1.4 " + b"0" * 2_000_000, "application/pdf")}
    unknown = open311.post(form(key), files=large)
    assert (unknown.status_code, unknown.json()[0]["code"]) == (413, 413)
    assert open311.post(form(), files=large, headers={"X-Api-Key": key}).status_code == 201
    huge = {"media": ("a.pdf", b"%PDF-1.4 " + b"0" * 12_000_000, "application/pdf")}
    assert open311.post(form(), files=huge, headers={"X-Api-Key": key}).status_code == 413
    url = f"{BASE}/requests.json"
    assert open311.client.post(url, json=form(key)).status_code == 415
    assert open311.client.post(url, content=b"x", headers={"Content-Type": "multipart/form-data"}).status_code == 400
    many = [("media", (f"{n}.pdf", PDF, "application/pdf")) for n in range(6)]
    assert open311.post(form(key), files=many).status_code == 400


@pytest.mark.one_engine
def test_a_flood_from_one_client_is_stopped(open311: Facade, key: str) -> None:
    answers = [open311.post(form(key)).status_code for _ in range(61)]
    assert answers == [201] * 60 + [429]
