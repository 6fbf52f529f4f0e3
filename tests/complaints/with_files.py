"""Uploads and downloads of the centre's people and of a complainant, over HTTP."""

from typing import Any

import httpx

from tests.complaints.at_centre import Office
from tests.files.samples import pdf

Files = list[dict[str, Any]]
PDF = pdf()  # made once: no two are alike, and the same file again is no second one


def send(
    office: Office, code: str, name: str = "证据.pdf", content: bytes | None = None, pin: str = ""
) -> httpx.Response:
    """A file of a complainant."""
    file = {"file": (name, PDF if content is None else content)}
    headers = {"Tracking-Code": code} | ({"Tracking-Pin": pin} if pin else {})
    return office.client.post("/api/v1/tracking/attachments", files=file, headers=headers)


def sent(office: Office, code: str, name: str = "证据.pdf", content: bytes | None = None) -> Files:
    answer = send(office, code, name, content)
    assert answer.status_code == 201, answer.text
    found: Files = answer.json()["attachments"]
    return found


def upload(office: Office, who: str, path: str, name: str = "材料.pdf", content: bytes | None = None) -> httpx.Response:
    """A file of the staff, to `/complaints/<id>` or `/transfers/<id>`."""
    return office.client.post(
        f"/api/v1{path}/attachments",
        headers=office.headers[who],
        files={"file": (name, PDF if content is None else content)},
    )


def uploaded(office: Office, who: str, path: str, name: str = "材料.pdf", content: bytes | None = None) -> Any:
    answer = upload(office, who, path, name, content)
    assert answer.status_code == 201, answer.text
    return answer.json()


def files_of(office: Office, case_id: object, who: str = "lead") -> Files:
    found: Files = office.get(who, f"/complaints/{case_id}/attachments")["items"]
    return found


def at(case_id: object, file: dict[str, Any], rest: str = "") -> str:
    return f"/complaints/{case_id}/attachments/{file['id']}{rest}"


def release(office: Office, case_id: object, file: dict[str, Any], order: dict[str, Any], who: str = "lead") -> Any:
    return office.do(who, at(case_id, file, "/releases"), {"transfer_id": order["id"]})


def kept(office: Office) -> int:
    """How many files lie in the store."""
    return len(list(office.client.app.state.files.kept()))
