"""Uploads and downloads of the centre's people and of a complainant, over HTTP."""

from typing import Any
from urllib.parse import unquote
from uuid import UUID

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


def with_officer(office: Office, **fields: Any) -> tuple[UUID, str]:
    """A registered case that `officer` works on, and its tracking code."""
    case_id, code = office.centre.register(**fields)
    office.do("officer", f"/complaints/{case_id}/take")
    return case_id, code


def in_hand(office: Office, **fields: Any) -> tuple[UUID, str, dict[str, Any]]:
    """A case whose order unit A has signed, its code, and the order."""
    centre = office.centre
    case_id, code = centre.register(**fields)
    centre.accept(case_id)
    centre.dispatch(case_id)
    return case_id, code, office.do("liaison", f"/transfers/{office.order()['id']}/sign")


def name_of(disposition: str) -> str:
    return unquote(disposition.partition("filename*=UTF-8''")[2])


def statuses(office: Office, method: str, path: str, *people: str) -> dict[str, int]:
    return {who: office.ask(who, method, path).status_code for who in people}
