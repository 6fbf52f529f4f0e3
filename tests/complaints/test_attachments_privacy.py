"""Files of a confidential case, looked for by everybody who must not find them (complaint design, cases 23, 24, 33)."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import text

from backend.schema import metadata
from tests.complaints.at_centre import Office
from tests.complaints.planting import WRITING, filled, operations
from tests.complaints.test_transfers import seat
from tests.complaints.with_files import at, files_of, in_hand, release, sent, uploaded
from tests.conftest import Login
from tests.files.samples import CANARY, docx, jpg

NAME, NOTHING_RELEASED, OF_CENTRE = "canary欧阳卡纳里", "CANARY-NOT-RELEASED", "canary-centre-file"
CANARIES = (NAME, NOTHING_RELEASED, OF_CENTRE, CANARY, "canary-artist", "canary-copyright", "canary-profile")


@dataclass(frozen=True)
class Planted:
    """A confidential case handled by A with three files, of which A got one; ids for every parameter of a path."""

    code: str
    ids: dict[str, list[str]]


@pytest.fixture
def planted(office: Office) -> Planted:
    seat(office, "other_liaison", "B")
    case_id, code, order = in_hand(office)
    photo = jpg(comment=CANARY.encode())
    sent(office, code, f"{NAME}.jpg", photo)
    words = f'<w:p xmlns:w="x"><w:t>{NOTHING_RELEASED}</w:t></w:p>'
    sent(office, code, f"{NAME}.docx", docx(body=words))
    uploaded(office, "lead", f"/complaints/{case_id}", f"{OF_CENTRE}.docx", docx(body=words + words))
    released, hidden, internal = files_of(office, case_id)
    release(office, case_id, released, order)
    assert found_in(office.ask("lead", "POST", at(case_id, released, "/original"))) >= {CANARY, "canary-artist"}
    assert NOTHING_RELEASED in found_in(office.ask("lead", "GET", at(case_id, hidden, "/copy")))
    (given,) = office.get("liaison", f"/transfers/{order['id']}")["attachments"]
    own = uploaded(office, "liaison", f"/transfers/{order['id']}", "POSITIVE-TWIN.png", _plain())["attachments"][1]
    ids = [file["id"] for file in (released, hidden, internal, given, own)]
    return Planted(
        code, {"case_id": [str(case_id)], "order_id": [order["id"]], "attachment_id": ids, "code": ["A", "B"]}
    )


def found_in(answer: httpx.Response) -> set[str]:
    """Which canaries an answer holds: in headers, text, bytes, or within an archive."""
    data = [answer.content, repr(dict(answer.headers)).encode()]
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            data += [archive.read(name) for name in archive.namelist()]
    return {canary for canary in CANARIES if any(canary.encode() in part for part in data)}


@pytest.mark.slow
def test_case_23_nobody_outside_the_centre_finds_a_trace_of_a_file(
    office: Office, app: FastAPI, login: Login, planted: Planted
) -> None:
    """Whatever can be read, and whatever has to do with files, by liaison, head, another unit, a leader and a visitor."""
    people: dict[str, dict[str, str]] = {
        **{who: office.headers[who] for who in ("liaison", "head", "other_liaison")},
        "leader": login("leader"),
        "visitor": {},
    }
    opened: dict[str, int] = dict.fromkeys(people, 0)
    tried = 0
    for who, headers in people.items():
        for method, path, _ in operations(app):
            about_files = "attachment" in path and method != "DELETE"
            if path.startswith("/api/v1/auth/") or not (method == "GET" or about_files):
                continue
            for address in filled(path, planted.ids):
                options: dict[str, Any] = {} if method == "GET" else {"json": WRITING.get(path, {})}
                answer = office.client.request(method, address, headers=headers, **options)
                assert answer.status_code < 500, address
                assert found_in(answer) == set(), (who, address)
                opened[who] += "content-disposition" in answer.headers and "/attachments/" in address
                tried += 1
    assert tried > 150
    assert opened == {"liaison": 2, "head": 2, "other_liaison": 0, "leader": 0, "visitor": 0}


def test_case_24_the_list_of_a_unit_tells_nothing_of_other_files(office: Office, planted: Planted) -> None:
    """Neither how many there are nor when they came; the other unit's liaison has no order at all."""
    order = office.order()
    assert [(file["title"], file["sender"]) for file in order["attachments"]] == [
        ("附件1", "officer"), ("POSITIVE-TWIN.png", "unit"),
    ]  # fmt: skip
    assert office.get("other_liaison", "/transfers?state=all")["items"] == []
    known = set(planted.ids["attachment_id"][:3])
    assert not any(file["id"] in known for file in order["attachments"])


def test_supervisors_and_auditors_see_the_event_and_no_file(office: Office, planted: Planted) -> None:
    """Headers and dates of all, never what was written (security design, section 2)."""
    for who in ("supervisor", "chief", "auditor"):
        answer = office.ask(who, "GET", f"/complaints/{planted.ids['case_id'][0]}")
        assert answer.status_code == 200
        assert "release_attachment" in answer.text
        assert found_in(answer) == set()


def test_case_22_a_copy_of_the_database_tells_no_name_of_a_file(office: Office, app: FastAPI, planted: Planted) -> None:
    with app.state.database.read() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(text(f'SELECT * FROM "{table.name}"')):
                dump = b"".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
                assert not any(canary.encode() in dump for canary in CANARIES), table.name


def _plain() -> bytes:
    """A picture that names nobody."""
    file = io.BytesIO()
    Image.new("RGB", (20, 20)).save(file, "PNG")
    return file.getvalue()
