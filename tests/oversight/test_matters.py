"""The power list: by hand, by file, and who may."""

import io
from typing import Any

import pytest

from backend.core.spreadsheets import open_table
from backend.oversight.matter_columns import COLUMNS
from tests.oversight.conftest import Json, Oversight, codes_of

ANY = "00000000-0000-4000-8000-000000000000"
WRITES = [
    ("POST", "/service-matters"),
    ("PATCH", f"/service-matters/{ANY}"),
    ("GET", "/matter-imports/template"),
    ("POST", "/matter-imports"),
    ("GET", f"/matter-imports/{ANY}"),
    ("POST", f"/matter-imports/{ANY}/confirm"),
    ("PATCH", "/oversight-rules"),
]
READS = ["/service-matters", f"/service-matters/{ANY}", "/service-matters/export", "/oversight-rules"]


def patch(desk: Oversight, matter: Json, **fields: Any) -> Any:
    path = f"/service-matters/{matter['id']}"
    return desk.send("office", "PATCH", path, json=fields, headers={"If-Match": f'"{matter["version"]}"'})


def upload(desk: Oversight, content: str | bytes, filename: str = "事项.csv") -> Json:
    data = content.encode() if isinstance(content, str) else content
    answer = desk.send("office", "POST", "/matter-imports", files={"file": (filename, io.BytesIO(data))})
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


@pytest.mark.one_engine
def test_anonymous_and_wrong_roles_are_refused(desk: Oversight) -> None:
    for method, path in [*WRITES, *(("GET", path) for path in READS)]:
        assert desk.client.request(method, f"/api/v1{path}").status_code == 401, path
    for who in ("liaison", "supervisor", "leader", "auditor"):
        for method, path in WRITES:
            assert desk.send(who, method, path).status_code == 403, (who, path)
        for path in READS:
            assert desk.send(who, "GET", path).status_code in (200, 404), (who, path)


def test_a_matter_is_added_changed_and_read_by_its_unit_only(desk: Oversight) -> None:
    matter = desk.matter("xz-01", legal_limit=20, promised_limit=10, in_centre=True, basis="某条例第十条")
    assert (matter["code"], matter["disclosed"], matter["version"]) == ("XZ-01", 1, 1)
    assert (matter["unit_code"], matter["timeout_effect"]) == ("U01", "none")
    path = f"/service-matters/{matter['id']}"
    assert desk.get(path, "liaison") == desk.get(path, "leader") == matter
    assert desk.send("other", "GET", path).status_code == 404
    assert desk.get("/service-matters", "other")["items"] == []
    changed = patch(desk, matter, promised_limit=4, promised_time_unit="hour", timeout_effect="deemed_approved")
    assert changed.status_code == 200, changed.text
    assert (changed.json()["promised_time_unit"], changed.json()["version"]) == ("hour", 2)
    assert patch(desk, matter, name="旧版本").status_code == 412
    assert desk.send("office", "PATCH", path, json={"name": "无版本"}).status_code == 428
    assert patch(desk, changed.json(), name="事项xz-01").json()["version"] == 2, "nothing changed"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"legal_limit": 5, "promised_limit": 6}, "/promised_limit"),
        ({"legal_limit": 7, "legal_time_unit": "cd", "promised_limit": 6}, "/promised_limit"),
        ({"legal_limit": 1, "promised_limit": 8, "promised_time_unit": "hour"}, "/promised_limit"),
        ({"code": "甲"}, "/code"),
        ({"name": " "}, "/name"),
        ({"unit_id": ANY}, "/unit_id"),
        ({"promised_limit": -1}, "/promised_limit"),
        ({"basis": "x" * 1001}, "/basis"),
        ({"legal_time_unit": None}, "/legal_time_unit"),
        ({"extra": 1}, "/extra"),
    ],
)
@pytest.mark.one_engine
def test_invalid_matters_are_refused_at_the_field(desk: Oversight, fields: Json, wrong: str) -> None:
    body = {"unit_id": str(desk.units[0].id), "code": "A-1", "name": "事项", **fields}
    answer = desk.send("office", "POST", "/service-matters", json=body)
    assert (answer.status_code, [pointer for pointer, _ in codes_of(answer)]) == (422, [wrong])
    assert desk.get("/service-matters", status="all")["items"] == []


def test_codes_are_unique_within_the_unit(desk: Oversight) -> None:
    first = desk.matter("A-1", legal_limit=7, legal_time_unit="cd", promised_limit=5)
    desk.matter("A-1", unit=1)
    body = {"unit_id": str(desk.units[0].id), "code": "a-1", "name": "又一项"}
    taken = desk.send("office", "POST", "/service-matters", json=body)
    assert (taken.status_code, codes_of(taken)) == (409, [("/code", "code_taken")])
    second = desk.matter("A-2")
    assert codes_of(patch(desk, second, code="A-1")) == [("/code", "code_taken")]
    assert patch(desk, first, promised_limit=6).status_code == 422
    assert desk.get(f"/service-matters/{first['id']}")["promised_limit"] == 5
    assert desk.get("/service-matters", sort="-unit")["items"][-1]["id"] == first["id"]


def test_the_list_is_narrowed_and_paged(desk: Oversight) -> None:
    for code in ("A-1", "A-2", "B-1"):
        desk.matter(code, in_centre=code == "B-1")
    desk.matter("C-1", unit=1, active=False)

    def codes(**query: Any) -> list[str]:
        return [row["code"] for row in desk.get("/service-matters", **query)["items"]]

    assert codes() == ["A-1", "A-2", "B-1"]
    assert codes(status="inactive") == ["C-1"]
    assert codes(q="a-") == ["A-1", "A-2"]
    assert codes(in_centre=True) == ["B-1"]
    assert codes(unit=str(desk.units[1].id), status="all") == ["C-1"]
    page = desk.get("/service-matters", limit=2, sort="-code")
    assert [row["code"] for row in page["items"]] == ["B-1", "A-2"]
    assert codes(limit=2, sort="-code", cursor=page["next_cursor"]) == ["A-1"]


HEAD = "单位编码,事项编码,事项名称,法定时限,承诺时限,承诺时限单位,进政务服务中心\n"


def test_a_file_is_previewed_and_then_brought_in_once(desk: Oversight) -> None:
    made = upload(desk, HEAD + "u01,a-1,施工许可,20,10,工作日,是\nU02,A-1,停车许可,,4,小时,\n")
    assert made["summary"] == {"create": 2, "update": 0, "unchanged": 0, "error": 0}
    assert {"field": "promised_limit", "before": None, "after": "10"} in made["rows"][0]["changes"]
    assert desk.get("/service-matters")["items"] == []
    path = f"/matter-imports/{made['id']}/confirm"
    first = desk.post(path, None, status=200)
    assert first == desk.post(path, None, status=200) == {"created": 2, "updated": 0, "unchanged": 0}
    found = desk.get("/service-matters")["items"]
    assert [(row["unit_code"], row["code"], row["promised_time_unit"]) for row in found] == [
        ("U01", "A-1", "wd"),
        ("U02", "A-1", "hour"),
    ]
    again = upload(desk, "单位编码,事项编码,事项名称,承诺时限\nU01,A-1,施工许可,7\n")
    assert again["rows"][0]["changes"] == [{"field": "promised_limit", "before": "10", "after": "7"}]
    assert desk.post(f"/matter-imports/{again['id']}/confirm", None, status=200)["updated"] == 1
    matter = desk.get("/service-matters")["items"][0]
    assert (matter["promised_limit"], matter["in_centre"], matter["version"]) == (7, True, 2)


def test_wrong_rows_are_named_and_nothing_is_brought_in(desk: Oversight) -> None:
    made = upload(
        desk,
        HEAD
        + "U09,A-1,没有单位,,5,工作日,\nU01,A-2,太长,5,6,工作日,\nU01,A-3,单位不对,5,4,月,\nU01,A-4,两次,,1,,\n"
        + "U01,a-4,两次,,1,,\nU01,,没有编码,,1,,\n",
    )
    wrong = [[problem["column"] for problem in row["problems"]] for row in made["rows"]]
    assert wrong == [["单位编码"], ["承诺时限"], ["承诺时限单位"], ["事项编码"], ["事项编码"], ["事项编码"]]
    assert made["can_confirm"] is False
    refused = desk.send("office", "POST", f"/matter-imports/{made['id']}/confirm")
    assert (refused.status_code, refused.json()["code"]) == (409, "import_has_errors")
    assert desk.get("/service-matters")["items"] == []


def test_a_preview_of_a_list_that_has_changed_is_refused(desk: Oversight) -> None:
    made = upload(desk, HEAD + "U01,A-1,施工许可,20,10,工作日,是\n")
    desk.matter("B-1")
    refused = desk.send("office", "POST", f"/matter-imports/{made['id']}/confirm")
    assert (refused.status_code, refused.json()["code"]) == (409, "matters_changed")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_comes_back_unchanged(desk: Oversight, kind: str) -> None:
    desk.matter("A-1", legal_limit=20, fee=True, basis="=1+1\n第二行", timeout_effect="deemed_approved")
    desk.matter("A-2", promised_limit=None, active=False)
    answer = desk.send("office", "GET", "/service-matters/export", params={"format": kind, "status": "all"})
    assert upload(desk, answer.content, f"事项.{kind}")["summary"]["unchanged"] == 2
    own = desk.send("other", "GET", "/service-matters/export", params={"format": "csv", "status": "all"})
    assert len(list(open_table(own.content, "a.csv").rows())) == 1
    template = desk.send("office", "GET", "/matter-imports/template", params={"format": "xlsx"})
    assert list(open_table(template.content, "a.xlsx").rows()) == [(1, [column.title for column in COLUMNS])]


def test_the_rules_have_defaults_and_are_set_by_the_office(desk: Oversight) -> None:
    rules = desk.get("/oversight-rules", "liaison")
    assert (rules["acknowledge_days"], rules["follow_up_days"], rules["prompt_days"]) == (3, 5, 1)
    tag = {"If-Match": '"1"'}
    assert desk.send("office", "PATCH", "/oversight-rules", json={"follow_up_days": 0}, headers=tag).status_code == 422
    set_now = desk.send("office", "PATCH", "/oversight-rules", json={"follow_up_days": 7}, headers=tag)
    assert (set_now.status_code, set_now.headers["etag"]) == (200, '"2"')
    assert desk.get("/oversight-rules")["follow_up_days"] == 7
    assert desk.send("office", "PATCH", "/oversight-rules", json={"follow_up_days": 6}, headers=tag).status_code == 412
