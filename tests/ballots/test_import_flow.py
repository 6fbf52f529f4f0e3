"""From a file to sheets that count, and back."""

from collections import Counter

import pytest
from fastapi import FastAPI

from backend.config import Settings
from tests.ballots.importing import LONG, Desk, ok
from tests.conftest import Client, Login


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """No job runs by itself."""
    return settings.model_copy(update={"run_worker": False})


@pytest.fixture
def desk(app: FastAPI, client: Client, login: Login) -> Desk:
    return Desk(app, client, login)


SHEETS = Counter({("A", b"\x01\x02"): 1, ("B", b"\x04\x00"): 1, ("A", b"\x03\x00"): 1})


def test_upload_looks_and_suggests(desk: Desk) -> None:
    response = desk.upload(LONG, "C:\\Users\\张三\\一批.csv", origin="paper_keyed", issued=5, returned=4)
    found = ok(response, 201)
    assert response.headers["location"] == f"/api/v1/imports/{found['id']}"
    assert found["mapping"] == {
        "layout": "long",
        "respondent_column": "序号",
        "stratum_column": "层次",
        "stratum_id": None,
        "unit_column": "单位",
        "criterion_column": None,
        "option_column": "选项",
        "source_column": None,
        "unit_columns": {},
        "option_map": {"满意": 1, "基本满意": 2, "不满意": 3, "不了解": 4, "1": 1, "2": 2, "3": 3, "4": 4},
        "stratum_map": {"层次A": "A", "层次B": "B", "A": "A", "B": "B"},
    }
    assert (found["state"], found["filename"], found["origin"]) == ("uploaded", "一批.csv", "paper_keyed")
    assert (found["encoding"], found["delimiter"], found["layout"]) == ("utf-8", ",", "long")
    assert found["columns"] == ["序号", "层次", "单位", "选项"]
    assert found["sample"][0] == ["1", "A", "U01", "满意"]
    assert len(found["sample"]) == 5
    assert (found["issued"], found["returned"], found["totals"], found["problems"]) == (5, 4, None, [])
    assert desk.stored() == 1


def test_check_counts_everything(desk: Desk) -> None:
    found = desk.checked()
    assert (found["state"], found["problem_count"]) == ("checked", 0)
    assert found["totals"] == {
        "rows": 5,
        "sheets": 3,
        "blank_sheets": 0,
        "ratings": 4,
        "blanks": 2,
        "strata": [
            {
                "stratum_id": str(desk.strata["A"]),
                "code": "A",
                "name": "层次A",
                "sheets": 2,
            },
            {
                "stratum_id": str(desk.strata["B"]),
                "code": "B",
                "name": "层次B",
                "sheets": 1,
            },
        ],
        "units_without_answers": [],
        "sources": None,
        "problem_codes": {},
    }
    assert desk.sheets() == Counter()
    assert desk.batches() == []


def test_load_makes_the_sheets_count(desk: Desk) -> None:
    found = desk.loaded(origin="paper_keyed", issued=10, returned=4)
    assert (found["state"], found["sample"]) == ("loaded", [])
    assert desk.sheets() == SHEETS
    [batch] = desk.batches()
    assert batch.pop("created_at")
    assert batch == {
        "id": found["batch_id"],
        "number": 1,
        "origin": "paper_keyed",
        "state": "loaded",
        "label": "测评表.csv",
        "issued": 10,
        "returned": 4,
        "valid": 3,
        "invalid": 1,
        "overreturned": False,
        "strata": [
            {"stratum_id": str(desk.strata["A"]), "name": "层次A", "sheets": 2},
            {"stratum_id": str(desk.strata["B"]), "name": "层次B", "sheets": 1},
        ],
        "void_reason": None,
    }
    assert desk.stored() == 0
    assert desk.events(found["id"]) == ["import.upload", "import.check", "import.checked", "import.load"]
    assert desk.events(batch["id"]) == ["batch.load"]
    job = ok(desk.send("GET", f"/jobs/{found['job_id']}"))
    assert (job["state"], job["progress"]) == ("done", {"done": 100, "total": 100})
    assert job["result"]["sheets"] == 3
    turnout = ok(desk.send("GET", f"/rounds/{desk.round_id}/turnout"))
    assert turnout["returned"] == 0  # three sheets, rounded down to a multiple of 5 while the round is open


def test_more_returned_than_issued_is_flagged(desk: Desk) -> None:
    desk.loaded(issued=2)
    [batch] = desk.batches()
    assert (batch["issued"], batch["returned"], batch["invalid"], batch["overreturned"]) == (2, 3, 0, True)


def test_blank_sheets_are_returned_but_not_valid(desk: Desk) -> None:
    desk.loaded("序号,层次,U01,U02\n1,A,满意,\n2,A,,\n3,B,,\n")
    [batch] = desk.batches()
    assert (batch["returned"], batch["valid"], batch["invalid"]) == (3, 1, 2)


@pytest.mark.parametrize("extra", ["second_file", "unknown_field", "repeated_field"])
def test_no_part_of_an_upload_goes_unread(desk: Desk, extra: str) -> None:
    part = ("file", ("a.csv", LONG.encode()))
    more = {
        "second_file": ("file", ("b.csv", LONG.encode())),
        "unknown_field": ("stratum", (None, b"A")),
        "repeated_field": ("issued", (None, b"5")),
    }[extra]
    first = [("issued", (None, b"4"))] if extra == "repeated_field" else []
    response = desk.send("POST", f"/rounds/{desk.round_id}/imports", files=[part, *first, more])
    assert (response.status_code, response.json()["code"]) == (422, "invalid_input")
    [error] = response.json()["errors"]
    assert error["code"] == ("extra_forbidden" if extra == "unknown_field" else "repeated")
    assert desk.stored() == 0


def test_the_same_file_is_not_loaded_twice_by_accident(desk: Desk) -> None:
    desk.loaded()
    second = desk.checked(name="另一个名字.csv")
    refused = desk.send("POST", f"/imports/{second['id']}/load")
    assert (refused.status_code, refused.json()["code"]) == (409, "loaded_before")
    assert desk.sheets() == SHEETS
    ok(desk.send("POST", f"/imports/{second['id']}/load", json={"again": True}), 202)
    desk.work()
    assert desk.sheets() == SHEETS + SHEETS
    assert [batch["number"] for batch in desk.batches()] == [1, 2]


def test_a_double_click_loads_once(desk: Desk) -> None:
    import_id = desk.checked()["id"]
    answers = [desk.send("POST", f"/imports/{import_id}/load").status_code for _ in range(2)]
    assert answers == [202, 409]
    desk.work()
    assert desk.sheets() == SHEETS


def test_void_takes_a_batch_out(desk: Desk) -> None:
    kept = desk.loaded(LONG + "4,A,U01,满意\n")
    first = desk.sheets()
    found = desk.loaded()
    response = desk.send("POST", f"/batches/{found['batch_id']}/void", json={"reason": "录错了批次"})
    assert ok(response)["state"] == "void"
    desk.work()
    assert desk.sheets() == first
    batches = {batch["id"]: batch for batch in desk.batches()}
    assert batches[kept["batch_id"]]["state"] == "loaded"
    assert batches[found["batch_id"]]["void_reason"] == "录错了批次"
    assert desk.events(found["batch_id"]) == ["batch.load", "batch.void"]
    again = desk.send("POST", f"/batches/{found['batch_id']}/void", json={"reason": "再来一次"})
    assert (again.status_code, again.json()["code"]) == (409, "batch_state")
    desk.loaded()  # the file was taken out, so it may come again without a question
    assert desk.batch_states() == ["loaded", "void", "loaded"]


def test_a_new_mapping_asks_for_a_new_check(desk: Desk) -> None:
    wrong = desk.checked(LONG.replace("不了解", "不清楚"))
    assert (wrong["state"], wrong["problem_count"]) == ("rejected", 1)
    mapping = wrong["mapping"]
    mapping["option_map"]["不清楚"] = 4
    mapped = ok(desk.send("PUT", f"/imports/{wrong['id']}/mapping", json=mapping))
    assert (mapped["state"], mapped["totals"], mapped["problems"]) == ("uploaded", None, [])
    assert desk.send("POST", f"/imports/{wrong['id']}/load").status_code == 409
    ok(desk.send("POST", f"/imports/{wrong['id']}/check"), 202)
    assert desk.send("PUT", f"/imports/{wrong['id']}/mapping", json=mapping).status_code == 409
    desk.work()
    ok(desk.send("POST", f"/imports/{wrong['id']}/load"), 202)
    desk.work()
    assert desk.sheets() == SHEETS


def test_discard_leaves_nothing(desk: Desk) -> None:
    found = desk.checked()
    gone = ok(desk.send("POST", f"/imports/{found['id']}/discard"))
    assert (gone["state"], gone["sample"], desk.stored()) == ("discarded", [], 0)
    for action in ("check", "load", "discard"):
        assert desk.send("POST", f"/imports/{found['id']}/{action}").status_code == 409
    assert desk.events(found["id"])[-1] == "import.discard"


def test_the_list(desk: Desk) -> None:
    first, second = desk.loaded(), desk.uploaded("序号,U01\n1,满意\n")
    items = ok(desk.send("GET", f"/rounds/{desk.round_id}/imports"))["items"]
    assert [item["id"] for item in items] == [second["id"], first["id"]]
    items = ok(desk.send("GET", f"/rounds/{desk.round_id}/imports?state=loaded"))["items"]
    assert [item["id"] for item in items] == [first["id"]]


@pytest.mark.parametrize("action", ["upload", "check", "load", "void"])
def test_only_while_the_round_is_open(desk: Desk, action: str) -> None:
    found = desk.loaded() if action == "void" else desk.checked()
    before = desk.sheets()
    desk.close()
    if action == "upload":
        response = desk.upload(LONG)
    elif action == "void":
        response = desk.send("POST", f"/batches/{found['batch_id']}/void", json={"reason": "太晚了"})
    else:
        response = desk.send("POST", f"/imports/{found['id']}/{action}")
    assert (response.status_code, response.json()["code"]) == (409, "round_not_open")
    assert desk.work() == 0
    assert desk.sheets() == before
    assert desk.stored() == (0 if action == "void" else 1)


def test_what_was_never_loaded_goes_with_the_round(desk: Desk) -> None:
    desk.loaded()
    voided = desk.loaded(LONG + "6,A,U01,满意\n")
    ok(desk.send("POST", f"/batches/{voided['batch_id']}/void", json={"reason": "录错了"}))
    left = [desk.checked(LONG + "4,A,U01,满意\n"), desk.uploaded(LONG + "5,A,U01,满意\n")]
    round_ = ok(desk.send("GET", f"/rounds/{desk.round_id}"))
    closed = desk.send("POST", f"/rounds/{desk.round_id}/close", headers={"If-Match": f'"{round_["version"]}"'})
    assert ok(closed)["state"] == "closed"
    desk.work()
    assert ok(desk.send("GET", f"/rounds/{desk.round_id}"))["state"] == "tallied"
    assert desk.stored() == 0
    assert {desk.get(found["id"])["state"] for found in left} == {"discarded"}
    assert desk.sheets() == Counter()
    assert desk.packed() == SHEETS
