"""What is wrong with a file of units, and what only looks wrong."""

from tests.units.conftest import Json, Office, xlsx

HEADER = "编码,名称,序列\n"


def problems(preview: Json) -> list[tuple[int, str, str]]:
    return [(row["row"], p["column"], p["message"]) for row in preview["rows"] for p in row["problems"]]


def places(preview: Json) -> list[tuple[int, str]]:
    return [(row, column) for row, column, _ in problems(preview)]


def actions(preview: Json) -> list[tuple[int, str]]:
    return [(row["row"], row["action"]) for row in preview["rows"]]


def test_problems_of_the_header(office: Office) -> None:
    preview = office.preview("编码,序列,领导姓名,序列\nB01,政府部门,x,y\n")
    assert actions(preview) == [(1, "error")]
    assert places(preview) == [(1, "领导姓名"), (1, "序列"), (1, "名称")]
    assert preview["can_confirm"] is False
    # With the required columns there, the rows are looked at as well.
    preview = office.preview("编码,名称,领导姓名\nB01,,x\n")
    assert places(preview) == [(1, "领导姓名"), (2, "名称"), (2, "序列")]
    assert office.confirm(preview).status_code == 409


def test_problems_of_the_cells(office: Office) -> None:
    rows = [
        ["编码", "名称", "序列", "任职日期", "简称", "上级编码"],
        ["B01", "财政局", "财政部门", "", "", ""],
        ["B 2", "公安局", "执法部门", "2026-02-30", "", ""],
        ["B03", "民政局", "", 46027, "x" * 41, "X99"],
        ["B04", "教育\u202e局", "政府部门", "5/1/2026", "", "财"],
        ["", "税务局", "政府部门", "", "", ""],
    ]
    preview = office.preview(xlsx(*rows), "a.xlsx")
    assert places(preview) == [
        (2, "序列"),
        (3, "编码"),
        (3, "任职日期"),
        (4, "任职日期"),
        (4, "简称"),
        (4, "序列"),
        (4, "上级编码"),
        (5, "名称"),
        (5, "任职日期"),
        (5, "上级编码"),
        (6, "编码"),
    ]
    assert "现有：党群部门、政府部门" in problems(preview)[0][2]
    refused = office.confirm(preview)
    assert (refused.status_code, refused.json()["code"]) == (409, "import_has_errors")
    assert office.codes() == []


def test_messages_come_in_the_readers_language(office: Office) -> None:
    preview = office.upload(b"code,name\n,x\n", **{"Accept-Language": "en"}).json()
    assert ("编码", "This is required") in [(column, text) for _, column, text in problems(preview)]


def test_duplicates_inside_the_file(office: Office) -> None:
    preview = office.preview(HEADER + "B01,财政局,政府部门\nb01,公安局,政府部门\nB02,民政局,镇街\nB03,民政局,镇街\n")
    assert places(preview) == [(2, "编码"), (3, "编码"), (4, "名称"), (5, "名称")]


def test_circles_and_depth_inside_the_file(office: Office) -> None:
    head = "编码,名称,序列,上级编码\n"
    preview = office.preview(head + "A,甲,镇街,B\nB,乙,镇街,A\nC,丙,镇街,C\n")
    assert places(preview) == [(2, "上级编码"), (3, "上级编码"), (4, "上级编码")]
    preview = office.preview(head + "D,丁,镇街,C\nC,丙,镇街,B\nB,乙,镇街,A\nA,甲,镇街,\n")
    assert (2, "上级编码") in places(preview)
    assert all(column == "上级编码" for _, column in places(preview))


def test_a_circle_with_the_register(office: Office) -> None:
    top = office.create("A", "甲", "镇街")
    office.create("B", "乙", "镇街", parent_id=top["id"])
    assert places(office.preview("编码,名称,上级编码\nA,甲,B\n")) == [(2, "上级编码")]
    # Turned round as a whole it stands.
    office.bring_in("编码,名称,上级编码\nA,甲,B\nB,乙,\n")
    assert office.codes(f"parent={office.get('/units/by-code/B')['id']}") == ["A"]


def test_two_units_swap_their_names(office: Office) -> None:
    office.create("A", "甲局")
    office.create("B", "乙局")
    office.bring_in("编码,名称\nA,乙局\nB,甲局\n")
    assert [office.get(f"/units/by-code/{code}")["name"] for code in "AB"] == ["乙局", "甲局"]


def test_a_name_passes_to_a_new_unit_while_the_old_one_closes(office: Office) -> None:
    office.create("A", "甲局")
    office.bring_in("编码,名称,序列,停用日期,承接单位编码\nB,甲局,政府部门,,\nA,甲局,政府部门,2025-12-31,B\n")
    old, new = office.get("/units/by-code/A"), office.get("/units/by-code/B")
    assert (old["active_to"], old["successor_id"], new["name"]) == ("2025-12-31", new["id"], "甲局")


def test_closing_by_import_keeps_the_rules(office: Office) -> None:
    top = office.create("A", "甲局")
    office.create("A-1", "一科", parent_id=top["id"])
    head = "编码,名称,停用日期,承接单位编码\n"
    assert places(office.preview(head + "A,甲局,2025-12-31,\n")) == [(2, "停用日期")]
    assert places(office.preview(head + "A,甲局,2025-12-31,A-1\nA-1,一科,2025-12-31,\n")) == [(2, "承接单位编码")]
    assert places(office.preview(head + "A,甲局,,A-1\n")) == [(2, "承接单位编码")]
    office.bring_in(head + "A,甲局,2025-12-31,\nA-1,一科,2025-12-31,\n")
    # An old list, or an empty cell, does not bring a closed unit back.
    assert places(office.preview(head + "A,甲局,,\n")) == [(2, "停用日期")]
    assert office.preview("编码,名称\nA,甲局\n")["summary"]["unchanged"] == 1
