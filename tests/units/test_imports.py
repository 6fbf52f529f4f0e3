"""Bringing files of units in."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.audit.models import AuditEvent
from backend.core.spreadsheets import open_table
from backend.units.columns import COLUMNS, Kind
from backend.units.models import Unit, UnitImport
from tests.units.conftest import Json, Office, xlsx

FULL = [column.title for column in COLUMNS]
HEADER = "编码,名称,序列\n"


def actions(preview: Json) -> list[tuple[int, str]]:
    return [(row["row"], row["action"]) for row in preview["rows"]]


def test_nothing_changes_before_the_confirmation(office: Office) -> None:
    response = office.upload(
        (HEADER + "B01,财政局,政府部门\nb02,公安局,执法部门\n").encode("gb18030"), "名\u202e册.csv"
    )
    preview = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/api/v1/unit-imports/{preview['id']}"
    assert preview["filename"] == "名册.csv"
    assert preview["summary"] == {"create": 2, "update": 0, "unchanged": 0, "error": 0}
    assert preview["can_confirm"] is True
    assert preview["rows"][1] == {
        "row": 3,
        "action": "create",
        "code": "B02",
        "name": "公安局",
        "problems": [],
        "changes": [
            {"field": "code", "before": None, "after": "B02"},
            {"field": "name", "before": None, "after": "公安局"},
            {"field": "sequence", "before": None, "after": "执法部门"},
        ],
    }
    assert office.codes() == []
    assert office.get(f"/unit-imports/{preview['id']}") == preview
    first = office.confirm(preview)
    assert (first.status_code, first.json()) == (200, {"created": 2, "updated": 0, "unchanged": 0})
    assert office.codes("sort=code") == ["B01", "B02"]
    # A second confirmation gives the same answer and does nothing.
    assert office.confirm(preview).json() == first.json()
    assert office.get("/units/by-code/B01")["version"] == 1
    after = office.get(f"/unit-imports/{preview['id']}")
    assert (after["state"], after["can_confirm"]) == ("confirmed", False)


def full_rows() -> list[list[Any]]:
    return [
        FULL,
        ["B01-1", "预算科", "", "政府部门", "B01", "", "", "", "", "", "", "", ""],
        [
            "b01",
            "财政局",
            "财政",
            "政府部门",
            "",
            "收支",
            "局长",
            date(2024, 3, 1),
            "主任",
            5981234,
            date(2020, 1, 1),
            "",
            "",
        ],
        ["B02", "工商局", "", "政府部门", "", "", "", "", "", "", "2010/1/1", "2018年12月31日", "B03"],
        ["B03", "市场监管局", "", "政府部门", "", "=1+1", "", "", "-", "+86 598", "2019-01-01", "", ""],
    ]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_comes_back_unchanged(office: Office, kind: str) -> None:
    assert office.bring_in(xlsx(*full_rows()), "a.xlsx") == {"created": 4, "updated": 0, "unchanged": 0}
    office.create("C01", "'=引号")
    office.create("C02", "两个  空格")
    response = office.send("GET", f"/units/export?format={kind}&status=all")
    assert response.status_code == 200
    assert f"%E5%90%8D%E5%86%8C.{kind}" in response.headers["content-disposition"]
    preview = office.preview(response.content, f"名册.{kind}")
    assert preview["summary"] == {"create": 0, "update": 0, "unchanged": 6, "error": 0}
    assert office.confirm(preview).json() == {"created": 0, "updated": 0, "unchanged": 6}
    assert office.get("/units/by-code/B01")["version"] == 1


def test_everything_of_a_row_arrives(office: Office) -> None:
    office.bring_in(xlsx(*full_rows()), "a.xlsx")
    unit = office.get("/units/by-code/B01")
    assert unit["responsible_since"] == "2024-03-01"
    assert (unit["contact_phone"], unit["active_from"], unit["duties"]) == ("5981234", "2020-01-01", "收支")
    assert office.get("/units/by-code/B01-1")["parent_id"] == unit["id"]
    old, new = office.get("/units/by-code/B02"), office.get("/units/by-code/B03")
    assert (old["active_from"], old["active_to"], old["successor_id"]) == ("2010-01-01", "2018-12-31", new["id"])
    assert (new["duties"], new["contact_post"], new["contact_phone"]) == ("=1+1", "-", "+86 598")


def test_the_export_follows_the_filter(office: Office) -> None:
    office.bring_in(xlsx(*full_rows()), "a.xlsx")
    office.create("P01", "县委办", "党群部门")

    def exported(query: str) -> list[str]:
        content = office.send("GET", f"/units/export?format=csv&{query}").content
        return [str(cells[0]) for _, cells in open_table(content, "a.csv").rows()][1:]

    assert exported("sort=-code") == ["P01", "B03", "B01-1", "B01"]
    assert exported("status=closed") == ["B02"]
    assert exported(f"sequence={office.sequences['党群部门']}") == ["P01"]
    assert exported("q=预算") == ["B01-1"]
    assert office.send("GET", "/units/export?limit=3").status_code == 422
    assert office.send("GET", "/units/export?format=pdf").status_code == 422


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_is_taken_back(office: Office, kind: str) -> None:
    response = office.send("GET", f"/unit-imports/template?format={kind}")
    table = open_table(response.content, f"a.{kind}")
    assert list(table.rows()) == [(1, FULL)]
    if kind == "xlsx":
        notes = open_table(response.content, "a.xlsx", "说明")
        assert any("保持不变" in str(cells[1]) for _, cells in notes.rows())
        assert any("清空" in str(cells[1]) for _, cells in notes.rows())
    assert office.upload(response.content, f"a.{kind}").status_code == 422


def test_headers_in_any_order_and_language_below_a_title(office: Office) -> None:
    content = "某县单位一览表,,,\n,,,\nSequence,Short Name,单位 名称*,code\n政府部门,财政,财政局,B01\n,,,\n"
    preview = office.preview(content)
    assert actions(preview) == [(4, "create")]
    assert [change["field"] for change in preview["rows"][0]["changes"]] == ["code", "name", "short_name", "sequence"]


def test_absent_columns_stay_and_empty_cells_clear(office: Office) -> None:
    office.bring_in(xlsx(*full_rows()), "a.xlsx")
    preview = office.preview("编码,名称,简称\nB01,财政局,\nB03,市场监管局,市监\n")
    assert [row["changes"] for row in preview["rows"]] == [
        [{"field": "short_name", "before": "财政", "after": None}],
        [{"field": "short_name", "before": None, "after": "市监"}],
    ]
    assert office.confirm(preview).json() == {"created": 0, "updated": 2, "unchanged": 0}
    unit = office.get("/units/by-code/B01")
    assert (unit["short_name"], unit["duties"], unit["version"]) == ("", "收支", 2)


def test_a_preview_does_not_outlive_a_change_of_the_register(office: Office) -> None:
    unit = office.create("A", "甲局")
    for change in (
        lambda: office.patch(office.get(f"/units/{unit['id']}"), duties="x"),
        lambda: office.create("B", "乙局"),
        lambda: office.bring_in("编码,名称,序列\nC,丙局,镇街\n"),
        lambda: office.close(unit),
    ):
        preview = office.preview(HEADER + "X1,某局,镇街\n")
        change()
        refused = office.confirm(preview)
        assert (refused.status_code, refused.json()["code"]) == (409, "register_changed")
    assert "X1" not in office.codes("status=all")


def test_old_previews_disappear_and_confirmed_imports_stay(office: Office) -> None:
    done = office.preview(HEADER + "A,甲局,镇街\n")
    office.confirm(done)
    waiting = office.preview(HEADER + "B,乙局,镇街\n")
    with office.app.state.database.write() as session:
        session.execute(update(UnitImport).values(created_at=datetime.now(UTC) - timedelta(days=1, minutes=1)))
    assert office.send("GET", f"/unit-imports/{waiting['id']}").status_code == 404
    assert office.confirm(waiting).status_code == 404
    office.preview(HEADER + "C,丙局,镇街\n")
    with office.app.state.database.read() as session:
        assert session.get(UnitImport, UUID(waiting["id"])) is None
    assert office.confirm(done).json() == {"created": 1, "updated": 0, "unchanged": 0}


@pytest.mark.parametrize(
    ("content", "filename", "status"),
    [
        (b"", "a.csv", 422),
        (b"\n\n", "a.csv", 422),
        ("编码,名称\n".encode(), "a.csv", 422),
        (b"x\0y", "a.csv", 422),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "a.xls", 422),
        (b"PK\x03\x04 nothing", "a.xlsx", 422),
        (b"\x89PNG\r\n\x1a\n\x00", "a.png", 422),
        (b"a" * (10 * 1024 * 1024 + 1), "a.csv", 413),
    ],
)
def test_what_is_no_table_is_refused(office: Office, content: bytes, filename: str, status: int) -> None:
    response = office.upload(content, filename)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"


def test_uploads_over_a_megabyte_are_read(office: Office) -> None:
    content = HEADER + "".join(f"U{n},单位{n},镇街\n" for n in range(300)) + ",,\n" * 500_000
    assert office.preview(content)["summary"]["create"] == 300


def test_the_number_of_rows_is_limited(office: Office) -> None:
    rows = "".join(f"U{number},单位{number},镇街\n" for number in range(2001))
    response = office.upload((HEADER + rows).encode())
    assert (response.status_code, response.json()["code"]) == (413, "spreadsheet_too_large")


def test_an_upload_needs_a_file(office: Office) -> None:
    assert office.send("POST", "/unit-imports", json={}).status_code == 422
    assert office.send("POST", "/unit-imports", data={"file": "text"}).status_code == 422


def test_imports_enter_the_record(office: Office) -> None:
    office.create("A", "甲局")
    office.bring_in("编码,名称,序列,停用日期\nA,甲局,政府部门,2025-12-31\nB,乙局,镇街,\n")
    with office.app.state.database.read() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [event.action for event in events] == [
        "unit.create",
        "unit_import.prepare",
        "unit.close",
        "unit.create",
        "unit_import.confirm",
    ]
    assert events[-1].data == {"created": 1, "updated": 1, "unchanged": 0}


def test_limits_of_the_columns_are_those_of_the_table() -> None:
    for column in COLUMNS:
        if column.kind is Kind.LINE:
            assert column.limit == Unit.__table__.c[column.field].type.length, column.field
