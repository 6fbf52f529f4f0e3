"""The same answers in every shape that a file may have."""

import random
from collections import Counter
from io import BytesIO

import pytest
import xlsxwriter
from fastapi import FastAPI

from backend.ballots.imports import collect as collecting
from backend.config import Settings
from tests.ballots.importing import LONG, Desk, Json, ok
from tests.conftest import Client, Login


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def desk(app: FastAPI, client: Client, login: Login) -> Desk:
    return Desk(app, client, login)


SHEETS = Counter({("A", b"\x01\x02"): 1, ("B", b"\x04\x00"): 1, ("A", b"\x03\x00"): 1})
WIDE = "序号,层次,U01,U02\n1,A,满意,基本满意\n2,B,不了解,\n3,A,不满意,\n"


def workbook(rows: list[list[str | int]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def cells(text: str, delimiter: str = ",") -> list[list[str | int]]:
    """A csv text as typed cells."""
    rows = [line.split(delimiter) for line in text.splitlines()]
    return [[int(cell) if cell.isdigit() else cell for cell in row] for row in rows]


FILES = {
    "utf-8": LONG.encode(),
    "utf-8 with mark": LONG.encode("utf-8-sig"),
    "gb18030": LONG.encode("gb18030"),
    "utf-16": LONG.encode("utf-16"),
    "tabs": LONG.replace(",", "\t").encode(),
    "semicolons, carriage returns": LONG.replace(",", ";").replace("\n", "\r\n").encode(),
    "empty lines and columns": LONG.replace("\n", ",,\n").replace("2,B,U02", "\n,,,,\n2,B,U02").encode(),
    "in another order": "\n".join([LONG.splitlines()[0], *reversed(LONG.splitlines()[1:])]).encode(),
    "full width and spaces": LONG.replace("U01", " ｕ０１ ").replace("A", " A").replace(",满意", ", 满意").encode(),
    "numbers": LONG.replace("不满意", "3")
    .replace("基本满意", "2")
    .replace(",满意", ",1")
    .replace("不了解", "4")
    .encode(),
    "other titles": LONG.replace("序号,层次,单位,选项", "Respondent_ID,Stratum,unit_code,Option").encode(),
    "wide": WIDE.encode(),
    "wide by name": WIDE.replace("U01", "测试单位01").replace("U02", "单位02").encode(),
    "wide, columns in another order": "U02,编号,U01,备注,层面\n基本满意,1,满意,x,A\n,2,不了解,,B\n,3,不满意,y,A\n".encode(),
    "wide without numbers": "层次,U01,U02\nA,满意,基本满意\nB,不了解,\nA,不满意,\n".encode(),
    "wide workbook": workbook(cells(WIDE)),
    "long workbook": workbook(cells(LONG)),
    "long workbook of numbers": workbook(
        cells(LONG.replace("不满意", "3").replace("基本满意", "2").replace(",满意", ",1").replace("不了解", "4"))
    ),
}


def test_every_shape_gives_the_same_sheets(desk: Desk) -> None:
    expected = Counter[tuple[str, bytes]]()
    for case, content in FILES.items():
        found = desk.loaded(content, "a.xlsx" if "workbook" in case else "a.csv")
        assert found["state"] == "loaded", (case, found["problems"])
        expected += SHEETS
        assert desk.sheets() == expected, case
        assert found["totals"]["ratings"] == 4, case


def test_one_stratum_for_the_whole_file(desk: Desk) -> None:
    found = desk.loaded("序号,U01,U02\n1,满意,\n2,,不满意\n", stratum_id=desk.strata["B"])
    assert found["mapping"]["stratum_id"] == str(desk.strata["B"])
    assert desk.sheets() == Counter({("B", b"\x01\x00"): 1, ("B", b"\x00\x03"): 1})
    desk.loaded("序号,单位,评价\n1,U01,满意\n2,U02,不满意\n", stratum_id=desk.strata["A"])
    assert desk.sheets()[("A", b"\x01\x00")] == 1


@pytest.mark.parametrize("layout", ["wide", "long"])
def test_sources_are_counted_and_only_busy_ones_named(desk: Desk, layout: str) -> None:
    """Of no sheet it is kept where it came from."""
    sources = [f"大厅{number}" for number in range(20)] + ["窗口9"] * 12 + [""]
    lines = {
        "wide": ["序号,来源,层次,U01,U02", *(f"{n},{source},A,满意,满意" for n, source in enumerate(sources))],
        "long": [
            "序号,来源,层次,单位,选项",
            *(f"{n},{source},A,{unit},满意" for unit in ("U01", "U02") for n, source in enumerate(sources)),
        ],
    }
    found = desk.loaded("\n".join(lines[layout]))
    assert found["mapping"]["source_column"] == "来源"
    totals = found["totals"]["sources"]
    assert (totals["sources"], totals["usual"]) == (21, 1.0)
    [busy] = totals["busy"]
    assert (busy["source"], busy["sheets"]) == ("窗口9", 12)
    assert 0 < busy["expected"] < 0.01
    assert desk.sheets() == Counter({("A", b"\x01\x01"): 33})


def test_a_unit_without_a_column_stays_blank_and_is_named(desk: Desk) -> None:
    found = desk.checked("序号,层次,U02\n1,A,满意\n2,A,\n")
    assert found["totals"]["units_without_answers"] == ["U01"]
    assert (found["totals"]["blank_sheets"], found["totals"]["blanks"]) == (1, 3)


def test_cells_in_the_order_of_the_configuration(app: FastAPI, client: Client, login: Login) -> None:
    """Unit by unit, criterion by criterion, whatever the order of the columns."""
    desk = Desk(app, client, login, units=2, criteria=2)
    expected = Counter({("A", b"\x01\x02\x03\x04"): 1})
    desk.loaded("序号,层次,U02/C2,U01-C1,单位02（指标1）,测试单位01_指标2\n1,A,不了解,满意,不满意,基本满意\n")
    assert desk.sheets() == expected
    long = "序号,层次,单位,指标,评价\n1,A,U02,C2,4\n1,A,U01,指标1,1\n1,A,U02,C1,3\n1,A,U01,C2,2\n"
    desk.loaded(long)
    assert desk.sheets() == expected + expected


def test_words_of_the_files_own(desk: Desk) -> None:
    """As in a survey where 9 means don't know and strata are numbers."""
    found = desk.uploaded("id,district,U01,U02\n1,1,5,9\n2,2,-,1\n")
    assert found["mapping"]["layout"] == "wide"
    mapping: Json = {
        **found["mapping"],
        "stratum_column": "district",
        "stratum_map": {"1": "A", "2": "B"},
        "option_map": {"5": 1, "1": 3, "9": 4, "-": 0},
    }
    ok(desk.send("PUT", f"/imports/{found['id']}/mapping", json=mapping))
    for action in ("check", "load"):
        ok(desk.send("POST", f"/imports/{found['id']}/{action}"), 202)
        desk.work()
    assert desk.sheets() == Counter({("A", b"\x01\x04"): 1, ("B", b"\x00\x03"): 1})


def test_titles_that_cannot_be_names(desk: Desk) -> None:
    found = desk.uploaded("序号,层次,,备注,备注,\u202eU01,\n1,A,x,y,z,满意,\n")
    assert found["columns"] == ["序号", "层次", "第3列", "备注", "备注 (2)", "U01"]
    assert found["mapping"]["unit_columns"] == {"U01": "U01"}


def test_a_title_in_the_second_row(desk: Desk) -> None:
    """Empty rows above the titles are passed over; row numbers stay those of the file."""
    assert desk.problems("\n,,,\n" + LONG + "9,A,U01,好\n") == [(9, "选项", "option_unknown")]


@pytest.mark.parametrize("seed", range(2))
def test_a_large_file_in_any_order_is_packed_exactly(desk: Desk, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Random sheets, shuffled rows, several steps of reading: what is loaded is what was written."""
    monkeypatch.setattr(collecting, "STEP", 97)
    rng = random.Random(seed)
    texts = {1: "满意", 2: "基本满意", 3: "不满意", 4: "不了解", 0: ""}
    sheets = [(rng.choice("AB"), bytes(rng.choices(list(texts), k=2))) for _ in range(400)]
    rows = [
        f"{number},{stratum},U0{unit + 1},{texts[option]}"
        for number, (stratum, answers) in enumerate(sheets)
        for unit, option in enumerate(answers)
    ]
    rng.shuffle(rows)
    found = desk.loaded("\n".join(["序号,层次,单位,选项", *rows]))
    assert found["totals"]["rows"] == 800
    assert found["totals"]["ratings"] == sum(option != 0 for _, answers in sheets for option in answers)
    assert desk.sheets() == Counter(sheets)
