"""The register by hand."""

import pytest
from sqlalchemy import select

from backend.audit.models import AuditEvent
from backend.units.service import SEQUENCE_PRESETS, seed_sequences
from tests.conftest import Client, Login
from tests.units.conftest import Office

READERS = ("liaison", "evaluator", "supervisor", "lead_supervisor", "complaint_officer", "leader", "auditor", "office")
ANY = "00000000-0000-4000-8000-000000000000"
WRITES = [
    ("POST", "/units"),
    ("PATCH", f"/units/{ANY}"),
    ("POST", f"/units/{ANY}/close"),
    ("POST", "/sequences"),
    ("PATCH", f"/sequences/{ANY}"),
    ("GET", "/unit-imports/template"),
    ("POST", "/unit-imports"),
    ("GET", f"/unit-imports/{ANY}"),
    ("POST", f"/unit-imports/{ANY}/confirm"),
]
READS = ["/units", f"/units/{ANY}", "/units/by-code/B01", "/units/export", "/sequences", f"/sequences/{ANY}"]


def problem_codes(response: object) -> list[tuple[str, str]]:
    return [(error["pointer"], error["code"]) for error in response.json()["errors"]]


def test_anonymous_and_wrong_roles_are_refused(client: Client, login: Login) -> None:
    liaison, sysadmin, nobody = login("liaison"), login("sysadmin"), login()
    for method, path in [*WRITES, *(("GET", path) for path in READS)]:
        assert client.request(method, f"/api/v1{path}").status_code == 401, path
        assert client.request(method, f"/api/v1{path}", headers=nobody).status_code == 403, path
    for method, path in WRITES:
        for reader in (liaison, sysadmin):
            assert client.request(method, f"/api/v1{path}", headers=reader).status_code == 403, path


def test_every_reader_sees_the_public_profile(office: Office, login: Login) -> None:
    unit = office.create("B01", "财政局", responsible_post="局长", contact_phone="0598-1234567")
    for role in READERS:
        headers = login(role)
        listed = office.client.get("/api/v1/units", headers=headers)
        assert listed.json()["items"] == [unit], role
        assert office.client.get(f"/api/v1/units/{unit['id']}", headers=headers).json() == unit


def test_a_unit_is_added_and_read_back(office: Office) -> None:
    response = office.send(
        "POST",
        "/units",
        json={
            "code": " b01 ",
            "name": "  财政局 ",
            "short_name": "财政",
            "sequence_id": office.sequences["政府部门"],
            "duties": "财政收支",
            "responsible_post": "局长",
            "responsible_since": "2024-03-01",
            "contact_post": "办公室主任",
            "contact_phone": "0598-1234567",
            "active_from": "2020-01-01",
        },
    )
    unit = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/api/v1/units/{unit['id']}"
    assert response.headers["etag"] == '"1"'
    assert (unit["code"], unit["name"], unit["sequence_name"]) == ("B01", "财政局", "政府部门")
    assert (unit["parent_id"], unit["active_to"], unit["successor_id"], unit["version"]) == (None, None, None, 1)
    read = office.send("GET", f"/units/{unit['id']}")
    assert (read.json(), read.headers["etag"]) == (unit, '"1"')
    assert office.get("/units/by-code/b01") == unit


def test_absent_units(office: Office) -> None:
    assert office.send("GET", f"/units/{ANY}").status_code == 404
    assert office.send("GET", "/units/by-code/X99").status_code == 404
    assert office.send("GET", "/units/by-code/%00").status_code == 422
    assert office.send("GET", "/units/not-an-id").status_code == 422
    assert office.send("PATCH", f"/units/{ANY}", json={}, headers={"If-Match": '"1"'}).status_code == 404
    assert office.send("POST", f"/units/{ANY}/close", json={"active_to": "2026-01-01"}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "B 1"),
        ("code", ""),
        ("code", "财1"),
        ("code", "B" * 33),
        ("name", "   "),
        ("name", "x" * 101),
        ("name", "a\u0000b"),
        ("name", "a\nb"),
        ("name", None),
        ("sequence_id", ANY),
        ("parent_id", ANY),
        ("active_from", "1899-12-31"),
        ("extra", 1),
    ],
)
def test_invalid_units_are_refused_at_the_field(office: Office, field: str, value: object) -> None:
    body = {"code": "B01", "name": "财政局", "sequence_id": office.sequences["政府部门"], field: value}
    response = office.send("POST", "/units", json=body)
    assert response.status_code == 422
    assert [pointer for pointer, _ in problem_codes(response)] == [f"/{field}"]
    assert office.codes() == []


def test_codes_and_names_are_unique(office: Office) -> None:
    unit = office.create("B01", "财政局")
    sequence = office.sequences["党群部门"]
    taken = office.send("POST", "/units", json={"code": "b01", "name": "财政局", "sequence_id": sequence})
    assert taken.status_code == 409
    assert problem_codes(taken) == [("/code", "code_taken"), ("/name", "name_taken")]
    # The name is free again once the unit is closed; the code never is.
    assert office.close(unit).status_code == 200
    taken = office.send("POST", "/units", json={"code": "B01", "name": "财政局", "sequence_id": sequence})
    assert problem_codes(taken) == [("/code", "code_taken")]
    office.create("B02", "财政局")


def test_sections_of_different_units_may_share_a_name(office: Office) -> None:
    first, second = office.create("B01", "财政局"), office.create("B02", "公安局")
    office.create("B01-1", "办公室", parent_id=first["id"])
    office.create("B02-1", "办公室", parent_id=second["id"])
    body = {"code": "B02-2", "name": "办公室", "sequence_id": first["sequence_id"], "parent_id": second["id"]}
    assert problem_codes(office.send("POST", "/units", json=body)) == [("/name", "name_taken")]


def test_parents(office: Office) -> None:
    top = office.create("A", "一级")
    middle = office.create("B", "二级", parent_id=top["id"])
    low = office.create("C", "三级", parent_id=middle["id"])
    other = office.create("D", "另一")
    body = {"code": "E", "name": "四级", "sequence_id": top["sequence_id"], "parent_id": low["id"]}
    assert problem_codes(office.send("POST", "/units", json=body)) == [("/parent_id", "parent_too_deep")]
    assert problem_codes(office.patch(top, parent_id=other["id"])) == [("/parent_id", "parent_too_deep")]
    assert problem_codes(office.patch(top, parent_id=low["id"])) == [("/parent_id", "parent_cycle")]
    assert problem_codes(office.patch(top, parent_id=top["id"])) == [("/parent_id", "parent_cycle")]
    assert office.patch(low, parent_id=None).json()["parent_id"] is None
    assert office.codes(f"parent={top['id']}") == ["B"]
    assert office.close(other).status_code == 200
    assert problem_codes(office.patch(middle, parent_id=other["id"])) == [("/parent_id", "parent_closed")]


def test_editing_needs_the_version_that_was_read(office: Office) -> None:
    unit = office.create("B01", "财政局")
    path = f"/units/{unit['id']}"
    assert office.send("PATCH", path, json={"duties": "x"}).status_code == 428
    changed = office.patch(unit, duties="收支", code="b1", sequence_id=office.sequences["执法部门"])
    assert changed.status_code == 200
    assert changed.headers["etag"] == '"2"'
    assert (changed.json()["code"], changed.json()["sequence_name"], changed.json()["duties"]) == (
        "B1",
        "执法部门",
        "收支",
    )
    stale = office.patch(unit, duties="y")
    assert stale.status_code == 412
    assert stale.json()["current"] == changed.json()
    # Saying what holds already is no change.
    assert office.patch(changed.json(), duties="收支").json()["version"] == 2


@pytest.mark.parametrize("field", ["code", "name", "short_name", "sequence_id", "duties", "contact_phone"])
def test_what_must_be_there_cannot_be_null(office: Office, field: str) -> None:
    unit = office.create("B01", "财政局")
    response = office.patch(unit, **{field: None})
    assert (response.status_code, problem_codes(response)[0][0]) == (422, f"/{field}")


def test_closing(office: Office) -> None:
    old = office.create("B01", "工商局", active_from="2010-01-01")
    new = office.create("B02", "市场监管局")
    section = office.create("B01-1", "注册科", parent_id=old["id"])
    assert problem_codes(office.close(old)) == [("/active_to", "sections_active")]
    assert office.close(section).status_code == 200
    assert problem_codes(office.close(old, "2009-12-31")) == [("/active_to", "active_range")]
    assert problem_codes(office.close(old, successor_id=old["id"])) == [("/successor_id", "successor_invalid")]
    assert problem_codes(office.close(old, successor_id=section["id"])) == [("/successor_id", "successor_invalid")]
    assert problem_codes(office.close(old, successor_id=ANY)) == [("/successor_id", "successor_invalid")]
    closed = office.close(old, successor_id=new["id"])
    assert closed.status_code == 200
    assert (closed.json()["active_to"], closed.json()["successor_id"]) == ("2025-12-31", new["id"])
    again = office.close(old, "2026-01-31")
    assert (again.status_code, again.json()["code"]) == (409, "unit_closed")
    assert office.codes() == ["B02"]
    assert office.codes("status=closed&sort=code") == ["B01", "B01-1"]
    assert office.codes("status=all&sort=-code") == ["B02", "B01-1", "B01"]
    assert office.send("DELETE", f"/units/{old['id']}").status_code == 405


def test_a_unit_that_ends_later_is_still_active(office: Office) -> None:
    unit = office.create("B01", "财政局")
    assert office.close(unit, "2999-12-31").status_code == 200
    assert office.codes() == ["B01"]
    assert office.codes("status=closed") == []


def test_a_wrong_closing_is_corrected(office: Office) -> None:
    unit, other = office.create("B01", "财政局"), office.create("B02", "公安局")
    assert problem_codes(office.patch(unit, active_to="2025-01-01")) == [("/active_to", "not_closed")]
    assert problem_codes(office.patch(unit, successor_id=other["id"])) == [("/active_to", "not_closed")]
    closed = office.close(unit, successor_id=other["id"]).json()
    moved = office.patch(closed, active_to="2025-06-30").json()
    assert (moved["active_to"], moved["successor_id"]) == ("2025-06-30", other["id"])
    opened = office.patch(moved, active_to=None).json()
    assert (opened["active_to"], opened["successor_id"]) == (None, None)
    # Nor may opening again break a rule.
    closed = office.close(opened).json()
    office.create("B03", "财政局")
    assert problem_codes(office.patch(closed, active_to=None)) == [("/name", "name_taken")]


def test_search_takes_wildcards_literally(office: Office) -> None:
    office.create("A-1", "100%放心消费办", short_name="放心办")
    office.create("A-2", "下_划线局")
    office.create("A-3", "财政局", short_name="CZJ")
    assert office.codes("q=%25") == ["A-1"]
    assert office.codes("q=_") == ["A-2"]
    assert office.codes("q=czj") == ["A-3"]
    assert office.codes("q=a-") == ["A-1", "A-2", "A-3"]
    assert office.codes("q=放心办") == ["A-1"]
    assert office.codes("q=%5C") == []


@pytest.mark.parametrize("sort", ["code", "-code", "name", "-name", "sequence", "-sequence"])
def test_pages_of_each_sort_make_up_the_list(office: Office, sort: str) -> None:
    for number, sequence in enumerate(("镇街", "党群部门", "镇街", "政府部门", "党群部门")):
        office.create(f"U{number}", f"单位{5 - number}", sequence)
    whole = office.codes(f"sort={sort}")
    if sort == "sequence":
        assert whole == ["U1", "U4", "U3", "U0", "U2"]
    collected, cursor = [], ""
    while cursor is not None:
        page = office.get(f"/units?sort={sort}&limit=2{cursor and '&cursor=' + cursor}")
        assert page["total"] == 5
        collected += [unit["code"] for unit in page["items"]]
        cursor = page["next_cursor"]
    assert collected == whole


def test_list_parameters_are_checked(office: Office) -> None:
    for query in ("sort=phone", "status=open", "limit=0", "page=2", "cursor=x", "q=%00", "sequence=x"):
        assert office.send("GET", f"/units?{query}").status_code == 422, query
    office.create("B01", "财政局")
    office.create("P01", "县委办", "党群部门")
    assert office.codes(f"sequence={office.sequences['党群部门']}") == ["P01"]


def test_changes_enter_the_record_without_names(office: Office) -> None:
    unit = office.create("B01", "财政局")
    changed = office.patch(unit, contact_phone="123").json()
    office.close(changed)
    with office.app.state.database.read() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    recorded = [(event.action, event.data) for event in events if event.object_type == "unit"]
    assert recorded == [
        ("unit.create", {"code": "B01"}),
        ("unit.edit", {"fields": ["contact_phone"]}),
        ("unit.close", {"active_to": "2025-12-31", "successor_id": None}),
    ]


def test_sequences(office: Office) -> None:
    assert [item["name"] for item in office.get("/sequences")["items"]] == list(SEQUENCE_PRESETS)
    made = office.send("POST", "/sequences", json={"name": "学校", "position": 0})
    assert made.status_code == 201
    assert office.send("GET", made.headers["location"].removeprefix("/api/v1")).json() == made.json()
    assert office.get("/sequences")["items"][0]["name"] == "学校"
    assert office.send("POST", "/sequences", json={"name": "学校", "position": 9}).status_code == 409
    assert office.send("POST", "/sequences", json={"name": "医院", "position": -1}).status_code == 422
    path = f"/sequences/{made.json()['id']}"
    assert office.send("PATCH", path, json={"name": "医院"}).status_code == 428
    renamed = office.send("PATCH", path, json={"name": "医院"}, headers={"If-Match": '"1"'})
    assert (renamed.json()["name"], renamed.json()["position"], renamed.headers["etag"]) == ("医院", 0, '"2"')
    assert office.send("PATCH", path, json={"position": 3}, headers={"If-Match": '"1"'}).status_code == 412
    taken = office.send("PATCH", path, json={"name": "镇街"}, headers={"If-Match": '"2"'})
    assert (taken.status_code, problem_codes(taken)) == (409, [("/name", "name_taken")])
    assert office.send("PATCH", path, json={"name": None}, headers={"If-Match": '"2"'}).status_code == 422
    assert office.send("GET", f"/sequences/{ANY}").status_code == 404


def test_presets_are_added_once(office: Office) -> None:
    office.send("PATCH", f"/sequences/{office.sequences['镇街']}", json={"name": "乡镇"}, headers={"If-Match": '"1"'})
    with office.app.state.database.write() as session:
        seed_sequences(session)
    names = [item["name"] for item in office.get("/sequences")["items"]]
    assert names == [*SEQUENCE_PRESETS[:-1], "乡镇"]
