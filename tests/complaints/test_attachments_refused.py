"""What must not come in, or not be opened (complaint design, cases 31 to 35), and floods of files."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from backend.ballots.codes import new_code
from backend.complaints.attachments import keeping
from backend.complaints.public import door as tracking_door
from backend.complaints.records import CaseEvent
from backend.core.sealing import Sealer
from backend.files.attachments.antivirus import Scanner
from backend.files.attachments.models import Attachment
from backend.files.attachments.service import rescan
from tests.complaints.at_centre import Office
from tests.complaints.conftest import read
from tests.complaints.with_files import at, files_of, in_hand, kept, release, send, sent, statuses, upload, uploaded
from tests.files.clamd import EICAR, Clamd
from tests.files.samples import CANARY, docx, jpg, pdf
from tests.files.test_attachments_refused import HOSTILE

NOWHERE = "127.0.0.1:1"
HEAVY = {"U05 size", "U07 11 MB"}
"""Take seconds each to make; what they run into is tested where they come from."""


def rows(office: Office) -> int:
    return int(read(office.centre.database, lambda s: s.execute(select(func.count(Attachment.id))).scalar_one()))


def plain(answer: Any) -> tuple[int, dict[str, Any]]:
    return answer.status_code, {key: value for key, value in answer.json().items() if key != "trace_id"}


def test_case_31_each_hostile_file_is_refused_in_its_own_words(office: Office, app: FastAPI) -> None:
    case_id, code, order = in_hand(office)
    events = len(office.get("lead", f"/complaints/{case_id}")["events"])
    told: dict[str, str] = {}
    with Clamd() as clamd:
        app.state.scanner = Scanner(clamd.address)
        infected = ("a.jpg", lambda: jpg(comment=EICAR), "attachment_infected")
        for what, (name, make, expected) in (HOSTILE | {"EICAR": infected}).items():
            if what in HEAVY:
                continue
            answer = upload(office, "lead", f"/complaints/{case_id}", name, make())
            problem = answer.json()
            assert (what, problem["code"]) == (what, expected)
            assert answer.status_code in (413, 415, 422)
            told[problem["code"]] = problem["title"]
        for answer in (
            send(office, code, "a.docm", docx()),
            upload(office, "liaison", f"/transfers/{order['id']}", "a.docm", docx()),
        ):
            assert (answer.status_code, answer.json()["code"]) == (415, "attachment_kind_unknown")
    assert len(set(told.values())) == len(told) >= 9, "every reason has words of its own"
    assert (rows(office), kept(office)) == (0, 0)
    assert len(office.get("lead", f"/complaints/{case_id}")["events"]) == events


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/证据.pdf", "证据.pdf"),
        ("..\\..\\证据.pdf", "证据.pdf"),
        ("\u202efdp.证据.pdf", "fdp.证据.pdf"),
        ("字" * 300 + ".pdf", "字" * 196 + ".pdf"),
    ],
)
def test_case_31_a_strange_name_is_kept_as_a_plain_one(office: Office, name: str, shown: str) -> None:
    _, code = office.centre.register()
    assert [file["name"] for file in sent(office, code, name)] == [shown]


def test_case_32_while_the_scanner_is_down_nobody_opens_anything(office: Office, app: FastAPI) -> None:
    case_id, code, order = in_hand(office)
    app.state.scanner = Scanner(NOWHERE)
    assert [file["label"] for file in sent(office, code, "一.pdf")] == ["已收到，等待查毒"]
    sent(office, code, "二.jpg", jpg(comment=EICAR))
    uploaded(office, "liaison", f"/transfers/{order['id']}", "三.docx", docx())
    first, second, third = files_of(office, case_id)
    assert [file["state"] for file in (first, second, third)] == ["pending_scan"] * 3
    for who, method, path in (
        ("lead", "GET", at(case_id, first, "/copy")),
        ("lead", "POST", at(case_id, first, "/original")),
        ("head", "GET", f"/transfers/{order['id']}/attachments/{third['id']}"),
    ):
        assert office.refused(who, path, None, 409, method)["code"] == "attachment_not_ready"
    held = office.refused("lead", at(case_id, first, "/releases"), {"transfer_id": order["id"]}, 409)
    assert held["code"] == "attachment_not_ready"
    with Clamd() as clamd:
        state = app.state
        assert rescan(state.database, state.files, Sealer(state.keys), Scanner(clamd.address)) == 3
    assert [file["state"] for file in files_of(office, case_id)] == ["ready", "quarantined", "ready"]
    mine = office.client.post("/api/v1/tracking", json={"code": code}).json()["attachments"]
    assert [file["label"] for file in mine] == ["已收到", "查出病毒，已隔离，没有人会打开"]
    assert office.ask("lead", "GET", at(case_id, first, "/copy")).status_code == 200
    for rest, method in (("/copy", "GET"), ("/original", "POST")):
        office.refused("lead", at(case_id, second, rest), None, 409, method)
    copy = office.client.post(f"/api/v1/tracking/attachments/{second['id']}/copy", json={"code": code})
    assert copy.status_code == 409


def test_case_33_an_address_of_another_case_is_like_none(office: Office) -> None:
    case_id, code, order = in_hand(office)
    other_id, other_code, other_order = in_hand(office)
    sent(office, code)
    (file,) = files_of(office, case_id)
    release(office, case_id, file, order)
    given = office.get("liaison", f"/transfers/{order['id']}")["attachments"][0]["id"]
    own = uploaded(office, "liaison", f"/transfers/{order['id']}", content=docx(), name="a.docx")["attachments"][1][
        "id"
    ]
    tried = [
        ("lead", "GET", f"/complaints/{other_id}/attachments/{{}}/copy", file["id"]),
        ("lead", "POST", f"/complaints/{other_id}/attachments/{{}}/original", file["id"]),
        ("lead", "DELETE", f"/complaints/{other_id}/attachments/{{}}", file["id"]),
        ("liaison", "GET", f"/transfers/{other_order['id']}/attachments/{{}}", given),
        ("liaison", "GET", f"/transfers/{other_order['id']}/attachments/{{}}", own),
        ("liaison", "GET", f"/transfers/{order['id']}/attachments/{{}}", file["id"]),
        ("liaison", "DELETE", f"/transfers/{other_order['id']}/attachments/{{}}", own),
    ]
    for who, method, path, real in tried:
        answers = [plain(office.ask(who, method, path.format(one))) for one in (real, uuid4())]
        assert answers[0][0] == 404, path
        assert answers[0] == answers[1]
    copies = [
        plain(office.client.post(f"/api/v1/tracking/attachments/{one}/copy", json={"code": other_code}))
        for one in (file["id"], own, uuid4())
    ]
    assert {status for status, _ in copies} == {404}
    assert copies[0] == copies[1] == copies[2]
    assert statuses(office, "GET", f"/transfers/{order['id']}/attachments/{given}", "liaison") == {"liaison": 200}


def test_case_34_place_and_owner_stay_in_the_sealed_original(office: Office, app: FastAPI) -> None:
    case_id, code, order = in_hand(office)
    content = jpg()
    assert CANARY.encode() in content
    sent(office, code, "窗口.jpg", content)
    (file,) = files_of(office, case_id)
    release(office, case_id, file, order)
    given = office.get("liaison", f"/transfers/{order['id']}")["attachments"][0]["id"]
    copies = [
        office.ask("lead", "GET", at(case_id, file, "/copy")),
        office.ask("liaison", "GET", f"/transfers/{order['id']}/attachments/{given}"),
        office.client.post(f"/api/v1/tracking/attachments/{file['id']}/copy", json={"code": code}),
    ]
    for copy in copies:
        assert copy.status_code == 200
        assert not any(trace in copy.content for trace in (CANARY.encode(), b"canary", b"Exif", b"GPS"))
    assert office.ask("lead", "POST", at(case_id, file, "/original")).content == content
    stored = [path.read_bytes() for path in Path(app.state.settings.files_dir).rglob("*") if path.is_file()]
    assert len(stored) == 2
    assert not any(b"JFIF" in data or CANARY.encode() in data for data in stored), "both are sealed"


def test_case_35_an_upload_cut_at_99_percent_leaves_nothing(office: Office, app: FastAPI) -> None:
    _, code = office.centre.register()
    whole = httpx.Request("POST", "http://x/", files={"file": ("证据.pdf", pdf())}, headers={"Tracking-Code": code})
    whole.read()
    answers: list[dict[str, Any]] = []
    office.client.portal.call(_cut, app, whole, answers)
    assert not any(answer.get("status") in (200, 201) for answer in answers)
    assert (rows(office), kept(office)) == (0, 0)
    assert len(sent(office, code)) == 1, "the case takes it when it comes again"


def test_case_35_a_file_that_cannot_be_entered_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _, code = office.centre.register()

    def fail(*_: object) -> bool:
        raise RuntimeError("the disk of the database is full")

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "keep", fail)
        assert send(office, code).status_code == 500
    assert (rows(office), kept(office)) == (0, 0)
    assert len(sent(office, code)) == 1


def test_case_12_a_file_whose_answer_got_lost_is_sent_again_and_there_once(office: Office) -> None:
    case_id, code, order = in_hand(office)
    for send_it in (
        lambda: send(office, code),
        lambda: upload(office, "lead", f"/complaints/{case_id}"),
        lambda: upload(office, "liaison", f"/transfers/{order['id']}"),
    ):
        assert [send_it().status_code for _ in range(3)] == [201, 200, 200]
    assert (rows(office), kept(office)) == (3, 6)
    actions = read(office.centre.database, lambda s: s.scalars(select(CaseEvent.action)).all())
    assert sorted(action for action in actions if "attach" in action) == [
        "attach_centre", "attach_complainant", "attach_unit",
    ]  # fmt: skip


def test_case_37_files_come_in_bounded_numbers(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused ones count as well: looking into each takes seconds of work."""
    monkeypatch.setattr(
        tracking_door, "UPLOADED_TO_CASE", tracking_door.Limit("attaching-case", 2, tracking_door.FAILED.window)
    )
    _, code = office.centre.register()
    assert send(office, code, "a.docm", docx()).status_code == 415
    assert send(office, code).status_code == 201
    slowed = send(office, code, "b.docx", docx())
    assert (slowed.status_code, slowed.json()["code"]) == (429, "too_many_requests")
    assert int(slowed.headers["Retry-After"]) > 0
    assert send(office, code).status_code == 200, "what is there already costs nothing"
    _, other = office.centre.register()
    assert send(office, other).status_code == 201


def test_case_18_a_guesser_cannot_send_files_either(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    _, code = office.centre.register()
    monkeypatch.setattr(tracking_door, "FAILED", tracking_door.Limit("tracking", 2, tracking_door.FAILED.window))
    unknown = [plain(send(office, guess)) for guess in (new_code(), "x")]
    assert unknown[0] == unknown[1]
    assert (unknown[0][0], unknown[0][1]["code"]) == (404, "tracking_unknown")
    assert send(office, code).status_code == 429
    assert (rows(office), kept(office)) == (0, 0)


def test_a_pin_guards_files_too(office: Office) -> None:
    _, code = office.centre.register(pin="135790")
    assert send(office, code).status_code == 404
    assert send(office, code, pin="135791").status_code == 404
    assert send(office, code, pin="135790").status_code == 201


async def _cut(app: FastAPI, request: httpx.Request, answers: list[dict[str, Any]]) -> None:
    body = request.content
    messages = iter([{"type": "http.request", "body": body[: len(body) * 99 // 100], "more_body": True}])

    async def receive() -> dict[str, Any]:
        return next(messages, {"type": "http.disconnect"})

    async def answer(message: Any) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/tracking/attachments",
        "raw_path": b"/api/v1/tracking/attachments",
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("203.0.113.7", 1),
        "server": ("testserver", 80),
        "state": {},
    }
    await app(scope, receive, answer)
