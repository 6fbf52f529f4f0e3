"""What anybody reads through Open311: the specification kept in both formats, and nothing of what was written."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from backend.audit.models import AuditEvent
from backend.complaints import bodies, publicising
from backend.complaints.models import Case, Category
from tests.complaints.at_centre import open_office
from tests.complaints.conftest import Centre, read
from tests.conftest import Client
from tests.integration.open311.conftest import BASE, REQUESTS, SERVICES, Facade, parsed, publish, refuse

CANARY = "卡纳里"


@pytest.fixture
def marked(centre: Centre) -> tuple[UUID, str]:
    case_id, _ = centre.register(text=f"{CANARY} 原文", subject=CANARY)
    return case_id, publish(centre, case_id)


def times(centre: Centre, case_id: UUID, at: datetime) -> None:
    with centre.database.write() as session:
        session.execute(update(Case).where(Case.id == case_id).values(received_at=at))


@pytest.mark.one_engine
def test_discovery_names_the_interface(open311: Facade) -> None:
    found = open311.json("/discovery")
    (endpoint,) = found["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://127.0.0.1:8000/open311/v2"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    tree = open311.xml("/discovery")
    assert tree.tag == "discovery"
    assert [one.text for one in tree.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


def test_services_are_the_categories(open311: Facade, centre: Centre) -> None:
    found = open311.json("/services")
    SERVICES.validate_python(found)
    codes = read(centre.database, lambda s: s.scalars(select(Category.code).order_by(Category.position)).all())
    assert [one["service_code"] for one in found] == list(codes)
    assert {one["type"] for one in found} == {"realtime"}
    tree = open311.xml("/services")
    assert tree.tag == "services"
    assert [one.findtext("service_code") for one in tree.findall("service")] == list(codes)
    assert {one.findtext("metadata") for one in tree.findall("service")} == {"true"}


@pytest.mark.one_engine
def test_a_definition_lists_units_and_modes(open311: Facade) -> None:
    found = open311.json("/services/slow")
    attributes = {one["code"]: one for one in found["attributes"]}
    assert list(attributes) == ["unit", "mode", "subject", "wish", "give_code"]
    assert [one["key"] for one in attributes["unit"]["values"]] == ["A", "A1", "B"]
    assert [one["key"] for one in attributes["mode"]["values"]] == ["open", "confidential", "anonymous"]
    tree = open311.xml("/services/slow")
    assert (tree.tag, tree.findtext("service_code")) == ("service_definition", "slow")
    assert tree.findtext("attributes/attribute/values/value/name") == "测试单位A"
    assert open311.get("/services/none-such.xml").status_code == 404


def test_only_marked_cases_are_told_and_nothing_of_their_texts(
    open311: Facade, centre: Centre, marked: tuple[UUID, str]
) -> None:
    hidden, _ = centre.register()
    refuse(centre, hidden)
    found = open311.json("/requests")
    REQUESTS.validate_python(found)
    (one,) = found
    today = datetime.now(UTC).astimezone(datetime.fromisoformat(one["requested_datetime"]).tzinfo).date().isoformat()
    assert one | {"requested_datetime": "", "updated_datetime": ""} == {
        "service_request_id": marked[1],
        "status": "closed",
        "status_notes": "不予受理",
        "service_name": "慢作为",
        "service_code": "slow",
        "agency_responsible": "测试单位A",
        **dict.fromkeys(("description", "service_notice", "address", "address_id", "zipcode"), ""),
        **dict.fromkeys(("expected_datetime", "lat", "long", "media_url")),
        **dict.fromkeys(("requested_datetime", "updated_datetime"), ""),
    }
    assert one["requested_datetime"] == one["updated_datetime"] == f"{today}T00:00:00+08:00"
    tree = open311.xml("/requests")
    assert tree.tag == "service_requests"
    assert [item.findtext("service_request_id") for item in tree.findall("request")] == [marked[1]]
    number = read(centre.database, lambda session: session.get_one(Case, hidden).number)
    assert open311.get(f"/requests/{number}.json").status_code == 404
    assert open311.json("/requests", service_request_id=number) == []
    assert open311.json(f"/requests/{marked[1]}") == found


def test_case_23_no_path_tells_anything_of_a_complainant(
    open311: Facade, centre: Centre, marked: tuple[UUID, str]
) -> None:
    paths = [
        "/discovery",
        "/services",
        "/services/slow",
        "/requests",
        f"/requests/{marked[1]}",
        "/servicerequestupdates",
    ]
    for path in [*paths, f"/tokens/{marked[1]}"]:
        for suffix in (".json", ".xml"):
            answer = open311.get(path + suffix)
            assert answer.status_code == 200, path
            for secret in (CANARY, "王测试", "13800000001", str(marked[0]), "材料中没有具体事实"):
                assert secret not in answer.text, path


def test_a_case_is_marked_by_the_lead_once_it_has_ended(
    app: FastAPI, client: Client, centre: Centre, open311: Facade
) -> None:
    office = open_office(app, client, centre)
    case_id, _ = centre.register()
    path, reason = f"/complaints/{case_id}", {"reason": "已核对"}
    early = office.refused("lead", f"{path}/publish", reason, 409)
    assert early["code"] == "complaint_not_for_public"
    refuse(centre, case_id)
    assert office.ask("officer", "POST", f"{path}/publish", reason).status_code == 403
    assert office.get("lead", path)["publishable"] is False
    shown = [office.do("lead", f"{path}/publish", reason) for _ in range(2)]
    assert [one["publishable"] for one in shown] == [True, True]
    assert len(open311.json("/requests")) == 1
    assert office.do("lead", f"{path}/unpublish", {"reason": "有人猜测"})["publishable"] is False
    assert open311.json("/requests") == []
    with app.state.database.read() as session:
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.object_id == case_id)).all()
    assert sorted(actions) == [f"complaint.{one}" for one in ("publish", "refuse", "register", "unpublish")]


@pytest.mark.one_engine
def test_who_withdrew_is_not_marked(centre: Centre) -> None:
    case_id, _ = centre.register()
    centre.move("officer", case_id, "withdraw", bodies.WithdrawBody(note="来电撤回"))
    with centre.desk("lead") as desk, pytest.raises(publicising.NotForPublic):
        publicising.publish(desk, case_id, "已核对")


def test_filters_see_days_and_no_finer(open311: Facade, centre: Centre, marked: tuple[UUID, str]) -> None:
    """The window is 90 days; a start at noon leaves out what came in that afternoon, since it is told as midnight."""
    number = marked[1]
    at = datetime.now(UTC).replace(hour=4, minute=30, second=0, microsecond=0) - timedelta(days=100)
    times(centre, marked[0], at)
    day = at.date().isoformat()

    def found(**query: Any) -> list[str]:
        return [one["service_request_id"] for one in open311.json("/requests", **query)]

    assert found() == []
    assert found(start_date=f"{day}T00:00:00+08:00") == [number]
    assert found(start_date=f"{day}T03:00:00Z") == []
    assert found(end_date=f"{day}T00:00:00+08:00") == [number]
    assert found(end_date=(at - timedelta(days=1)).isoformat()) == []
    assert found(start_date=(at - timedelta(days=89)).isoformat(), end_date=at.isoformat()) == [number]
    assert found(service_request_id=f"{number},x", service_code="none-such") == [number]
    assert open311.get("/requests.json?start_date=2026-01-01T00:00:00+08:00").status_code == 200  # an unquoted plus
    long = open311.get("/requests.json", start_date="2026-01-01T00:00:00Z", end_date="2026-06-01T00:00:00Z")
    assert (long.status_code, long.json()[0]["code"]) == (400, 400)


def test_lists_are_narrowed_and_paged(open311: Facade, centre: Centre) -> None:
    numbers = []
    for n, category in enumerate(("slow", "slow", "favours")):
        case_id, _ = centre.register(category=category)
        numbers.append(publish(centre, case_id))
        times(centre, case_id, datetime.now(UTC) - timedelta(days=9 - n))

    def found(**query: Any) -> list[str]:
        return [one["service_request_id"] for one in open311.json("/requests", **query)]

    assert found() == numbers[::-1]
    assert found(service_code="favours") == numbers[2:]
    assert found(service_code="favours,slow", status="closed,open") == numbers[::-1]
    assert found(status="open") == []
    assert [found(page=page, page_size=2) for page in (1, 2, 3)] == [numbers[:0:-1], numbers[:1], []]
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert found(updated_after=(tomorrow - timedelta(days=2)).isoformat()) == numbers[::-1]
    assert found(updated_after=tomorrow.isoformat()) == []
    assert found(updated_before=tomorrow.isoformat()) == numbers[::-1]
    assert found(updated_before=(tomorrow - timedelta(days=2)).isoformat()) == []
    assert len(open311.xml("/requests", page_size=1).findall("request")) == 1


def test_updates_tell_the_changes_of_the_label(open311: Facade, centre: Centre, marked: tuple[UUID, str]) -> None:
    hidden, _ = centre.register()
    refuse(centre, hidden)
    found = open311.json("/servicerequestupdates")
    assert [(one["service_request_id"], one["status"], one["description"]) for one in found] == [
        (marked[1], "OPEN", "已收到"),
        (marked[1], "CLOSED", "不予受理"),
    ]
    assert {one["updated_datetime"][10:] for one in found} == {"T00:00:00+08:00"}
    tree = open311.xml("/servicerequestupdates", page_size=1)
    assert tree.tag == "service_request_updates"
    assert [one.findtext("service_request_id") for one in tree.findall("request_update")] == [marked[1]]
    assert open311.json("/servicerequestupdates", end_date="2020-01-01T00:00:00Z") == []


@pytest.mark.one_engine
def test_the_token_of_a_request_is_its_number(open311: Facade, marked: tuple[UUID, str]) -> None:
    assert open311.json(f"/tokens/{marked[1]}") == [{"token": marked[1], "service_request_id": marked[1]}]
    assert open311.xml(f"/tokens/{marked[1]}").findtext("request/service_request_id") == marked[1]
    assert open311.get("/tokens/none-such.json").status_code == 404


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/requests.json?jurisdiction_id=elsewhere.gov", 404),
        ("GET", "/services.xml?jurisdiction_id=elsewhere.gov", 404),
        ("GET", "/requests/none-such.json", 404),
        ("GET", "/requests/none-such.xml", 404),
        ("GET", "/services.csv", 404),
        ("GET", "/none/such", 404),
        ("GET", "/requests.json?start_date=yesterday", 400),
        ("GET", "/requests.xml?page=0", 400),
        ("GET", "/requests.json?page_size=201", 400),
        ("GET", "/requests.json?status=lost", 400),
        ("GET", "/requests.json?api_key=x", 400),
        ("DELETE", "/requests.xml", 405),
        ("PUT", "/services.json", 405),
    ],
)
def test_refusals_have_the_form_of_the_specification(open311: Facade, method: str, path: str, status: int) -> None:
    answer = open311.client.request(method, BASE + path, headers={"Accept": "text/html"})
    assert answer.status_code == status
    if ".json" in path:
        (error,) = answer.json()
        assert error.keys() == {"code", "description"}
        assert (error["code"], bool(error["description"])) == (status, True)
    else:
        tree = parsed(answer)
        assert (tree.tag, tree.findtext("error/code")) == ("errors", str(status))


@pytest.mark.one_engine
def test_the_jurisdiction_is_the_installation(open311: Facade) -> None:
    assert len(open311.json("/services", jurisdiction_id="127.0.0.1")) == 16
    english = open311.get("/requests/none-such.json", {"Accept-Language": "en"})
    assert english.json() == [{"code": 404, "description": "Not found"}]
